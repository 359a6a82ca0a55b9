"""What `status`, `watch` and `diagnose` show of our integration, of the stack and of the domain alone.

They look in the process that makes the stack's calls, as one more resource that it reads.
"""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from connect_customer_profiles.aws import answers
from connect_customer_profiles.aws.session import Credentials
from connect_customer_profiles.ingestion import lost
from connect_customer_profiles.ingestion.batch import NOT_STARTED
from connect_customer_profiles.ingestion.plain import normalised
from connect_customer_profiles.ingestion.state import State
from connect_customer_profiles.operations import aws_targets, traces
from connect_customer_profiles.operations import watch as watching
from connect_customer_profiles.operations.diagnosis.facts import DomainFacts
from connect_customer_profiles.operations.diagnosis.integrations import IntegrationLooks
from connect_customer_profiles.operations.present import asking, status
from connect_customer_profiles.operations.status import Status, Unseen
from connect_customer_profiles.operations.targets import Ingestion, Target
from pulumi.dynamic import ReadResult, ResourceProvider

PASSING = ("expected_end", "records_per_minute")
"""What a second changes: compared is whether there is any."""


class Views(ResourceProvider):
    """Compares the views of an ingestion."""

    serialize_as_secret_always = False

    def read(self, id_: str, props: Any) -> ReadResult:
        """`different`: what one view shows otherwise than another."""
        watching.CALLS_PER_SECOND = 10_000.0
        return ReadResult(id_, {"different": list(different(State.from_state(normalised(props))))})


def different(state: State) -> Iterator[str]:
    """What one view shows of an ingestion otherwise than `status` of its stack."""
    wanted = state.made_with
    place = Target(wanted.domain_name, wanted.account, wanted.region, Credentials())
    stack = Target(**{**vars(place), "ingestions": (Ingestion("ours", state),)})
    alone = aws_targets.with_ingestions(place)
    own = [each for each in alone.ingestions if each.state.token == state.token]
    now = datetime.now(UTC)
    [first] = status(stack, now)
    assert isinstance(first, Status), first
    others: dict[str, list[Status | Unseen | None]] = {
        "watch": [_watched(stack)],
        "diagnose": [_diagnosed(stack, now)],
    }
    if own_workflows_told(state, stack):
        others["status of the domain"] = list(status(Target(**{**vars(place), "ingestions": tuple(own)}), now))
    for view, shown in others.items():
        if not shown and (first.status == NOT_STARTED or (first.status == "MISSING" and not first.batches)):
            continue  # AWS lists it late, or only the stack remembers it.
        if len(shown) != 1:
            yield f"{view}: {len(shown)} integrations"
            continue
        one, other = told(shown[0]), told(first)
        yield from (
            f"{view}: {key} = {one[key]!r} instead of {each!r}"
            for key, each in other.items()
            if one[key] != each and not (view.endswith("domain") and forgotten(key, one))
        )


def told(shown: Any) -> Mapping[str, Any]:
    """A status without the name, which the domain alone does not know."""
    assert isinstance(shown, Status), shown
    return {
        **{key: bool(each) if key in PASSING else each for key, each in asdict(shown).items() if key != "name"},
        "attention": shown.needs_attention,
    }


def forgotten(key: str, alone: Mapping[str, Any]) -> bool:
    """Whether AWS alone may say less: of flows that are gone it has no runs, and one that follows them may have none
    yet."""
    without_runs = alone["flow_status"] == "Missing" or not alone["runs"]
    return not alone[key] and (key == "records" or (key == "pulled_until" and without_runs))


def own_workflows_told(state: State, target: Target) -> bool:
    """Whether AWS tells which workflows are the ingestion's: it lists them and an integration or a flow names them.

    It does not tell whose an integration is that was taken over: its names are its maker's. Nor, of a deleted workflow
    whose record stays beside others, whether it was one too many.
    """
    if state.made_with.pins.taken_over:
        return False
    client, domain = target.client, target.domain_name
    listed = {str(each["WorkflowId"]): each["Status"] for each in client.list_workflows(domain, traces.SINCE)}
    ids = {id_ for id_, how in listed.items() if how != lost.DELETED or len(state.workflow_ids) == 1}
    named = {str(each.get("WorkflowId")) for each in client.list_integrations(domain, hidden=False)}
    return all(
        id_ in ids and (id_ in named or any(state.token in each["FlowName"] for each in _steps(target, id_)))
        for id_ in state.workflow_ids
    )


def _steps(target: Target, workflow_id: str) -> Sequence[answers.WorkflowStep]:
    return target.client.get_workflow_steps(target.domain_name, workflow_id)


def _watched(target: Target) -> Status | None:
    with contextlib.closing(watching.watch(target)) as events:
        return next(events).status


def _diagnosed(target: Target, now: datetime) -> Status | None:
    domain = DomainFacts(target.domain_name, target.region, target.account, now, domain={})
    looks = IntegrationLooks(target, asking(target, target.client), domain, lambda: now)
    return looks.ingestion(target.ingestions[0]).status
