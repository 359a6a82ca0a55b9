"""What a flow's tasks make of a record. Pure.

Task types and properties: AppFlow API reference, `Task`. What the properties mean is documented nowhere in full; here
it is what the console calls them (AppFlow user guide, `create-flow-console`).
"""

import json
import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .definitions import operator_of

Record = dict[str, Any]
Task = dict[str, Any]

_NUMBERS = frozenset({"double", "float", "integer", "int", "long", "currency", "number", "bigdecimal", "percent"})
_TIMES = frozenset({"date", "datetime", "timestamp"})
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "EQUAL_TO": operator.eq,
    "CONTAINS": operator.contains,
    "LESS_THAN": operator.lt,
    "LESS_THAN_OR_EQUAL_TO": operator.le,
    "GREATER_THAN": operator.gt,
    "GREATER_THAN_OR_EQUAL_TO": operator.ge,
}
_CALCULATIONS: dict[str, Callable[[float, float], float]] = {
    "ADDITION": operator.add,
    "SUBTRACTION": operator.sub,
    "MULTIPLICATION": operator.mul,
    "DIVISION": operator.truediv,
}


class TerminatedError(Exception):
    """A Validate task found a bad value, and its action ends the run."""


@dataclass(frozen=True)
class Transformation:
    """The tasks of a flow.

    Args:
        connector: `connectorType` of the source.
        tasks: Tasks in the shape of the AppFlow API.
        mask_keeps_length: Whether MASK_ALL writes as many characters as the value has, instead of MASK_LENGTH.
    """

    connector: str
    tasks: tuple[Task, ...]
    mask_keeps_length: bool = False

    def apply(self, record: Record) -> Record | None:
        """The record as the flow writes it; None where a Validate task drops it.

        Raises:
            TerminatedError: A Validate task ends the run.
        """
        values = dict(record)
        for task in self.tasks:
            change = _CHANGES.get(task["taskType"])
            if change is not None:
                change(self, task, values)
            elif task["taskType"] == "Validate" and not self._is_valid(task, values):
                if task["taskProperties"]["VALIDATION_ACTION"] == "DropDataset":
                    name = task["sourceFields"][0]
                    raise TerminatedError(
                        f"The value of {name} is bad ({self._operator(task)}): the flow is terminated"
                    )
                return None
        return {target: values[name] for target, name in self._pairs(values) if name in values}

    def selects(self, record: Record) -> bool:
        """Whether a record passes every filter."""
        return all(self._passes(task, record) for task in self._filters())

    def is_selective(self) -> bool:
        """Whether records may be left out."""
        return any(True for _ in self._filters()) or any(task["taskType"] == "Validate" for task in self.tasks)

    def source_of(self, target: str) -> str | None:
        """The source field that becomes a field of the object unchanged."""
        changed = {task["sourceFields"][0] for task in self.tasks if task["taskType"] in ("Mask", "Truncate")}
        found = next((name for written, name in self._pairs({target: None}) if written == target), None)
        return None if found in changed else found

    def _filters(self) -> Iterator[Task]:
        return (task for task in self.tasks if task["taskType"] == "Filter" and self._operator(task) != "PROJECTION")

    def _operator(self, task: Task) -> str:
        return operator_of(self.connector, task) or "NO_OP"

    def _pairs(self, values: Record) -> list[tuple[str, str]]:
        """Destination and source field of everything that is written; all values where the flow maps all."""
        maps = [task for task in self.tasks if task["taskType"] == "Map" and task["sourceFields"]]
        if maps:
            return [(task["destinationField"], task["sourceFields"][0]) for task in maps]
        everything = next((task for task in self.tasks if task["taskType"] == "Map_all"), None)
        if everything is not None:
            excluded = json.loads(everything.get("taskProperties", {}).get("EXCLUDE_SOURCE_FIELDS_LIST", "[]"))
            return [(name, name) for name in values if name not in excluded]
        projections = [task["sourceFields"] for task in self.tasks if self._operator(task) == "PROJECTION"]
        return [(name, name) for name in (projections[0] if projections else values)]

    def _passes(self, task: Task, record: Record) -> bool:
        properties, name = task["taskProperties"], self._operator(task)
        kind = properties["DATA_TYPE"].lower()
        actual = _typed(record.get(task["sourceFields"][0]), kind)
        if name == "NOT_EQUAL_TO":
            return bool(actual != _typed(properties.get("VALUE"), kind))
        if actual is None:
            return False
        if name == "BETWEEN":
            lower, upper = (_typed(properties[bound], kind) for bound in ("LOWER_BOUND", "UPPER_BOUND"))
            return bool(lower <= actual <= upper)
        wanted = properties["VALUES"].split(",") if "VALUES" in properties else [properties["VALUE"]]
        return any(_COMPARISONS[name](actual, _typed(value, kind)) for value in wanted)

    def _is_valid(self, task: Task, values: Record) -> bool:
        value = values.get(task["sourceFields"][0])
        name, number = self._operator(task), _number(value)
        if name == "VALIDATE_NON_NULL":
            return value not in (None, "")
        if name == "VALIDATE_NUMERIC":
            return number is not None
        if number is None:
            return True
        return number != 0 if name == "VALIDATE_NON_ZERO" else number >= 0

    def mask(self, task: Task, values: Record) -> None:
        """Overwrites a value; a reference to another record becomes null (AppFlow user guide, `servicenow`)."""
        name, properties = task["sourceFields"][0], task["taskProperties"]
        value = values.get(name)
        if value is None or isinstance(value, dict):
            values[name] = None
            return
        text, kind = _text(value), self._operator(task)
        length = int(properties.get("MASK_LENGTH", len(text)))
        mask = properties["MASK_VALUE"]
        if kind == "MASK_ALL":
            values[name] = mask * (len(text) if self.mask_keeps_length else length)
            return
        length = min(length, len(text))
        kept = text[length:] if kind == "MASK_FIRST_N" else text[: len(text) - length]
        values[name] = mask * length + kept if kind == "MASK_FIRST_N" else kept + mask * length

    def truncate(self, task: Task, values: Record) -> None:
        """Cuts a value off; a reference to another record becomes empty (same page)."""
        name = task["sourceFields"][0]
        value = values.get(name)
        if value is not None:
            length = int(task["taskProperties"]["TRUNCATE_LENGTH"])
            values[name] = "" if isinstance(value, dict) else _text(value)[:length]

    def merge(self, task: Task, values: Record) -> None:
        """Fills the format's `${Field}`; missing values are empty."""
        filled = re.sub(
            r"\$\{([^}]*)\}", lambda found: _text(values.get(found[1], "")), task["taskProperties"]["CONCAT_FORMAT"]
        )
        values[task["destinationField"]] = filled

    def calculate(self, task: Task, values: Record) -> None:
        """Calculates with two fields; without two numbers, or divided by zero, there is no result."""
        names = task["taskProperties"]["MATH_OPERATION_FIELDS_ORDER"].split(",")
        left, right = (_number(values.get(name)) for name in names[:2])
        if left is None or right is None or (self._operator(task) == "DIVISION" and right == 0):
            return
        values[task["destinationField"]] = _CALCULATIONS[self._operator(task)](left, right)


_CHANGES: dict[str, Callable[[Transformation, Task, Record], None]] = {
    "Mask": Transformation.mask,
    "Truncate": Transformation.truncate,
    "Merge": Transformation.merge,
    "Arithmetic": Transformation.calculate,
}


def _typed(value: Any, kind: str) -> Any:
    """A value to compare by: epoch milliseconds, a number or a text; None for nothing."""
    if value is None or value == "":
        return None
    if kind in _TIMES:
        return _milliseconds(_text(value))
    return _number(value) if kind in _NUMBERS else _text(value)


def _milliseconds(text: str) -> float | None:
    """Points in time are milliseconds in a task, and texts in a record."""
    if re.fullmatch(r"-?\d{5,}", text):
        return float(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
