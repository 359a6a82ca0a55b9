"""What there is to know about a source: one `Connector` record each, in a file of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..rules import RuleViolation


@dataclass(frozen=True, kw_only=True)
class SourceObject:
    """An object of a source that Customer Profiles has an object type template for.

    Attributes:
        template_id: the template, which is also the name of its implicit object type
            (https://docs.aws.amazon.com/connect/latest/adminguide/implicit-profile-object-types.html).
        fields: the source fields that the template reads, as the mapping page of the source lists them.
    """

    template_id: str
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Connector:
    """The facts about one source.

    Attributes:
        type: the name in our arguments and in AppFlow.
        api_type: the spelling of `ConnectorType` in the Customer Profiles API, which differs for ServiceNow.
        mapping_page: the AWS page that lists objects and fields.
        objects: source objects with a template, by name.
        incremental_field: the field that tells when a record last changed.
        schedule: the default schedule of the continuous integration, in AppFlow's spelling (no space, plural unit).
        minimum_minutes: the shortest interval between two runs
            (https://docs.aws.amazon.com/appflow/latest/userguide/service-quotas.html).
        records_per_run: the most records that one flow run may load; it bounds a batch planned by `records_per_day`.
        concurrent_runs: the most flow runs at a time (AppFlow's quota for the account, or what the source allows).
        supports_workflows: whether CreateIntegrationWorkflow accepts the source.
        options: names of our options for the source → property of the API's source properties.
    """

    type: str
    api_type: str
    mapping_page: str
    objects: Mapping[str, SourceObject]
    incremental_field: str
    schedule: str
    minimum_minutes: int
    records_per_run: int
    supports_workflows: bool
    concurrent_runs: int = 1000
    options: Mapping[str, str] = field(default_factory=dict)

    def source_object(self, name: str) -> SourceObject | None:
        """The object's template, or None for an object without one."""
        return self.objects.get(name)

    def source_properties(self, source: Mapping[str, Any]) -> dict[str, Any]:
        """The API's `SourceConnectorProperties` for a `connector` argument."""
        options = {self.options[key]: source[key] for key in self.options if key in source}
        return {self.type: {"Object": source["object"], **options}}

    def connector_operator(self, operator: str) -> dict[str, str]:
        """The API's `ConnectorOperator` for a task."""
        return {self.type: operator}

    def checked_interval(self, schedule: str, minutes: int) -> str:
        """`schedule`, unless the source allows no flow that runs every `minutes`."""
        if minutes < self.minimum_minutes:
            raise RuleViolation(schedule, f"{self.type} flows run at most every {self.minimum_minutes} minutes")
        return schedule
