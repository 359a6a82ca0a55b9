"""A flow that is made in AppFlow and feeds an object type: from arguments to requests, and what AppFlow says. Pure."""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from .. import rules
from ..rules import RuleViolation, instant, rfc3339
from .sources import SOURCES, source_flow_config
from .tasks import flow_tasks, is_projection

_MINUTES = {"minute": 1, "hour": 60, "day": 1440}
_FIRST_START = timedelta(minutes=5)
"""A schedule begins a little later than it is sent: AppFlow refuses a start in the past."""

_INCREMENTAL_FIELD = rules.text(r"\S{1,256}", "must be the name of a source field")


def flow_definition(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """What a flow is made of: `source`, `tasks` and `trigger` in the API's shape, times as RFC 3339 texts.

    Args:
        arguments: `source`, `tasks`, `schedule` and `incremental_field` of `ExternalApplication`.

    Raises:
        RuleViolation: names the argument, its value and the rule it breaks.
    """
    source = rules.checked("source", arguments.get("source"), source_flow_config)
    type_ = arguments["source"]["type"]
    incremental_field = arguments.get("incremental_field")
    if incremental_field is not None:
        name = rules.checked("incremental_field", incremental_field, _INCREMENTAL_FIELD)
        source["incrementalPullConfig"] = {"datetimeTypeFieldName": name}
    return {
        "source": source,
        "tasks": rules.checked("tasks", arguments.get("tasks"), lambda given: flow_tasks(type_, given)),
        "trigger": rules.checked("schedule", arguments.get("schedule"), lambda given: _trigger(type_, given)),
    }


def create_flow_request(inputs: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The CreateFlow request for the inputs of `ExternalFlow`."""
    key = {"kmsArn": inputs["kms_key_arn"]} if inputs.get("kms_key_arn") else {}
    tags = {"tags": inputs["tags"]} if inputs.get("tags") else {}
    return {**_request(inputs, start=now + _FIRST_START), **key, **tags}


def update_flow_request(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The UpdateFlow request for the inputs of `ExternalFlow`; its schedule has begun."""
    return _request(inputs, start=None)


def _request(inputs: Mapping[str, Any], *, start: datetime | None) -> dict[str, Any]:
    domain, object_type = inputs["domain_name"], inputs["object_type_name"]
    properties = {"CustomerProfiles": {"domainName": domain, "objectTypeName": object_type}}
    return {
        "flowName": inputs["flow_name"],
        "description": f"Feeds object type {object_type} of Customer Profiles domain {domain}",
        "sourceFlowConfig": inputs["flow"]["source"],
        "destinationFlowConfigList": [
            {"connectorType": "CustomerProfiles", "destinationConnectorProperties": properties}
        ],
        "tasks": inputs["flow"]["tasks"],
        "triggerConfig": _timed(inputs["flow"]["trigger"], start),
    }


def _timed(trigger: Mapping[str, Any], start: datetime | None) -> dict[str, Any]:
    if trigger["triggerType"] == "OnDemand":
        return dict(trigger)
    schedule = dict(trigger["triggerProperties"]["Scheduled"])
    if "firstExecutionFrom" in schedule:
        schedule["firstExecutionFrom"] = instant(schedule["firstExecutionFrom"])
    if start is not None:
        schedule["scheduleStartTime"] = start
    return {"triggerType": "Scheduled", "triggerProperties": {"Scheduled": schedule}}


# What cannot be edited, and what is compared


def fixed_parts(flow: Mapping[str, Any]) -> list[Any]:
    """What UpdateFlow cannot change of a flow: where it reads
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
    """Whether two flows do the same, however they are written down."""
    return _canonical(one) == _canonical(other)


def _canonical(flow: Mapping[str, Any]) -> dict[str, Any]:
    """A flow in one spelling: AppFlow sorts tasks as it likes, and adds and drops what has no effect."""
    maps_all = any(task["taskType"] == "Map_all" for task in flow["tasks"])
    tasks = [_task(task) for task in flow["tasks"] if not (maps_all and is_projection(task))]
    trigger = flow["trigger"]
    schedule = dict(trigger.get("triggerProperties", {}).get("Scheduled") or {})
    # Only the first run looks at it.
    schedule.pop("scheduleStartTime", None)
    if "scheduleExpression" in schedule:
        schedule["scheduleExpression"] = _spelled(schedule["scheduleExpression"])
        schedule.setdefault("dataPullMode", "Incremental")
    return {
        "source": _effective(flow["source"]),
        "tasks": sorted(tasks, key=lambda task: json.dumps(task, sort_keys=True)),
        "trigger": [trigger["triggerType"], _effective(schedule)],
    }


_NO_EFFECT: tuple[Any, ...] = (None, "", False, 0, {}, [], [""], "[]", "AUTOMATIC", "NO_OP")


def _effective(value: Any) -> Any:
    """`value` without the members that say nothing: empty, off, or AppFlow's default."""
    if not isinstance(value, Mapping):
        return value
    parts = {key: _effective(item) for key, item in value.items()}
    return {key: item for key, item in parts.items() if item not in _NO_EFFECT}


def _task(task: Mapping[str, Any]) -> dict[str, Any]:
    fields = task["sourceFields"]
    listed = sorted(fields) if is_projection(task) else fields
    effective: dict[str, Any] = _effective({**task, "sourceFields": listed})
    return effective


def _spelled(expression: str) -> str:
    found = _RATE.fullmatch(expression)
    return f"rate({found[1]}{found[2]}s)" if found else expression


# Schedules

_RATE = re.compile(r"rate\((\d{1,4}) ?(minute|hour|day)s?\)")
_CRON = re.compile(r"cron\(\S+( \S+){5}\)")


def _trigger(source_type: str, given: Any) -> dict[str, Any]:
    if given is None:
        return {"triggerType": "OnDemand"}
    schedule = {"expression": given} if isinstance(given, str) else given
    rule = _SCHEDULE_RULES
    parts = rules.known_keys(schedule, set(rule) | {"expression"}, "a schedule")
    where = "" if isinstance(given, str) else "expression"
    scheduled = {"scheduleExpression": _expression(source_type, parts.get("expression"), where)}
    scheduled["dataPullMode"] = "Incremental"
    for key, (api_name, check) in rule.items():
        if key in parts:
            scheduled[api_name] = rules.checked(key, parts[key], check)
    if scheduled["dataPullMode"] == "Complete" and "firstExecutionFrom" in scheduled:
        raise RuleViolation(
            parts["first_execution_from"], "only incremental runs begin somewhere", argument="first_execution_from"
        )
    return {"triggerType": "Scheduled", "triggerProperties": {"Scheduled": scheduled}}


_SCHEDULE_RULES: Mapping[str, tuple[str, rules.Rule[Any]]] = {
    "data_pull_mode": ("dataPullMode", rules.one_of("Incremental", "Complete")),
    "first_execution_from": ("firstExecutionFrom", lambda value: rfc3339(instant(value))),
    "timezone": ("timezone", rules.text(r"[A-Za-z0-9_/+-]{1,256}", "must be a time zone such as Europe/Berlin")),
    "offset_seconds": ("scheduleOffset", rules.integer(0, 36_000, "seconds")),
}


def _expression(source_type: str, value: Any, argument: str) -> str:
    found = _RATE.fullmatch(value) if isinstance(value, str) else None
    if found is not None and int(found[1]):
        minutes = int(found[1]) * _MINUTES[found[2]]
        shortest = SOURCES[source_type].minimum_minutes
        if minutes < shortest:
            raise RuleViolation(value, f"{source_type} flows run at most every {shortest} minutes", argument=argument)
        return f"rate({int(found[1])}{found[2]}s)"
    if isinstance(value, str) and _CRON.fullmatch(value):
        return value
    raise RuleViolation(value, "must be like rate(15minutes), rate(1hours) or cron(0 6 * * ? *)", argument=argument)
