"""The runs of a flow, as the API tells them, and their end before their time."""

from typing import Any

from ..errors import ServiceError
from ..state import Context
from .flows import flow_of
from .models import Execution
from .paging import paged


def describe_flow_execution_records(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """The latest hundred runs, newest first."""
    flow = flow_of(context, parameters["flowName"])
    items, following = paged(flow.executions[::-1], parameters)
    described = [_execution(execution) for execution in items]
    if not context.behaviours.run_pull_end_told:
        described = [{key: each[key] for key in each if not key.startswith("dataPull")} for each in described]
    return {"flowExecutions": described, **following}


def cancel_flow_executions(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Cancels runs of a flow that runs on demand or by a schedule. Here a run is over when its call is answered, so
    that every run is told as invalid (API reference: "invalid because you can't cancel them")."""
    flow = flow_of(context, parameters["flowName"])
    if flow.trigger["triggerType"] == "Event":
        raise ServiceError("ValidationException", f"Flow {flow.name} runs by events: its runs cannot be cancelled")
    named = parameters.get("executionIds")
    return {"invalidExecutions": named} if named else {}


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
