"""A Customer Profiles flow definition in the shape of the AppFlow API, which updates flows. Pure."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from . import CONNECTORS

_NAMES = {"Scheduled", *CONNECTORS}
"""Keys that name a trigger or connector are spelled alike in both APIs; property names differ in the first letter."""

_SOURCE = ("connectorType", "connectorProfileName", "incrementalPullConfig", "sourceConnectorProperties")
_TASK = ("connectorOperator", "destinationField", "sourceFields", "taskProperties", "taskType")
"""What of a flow's source and tasks a definition has, too."""


def update_flow_request(definition: Mapping[str, Any], flow: Mapping[str, Any]) -> dict[str, Any]:
    """The UpdateFlow request that brings a flow to `definition`.

    Args:
        definition: `FlowDefinition` of the Customer Profiles API.
        flow: what DescribeFlow says; its name, description, destination and what only the first run uses stay.
    """
    trigger = _lowered(definition["TriggerConfig"])
    present = flow.get("triggerConfig", {}).get("triggerProperties", {}).get("Scheduled", {})
    kept = {key: present[key] for key in ("firstExecutionFrom", "timezone") if key in present}
    trigger["triggerProperties"]["Scheduled"] = {**kept, **trigger["triggerProperties"]["Scheduled"]}
    return {
        "flowName": flow["flowName"],
        **({"description": flow["description"]} if "description" in flow else {}),
        "triggerConfig": trigger,
        "sourceFlowConfig": _lowered(definition["SourceFlowConfig"]),
        "destinationFlowConfigList": flow["destinationFlowConfigList"],
        "tasks": _lowered(definition["Tasks"]),
    }


def _lowered(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {
            key if key in _NAMES or key.isupper() else key[0].lower() + key[1:]: _lowered(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_lowered(item) for item in value]
    return value


def flow_definition(flow: Mapping[str, Any]) -> dict[str, Any]:
    """The flow definition of the Customer Profiles API that a flow came from, as DescribeFlow tells it."""
    scheduled = flow["triggerConfig"].get("triggerProperties", {}).get("Scheduled", {})
    source = {key: flow["sourceFlowConfig"][key] for key in _SOURCE if key in flow["sourceFlowConfig"]}
    tasks = [{key: task[key] for key in _TASK if key in task} for task in flow["tasks"]]
    schedule = {key: scheduled[key] for key in ("scheduleExpression", "dataPullMode") if key in scheduled}
    return {
        "SourceFlowConfig": _raised(source),
        "Tasks": _raised(tasks),
        "TriggerConfig": {"TriggerType": "Scheduled", "TriggerProperties": {"Scheduled": _raised(schedule)}},
    }


def _raised(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {
            key if key in _NAMES or key.isupper() else key[0].upper() + key[1:]: _raised(item)
            for key, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_raised(item) for item in value]
    return value


def shape(flow: Mapping[str, Any]) -> dict[str, str]:
    """A digest of each part of a flow that is ours to decide, from what DescribeFlow says.

    AppFlow may spell a definition differently from how it was given; only two digests of the same flow compare.
    """
    scheduled = flow["triggerConfig"].get("triggerProperties", {}).get("Scheduled", {})
    source = flow["sourceFlowConfig"]
    parts = {
        "schedule": [scheduled.get(key) for key in ("scheduleExpression", "dataPullMode", "scheduleOffset")],
        "fields and tasks": sorted(flow["tasks"], key=_canonical),
        "source": [source.get("sourceConnectorProperties"), source.get("incrementalPullConfig")],
    }
    return {name: hashlib.sha256(_canonical(part).encode()).hexdigest()[:12] for name, part in parts.items()}


def differing_parts(wanted: Mapping[str, str], present: Mapping[str, str]) -> list[str]:
    """The parts in which two shapes differ."""
    return [name for name in present if wanted.get(name) != present[name]]


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)
