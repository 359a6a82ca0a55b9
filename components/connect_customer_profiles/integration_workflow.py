"""`IntegrationWorkflow`: history in batches, then an ongoing integration, for one object of one source."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast, get_args

import pulumi

from . import names, rules
from .base.arguments import Arguments, type_token
from .base.default_tags import with_default_tags
from .base.gathering import gathered, is_plain
from .base.lasting import lasting
from .base.location import aws_location
from .base.outputs import known_or_empty, may_be_made, rendered
from .base.program import shared
from .base.renamed import noting_new, refused_if_new, warn_of_rename
from .base.stack_state import own_integrations
from .ingestion import duplicate, plan, source_check
from .ingestion.integration_arguments import Bulk, IntegrationWorkflowArgs, OnDelete
from .ingestion.itself import INGESTION, PLAN
from .ingestion.notices import announce, warn_of_failures
from .ingestion.plain import normalised
from .ingestion.provider import Ingestion, IngestionPlan
from .ingestion.wanted import ADOPT, INTEGRATION_URI, WORKFLOW_IDS
from .rules.statuses import BatchResult, FailedBatchResult, IngestionMode, IntegrationStatus
from .sources.integration import IntegrationDefinition, integration_definition
from .sources.tasks import in_order

DEFINITION = ("connector", "object_type_name", "fields", "tasks", "incremental_field", "schedule")


class IntegrationWorkflow(pulumi.ComponentResource):
    """Loads an object's history in batches and leaves an ongoing integration behind.

    The range to load and its batches are decided once, when the integration is first deployed; an earlier import-start
    date later loads the missing range. Failed batches are resubmitted. https://docs.aws.amazon.com/connect/latest/adminguide/integrate-customer-profiles-appflow.html

    Raises:
        InvalidArgumentError: an argument breaks a rule. Rules that depend on today's date are checked by the resource
            `IngestionPlan`.
    """

    mode: pulumi.Output[IngestionMode]
    """`workflow` (history in batches) or `incremental` (the ongoing integration loads it in its first run)."""
    status: pulumi.Output[IntegrationStatus]
    """The workflow's status, such as `IN_PROGRESS` or `COMPLETE`; in mode `incremental` that of the flow, `ACTIVE`."""
    workflow_ids: pulumi.Output[list[str]]
    """The workflows that were started, the latest last."""
    batches: pulumi.Output[list[BatchResult]]
    """Each batch's `start`, `end` (RFC 3339, UTC), `status` and `records`."""
    failed_batches: pulumi.Output[list[FailedBatchResult]]
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
        beside = arguments.get("beside", rules.boolean)
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
        refused_if_new(self, arguments, planned, _check_new)

        self.plan = IngestionPlan(
            f"{name}-plan",
            {**planned, duplicate.BESIDE: beside, duplicate.OWN: own_integrations(self)},
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
        announce(gathered(exists=self.plan.id.is_known(), **self.plan.forecast_inputs()), self)
        warn_of_rename(self, name, self.plan)
        state: Any = self.ingestion.state()
        if not pulumi.runtime.is_dry_run():
            state = gathered(**state, wait=wait, wanted=wanted).apply(self.ingestion.waiting(self))
        warn_of_failures(state["status"], state["failed_batches"], self)

        self.mode = cast("pulumi.Output[IngestionMode]", self.plan.mode)
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
        "on_delete": arguments.build(_on_delete, ADOPT, "on_delete"),
        ADOPT: arguments.get(ADOPT, _adoption(component)),
    }


def _adoption(component: pulumi.ComponentResource) -> rules.Rule[dict[str, Any]]:
    adopted: dict[str, str] = shared(component, "adopted integrations", dict)

    def rule(value: Any) -> dict[str, Any]:
        given = rules.known_keys(value, (INTEGRATION_URI, WORKFLOW_IDS), "an adoption")
        uri = rules.checked(INTEGRATION_URI, given.get(INTEGRATION_URI), rules.flow_arn)
        ids = rules.checked(WORKFLOW_IDS, given.get(WORKFLOW_IDS) or [], rules.strings)
        if (first := adopted.setdefault(uri, component._name)) != component._name:
            raise rules.RuleViolation(uri, f"'{first}' of this program adopts it already", argument=INTEGRATION_URI)
        return {INTEGRATION_URI: uri, **({WORKFLOW_IDS: ids} if ids else {})}

    return rule


def _on_delete(given: Mapping[str, Any]) -> str:
    """What happens to the integration when it is deleted: what is taken over is never deleted."""
    adopted = given.get(ADOPT) is not None
    chosen = given.get("on_delete")
    default = "retain" if adopted else "delete"
    on_delete: str = rules.checked(
        "on_delete", default if chosen is None else chosen, rules.one_of(*get_args(OnDelete))
    )
    if adopted and on_delete == "delete":
        rule = "what is adopted is not deleted: take adopt out of the program first, which hands it over"
        raise rules.RuleViolation(on_delete, rule, argument="on_delete")
    return on_delete


def _check_new(known: dict[str, Any]) -> None:
    if not known.get(ADOPT):
        plan.check_new(known, datetime.now(UTC))


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
