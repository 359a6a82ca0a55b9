"""A task in AppFlow's own form (`source_fields`, `operator`, AppFlow's properties in lower case) → `Task`. Pure."""

from collections.abc import Mapping
from typing import Any

from .. import rules
from ..rules import RuleViolation
from .source import Source
from .task import ACTIONS, TASK_TYPES, Task, TaskType

PROPERTIES = (
    *("value", "values", "data_type", "lower_bound", "upper_bound"),
    *("source_data_type", "destination_data_type", "validation_action", "mask_value", "mask_length"),
    *("truncate_length", "math_operation_fields_order", "concat_format", "subfield_category_map"),
    *("exclude_source_fields_list", "include_new_fields"),
)
"""The properties of `taskProperties`, by our names: the API's in lower case."""

_KEYS = {"type", "source_fields", "destination_field", "operator", *PROPERTIES}
_RULES: Mapping[str, rules.Rule[str]] = {"validation_action": rules.one_of(*ACTIONS.values())}
_field = rules.text(r"[^\n]{1,256}", "must be the name of a field, of up to 256 characters")


def appflow_task(source: Source, given: Any) -> Task:
    """The task that an element of the `tasks` argument stands for.

    Raises:
        RuleViolation: names the part of the task, its value and the rule it breaks.
    """
    task = rules.known_keys(given, _KEYS, "a task")
    type_ = rules.checked("type", task.get("type"), rules.one_of(*TASK_TYPES))
    facts = TASK_TYPES[type_]
    fields = rules.checked("source_fields", task.get("source_fields", []), rules.strings)
    operator = _operator(source, facts, task.get("operator"))
    properties = {key: rules.checked(key, task[key], _RULES.get(key, _text)) for key in PROPERTIES if key in task}
    _check_fields(type_, facts, fields)
    for key in (*facts.required, *_needed_by(operator)):
        if key not in properties:
            raise RuleViolation(None, f"is required for {type_} tasks with operator {operator}", argument=key)
    return Task(
        type_,
        tuple(fields),
        operator,
        _destination(type_, facts, fields, task.get("destination_field")),
        {key.upper(): value for key, value in properties.items()},
    )


def _text(value: Any) -> str:
    """A property in the API's form, a string; whole numbers are written without a point."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value == int(value):
        return str(int(value))
    if not isinstance(value, str) or not 1 <= len(value) <= 2048:
        raise RuleViolation(value, "must be a string of up to 2048 characters")
    return value


def _operator(source: Source, facts: TaskType, given: Any) -> str:
    default = facts.operators[0] if len(facts.operators) == 1 else None
    operator = default if given is None else given
    rules.checked("operator", operator, rules.one_of(*facts.operators))
    check_operator(source, str(operator))
    return str(operator)


def check_operator(source: Source, operator: str) -> None:
    """Refuse operators that the source's fields do not support. Sources with hardly any operators (Amplitude) lack
    `NO_OP` as well; their tasks have no operator."""
    if operator != "NO_OP" and operator not in source.operators:
        raise RuleViolation(operator, f"{source.type} fields do not support this operator", argument="operator")


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
        words = {0: "none, because it applies to all fields", 1: "one"}
        wanted = words.get(most, f"{least} or more")
        raise RuleViolation(fields, f"a {type_} task has {wanted}", argument="source_fields")


def _destination(type_: str, facts: TaskType, fields: list[str], given: Any) -> str:
    if given is not None and not facts.destination:
        raise RuleViolation(given, f"{type_} tasks do not write a field", argument="destination_field")
    if not facts.destination:
        return ""
    if given is None and len(fields) > 1:
        rule = f"is required for {type_} tasks with several source fields"
        raise RuleViolation(None, rule, argument="destination_field")
    destination = fields[0] if given is None else given
    return rules.checked("destination_field", destination, _field) if destination else ""
