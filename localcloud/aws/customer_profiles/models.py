"""What Customer Profiles keeps. Times are epoch seconds of the cloud clock; nested settings stay in the API's shape."""

from dataclasses import dataclass, field
from typing import Any

from ..state import Region
from .objects import ObjectStore

# Amazon Connect administrator guide, `amazon-connect-service-limits`.
MAX_DOMAINS = 100
MAX_OBJECT_TYPES = 100

# Requests per second, the same page.
RATES = {
    "CreateDomain": 1,
    "UpdateDomain": 1,
    "DeleteDomain": 1,
    "GetDomain": 5,
    "ListDomains": 5,
    "PutProfileObjectType": 1,
    "DeleteProfileObjectType": 1,
    "GetProfileObjectType": 10,
    "ListProfileObjectTypes": 5,
    "ListProfileObjectTypeTemplates": 5,
    "GetProfileObjectTypeTemplate": 5,
    "PutIntegration": 1,
    "DeleteIntegration": 1,
    "GetIntegration": 5,
    "ListIntegrations": 5,
    "ListAccountIntegrations": 100,
    "CreateIntegrationWorkflow": 5,
    "GetWorkflow": 5,
    "GetWorkflowSteps": 5,
    "ListWorkflows": 5,
    "DeleteWorkflow": 5,
    "PutProfileObject": 100,
    "ListProfileObjects": 100,
    "CreateProfile": 100,
    "UpdateProfile": 100,
    "SearchProfiles": 100,
    "TagResource": 5,
    "UntagResource": 5,
    "ListTagsForResource": 5,
}

# The statuses from which a workflow or a step does not move on.
ENDED = ("COMPLETE", "FAILED", "CANCELLED", "SPLIT")


@dataclass
class ObjectType:
    """A data mapping of a domain. `settings` has the members of PutProfileObjectType other than names and tags."""

    name: str
    arn: str
    settings: dict[str, Any]
    created_at: float
    updated_at: float
    tags: dict[str, str] = field(default_factory=dict)


@dataclass
class Integration:
    """A source bound to a domain. Hidden ones belong to the steps of a running workflow."""

    uri: str
    arn: str
    created_at: float
    updated_at: float
    object_type_name: str | None = None
    object_type_names: dict[str, str] | None = None
    workflow_id: str | None = None
    hidden: bool = False
    unstructured: bool = False
    role_arn: str | None = None
    event_trigger_names: list[str] | None = None
    scope: str = "PROFILE"
    tags: dict[str, str] = field(default_factory=dict)
    flow_name: str | None = None


@dataclass
class Step:
    """One batch of a workflow: `[start, end)` in epoch seconds, loaded by a temporary flow."""

    flow_name: str
    start: float
    end: float
    created_at: float
    updated_at: float
    batch: int = 0
    """Index of the batch of the request that the step (or the step it was split from) stands for."""
    status: str = "NOT_STARTED"
    message: str = "Waiting to be started"
    records: int = 0
    attempts: int = 0
    started_at: float | None = None
    due_at: float | None = None
    """When what the step is doing (running, waiting for a retry) is over."""


@dataclass
class Workflow:
    """An integration workflow: loads history in steps, then leaves the ongoing integration behind."""

    workflow_id: str
    arn: str
    definition: dict[str, Any]
    object_type_name: str
    role_arn: str
    created_at: float
    updated_at: float
    listed_at: float
    """Wall time from which ListWorkflows shows it."""
    steps: list[Step] = field(default_factory=list)
    status: str = "NOT_STARTED"
    error: str | None = None
    tags: dict[str, str] = field(default_factory=dict)
    starts_at: float = 0.0
    deleted_at: float | None = None
    """When an accepted DeleteWorkflow has done its work."""
    integration_uri: str | None = None
    is_deleted: bool = False
    """Whether that work is done, and only the record is left."""

    @property
    def flow_name(self) -> str:
        """The name of the ongoing flow."""
        return str(self.definition["FlowName"])


@dataclass
class EventStream:
    """A subscription to what happens to a domain's profiles."""

    name: str
    arn: str
    uri: str
    """The ARN of the Kinesis stream."""
    created_at: float
    tags: dict[str, str] = field(default_factory=dict)


@dataclass
class CalculatedAttribute:
    """A definition. `settings` has the members of CreateCalculatedAttributeDefinition other than names and tags."""

    name: str
    arn: str
    settings: dict[str, Any]
    created_at: float
    updated_at: float
    tags: dict[str, str] = field(default_factory=dict)


@dataclass
class Domain:
    """A domain. `settings` has the members of CreateDomain other than name and tags."""

    name: str
    arn: str
    settings: dict[str, Any]
    created_at: float
    updated_at: float
    tags: dict[str, str] = field(default_factory=dict)
    object_types: dict[str, ObjectType] = field(default_factory=dict)
    integrations: dict[str, Integration] = field(default_factory=dict)
    workflows: dict[str, Workflow] = field(default_factory=dict)
    event_streams: dict[str, EventStream] = field(default_factory=dict)
    calculated_attributes: dict[str, CalculatedAttribute] = field(default_factory=dict)
    structures: dict[int, dict[str, Any]] = field(default_factory=dict)
    """Members written by hand that are more than texts, such as EngagementPreferences, by the profile's number."""
    rules_start_at: float = 0.0
    """When the rules of rule-based matching begin to be put into effect."""

    def __post_init__(self) -> None:
        self.objects = ObjectStore(self.name)


@dataclass
class ProfilesState:
    """What Customer Profiles keeps of one account in one Region."""

    domains: dict[str, Domain] = field(default_factory=dict)


def domains_of(region: Region) -> dict[str, Domain]:
    """The domains of an account and Region, by name."""
    return region.of(ProfilesState).domains
