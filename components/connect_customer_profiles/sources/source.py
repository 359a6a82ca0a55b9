"""What there is to know about a source: one `Connector` record each, in a file of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..rules import Rule, RuleViolation

VALIDATIONS = ("VALIDATE_NON_NULL", "VALIDATE_NON_ZERO", "VALIDATE_NON_NEGATIVE", "VALIDATE_NUMERIC")
CALCULATIONS = ("ADDITION", "SUBTRACTION", "MULTIPLICATION", "DIVISION")
MASKS = ("MASK_ALL", "MASK_FIRST_N", "MASK_LAST_N")
COMMON_OPERATORS = ("PROJECTION", *CALCULATIONS, *MASKS, *VALIDATIONS, "NO_OP")
"""What every source allows; filters differ (`ConnectorOperator` in the Customer Profiles API model)."""


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
class Option:
    """An option of a source.

    Attributes:
        property: its name among the API's source properties.
        rule: what its values must be.
        required: whether the source needs it.
    """

    property: str
    rule: Rule[Any]
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class Connector:
    """The facts about one source.

    Attributes:
        type: the name in our arguments and in AppFlow.
        api_type: the spelling of `ConnectorType` in the Customer Profiles API, which differs for ServiceNow.
        mapping_page: the AWS page that lists objects and fields.
        objects: source objects with a template, by name.
        date_fields: the date fields that the objects have, as AWS lists them (where it does).
        incremental_field: the one that tells when a record last changed; None where files have a date of their own.
        filter_operators: the operators of Filter tasks.
        schedule: the default schedule of the continuous integration, in AppFlow's spelling (no space, plural unit).
        minimum_minutes: the shortest interval between two runs
            (https://docs.aws.amazon.com/appflow/latest/userguide/service-quotas.html).
        records_per_run: the most records that one flow run may load; it bounds a batch planned by `records_per_day`.
            None where no limit is published.
        concurrent_runs: the most flow runs at a time (AppFlow's quota for the account, or what the source allows).
        supports_workflows: whether CreateIntegrationWorkflow accepts the source. Without, the first run of the
            continuous integration loads the history.
        reads_files: whether records are rows of files. Then there is no connector profile and no object, and the fields
            of a flow are the columns of the files, all of them.
        options: the options of the `connector` argument for the source, by name.
    """

    type: str
    api_type: str
    mapping_page: str
    objects: Mapping[str, SourceObject] = field(default_factory=dict)
    date_fields: tuple[str, ...] = ()
    incremental_field: str | None
    filter_operators: tuple[str, ...]
    schedule: str = "rate(1hours)"
    minimum_minutes: int
    records_per_run: int | None
    supports_workflows: bool
    concurrent_runs: int = 1000
    reads_files: bool = False
    options: Mapping[str, Option] = field(default_factory=dict)

    @property
    def operators(self) -> tuple[str, ...]:
        """Every operator that the source allows."""
        return (*self.filter_operators, *COMMON_OPERATORS)

    @property
    def required_keys(self) -> tuple[str, ...]:
        """What a `connector` argument must have besides its type."""
        named = () if self.reads_files else ("connector_profile_name", "object")
        return (*named, *(name for name, option in self.options.items() if option.required))

    def source_object(self, name: str) -> SourceObject | None:
        """The object's template, or None for an object without one."""
        return self.objects.get(name)

    def source_properties(self, source: Mapping[str, Any]) -> dict[str, Any]:
        """The API's `SourceConnectorProperties` for a `connector` argument."""
        named = {} if self.reads_files else {"Object": source["object"]}
        options = {option.property: source[name] for name, option in self.options.items() if name in source}
        return {self.type: {**named, **options}}

    def connector_operator(self, operator: str) -> dict[str, str]:
        """The API's `ConnectorOperator` for a task."""
        return {self.type: operator}

    def checked_interval(self, schedule: str, minutes: int) -> str:
        """`schedule`, unless the source allows no flow that runs every `minutes`."""
        if minutes < self.minimum_minutes:
            raise RuleViolation(schedule, f"{self.type} flows run at most every {self.minimum_minutes} minutes")
        return schedule
