"""The tasks of a flow that is made in AppFlow. Pure.

https://docs.aws.amazon.com/appflow/1.0/APIReference/API_Task.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .. import rules
from ..rules import RuleViolation
from .sources import SOURCES

PROPERTIES = (
    *("value", "values", "data_type", "lower_bound", "upper_bound"),
    *("source_data_type", "destination_data_type", "validation_action", "mask_value", "mask_length"),
    *("truncate_length", "math_operation_fields_order", "concat_format", "subfield_category_map"),
    *("exclude_source_fields_list", "include_new_fields"),
)
"""What `taskProperties` may have, by our names: the API's in lower case."""

_MATHS = ("ADDITION", "MULTIPLICATION", "DIVISION", "SUBTRACTION")
_MASKS = ("MASK_ALL", "MASK_FIRST_N", "MASK_LAST_N")
_VALIDATIONS = ("VALIDATE_NON_NULL", "VALIDATE_NON_ZERO", "VALIDATE_NON_NEGATIVE", "VALIDATE_NUMERIC")
_COMPARISONS = (
    *("PROJECTION", "CONTAINS", "EQUAL_TO", "NOT_EQUAL_TO", "BETWEEN"),
    *("LESS_THAN", "GREATER_THAN", "LESS_THAN_OR_EQUAL_TO", "GREATER_THAN_OR_EQUAL_TO"),
)


@dataclass(frozen=True, kw_only=True)
class TaskType:
    """What tasks of a type need.

    Attributes:
        operators: what they may do; the first is the default where there is only one.
        fields: how many source fields at least and at most.
        destination: whether they write a field; by default one of the same name as their only source field.
        required: properties that they cannot do without.
    """

    operators: tuple[str, ...] = ("NO_OP",)
    fields: tuple[int, int] = (1, 1)
    destination: bool = True
    required: tuple[str, ...] = ()


TASK_TYPES: Mapping[str, TaskType] = {
    "Map": TaskType(),
    "Map_all": TaskType(fields=(0, 0), destination=False),
    "Filter": TaskType(operators=_COMPARISONS, fields=(1, 1000), destination=False),
    "Arithmetic": TaskType(operators=_MATHS, fields=(1, 1000)),
    "Mask": TaskType(operators=_MASKS, required=("mask_value",)),
    "Merge": TaskType(fields=(2, 1000), required=("concat_format",)),
    "Passthrough": TaskType(),
    "Truncate": TaskType(required=("truncate_length",)),
    "Validate": TaskType(operators=_VALIDATIONS, destination=False, required=("validation_action",)),
}
"""All types of tasks that make sense towards Customer Profiles, by their name in `type`."""


def flow_tasks(source_type: str, given: Any) -> list[dict[str, Any]]:
    """`tasks` of the AppFlow API.

    A flow has either a task that maps all fields or a projection that lists the fields in use. Where the tasks have
    neither, the projection is made from them.

    Raises:
        RuleViolation: names the task by its position, and the part of it, its value and the rule it breaks.
    """
    if not isinstance(given, (list, tuple)) or not given:
        raise RuleViolation(given, "must be a list of at least one task")
    tasks = []
    for position, each in enumerate(given):
        try:
            tasks.append(_task(source_type, each))
        except RuleViolation as violation:
            raise violation.below(str(position)) from None
    if _needs_projection(source_type, tasks):
        tasks.insert(0, _projection(source_type, tasks))
    return tasks


def is_projection(task: Mapping[str, Any]) -> bool:
    """Whether a task lists the fields that a flow reads."""
    return task["taskType"] == "Filter" and "PROJECTION" in (task.get("connectorOperator") or {}).values()


def _needs_projection(source_type: str, tasks: list[dict[str, Any]]) -> bool:
    given = any(is_projection(task) or task["taskType"] == "Map_all" for task in tasks)
    return not given and "PROJECTION" in SOURCES[source_type].operators


def _projection(source_type: str, tasks: list[dict[str, Any]]) -> dict[str, Any]:
    fields = dict.fromkeys(name for task in tasks for name in task["sourceFields"])
    return {
        "taskType": "Filter",
        "sourceFields": list(fields),
        "connectorOperator": {source_type: "PROJECTION"},
        "taskProperties": {},
    }


def _task(source_type: str, given: Any) -> dict[str, Any]:
    task = rules.known_keys(given, {"type", "source_fields", "destination_field", "operator", *PROPERTIES}, "a task")
    type_ = rules.checked("type", task.get("type"), rules.one_of(*TASK_TYPES))
    facts = TASK_TYPES[type_]
    fields = rules.checked("source_fields", task.get("source_fields", []), rules.strings)
    operator = _operator(source_type, facts, task.get("operator"))
    properties = {key: rules.checked(key, task[key], _text) for key in PROPERTIES if key in task}
    _check_fields(type_, facts, fields)
    for key in (*facts.required, *_needed_by(operator)):
        if key not in properties:
            raise RuleViolation(None, f"is required for {type_} tasks with operator {operator}", argument=key)
    destination = task.get("destination_field")
    if destination is not None and not facts.destination:
        raise RuleViolation(destination, f"{type_} tasks write no field", argument="destination_field")
    if facts.destination and destination is None:
        if len(fields) > 1:
            rule = f"is required for {type_} tasks with several source fields"
            raise RuleViolation(None, rule, argument="destination_field")
        destination = fields[0]
    return {
        "taskType": type_,
        "sourceFields": fields,
        **({"destinationField": rules.checked("destination_field", destination, _FIELD)} if destination else {}),
        **({"connectorOperator": {source_type: operator}} if operator in SOURCES[source_type].operators else {}),
        "taskProperties": {key.upper(): value for key, value in properties.items()},
    }


_FIELD = rules.text(r"[^\n]{1,256}", "must be the name of a field, of up to 256 characters")


def _text(value: Any) -> str:
    """A property as the API takes it: a string; whole numbers are written as such."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value == int(value):
        return str(int(value))
    if not isinstance(value, str) or not 1 <= len(value) <= 2048:
        raise RuleViolation(value, "must be a string of up to 2048 characters")
    return value


def _operator(source_type: str, facts: TaskType, given: Any) -> str:
    operator = given if given is not None else facts.operators[0] if len(facts.operators) == 1 else None
    rules.checked("operator", operator, rules.one_of(*facts.operators))
    # Sources that can do next to nothing (Amplitude) know no NO_OP either; their tasks go without an operator.
    if operator != "NO_OP" and operator not in SOURCES[source_type].operators:
        raise RuleViolation(operator, f"{source_type} fields cannot be used so", argument="operator")
    return str(operator)


def _needed_by(operator: str) -> tuple[str, ...]:
    match operator:
        case "BETWEEN":
            return ("data_type", "lower_bound", "upper_bound")
        case "MASK_FIRST_N" | "MASK_LAST_N":
            return ("mask_length",)
        case "CONTAINS" | "EQUAL_TO" | "NOT_EQUAL_TO" | "LESS_THAN" | "GREATER_THAN":
            return ("data_type", "value")
        case "LESS_THAN_OR_EQUAL_TO" | "GREATER_THAN_OR_EQUAL_TO":
            return ("data_type", "value")
    return ()


def _check_fields(type_: str, facts: TaskType, fields: list[str]) -> None:
    least, most = facts.fields
    if not least <= len(fields) <= most:
        wanted = "none: it stands for all of them" if most == 0 else "one" if most == 1 else f"{least} or more"
        raise RuleViolation(fields, f"a {type_} task has {wanted}", argument="source_fields")
