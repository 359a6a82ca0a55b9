"""Compares AppFlow's description of a flow with the desired one, although AppFlow may return it in another form.
Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from ..rules import rfc3339
from ..rules.schedule import is_cron, rate
from .spelling import appflow_spelling, customer_profiles_spelling

_SOURCE = ("connectorType", "connectorProfileName", "incrementalPullConfig", "sourceConnectorProperties")
_TASK = ("connectorOperator", "destinationField", "sourceFields", "taskProperties", "taskType")
"""The members of a flow's source and tasks that a definition also has."""

_FIELD_TYPES = ("SOURCE_DATA_TYPE", "DESTINATION_DATA_TYPE")
"""The properties of a task with the types of the fields that it reads and writes."""

_NO_EFFECT: tuple[Any, ...] = (None, "", False, 0, {}, [], [""], "[]", "AUTOMATIC", "NO_OP")


def fixed_parts(flow: Mapping[str, Any]) -> list[Any]:
    """The parts of a flow that UpdateFlow cannot change: its source
    (https://docs.aws.amazon.com/appflow/latest/userguide/flows-manage.html).
    """
    source = flow["source"]
    properties: Mapping[str, Any] = next(iter(source["sourceConnectorProperties"].values()), {})
    where = [properties.get(key) for key in ("object", "entityName", "objectPath", "bucketName", "bucketPrefix")]
    return [source["connectorType"], source.get("connectorProfileName"), source.get("apiVersion"), *where]


def described(flow: Mapping[str, Any]) -> dict[str, Any]:
    """`source`, `tasks` and `trigger` of a DescribeFlow answer, as plain JSON."""
    plain: dict[str, Any] = json.loads(
        json.dumps(
            {"source": flow["sourceFlowConfig"], "tasks": flow["tasks"], "trigger": flow["triggerConfig"]},
            default=rfc3339,
        )
    )
    return plain


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two flows (`source`, `tasks`, `trigger`) do the same, in whatever form they are written."""
    return _canonical(one) == _canonical(other)


def same_definitions(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two flow definitions of the Customer Profiles API do the same; see `agreeing`."""
    one_flow, other_flow = (
        {
            "source": appflow_spelling(each["SourceFlowConfig"]),
            "tasks": appflow_spelling(each["Tasks"]),
            "trigger": appflow_spelling(each["TriggerConfig"]),
        }
        for each in (one, other)
    )
    return agreeing(one_flow, other_flow)


def agreeing(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """As `same`, where one that says nothing of the types of fields leaves them to the source; the consoles write them
    out."""
    flows = (one, other)
    untyped = [{**flow, "tasks": [_without_types(task) for task in flow["tasks"]]} for flow in flows]
    return same(*untyped) and not _conflicting(*(_types(flow["tasks"]) for flow in flows))


def _without_types(task: Mapping[str, Any]) -> dict[str, Any]:
    properties = task.get("taskProperties") or {}
    return {**task, "taskProperties": {key: value for key, value in properties.items() if key not in _FIELD_TYPES}}


def _types(tasks: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], str]:
    """The types of fields by what a task does beside them."""
    return {
        (_text(_task(_without_types(task))), key): task["taskProperties"][key]
        for task in tasks
        for key in _FIELD_TYPES
        if key in (task.get("taskProperties") or {})
    }


def _conflicting(one: Mapping[Any, str], other: Mapping[Any, str]) -> bool:
    return any(other.get(key, value) != value for key, value in one.items())


def fingerprints(wanted: Mapping[str, Any], description: Mapping[str, Any]) -> list[str]:
    """A definition and AppFlow's description of the flow made from it, as digests.

    Nobody documents whether AppFlow describes `Map_all` as it was given, or as the tasks that it stands for. Only the
    description that AppFlow gave right after it took a definition tells whether a later one is of the same flow.
    """
    return [hashlib.sha256(_text(_canonical(flow)).encode()).hexdigest()[:16] for flow in (wanted, description)]


def _canonical(flow: Mapping[str, Any]) -> dict[str, Any]:
    """A flow in one canonical form: AppFlow may reorder tasks, and add and drop properties without effect."""
    maps_all = any(task["taskType"] == "Map_all" for task in flow["tasks"])
    tasks = [_task(task) for task in flow["tasks"] if not (maps_all and _is_projection(task))]
    trigger = flow["trigger"]
    schedule = dict(trigger.get("triggerProperties", {}).get("Scheduled") or {})
    # Only the first run uses it.
    schedule.pop("scheduleStartTime", None)
    if not is_cron(schedule.get("scheduleExpression")):
        # Only a cron expression depends on it, and the consoles write it out.
        schedule.pop("timezone", None)
    if "scheduleExpression" in schedule:
        expression = schedule["scheduleExpression"]
        schedule["scheduleExpression"] = str(rate(expression) or expression)
        schedule.setdefault("dataPullMode", "Incremental")
    return {
        "source": _effective(flow["source"]),
        "tasks": sorted(tasks, key=_text),
        "trigger": [trigger["triggerType"], _effective(schedule)],
    }


def _is_projection(task: Mapping[str, Any]) -> bool:
    return task["taskType"] == "Filter" and "PROJECTION" in (task.get("connectorOperator") or {}).values()


def _effective(value: Any) -> Any:
    """`value` without members that have no effect: empty ones, those that are off, and AppFlow's defaults."""
    if not isinstance(value, Mapping):
        return value
    parts = {key: _effective(item) for key, item in value.items()}
    return {key: item for key, item in parts.items() if item not in _NO_EFFECT}


def _task(task: Mapping[str, Any]) -> dict[str, Any]:
    fields = task["sourceFields"]
    listed = sorted(fields) if _is_projection(task) else fields
    effective: dict[str, Any] = _effective({**task, "sourceFields": listed})
    return effective


def flow_definition_of(flow: Mapping[str, Any]) -> dict[str, Any]:
    """The flow definition of the Customer Profiles API for a flow, from DescribeFlow's answer."""
    scheduled = flow["triggerConfig"].get("triggerProperties", {}).get("Scheduled", {})
    source = {key: flow["sourceFlowConfig"][key] for key in _SOURCE if key in flow["sourceFlowConfig"]}
    tasks = [{key: task[key] for key in _TASK if key in task} for task in flow["tasks"]]
    schedule = {key: scheduled[key] for key in (*_schedule_parts(scheduled), "dataPullMode") if key in scheduled}
    return {
        "SourceFlowConfig": customer_profiles_spelling(source),
        "Tasks": customer_profiles_spelling(tasks),
        "TriggerConfig": {
            "TriggerType": "Scheduled",
            "TriggerProperties": {"Scheduled": customer_profiles_spelling(schedule)},
        },
    }


def shape(flow: Mapping[str, Any]) -> dict[str, str]:
    """A digest of each part of a flow that we decide, from DescribeFlow's answer.

    AppFlow may return a definition in another form than it was given, so only two digests of the same flow can be
    compared.
    """
    scheduled = flow["triggerConfig"].get("triggerProperties", {}).get("Scheduled", {})
    source = flow["sourceFlowConfig"]
    parts = {
        "schedule": [scheduled.get(key) for key in (*_schedule_parts(scheduled), "dataPullMode", "scheduleOffset")],
        "fields and tasks": sorted(flow["tasks"], key=_text),
        "source": [source.get("sourceConnectorProperties"), source.get("incrementalPullConfig")],
    }
    return {name: hashlib.sha256(_text(part).encode()).hexdigest()[:12] for name, part in parts.items()}


def differing_parts(wanted: Mapping[str, str], present: Mapping[str, str]) -> list[str]:
    """The parts in which two shapes differ."""
    return [name for name in present if wanted.get(name) != present[name]]


def _schedule_parts(scheduled: Mapping[str, Any]) -> tuple[str, ...]:
    """The members that say when a flow runs: only a cron expression depends on a time zone."""
    zone = ("timezone",) if is_cron(scheduled.get("scheduleExpression")) else ()
    return ("scheduleExpression", *zone)


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)
