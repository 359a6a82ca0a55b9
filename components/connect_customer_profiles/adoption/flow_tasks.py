"""The tasks of a flow, from AppFlow's description to the arguments of the components. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from ..rules import rfc3339
from ..sources.source import Source
from ..sources.task import ACTIONS, TASK_TYPES

_TYPES = ("SOURCE_DATA_TYPE", "DESTINATION_DATA_TYPE")
_DATES = ("date", "datetime")
_MASKED = "5"
"""Characters of a masked value by default."""


class UnwrittenError(Exception):
    """A task that the arguments have no words for."""


def loaded(tasks: Iterable[Mapping[str, Any]]) -> list[str]:
    """The fields that a flow loads, in its order: those with a Map task, but for results of several fields."""
    every = list(tasks)
    results = {str(each.get("destinationField")) for each in every if each["taskType"] in ("Merge", "Arithmetic")}
    fields = [each["sourceFields"][0] for each in every if each["taskType"] == "Map" and each["sourceFields"]]
    return [name for name in dict.fromkeys(fields) if name not in results]


def worded(source: Source, tasks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The argument `tasks` of `IntegrationWorkflow`.

    Raises:
        UnwrittenError: a task has no such form.
    """
    mapped = {
        each["sourceFields"][0]: str(each.get("destinationField", ""))
        for each in tasks
        if each["taskType"] == "Map" and each["sourceFields"]
    }
    made = [_worded(source, each, mapped) for each in tasks]
    return [each for each in made if each is not None]


def _worded(source: Source, task: Mapping[str, Any], mapped: Mapping[str, str]) -> dict[str, Any] | None:
    type_, fields = task["taskType"], list(task["sourceFields"])
    properties = dict(task.get("taskProperties") or {})
    operator = operator_of(source, task)
    if type_ == "Filter" and operator == "PROJECTION":
        return None
    if type_ in ("Merge", "Arithmetic"):
        made: dict[str, Any] = {"type": type_, "fields": fields}
        if type_ == "Arithmetic":
            made["operator"] = operator
        else:
            made["format"] = properties.get("CONCAT_FORMAT", "")
        return {**made, "to": mapped.get(str(task.get("destinationField")), "")}
    if len(fields) != 1:
        raise UnwrittenError(f"a {type_} task of {len(fields)} fields")
    made = {"type": type_, "field": fields[0]}
    match type_:
        case "Map":
            to = str(task.get("destinationField", ""))
            return None if to == fields[0] or "," in fields[0] else {**made, "to": to}
        case "Filter":
            return {**made, "operator": operator, **_compared(properties)}
        case "Mask":
            part = {"MASK_FIRST_N": "first", "MASK_LAST_N": "last"}.get(operator, "length")
            length, sign = properties.get("MASK_LENGTH", _MASKED), properties.get("MASK_VALUE", "*")
            said = {} if (part, length) == ("length", _MASKED) else {part: _number(length)}
            return {**made, **said, **({} if sign == "*" else {"mask": sign})}
        case "Truncate":
            return {**made, "length": _number(properties.get("TRUNCATE_LENGTH", ""))}
        case "Validate":
            words = {theirs: ours for ours, theirs in ACTIONS.items()}
            return {**made, "operator": operator, "action": words.get(properties.get("VALIDATION_ACTION", ""), "")}
    raise UnwrittenError(f"a {type_} task")


def _compared(properties: Mapping[str, str]) -> dict[str, Any]:
    data_type = properties.get("DATA_TYPE", "string")
    names = {"VALUE": "value", "LOWER_BOUND": "lower", "UPPER_BOUND": "upper"}
    made: dict[str, Any] = {
        ours: _value(properties[theirs], data_type) for theirs, ours in names.items() if theirs in properties
    }
    if "VALUES" in properties:
        made["values"] = [_value(each, data_type) for each in properties["VALUES"].split(",")]
    return made if data_type == "string" else {**made, "data_type": data_type}


def _value(text: str, data_type: str) -> str:
    """A value to compare with: AppFlow has times in milliseconds since 1970, arguments have them written out."""
    if data_type in _DATES and text.isdigit() and len(text) < 16:
        return rfc3339(datetime.fromtimestamp(int(text) // 1000, UTC))
    return text


def _number(text: str) -> int:
    if not text.isdigit():
        raise UnwrittenError(f"the length {text!r}")
    return int(text)


def in_own_form(source: Source, tasks: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The argument `tasks` of `ExternalApplication`, in AppFlow's own form; nothing that the component assumes."""
    made = []
    for task in tasks:
        type_, fields = task["taskType"], list(task["sourceFields"])
        facts, operator, to = TASK_TYPES.get(type_), operator_of(source, task), task.get("destinationField")
        if facts is None:
            raise UnwrittenError(f"a {type_} task")
        said = {key.lower(): value for key, value in (task.get("taskProperties") or {}).items() if value}
        assumed = len(facts.operators) == 1 and operator in (*facts.operators, "NO_OP")
        made.append(
            {
                "type": type_,
                **({"source_fields": fields} if fields else {}),
                **({"operator": operator} if operator and not assumed else {}),
                **({"destination_field": to} if to and facts.destination and [to] != fields else {}),
                **said,
            }
        )
    return made


def operator_of(source: Source, task: Mapping[str, Any]) -> str:
    """The operator of a task."""
    found = task.get("connectorOperator") or {}
    return str(found.get(source.type) or next(iter(found.values()), "NO_OP"))
