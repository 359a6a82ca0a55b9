"""The facts about a source: one `Source` record each, for both APIs."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple, get_args

from .. import rules
from ..rules import Rule
from .credentials import Connection
from .quota_day import LAST_24_HOURS, QuotaDay
from .task_types import Calculation, FilterOperator, Mask, Validation

FILTERS: tuple[FilterOperator, ...] = get_args(FilterOperator)
"""Every operator of Filter tasks."""

VALIDATIONS: tuple[Validation, ...] = get_args(Validation)
CALCULATIONS: tuple[Calculation, ...] = get_args(Calculation)
MASKS: tuple[Mask, ...] = get_args(Mask)
COMMON_OPERATORS = ("PROJECTION", *CALCULATIONS, *MASKS, *VALIDATIONS, "NO_OP")
"""The operators that nearly every source allows in addition to filters (`ConnectorOperator` in both API models)."""

object_name = rules.text(r"\S{1,512}", "must be the name of an object at the source")


class SourceObject(NamedTuple):
    """An object of a source for which Customer Profiles has an object type template.

    Attributes:
        template_id: the template, which is also the name of its implicit object type
            (https://docs.aws.amazon.com/connect/latest/adminguide/implicit-profile-object-types.html).
        fields: source fields that the template reads, in the order of the mapping page of the source.
        conditional: those of the fields that only some organisations have, and others like them that the template
            reads. A projection that names a missing field fails the flow.
    """

    template_id: str
    fields: tuple[str, ...]
    conditional: tuple[str, ...] = ()

    @property
    def common(self) -> tuple[str, ...]:
        """The fields that the template reads and every organisation has.

        Deployed integrations keep their default fields as long as these are among them: an addition is an edit of
        every one of them.
        """
        return tuple(name for name in self.fields if name not in self.conditional)

    @property
    def readable(self) -> tuple[str, ...]:
        """All fields that the template reads."""
        return tuple(dict.fromkeys((*self.fields, *self.conditional)))


class Option(NamedTuple):
    """A part of a `connector` or `source` argument that becomes a property of the source.

    Attributes:
        property: its name among AppFlow's source properties; Customer Profiles spells it with a capital.
        rule: the rule for its values.
        required: whether the source needs it.
        below: the property that it is a part of, if any.
        appflow_only: whether only flows made in AppFlow have it.
    """

    property: str
    rule: Rule[Any]
    required: bool = False
    below: str = ""
    appflow_only: bool = False


class Source(NamedTuple):
    """The facts about one source.

    Attributes:
        type: the name in our arguments, which is its key among the properties and operators of both APIs.
        connector_type: `ConnectorType` in both APIs, where it is spelled in another way. CloudFormation has ours.
        featured: whether Customer Profiles creates flows for it (`SourceConnectorType`); others exist in AppFlow only.
        objects: source objects with a template, by name.
        date_fields: the date fields that the objects have, as AWS lists them (where it does).
        incremental_field: the one with the time of a record's last change; None for files, which have a date of their
            own.
        filter_operators: the operators of Filter tasks.
        common_operators: the source's other operators.
        minimum_minutes: the shortest interval between two runs
            (https://docs.aws.amazon.com/appflow/latest/userguide/service-quotas.html).
        appflow_minimum_minutes: the same of flows made in AppFlow, where it differs.
        records_per_run: the maximum number of records that one flow run may load; it limits a batch planned by
            `records_per_day`. None if no limit is published.
        longest_range: the longest time that one run may cover; None if no limit is published.
        quota_day: the day that its daily quotas are counted by.
        concurrent_runs: the maximum number of flow runs at a time (AppFlow's quota for the account, or the source's
            limit).
        supports_workflows: whether CreateIntegrationWorkflow accepts the source. If not, the first run of the
            ongoing integration loads the history.
        reads_files: whether records are rows of files. Then there is no connector profile and no object, and the fields
            of a flow are the columns of the files, all of them.
        object: how the object is passed.
        options: the source's other options, by our names.
        versioned: whether a flow may name the version of the source's API.
        connection: the facts about its connector profiles; None if they are made in the console, or do not exist.
    """

    type: str
    connector_type: str = ""
    featured: bool = False
    objects: Mapping[str, SourceObject] = {}
    date_fields: tuple[str, ...] = ()
    incremental_field: str | None = None
    filter_operators: tuple[str, ...] = FILTERS
    common_operators: tuple[str, ...] = COMMON_OPERATORS
    minimum_minutes: int = 1
    appflow_minimum_minutes: int | None = None
    records_per_run: int | None = None
    longest_range: timedelta | None = None
    quota_day: QuotaDay = LAST_24_HOURS
    supports_workflows: bool = False
    concurrent_runs: int = 1000
    reads_files: bool = False
    object: Option = Option(property="object", rule=object_name, required=True)
    options: Mapping[str, Option] = {}
    versioned: bool = False
    connection: Connection | None = None

    @property
    def api_type(self) -> str:
        """`ConnectorType` in both APIs."""
        return self.connector_type or self.type

    @property
    def operators(self) -> tuple[str, ...]:
        """All operators that the source allows."""
        return (*self.filter_operators, *self.common_operators)

    def parts(self, *, in_appflow: bool) -> dict[str, Option]:
        """The parts of the source's properties, by our names."""
        named = {} if self.reads_files else {"object": self.object}
        return named | {key: each for key, each in self.options.items() if in_appflow or not each.appflow_only}

    def source_object(self, name: str) -> SourceObject | None:
        """The object's template, or None for an object without one."""
        return self.objects.get(name)
