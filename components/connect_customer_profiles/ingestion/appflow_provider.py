"""The dynamic resources for flows and connections made in AppFlow: thin shells around the life cycles.

A `Reservation` is in state before the first call that creates something of its name. Anything found under a reserved
name is therefore an earlier attempt of ours, and deleting the reservation deletes what is left of it.

State refers to the provider classes by module path and name, so they never move. They hold no client.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import pulumi
from pulumi.dynamic import CheckFailure, CheckResult, CreateResult, DiffResult, ReadResult, UpdateResult

from ..rules import RuleViolation
from . import source_check
from .dynamic_provider import AwsProvider, is_unknown, only
from .itself import FIXED_OF_PROFILE, differing, replacing_flow
from .memory import MEMORY
from .owned_resource import OwnedResource
from .plain import normalised
from .wanted import ADOPT, LOCATION

if TYPE_CHECKING:
    from ..appflow.connection import ConnectorProfileLifecycle
    from ..appflow.external_flow import ExternalFlowLifecycle
    from ..aws.client import AwsClient

Props = Mapping[str, Any]

RESERVATION_INPUTS = (*LOCATION, "kind", "name", "domain_name", ADOPT)
CONNECTOR_PROFILE_INPUTS = (
    *LOCATION,
    *("connector_profile_name", "connector_type", "connection_mode", "kms_key_arn", "properties", "credentials"),
)
CONNECTOR_PROFILE_STATE = ("connector_profile_arn",)
EXTERNAL_FLOW_INPUTS = (
    *LOCATION,
    *("domain_name", "object_type_name", "flow_name", "kms_key_arn", "flow", "activate", "tags", ADOPT),
)
NAMED = ("domain_name", "object_type_name", "flow_name")
EXTERNAL_FLOW_STATE = ("flow_arn", "uri", "flow_status", "integrated_as")
DESCRIBED_AS = "described_as"
"""In state only where AppFlow describes a flow in other words than it was given (`flow_comparison.fingerprints`)."""


class _Kind(NamedTuple):
    """The kind of thing that a name is reserved for.

    Attributes:
        argument: component and argument, for messages.
        advice: what to do about a name that is taken.
        exists: whether there is something of this name.
        remove: removes whatever an attempt has left under the name.
    """

    argument: tuple[str, str]
    advice: str
    exists: "Callable[[AwsClient, str], bool]"
    remove: "Callable[[AwsClient, Props], None]"


def _connection(client: "AwsClient") -> "ConnectorProfileLifecycle":
    # Only the plugin process needs it, as all that is imported below: a program does not load it.
    from ..appflow.connection import ConnectorProfileLifecycle

    return ConnectorProfileLifecycle(client)


def _flow(client: "AwsClient") -> "ExternalFlowLifecycle":
    from ..appflow.external_flow import ExternalFlowLifecycle

    return ExternalFlowLifecycle(client)


MOVED = "after a rename or a move into another component, give the component the option aliases (docs/names.md)"

KINDS: Mapping[str, _Kind] = {
    "connector profile": _Kind(
        argument=("ConnectorProfile", "connector_profile_name"),
        advice=f"to use it, pass its name as the connector profile's name; {MOVED}; otherwise choose another name",
        exists=lambda client, name: _connection(client).exists(name),
        remove=lambda client, props: _connection(client).delete(props["name"]),
    ),
    "flow": _Kind(
        argument=("ExternalApplication", "flow_name"),
        advice=f"take it over with adopt: True; {MOVED}; otherwise choose another flow_name, or delete that flow",
        exists=lambda client, name: _flow(client).exists(name),
        remove=lambda client, props: _flow(client).delete({**props, "flow_name": props["name"]}),
    ),
}


class ReservationProvider(AwsProvider):
    """Refuses a name that is taken; its deletion removes whatever an interrupted attempt left under it."""

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Refuse a name that is taken, at preview as well, so that nothing is changed."""
        inputs = {key: news[key] for key in RESERVATION_INPUTS if key in news}
        component, argument = KINDS[news["kind"]].argument
        moved = self.moved(component, olds, inputs)
        if moved or is_unknown(inputs):
            return CheckResult(inputs, moved)
        known, reserved = normalised(inputs), normalised(olds)
        kind = KINDS[known["kind"]]
        try:
            self.check_account(known)
            new = known["name"] != reserved.get("name") and not known.get(ADOPT)
            if new and kind.exists(self.client(known), known["name"]):
                rule = f"a {known['kind']} of this name already exists; {kind.advice}"
                raise RuleViolation(known["name"], rule, argument=argument)
        except RuleViolation as violation:
            return CheckResult(inputs, [CheckFailure("", f"{component}: {violation}")])
        return CheckResult(inputs, [])

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        before, after = only(olds, RESERVATION_INPUTS), only(news, RESERVATION_INPUTS)
        return DiffResult(before != after, differing(before, after, ("name", "region", "account")), [], False)

    def create(self, props: dict[str, Any]) -> CreateResult:
        outs = only(props, RESERVATION_INPUTS)
        return CreateResult(outs["name"], outs)

    def update(self, _id: str, _olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        return UpdateResult(only(news, RESERVATION_INPUTS))

    def delete(self, _id: str, props: dict[str, Any]) -> None:
        outs = normalised(props)
        if not outs.get(ADOPT):
            KINDS[outs["kind"]].remove(self.client(outs), outs)


class ConnectorProfileProvider(AwsProvider):
    """Owns a connector profile."""

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        inputs = {key: news[key] for key in CONNECTOR_PROFILE_INPUTS if key in news}
        return CheckResult(inputs, self.moved("ConnectorProfile", olds, inputs))

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """Name, type and key replace the resource; anything else updates it."""
        before, after = only(olds, CONNECTOR_PROFILE_INPUTS), only(news, CONNECTOR_PROFILE_INPUTS)
        replaces = differing(before, after, FIXED_OF_PROFILE)
        same_name = before.get("connector_profile_name") == after.get("connector_profile_name")
        return DiffResult(before != after, replaces, [], bool(replaces) and same_name)

    def create(self, props: dict[str, Any]) -> CreateResult:
        inputs = only(props, CONNECTOR_PROFILE_INPUTS)
        state = _connection(self.client(inputs)).converge(inputs)
        return CreateResult(inputs["connector_profile_name"], {**inputs, **state})

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        outs = only(props, (*CONNECTOR_PROFILE_INPUTS, *CONNECTOR_PROFILE_STATE))
        state = _connection(self.client(outs)).read(outs)
        return ReadResult(id_, {**outs, **state}) if state else ReadResult("", {})

    def update(self, _id: str, _olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        inputs = only(news, CONNECTOR_PROFILE_INPUTS)
        return UpdateResult({**inputs, **_connection(self.client(inputs)).converge(inputs)})

    def delete(self, _id: str, props: dict[str, Any]) -> None:
        outs = normalised(props)
        _connection(self.client(outs)).delete(outs["connector_profile_name"])


class ExternalFlowProvider(AwsProvider):
    """Owns a flow that was made in AppFlow, and its integration."""

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Refuse what source or AWS do not take, and another place; at preview, so that nothing is changed."""
        inputs = {key: news[key] for key in EXTERNAL_FLOW_INPUTS if key in news}
        if moved := self.moved("ExternalApplication", olds, inputs):
            return CheckResult(inputs, moved)
        from . import new_flow

        try:
            self._check_adopted(olds, inputs)
            source_check.check_flow(self, MEMORY, olds, news)
            new_flow.check(self, MEMORY, normalised(olds), inputs)
        except RuleViolation as violation:
            return CheckResult(inputs, [CheckFailure("", f"ExternalApplication: {violation}")])
        return CheckResult(inputs, [])

    def _check_adopted(self, olds: Props, inputs: Props) -> None:
        """Check that what is adopted is what the program says, if it is new or would be replaced."""
        known = only({key: value for key, value in inputs.items() if not is_unknown(value)}, EXTERNAL_FLOW_INPUTS)
        if not known.get(ADOPT) or not {*LOCATION[:2], *NAMED, "flow"}.issubset(known):
            return
        before = normalised(olds)
        if before and not replacing_flow(before, {**before, **known}):
            return
        from ..appflow.adoption import NEW_KEY

        key = NEW_KEY if is_unknown(inputs.get("kms_key_arn")) else inputs.get("kms_key_arn")
        _flow(self.client(known)).take_over({**known, "kms_key_arn": key})

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """Source, destination, name and key replace the resource; anything else updates it, including changes made by
        hand."""
        before, after = normalised(olds), only(news, EXTERNAL_FLOW_INPUTS)
        if is_unknown(after):
            # Only at preview. The known inputs decide whether the resource is replaced.
            known = {key: value for key, value in after.items() if not is_unknown(value)}
            return _flow_difference(before, {**before, **known}, changes=True)
        from ..appflow.external_flow import needs_repair

        changes = needs_repair(before, after) or bool(differing(before, after, ("activate", "aws_profile", ADOPT)))
        return _flow_difference(before, after, changes=changes)

    def create(self, props: dict[str, Any]) -> CreateResult:
        inputs = only(props, EXTERNAL_FLOW_INPUTS)
        flow = _flow(self.client(inputs))
        # What the program says otherwise is the next preview's to show.
        state = flow.take_over(inputs) if inputs.get(ADOPT) else flow.converge(inputs)
        return CreateResult(inputs["flow_name"], {**inputs, **state})

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        outs = only(props, (*EXTERNAL_FLOW_INPUTS, *EXTERNAL_FLOW_STATE, DESCRIBED_AS))
        state = _flow(self.client(outs)).read(outs)
        return ReadResult(id_, {**outs, **state}) if state else ReadResult("", {})

    def update(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        inputs, before = only(news, EXTERNAL_FLOW_INPUTS), normalised(olds)
        removed = sorted(set(before.get("tags") or {}) - set(inputs.get("tags") or {}))
        state = _flow(self.client(inputs)).converge(inputs, removed_tags=removed, described_as=before.get(DESCRIBED_AS))
        return UpdateResult({**inputs, **state})

    def delete(self, _id: str, props: dict[str, Any]) -> None:
        outs = normalised(props)
        if not outs.get(ADOPT):
            _flow(self.client(outs)).delete(outs)


class Reservation(OwnedResource, module="customerprofiles", name="Reservation"):
    """A name that is reserved from now on; it writes nothing to AWS.

    Type token: `pulumi-python:dynamic/customerprofiles:Reservation`.
    """

    def __init__(self, name: str, props: Props, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(ReservationProvider(), name, dict(props), opts)


class ConnectorProfileResource(OwnedResource, module="customerprofiles", name="ConnectorProfile"):
    """A connector profile. Its credentials are secret in state.

    Type token: `pulumi-python:dynamic/customerprofiles:ConnectorProfile`.
    """

    connector_profile_name: pulumi.Output[str]
    connector_profile_arn: pulumi.Output[str]

    def __init__(self, name: str, props: Props, opts: pulumi.ResourceOptions | None = None) -> None:
        hidden = pulumi.ResourceOptions(additional_secret_outputs=["credentials"])
        known_later = dict.fromkeys(CONNECTOR_PROFILE_STATE)
        super().__init__(
            ConnectorProfileProvider(), name, {**known_later, **props}, pulumi.ResourceOptions.merge(opts, hidden)
        )


class ExternalFlow(OwnedResource, module="customerprofiles", name="ExternalFlow"):
    """A flow that was made in AppFlow, and its integration.

    Type token: `pulumi-python:dynamic/customerprofiles:ExternalFlow`.
    """

    flow_arn: pulumi.Output[str]
    uri: pulumi.Output[str]
    flow_status: pulumi.Output[str]

    def __init__(self, name: str, props: Props, opts: pulumi.ResourceOptions | None = None) -> None:
        known_later = dict.fromkeys(EXTERNAL_FLOW_STATE)
        super().__init__(ExternalFlowProvider(), name, {**known_later, **props}, opts)


def _flow_difference(before: Props, after: Props, *, changes: bool) -> DiffResult:
    replaces = replacing_flow(before, after)
    same_name = before["flow_name"] == after["flow_name"]
    return DiffResult(changes or bool(replaces), replaces, [], bool(replaces) and same_name)
