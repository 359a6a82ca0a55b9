"""What AppFlow keeps. Times are epoch seconds of the cloud clock; nested settings stay in the API's own shape."""

from dataclasses import dataclass, field
from typing import Any

from ..connectors.organisation import USUAL, Organisation
from ..state import Region

EXECUTIONS_KEPT = 100
MAX_CONNECTOR_PROFILES = 100  # AppFlow user guide, `service-quotas`


@dataclass
class Execution:
    """One run of a flow."""

    execution_id: str
    status: str
    started_at: float
    ended_at: float
    pull_start: float | None
    pull_end: float
    records: int = 0
    failures: int = 0
    message: str = ""


@dataclass
class Flow:
    """A flow. `owner` is `profile.amazonaws.com` for flows that Customer Profiles made, else the caller."""

    name: str
    arn: str
    source: dict[str, Any]
    destinations: list[dict[str, Any]]
    tasks: list[dict[str, Any]]
    trigger: dict[str, Any]
    created_at: float
    updated_at: float
    status: str = "Draft"
    description: str | None = None
    kms_arn: str | None = None
    catalog: dict[str, Any] | None = None
    tags: dict[str, str] = field(default_factory=dict)
    owner: str = ""
    executions: list[Execution] = field(default_factory=list)
    runs: int = 0
    scheduled_from: float | None = None
    last_pull_end: float | None = None

    def __post_init__(self) -> None:
        # CloudFormation user guide, AWS::AppFlow::Flow, FlowStatus: by default Active where it runs on demand.
        if self.trigger["triggerType"] == "OnDemand" and self.status == "Draft":
            self.status = "Active"

    @property
    def connector_type(self) -> str:
        """Such as `Salesforce`."""
        return str(self.source["connectorType"])

    @property
    def connector_profile_name(self) -> str:
        """Empty for sources without one, such as S3."""
        return str(self.source.get("connectorProfileName", ""))

    @property
    def schedule(self) -> dict[str, Any]:
        """The scheduled trigger's properties, or an empty dict."""
        properties: dict[str, Any] = self.trigger.get("triggerProperties", {}).get("Scheduled", {})
        return properties

    def customer_profiles_destination(self) -> tuple[str, str] | None:
        """Domain and object type that the flow feeds, if its destination is Customer Profiles."""
        for destination in self.destinations:
            properties = destination.get("destinationConnectorProperties", {}).get("CustomerProfiles")
            if properties:
                return properties["domainName"], properties.get("objectTypeName", "")
        return None

    def keep(self, execution: Execution) -> None:
        """Adds a run; only the latest hundred are kept."""
        self.runs += 1
        self.executions = [*self.executions[-(EXECUTIONS_KEPT - 1) :], execution]


@dataclass
class ConnectorProfile:
    """A connection to a SaaS source. Credentials are accepted and forgotten."""

    name: str
    arn: str
    connector_type: str
    created_at: float
    properties: dict[str, Any] = field(default_factory=dict)
    connection_mode: str = "Public"
    connector_label: str | None = None
    kms_arn: str | None = None
    updated_at: float = 0.0
    organisation: Organisation = USUAL

    def __post_init__(self) -> None:
        self.updated_at = self.updated_at or self.created_at


@dataclass
class AppFlowState:
    """What AppFlow keeps of one account in one Region."""

    flows: dict[str, Flow] = field(default_factory=dict)
    connector_profiles: dict[str, ConnectorProfile] = field(default_factory=dict)
    tokens: dict[tuple[str, str], tuple[float, str, dict[str, Any]]] = field(default_factory=dict)
    """Client tokens by operation, with the time, digest and answer of the first request."""


def flows_of(region: Region) -> dict[str, Flow]:
    """The flows of an account and Region, by name."""
    return region.of(AppFlowState).flows


def organisation_of(region: Region, connector_profile: str) -> Organisation:
    """What is behind a connector profile; without one, what every organisation has."""
    found = connector_profiles_of(region).get(connector_profile)
    return found.organisation if found else USUAL


def connector_profiles_of(region: Region) -> dict[str, ConnectorProfile]:
    """The connector profiles of an account and Region, by name."""
    return region.of(AppFlowState).connector_profiles
