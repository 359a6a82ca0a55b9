"""The two dynamic resources of an ingestion, as Pulumi drives them: thin shells around `plan` and `lifecycle`.

State refers to the provider classes by module path and name, so they never move. They hold no client.
"""

import threading
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pulumi
from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    CreateResult,
    DiffResult,
    ReadResult,
    Resource,
    UpdateResult,
)

from ..aws.errors import AwsError
from ..rules import RuleViolation, instant
from . import decisions, plan
from .dynamic_provider import AwsProvider, is_unknown, only
from .lifecycle import Lifecycle
from .state import INGESTION_INPUTS, LOCATION, STATE, known, normalised

PLAN_INPUTS = (
    *LOCATION,
    *("domain_name", "kms_key_arn", "execution_role_arn"),
    *("connector_type", "connector_profile_name", "source_object", "object_type_name"),
    *("import_start_date", "batch", "bulk", "flow_limit", "on_delete"),
)
"""What `IngestionPlan` is told; `plan.PINS` comes on top."""

MAY_BE_UNKNOWN = ("kms_key_arn", "execution_role_arn", "aws_profile")
"""A new plan can be made at preview although these resources do not exist yet."""

# What this very process has planned (by token, everything before a time), or deleted (token): then no earlier attempt
# can exist that a search would have to wait for.
_planned_here: dict[str, str] = {}
_deleted_here: set[str] = set()

# The flows of account and Region when this process first asked, and those that its plans will add.
_flows_used: dict[tuple[str, str], int] = {}
_flows_planned: dict[tuple[str, str], dict[tuple[str, ...], int]] = {}
_lock = threading.Lock()


class IngestionPlanProvider(AwsProvider):
    """Pins the plan before anything is created, and sweeps up what a lost answer left behind."""

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Plan, or take the plan from the earlier inputs. At preview, too, so that a bad plan changes nothing."""
        inputs = {key: news[key] for key in PLAN_INPUTS if key in news}
        pinned = normalised(olds)
        unknown = {key for key in PLAN_INPUTS if is_unknown(inputs.get(key))}
        if unknown - set(MAY_BE_UNKNOWN):
            # Only at preview: the plan that there is stands until it is known that it does not.
            return CheckResult({**{key: pinned[key] for key in plan.PINS if key in pinned}, **inputs}, [])
        try:
            self.check_account(inputs)
            known = normalised({**inputs, **{key: pinned[key] for key in unknown if key in pinned}})
            now, token = datetime.now(UTC), uuid.uuid4().hex[:10]
            planned = plan.planned(
                known,
                pinned,
                now=now,
                token=token,
                cut_off=plan.cut_off_for(now, token),
                flows=lambda: self._flows(inputs),
            )
        except RuleViolation as violation:
            return CheckResult(inputs, [CheckFailure("", f"IntegrationWorkflow: {violation}")])
        _note_flows(inputs, len(planned["batches"]) - len(pinned.get("batches", [])) + ("token" not in pinned))
        return CheckResult({**planned, **inputs}, [])

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """A new token is a new plan; any other change is only noted."""
        difference = _difference(olds, news, (*PLAN_INPUTS, *plan.PINS))
        if difference.changes and not difference.replaces:
            _explain_later_start(normalised(olds), normalised(news))
        return difference

    def create(self, props: dict[str, Any]) -> CreateResult:
        outs = only(props, (*PLAN_INPUTS, *plan.PINS))
        _planned_here[outs["token"]] = outs["cut_off"]
        return CreateResult(outs["token"], outs)

    def update(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        outs = only(news, (*PLAN_INPUTS, *plan.PINS))
        _planned_here[outs["token"]] = normalised(olds)["loaded_from"]
        return UpdateResult(outs)

    def delete(self, _id: str, props: dict[str, Any]) -> None:
        outs = normalised(props)
        if outs["on_delete"] != "delete":
            return
        inputs = {**outs, "planned_batches": outs["batches"]}
        Lifecycle(self._client(inputs)).sweep(inputs, patient=outs["token"] not in _deleted_here)

    def _flows(self, inputs: Mapping[str, Any]) -> plan.Flows:
        """The account's flows: those that there were when first asked, and those of the other plans made since."""
        where = (inputs["account"], inputs["region"])
        limit = int(inputs.get("flow_limit") or plan.FLOW_LIMIT)
        with _lock:
            if where not in _flows_used:
                try:
                    _flows_used[where] = len(self._client(inputs).list_flows())
                except AwsError as error:
                    if not error.answered:
                        raise
                    # Whoever may not list flows may still have enough of them.
                    _flows_used[where] = 0
            others = sum(number for who, number in _flows_planned.get(where, {}).items() if who != _who(inputs))
            return plan.Flows(limit, _flows_used[where] + others)


class IngestionProvider(AwsProvider):
    """Owns the workflows and the continuous integration."""

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        # A plan that version 0.1 has pinned has no pull_from: at preview that looks unknown.
        old_plan = is_unknown(news.get("pull_from")) and _token(news) is not None
        inputs = {key: news[key] for key in INGESTION_INPUTS if key in news and not (old_plan and key == "pull_from")}
        return CheckResult(inputs, [])

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """Another plan replaces; whatever else has to be done, by an edit or by what happened at AWS, updates.

        Raises:
            AwsError: an edit has to wait until the workflow that runs has finished.
        """
        difference = _difference(olds, news, INGESTION_INPUTS)
        # A plan that an earlier version has pinned may tell less.
        wanted, state = plan.completed(normalised(news)), known(normalised(olds))
        if difference.replaces or any(is_unknown(value) for value in news.values()):
            return difference
        lifecycle = Lifecycle(self._client(wanted))
        if decisions.refusal(wanted, state, datetime.now(UTC)):
            # Only AWS knows whether it still runs.
            state = lifecycle.read(state) or state
            if refusal := decisions.refusal(wanted, state, datetime.now(UTC)):
                raise AwsError(refusal)
        step = decisions.next_step(wanted, state, remedied=lifecycle.remedied(wanted, state))
        if step:
            print(f"{wanted['flow_name']}: {step}", flush=True)
        return DiffResult(difference.changes or step is not None, [], [], False)

    def create(self, props: dict[str, Any]) -> CreateResult:
        inputs = only(plan.completed(normalised(props)), INGESTION_INPUTS)
        first_attempt = _planned_here.pop(inputs["token"], "") == inputs["cut_off"]
        state = Lifecycle(self._client(inputs)).create(inputs, first_attempt=first_attempt)
        return CreateResult(f"{inputs['domain_name']}/{inputs['flow_name']}", _outputs(inputs, state))

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        outs = only(props, (*INGESTION_INPUTS, *STATE))
        state = Lifecycle(self._client(outs)).read(outs)
        return ReadResult(id_, _outputs(outs, state)) if state else ReadResult("", {})

    def update(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        inputs = only(plan.completed(normalised(news)), INGESTION_INPUTS)
        lifecycle, state = Lifecycle(self._client(inputs)), known(only(olds, (*INGESTION_INPUTS, *STATE)))
        end, new = _planned_here.pop(inputs["token"], ""), decisions.unsubmitted(inputs, state)
        first_attempt = bool(new) and all(each["end"] <= end for each in new)
        waits = decisions.refusal(inputs, state, datetime.now(UTC))
        if waits or decisions.next_step(inputs, state, remedied=lifecycle.remedied(inputs, state)):
            state = lifecycle.update(inputs, state, first_attempt=first_attempt)
        return UpdateResult(_outputs(inputs, state))

    def delete(self, _id: str, props: dict[str, Any]) -> None:
        outs = normalised(props)
        Lifecycle(self._client(outs)).delete(outs)
        _deleted_here.add(outs["token"])


class IngestionPlan(Resource, module="customerprofiles", name="IngestionPlan"):
    """What is loaded, in which batches; it writes nothing to AWS.

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
        super().__init__(IngestionPlanProvider(), name, {**dict.fromkeys(plan.PINS), **props}, opts)

    def pins(self) -> dict[str, pulumi.Output[Any]]:
        """What `Ingestion` needs of the plan."""
        names = {key: key for key in plan.PINS} | {"batches": "planned_batches"}
        return {names[key]: getattr(self, key) for key in plan.PINS}

    def forecast_inputs(self) -> dict[str, pulumi.Output[Any]]:
        """What `forecast.of_pins` needs."""
        return {key: getattr(self, key) for key in ("connector_type", "mode", "batches")}


class Ingestion(Resource, module="customerprofiles", name="Ingestion"):
    """Workflows and continuous integration of a plan.

    Type token: `pulumi-python:dynamic/customerprofiles:Ingestion`.
    """

    status: pulumi.Output[str]
    workflow_ids: pulumi.Output[list[str]]
    batches: pulumi.Output[list[dict[str, Any]]]
    failed_batches: pulumi.Output[list[dict[str, Any]]]
    records_processed: pulumi.Output[int]
    integration_uri: pulumi.Output[str]
    flow_status: pulumi.Output[str]

    def __init__(self, name: str, props: Mapping[str, Any], opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(IngestionProvider(), name, {**dict.fromkeys(STATE), **props}, opts)

    def waited(
        self, wait: pulumi.Output[Mapping[str, Any] | None], component: pulumi.Resource
    ) -> pulumi.Output[dict[str, Any]] | dict[str, pulumi.Output[Any]]:
        """The state, once history is loaded where `wait` asks for it; never at preview.

        Args:
            wait: `{"minutes": n}`, or None to wait for nothing.
            component: on whose row progress is shown.
        """
        outputs = {key: getattr(self, key) for key in (*INGESTION_INPUTS, *STATE)}
        if pulumi.runtime.is_dry_run():
            # One by one: inputs that were not given are unknown at preview, and would make everything unknown.
            return outputs

        async def waited(known: dict[str, Any]) -> dict[str, Any]:
            wait = known.pop("wait")
            if not wait:
                return known
            from .waiting import wait as wait_for

            return await wait_for(normalised(known), wait["minutes"], component)

        return pulumi.Output.all(**outputs, wait=wait).apply(waited)


def _outputs(inputs: Mapping[str, Any], state: Mapping[str, Any]) -> dict[str, Any]:
    """What `Ingestion` keeps in Pulumi's state."""
    return {**{key: state[key] for key in STATE}, **{key: inputs[key] for key in INGESTION_INPUTS if key in inputs}}


def _who(inputs: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(inputs.get(key)) for key in plan.IDENTITY)


def _note_flows(inputs: Mapping[str, Any], added: int) -> None:
    """Note how many flows a plan adds, for the plans that this process checks after it."""
    if any(is_unknown(inputs.get(key)) for key in plan.IDENTITY):
        return
    with _lock:
        others = _flows_planned.setdefault((inputs["account"], inputs["region"]), {})
        others[_who(inputs)] = max(0, added)


def _explain_later_start(olds: Mapping[str, Any], news: Mapping[str, Any]) -> None:
    start, before = news["import_start_date"], olds["import_start_date"]
    if start != before and instant(start) > instant(news["loaded_from"]):
        print(
            f"{news['flow_name']}: import_start_date = {start} changes nothing: records since {news['loaded_from']} "
            "are loaded, and objects leave a domain only when they expire",
            flush=True,
        )


def _difference(olds: Mapping[str, Any], news: Mapping[str, Any], keys: tuple[str, ...]) -> DiffResult:
    before, after = (only(plan.completed(normalised(each)), keys) for each in (olds, news))
    replaces = ["token"] if _token(after) not in (None, _token(before)) else []
    return DiffResult(before != after, replaces, [], bool(replaces))


def _token(props: Mapping[str, Any]) -> str | None:
    """The token, None where it is not known yet."""
    token = props.get("token")
    return None if is_unknown(token) else token
