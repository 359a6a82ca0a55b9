"""The requests that create and change flows in AppFlow. Pure.

https://docs.aws.amazon.com/appflow/1.0/APIReference/API_UpdateFlow.html
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from ..rules import instant
from ..rules.schedule import period_minutes
from .spelling import appflow_spelling

FIRST_START = timedelta(minutes=5)
"""The time between the request and the start of a schedule, because AppFlow refuses a start in the past."""

_FIRST_RUN = ("firstExecutionFrom", "timezone")
"""The parts of a schedule that only the first run of an integration's flow uses; an update leaves them unchanged."""


def create_flow_request(inputs: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The CreateFlow request for the inputs of `ExternalFlow`."""
    key = {"kmsArn": inputs["kms_key_arn"]} if inputs.get("kms_key_arn") else {}
    tags = {"tags": inputs["tags"]} if inputs.get("tags") else {}
    return {**_external(inputs, {"scheduleStartTime": now + FIRST_START}), **key, **tags}


def update_flow_request(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The UpdateFlow request for the inputs of `ExternalFlow`, whose schedule has begun already."""
    return _external(inputs, {})


def starts_in_past(flow: Mapping[str, Any], now: datetime) -> bool:
    """Whether the schedule of a flow, as DescribeFlow returns it, was to start before now."""
    start = flow.get("triggerConfig", {}).get("triggerProperties", {}).get("Scheduled", {}).get("scheduleStartTime")
    return start is not None and start < now


def update_integration_request(
    definition: Mapping[str, Any], flow: Mapping[str, Any], now: datetime | None = None, *, keep_offset: bool = False
) -> dict[str, Any]:
    """The UpdateFlow request that brings the flow of an integration to `definition`.

    Args:
        definition: `FlowDefinition` of the Customer Profiles API.
        flow: DescribeFlow's answer; its name, description, destination and the settings of the first run stay.
        now: the time, UTC, if the schedule is to start anew.
        keep_offset: whether the offset of its schedule stays as well, for which a definition of ours has no word.
    """
    present = flow.get("triggerConfig", {}).get("triggerProperties", {}).get("Scheduled", {})
    return _request(
        flow["flowName"],
        flow.get("description"),
        flow["destinationFlowConfigList"],
        {
            "source": appflow_spelling(definition["SourceFlowConfig"]),
            "tasks": appflow_spelling(definition["Tasks"]),
            "trigger": appflow_spelling(definition["TriggerConfig"]),
        },
        {
            **{key: present[key] for key in _FIRST_RUN if key in present},
            **({"scheduleStartTime": now + FIRST_START} if now else {}),
            **(_offset(definition, present) if keep_offset else {}),
        },
    )


def _offset(definition: Mapping[str, Any], present: Mapping[str, Any]) -> dict[str, int]:
    """The offset of a schedule in seconds, if it has one that is shorter than the time between two runs."""
    given = present.get("scheduleOffset", 0)
    wanted = definition["TriggerConfig"]["TriggerProperties"]["Scheduled"]["ScheduleExpression"]
    period = period_minutes(wanted)
    return {"scheduleOffset": given} if given and (period is None or given < period * 60) else {}


def _external(inputs: Mapping[str, Any], timing: Mapping[str, Any]) -> dict[str, Any]:
    domain, object_type = inputs["domain_name"], inputs["object_type_name"]
    properties = {"CustomerProfiles": {"domainName": domain, "objectTypeName": object_type}}
    return _request(
        inputs["flow_name"],
        f"Feeds object type {object_type} of Customer Profiles domain {domain}",
        [{"connectorType": "CustomerProfiles", "destinationConnectorProperties": properties}],
        inputs["flow"],
        timing,
    )


def _request(
    name: str,
    description: str | None,
    destinations: Sequence[Any],
    definition: Mapping[str, Any],
    timing: Mapping[str, Any],
) -> dict[str, Any]:
    """The common part of the CreateFlow and UpdateFlow requests.

    Args:
        name: the flow.
        description: its description, if it has one.
        destinations: its destinations.
        definition: its `source`, `tasks` and `trigger`, times as texts.
        timing: more of its schedule.
    """
    return {
        "flowName": name,
        **({"description": description} if description is not None else {}),
        "sourceFlowConfig": definition["source"],
        "destinationFlowConfigList": destinations,
        "tasks": definition["tasks"],
        "triggerConfig": _timed(definition["trigger"], timing),
    }


def _timed(trigger: Mapping[str, Any], timing: Mapping[str, Any]) -> dict[str, Any]:
    if trigger["triggerType"] == "OnDemand":
        return dict(trigger)
    schedule = {**timing, **trigger["triggerProperties"]["Scheduled"]}
    if isinstance(schedule.get("firstExecutionFrom"), str):
        schedule["firstExecutionFrom"] = instant(schedule["firstExecutionFrom"])
    return {"triggerType": "Scheduled", "triggerProperties": {"Scheduled": schedule}}
