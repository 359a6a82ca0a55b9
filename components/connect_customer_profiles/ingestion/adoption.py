"""What an integration that somebody else has made has loaded, and how: read when it is taken over. Writes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from .. import names, rules
from ..appflow.flow_status import ACTIVE
from ..rules import RuleViolation
from ..sources.flow_comparison import flow_definition_of, same_definitions, shape
from . import continuous_flow, duplicate, history, lost, windows
from .batch import COMPLETE, Batch
from .plain import Plain, mapping, text, texts
from .plan import Plan
from .progress import RUNNING
from .state import State
from .wanted import ADOPT, INTEGRATION_URI, WORKFLOW_IDS, Pins, Wanted

if TYPE_CHECKING:
    from ..aws import answers
    from ..aws.client import AwsClient

_URI, _WORKFLOWS = f"{ADOPT}.{INTEGRATION_URI}", f"{ADOPT}.{WORKFLOW_IDS}"


class Found(NamedTuple):
    """An integration to take over.

    Attributes:
        uri: its URI.
        object_type_name: what it loads into.
        flow: AppFlow's description of its flow.
        tags: its tags.
        workflow_ids: the workflows that have loaded its history, the latest last.
        batches: what they have loaded.
    """

    uri: str
    object_type_name: str
    flow: "answers.Flow"
    tags: Mapping[str, str]
    workflow_ids: tuple[str, ...] = ()
    batches: tuple[Batch, ...] = ()

    @property
    def first_pull(self) -> str:
        """The time from which its flow has pulled, RFC 3339."""
        return continuous_flow.first_pull(self.flow)

    @property
    def loaded_from(self) -> str:
        """The time since which records are loaded, RFC 3339."""
        return min([self.first_pull, *(batch.start for batch in self.batches)])


def pins(client: "AwsClient", plan: Plan, inputs: Plain, token: str, now: datetime, own: duplicate.Own) -> Pins:
    """The plan of an integration that is taken over: what it has loaded is what is planned.

    Args:
        client: the calls.
        plan: what the program wants.
        inputs: those of `IngestionPlan`; `kms_key_arn` only if it is known.
        token: the plan's.
        now: the time, UTC.
        own: what is this stack's.

    Raises:
        RuleViolation: there is no such integration, it is another one than the program says, or it is not at rest.
        AwsError: AWS gave no answer.
    """
    start = rules.checked("import_start_date", plan.import_start_date, rules.instant)
    found = read(client, plan.domain_name, mapping(inputs, ADOPT))
    name = names.flow_name_of(found.uri)
    if own.has(name):
        raise RuleViolation(found.uri, "is of another IntegrationWorkflow of this stack", argument=_URI)
    _check(found, inputs)
    if start >= now:
        raise RuleViolation(
            plan.import_start_date, f"must be in the past; it is now {rules.rfc3339(now)}", argument="import_start_date"
        )
    if start < rules.instant(found.loaded_from):
        rule = (
            f"flow {name}, which is to be adopted, has loaded records since {found.loaded_from}: adopt it with that "
            "date; an earlier one loads the missing range once it is adopted"
        )
        raise RuleViolation(plan.import_start_date, rule, argument="import_start_date")
    return Pins(
        token=token,
        mode="workflow" if found.batches else "incremental",
        loaded_from=found.loaded_from,
        cut_off=found.first_pull,
        pull_from=found.first_pull,
        batches=tuple(batch.span for batch in found.batches),
        flow_name=name,
    )


def check_unchanged(given: Plain, flow_name: str) -> None:
    """Check that `adopt` names the flow that a plan in state has taken over.

    Args:
        given: the argument; empty if there is none.
        flow_name: the pinned name of the first flow.

    Raises:
        RuleViolation: it is another one.
    """
    uri = text(given, INTEGRATION_URI)
    if uri and names.flow_name_of(uri) != flow_name:
        rule = (
            f"the integration is deployed already, with flow {flow_name}; it is adopted only when it is first deployed"
        )
        raise RuleViolation(uri, rule, argument=_URI)


def state(client: "AwsClient", wanted: Wanted) -> State | None:
    """The state of an integration that is taken over, as it is; None if it is gone and was handed over.

    Args:
        client: the calls.
        wanted: `Ingestion`'s inputs.

    Raises:
        RuleViolation: it has changed since it was planned.
        AwsError: AWS gave no answer.
    """
    ours = list(lost.own_integrations(client.list_integrations(wanted.domain_name, hidden=False), wanted.pins))
    if not (ours or wanted.adopt):
        return None
    given = dict(wanted.adopt or {})
    found = read(client, wanted.domain_name, {**given, **({INTEGRATION_URI: ours[0]["Uri"]} if ours else {})})
    if wanted.kms_key_arn != found.flow.get("kmsArn", ""):
        _refuse_key(found, wanted.kms_key_arn)
    records = {batch.span: batch.records for batch in found.batches}
    # What is planned is loaded, whether or not AWS still has the records of the workflows.
    planned = [Batch(each.start, each.end, COMPLETE, records.get(each, 0), 1) for each in wanted.pins.batches]
    return history.with_overall_status(
        State(
            made_with=_made_with(wanted, found),
            status=COMPLETE if planned else "",
            workflow_ids=found.workflow_ids,
            batches=tuple(planned),
            records_processed=sum(batch.records for batch in planned),
            integration_uri=found.uri,
            flow_status=found.flow["flowStatus"],
            latest_generation=wanted.pins.generation(names.flow_name_of(found.uri)) or 1,
            covers_from=continuous_flow.covers_from(State(wanted), found.uri, found.flow),
            flow_shape=shape(found.flow),
        )
    )


def known_loaded(wanted: Wanted, found: State) -> State:
    """The state of an integration that was taken over, as AWS alone shows it, with its history.

    Nothing at AWS tells the workflows of somebody else that have loaded it. What nobody loads now counts as loaded: if
    it is new, the next update loads it.

    Args:
        wanted: `Ingestion`'s inputs.
        found: what AWS shows.
    """
    if not wanted.pins.taken_over:
        return found
    loaded = windows.without(wanted.pins.batches, found.batches)
    batches = [*found.batches, *(Batch(each.start, each.end, COMPLETE, generation=1) for each in loaded)]
    generation = max(1, found.latest_generation)
    return replace(history.with_batches(found, batches), latest_generation=generation)


def read(client: "AwsClient", domain_name: str, given: Plain) -> Found:
    """An integration to take over.

    Args:
        client: the calls.
        domain_name: the domain.
        given: `adopt`.

    Raises:
        RuleViolation: there is none, or it is not at rest.
        AwsError: AWS gave no answer.
    """
    uri = text(given, INTEGRATION_URI)
    integration, flow = client.get_integration(domain_name, uri), client.describe_flow(names.flow_name_of(uri))
    if integration is None:
        raise RuleViolation(uri, f"domain {domain_name} has no such integration", argument=_URI)
    if flow is None:
        raise RuleViolation(uri, "its flow is gone; delete the integration, or make it anew first", argument=_URI)
    if flow["flowStatus"] != ACTIVE:
        rule = f"its flow is {flow['flowStatus'].lower()}; activate it first"
        raise RuleViolation(uri, rule, argument=_URI)
    named = integration.get("WorkflowId", "")
    listed = texts(given, WORKFLOW_IDS)
    ids = tuple(dict.fromkeys([*listed, *([named] if named else [])]))
    return Found(
        uri,
        integration.get("ObjectTypeName", ""),
        flow,
        integration.get("Tags") or {},
        ids,
        _loaded(client, domain_name, ids, listed),
    )


def _loaded(client: "AwsClient", domain_name: str, ids: Sequence[str], listed: Sequence[str]) -> tuple[Batch, ...]:
    """What workflows have loaded; a later one counts for what an earlier one did not load."""
    workflows = []
    for each in ids:
        workflow = client.get_workflow(domain_name, each)
        if workflow is None and each in listed:
            raise RuleViolation(each, f"domain {domain_name} has no such workflow", argument=_WORKFLOWS)
        if workflow is None:
            continue  # AWS has forgotten it: what the flow says stands.
        if workflow["Status"] in RUNNING:
            rule = f"is {workflow['Status']}; adopt the integration once it has ended"
            raise RuleViolation(each, rule, argument=_WORKFLOWS)
        workflows.append((workflow, client.get_workflow_steps(domain_name, each)))
    batches: list[Batch] = []
    for workflow, steps in sorted(workflows, key=lambda pair: pair[0]["StartDate"]):
        batches = history.replayed(batches, workflow, steps, 1)
    if failed := [batch for batch in batches if not batch.complete]:
        first = min(failed, key=lambda batch: batch.start)
        rule = (
            f"nobody has loaded {first.start} to {first.end}: list the workflow that has, or delete the integration "
            "and let this one load everything"
        )
        raise RuleViolation(list(ids), rule, argument=_WORKFLOWS)
    return tuple(sorted(batches, key=lambda batch: batch.start))


def _check(found: Found, inputs: Plain) -> None:
    """Check that an integration is the one that a program describes."""
    flow, load = found.flow, duplicate.Load.from_inputs(inputs)
    name = names.flow_name_of(found.uri)
    if differing := duplicate.differing(flow, load):
        argument, given, has, what = differing
        _refuse(name, given, has, argument, what)
    if text(inputs, "object_type_name") != found.object_type_name:
        _refuse(
            name,
            text(inputs, "object_type_name"),
            found.object_type_name or "several",
            "object_type_name",
            "object type",
        )
    key = inputs.get("kms_key_arn")
    if key is not None and key != flow.get("kmsArn", ""):
        _refuse_key(found, key)


def _refuse_key(found: Found, key: Any) -> None:
    _refuse(names.flow_name_of(found.uri), key, found.flow.get("kmsArn") or "AppFlow's own", "kms_key_arn", "key")


def _refuse(name: str, given: Any, has: str, argument: str, what: str) -> None:
    raise RuleViolation(given, f"flow {name}, which is to be adopted, has the {what} {has!r}", argument=argument)


def _made_with(wanted: Wanted, found: Found) -> Wanted:
    """The inputs that describe an integration as it is: what differs from `wanted` is the next update's to change."""
    present = flow_definition_of(found.flow)
    same = same_definitions(present, wanted.flow_definition)
    # Tags that the program does not name stay.
    tags = None if wanted.tags is None else _common(found.tags, wanted.tags)
    return replace(wanted, flow_definition=wanted.flow_definition if same else present, tags=tags)


def _common(present: Mapping[str, str], wanted: Iterable[str]) -> dict[str, str]:
    return {key: present[key] for key in wanted if key in present}
