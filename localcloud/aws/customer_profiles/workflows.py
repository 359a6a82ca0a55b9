"""Integration workflows as the API shows them. What they do as time passes is in `workflow_engine`."""

import itertools
import uuid
from datetime import UTC, datetime
from typing import Any

from ..appflow.models import flows_of
from ..connectors import CONNECTORS
from ..state import Context
from . import access
from .lookup import bad_request, domain_of, paged, workflow_of
from .models import ENDED, Step, Workflow
from .provisioning import check_flow_definition, check_object_type

DEFAULT_BATCH_SECONDS = 60 * 86_400  # the console's two months (administrator guide, featured applications)
DEFAULT_HISTORY_SECONDS = 30 * 86_400
MESSAGE_LIMIT = 255
WORKFLOW_TYPE = "APPFLOW_INTEGRATION"


def create_integration_workflow(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Accepts a workflow; everything else happens later."""
    domain = domain_of(context.region, parameters["DomainName"])
    config = parameters["IntegrationConfig"].get("AppflowIntegration")
    if config is None:
        raise bad_request("IntegrationConfig.AppflowIntegration is required")
    definition = config["FlowDefinition"]
    connector = definition["SourceFlowConfig"]["ConnectorType"]
    if not CONNECTORS[connector].has_workflows:
        able = ", ".join(each.type for each in CONNECTORS.values() if each.has_workflows)
        raise bad_request(f"Workflows do not support {connector}: use one of {able}")
    check_object_type(domain, parameters["ObjectTypeName"])
    check_flow_definition(context, domain, definition)
    batches = _batches(context, config.get("Batches"), definition)
    if context.behaviours.duplicate_flow_name_rejected_at_call and definition["FlowName"] in flows_of(context.region):
        raise bad_request(f"Flow with name {definition['FlowName']} already exists.")
    workflow_id = uuid.uuid4().hex
    arn = f"{domain.arn}/workflows/{workflow_id}"
    access.assumable_role(context, parameters["RoleArn"], domain.arn, arn)
    now = context.now
    domain.workflows[workflow_id] = Workflow(
        workflow_id=workflow_id,
        arn=arn,
        definition=definition,
        object_type_name=parameters["ObjectTypeName"],
        role_arn=parameters["RoleArn"],
        created_at=now,
        updated_at=now,
        listed_at=context.cloud.clock.wall() + context.behaviours.list_workflows_lag_seconds,
        steps=[
            Step(step_flow_name(context, definition["FlowName"]), start, end, now, now, batch=index)
            for index, (start, end) in enumerate(batches)
        ],
        tags=parameters.get("Tags", {}),
        starts_at=now + context.behaviours.workflow_start_seconds,
    )
    return {"WorkflowId": workflow_id, "Message": "Workflow creation request is accepted"}


def get_workflow(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Status and metrics of a workflow."""
    domain = domain_of(context.region, parameters["DomainName"])
    workflow = workflow_of(domain, parameters["WorkflowId"])
    source = workflow.definition["SourceFlowConfig"]
    attributes = {
        "SourceConnectorType": source["ConnectorType"],
        "ConnectorProfileName": source["ConnectorProfileName"],
        "RoleArn": workflow.role_arn[:MESSAGE_LIMIT],
    }
    answer = {
        "WorkflowId": workflow.workflow_id,
        "WorkflowType": WORKFLOW_TYPE,
        "Status": workflow.status,
        "StartDate": workflow.created_at,
        "LastUpdatedAt": workflow.updated_at,
        "Attributes": {"AppflowIntegration": attributes},
        "Metrics": {"AppflowIntegration": _metrics(workflow)},
    }
    return answer | ({"ErrorDescription": workflow.error[:MESSAGE_LIMIT]} if workflow.error else {})


def get_workflow_steps(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """The steps of a workflow, in the order of their batches."""
    domain = domain_of(context.region, parameters["DomainName"])
    workflow = workflow_of(domain, parameters["WorkflowId"])
    items, following = paged(workflow.steps, parameters)
    return {
        "WorkflowId": workflow.workflow_id,
        "WorkflowType": WORKFLOW_TYPE,
        "Items": [{"AppflowIntegration": _step(context, step)} for step in items],
        **following,
    }


def list_workflows(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """The workflows of a domain, oldest first, filtered by status and time."""
    domain = domain_of(context.region, parameters["DomainName"])
    wall = context.cloud.clock.wall()
    found = [each for each in domain.workflows.values() if each.listed_at <= wall and _selected(each, parameters)]
    items, following = paged(found, parameters)
    return {"Items": [_brief(workflow) for workflow in items], **following}


def delete_workflow(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Accepts the deletion of a workflow; it is carried out in the background."""
    domain = domain_of(context.region, parameters["DomainName"])
    workflow = workflow_of(domain, parameters["WorkflowId"])
    if workflow.status in ENDED and not context.behaviours.ended_workflow_deletable:
        raise bad_request(f"Workflow {workflow.workflow_id} is {workflow.status} and cannot be deleted")
    if workflow.deleted_at is None:
        workflow.deleted_at = context.now + context.behaviours.delete_workflow_seconds
        if workflow.status not in ENDED:
            workflow.status = "CANCELLED"
            _cancel_steps(workflow, context.now)
        workflow.updated_at = context.now
    return {}


def step_flow_name(context: Context, flow_name: str) -> str:
    """A name for the temporary flow of a step."""
    token = uuid.uuid4().hex
    if not context.behaviours.step_flow_names_related:
        return f"cp{token}"
    return f"{flow_name[:200]}_{token[:12]}"


def _cancel_steps(workflow: Workflow, now: float) -> None:
    for step in workflow.steps:
        if step.status not in ENDED:
            step.status, step.message, step.due_at, step.updated_at = "CANCELLED", "The workflow is deleted", None, now


def _batches(
    context: Context, requested: list[dict[str, float]] | None, definition: dict[str, Any]
) -> list[tuple[float, float]]:
    if requested is None:
        return _default_batches(context, definition)
    batches = [(batch["StartTime"], batch["EndTime"]) for batch in requested]
    if not batches:
        raise bad_request("Batches must not be empty")
    for start, end in batches:
        if start >= end:
            raise bad_request(f"A batch must start before it ends: {_iso(start)} to {_iso(end)}")
        if end > context.now and context.behaviours.future_batches_rejected:
            raise bad_request(f"A batch must not end in the future: {_iso(end)}")
    ordered = sorted(batches)
    for (_, end), (start, _) in itertools.pairwise(ordered):
        if start < end and context.behaviours.overlapping_batches_rejected:
            raise bad_request(f"Batches must not overlap: one ends at {_iso(end)}, another starts at {_iso(start)}")
    return batches


def _default_batches(context: Context, definition: dict[str, Any]) -> list[tuple[float, float]]:
    """Two months each, from FirstExecutionFrom to now."""
    schedule = definition["TriggerConfig"].get("TriggerProperties", {}).get("Scheduled", {})
    end = float(int(context.now))
    start = schedule.get("FirstExecutionFrom", end - DEFAULT_HISTORY_SECONDS)
    batches = []
    while start < end:
        batches.append((start, min(start + DEFAULT_BATCH_SECONDS, end)))
        start += DEFAULT_BATCH_SECONDS
    if not batches:
        raise bad_request("FirstExecutionFrom is in the future: there is no history to load")
    return batches


def _metrics(workflow: Workflow) -> dict[str, int]:
    counted = [step for step in workflow.steps if step.status != "SPLIT"]
    return {
        "RecordsProcessed": sum(step.records for step in counted),
        "StepsCompleted": sum(step.status == "COMPLETE" for step in counted),
        "TotalSteps": len(counted),
    }


def _step(context: Context, step: Step) -> dict[str, Any]:
    written = _iso if context.behaviours.batch_times == "iso8601" else _epoch_milliseconds
    return {
        "FlowName": step.flow_name,
        "Status": step.status,
        "ExecutionMessage": step.message[:MESSAGE_LIMIT],
        "RecordsProcessed": step.records,
        "BatchRecordsStartTime": written(step.start),
        "BatchRecordsEndTime": written(step.end),
        "CreatedAt": step.created_at,
        "LastUpdatedAt": step.updated_at,
    }


def _selected(workflow: Workflow, parameters: dict[str, Any]) -> bool:
    ended = workflow.status in ENDED and workflow.updated_at >= parameters.get("QueryEndDate", 0)
    return (
        parameters.get("Status") in (None, workflow.status)
        and workflow.created_at >= parameters.get("QueryStartDate", 0)
        and ("QueryEndDate" not in parameters or ended)
    )


def _brief(workflow: Workflow) -> dict[str, Any]:
    metrics = _metrics(workflow)
    progress = f"{metrics['StepsCompleted']} of {metrics['TotalSteps']} steps complete"
    return {
        "WorkflowType": WORKFLOW_TYPE,
        "WorkflowId": workflow.workflow_id,
        "Status": workflow.status,
        "StatusDescription": (workflow.error or progress)[:MESSAGE_LIMIT],
        "CreatedAt": workflow.created_at,
        "LastUpdatedAt": workflow.updated_at,
    }


def _iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _epoch_milliseconds(moment: float) -> str:
    return str(int(moment * 1000))
