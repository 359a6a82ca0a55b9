"""The types of the arguments of `IntegrationWorkflow`."""

from collections.abc import Mapping, Sequence
from typing import Literal, NotRequired, TypedDict

import pulumi

from ..sources.source_types import ConnectorType
from ..sources.task_types import Task

Bulk = Literal["auto", "always", "never"]
OnDelete = Literal["delete", "stop", "retain"]


class ConnectorArgs(TypedDict):
    """The source of an integration."""

    type: pulumi.Input[ConnectorType]
    """A source of docs/sources-and-tasks.md, such as `Salesforce`, `Zendesk` or `S3`."""
    connector_profile_name: NotRequired[pulumi.Input[str]]
    """The AppFlow connector profile that holds the connection. Required, except for S3, which has none."""
    object: NotRequired[pulumi.Input[str]]
    """The object at the source, such as `Contact`, `leads` or `sys_user`. Required, except for S3, which has none."""
    enable_dynamic_field_update: NotRequired[pulumi.Input[bool]]
    """Salesforce: whether the flow follows new fields of the object. Default: left to AppFlow."""
    include_deleted_records: NotRequired[pulumi.Input[bool]]
    """Salesforce: whether deleted records are loaded. Default: left to AppFlow."""
    bucket_name: NotRequired[pulumi.Input[str]]
    """S3, required: a bucket of the same account and Region: `SourceBucketPolicy.bucket_name`."""
    bucket_prefix: NotRequired[pulumi.Input[str]]
    """S3, required: the folder of the files, without a slash at either end. Each CSV file begins with a header."""


class BatchArgs(TypedDict, total=False):
    """The length of a batch: give exactly one of the three."""

    months: pulumi.Input[int]
    """Calendar months, counted from the import-start date."""
    days: pulumi.Input[int]
    """Days of 24 hours."""
    records_per_day: pulumi.Input[int]
    """The number of records that the source gains per day. Batches are then as long as one run of the source can
    load."""


class WaitArgs(TypedDict):
    """How long to wait."""

    minutes: pulumi.Input[int]
    """The maximum number of minutes to wait, 1 to 10,080 (a week); loading continues afterwards."""


class AdoptArgs(TypedDict):
    """An integration that exists, made in the console or by other means."""

    integration_uri: pulumi.Input[str]
    """Its URI, which is the ARN of its flow."""
    workflow_ids: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """The workflows that have loaded its history. The one that the integration names is always among them; where there
    were several, list them all."""


class IntegrationScheduleArgs(TypedDict):
    """The schedule of an ongoing integration."""

    expression: pulumi.Input[str]
    """`rate(15minutes)`, `rate(1hours)`, `rate(1days)` or `cron(0 6 * * ? *)`. A cron expression applies once history
    is loaded and `wait`, the supervisor or `pulumi up --refresh` has changed the flow in AppFlow; until then it runs
    every hour."""
    timezone: NotRequired[pulumi.Input[str]]
    """The time zone of a cron expression, such as `Europe/Berlin`. Default: UTC."""


class IntegrationWorkflowArgs(TypedDict):
    """Arguments of `IntegrationWorkflow`."""

    domain_name: pulumi.Input[str]
    """The domain: `ProfilesDomain.domain_name`, which is ready when the domain exists."""
    connector: pulumi.Input[ConnectorArgs]
    """The source."""
    import_start_date: pulumi.Input[str]
    """The time since which records are loaded: `YYYY-MM-DD` (midnight UTC) or RFC 3339."""
    kms_key_arn: pulumi.Input[str]
    """The domain's key, which also encrypts the flows."""
    execution_role_arn: NotRequired[pulumi.Input[str]]
    """`ExecutionRole.role_arn`. Required for batches: more than 60 days of history, or `bulk` is `always`."""
    object_type_name: NotRequired[pulumi.Input[str]]
    """The object type for the records. Default: the connector's template for the object; S3 has none."""
    fields: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """The source fields to load; the incremental field is added. Default: those that the template reads and
    the source has. S3: all columns of the files."""
    tasks: NotRequired[pulumi.Input[Sequence[pulumi.Input[Task]]]]
    """What the flow does with records on the way, such as `{"type": "Mask", "field": "Birthdate", "last": 4}`: types
    `Map`, `Filter`, `Mask`, `Merge`, `Truncate`, `Validate` and `Arithmetic`. Default: nothing."""
    incremental_field: NotRequired[pulumi.Input[str]]
    """The source field with the time of a record's last change. Default: the connector's. S3: the time of the file."""
    schedule: NotRequired[pulumi.Input[str] | pulumi.Input[IntegrationScheduleArgs]]
    """When the ongoing integration runs, such as `rate(15minutes)`; a string is its `expression`. Default, and the
    shortest interval of each source: docs/sources-and-tasks.md."""
    batch: NotRequired[pulumi.Input[BatchArgs]]
    """The length of a batch. Default: two months, for Marketo one. Not for Zendesk and S3."""
    bulk: NotRequired[pulumi.Input[Bulk]]
    """`auto`: batches for more than 60 days of history (default); `always`; `never`. Zendesk and S3 have no batches:
    the first run of the ongoing integration loads their history."""
    wait: NotRequired[pulumi.Input[WaitArgs]]
    """How long `pulumi up` waits for the history to be loaded. Default: it does not wait; loading continues at AWS."""
    resubmit_limit: NotRequired[pulumi.Input[int]]
    """How often failed batches are resubmitted, 0 to 10, after AWS's own three retries. Default: 3."""
    re_establish: NotRequired[pulumi.Input[str]]
    """Any text. Change it to create a new ongoing integration that continues from the last successful pull, to delete
    the old one, and to retry batches that failed permanently."""
    flow_limit: NotRequired[pulumi.Input[int]]
    """The account's quota of flows in the Region, if it was raised. Default: 1000."""
    beside: NotRequired[pulumi.Input[bool]]
    """Whether to load an object that another integration loads into the domain already, such as one that the console
    has made; without it, that is refused. Default: False. It matters only when the integration is first deployed."""
    adopt: NotRequired[pulumi.Input[AdoptArgs]]
    """An integration that exists and is taken over as it is: nothing is loaded, and nothing is written to AWS; what
    differs from the program is changed by the update after that. As long as it is named here, `on_delete` is `retain`
    unless it is `stop`; taking the argument out hands the integration over. It is read when the integration is first
    deployed."""
    on_delete: NotRequired[pulumi.Input[OnDelete]]
    """What happens to the integration when the resource is deleted: `delete` (default), `stop` (kept, with its flow
    deactivated) or `retain` (default with `adopt`). Loaded objects stay in any case."""
    aws_profile: NotRequired[pulumi.Input[str]]
    """The named AWS profile for the API calls. Needed if an explicit `aws` provider uses one, because a dynamic
    resource cannot see the provider. Default: the stack's `aws:` configuration, else boto3's credential chain."""
    tags: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Tags of the integration, in addition to the default tags of the component's providers."""
