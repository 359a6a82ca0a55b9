"""The two dynamic resources of an ingestion, as Pulumi drives them: thin shells around `plan` and `lifecycle`.

State refers to the provider classes by module path and name, so they never move. They hold no client.
"""

import sys
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pulumi
from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    ConfigureRequest,
    CreateResult,
    DiffResult,
    ReadResult,
    Resource,
    ResourceProvider,
    UpdateResult,
)
from pulumi.output import Unknown
from pulumi.runtime import rpc

from ..rules import RuleViolation
from . import plan, progress, session
from .client import IngestionClient, IngestionError
from .lifecycle import DRAFT, STATE, Lifecycle

LOCATION = ("region", "account", "aws_profile")

PLAN_INPUTS = (
    *LOCATION,
    *("domain_name", "kms_key_arn", "execution_role_arn"),
    *("connector_type", "connector_profile_name", "source_object", "object_type_name"),
    *("import_start_date", "batch", "bulk", "on_delete"),
)
"""What `IngestionPlan` is told; `plan.PINS` comes on top."""

INGESTION_INPUTS = (
    *LOCATION,
    *("domain_name", "kms_key_arn", "execution_role_arn", "object_type_name", "flow_definition", "tags", "on_delete"),
    *("token", "generation", "mode", "loaded_from", "cut_off", "planned_batches", "flow_name"),
)
"""What `Ingestion` is told, the plan's pins included."""

MAY_BE_UNKNOWN = ("kms_key_arn", "execution_role_arn", "aws_profile")
"""A new plan can be made at preview although these resources do not exist yet."""

# A token is in one of these from the moment that this very process planned it, or deleted its ingestion: then no
# earlier attempt can exist that a search would have to wait for.
_planned_here: set[str] = set()
_deleted_here: set[str] = set()


class AwsProvider(ResourceProvider):
    """What the dynamic resources share: credentials, and errors on one line."""

    serialize_as_secret_always = False
    _credentials = session.Credentials()

    def configure(self, req: ConfigureRequest) -> None:
        # Only the plugin process calls this; its tracebacks would reach the user.
        sys.tracebacklimit = 0
        self._credentials = session.configured(req.config.get)

    def _client(self, inputs: Mapping[str, Any]) -> IngestionClient:
        credentials = self._credentials.with_profile(inputs.get("aws_profile"))
        return IngestionClient(inputs["account"], inputs["region"], credentials)

    def check_account(self, inputs: Mapping[str, Any]) -> None:
        """Whether the credentials are of the account that the inputs name.

        Raises:
            RuleViolation: they are of another, or there are none.
        """
        if _is_unknown(inputs.get("aws_profile")):
            return
        try:
            found = session.account(inputs["region"], self._credentials.with_profile(inputs.get("aws_profile")))
        except Exception as error:  # noqa: BLE001 - whatever boto3 raises, the user needs its words on one line
            raise RuleViolation(
                inputs.get("aws_profile"), f"no usable AWS credentials: {error}", argument="aws_profile"
            ) from None
        if found != inputs["account"]:
            rule = f"the credentials are of account {found}, the aws provider works in {inputs['account']}"
            raise RuleViolation(inputs.get("aws_profile"), rule, argument="aws_profile")


class IngestionPlanProvider(AwsProvider):
    """Pins the plan before anything is created, and sweeps up what a lost answer left behind."""

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Plan, or take the plan from the earlier inputs. At preview, too, so that a bad plan changes nothing."""
        inputs = {key: news[key] for key in PLAN_INPUTS if key in news}
        pinned = normalised(olds)
        unknown = {key for key in PLAN_INPUTS if _is_unknown(inputs.get(key))}
        if unknown - set(MAY_BE_UNKNOWN):
            # Only at preview: the plan that there is stands until it is known that it does not.
            return CheckResult({**{key: pinned[key] for key in plan.PINS if key in pinned}, **inputs}, [])
        try:
            self.check_account(inputs)
            known = normalised({**inputs, **{key: pinned[key] for key in unknown if key in pinned}})
            now, token = datetime.now(UTC), uuid.uuid4().hex[:10]
            planned = plan.planned(known, pinned, now=now, token=token, cut_off=plan.cut_off_for(now, token))
        except RuleViolation as violation:
            return CheckResult(inputs, [CheckFailure("", f"IntegrationWorkflow: {violation}")])
        return CheckResult({**planned, **inputs}, [])

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """A new token is a new plan; any other change is only noted."""
        return _difference(olds, news, (*PLAN_INPUTS, *plan.PINS))

    def create(self, props: dict[str, Any]) -> CreateResult:
        outs = _only(props, (*PLAN_INPUTS, *plan.PINS))
        _planned_here.add(outs["token"])
        return CreateResult(outs["token"], outs)

    def update(self, _id: str, _olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        return UpdateResult(_only(news, (*PLAN_INPUTS, *plan.PINS)))

    def delete(self, _id: str, props: dict[str, Any]) -> None:
        outs = normalised(props)
        if outs["on_delete"] != "delete":
            return
        inputs = {**outs, "planned_batches": outs["batches"]}
        Lifecycle(self._client(inputs)).sweep(inputs, patient=outs["token"] not in _deleted_here)


class IngestionProvider(AwsProvider):
    """Owns the workflows and the continuous integration."""

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        return CheckResult({key: news[key] for key in INGESTION_INPUTS if key in news}, [])

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """Another plan replaces; other changes update, but not while a workflow runs.

        Raises:
            IngestionError: the flow's definition or tags changed while a workflow still loads with the old ones.
        """
        difference = _difference(olds, news, INGESTION_INPUTS)
        before, after = normalised(olds), normalised(news)
        if not difference.replaces and difference.changes and _reaches_the_flow(before, after):
            _refuse_while_running(before)
        hand_over = before.get("status") == "COMPLETE" and before.get("flow_status") == DRAFT
        return DiffResult(True, difference.replaces, [], True) if hand_over else difference

    def create(self, props: dict[str, Any]) -> CreateResult:
        inputs = _only(props, INGESTION_INPUTS)
        first_attempt = inputs["token"] in _planned_here
        _planned_here.discard(inputs["token"])
        state = Lifecycle(self._client(inputs)).create(inputs, first_attempt=first_attempt)
        return CreateResult(f"{inputs['domain_name']}/{inputs['flow_name']}", {**inputs, **state})

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        outs = _only(props, (*INGESTION_INPUTS, *STATE))
        state = Lifecycle(self._client(outs)).read(outs, outs)
        return ReadResult(id_, {**outs, **state}) if state else ReadResult("", {})

    def update(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        inputs, before = _only(news, INGESTION_INPUTS), _only(olds, (*INGESTION_INPUTS, *STATE))
        lifecycle = Lifecycle(self._client(inputs))
        if _reaches_the_flow(before, inputs) or before["flow_status"] == DRAFT:
            state = lifecycle.update(inputs, before)
        else:
            state = _only(olds, STATE)
        return UpdateResult({**inputs, **state})

    def delete(self, _id: str, props: dict[str, Any]) -> None:
        outs = normalised(props)
        Lifecycle(self._client(outs)).delete(outs, outs)
        _deleted_here.add(outs["token"])


class IngestionPlan(Resource, module="customerprofiles", name="IngestionPlan"):
    """What is loaded, in which batches; it writes nothing to AWS.

    Type token: `pulumi-python:dynamic/customerprofiles:IngestionPlan`.
    """

    token: pulumi.Output[str]
    generation: pulumi.Output[int]
    mode: pulumi.Output[str]
    loaded_from: pulumi.Output[str]
    cut_off: pulumi.Output[str]
    batches: pulumi.Output[list[dict[str, str]]]
    flow_name: pulumi.Output[str]

    def __init__(self, name: str, props: Mapping[str, Any], opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(IngestionPlanProvider(), name, {**dict.fromkeys(plan.PINS), **props}, opts)

    def pins(self) -> dict[str, pulumi.Output[Any]]:
        """What `Ingestion` needs of the plan."""
        names = {key: key for key in plan.PINS} | {"batches": "planned_batches"}
        return {names[key]: getattr(self, key) for key in plan.PINS}


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


def normalised(value: Any) -> Any:
    """Plain JSON as we wrote it: the engine turns whole numbers into floats and adds the serialised provider."""
    if isinstance(value, Mapping):
        return {key: normalised(item) for key, item in value.items() if key != "__provider" and item is not None}
    if isinstance(value, (list, tuple)):
        return [normalised(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _only(props: Mapping[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    plain = normalised(props)
    return {key: plain[key] for key in keys if key in plain}


def _difference(olds: Mapping[str, Any], news: Mapping[str, Any], keys: tuple[str, ...]) -> DiffResult:
    before, after = _only(olds, keys), _only(news, keys)
    replaces = ["token"] if _token(after) not in (None, _token(before)) else []
    return DiffResult(before != after, replaces, [], bool(replaces))


def _token(props: Mapping[str, Any]) -> str | None:
    """The token, None where it is not known yet."""
    token = props.get("token")
    return None if _is_unknown(token) else token


def _reaches_the_flow(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    return any(before.get(key) != after.get(key) for key in ("flow_definition", "tags"))


def _refuse_while_running(state: Mapping[str, Any]) -> None:
    if state.get("status") in progress.RUNNING:
        done = sum(batch["status"] == "COMPLETE" for batch in state["batches"])
        raise IngestionError(
            f"IntegrationWorkflow: the workflow that loads {state['flow_name']} is running ({done} of "
            f"{len(state['batches'])} batches done): its fields, schedule and tags can change once it has finished"
        )


def _is_unknown(value: Any) -> bool:
    return isinstance(value, Unknown) or value == rpc.UNKNOWN
