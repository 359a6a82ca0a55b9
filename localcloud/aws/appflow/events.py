"""What AppFlow tells EventBridge (AppFlow user guide, `flow-notifications`)."""

from typing import Any

from .. import directory, event_bus
from ..state import Context
from .definitions import source_object_name
from .models import Execution, Flow

SOURCE = "aws.appflow"


def run_ended(context: Context, flow: Flow, execution: Execution) -> None:
    """A run is complete, whether it failed or not."""
    failed = execution.status != "Successful"
    detail = _common(flow) | {
        "execution-id": execution.execution_id,
        "status": "Execution Failed" if failed else "Execution Successful",
        "start-time": directory.timestamp(execution.started_at),
        "end-time": directory.timestamp(execution.ended_at),
        "num-of-records-processed": str(execution.records),
        "num-of-record-failures": str(execution.failures),
        "data-processed": "0",
        **({"error": execution.message} if failed else {}),
    }
    _tell(context, "AppFlow End Flow Run Report", detail, execution.ended_at)


def deactivated(context: Context, flow: Flow, moment: float) -> None:
    """A scheduled flow was deactivated because it failed."""
    detail = _common(flow) | {
        "deactivation-time": directory.timestamp(moment),
        "deactivation-reason": flow.executions[-1].message,
    }
    _tell(context, "AppFlow Scheduled Flow Deactivated", detail, moment)


def _tell(context: Context, detail_type: str, detail: dict[str, Any], moment: float) -> None:
    if context.behaviours.appflow_events_delivered:
        event_bus.put(context, SOURCE, detail_type, detail, moment)


def _common(flow: Flow) -> dict[str, Any]:
    destination = flow.customer_profiles_destination()
    return {
        "flow-name": flow.name,
        "flow-arn": flow.arn,
        "created-by": flow.owner,
        "source": flow.connector_type,
        "source-object": source_object_name(flow.source),
        "destination": str(flow.destinations[0]["connectorType"]),
        "destination-object": destination[1] if destination else "",
        "trigger-type": flow.trigger["triggerType"].upper(),
    }
