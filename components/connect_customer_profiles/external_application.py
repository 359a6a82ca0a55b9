"""`ExternalApplication`: a flow from any AppFlow source into a domain, with its integration and activation."""

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict, cast

import pulumi

from . import names, rules
from .base.arguments import Arguments, type_token
from .base.default_tags import with_default_tags
from .base.lasting import lasting
from .base.location import aws_location
from .base.outputs import may_be_made, rendered
from .base.reservations import reserving
from .ingestion.appflow_provider import ExternalFlow, Reservation
from .ingestion.itself import FLOW
from .ingestion.source_check import ORIGIN
from .ingestion.wanted import ADOPT
from .rules.statuses import FlowStatus
from .sources.external import external_flow
from .sources.flow_comparison import fixed_parts
from .sources.source_types import DataPullMode, DataTransferApi, FileType, SourceType
from .sources.task_types import AppFlowOperator, AppFlowTaskType, Task

DEFINITION = ("source", "tasks", "schedule", "incremental_field")
"""The arguments that the flow is made from."""


class SourceArgs(TypedDict):
    """The source that a flow reads from."""

    type: pulumi.Input[SourceType]
    """A source of docs/sources-and-tasks.md, such as `Salesforce` or `SAPOData`. HubSpot and other connectors that AWS
    or you provide are a `CustomConnector`."""
    connector_profile_name: NotRequired[pulumi.Input[str]]
    """The AppFlow connector profile that holds the connection. Required, except for S3."""
    object: NotRequired[pulumi.Input[str]]
    """The object (custom connectors: the entity, SAP: the path) at the source. Required, except for S3."""
    api_version: NotRequired[pulumi.Input[str]]
    """Custom connectors: the version of the connector's API, such as `v3`. Default: left to AppFlow."""
    properties: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Custom connectors: properties that the connector requires. Default: none."""
    bucket_name: NotRequired[pulumi.Input[str]]
    """S3: the bucket, whose policy must let `appflow.amazonaws.com` list it and get its objects. Required."""
    bucket_prefix: NotRequired[pulumi.Input[str]]
    """S3: the folder with the files. Required."""
    file_type: NotRequired[pulumi.Input[FileType]]
    """S3: `CSV` or `JSON` (one object per line). Default: left to AppFlow, which assumes CSV."""
    enable_dynamic_field_update: NotRequired[pulumi.Input[bool]]
    """Salesforce: whether the flow follows new fields of the object. Default: left to AppFlow."""
    include_deleted_records: NotRequired[pulumi.Input[bool]]
    """Salesforce: whether deleted records are read. Default: left to AppFlow."""
    data_transfer_api: NotRequired[pulumi.Input[DataTransferApi]]
    """Salesforce: `AUTOMATIC`, `BULKV2` or `REST_SYNC`. Default: left to AppFlow."""
    document_type: NotRequired[pulumi.Input[str]]
    """Veeva: the type of the documents. Default: left to AppFlow."""
    include_source_files: NotRequired[pulumi.Input[bool]]
    """Veeva: whether files are read in addition to the metadata. Default: left to AppFlow."""
    include_renditions: NotRequired[pulumi.Input[bool]]
    """Veeva: whether renditions of documents are read. Default: left to AppFlow."""
    include_all_versions: NotRequired[pulumi.Input[bool]]
    """Veeva: whether all versions of documents are read. Default: left to AppFlow."""


class TaskArgs(TypedDict):
    """What a flow does with fields, in AppFlow's own form. Properties are AppFlow's, in lower case."""

    type: pulumi.Input[AppFlowTaskType]
    """`Map` (copies a field), `Map_all` (all fields), `Filter`, `Arithmetic`, `Mask`, `Merge`, `Passthrough`,
    `Truncate` or `Validate`."""
    source_fields: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """The fields that are read: none for `Map_all`, several for `Filter`, `Arithmetic` and `Merge`, else one."""
    destination_field: NotRequired[pulumi.Input[str]]
    """The field that is written. Default: the name of the only source field."""
    operator: NotRequired[pulumi.Input[AppFlowOperator]]
    """The operator, such as `PROJECTION`, `EQUAL_TO`, `MASK_ALL` or `ADDITION`. Default: the type's only operator, if
    there is only one."""
    value: NotRequired[pulumi.Input[str]]
    """Comparisons: the value to compare the field with."""
    values: NotRequired[pulumi.Input[str]]
    """Comparisons with several values: the values, separated by commas."""
    data_type: NotRequired[pulumi.Input[str]]
    """Comparisons: the field's type, such as `string` or `datetime`."""
    lower_bound: NotRequired[pulumi.Input[str]]
    """`BETWEEN`: the lower bound."""
    upper_bound: NotRequired[pulumi.Input[str]]
    """`BETWEEN`: the upper bound."""
    source_data_type: NotRequired[pulumi.Input[str]]
    """The type of the source field. Default: the source's."""
    destination_data_type: NotRequired[pulumi.Input[str]]
    """The type of the written field. Default: the source's."""
    validation_action: NotRequired[pulumi.Input[str]]
    """`Validate`: AppFlow's word, `DropRecord` or `DropDataset`."""
    mask_value: NotRequired[pulumi.Input[str]]
    """`Mask`: the character that replaces those of the value."""
    mask_length: NotRequired[pulumi.Input[int]]
    """`MASK_FIRST_N`, `MASK_LAST_N`: the number of characters to mask."""
    truncate_length: NotRequired[pulumi.Input[int]]
    """`Truncate`: the number of characters to keep."""
    math_operation_fields_order: NotRequired[pulumi.Input[str]]
    """`Arithmetic`: the fields in order, separated by commas."""
    concat_format: NotRequired[pulumi.Input[str]]
    """`Merge`: how to combine the fields, such as `${FirstName} ${LastName}`."""
    subfield_category_map: NotRequired[pulumi.Input[str]]
    """Subfields of a field, in AppFlow's form."""
    exclude_source_fields_list: NotRequired[pulumi.Input[str]]
    """`Map_all`: a JSON list of fields to leave out."""
    include_new_fields: NotRequired[pulumi.Input[str]]
    """`Map_all`: `true` or `false`, whether to include fields that appear later."""


class ScheduleArgs(TypedDict):
    """The schedule of a flow."""

    expression: pulumi.Input[str]
    """`rate(15minutes)`, `rate(1hours)`, `rate(1days)` or `cron(0 6 * * ? *)`; for Marketo at most once an hour."""
    data_pull_mode: NotRequired[pulumi.Input[DataPullMode]]
    """`Incremental` (what changed since the last run; default) or `Complete`."""
    first_execution_from: NotRequired[pulumi.Input[str]]
    """The time from which the first incremental run reads: `YYYY-MM-DD` or RFC 3339. Default: 30 days before that
    run."""
    timezone: NotRequired[pulumi.Input[str]]
    """A time zone such as `Europe/Berlin`. Default: UTC."""
    offset_seconds: NotRequired[pulumi.Input[int]]
    """Seconds by which each run starts later, 0 to 36,000. Default: 0."""


class ExternalApplicationArgs(TypedDict):
    """Arguments of `ExternalApplication`."""

    domain_name: pulumi.Input[str]
    """The domain: `ProfilesDomain.domain_name`, which is ready when the domain exists."""
    object_type_name: pulumi.Input[str]
    """The object type for the records. A flow cannot change it, so another one replaces the flow."""
    source: pulumi.Input[SourceArgs]
    """Where the flow reads."""
    tasks: pulumi.Input[Sequence[pulumi.Input[TaskArgs] | pulumi.Input[Task]]]
    """What the flow does with fields: tasks as `IntegrationWorkflow` takes them, such as `{"type": "Mask", "field":
    "Birthdate", "last": 4}`, whose fields are loaded, too; or in AppFlow's own form. The projection that AppFlow asks
    for is made from them where they have none."""
    schedule: NotRequired[pulumi.Input[str] | pulumi.Input[ScheduleArgs]]
    """When the flow runs; a string is its `expression`. Default: on demand."""
    incremental_field: NotRequired[pulumi.Input[str]]
    """The source field with the time of a record's last change, for incremental runs. Default: left to AppFlow."""
    activate: NotRequired[pulumi.Input[bool]]
    """Whether the flow runs: on its schedule, or once after its creation if it has none. The next update starts a flow
    that somebody has stopped. Default: True."""
    flow_name: NotRequired[pulumi.Input[str]]
    """The flow's name, unique in account and Region. Default: derived from domain, object type and source."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """The key that encrypts data while the flow transfers it; use the domain's key. Default: one that AppFlow
    manages."""
    adopt: NotRequired[pulumi.Input[bool]]
    """Whether a flow that exists under `flow_name`, with its integration, is taken over as it is: nothing is written to
    AWS, and what the program says otherwise is changed by the update after that. As long as it is True, the flow is
    neither deleted nor replaced. Default: False, which refuses a name that is taken."""
    aws_profile: NotRequired[pulumi.Input[str]]
    """The named AWS profile for the API calls. Needed if an explicit `aws` provider uses one, because a dynamic
    resource cannot see the provider. Default: the stack's `aws:` configuration, else boto3's credential chain."""
    tags: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Tags of flow and integration, in addition to the default tags of the component's providers."""


class ExternalApplication(pulumi.ComponentResource):
    """A flow in AppFlow that feeds an object type, with its integration and activation.

    Schedule, tasks and tags of the live flow are changed in place, and the next update reverts changes that somebody
    made by hand. Source and destination of a flow cannot be edited: a change of them replaces the flow, and the new one
    is created first. https://docs.aws.amazon.com/connect/latest/adminguide/integrate-external-applications-appflow.html

    Raises:
        InvalidArgumentError: an argument breaks a rule. If the flow's name is taken, the resource `Reservation` fails
            instead.
    """

    flow_name: pulumi.Output[str]
    """The flow's name."""
    flow_arn: pulumi.Output[str]
    """The flow's ARN, ready when the flow is integrated."""
    flow_status: pulumi.Output[FlowStatus]
    """AppFlow's status of the flow, such as `Active` or `Suspended`; `Missing` if it is gone."""
    uri: pulumi.Output[str]
    """The URI of the integration."""
    reservation: "Reservation"
    """The resource that keeps the flow's name for this component."""
    flow: "ExternalFlow"
    """The resource that creates flow and integration."""

    def __init__(self, name: str, args: ExternalApplicationArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the component with its resources.

        Args:
            name: the component's name in the program, of which the names of its resources are made.
            args: see `ExternalApplicationArgs`.
            opts: the resource options of Pulumi.

        Raises:
            InvalidArgumentError: an argument breaks a rule.
        """
        made_here = may_be_made(args.get("source"), opts)
        opts = reserving(self, "ExternalApplication", name, args, ExternalApplicationArgs, opts)
        super().__init__(type_token("ExternalApplication"), name, dict(args), opts)
        arguments = Arguments("ExternalApplication", name, args, ExternalApplicationArgs)
        domain_name = arguments.get("domain_name", rules.domain_name)
        object_type_name = arguments.get("object_type_name", rules.object_type_name)
        kms_key_arn = arguments.get("kms_key_arn", rules.kms_key_arn)
        activate = arguments.get("activate", rules.boolean, default=True)
        adopt = arguments.get("adopt", rules.boolean)
        tags = with_default_tags(self, arguments)
        flow = arguments.build(external_flow, *DEFINITION)
        origin = {"arguments": arguments.build(dict, *DEFINITION), "made_here": made_here}
        default_name = rendered(_flow_name, domain_name=domain_name, object_type_name=object_type_name, flow=flow)
        flow_name = arguments.get("flow_name", rules.flow_name, default_name)
        location = aws_location(self)
        shared: dict[str, Any] = {
            "region": location.region,
            "account": location.account,
            "aws_profile": args.get("aws_profile"),
            "domain_name": domain_name,
            # State of before knows nothing of it.
            **({} if adopt is None else {ADOPT: adopt}),
        }

        self.reservation = Reservation(
            f"{name}-reservation",
            {**shared, "kind": "flow", "name": flow_name},
            pulumi.ResourceOptions(parent=self, depends_on=arguments.passed()),
        )
        self.flow = ExternalFlow(
            f"{name}-flow",
            {
                **shared,
                "object_type_name": object_type_name,
                "flow_name": flow_name,
                "kms_key_arn": kms_key_arn,
                "flow": flow,
                "activate": activate,
                "tags": tags,
                ORIGIN: origin,
            },
            lasting(self, name, FLOW, [self.reservation]),
        )

        self.flow_name = pulumi.Output.from_input(flow_name)
        self.flow_arn = self.flow.flow_arn
        self.flow_status = cast("pulumi.Output[FlowStatus]", self.flow.flow_status)
        self.uri = self.flow.uri
        self.register_outputs(
            {
                "flow_name": self.flow_name,
                "flow_arn": self.flow_arn,
                "flow_status": self.flow_status,
                "uri": self.uri,
            }
        )


def _flow_name(domain_name: str, object_type_name: str, flow: Mapping[str, Any]) -> str:
    return names.external_flow_name(domain_name, object_type_name, fixed_parts(flow))
