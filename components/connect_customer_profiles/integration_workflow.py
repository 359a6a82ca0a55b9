"""`IntegrationWorkflow`: history in batches, then an ongoing integration, for one object of one source."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal, NotRequired, TypedDict, get_args

import pulumi

from . import names, rules
from .base.arguments import Arguments, is_plain, type_token
from .base.default_tags import with_default_tags
from .base.lasting import lasting
from .base.location import aws_location
from .base.outputs import known_or_empty, may_be_made, rendered
from .base.renamed import noting_new, refused_if_new, warn_of_rename
from .ingestion import plan, source_check
from .ingestion.itself import INGESTION, PLAN
from .ingestion.notices import announce, warn_of_failures
from .ingestion.plain import normalised
from .ingestion.provider import Ingestion, IngestionPlan
from .sources.integration import IntegrationDefinition, integration_definition
from .sources.source_types import ConnectorType
from .sources.task_types import Task
from .sources.tasks import in_order

DEFINITION = ("connector", "object_type_name", "fields", "tasks", "incremental_field", "schedule")


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
    on_delete: NotRequired[pulumi.Input[OnDelete]]
    """What happens to the integration when the resource is deleted: `delete` (default), `stop` (kept, with its flow
    deactivated) or `retain`. Loaded objects stay in any case."""
    aws_profile: NotRequired[pulumi.Input[str]]
    """The named AWS profile for the API calls. Needed if an explicit `aws` provider uses one, because a dynamic
    resource cannot see the provider. Default: the stack's `aws:` configuration, else boto3's credential chain."""
    tags: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Tags of the integration, in addition to the default tags of the component's providers."""


class IntegrationWorkflow(pulumi.ComponentResource):
    """Loads an object's history in batches and leaves an ongoing integration behind.

    The range to load and its batches are decided once, when the integration is first deployed; an earlier import-start
    date later loads the missing range. Failed batches are resubmitted. https://docs.aws.amazon.com/connect/latest/adminguide/integrate-customer-profiles-appflow.html

    Raises:
        InvalidArgumentError: an argument breaks a rule. Rules that depend on today's date are checked by the resource
            `IngestionPlan`.
    """

    mode: pulumi.Output[str]
    """`workflow` (history in batches) or `incremental` (the ongoing integration loads it in its first run)."""
    status: pulumi.Output[str]
    """The workflow's status, such as `IN_PROGRESS` or `COMPLETE`; in mode `incremental` that of the flow, `ACTIVE`."""
    workflow_ids: pulumi.Output[list[str]]
    """The workflows that were started, the latest last."""
    batches: pulumi.Output[list[dict[str, Any]]]
    """Each batch's `start`, `end` (RFC 3339, UTC), `status` and `records`."""
    failed_batches: pulumi.Output[list[dict[str, Any]]]
    """The batches that failed: `start`, `end`, `message` (the API's), `cause` and `remedy`."""
    records_processed: pulumi.Output[int]
    """Records that were loaded."""
    integration_uri: pulumi.Output[str]
    """The URI of the ongoing integration; "" until it exists."""
    flow_name: pulumi.Output[str]
    """The name of the ongoing integration's flow, or the name that it will have."""
    supervision: pulumi.Output[dict[str, Any]]
    """What `BackfillSupervisor` needs to know about this integration."""
    plan: IngestionPlan
    """The resource that pins the range to load and its batches."""
    ingestion: Ingestion
    """The resource that loads it."""

    def __init__(self, name: str, args: IntegrationWorkflowArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the component with its resources.

        Args:
            name: the component's name in the program, of which the names of its resources are made.
            args: see `IntegrationWorkflowArgs`.
            opts: the resource options of Pulumi.

        Raises:
            InvalidArgumentError: an argument breaks a rule.
        """
        super().__init__(type_token("IntegrationWorkflow"), name, _in_order(args), opts)
        arguments = Arguments("IntegrationWorkflow", name, args, IntegrationWorkflowArgs)
        definition = arguments.build(_definition, *DEFINITION)
        planning = arguments.build(_planning, "import_start_date", "batch", "bulk", *DEFINITION)
        wait = arguments.get("wait", _waiting)
        own = {
            "tags": with_default_tags(self, arguments),
            "resubmit_limit": arguments.get("resubmit_limit", rules.integer(0, 10, "rounds")),
            "re_establish": arguments.get(
                "re_establish", rules.text(".{1,256}", "must be a string of 1 to 256 characters")
            ),
        }
        shared = {**_shared(arguments, args, self), "object_type_name": definition["object_type_name"]}
        planned = {
            **shared,
            **{key: definition[key] for key in ("connector_type", "connector_profile_name", "source_object")},
            **{key: planning[key] for key in ("import_start_date", "batch", "bulk")},
            "flow_limit": arguments.get("flow_limit", rules.integer(2, 100_000, "flows")),
        }
        refused_if_new(self, arguments, planned, lambda known: plan.check_new(known, datetime.now(UTC)))

        self.plan = IngestionPlan(
            f"{name}-plan",
            planned,
            noting_new(self, name, lasting(self, name, PLAN, arguments.passed())),
        )
        given = {**shared, "flow_definition": definition["flow_definition"], **own, **self.plan.pins()}
        origin = {"arguments": arguments.build(dict, *DEFINITION), "made_here": may_be_made(args["connector"], opts)}
        self.ingestion = Ingestion(
            f"{name}-ingestion", {**given, source_check.ORIGIN: origin}, lasting(self, name, INGESTION)
        )
        applied, made = known_or_empty(self.ingestion.applied), known_or_empty(self.ingestion.flow_definition)
        flow = rendered(
            source_check.in_effect, given=given["flow_definition"], origin=origin, made=made, applied=applied
        )
        wanted = {**given, "flow_definition": flow}
        announce(self.plan, self)
        warn_of_rename(self, name, self.plan)
        state = self.ingestion.waited(wait, wanted, self)
        warn_of_failures(state["status"], state["failed_batches"], self)

        self.mode = self.plan.mode
        self.status = state["status"]
        self.workflow_ids = state["workflow_ids"]
        self.batches = state["batches"]
        self.failed_batches = state["failed_batches"]
        self.records_processed = state["records_processed"]
        self.integration_uri = state["integration_uri"]
        self.flow_name = rendered(_flow_name, uri=state["integration_uri"], planned=self.plan.flow_name)
        self.supervision = rendered(_supervision, **wanted, applied=applied)
        # `supervision` is left out: state has its contents in the resources above.
        self.register_outputs(
            {
                "mode": self.mode,
                "status": self.status,
                "workflow_ids": self.workflow_ids,
                "batches": self.batches,
                "failed_batches": self.failed_batches,
                "records_processed": self.records_processed,
                "integration_uri": self.integration_uri,
                "flow_name": self.flow_name,
            }
        )


def _shared(arguments: Arguments, args: IntegrationWorkflowArgs, component: pulumi.ComponentResource) -> dict[str, Any]:
    """The inputs that `IngestionPlan` and `Ingestion` share, except the object type."""
    location = aws_location(component)
    return {
        "region": location.region,
        "account": location.account,
        "aws_profile": args.get("aws_profile"),
        "domain_name": arguments.get("domain_name", rules.domain_name),
        "kms_key_arn": arguments.get("kms_key_arn", rules.kms_key_arn),
        "execution_role_arn": arguments.get("execution_role_arn", rules.role_arn),
        "on_delete": arguments.get("on_delete", rules.one_of(*get_args(OnDelete)), "delete"),
    }


def _in_order(args: IntegrationWorkflowArgs) -> dict[str, Any]:
    """The arguments as state shows them: orders of fields and tasks that mean the same are made equal."""
    shown: dict[str, Any] = dict(args)
    plain = {key: shown.get(key) for key in ("connector", "fields", "tasks")}
    if is_plain(plain):
        files = isinstance(plain["connector"], Mapping) and "bucket_name" in plain["connector"]
        if isinstance(plain["fields"], list) and not files:
            shown["fields"] = sorted(plain["fields"], key=str)
        if plain["tasks"] is not None:
            shown["tasks"] = in_order(plain["tasks"])
    return shown


def _definition(given: Mapping[str, Any]) -> dict[str, Any]:
    definition: IntegrationDefinition = integration_definition(given)
    return {
        "connector_type": definition.connector.type,
        "connector_profile_name": definition.connector_profile_name,
        "source_object": definition.source_object,
        "object_type_name": definition.object_type_name,
        "flow_definition": definition.flow_definition,
    }


def _planning(given: Mapping[str, Any]) -> dict[str, Any]:
    return plan.planning(given, get_args(Bulk))


def _supervision(applied: Mapping[str, Any], **wanted: Any) -> dict[str, Any]:
    """What is wanted, and while edits of it wait for the end of a load, what is applied."""
    supervision: dict[str, Any] = normalised({**wanted, "applied": applied} if applied else wanted)
    return supervision


def _flow_name(uri: str, planned: str) -> str:
    return names.flow_name_of(uri) if uri else planned


def _waiting(value: Any) -> dict[str, int]:
    wait = rules.known_keys(value, ("minutes",), "a wait")
    return {"minutes": rules.checked("minutes", wait.get("minutes"), rules.integer(1, 10_080, "minutes"))}
