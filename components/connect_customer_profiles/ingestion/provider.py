"""The two dynamic resources of an ingestion: thin shells around `plan` and `reconciler`.

State refers to the provider classes by module path and name, so they never move. They hold no client.
"""

import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi.dynamic import CheckFailure, CheckResult, CreateResult, DiffResult, ReadResult, UpdateResult
from pulumi.runtime import rpc

from .. import log
from ..rules import RuleViolation
from . import explanation, plan, quotas, source_check
from .differences import difference, known_token
from .dynamic_provider import AwsProvider, is_unknown, only
from .memory import MEMORY
from .owned_resource import OwnedResource
from .plain import normalised, text
from .plan import Plan
from .state import STATE, State
from .wanted import ADOPT, INGESTION_INPUTS, LOCATION, PINS, Pins, Wanted, completed

if TYPE_CHECKING:
    from .reconciler import Reconciler

PLAN_INPUTS = (
    *LOCATION,
    *("domain_name", "kms_key_arn", "execution_role_arn"),
    *("connector_type", "connector_profile_name", "source_object", "object_type_name"),
    *("import_start_date", "batch", "bulk", "flow_limit", "on_delete", ADOPT),
)
"""The inputs of `IngestionPlan`, in addition to `PINS`."""

MAY_BE_UNKNOWN = ("kms_key_arn", "execution_role_arn", "aws_profile")
"""A new plan can be made at preview although these resources do not exist yet."""


class IngestionPlanProvider(AwsProvider):
    """Pins the plan before anything is created; its deletion removes whatever a lost answer left behind."""

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Make a plan, or take it from the earlier inputs; at preview as well, so that a bad plan changes nothing."""
        # Only the plugin process needs it, as all that methods import here: a program does not load it.
        from . import loaded_elsewhere

        inputs = {key: news[key] for key in PLAN_INPUTS if key in news}
        before = normalised(olds)
        if moved := self.moved("IntegrationWorkflow", before, inputs):
            return CheckResult(inputs, moved)
        unknown = {key for key in PLAN_INPUTS if is_unknown(inputs.get(key))}
        if unknown - set(MAY_BE_UNKNOWN):  # Only at preview: the present plan stays until the inputs are known.
            return CheckResult({**{key: before[key] for key in PINS if key in before}, **inputs}, [])
        pinned, now, token = Pins.from_state(before), datetime.now(UTC), uuid.uuid4().hex[:10]
        # An unknown value will exist later; any text stands for it.
        given = normalised({**inputs, **{key: before.get(key, rpc.UNKNOWN) for key in unknown}})
        wanted, replaced = Plan.from_inputs(given), Plan.from_inputs(before)
        room = quotas.Room(None if "aws_profile" in unknown else lambda: self.client(inputs), MEMORY, given)
        try:
            self.check_account(inputs)
            Pins.check(before)
            if pinned.token and wanted.identity != replaced.identity:
                from .underway import check_identity

                check_identity(self.client(before), MEMORY, wanted, replaced, Wanted.from_plan(before))
                if text(before, "on_delete") == "delete":
                    room.will_be_left_by(pinned.token)
            adopted = loaded_elsewhere.adopted(self, MEMORY, wanted, before, news, unknown, token)
            pins = adopted or plan.planned(
                *(wanted, replaced, pinned),
                now=now,
                token=token,
                cut_off=plan.cut_off_for(now, token),
                flows=lambda: room.flows(wanted.identity),
            )
            listed = loaded_elsewhere.check_new(self, MEMORY, news, pins, pinned.token)
            if not adopted and pins.token != pinned.token:
                log.warn_all(room.full_of_integrations(wanted.identity, listed))
        except RuleViolation as violation:
            return CheckResult(inputs, [CheckFailure("", f"IntegrationWorkflow: {violation}")])
        added = len(pins.batches) - len(pinned.batches) + (not pinned.token)
        room.take_flows(wanted.identity, max(0, added))
        return CheckResult({**pins.to_state(), **inputs}, [])

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """A new token replaces the resource; any other change is only recorded."""
        found = difference(olds, news, (*PLAN_INPUTS, *PINS))
        if found.changes and not found.replaces and not is_unknown(news):
            olds, news = normalised(olds), normalised(news)
            if told := plan.later_start(Plan.from_inputs(olds), Plan.from_inputs(news), Pins.from_state(news)):
                log.say(told)
        return found

    def create(self, props: dict[str, Any]) -> CreateResult:
        outs = only(props, (*PLAN_INPUTS, *PINS))
        pins = Pins.from_state(outs)
        MEMORY.plan(pins.token, pins.cut_off)
        return CreateResult(pins.token, outs)

    def update(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        outs = only(news, (*PLAN_INPUTS, *PINS))
        MEMORY.plan(Pins.from_state(outs).token, Pins.from_state(normalised(olds)).loaded_from)
        return UpdateResult(outs)

    def delete(self, _id: str, props: dict[str, Any]) -> None:
        wanted = Wanted.from_plan(normalised(props))
        if wanted.on_delete == "delete":
            reconciler = _reconciler(self, normalised(props))
            running = reconciler.sweep(wanted, patient=not MEMORY.has_deleted(wanted.pins.token))
            log.say_all(explanation.still_running(running))


class IngestionProvider(AwsProvider):
    """Owns the workflows and the ongoing integration."""

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Decide which fields are loaded; refuse what the source lacks, and another account or Region. At preview, so
        that nothing is changed."""
        # A plan of version 0.1 has no pull_from, which looks unknown at preview.
        old_plan = is_unknown(news.get("pull_from")) and known_token(news) is not None
        inputs = {key: news[key] for key in INGESTION_INPUTS if key in news and not (old_plan and key == "pull_from")}
        if moved := self.moved("IntegrationWorkflow", olds, inputs):
            return CheckResult(inputs, moved)
        try:
            inputs |= source_check.decided(self, MEMORY, olds, news)
        except RuleViolation as violation:
            return CheckResult(inputs, [CheckFailure("", f"IntegrationWorkflow: {violation}")])
        MEMORY.check(known_token(news) or "")
        return CheckResult(inputs, [])

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """Another plan replaces the resource; any step to take, because of an edit or of changes at AWS, updates it.

        An edit that has to wait for a workflow is noted once; until that has ended there is nothing to do.
        """
        from . import contest, decisions

        found = difference(olds, news, INGESTION_INPUTS)
        if found.replaces or any(is_unknown(value) for value in news.values()):
            return found
        inputs = normalised(news)
        wanted, known = Wanted.from_inputs(inputs), State.from_state(normalised(olds))
        reconciler = _reconciler(self, inputs)
        state = reconciler.whole(known, log.say)

        def say(about: list[str], text: str) -> None:
            if MEMORY.has_checked(wanted.pins.token) and MEMORY.first((wanted.pins.token, *about)):
                log.say(text)

        # Once edits are noted, only their end is a change.
        lost, noted = state != known, state.edits_wait
        changes = found.changes or noted or lost
        if decisions.waiting(wanted, state):
            # Only AWS knows whether the workflow still runs.
            state = reconciler.read(state) or state
            if notice := decisions.notice(wanted, state, datetime.now(UTC)):
                say(decisions.waiting(wanted, state), f"warning: {notice}")
                wanted = decisions.applicable(wanted, state)
                changes = lost or not noted or wanted.to_inputs() != state.made_with.to_inputs()
        state = reconciler.accepted(wanted, state)
        step = decisions.next_step(wanted, state, datetime.now(UTC), remedied=reconciler.remedied(wanted, state))
        if step:
            say(["step", str(step)], f"{wanted.pins.flow_name}: {step}")
        if rivals := contest.rivals(reconciler.client, MEMORY, state):
            warning = f"warning: {wanted.pins.flow_name}: {contest.warning(rivals)}: the update removes it"
            say(["rivals", warning], warning)
        return DiffResult(changes or step is not None or bool(rivals), [], [], False)

    def create(self, props: dict[str, Any]) -> CreateResult:
        inputs = only(completed(normalised(props)), INGESTION_INPUTS)
        wanted = Wanted.from_inputs(inputs)
        first_attempt = MEMORY.take_planned(wanted.pins.token) == wanted.pins.cut_off
        state = _reconciler(self, inputs).create(wanted, first_attempt=first_attempt)
        # What was taken over may not be as wanted: the next preview shows it.
        outs = state.facts() | inputs | (state.made_with.to_inputs() if wanted.pins.taken_over else {})
        return CreateResult(f"{wanted.domain_name}/{wanted.pins.flow_name}", outs)

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        inputs = only(props, INGESTION_INPUTS)
        reconciler = _reconciler(self, inputs)
        state = reconciler.read(reconciler.whole(State.from_state(normalised(props)), log.say))
        return ReadResult(id_, {**state.facts(), **inputs}) if state else ReadResult("", {})

    def update(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        from . import contest, decisions

        inputs = only(completed(normalised(news)), INGESTION_INPUTS)
        wanted, reconciler = Wanted.from_inputs(inputs), _reconciler(self, inputs)
        state = reconciler.whole(State.from_state(normalised(olds)))
        end, new = MEMORY.take_planned(wanted.pins.token), decisions.unsubmitted(wanted, state)
        first_attempt = bool(new) and all(window.end <= end for window in new)
        waits, state = decisions.waiting(wanted, state), reconciler.accepted(wanted, state)
        step = decisions.next_step(wanted, state, datetime.now(UTC), remedied=reconciler.remedied(wanted, state))
        if waits or step or state.unread or contest.rivals(reconciler.client, MEMORY, state):
            state = reconciler.update(wanted, state, first_attempt=first_attempt)
            if state.made_with != wanted:
                return UpdateResult(replace(state, edits_wait=True, edited=wanted.flow_definition).to_state())
        return UpdateResult({**replace(state, edits_wait=False).facts(), **inputs})

    def delete(self, _id: str, props: dict[str, Any]) -> None:
        state = State.from_state(normalised(props))
        log.say_all(explanation.still_running(_reconciler(self, normalised(props)).delete(state)))
        MEMORY.delete(state.token)


def _reconciler(provider: AwsProvider, inputs: Mapping[str, Any]) -> "Reconciler":
    from .reconciler import Reconciler

    return Reconciler(provider.client(inputs), MEMORY)


class IngestionPlan(OwnedResource, module="customerprofiles", name="IngestionPlan"):
    """The range to load and its batches; it writes nothing to AWS.

    Type token: `pulumi-python:dynamic/customerprofiles:IngestionPlan`.
    """

    token: pulumi.Output[str]
    mode: pulumi.Output[str]
    loaded_from: pulumi.Output[str]
    cut_off: pulumi.Output[str]
    pull_from: pulumi.Output[str]
    batches: pulumi.Output[list[dict[str, str]]]
    flow_name: pulumi.Output[str]

    def __init__(self, name: str, props: Mapping[str, Any], opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(IngestionPlanProvider(), name, {**dict.fromkeys(PINS), **props}, opts)

    def pins(self) -> dict[str, pulumi.Output[Any]]:
        """The inputs of `Ingestion` that come from the plan."""
        return {"planned_batches" if key == "batches" else key: getattr(self, key) for key in PINS}

    def forecast_inputs(self) -> dict[str, pulumi.Output[Any]]:
        """The inputs of a forecast: what `forecast.of_pins` and `announce` read of the plan and its pins."""
        read = ("connector_type", "import_start_date", "mode", "batches", "token", "flow_name", "loaded_from")
        return {key: getattr(self, key) for key in read}


class Ingestion(OwnedResource, module="customerprofiles", name="Ingestion"):
    """Workflows and ongoing integration of a plan.

    Type token: `pulumi-python:dynamic/customerprofiles:Ingestion`.
    """

    status: pulumi.Output[str]
    workflow_ids: pulumi.Output[list[str]]
    batches: pulumi.Output[list[dict[str, Any]]]
    failed_batches: pulumi.Output[list[dict[str, Any]]]
    records_processed: pulumi.Output[int]
    integration_uri: pulumi.Output[str]
    flow_status: pulumi.Output[str]
    flow_definition: pulumi.Output[dict[str, Any]]
    applied: pulumi.Output[dict[str, Any]]

    def __init__(self, name: str, props: Mapping[str, Any], opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(IngestionProvider(), name, {**dict.fromkeys(STATE), **props}, opts)

    def state(self) -> dict[str, pulumi.Output[Any]]:
        """Inputs and outputs, one by one: a missing input is unknown at preview, and would make everything unknown."""
        return {key: getattr(self, key) for key in (*INGESTION_INPUTS, *STATE)}

    def waiting(self, component: pulumi.Resource) -> Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]:
        """A function of what is known of `state`, which returns it once the history is loaded.

        Beside it, it takes `wait`, which is None to wait for nothing or has `minutes`, and `wanted`, the inputs in
        effect.

        Args:
            component: on whose row progress is shown.
        """

        async def waited(known: dict[str, Any]) -> dict[str, Any]:
            wait, wanted = known.pop("wait"), known.pop("wanted")
            if not wait or (known.get(ADOPT) and not State.from_state(normalised(known)).running):
                return known
            from .waiting import wait as wait_for

            state, goal = State.from_state(normalised(known)), Wanted.from_inputs(completed(normalised(wanted)))
            ended = await wait_for(goal, state, wait["minutes"], component, MEMORY)
            return ended.to_state()

        return waited
