"""Runs a piece of a Pulumi program against mocks, and says what it registered.

Each deployment has an event loop and a monitor of its own and leaves nothing behind for the next.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi.output import Unknown
from pulumi.runtime import mocks, rpc
from pulumi.runtime.settings import get_root_resource, reset_options
from pulumi.runtime.stack import run_pulumi_func

from tests.unit import another_language

ACCOUNT = "111122223333"
REGION = "us-east-1"

UNKNOWN = "<unknown>"
"""Stands for a value that is not known yet, in inputs and results."""

KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab"


@dataclass(frozen=True)
class Place:
    """Where a provider works."""

    account: str = ACCOUNT
    region: str = REGION
    default_tags: Mapping[str, str] = field(default_factory=dict, hash=False)


def key_arn(place: Place) -> str:
    """The ARN of the key that the mocked cloud makes."""
    return f"arn:aws:kms:{place.region}:{place.account}:key/{KEY_ID}"


KEY_ARN = key_arn(Place())


@dataclass(frozen=True)
class Registered:
    """A resource as it reached the engine."""

    type: str
    name: str
    parent: str
    inputs: dict[str, Any]
    protect: bool
    provider: str
    dependencies: frozenset[str]
    secrets: frozenset[str]
    """The inputs that are secret as a whole."""
    links: Mapping[str, frozenset[str]]
    """The names of the resources that each input comes from."""
    outputs: Mapping[str, Any] = field(compare=False)
    """What it is once it exists."""

    @property
    def line(self) -> tuple[str, str, str]:
        """Type, name and parent's name ("" for the stack)."""
        return (self.type, self.name, self.parent)


@dataclass(frozen=True)
class Result:
    """An Output at the end of a deployment."""

    value: Any
    waits_for: frozenset[str]
    secret: bool


@dataclass
class Deployment:
    """What a program registered, and its Outputs."""

    resources: dict[str, Registered] = field(default_factory=dict)
    outputs: dict[str, Result] = field(default_factory=dict)
    exports: dict[str, Any] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)
    error: BaseException | None = None
    before: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Registered:
        return self.resources[name]

    @property
    def tree(self) -> set[tuple[str, str, str]]:
        """Type, name and parent's name of everything that was registered, providers left out."""
        return {each.line for each in self.resources.values() if not each.type.startswith("pulumi:providers:")}


def deploy(
    program: Callable[[], Mapping[str, Any] | None],
    *,
    preview: bool = False,
    places: Mapping[str, Place] | None = None,
    config: Mapping[str, str] | None = None,
    before: Mapping[str, Any] | None = None,
) -> Deployment:
    """Run `program` as the engine would; an error of it is in the result.

    Args:
        program: makes resources and returns the Outputs to look at, by name.
        preview: whether only what is known before anything exists is known.
        places: where providers work: `aws` and `aws-native` for the default ones, the provider's name for others.
        config: configuration of the stack.
        before: the stack's resources before, with their outputs, by URN.
    """
    deployment = Deployment(before=before or {})
    monitor = _Monitor(deployment, dict(places or {}), preview=preview)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    # One error shows in many futures; the first one is in the result.
    loop.set_exception_handler(lambda *_: None)
    made: dict[str, Any] = {}

    def run() -> None:
        made.update(program() or {})

    try:
        reset_options(project="customer-profiles", stack="test")
        pulumi.runtime.set_all_config(dict(config or {}))
        silent = logging.getLogger("deployment")
        silent.addHandler(logging.NullHandler())
        silent.propagate = False
        mocks.set_mocks(
            monitor.mocks, project="customer-profiles", stack="test", preview=preview, monitor=monitor, logger=silent
        )
        try:
            loop.run_until_complete(run_pulumi_func(run))
        except Exception as error:  # noqa: BLE001 - whatever it is, the test looks at it
            deployment.error = error
        else:
            deployment.outputs = loop.run_until_complete(_resolved(made))
            stack = get_root_resource()
            exports = loop.run_until_complete(_resolved(getattr(stack, "outputs", {})))
            deployment.exports = {name: each.value for name, each in exports.items()}
    finally:
        # After an error, too, let happen what could still happen: a test must not pass by luck.
        while pending := asyncio.all_tasks(loop):
            loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
        asyncio.set_event_loop(None)
        pulumi.runtime.set_all_config({})
        reset_options()
    return deployment


@dataclass(frozen=True)
class Later:
    """A value that arrives as an Output; `Later(UNKNOWN)` is one that is not known yet."""

    value: Any


def attempted(component: Callable[..., Any], name: str, args: Mapping[str, Any], **options: Any) -> Deployment:
    """Deploy one component; `Later` values become Outputs. Its annotated Outputs are in `outputs`."""

    def program() -> dict[str, Any]:
        made = component(name, wired(args))
        declared = {attribute: getattr(made, attribute) for attribute in type(made).__annotations__}
        return {attribute: value for attribute, value in declared.items() if isinstance(value, pulumi.Output)}

    return deploy(program, **options)


def deployed(component: Callable[..., Any], name: str, args: Mapping[str, Any], **options: Any) -> Deployment:
    """Deploy one component, as `attempted` does, without an error."""
    deployment = attempted(component, name, args, **options)
    if deployment.error:
        raise deployment.error
    return deployment


def refusal(component: Callable[..., Any], name: str, args: Mapping[str, Any], **options: Any) -> str:
    """The message of the error that stops a component before it has any child: one line, shown without a traceback.

    A program in another language that gives the same gets the same line, with the names that it has written.
    """
    message = _refused(attempted(component, name, args, **options), name)
    if (given := another_language.inputs(component, args)) is not None:
        with another_language.plugin() as (plugin, spelled):

            def program() -> None:
                plugin.begin("the monitor of this deployment")
                plugin.construct(name, f"connect-customer-profiles:index:{component.__name__}", wired(given))

            assert _refused(deploy(program, **options), name) == spelled(message)
    return message


def _refused(deployment: Deployment, name: str) -> str:
    assert isinstance(deployment.error, pulumi.RunError), repr(deployment.error)
    assert set(deployment.resources) == {name}
    message = str(deployment.error)
    assert "\n" not in message
    return message


def wired(value: Any) -> Any:
    """`value` with Outputs in place of `Later`; only while a program runs."""
    if isinstance(value, Later):
        return pulumi.Output.from_input(pulumi.UNKNOWN if value.value == UNKNOWN else value.value)
    if isinstance(value, Mapping):
        return {key: wired(item) for key, item in value.items()}
    if isinstance(value, list):
        return [wired(item) for item in value]
    return value


async def _resolved(values: Mapping[str, Any]) -> dict[str, Result]:
    results = {}
    for name, value in values.items():
        output = pulumi.Output.from_input(value)
        found = await output.future(with_unknowns=True)
        results[name] = Result(
            value=_plain(found) if await output.is_known() else UNKNOWN,
            waits_for=frozenset([resource._name for resource in await output.resources()]),
            secret=await output.is_secret(),
        )
    return results


def _plain(value: Any) -> Any:
    if isinstance(value, Unknown):
        return UNKNOWN
    if rpc.is_rpc_secret(value):
        return _plain(rpc.unwrap_rpc_secret(value))
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


class _Monitor(mocks.MockMonitor):
    """Keeps what was registered, also what mocks are not told: parents, protection, dependencies, unknown inputs."""

    def __init__(self, deployment: Deployment, places: dict[str, Place], *, preview: bool) -> None:
        super().__init__(_Cloud(deployment, places, preview=preview))
        self._deployment = deployment
        self._lock = threading.Lock()

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the protocol's name
        answer = super().RegisterResource(request)  # type: ignore[no-untyped-call]
        if request.type != "pulumi:pulumi:Stack":
            given = rpc.deserialize_properties(request.object, True)
            registered = Registered(
                type=request.type,
                name=request.name,
                parent="" if "pulumi:pulumi:Stack::" in request.parent else request.parent.rsplit("::", 1)[-1],
                inputs=_plain(given),
                protect=request.protect,
                provider=_provider_name(request.provider),
                dependencies=_names(request.dependencies),
                secrets=frozenset(key for key, value in given.items() if rpc.is_rpc_secret(value)),
                links={key: _names(each.urns) for key, each in request.propertyDependencies.items() if each.urns},
                outputs=_plain(rpc.deserialize_properties(answer.object, True)),
            )
            with self._lock:
                assert registered.name not in self._deployment.resources, f"{registered.name} is there twice"
                self._deployment.resources[registered.name] = registered
        return answer


def _names(urns: Iterable[str]) -> frozenset[str]:
    return frozenset(urn.rsplit("::", 1)[-1] for urn in urns)


def _provider_name(reference: str) -> str:
    """The name in a provider reference `urn::id`; "" for the default provider."""
    return reference.rsplit("::", 2)[-2] if reference else ""


class _Cloud(mocks.Mocks):
    """Answers like the providers, with values that tests can foretell."""

    def __init__(self, deployment: Deployment, places: dict[str, Place], *, preview: bool) -> None:
        self._deployment = deployment
        self._places = places
        self._preview = preview

    def call(self, args: mocks.MockCallArgs) -> dict[str, Any]:  # type: ignore[override]
        self._deployment.calls.append((args.token, _provider_name(args.provider)))
        place = self._place(args.provider, args.token)
        if args.token == "aws:index/getCallerIdentity:getCallerIdentity":
            arn = f"arn:aws:iam::{place.account}:user/deployer"
            return {"accountId": place.account, "arn": arn, "userId": "deployer", "id": place.account}
        if args.token == "aws:index/getRegion:getRegion":
            return {"region": place.region, "id": place.region, "description": "a Region"}
        if args.token == "aws:index/getDefaultTags:getDefaultTags":
            return {"id": place.region, "tags": place.default_tags}
        if args.token == "pulumi:pulumi:readStackResourceOutputs":
            return {"outputs": {urn: {"outputs": outputs} for urn, outputs in self._deployment.before.items()}}
        if args.token == "aws-native:index:getAccountId":
            return {"accountId": place.account}
        if args.token == "aws-native:index:getRegion":
            return {"region": place.region}
        raise AssertionError(f"no answer to {args.token}")

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        inputs = dict(args.inputs)
        if self._preview:
            # The plan is made in `check`, so its pins are known at preview if its inputs are.
            plan = args.typ == "pulumi-python:dynamic/customerprofiles:IngestionPlan"
            known = not any(pulumi.output.contains_unknowns(value) for value in inputs.values())
            return "", {**inputs, **(PLANNED if plan and known else {})}
        computed = _computed(args.typ, args.name, inputs, self._place(args.provider, args.typ))
        return f"{args.name}-id", {**inputs, **computed}

    def _place(self, provider: str | None, token: str) -> Place:
        return self._places.get(_provider_name(provider or "") or token.split(":", maxsplit=1)[0], Place())


def _computed(type_: str, name: str, inputs: dict[str, Any], place: Place) -> dict[str, Any]:
    """What a provider adds to the inputs once the resource exists."""
    match type_:
        case "aws:kms/key:Key":
            return {"arn": key_arn(place), "keyId": KEY_ID}
        case "aws:sqs/queue:Queue":
            return {
                "arn": f"arn:aws:sqs:{place.region}:{place.account}:{inputs['name']}",
                "url": f"https://sqs.{place.region}.amazonaws.com/{place.account}/{inputs['name']}",
            }
        case "aws:sns/topic:Topic":
            return {"arn": f"arn:aws:sns:{place.region}:{place.account}:{inputs['name']}"}
        case "aws:cloudwatch/metricAlarm:MetricAlarm":
            return {"arn": f"arn:aws:cloudwatch:{place.region}:{place.account}:alarm:{inputs['name']}"}
        case "aws:cloudwatch/eventRule:EventRule":
            return {"arn": f"arn:aws:events:{place.region}:{place.account}:rule/{inputs['name']}"}
        case "aws:connect/securityProfile:SecurityProfile":
            instance = f"arn:aws:connect:{place.region}:{place.account}:instance/{inputs['instanceId']}"
            return {"arn": f"{instance}/security-profile/{name}-id"}
        case "aws:lambda/function:Function":
            return {"arn": f"arn:aws:lambda:{place.region}:{place.account}:function:{inputs['name']}"}
        case "aws:iam/role:Role":
            return {"arn": f"arn:aws:iam::{place.account}:role/{inputs['name']}"}
        case "aws:iam/policy:Policy":
            return {"arn": f"arn:aws:iam::{place.account}:policy/{inputs['name']}"}
        case "pulumi-python:dynamic/customerprofiles:IngestionPlan":
            return PLANNED
        case "pulumi-python:dynamic/customerprofiles:Ingestion":
            return {**STARTED, "batches": inputs.get("planned_batches") or []}
        case "pulumi-python:dynamic/customerprofiles:ConnectorProfile":
            arn = f"arn:aws:appflow:{place.region}:{place.account}:connectorprofile/{inputs['connector_profile_name']}"
            return {"connector_profile_arn": arn}
        case "pulumi-python:dynamic/customerprofiles:ExternalFlow":
            arn = f"arn:aws:appflow:{place.region}:{place.account}:flow/{inputs['flow_name']}"
            return {"flow_arn": arn, "uri": arn, "flow_status": "Active", "integrated_as": inputs["object_type_name"]}
    return {}


PLANNED: dict[str, Any] = {
    "token": "0123456789",
    "mode": "workflow",
    "loaded_from": "2024-01-31T00:00:00Z",
    "cut_off": "2024-05-01T00:00:00Z",
    "pull_from": "2024-05-01T00:00:00Z",
    "batches": [
        {"start": "2024-01-31T00:00:00Z", "end": "2024-03-31T00:00:00Z"},
        {"start": "2024-03-31T00:00:00Z", "end": "2024-05-01T00:00:00Z"},
    ],
    "flow_name": "shop-Salesforce-Contact-0123456789",
}
"""What the mocked `IngestionPlan` pins."""

STARTED: dict[str, Any] = {
    "status": "IN_PROGRESS",
    "workflow_ids": ["0123456789abcdef0123456789abcdef"],
    "failed_batches": [],
    "records_processed": 42,
    "integration_uri": "",
    "flow_status": "",
}
"""What the mocked `Ingestion` knows, beside the planned batches."""
