"""What the engine does with a reservation and the resource of the reserved name: their state, and each command."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from connect_customer_profiles import names
from connect_customer_profiles.external_application import DEFINITION
from connect_customer_profiles.ingestion.appflow_provider import (
    ConnectorProfileProvider,
    ExternalFlowProvider,
    ReservationProvider,
)
from connect_customer_profiles.sources.connector_profiles import profile_credentials, profile_properties
from connect_customer_profiles.sources.external import external_flow
from connect_customer_profiles.sources.flow_comparison import fixed_parts
from pulumi.dynamic import ResourceProvider

from tests.provider.observed import Call, seen
from tests.provider.place import Place
from tests.provider.server import Difference, Properties, Provider, ProviderError
from tests.provider.stack import RefusedError, Resource, Start

RESERVATION = ReservationProvider()
CONNECTOR_PROFILE = ConnectorProfileProvider()
EXTERNAL_FLOW = ExternalFlowProvider()
EMULATED = ("customer-profiles", "appflow")

Inputs = Callable[[dict[str, Any]], tuple[Properties, Properties]]
"""From arguments of the component to what it tells its two resources."""


@dataclass
class Reserved:
    """The state of one component.

    Attributes:
        owner: the provider of the resource that has the name.
        inputs: what the component tells its resources.
        arguments: those of the component, and `region` and `account`.
        provider: the provider process of the next commands.
    """

    owner: ResourceProvider
    inputs: Inputs
    arguments: dict[str, Any]
    provider: Provider
    reservation: Resource | None = None
    resource: Resource | None = None
    steps: list[str] = field(default_factory=list)

    @property
    def state(self) -> Properties:
        """The outputs of the resource."""
        assert self.resource
        return self.resource.outputs

    def up(self, **changes: Any) -> list[str]:
        """`pulumi up` with changed arguments; returns the steps that were not `same`, as far as they came."""
        self.arguments = {**self.arguments, **changes}
        self.steps = []
        reserved, told = self.inputs(self.arguments)
        obsolete = self._one(RESERVATION, "reservation", reserved)
        replaced = self._one(self.owner, "resource", told)
        for provider, old in ((self.owner, replaced), (RESERVATION, obsolete)):
            if old is not None:
                self.provider.delete(provider, old.id, old.outputs)
        return self.steps

    def preview(self, **changes: Any) -> list[str]:
        """`pulumi preview`: the steps of the resource that `up` would do."""
        _, told = self.inputs({**self.arguments, **changes})
        inputs = self._checked(self.owner, self.resource, told)
        if self.resource is None:
            return ["create resource"]
        difference = self._difference(self.owner, self.resource, inputs)
        return [_step(difference, "resource")] if difference.changes else []

    def refresh(self) -> Properties | None:
        """`pulumi refresh`; returns the outputs of the resource, None if it is gone."""
        assert self.resource
        id_, outputs = self.provider.read(self.owner, self.resource.id, self.resource.outputs)
        self.resource = Resource(id_, self.resource.inputs, outputs) if id_ else None
        return outputs if id_ else None

    def destroy(self) -> None:
        """`pulumi destroy`."""
        if self.resource:
            self.provider.delete(self.owner, self.resource.id, self.resource.outputs)
            self.resource = None
        if self.reservation:
            self.provider.delete(RESERVATION, self.reservation.id, self.reservation.outputs)
            self.reservation = None

    def restarted(self, provider: Provider) -> "Reserved":
        """The same stack, for the next command with a new provider process."""
        self.provider = provider
        return self

    def _one(self, provider: ResourceProvider, name: str, news: Properties) -> Resource | None:
        """Brings one resource to its inputs; returns the old one where it has to be deleted afterwards."""
        present: Resource | None = getattr(self, name)
        inputs = self._checked(provider, present, news)
        if present is None:
            self._create(provider, name, inputs)
            return None
        difference = self._difference(provider, present, inputs)
        if difference.changes:
            self.steps.append(_step(difference, name))
        if difference.replaces:
            inputs = self._checked(provider, None, news)
            if difference.delete_before_replace:
                self.provider.delete(provider, present.id, present.outputs)
                setattr(self, name, None)
            self._create(provider, name, inputs, replacing=True)
            return None if difference.delete_before_replace else present
        if difference.changes:
            present.outputs = self.provider.update(provider, present.id, present.outputs, inputs)
        present.inputs = inputs
        return None

    def _create(self, provider: ResourceProvider, name: str, inputs: Properties, *, replacing: bool = False) -> None:
        if not replacing:
            self.steps.append(f"create {name}")
        id_, outputs = self.provider.create(provider, inputs)
        setattr(self, name, Resource(id_, inputs, outputs))

    def _checked(self, provider: ResourceProvider, present: Resource | None, news: Properties) -> Properties:
        inputs, failures = self.provider.check(provider, present.inputs if present else {}, news)
        if failures:
            raise RefusedError("; ".join(failures))
        return inputs

    def _difference(self, provider: ResourceProvider, present: Resource, inputs: Properties) -> Difference:
        return self.provider.diff(provider, present.id, present.outputs, inputs)


def _step(difference: Difference, name: str) -> str:
    if difference.replaces:
        return f"replace {name}" + (" (delete first)" if difference.delete_before_replace else "")
    return f"update {name}"


def flow_inputs(arguments: dict[str, Any]) -> tuple[Properties, Properties]:
    """What `ExternalApplication` tells its resources."""
    flow = external_flow(arguments)
    domain, object_type = arguments["domain_name"], arguments["object_type_name"]
    name = arguments.get("flow_name") or names.external_flow_name(domain, object_type, fixed_parts(flow))
    given = ("region", "account", "domain_name", "adopt")
    shared: Properties = {key: arguments[key] for key in given if key in arguments}
    return {**shared, "kind": "flow", "name": name}, {
        **shared,
        "object_type_name": object_type,
        "flow_name": name,
        "flow": flow,
        "kms_key_arn": arguments.get("kms_key_arn"),
        "activate": arguments.get("activate", True),
        "tags": arguments.get("tags"),
        "origin": {
            "arguments": {key: arguments[key] for key in DEFINITION if key in arguments},
            "made_here": arguments.get("made_here", False),
        },
    }


def profile_inputs(arguments: dict[str, Any]) -> tuple[Properties, Properties]:
    """What `ConnectorProfile` tells its resources."""
    shared = {key: arguments[key] for key in ("region", "account")}
    name = arguments["connector_profile_name"]
    return {**shared, "kind": "connector profile", "name": name}, {
        **shared,
        "connector_profile_name": name,
        "kms_key_arn": arguments.get("kms_key_arn"),
        **profile_properties(arguments),
        "credentials": profile_credentials(arguments),
    }


@dataclass(frozen=True)
class Interruptions:
    """A create, update or delete of a component, and each of its calls as the one that goes wrong.

    Attributes:
        make: makes the component's stack, with a provider process if one is given.
        changes: the arguments that an update changes.
    """

    place: Place
    start: Start
    make: Callable[..., Reserved]
    changes: dict[str, Any]
    what: str

    def calls(self) -> list[Call]:
        """The calls to the emulated services where nothing goes wrong."""
        made = self._before(self.make())
        since = self.place.last_call()
        self.command(made)
        return [each for each in seen(self.place.control.calls(since=since)) if each.service in EMULATED]

    def interrupted(self, kind: str, call: Call) -> Reserved:
        """A stack after the command in which one call went wrong, with a new provider process."""
        self.place.server.cloud.reset()
        made = self._before(self.make(self.start()))
        self.place.control.add_fault(kind, service=call.service, operation=call.operation, skip=call.occurrence)
        try:
            self.command(made)
        except ProviderError:
            assert kind == "kill"
        return made.restarted(self.start())

    def command(self, made: Reserved) -> None:
        """The command itself."""
        if self.what == "delete":
            made.destroy()
        else:
            self._up(made)

    def wanted(self, made: Reserved) -> None:
        """Where somebody looks and wants it all the same: `pulumi up --refresh`."""
        if made.resource:
            made.refresh()
        self._up(made)

    def _up(self, made: Reserved) -> None:
        made.up(**(self.changes if self.what == "update" else {}))

    def _before(self, made: Reserved) -> Reserved:
        if self.what != "create":
            made.up()
        return made
