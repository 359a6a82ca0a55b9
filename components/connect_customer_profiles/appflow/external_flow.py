"""Creates, updates and deletes the flow of an external application at AWS: flow, integration, activation.

Create and update are the same: look at what exists, and do what is missing. So both can be repeated after a crash at
any point, and repair changes that were made by hand.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .. import names
from ..aws.converging import AwsLifecycle
from ..aws.errors import AwsError
from ..sources.flow_comparison import agreeing, described, fingerprints
from ..sources.flow_requests import create_flow_request, starts_in_past, update_flow_request
from . import adoption
from .flow_status import ACTIVE, EXPIRED, MISSING, is_expired, status_of

if TYPE_CHECKING:
    from ..aws import answers

Inputs = Mapping[str, Any]


class ExternalFlowLifecycle(AwsLifecycle):
    """The life cycle of one flow and its integration."""

    def exists(self, name: str) -> bool:
        """Whether a flow of this name exists."""
        return self._client.describe_flow(name) is not None

    def converge(
        self, inputs: Inputs, *, removed_tags: list[str] | None = None, described_as: list[str] | None = None
    ) -> dict[str, Any]:
        """Bring flow, integration, tags and activation into line with the inputs. Returns the state.

        Args:
            inputs: the inputs of the resource.
            removed_tags: keys of tags to remove.
            described_as: what the state says of it, if anything.
        """
        return self._converged(lambda: self._converge(inputs, removed_tags or [], described_as))

    def take_over(self, inputs: Inputs) -> dict[str, Any]:
        """The state of a flow that somebody else has made; nothing is written to AWS.

        Raises:
            RuleViolation: there is none, or it is another one than the inputs say.
        """
        flow, integration = self._present(inputs)
        adoption.check(flow, integration, inputs)
        return self._state(inputs, flow, integration, described_as=None)

    def read(self, outs: Inputs) -> dict[str, Any] | None:
        """The present state; None if neither flow nor integration exists."""
        flow, integration = self._present(outs)
        if flow is None and integration is None:
            return None
        return self._state(outs, flow, integration, described_as=outs.get("described_as"))

    def delete(self, inputs: Inputs) -> None:
        """Remove integration and flow, if they exist."""
        self._converged(lambda: self._delete(inputs))

    def _converge(self, inputs: Inputs, removed_tags: list[str], described_as: list[str] | None) -> dict[str, Any]:
        name = inputs["flow_name"]
        flow, integration = self._present(inputs)
        if flow and is_expired(flow, integrated=integration is not None, now=self._now()):
            self._delete(inputs)
            flow = integration = None
        written = flow is None or not _as_wanted(flow, inputs, described_as)
        if flow is None:
            self._client.create_flow(create_flow_request(inputs, self._now()))
        elif written:
            self._client.update_flow(update_flow_request(inputs))
        if integration is None or integration.get("ObjectTypeName") != inputs["object_type_name"]:
            self._client.put_flow_integration(
                inputs["domain_name"], inputs["object_type_name"], _uri(inputs), inputs.get("tags") or {}
            )
        flow, integration = self._present(inputs)
        if flow is None or integration is None:
            raise AwsError(f"DescribeFlow: flow {name} is not visible yet", answered=False)
        if written:
            described_as = fingerprints(inputs["flow"], described(flow))
        tagged = self._tag(inputs, flow, integration, removed_tags)
        if self._activate(inputs, flow) or tagged:
            flow, integration = self._present(inputs)
        return self._state(inputs, flow, integration, described_as=described_as)

    def _present(self, inputs: Inputs) -> tuple["answers.Flow | None", "answers.Integration | None"]:
        flow = self._client.describe_flow(inputs["flow_name"])
        return flow, self._client.get_integration(inputs["domain_name"], _uri(inputs))

    def _tag(
        self, inputs: Inputs, flow: "answers.Flow", integration: "answers.Integration", removed: list[str]
    ) -> bool:
        """Set and remove our tags, and leave others alone. Returns whether there was anything to do."""
        name, domain, wanted = inputs["flow_name"], inputs["domain_name"], inputs.get("tags") or {}
        of_flow = _tag_changes(flow.get("tags") or {}, wanted, removed)
        of_integration = _tag_changes(integration.get("Tags") or {}, wanted, removed)
        if any(of_flow):
            self._client.tag_flow(name, *of_flow)
        if any(of_integration):
            self._client.tag_integration(domain, _uri(inputs), *of_integration)
        return any(of_flow) or any(of_integration)

    def _activate(self, inputs: Inputs, flow: "answers.Flow") -> bool:
        """Start or stop the flow as the inputs say. Returns whether there was anything to do."""
        runs_by_itself = flow["triggerConfig"]["triggerType"] != "OnDemand"
        active = flow["flowStatus"] == ACTIVE if runs_by_itself else "lastRunExecutionDetails" in flow
        if inputs["activate"] and not active:
            if starts_in_past(flow, self._now()):  # AppFlow may mind: an update leaves the start out
                self._client.update_flow(update_flow_request(inputs))
            self._client.start_flow(inputs["flow_name"])
        elif runs_by_itself and active and not inputs["activate"]:
            self._client.stop_flow(inputs["flow_name"])
        else:
            return False
        return True

    def _delete(self, inputs: Inputs) -> None:
        self._client.delete_integration(inputs["domain_name"], _uri(inputs))
        if self.exists(inputs["flow_name"]):
            self._client.delete_flow(inputs["flow_name"])

    def _state(
        self,
        inputs: Inputs,
        flow: "answers.Flow | None",
        integration: "answers.Integration | None",
        *,
        described_as: list[str] | None,
    ) -> dict[str, Any]:
        tags = [flow.get("tags") or {} if flow else {}, integration.get("Tags") or {} if integration else {}]
        wanted = inputs.get("tags") or {}
        state = {
            "flow_arn": _uri(inputs),
            "uri": _uri(inputs) if integration else "",
            "flow": described(flow) if flow and not _as_wanted(flow, inputs, described_as) else inputs["flow"],
            "flow_status": status_of(flow, integrated=integration is not None, now=self._now()),
            "integrated_as": integration.get("ObjectTypeName", "") if integration else "",
            "tags": {key: value for key, value in wanted.items() if all(each.get(key) == value for each in tags)},
        }
        in_other_words = flow is not None and not agreeing(described(flow), inputs["flow"])
        return {**state, "described_as": described_as} if described_as and in_other_words else state


def _as_wanted(flow: "answers.Flow", inputs: Inputs, described_as: list[str] | None) -> bool:
    """Whether a flow does what the inputs say, in whatever words AppFlow describes it."""
    found = described(flow)
    return agreeing(found, inputs["flow"]) or fingerprints(inputs["flow"], found) == described_as


def _tag_changes(
    present: Mapping[str, str], wanted: Mapping[str, str], removed: list[str]
) -> tuple[dict[str, str], list[str]]:
    """Tags to set, and keys of tags to remove."""
    missing = {key: value for key, value in wanted.items() if present.get(key) != value}
    return missing, [key for key in removed if key in present]


def _uri(inputs: Inputs) -> str:
    """The flow's ARN, which is also the URI of its integration."""
    return names.flow_arn(inputs["region"], inputs["account"], inputs["flow_name"])


def needs_repair(state: Inputs, inputs: Inputs) -> bool:
    """Whether a state differs from the inputs."""
    on_demand = inputs["flow"]["trigger"]["triggerType"] == "OnDemand"
    gone = state["flow_status"] in (*EXPIRED, MISSING)
    idle = not on_demand and (state["flow_status"] == ACTIVE) != inputs["activate"]
    return (
        gone
        or idle
        or state["integrated_as"] != inputs["object_type_name"]
        or not agreeing(state["flow"], inputs["flow"])
        or (state.get("tags") or {}) != (inputs.get("tags") or {})
    )
