"""Switches for what AWS does not document, and the emulator's pace. Each switch names the open question it stands for.

Both extremes of every switch are tested, so that whoever uses the local cloud can be sure not to depend on either.
"""

import ast
import dataclasses
import functools
import inspect
import json
import math
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from connect_customer_profiles.operations.whole_files import MAPPING_BYTES, content
from connect_customer_profiles.rules.rule import instead_of, not_one_of


@dataclass
class Behaviours:
    """All switches with their defaults. Set with `--behaviour name=value` or `POST /_localcloud/behaviours`."""

    delete_workflow_removes_integration: bool = True
    """DeleteWorkflow deletes "all its corresponding resources": is the ongoing integration one of them?"""

    ended_workflow_deletable: bool = True
    """Does DeleteWorkflow take a workflow that has ended, or refuse it with BadRequestException?"""

    deleted_workflow_record: Literal["disappears", "cancelled", "stays"] = "disappears"
    """What becomes of the record of a deleted workflow: does it disappear, say CANCELLED from then on, or stay as it
    ended?"""

    delete_integration_removes_flow: bool = True
    """Does DeleteIntegration delete the AppFlow flow that Customer Profiles made for it?"""

    delete_integration_removes_user_flow: bool = False
    """Does DeleteIntegration also delete a flow that the user made in AppFlow?"""

    unintegrated_flow_expires: Literal["deprecated", "deleted", "gone", "silently"] = "deprecated"
    """What becomes of a flow to Customer Profiles that is not integrated within 14 days: its status is Deprecated or
    Deleted, it is gone, or it looks as before and is refused when it is to be integrated?"""

    failed_runs_deactivate: int = 0
    """After how many failed runs in a row does AppFlow deactivate a scheduled flow that names no threshold of its own?
    0: never."""

    deactivated_flow_status: Literal["Suspended", "Errored"] = "Suspended"
    """What is the status of a flow that AppFlow has deactivated?"""

    appflow_events_delivered: bool = True
    """Does EventBridge get what AppFlow tells of its flows? AWS delivers it "at best effort"."""

    event_source_reaches_topics: bool = False
    """Do `aws:SourceArn` and `aws:SourceAccount` of an EventBridge rule reach the policies of a topic and its key? The
    user guide says that conditions cannot be used there."""

    tasks_described: Literal["verbatim", "rewritten", "expanded"] = "verbatim"
    """Does DescribeFlow tell the tasks as they were given, in another order and with what AppFlow adds, or `Map_all` as
    a task for each field?"""

    custom_connector_names_version: bool = False
    """Must calls about a custom connector, and flows from it, name the version of its API?"""

    filter_outside_projection: bool = True
    """May a filter use a field that the projection does not list?"""

    map_outside_projection: bool = True
    """May a Map task use a field that the projection does not list, or a flow with Map tasks have no projection?"""

    results_written_directly: bool = True
    """May a Merge or Arithmetic task write the destination itself, or must a Map task read its result?"""

    delete_domain_removes_flows: bool = True
    """Does DeleteDomain delete the AppFlow flows of its integrations, or are they left behind?"""

    final_flow_active: bool = True
    """Is the flow of the ongoing integration that a workflow leaves behind Active, or Draft until StartFlow?"""

    updated_flow_is_draft: Literal["never", "for_another_trigger", "always"] = "for_another_trigger"
    """Is an active flow a Draft again after UpdateFlow, until StartFlow: never, when its kind of trigger changes, or
    always?"""

    stop_of_idle_flow: Literal["accepted", "ConflictException", "UnsupportedOperationException"] = "accepted"
    """What does StopFlow answer for a scheduled flow that is not Active?"""

    past_schedule_start_refused: bool = False
    """Is a flow whose schedule was to start in the past refused when it is activated, and left a Draft by the workflow
    that makes it?"""

    final_flow_first_execution: Literal["requested", "last_batch_end", "creation"] = "requested"
    """From when on does the ongoing flow's first run pull: the FirstExecutionFrom of the request (else the end of
    the last batch), always the end of the last batch, or only from its own creation (which leaves a hole)?"""

    step_flow_names_related: bool = True
    """Do the names of the temporary flows of a workflow's steps start with the requested flow name?"""

    list_workflows_lag_seconds: float = 0.0
    """How long (wall seconds) does a new workflow take to appear in ListWorkflows?"""

    put_integration_flow_active: bool = False
    """Is a scheduled flow made by PutIntegration Active at once, or Draft until StartFlow?"""

    duplicate_flow_name_rejected_at_call: bool = False
    """Does CreateIntegrationWorkflow refuse a flow name that exists, or does the workflow fail when it gets there?"""

    workflow_source_arn_sent: bool = True
    """Is `aws:SourceArn` among the condition keys when Customer Profiles assumes the execution role?"""

    workflow_source_arn_form: Literal["domain", "workflow"] = "workflow"
    """If so, is it the ARN of the domain, or that of the workflow below it?"""

    workflow_source_account_sent: bool = True
    """Is `aws:SourceAccount` among the condition keys when Customer Profiles assumes the execution role?"""

    hidden_integrations_counted: bool = False
    """Do the hidden integrations of running workflows count against the 50 per domain?"""

    failed_workflow_creates_integration: bool = False
    """Does a workflow with failed steps still leave the ongoing integration behind?"""

    failed_workflow_keeps_flows: bool = False
    """Do the temporary flows of a failed workflow stay until DeleteWorkflow?"""

    future_batches_rejected: bool = True
    """Does CreateIntegrationWorkflow refuse a batch that ends in the future?"""

    overlapping_batches_rejected: bool = True
    """Does CreateIntegrationWorkflow refuse batches that overlap?"""

    oversized_batches: Literal["split", "fail"] = "split"
    """What becomes of a batch with more records than one run can read: is it split, or does its step fail?"""

    long_ranges: Literal["fail", "load"] = "fail"
    """A bulk extract of Marketo covers at most 31 days: does the step of a batch that covers more
    fail, or does AppFlow make several extracts of it?"""

    batch_times: Literal["iso8601", "epoch_milliseconds"] = "iso8601"
    """In which format does GetWorkflowSteps give BatchRecordsStartTime and BatchRecordsEndTime?"""

    flow_key_must_be_domain_key: bool = False
    """Must the KmsArn of a flow definition be the domain's key?"""

    queue_key_source_context_sent: bool = True
    """Do `aws:SourceArn` and `aws:SourceAccount` reach the queue's KMS key when SQS encrypts for the service?"""

    dead_letter_queue_arn_accepted: bool = False
    """Does DeadLetterQueueUrl also take an SQS ARN, as two AWS examples show?"""

    object_type_source_arn_form: Literal["objects", "object-types"] = "objects"
    """Is the `aws:SourceArn` that reaches the key of an object type `…/objects/<type>`, as AWS's example has it, or the
    resource's own ARN, `…/object-types/<type>`?"""

    instance_must_exist: bool = False
    """Does PutIntegration look whether the Connect instance of an association exists?"""

    instance_needs_domain_prefix: bool = False
    """Is a Connect instance refused for a domain whose name lacks the prefix `amazon-connect-`, or only its agents?"""

    bucket_policy_checked_at_create: bool = True
    """Is an S3 source refused whose bucket policy does not let AppFlow read, or does only the first run fail?"""

    unreadable_lines: Literal["fail", "left_out"] = "fail"
    """A line of a file in S3 is no record: it is not JSON, or has fewer or more values than the header has columns.
    Does the run fail, or load the other lines?"""

    run_pull_end_told: bool = True
    """Does DescribeFlowExecutionRecords say up to which time a run has pulled (`dataPullEndTime`), or leave it out?"""

    mask_all_keeps_length: bool = False
    """Does a Mask task with MASK_ALL write as many characters as the value has, or MASK_LENGTH (so many sends the
    console)?"""

    cloudcontrol_accepts_servicenow_spelling: bool = True
    """Is CloudFormation's connector type `ServiceNow` turned into the API's `Servicenow`, or refused?"""

    cloudcontrol_updates_flow_definition: bool = False
    """Does UpdateResource of an Integration carry a changed FlowDefinition to the flow? (The 2023 handler drops it.)"""

    cloudcontrol_leaves_out_template_content: bool = True
    """Does UpdateResource of an ObjectType with a TemplateId leave out Fields, Keys and AllowProfileCreation, which it
    has read, or send them as well, which the API refuses?"""

    cloudcontrol_seconds: float = 0.0
    """Wall seconds until a request of Cloud Control is carried out; until then it is IN_PROGRESS."""

    policy_delay_seconds: float = 0.0
    """Wall seconds until a change of a role, policy, key or queue takes effect (eventual consistency)."""

    crowded_profile: Literal["accepted", "throttled", "refused"] = "accepted"
    """What does PutProfileObject answer to a second object of a profile within a second ("Too many objects ingested on
    the profile per second"): nothing special, ThrottlingException, or BadRequestException? With the last two, such an
    object of a flow becomes a dead letter."""

    enforce_rates: bool = True
    """Refuse calls above the documented requests per second with ThrottlingException."""

    role_policies: Literal["ignored", "actions", "dependencies"] = "ignored"
    """Are the policies of an assumed role evaluated for its calls: not at all, for the action that is called, or also
    for what AppFlow, Customer Profiles and Connect then check with the caller's rights (buckets, keys, flows)?"""

    lambda_concurrency: int = 1000
    """How many executions of functions does the account's quota allow at a time: 1,000, or 10 in many a new account?"""

    integrations_per_domain: int = 50
    """How many integrations does the account's quota allow in a domain: 50, or what Service Quotas has granted?"""

    flows_per_region: int = 1000
    """How many flows does the account's quota allow in a Region: 1,000, or what Service Quotas has granted?"""

    rate_factor: float = 1.0
    """By how much all rates are faster than documented: for tests that run days of traffic in minutes."""

    parallel_steps: int = 4
    """How many steps of one workflow run at the same time (documented nowhere)."""

    workflow_start_seconds: float = 5.0
    """Cloud seconds a workflow stays NOT_STARTED."""

    run_seconds: float = 600.0
    """Cloud seconds one flow run takes, whatever it moves."""

    run_seconds_per_1000_records: float = 10.0
    """Cloud seconds a flow run takes on top, per 1,000 records."""

    rule_matching_seconds: float = 600.0
    """Cloud seconds for which the service puts matching rules into effect (documented nowhere)."""

    retry_seconds: float = 60.0
    """Cloud seconds between a transient failure of a step and its next attempt."""

    delete_workflow_seconds: float = 10.0
    """Cloud seconds DeleteWorkflow works in the background."""

    def set(self, name: str, value: Any) -> None:
        """Sets one switch from a JSON value or a command-line string.

        Raises:
            ValueError: Unknown name, or a value that does not fit the switch's type.
        """
        hints = _hints()
        if name not in hints:
            raise ValueError(f"unknown behaviour {name!r}; {instead_of(name, hints, 'behaviours')}")
        setattr(self, name, _parsed(name, value, hints[name]))

    def as_dict(self) -> dict[str, Any]:
        """Every switch with its value."""
        return dataclasses.asdict(self)


def observed(path: Path) -> dict[str, Any]:
    """The switches in a file that `make observe` has written, by name.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no such file.
    """
    try:
        found = {name: each["value"] for name, each in json.loads(content(path, MAPPING_BYTES))["behaviours"].items()}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{path} is not what `make observe` writes: {type(error).__name__}: {error}") from None
    for name, value in found.items():
        Behaviours().set(name, value)
    return found


def questions() -> dict[str, str]:
    """What each switch stands for, in its own words."""
    [declared] = ast.parse(inspect.getsource(Behaviours)).body
    assert isinstance(declared, ast.ClassDef)  # noqa: S101 - for the type checker
    found = {}
    for node, following in pairwise(declared.body):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and isinstance(following, ast.Expr):
            found[node.target.id] = " ".join(str(ast.literal_eval(following.value)).split())
    return found


@functools.cache
def _hints() -> dict[str, Any]:
    return get_type_hints(Behaviours)


def _parsed(name: str, value: Any, kind: Any) -> Any:
    if get_origin(kind) is Literal:
        if value in get_args(kind):
            return value
        raise ValueError(f"behaviour {name}: {value!r}: {not_one_of(value, get_args(kind))}")
    if kind is bool:
        if str(value).lower() in ("true", "false"):
            return str(value).lower() == "true"
        raise ValueError(f"behaviour {name}: {value!r} is neither true nor false")
    try:
        number = kind(value)
        math.trunc(number)  # raises for infinity and nan
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"behaviour {name}: {value!r} is not a number") from None
    if number < 0 or (name == "parallel_steps" and number < 1):
        raise ValueError(f"behaviour {name}: {value!r} is too small")
    return number
