"""Flows: their definitions, activation and runs, as the API has them."""

import re
from typing import Any

from ..connectors import source_object
from ..errors import ServiceError
from ..state import Context
from . import destinations, files, schedule
from .connector_profiles import check_key, check_version
from .definitions import check, check_results, expanded, rewritten, source_object_name
from .models import Flow, connector_profiles_of, flows_of, organisation_of
from .paging import paged
from .tokens import once, run_once


@once
def create_flow(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Makes a flow: a Draft until it is started."""
    region, name = context.region, parameters["flowName"]
    if name in flows_of(region):
        raise ServiceError("ConflictException", f"Flow with name {name} already exists.", 409)
    if len(flows_of(region)) >= (quota := context.behaviours.flows_per_region):
        raise ServiceError("ServiceQuotaExceededException", f"The limit of {quota} flows is reached", 402)
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
        catalog=parameters.get("metadataCatalogConfig"),
        tags=parameters.get("tags", {}),
        owner=context.caller_arn,
    )
    check_key(context, flow.kms_arn)
    check_source(context, flow.arn, {"source": flow.source, "tasks": flow.tasks, "trigger": flow.trigger})
    destinations.check(context, flow.destinations, flow.arn)
    flows_of(region)[name] = flow
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
        "metadataCatalogConfig": flow.catalog,
        "tasks": _described_tasks(context, flow),
        "createdAt": flow.created_at,
        "lastUpdatedAt": flow.updated_at,
        "createdBy": flow.owner,
        "lastUpdatedBy": flow.owner,
        "tags": flow.tags,
        "lastRunExecutionDetails": _last_run(flow),
    }
    return {key: value for key, value in members.items() if value is not None}


def _described_tasks(context: Context, flow: Flow) -> list[dict[str, Any]]:
    if context.behaviours.tasks_described == "verbatim":
        return flow.tasks
    if context.behaviours.tasks_described == "rewritten":
        return rewritten(flow.tasks)
    organisation = organisation_of(context.region, flow.connector_profile_name)
    read = source_object(flow.connector_type, source_object_name(flow.source), organisation)
    return expanded(flow.connector_type, flow.tasks, read.fields)


@once
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
        ("destination", *map(destinations.fixed, (parameters["destinationFlowConfigList"], flow.destinations))),
    )
    for what, wanted, present in fixed:
        if wanted != present:
            raise ServiceError("ValidationException", f"The {what} of flow {flow.name} cannot be changed")
    destinations.check(context, parameters["destinationFlowConfigList"], flow.arn)
    trigger = parameters["triggerConfig"]
    check_source(context, flow.arn, {"source": source, "tasks": parameters["tasks"], "trigger": trigger})
    draft = context.behaviours.updated_flow_is_draft
    another = trigger["triggerType"] != flow.trigger["triggerType"]
    if draft == "always" or (draft == "for_another_trigger" and another and trigger["triggerType"] != "OnDemand"):
        flow.status, flow.scheduled_from = "Draft", None
    if trigger["triggerType"] == "OnDemand":
        flow.status, flow.scheduled_from = "Active", None
    flow.source, flow.tasks, flow.trigger = source, parameters["tasks"], trigger
    flow.destinations = parameters["destinationFlowConfigList"]
    flow.description = parameters.get("description", flow.description)
    flow.catalog = parameters.get("metadataCatalogConfig", flow.catalog)
    flow.updated_at = context.now
    if flow.status == "Active":
        flow.scheduled_from = schedule.schedule_start(flow, context.now)
    return {"flowStatus": flow.status}


def delete_flow(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Removes a flow. One that runs on demand is always active, and nobody can stop it: it is in use no more than it
    runs."""
    flow = flow_of(context, parameters["flowName"])
    runs_by_itself = flow.trigger["triggerType"] != "OnDemand"
    if flow.status == "Active" and runs_by_itself and not parameters.get("forceDelete"):
        # The message of the example in the API reference, DeleteFlow.
        raise ServiceError(
            "ConflictException",
            "Conflict executing request: Flow is in active state, please set forceDelete to true or deactivate the "
            f"flow: {flow.name}",
            409,
        )
    del flows_of(context.region)[flow.name]
    return {}


def list_flows(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """All flows of the account and Region."""
    items, following = paged(list(flows_of(context.region).values()), parameters)
    return {"flows": [_brief(flow) for flow in items], **following}


@run_once
def start_flow(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Activates a scheduled or event flow, or runs an on-demand flow now."""
    flow = usable_flow_of(context, parameters["flowName"])
    answer = {"flowArn": flow.arn}
    if flow.trigger["triggerType"] == "OnDemand":
        flow.status = "Active"
        execution = schedule.execute(context, flow, None, context.now, context.now)
        return answer | {"flowStatus": flow.status, "executionId": execution.execution_id}
    if schedule.starts_too_early(context, flow):
        raise ServiceError("ValidationException", f"The schedule of flow {flow.name} starts in the past")
    schedule.activate(flow, context.now)
    return answer | {"flowStatus": flow.status}


def stop_flow(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Suspends a scheduled or event flow."""
    flow = flow_of(context, parameters["flowName"])
    if flow.trigger["triggerType"] == "OnDemand":
        raise ServiceError("UnsupportedOperationException", f"Flow {flow.name} runs on demand: it cannot be stopped")
    refused = context.behaviours.stop_of_idle_flow
    if flow.status != "Active" and refused != "accepted":
        raise ServiceError(refused, f"Flow {flow.name} is not active: it cannot be stopped", 409)
    if flow.status == "Active":
        flow.status, flow.scheduled_from = "Suspended", None
    return {"flowArn": flow.arn, "flowStatus": flow.status}


def flow_of(context: Context, name: str) -> Flow:
    """The flow of this name."""
    if name not in flows_of(context.region):
        raise ServiceError("ResourceNotFoundException", f"Flow {name} does not exist", 404)
    return flows_of(context.region)[name]


def usable_flow_of(context: Context, name: str) -> Flow:
    """The flow of this name, unless it has expired."""
    flow = flow_of(context, name)
    if flow.status in ("Deprecated", "Deleted"):
        raise ServiceError("ConflictException", f"Flow {name} is {flow.status.lower()}", 409)
    return flow


def check_source(context: Context, flow_arn: str, definition: dict[str, Any]) -> None:
    """Checks a flow's source, tasks and trigger, and that its connector profile or bucket exists.

    Raises:
        ServiceError: ValidationException with the reason.
    """
    source = definition["source"]
    anywhere = {
        "Filter": context.behaviours.filter_outside_projection,
        "Map": context.behaviours.map_outside_projection,
    }
    unlisted = [kind for kind, accepted in anywhere.items() if accepted]
    check(source, definition["tasks"], definition["trigger"], context.now, unlisted=unlisted)
    if not context.behaviours.results_written_directly:
        check_results(definition["tasks"])
    name, connector = source.get("connectorProfileName"), source["connectorType"]
    check_version(context, connector, source)
    if connector == "S3":
        files.check(context, source, flow_arn)
        return
    profile = connector_profiles_of(context.region).get(name or "")
    if profile is None:
        raise ServiceError("ValidationException", f"Connector profile {name} does not exist")
    if profile.connector_type != connector:
        raise ServiceError(
            "ValidationException", f"Connector profile {name} is for {profile.connector_type}, not {connector}"
        )


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
