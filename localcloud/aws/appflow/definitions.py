"""Flow definitions: what AppFlow checks, and the Customer Profiles form of them. Pure."""

import json
from collections.abc import Collection
from typing import Any

from connect_customer_profiles.rules.schedule import is_cron, rate, shortest_minutes

from ..connectors import CONNECTORS
from ..errors import ServiceError
from . import task_check

# Members whose names are proper names and so keep their capital letter in the AppFlow API.
_PROPER_NAMES = {"Scheduled", "CustomerProfiles", *(connector.property_key for connector in CONNECTORS.values())}
_DAY = 86_400


def from_customer_profiles(definition: dict[str, Any]) -> dict[str, Any]:
    """A Customer Profiles FlowDefinition in AppFlow's spelling, without name, description and key."""
    return {
        "source": _lower(definition["SourceFlowConfig"]),
        "tasks": [_lower(task) for task in definition["Tasks"]],
        "trigger": _lower(definition["TriggerConfig"]),
    }


def _lower(value: Any) -> Any:
    if isinstance(value, list):
        return [_lower(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {_lower_name(name): item if name == "TaskProperties" else _lower(item) for name, item in value.items()}


def _lower_name(name: str) -> str:
    return name if name in _PROPER_NAMES else name[0].lower() + name[1:]


def customer_profiles_destination(domain_name: str, object_type_name: str) -> list[dict[str, Any]]:
    """The destination of every flow that Customer Profiles makes."""
    properties = {"domainName": domain_name, "objectTypeName": object_type_name}
    return [{"connectorType": "CustomerProfiles", "destinationConnectorProperties": {"CustomerProfiles": properties}}]


def schedule_seconds(expression: str) -> int:
    """Seconds between two runs. A cron expression, which AppFlow accepts too, counts as daily here.

    Raises:
        ServiceError: Neither `rate(…)` nor `cron(…)`.
    """
    if found := rate(expression):
        return found.minutes * 60
    if is_cron(expression):
        return _DAY
    raise ServiceError("ValidationException", f"Invalid schedule expression {expression}: use rate(5minutes)")


def source_object_name(source: dict[str, Any]) -> str:
    """The object (for S3: the bucket and prefix) that a flow reads."""
    properties: dict[str, Any] = next(iter(source["sourceConnectorProperties"].values()), {})
    if "bucketName" in properties:
        return f"{properties['bucketName']}/{properties.get('bucketPrefix', '')}"
    return str(properties.get("object") or properties.get("entityName") or properties.get("objectPath") or "")


def check(
    source: dict[str, Any],
    tasks: list[dict[str, Any]],
    trigger: dict[str, Any],
    now: float,
    *,
    unlisted: Collection[str],
) -> None:
    """Checks what AppFlow checks before it makes or changes a flow.

    Args:
        unlisted: the types of tasks that may use a field which the projection does not list.

    Raises:
        ServiceError: `ValidationException` with the reason.
    """
    connector = source["connectorType"]
    if connector not in CONNECTORS:
        raise ServiceError("ValidationException", f"{connector} is not a source")
    if CONNECTORS[connector].property_key not in source["sourceConnectorProperties"]:
        raise ServiceError("ValidationException", f"The source connector properties for {connector} are missing")
    _check_trigger(connector, trigger, now)
    _check_tasks(connector, tasks, unlisted)


def _check_trigger(connector: str, trigger: dict[str, Any], now: float) -> None:
    schedule = trigger.get("triggerProperties", {}).get("Scheduled")
    if trigger["triggerType"] != "Scheduled":
        return
    if not schedule:
        raise ServiceError("ValidationException", "A scheduled trigger needs its schedule")
    expression = schedule["scheduleExpression"]
    schedule_seconds(expression)
    seconds = shortest_minutes(expression) * 60
    shortest = CONNECTORS[connector].shortest_seconds
    if seconds < shortest:
        raise ServiceError(
            "ValidationException", f"{connector} flows run at most every {shortest} seconds, not every {seconds}"
        )
    end = schedule.get("scheduleEndTime")
    if end is not None and end <= max(now, schedule.get("scheduleStartTime", now)):
        raise ServiceError("ValidationException", "The schedule end time must be after its start and in the future")


def _check_tasks(connector: str, tasks: list[dict[str, Any]], unlisted: Collection[str]) -> None:
    projections = [task for task in tasks if operator_of(connector, task) == "PROJECTION"]
    if not tasks:
        raise ServiceError("ValidationException", "A flow needs tasks")
    if len(projections) > 1:
        raise ServiceError("ValidationException", "A flow has one Filter task with operator PROJECTION at most")
    for task in tasks:
        foreign = [name for name in task.get("connectorOperator", {}) if name != CONNECTORS[connector].property_key]
        if foreign:
            raise ServiceError("ValidationException", f"A {connector} flow has no operators of {foreign[0]}")
        task_check.check(task, operator_of(connector, task))
    if any(task["taskType"] == "Map_all" for task in tasks):
        return
    if not projections:
        if "Map" not in unlisted and any(task["taskType"] == "Map" for task in tasks):
            raise ServiceError(
                "ValidationException", "A flow with Map tasks needs a Filter task with operator PROJECTION"
            )
        return
    if projections[0]["taskType"] != "Filter":
        raise ServiceError("ValidationException", "The operator PROJECTION belongs to a Filter task")
    results = {task.get("destinationField") for task in tasks if task["taskType"] in task_check.OF_SEVERAL_FIELDS}
    projected = {*projections[0]["sourceFields"], *results}
    for task in tasks:
        missing = [name for name in task["sourceFields"] if name not in projected]
        if task["taskType"] not in unlisted and missing:
            raise ServiceError(
                "ValidationException",
                f"{task['taskType']} task uses the field {missing[0]}, which the PROJECTION filter does not list",
            )


def check_results(tasks: list[dict[str, Any]]) -> None:
    """Refuses a task of several fields whose result no Map task reads.

    Raises:
        ServiceError: `ValidationException` with the reason.
    """
    read = {name for task in tasks if task["taskType"] == "Map" for name in task["sourceFields"]}
    for task in tasks:
        if task["taskType"] in task_check.OF_SEVERAL_FIELDS and task.get("destinationField") not in read:
            raise ServiceError(
                "ValidationException",
                f"{task['taskType']} task writes {task.get('destinationField')}, which no Map task reads",
            )


def rewritten(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same tasks in the other order, with what has no effect added."""
    told = []
    for task in reversed(tasks):
        added = {"EXCLUDE_SOURCE_FIELDS_LIST": "[]"} if task["taskType"] == "Map_all" else {}
        told.append(
            {
                **task,
                "sourceFields": task["sourceFields"] or [""],
                "destinationField": task.get("destinationField", ""),
                "taskProperties": {**task.get("taskProperties", {}), **added},
            }
        )
    return told


def expanded(connector: str, tasks: list[dict[str, Any]], fields: Collection[str]) -> list[dict[str, Any]]:
    """The same tasks, but for `Map_all` the projection and the `Map` tasks that it stands for.

    Args:
        fields: the fields of the source's object.
    """
    everything = next((task for task in tasks if task["taskType"] == "Map_all"), None)
    if everything is None:
        return tasks
    excluded = json.loads(everything.get("taskProperties", {}).get("EXCLUDE_SOURCE_FIELDS_LIST", "[]"))
    written = [field for field in fields if field not in excluded]
    key = CONNECTORS[connector].property_key
    projection = {"taskType": "Filter", "sourceFields": written, "connectorOperator": {key: "PROJECTION"}}
    maps = [
        {"taskType": "Map", "sourceFields": [field], "destinationField": field, "connectorOperator": {key: "NO_OP"}}
        for field in written
    ]
    others = [task for task in tasks if task is not everything and operator_of(connector, task) != "PROJECTION"]
    return [{**task, "taskProperties": task.get("taskProperties", {})} for task in (projection, *maps, *others)]


def operator_of(connector: str, task: dict[str, Any]) -> str | None:
    """The operator of a task, if it has one for this connector."""
    operators: dict[str, str] = task.get("connectorOperator", {})
    return operators.get(CONNECTORS[connector].property_key)
