"""What a flow does to records on their way: from the `tasks` argument to the tasks of a flow definition. Pure.

Task types and property keys are those of the Customer Profiles API
(https://docs.aws.amazon.com/connect/latest/APIReference/API_connect-customer-profiles_Task.html). Which properties a
type takes, no AWS page says: they are as AWS's own construct library sends them (cdklabs/cdk-appflow).
"""

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, TypeVar

from .. import rules
from ..rules import RuleViolation
from .source import CALCULATIONS, VALIDATIONS, Connector
from .task_types import ArithmeticTask, FilterTask, MapTask, MaskTask, MergeTask, TruncateTask, ValidateTask

T = TypeVar("T")

ACTIONS = {"DropRecord": "DropRecord", "TerminateFlow": "DropDataset"}
"""Actions of Validate tasks → what AppFlow calls them."""

MASK_LENGTH = 5
SEVERAL = ("EQUAL_TO", "CONTAINS")
"""Filter operators that take several values, any of which may fit."""

_source_field = rules.text(r".{1,2048}", "must be the name of a source field")
_destination = rules.text(r".{1,256}", "must be a field name of 1 to 256 characters")
_data_type = rules.text(r"\w{1,64}", "must be the name of a field type, such as string or datetime")


@dataclass(frozen=True)
class _Transformation:
    """A checked task.

    Attributes:
        type: the API's task type.
        fields: the source fields that it reads.
        operator: the API's operator.
        properties: the API's task properties.
        to: where the result is written; "" where a field keeps its name.
        mapping: properties of the Map task that writes the result.
    """

    type: str
    fields: tuple[str, ...]
    operator: str = "NO_OP"
    properties: dict[str, str] = field(default_factory=dict)
    to: str = ""
    mapping: dict[str, str] = field(default_factory=dict)

    @property
    def result(self) -> str:
        """What AppFlow calls the outcome of several fields until it is mapped."""
        return ",".join(self.fields)


def flow_tasks(facts: Connector, fields: Sequence[str], tasks: Any) -> list[dict[str, Any]]:
    """The tasks of a flow that loads `fields`: one PROJECTION of them all, the transformations, one Map task each.

    The order is canonical: whatever order tasks of different fields are given in, the result is the same. Tasks that
    share a field keep theirs.
    https://docs.aws.amazon.com/connect/latest/adminguide/customerprofiles-s3-integration.html

    Args:
        facts: the source.
        fields: the source fields that are loaded.
        tasks: the argument; None for no tasks.

    Raises:
        RuleViolation: names the task by its position and the property.
    """
    given = _checked(facts, fields, tasks)
    renamed = sorted((each for each in given if each.type == "Map"), key=_key)
    transformations = _canonical([each for each in given if each.type != "Map"], lambda each: each.fields, _key)
    kept = {name for each in renamed for name in each.fields}
    maps = [
        each
        for name in fields
        for each in (
            [_Transformation("Map", (name,), to=name)]
            if name not in kept
            else [each for each in renamed if each.fields == (name,)]
        )
    ]
    results = [_Transformation("Map", (each.result,), "NO_OP", each.mapping, each.to) for each in given if each.mapping]
    return [
        _task(facts, _Transformation("Filter", tuple(fields), "PROJECTION")),
        *(_task(facts, each, each.result if each.mapping else "") for each in transformations),
        *(_task(facts, each, each.to) for each in [*maps, *sorted(results, key=_key)]),
    ]


def _task(facts: Connector, made: _Transformation, destination: str = "") -> dict[str, Any]:
    return {
        "TaskType": made.type,
        "SourceFields": list(made.fields),
        **({"DestinationField": destination} if destination else {}),
        "ConnectorOperator": facts.connector_operator(made.operator),
        "TaskProperties": made.properties,
    }


def in_order(tasks: Any) -> Any:
    """The argument in the one order that stands for all of the same effect; unchanged where it is no list of tasks."""
    if not isinstance(tasks, (list, tuple)) or not all(isinstance(each, Mapping) for each in tasks):
        return tasks
    return _canonical(tasks, _names, lambda task: json.dumps(task, sort_keys=True))


def _names(task: Mapping[str, Any]) -> set[str]:
    several = task.get("fields")
    return {str(name) for name in several} if isinstance(several, (list, tuple)) else {str(task.get("field"))}


def _canonical(
    tasks: Sequence[T], fields: Callable[[T], Collection[str]], key: Callable[[T], tuple[int, str] | str]
) -> list[T]:
    """One order for all orders of the same effect: the smallest task first that no earlier task shares a field with."""
    waiting, ordered = list(tasks), []
    while waiting:
        free = [
            index
            for index, each in enumerate(waiting)
            if not any(set(fields(each)) & set(fields(earlier)) for earlier in waiting[:index])
        ]
        ordered.append(waiting.pop(min(free, key=lambda index: key(waiting[index]))))
    return ordered


def _key(task: _Transformation) -> tuple[int, str]:
    """Records are filtered and validated first, to the reader's eye as well."""
    order = ("Filter", "Validate", "Truncate", "Mask", "Merge", "Arithmetic", "Map")
    return order.index(task.type), json.dumps([task.fields, task.operator, task.to, task.properties], sort_keys=True)


# Checking


def _checked(facts: Connector, fields: Sequence[str], tasks: Any) -> list[_Transformation]:
    if tasks is None:
        return []
    if not isinstance(tasks, (list, tuple)):
        raise RuleViolation(tasks, "must be a list of tasks", argument="tasks")
    checked: list[_Transformation] = []
    for index, task in enumerate(tasks):
        try:
            made = _made(facts, task)
            _check_fields(facts, fields, made)
            checked.append(made)
        except RuleViolation as violation:
            raise violation.below(f"tasks[{index}]") from None
    _check_results(fields, checked)
    return checked


def _made(facts: Connector, task: Any) -> _Transformation:
    if not isinstance(task, Mapping):
        raise RuleViolation(task, "must be an object with the type of a task and its properties")
    type_ = rules.checked("type", task.get("type"), rules.one_of(*_TYPES))
    declared, make = _TYPES[type_]
    properties = rules.known_keys(task, declared.__annotations__, f"{type_} tasks")
    for name in sorted(declared.__required_keys__ - set(properties)):
        raise RuleViolation(None, f"is required for {type_} tasks", argument=name)
    return make(facts, properties)


def _check_fields(facts: Connector, fields: Sequence[str], made: _Transformation) -> None:
    if made.type == "Filter" and not facts.reads_files:
        return
    for name in made.fields:
        if name not in fields:
            argument = "field" if len(made.fields) == 1 else "fields"
            raise RuleViolation(name, "is not loaded; add it to fields", argument=argument)


def _check_results(fields: Sequence[str], tasks: Sequence[_Transformation]) -> None:
    """No two tasks write the same field, whether its name is ours or AppFlow's for the result of several fields."""
    renamed = {name for each in tasks if each.type == "Map" for name in each.fields}
    written = {name: "a field that is loaded under this name" for name in fields if name not in renamed}
    named: dict[str, int] = {}
    for index, task in enumerate(tasks):
        if task.to in written:
            raise RuleViolation(task.to, f"is written by {written[task.to]}, too", argument=f"tasks[{index}].to")
        if task.to:
            written[task.to] = f"tasks[{index}]"
        if task.mapping and task.result in named:
            rule = f"are those of tasks[{named[task.result]}], and AppFlow would give both results the same name"
            raise RuleViolation(list(task.fields), rule, argument=f"tasks[{index}].fields")
        if task.mapping:
            named[task.result] = index


def _map(_facts: Connector, task: Mapping[str, Any]) -> _Transformation:
    types = {"source_data_type": "SOURCE_DATA_TYPE", "destination_data_type": "DESTINATION_DATA_TYPE"}
    properties = {types[key]: rules.checked(key, task[key], _data_type) for key in types if key in task}
    return _Transformation("Map", _one(task), properties=properties, to=_to(task))


def _filter(facts: Connector, task: Mapping[str, Any]) -> _Transformation:
    name = _one(task)
    operator = rules.checked("operator", task["operator"], _allowed(facts, "filters", facts.filter_operators))
    takes = {"BETWEEN": ("lower", "upper")}.get(operator, ("values",) if "values" in task else ("value",))
    for key in ("value", "values", "lower", "upper"):
        if key in task and key not in takes:
            raise RuleViolation(task[key], f"does not go with {' and '.join(takes)}", argument=key)
        if key in takes and key not in task:
            raise RuleViolation(None, f"is required for {operator}", argument=key)
    if "values" in takes:
        return _Transformation("Filter", name, operator, _any_of(facts, task, operator))
    types = {_filter_type(facts, task, task[key]) for key in takes}
    if len(types) > 1:
        raise RuleViolation(task["upper"], "must be of the same type as lower", argument="upper")
    spelled = {"value": "VALUE", "lower": "LOWER_BOUND", "upper": "UPPER_BOUND"}
    (data_type,) = types
    compared = {spelled[key]: rules.checked(key, task[key], lambda value: _text(value, data_type)) for key in takes}
    return _Transformation("Filter", name, operator, {"DATA_TYPE": data_type, **compared})


def _any_of(facts: Connector, task: Mapping[str, Any], operator: str) -> dict[str, str]:
    values = task["values"]
    if operator not in SEVERAL:
        raise RuleViolation(
            values, f"{operator} takes one value; several filters of a field all have to pass", argument="values"
        )
    if not isinstance(values, (list, tuple)) or not values:
        raise RuleViolation(values, "must be a list of values", argument="values")
    types = {_filter_type(facts, task, value) for value in values}
    if len(types) > 1:
        raise RuleViolation(values, "must all be of one type", argument="values")
    (data_type,) = types
    texts = [rules.checked("values", value, lambda item: _text(item, data_type)) for value in values]
    for text in texts:
        if "," in text:
            raise RuleViolation(text, "has a comma, which separates values", argument="values")
    joined = ",".join(sorted(set(texts)))
    return {"DATA_TYPE": data_type, "VALUES": rules.checked("values", joined, _property)}


def _mask(_facts: Connector, task: Mapping[str, Any]) -> _Transformation:
    operators = {"first": "MASK_FIRST_N", "last": "MASK_LAST_N", "length": "MASK_ALL"}
    given = [key for key in operators if key in task]
    if len(given) > 1:
        raise RuleViolation(task[given[1]], f"does not go with {given[0]}", argument=given[1])
    part = given[0] if given else "length"
    mask = rules.checked("mask", task.get("mask", "*"), rules.text(r"\S", "must be one character"))
    return _Transformation(
        "Mask",
        _one(task),
        operators[part],
        {"MASK_LENGTH": _number(part, task.get(part, MASK_LENGTH)), "MASK_VALUE": mask},
    )


def _merge(_facts: Connector, task: Mapping[str, Any]) -> _Transformation:
    fields = _several(task)
    if len(fields) < 2:
        raise RuleViolation(list(fields), "must be two or more fields", argument="fields")
    text = rules.checked("format", task["format"], _property)
    unknown = sorted(set(re.findall(r"\$\{([^}]*)\}", text)) - set(fields))
    if unknown:
        raise RuleViolation(text, f"names {unknown[0]}, which is none of fields", argument="format")
    types = {"SOURCE_DATA_TYPE": "string", "DESTINATION_DATA_TYPE": "string"}
    return _Transformation("Merge", fields, properties={"CONCAT_FORMAT": text}, to=_to(task), mapping=types)


def _truncate(_facts: Connector, task: Mapping[str, Any]) -> _Transformation:
    return _Transformation("Truncate", _one(task), properties={"TRUNCATE_LENGTH": _number("length", task["length"])})


def _validate(facts: Connector, task: Mapping[str, Any]) -> _Transformation:
    operator = rules.checked("operator", task["operator"], _allowed(facts, "validations", VALIDATIONS))
    action = rules.checked("action", task["action"], rules.one_of(*ACTIONS))
    return _Transformation("Validate", _one(task), operator, {"VALIDATION_ACTION": ACTIONS[action]})


def _arithmetic(facts: Connector, task: Mapping[str, Any]) -> _Transformation:
    fields = _several(task)
    if len(fields) != 2:
        raise RuleViolation(list(fields), "must be two fields", argument="fields")
    operator = rules.checked("operator", task["operator"], _allowed(facts, "calculations", CALCULATIONS))
    data_type = rules.checked("data_type", task.get("data_type", "double"), _data_type)
    return _Transformation(
        "Arithmetic",
        fields,
        operator,
        {"MATH_OPERATION_FIELDS_ORDER": ",".join(fields)},
        _to(task),
        {"SOURCE_DATA_TYPE": "string", "DESTINATION_DATA_TYPE": data_type},
    )


_TYPES: Mapping[str, tuple[Any, Callable[[Connector, Mapping[str, Any]], _Transformation]]] = {
    "Map": (MapTask, _map),
    "Filter": (FilterTask, _filter),
    "Mask": (MaskTask, _mask),
    "Merge": (MergeTask, _merge),
    "Truncate": (TruncateTask, _truncate),
    "Validate": (ValidateTask, _validate),
    "Arithmetic": (ArithmeticTask, _arithmetic),
}

_property = rules.text(r".{1,2048}", "must have 1 to 2,048 characters, on one line")


def _allowed(facts: Connector, what: str, operators: Sequence[str]) -> rules.Rule[str]:
    def check(value: Any) -> str:
        if value not in operators:
            raise RuleViolation(value, f"{facts.type} {what} take {', '.join(operators)}")
        return str(value)

    return check


def _one(task: Mapping[str, Any]) -> tuple[str, ...]:
    return (rules.checked("field", task["field"], _source_field),)


def _several(task: Mapping[str, Any]) -> tuple[str, ...]:
    fields = tuple(rules.checked("fields", task["fields"], rules.strings))
    rules.checked("fields", ",".join(fields), rules.text(r".{1,256}", "must be names of 256 characters together"))
    return fields


def _to(task: Mapping[str, Any]) -> str:
    return rules.checked("to", task["to"], _destination)


def _number(name: str, value: Any) -> str:
    return str(rules.checked(name, value, rules.integer(1, 2048, "characters")))


def _filter_type(facts: Connector, task: Mapping[str, Any], value: Any) -> str:
    if "data_type" in task:
        return rules.checked("data_type", task["data_type"], _data_type)
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "double"
    return "datetime" if task["field"] in facts.date_fields else "string"


def _text(value: Any, data_type: str) -> str:
    """A value as AppFlow compares it; times are milliseconds since 1970."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)) and isfinite(value):
        return str(int(value)) if value == int(value) else repr(value)
    if not isinstance(value, str):
        raise RuleViolation(value, "must be a text, a number, true or false")
    if data_type in ("date", "datetime"):
        return str(int(rules.instant(value).timestamp() * 1000))
    return _property(value)
