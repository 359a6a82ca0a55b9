"""One source of a rehearsal: the object type that takes its records, and the tasks on their way."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..profiles.object_type import ObjectType
from ..sources import SOURCES
from ..sources.transforming import Transformation


@dataclass(frozen=True)
class Intake:
    """One source.

    Attributes:
        name: what the command calls it.
        object_type: what takes its records.
        transformation: the tasks of its flow; None where records are ingested as they are.
        time_field: the field with the time of a record's last change; "" where nobody knows it.
        reads_files: whether its flow reads files in S3.
    """

    name: str
    object_type: ObjectType
    transformation: Transformation | None = None
    time_field: str = ""
    reads_files: bool = False


def intake(name: str, object_type: ObjectType, flow: Mapping[str, Any] | None = None) -> Intake:
    """The source for an object type and the flow that fills it.

    Args:
        name: what it is called.
        object_type: what takes the records.
        flow: source and tasks in AppFlow's spelling; None where there is no flow.

    Raises:
        KeyError, TypeError, ValueError, AttributeError, IndexError: the flow is none.
    """
    time_field = _time_field(object_type)
    if flow is None:
        return Intake(name, object_type, None, time_field)
    config, tasks = flow["sourceFlowConfig"], flow["tasks"]
    if not all(map(_is_task, tasks)):
        raise TypeError("a task is not as AppFlow has it")
    source = next(each for each in SOURCES.values() if each.api_type == config["connectorType"])
    pulled = (config.get("incrementalPullConfig") or {}).get("datetimeTypeFieldName") or source.incremental_field or ""
    if not isinstance(pulled, str):
        raise TypeError("the field with the time of a record's last change is not a name")
    return Intake(name, object_type, Transformation(source.type, tasks), pulled or time_field, source.reads_files)


def task_words(task: Mapping[str, Any], source: str) -> str:
    """A task that leaves records out, in words."""
    operator = task.get("connectorOperator", {}).get(source, "")
    properties = task.get("taskProperties", {})
    wanted = [properties[key] for key in ("VALUE", "VALUES", "LOWER_BOUND", "UPPER_BOUND") if key in properties]
    compared = f" {' and '.join(map(json.dumps, wanted))}" if wanted else ""
    return f"{task['taskType']} {', '.join(task['sourceFields'])} {operator}{compared}"


def _is_task(task: Mapping[str, Any]) -> bool:
    """Whether a task has the members that AppFlow's have, which are all texts
    (https://docs.aws.amazon.com/appflow/1.0/APIReference/API_Task.html)."""
    operator, properties = task.get("connectorOperator", {}), task.get("taskProperties", {})
    texts = (task["taskType"], *task["sourceFields"], *operator.values(), *properties.values())
    target = task.get("destinationField")
    return (target is None or isinstance(target, str)) and all(isinstance(each, str) for each in texts)


def _time_field(object_type: ObjectType) -> str:
    """The field that an object type reads the time of the last change from."""
    for field in object_type.fields.values():
        source = field.get("source", "")
        if field.get("target") == "_profile.SourceLastUpdatedTimestamp" and source.startswith("_source."):
            return source.removeprefix("_source.")
    return ""
