"""What AWS's lists say of integrations, a hundred in one answer. Pure.

Customer Profiles answers five calls of a kind a second, so a closer look at each of a thousand integrations takes
minutes. The lists are enough to see that nothing is wrong with most of them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ...appflow.flow_status import ACTIVE
from ...ingestion import lost
from ...ingestion.plain import mapping, text
from ...ingestion.progress import RUNNING
from ...ingestion.state import State
from ...names import flow_name_of
from ...rules import RuleViolation
from ..traces import TOKEN
from .evidence import LONGEST_RUN, MISSED_PERIODS, schedule_period

UNDER_WAY = "InProgress"

CLOSELY = 100
"""As many integrations of a stack are looked at closely in any case: that takes 20 seconds at most."""


@dataclass(frozen=True)
class Lists:
    """The lists of a domain and its account.

    Attributes:
        uris: the integrations, hidden ones included.
        workflows: the statuses of the domain's workflows.
        flows: the account's flows.
        claimed: the integrations of workflows that no state knows.
        unclaimed: when workflows were created of which nothing listed says whose they are.
        now: the time, UTC.
    """

    uris: tuple[str, ...]
    workflows: Mapping[str, str]
    flows: Mapping[str, Mapping[str, Any]]
    claimed: tuple[str, ...]
    unclaimed: tuple[datetime, ...]
    now: datetime

    @classmethod
    def of(
        cls,
        states: Iterable[State],
        integrations: Iterable[Mapping[str, Any]],
        workflows: Iterable[Mapping[str, Any]],
        flows: Iterable[Mapping[str, Any]],
        now: datetime,
    ) -> "Lists":
        """What ListIntegrations, ListWorkflows and ListFlows say, beside all states of a stack's integrations."""
        integrations, workflows = list(integrations), list(workflows)
        known = {workflow_id for state in states for workflow_id in state.workflow_ids}
        unknown = [each for each in workflows if each["WorkflowId"] not in known and each["Status"] != lost.DELETED]
        named = {
            id_: each["Uri"] for each in integrations if (id_ := each.get("WorkflowId")) and TOKEN.search(each["Uri"])
        }
        return cls(
            tuple(each["Uri"] for each in integrations),
            {each["WorkflowId"]: each["Status"] for each in workflows},
            {str(each.get("flowName")): each for each in flows},
            tuple(named[each["WorkflowId"]] for each in unknown if each["WorkflowId"] in named),
            tuple(each["CreatedAt"] for each in unknown if each["WorkflowId"] not in named),
            now,
        )

    def show_well(self, state: State, runs: Callable[[str], Iterable[Mapping[str, Any]]]) -> bool:
        """Whether nothing can be wrong with an integration: its history is loaded or loading, its ongoing flow has just
        run by the schedule that its state knows, and nobody has started anything else for it.

        Args:
            state: of the integration.
            runs: the runs of a flow by its name, latest first. Asked for only while one is under way: a list tells of
                no other then.
        """
        if not state.token or state.flaw:
            return False
        if any(state.token in uri for uri in self.claimed) or self._may_have_a_lost_one(state):
            return False
        if state.running:
            live = [each for each in state.workflow_ids if self.workflows.get(each) in RUNNING]
            if live != list(state.workflow_ids[-1:]):
                return False
        elif state.failed or not state.integration_uri:
            return False
        own = [each for each in self.uris if state.made_with.pins.generation(flow_name_of(each))]
        if own != [state.integration_uri] * bool(state.integration_uri) or state.surplus:
            return False
        return not state.integration_uri or self._has_just_run(state, runs)

    def _may_have_a_lost_one(self, state: State) -> bool:
        try:
            since = lost.listed_since(state.made_with)
        except RuleViolation:
            return True
        return any(created >= since for created in self.unclaimed)

    def _has_just_run(self, state: State, runs: Callable[[str], Iterable[Mapping[str, Any]]]) -> bool:
        name = flow_name_of(state.integration_uri)
        flow = self.flows.get(name, {})
        run = flow.get("lastRunExecutionDetails", {})
        ran, status = run.get("mostRecentExecutionTime"), run.get("mostRecentExecutionStatus")
        if flow.get("flowStatus") != ACTIVE or ran is None:
            return False
        if status == UNDER_WAY and self.now - ran < LONGEST_RUN:
            before = next((each for each in runs(name) if each["executionStatus"] != UNDER_WAY), {})
            ran, status = before.get("startedAt"), before.get("executionStatus")
        if status != "Successful" or ran is None:
            return False
        trigger = mapping(state.made_with.flow_definition, "TriggerConfig")
        schedule = mapping(mapping(trigger, "TriggerProperties"), "Scheduled")
        expression = text(schedule, "ScheduleExpression")
        period = schedule_period(expression)
        return bool(expression) and (period is None or self.now - ran < MISSED_PERIODS * period)
