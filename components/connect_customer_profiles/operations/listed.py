"""What AWS's lists say of the ingestions of a domain that has many, a hundred in one answer. Pure.

Customer Profiles answers five calls of a kind a second, so what two calls for each of a thousand workflows say takes
minutes. Without a stack, lists are all that is known of those with which nothing is wrong.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..appflow.flow_status import ACTIVE
from ..aws import answers
from ..ingestion import lost
from ..ingestion.batch import COMPLETE
from ..ingestion.plain import mapping, text
from ..ingestion.progress import RUNNING
from ..names import flow_name_of, generation
from .diagnosis.evidence import MISSED_PERIODS, schedule_period
from .traces import TOKEN, token_in

RECENTLY = timedelta(hours=1)
"""A flow that has run since then runs by any schedule."""

Described = Callable[[str], answers.Flow | None]
"""DescribeFlow, by name; None as well where the caller may not."""


@dataclass(frozen=True)
class Listed:
    """An ingestion with which nothing is wrong.

    Attributes:
        token: the plan's token.
        object_type: its object type.
        uri: of its ongoing integration; "" while its history is loaded.
        workflow_id: its workflow; "" if none has made its integration.
        status: of the workflow.
        generation: of its flow.
    """

    token: str
    object_type: str
    uri: str
    workflow_id: str = ""
    status: str = ""
    generation: int = 0


@dataclass(frozen=True)
class DomainLists:
    """The lists of a domain and its account: integrations, hidden ones included, workflows and flows."""

    integrations: tuple[answers.Integration, ...]
    workflows: tuple[answers.ListedWorkflow, ...]
    flows: tuple[answers.ListedFlow, ...]

    def well(self, now: datetime, described: Described) -> list[Listed]:
        """The ingestions with which nothing is wrong: their history is loaded or loading, their flow has just run, and
        nobody has started anything else for them.

        Args:
            now: the time, UTC.
            described: asked for the schedule of flows that have not run for an hour.
        """
        statuses = {each["WorkflowId"]: each["Status"] for each in self.workflows}
        flows = {str(each.get("flowName")): each for each in self.flows}
        every = [_one(token, each, statuses, flows) for token, each in self._by_token().items()]
        return [
            each
            for each in every
            if each and (not each.uri or _runs_well(flows.get(flow_name_of(each.uri), {}), now, described))
        ]

    def settled(self, well: Collection[Listed]) -> set[str]:
        """The workflows that say nothing of any other ingestion than those that are well.

        Of a workflow that has loaded its batches, and that no integration names any more, only its steps say whose it
        was. That matters where something may be wrong with an ingestion, or with a workflow that nobody knows.
        """
        ours = {each.workflow_id for each in well}
        done = {each["WorkflowId"] for each in self.workflows if each["Status"] in (COMPLETE, lost.DELETED)}
        others = self._by_token().keys() - {each.token for each in well}
        owned = {str(each["WorkflowId"]) for each in self.integrations if each.get("WorkflowId")}
        unclear = others or owned - ours or {each["WorkflowId"] for each in self.workflows} - ours - done
        return ours if unclear else ours | done

    def _by_token(self) -> dict[str, list[answers.Integration]]:
        found: defaultdict[str, list[answers.Integration]] = defaultdict(list)
        for each in self.integrations:
            if ":appflow:" in each["Uri"] and (in_name := TOKEN.search(flow_name_of(each["Uri"]))):
                found[in_name[1]].append(each)
        return found


def names_of(well: Iterable[Listed]) -> dict[str, str]:
    """How the ingestions are called, by token: as their object type, with the token where it has several."""
    well = list(well)
    several = Counter(each.object_type for each in well)
    return {
        each.token: f"{each.object_type} ({each.token})" if several[each.object_type] > 1 else each.object_type
        for each in well
    }


def _one(
    token: str,
    integrations: list[answers.Integration],
    statuses: Mapping[str, str],
    flows: Mapping[str, answers.ListedFlow],
) -> Listed | None:
    """The ingestion of a token, unless its integrations, their flows or their workflow say that something may be
    wrong, or that it is none of this library."""
    ongoing = [each for each in integrations if generation(flow_name_of(each["Uri"]), token)]
    workflow_ids = {str(each.get("WorkflowId") or "") for each in integrations}
    types = {str(each.get("ObjectTypeName", "")) for each in integrations}
    descriptions = {str(flows.get(flow_name_of(each["Uri"]), {}).get("description", "")) for each in integrations}
    if len(workflow_ids) != 1 or len(types) != 1 or {token_in(each) for each in descriptions} != {token}:
        return None
    [workflow_id], [object_type] = workflow_ids, types
    status = statuses.get(workflow_id, "")
    if not ongoing:
        return Listed(token, object_type, "", workflow_id, status) if status in RUNNING else None
    if len(integrations) > 1 or (workflow_id and status != COMPLETE):
        return None
    uri = ongoing[0]["Uri"]
    return Listed(token, object_type, uri, workflow_id, status, generation(flow_name_of(uri), token) or 1)


def _runs_well(flow: answers.ListedFlow, now: datetime, described: Described) -> bool:
    """Whether a flow is active and has just run."""
    run = flow.get("lastRunExecutionDetails", {})
    ran, status = run.get("mostRecentExecutionTime"), run.get("mostRecentExecutionStatus")
    if flow.get("flowStatus") != ACTIVE or status != "Successful" or ran is None:
        return False
    if now - ran < RECENTLY:
        return True
    trigger = mapping(described(str(flow.get("flowName"))) or {}, "triggerConfig")
    expression = text(mapping(mapping(trigger, "triggerProperties"), "Scheduled"), "scheduleExpression")
    period = schedule_period(expression)
    return bool(expression) and (period is None or now - ran < MISSED_PERIODS * period)
