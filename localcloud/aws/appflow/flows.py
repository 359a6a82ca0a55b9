"""Flows: definition, activation, schedule."""

import re
import uuid
from typing import Any

from ..errors import ServiceError
from ..faults import Fault, Kind
from ..state import Context
from . import events, files, runs
from .definitions import check, rewritten, schedule_seconds, source_object_name
from .models import EXECUTIONS_KEPT, MAX_FLOWS, Execution, Flow
from .paging import paged

RUN_SECONDS = 30.0  # cloud time that a scheduled or on-demand run is shown to have taken
CUSTOMER_PROFILES = "profile.amazonaws.com"
UNINTEGRATED_SECONDS = (
    14 * 86_400
)  # then a flow expires (administrator guide, `integrate-external-applications-appflow`)
FIRST_PULL_SECONDS = 30 * 86_400  # the first scheduled run pulls the past 30 days (AppFlow user guide, `flow-triggers`)


def create_flow(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Makes a flow: a Draft until it is started."""
    region, name = context.region, parameters["flowName"]
    if name in region.flows:
        raise ServiceError("ConflictException", f"Flow with name {name} already exists.", 409)
    if len(region.flows) >= MAX_FLOWS:
        raise ServiceError("ServiceQuotaExceededException", f"The limit of {MAX_FLOWS} flows is reached", 402)
    flow = Flow(
        name=name,
        arn=region.arn("appflow", f"flow/{name}"),
        source=parameters["sourceFlowConfig"],
        destinations=parameters["destinationFlowConfigList"],
        tasks=parameters["tasks"],
        trigger=parameters["triggerConfig"],
        created_at=context.now,
        updated_at=context.now,
        description=parameters.get("description"),
        kms_arn=parameters.get("kmsArn"),
        tags=parameters.get("tags", {}),
        owner=context.caller_arn,
    )
    check_source(context, flow.arn, {"source": flow.source, "tasks": flow.tasks, "trigger": flow.trigger})
    destination = flow.customer_profiles_destination()
    if len(flow.destinations) != 1:
        raise ServiceError("ValidationException", "A flow has one destination")
    if destination and destination[0] not in region.domains:
        raise ServiceError("ResourceNotFoundException", f"Domain {destination[0]} does not exist", 404)
    region.flows[name] = flow
    return {"flowArn": flow.arn, "flowStatus": flow.status}


def describe_flow(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """A flow with all its settings."""
    flow = flow_of(context, parameters["flowName"])
    members = {
        "flowArn": flow.arn,
        "description": flow.description,
        "flowName": flow.name,
        "kmsArn": flow.kms_arn,
        "flowStatus": flow.status,
        "sourceFlowConfig": flow.source,
        "destinationFlowConfigList": flow.destinations,
        "triggerConfig": flow.trigger,
        "tasks": rewritten(flow.tasks) if context.behaviours.tasks_described == "rewritten" else flow.tasks,
        "createdAt": flow.created_at,
        "lastUpdatedAt": flow.updated_at,
        "createdBy": flow.owner,
        "lastUpdatedBy": flow.owner,
        "tags": flow.tags,
        "lastRunExecutionDetails": _last_run(flow),
    }
    return {key: value for key, value in members.items() if value is not None}


def update_flow(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Changes tasks, trigger, filters and description.

    Name, source and destination cannot be edited (AppFlow user guide, `flows-manage`).
    """
    flow = usable_flow_of(context, parameters["flowName"])
    source = parameters["sourceFlowConfig"]
    fixed = (
        ("connector type", source["connectorType"], flow.connector_type),
        ("connector profile", source.get("connectorProfileName", ""), flow.connector_profile_name),
        ("source object", source_object_name(source), source_object_name(flow.source)),
        ("destination", parameters["destinationFlowConfigList"], flow.destinations),
    )
    for what, wanted, present in fixed:
        if wanted != present:
            raise ServiceError("ValidationException", f"The {what} of flow {flow.name} cannot be changed")
    trigger = parameters["triggerConfig"]
    check_source(context, flow.arn, {"source": source, "tasks": parameters["tasks"], "trigger": trigger})
    flow.source, flow.tasks, flow.trigger = source, parameters["tasks"], trigger
    flow.description = parameters.get("description", flow.description)
    flow.updated_at = context.now
    if flow.status == "Active":
        flow.scheduled_from = _schedule_start(flow, context.now)
    return {"flowStatus": flow.status}


def delete_flow(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Removes a flow."""
    flow = flow_of(context, parameters["flowName"])
    if flow.status == "Active" and not parameters.get("forceDelete"):
        raise ServiceError("ConflictException", f"Flow {flow.name} is active: stop it first, or use forceDelete", 409)
    del context.region.flows[flow.name]
    return {}


def list_flows(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """All flows of the account and Region."""
    items, following = paged(list(context.region.flows.values()), parameters)
    return {"flows": [_brief(flow) for flow in items], **following}


def start_flow(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Activates a scheduled or event flow, or runs an on-demand flow now."""
    flow = usable_flow_of(context, parameters["flowName"])
    answer = {"flowArn": flow.arn}
    if flow.trigger["triggerType"] == "OnDemand":
        flow.status = "Active"
        execution = _execute(context, flow, None, context.now, context.now)
        return answer | {"flowStatus": flow.status, "executionId": execution.execution_id}
    activate(flow, context.now)
    return answer | {"flowStatus": flow.status}


def stop_flow(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Suspends a scheduled or event flow."""
    flow = flow_of(context, parameters["flowName"])
    if flow.trigger["triggerType"] == "OnDemand":
        raise ServiceError("UnsupportedOperationException", f"Flow {flow.name} runs on demand: it cannot be stopped")
    if flow.status == "Active":
        flow.status, flow.scheduled_from = "Suspended", None
    return {"flowArn": flow.arn, "flowStatus": flow.status}


def describe_flow_execution_records(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """The latest hundred runs, newest first."""
    flow = flow_of(context, parameters["flowName"])
    items, following = paged(flow.executions[::-1], parameters)
    return {"flowExecutions": [_execution(execution) for execution in items], **following}


def flow_of(context: Context, name: str) -> Flow:
    """The flow of this name."""
    if name not in context.region.flows:
        raise ServiceError("ResourceNotFoundException", f"Flow {name} does not exist", 404)
    return context.region.flows[name]


def usable_flow_of(context: Context, name: str) -> Flow:
    """The flow of this name, unless it has expired."""
    flow = flow_of(context, name)
    if flow.status in ("Deprecated", "Deleted"):
        raise ServiceError("ConflictException", f"Flow {name} is {flow.status.lower()}", 409)
    return flow


def has_expired(context: Context, flow: Flow) -> bool:
    """Whether a user's flow to Customer Profiles went 14 days without being integrated."""
    if flow.customer_profiles_destination() is None or flow.owner == CUSTOMER_PROFILES:
        return False
    integrated = any(flow.arn in domain.integrations for domain in context.region.domains.values())
    return not integrated and context.now >= flow.created_at + UNINTEGRATED_SECONDS


def check_source(context: Context, flow_arn: str, definition: dict[str, Any]) -> None:
    """Checks a flow's source, tasks and trigger, and that its connector profile or bucket exists.

    Raises:
        ServiceError: ValidationException with the reason.
    """
    source = definition["source"]
    check(source, definition["tasks"], definition["trigger"], context.now)
    name, connector = source.get("connectorProfileName"), source["connectorType"]
    if connector == "S3":
        files.check(context, source, flow_arn)
        return
    profile = context.region.connector_profiles.get(name or "")
    if profile is None:
        raise ServiceError("ValidationException", f"Connector profile {name} does not exist")
    if profile.connector_type != connector:
        raise ServiceError(
            "ValidationException", f"Connector profile {name} is for {profile.connector_type}, not {connector}"
        )


def activate(flow: Flow, now: float) -> None:
    """Makes a flow Active: a scheduled one runs from its start time, or from now."""
    if flow.status != "Active":
        flow.status = "Active"
        flow.scheduled_from = _schedule_start(flow, now)


def advance(context: Context) -> None:
    """Lets flows expire, and makes the runs of all active scheduled flows that are due."""
    outcome = context.behaviours.unintegrated_flow_expires
    for flow in list(context.region.flows.values()):
        if outcome != "silently" and has_expired(context, flow):
            flow.status, flow.scheduled_from = outcome.capitalize(), None
            if outcome == "gone":
                del context.region.flows[flow.name]
        if flow.status == "Active" and flow.scheduled_from is not None:
            _run_schedule(context, flow, context.now)


def _run_schedule(context: Context, flow: Flow, now: float) -> None:
    """Makes the runs that are due; of a long absence the last hundred, the first of which pulls all that is due."""
    schedule = flow.schedule
    start = flow.scheduled_from
    if start is None or start > now:
        return
    seconds = schedule_seconds(schedule["scheduleExpression"])
    end = min(now, schedule.get("scheduleEndTime", now))
    due = int((end - start) // seconds) + 1 if end >= start else 0
    first = max(0, due - EXECUTIONS_KEPT)
    if due > 0 and flow.last_pull_end is None:
        flow.last_pull_end = _first_pull_start(flow, start)
    for position in range(first, due):
        moment = start + position * seconds
        if _trouble(context, flow, "run_skipped"):
            continue
        complete = schedule.get("dataPullMode") == "Complete"
        _execute(context, flow, None if complete else flow.last_pull_end, moment, moment)
        if _deactivated(context, flow, moment):
            return
    flow.scheduled_from = start + due * seconds
    if schedule.get("scheduleEndTime", now + 1) <= now:
        flow.status, flow.scheduled_from = "Suspended", None


def _first_pull_start(flow: Flow, moment: float) -> float:
    """From when on the first incremental run pulls: FirstExecutionFrom, or 30 days back."""
    first: float = flow.schedule.get("firstExecutionFrom", moment - FIRST_PULL_SECONDS)
    return first


def _schedule_start(flow: Flow, now: float) -> float | None:
    if flow.trigger["triggerType"] != "Scheduled":
        return None
    start: float = max(now, flow.schedule.get("scheduleStartTime", now))
    return start + float(flow.schedule.get("scheduleOffset", 0))


def _execute(context: Context, flow: Flow, pull_start: float | None, pull_end: float, moment: float) -> Execution:
    window = runs.window_of(flow, 0.0 if pull_start is None else pull_start, pull_end)
    fault = _trouble(context, flow, "run_fails")
    failure = runs.Outcome(error=runs.message_text(fault.message)) if fault else None
    outcome = failure or runs.run(context, flow, window, moment)
    execution = Execution(
        execution_id=str(uuid.uuid4()),
        status="Error" if outcome.error else "Successful",
        started_at=moment,
        ended_at=moment + RUN_SECONDS,
        pull_start=pull_start,
        pull_end=pull_end,
        records=outcome.records,
        failures=outcome.failures,
        message=outcome.error or "",
    )
    flow.keep(execution)
    events.run_ended(context, flow, execution)
    if not outcome.error:
        flow.last_pull_end = pull_end
    return execution


def _trouble(context: Context, flow: Flow, kind: Kind) -> Fault | None:
    return context.cloud.faults.run_trouble(kind, context.region.account, context.region.name, flow.name)


def _deactivated(context: Context, flow: Flow, moment: float) -> bool:
    """Whether AppFlow has deactivated a flow, as it does after so many failed runs in a row."""
    threshold = flow.schedule.get("flowErrorDeactivationThreshold", context.behaviours.failed_runs_deactivate)
    latest = flow.executions[-threshold:] if threshold else []
    if not latest or len(latest) < threshold or any(each.status != "Error" for each in latest):
        return False
    flow.status, flow.scheduled_from = context.behaviours.deactivated_flow_status, None
    events.deactivated(context, flow, moment)
    return True


def _last_run(flow: Flow) -> dict[str, Any] | None:
    if not flow.executions:
        return None
    last = flow.executions[-1]
    details = {"mostRecentExecutionTime": last.started_at, "mostRecentExecutionStatus": last.status}
    # `MostRecentExecutionMessage` in the API model has less punctuation than `ExecutionMessage`.
    message = re.sub(r"[^\w!@#\-.?,\s]", " ", last.message)
    return details | ({"mostRecentExecutionMessage": message} if message else {})


def _brief(flow: Flow) -> dict[str, Any]:
    members = {
        "flowArn": flow.arn,
        "description": flow.description,
        "flowName": flow.name,
        "flowStatus": flow.status,
        "sourceConnectorType": flow.connector_type,
        "destinationConnectorType": flow.destinations[0]["connectorType"] if flow.destinations else None,
        "triggerType": flow.trigger["triggerType"],
        "createdAt": flow.created_at,
        "lastUpdatedAt": flow.updated_at,
        "createdBy": flow.owner,
        "lastUpdatedBy": flow.owner,
        "tags": flow.tags,
        "lastRunExecutionDetails": _last_run(flow),
    }
    return {key: value for key, value in members.items() if value is not None}


def _execution(execution: Execution) -> dict[str, Any]:
    error = {"errorInfo": {"putFailuresCount": execution.failures, "executionMessage": execution.message}}
    failed = execution.failures or execution.message
    result = {"recordsProcessed": execution.records, "bytesProcessed": 0, "bytesWritten": 0}
    members = {
        "executionId": execution.execution_id,
        "executionStatus": execution.status,
        "executionResult": result | (error if failed else {}),
        "startedAt": execution.started_at,
        "lastUpdatedAt": execution.ended_at,
        "dataPullStartTime": execution.pull_start,
        "dataPullEndTime": execution.pull_end,
    }
    return {key: value for key, value in members.items() if value is not None}
