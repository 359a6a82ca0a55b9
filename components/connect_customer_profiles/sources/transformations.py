"""A task in the form of `IntegrationWorkflow`, such as `{"type": "Mask", "field": "Birthdate", "last": 4}` → its
transformation. Pure.

AWS does not document which properties a type takes: they are those that AWS's own construct library sends
(cdklabs/cdk-appflow).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any, NamedTuple

from .. import rules
from ..rules import RuleViolation
from .appflow_tasks import check_operator
from .source import CALCULATIONS, VALIDATIONS, Source
from .task import ACTIONS, RESULT_TYPES, Task
from .task_types import ArithmeticTask, FilterTask, MapTask, MaskTask, MergeTask, TruncateTask, ValidateTask

MASK_LENGTH = 5
SEVERAL = ("EQUAL_TO", "CONTAINS")
"""Filter operators that accept several values, one of which must match."""

_source_field = rules.text(r".{1,2048}", "must be the name of a source field")
_destination = rules.text(r".{1,256}", "must be a field name of 1 to 256 characters")
_data_type = rules.text(r"\w{1,64}", "must be the name of a field type, such as string or datetime")
_property = rules.text(r".{1,2048}", "must have 1 to 2,048 characters, on one line")


class Transformation(NamedTuple):
    """What one element of the `tasks` argument does.

    Attributes:
        type: the API's task type.
        fields: the source fields that it reads.
        operator: the API's operator.
        properties: the API's task properties.
        to: the name of the result; "" if a field keeps its name.
        mapping: properties of the Map task that writes the result.
    """

    type: str
    fields: tuple[str, ...]
    operator: str = "NO_OP"
    properties: Mapping[str, str] = {}
    to: str = ""
    mapping: Mapping[str, str] = {}

    @property
    def result(self) -> str:
        """AppFlow's name for the result of several fields until it is mapped."""
        return ",".join(self.fields)

    @property
    def task(self) -> Task:
        """The task that performs it; if it creates a new field, the task that creates it."""
        destination = self.result if self.mapping else self.to
        return Task(self.type, self.fields, self.operator, destination, self.properties)

    @property
    def mapped(self) -> "Transformation":
        """The Map task that writes a new field under its name."""
        return Transformation("Map", (self.result,), "NO_OP", self.mapping, self.to)


def is_worded(task: Any) -> bool:
    """Whether a task has the form of this module rather than AppFlow's own."""
    type_ = task.get("type") if isinstance(task, Mapping) else None
    if not isinstance(type_, str) or type_ not in _TYPES:
        return False
    declared, _ = _TYPES[type_]
    return any(key in task and key in declared.__annotations__ for key in ("field", "fields"))


def transformation(source: Source, task: Any) -> Transformation:
    """The transformation of a task.

    Raises:
        RuleViolation: names the property, its value and the rule it breaks.
    """
    if not isinstance(task, Mapping):
        raise RuleViolation(task, "must be an object with the type of a task and its properties")
    type_ = rules.checked("type", task.get("type"), rules.one_of(*_TYPES))
    declared, make = _TYPES[type_]
    properties = rules.known_keys(task, declared.__annotations__, f"{type_} tasks")
    for name in sorted(declared.__required_keys__ - set(properties)):
        raise RuleViolation(None, f"is required for {type_} tasks", argument=name)
    made = make(source, properties)
    check_operator(source, made.operator)
    return made


def _map(_source: Source, task: Mapping[str, Any]) -> Transformation:
    types = {"source_data_type": "SOURCE_DATA_TYPE", "destination_data_type": "DESTINATION_DATA_TYPE"}
    properties = {types[key]: rules.checked(key, task[key], _data_type) for key in types if key in task}
    return Transformation("Map", _one(task), properties=properties, to=_to(task))


def _filter(source: Source, task: Mapping[str, Any]) -> Transformation:
    name = _one(task)
    operator = rules.checked("operator", task["operator"], _allowed(source, "filters", source.filter_operators))
    takes = {"BETWEEN": ("lower", "upper")}.get(operator, ("values",) if "values" in task else ("value",))
    for key in takes:
        if key not in task:
            raise RuleViolation(None, f"is required for {operator}", argument=key)
    for key in ("value", "values", "lower", "upper"):
        if key in task and key not in takes:
            raise RuleViolation(task[key], f"does not go with {' and '.join(takes)}", argument=key)
    if "values" in takes:
        return Transformation("Filter", name, operator, _any_of(source, task, operator))
    types = {_filter_type(source, task, task[key]) for key in takes}
    if len(types) > 1:
        raise RuleViolation(task["upper"], "must be of the same type as lower", argument="upper")
    spelled = {"value": "VALUE", "lower": "LOWER_BOUND", "upper": "UPPER_BOUND"}
    (data_type,) = types
    compared = {spelled[key]: rules.checked(key, task[key], lambda value: _text(value, data_type)) for key in takes}
    return Transformation("Filter", name, operator, {"DATA_TYPE": data_type, **compared})


def _any_of(source: Source, task: Mapping[str, Any], operator: str) -> dict[str, str]:
    values = task["values"]
    if operator not in SEVERAL:
        raise RuleViolation(
            values, f"{operator} takes one value; a record must pass all filters of a field", argument="values"
        )
    if not isinstance(values, (list, tuple)) or not values:
        raise RuleViolation(values, "must be a list of values", argument="values")
    types = {_filter_type(source, task, value) for value in values}
    if len(types) > 1:
        raise RuleViolation(values, "must all be of one type", argument="values")
    (data_type,) = types
    texts = [rules.checked("values", value, lambda item: _text(item, data_type)) for value in values]
    for text in texts:
        if "," in text:
            raise RuleViolation(text, "has a comma, which separates values", argument="values")
    joined = ",".join(sorted(set(texts)))
    return {"DATA_TYPE": data_type, "VALUES": rules.checked("values", joined, _property)}


def _mask(_source: Source, task: Mapping[str, Any]) -> Transformation:
    operators = {"first": "MASK_FIRST_N", "last": "MASK_LAST_N", "length": "MASK_ALL"}
    given = [key for key in operators if key in task]
    if len(given) > 1:
        raise RuleViolation(task[given[1]], f"does not go with {given[0]}", argument=given[1])
    part = given[0] if given else "length"
    mask = rules.checked("mask", task.get("mask", "*"), rules.text(r"\S", "must be one character"))
    return Transformation(
        "Mask",
        _one(task),
        operators[part],
        {"MASK_LENGTH": _number(part, task.get(part, MASK_LENGTH)), "MASK_VALUE": mask},
    )


def _merge(_source: Source, task: Mapping[str, Any]) -> Transformation:
    fields = _several(task)
    if len(fields) < 2:
        raise RuleViolation(list(fields), "must be two or more fields", argument="fields")
    text = rules.checked("format", task["format"], _property)
    unknown = sorted(set(re.findall(r"\$\{([^}]*)\}", text)) - set(fields))
    if unknown:
        raise RuleViolation(text, f"names {unknown[0]}, which is not one of fields", argument="format")
    mapping = dict(RESULT_TYPES["Merge"])
    return Transformation("Merge", fields, properties={"CONCAT_FORMAT": text}, to=_to(task), mapping=mapping)


def _truncate(_source: Source, task: Mapping[str, Any]) -> Transformation:
    return Transformation("Truncate", _one(task), properties={"TRUNCATE_LENGTH": _number("length", task["length"])})


def _validate(source: Source, task: Mapping[str, Any]) -> Transformation:
    operator = rules.checked("operator", task["operator"], _allowed(source, "validations", VALIDATIONS))
    action = rules.checked("action", task["action"], rules.one_of(*ACTIONS))
    return Transformation("Validate", _one(task), operator, {"VALIDATION_ACTION": ACTIONS[action]})


def _arithmetic(source: Source, task: Mapping[str, Any]) -> Transformation:
    fields = _several(task)
    if len(fields) != 2:
        raise RuleViolation(list(fields), "must be two fields", argument="fields")
    operator = rules.checked("operator", task["operator"], _allowed(source, "calculations", CALCULATIONS))
    data_type = rules.checked("data_type", task.get("data_type", "double"), _data_type)
    return Transformation(
        "Arithmetic",
        fields,
        operator,
        {"MATH_OPERATION_FIELDS_ORDER": ",".join(fields)},
        _to(task),
        {**RESULT_TYPES["Arithmetic"], "DESTINATION_DATA_TYPE": data_type},
    )


_TYPES: Mapping[str, tuple[Any, Callable[[Source, Mapping[str, Any]], Transformation]]] = {
    "Map": (MapTask, _map),
    "Filter": (FilterTask, _filter),
    "Mask": (MaskTask, _mask),
    "Merge": (MergeTask, _merge),
    "Truncate": (TruncateTask, _truncate),
    "Validate": (ValidateTask, _validate),
    "Arithmetic": (ArithmeticTask, _arithmetic),
}


def _allowed(source: Source, what: str, operators: Sequence[str]) -> rules.Rule[str]:
    def check(value: Any) -> str:
        if value not in operators:
            raise RuleViolation(value, f"{source.type} {what} take {', '.join(operators)}")
        return str(value)

    return check


def _one(task: Mapping[str, Any]) -> tuple[str, ...]:
    return (rules.checked("field", task["field"], _source_field),)


def _several(task: Mapping[str, Any]) -> tuple[str, ...]:
    fields = tuple(rules.checked("fields", task["fields"], rules.strings))
    rules.checked("fields", ",".join(fields), rules.text(r".{1,256}", "must total at most 256 characters"))
    return fields


def _to(task: Mapping[str, Any]) -> str:
    return rules.checked("to", task["to"], _destination)


def _number(name: str, value: Any) -> str:
    return str(rules.checked(name, value, rules.integer(1, 2048, "characters")))


def _filter_type(source: Source, task: Mapping[str, Any], value: Any) -> str:
    if "data_type" in task:
        return rules.checked("data_type", task["data_type"], _data_type)
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "double"
    return "datetime" if task["field"] in source.date_fields else "string"


def _text(value: Any, data_type: str) -> str:
    """A value in the form that AppFlow compares; times are milliseconds since 1970."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)) and isfinite(value):
        return str(int(value)) if value == int(value) else repr(value)
    if not isinstance(value, str):
        raise RuleViolation(value, "must be a string, a number, true or false")
    if data_type in ("date", "datetime"):
        return str(int(rules.instant(value).timestamp() * 1000))
    return _property(value)
