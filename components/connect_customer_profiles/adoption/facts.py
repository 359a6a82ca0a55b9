"""What AWS has of a domain and its surroundings, as far as a program can have it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..aws import answers


@dataclass(frozen=True)
class KeyFacts:
    """The domain's key.

    Attributes:
        arn: its ARN.
        description: its description.
        policy: its policy, JSON.
        managed_by_customer: whether it is the account's own.
        aliases: such as `alias/care`.
        rotates: whether it is rotated every year.
        tags: its tags.
    """

    arn: str
    description: str
    policy: str
    managed_by_customer: bool
    aliases: tuple[str, ...]
    rotates: bool
    tags: Mapping[str, str]


@dataclass(frozen=True)
class QueueFacts:
    """The domain's dead-letter queue.

    Attributes:
        url: its URL.
        attributes: as SQS has them.
        tags: its tags.
    """

    url: str
    attributes: Mapping[str, str]
    tags: Mapping[str, str]


@dataclass(frozen=True)
class History:
    """What has been loaded through an integration, where that is known.

    Attributes:
        loaded_from: the time since which records are loaded, RFC 3339.
        workflow_ids: the workflows that have loaded its history.
        role_arn: the execution role of the latest; "" if unknown.
    """

    loaded_from: str
    workflow_ids: tuple[str, ...] = ()
    role_arn: str = ""


@dataclass(frozen=True)
class FlowFacts:
    """An integration that is fed by a flow.

    Attributes:
        integration: as ListIntegrations has it.
        flow: as DescribeFlow has it; None if it is gone.
        history: what has been loaded; None if it cannot be taken over as an `IntegrationWorkflow`.
        problem: why it cannot.
    """

    integration: "answers.Integration"
    flow: "answers.Flow | None"
    history: History | None = None
    problem: str = ""


@dataclass(frozen=True)
class Facts:
    """Everything that was read.

    Attributes:
        account: 12 digits.
        region: Region name.
        domain_name: the domain's name.
        domain: the domain.
        key: its key; None where AWS has its own.
        queue: its dead-letter queue; None if it has none, or one that is gone.
        object_types: by name.
        templates: AWS's templates that these are made from, by id.
        integrations: those without a flow, such as Connect instances.
        flows: those with one.
        connector_profiles: of the flows, by name; None for one that is gone.
        workflows: those that no integration names: id and status.
        event_streams: names.
        roles: trust policies of the execution roles, by ARN; None for one that is gone.
        calculated_attributes: names, without those that AWS defines for every domain.
        neighbours: the other domains of the account and Region; none are read where the domain has no key or queue of
            its own.
    """

    account: str
    region: str
    domain_name: str
    domain: "answers.Domain"
    key: KeyFacts | None = None
    queue: QueueFacts | None = None
    object_types: Mapping[str, "answers.ObjectType"] = field(default_factory=dict)
    templates: Mapping[str, "answers.ObjectTypeTemplate"] = field(default_factory=dict)
    integrations: tuple["answers.Integration", ...] = ()
    flows: tuple[FlowFacts, ...] = ()
    connector_profiles: Mapping[str, str | None] = field(default_factory=dict)
    workflows: Mapping[str, str] = field(default_factory=dict)
    event_streams: tuple[str, ...] = ()
    roles: Mapping[str, Any] = field(default_factory=dict)
    calculated_attributes: tuple[str, ...] = ()
    neighbours: tuple["answers.Domain", ...] = ()
