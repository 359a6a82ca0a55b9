"""What the tasks of a flow make of a record: compiled once, run for each record. Pure.

Task types and properties: AppFlow API reference, `Task`. What the properties mean is documented nowhere in full; here
it is what the console calls them (AppFlow user guide, `create-flow-console`).
"""

import json
import math
import operator
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from .record_filters import Record, Task, is_valid, number_of, passing, text_of

Step = Callable[[Record], bool]
"""Changes a record; false where it is left out."""

_CALCULATIONS: dict[str, Callable[[float, float], float]] = {
    "ADDITION": operator.add,
    "SUBTRACTION": operator.sub,
    "MULTIPLICATION": operator.mul,
    "DIVISION": operator.truediv,
}
_PLACES = re.compile(r"\$\{([^}]*)\}")


class TerminatedError(Exception):
    """A Validate task found a bad value, and its action ends the run."""


class Transformation:
    """The tasks of a flow.

    Args:
        source: the source's key in `connectorOperator`, such as `Salesforce`.
        tasks: tasks in the shape of the AppFlow API.
        mask_keeps_length: whether MASK_ALL writes as many characters as the value has, instead of MASK_LENGTH.
    """

    def __init__(self, source: str, tasks: Iterable[Task], *, mask_keeps_length: bool = False) -> None:
        self.source = source
        self.tasks = tuple(tasks)
        self.mask_keeps_length = mask_keeps_length
        self._filters = [
            (position, passing(each, self._operator(each)))
            for position, each in enumerate(self.tasks)
            if each["taskType"] == "Filter" and self._operator(each) != "PROJECTION"
        ]
        self._steps = [
            (position, _STEPS[each["taskType"]](self, each))
            for position, each in enumerate(self.tasks)
            if each["taskType"] in _STEPS
        ]
        self._pairs, self._excluded = self._written()

    def __reduce__(self) -> tuple[Any, ...]:
        return _remade, (self.source, self.tasks, self.mask_keeps_length)

    def carry(self, record: Record) -> Record | int:
        """The record as the flow writes it, or the position of the task that leaves it out. May change the given one.

        Raises:
            TerminatedError: a Validate task ends the run.
        """
        for position, passes in self._filters:
            if not passes(record):
                return position
        return self._changed(record)

    def apply(self, record: Record) -> Record | None:
        """The record as the flow writes it; None where a Validate task drops it. Filters are not asked.

        Raises:
            TerminatedError: a Validate task ends the run.
        """
        changed = self._changed(dict(record))
        return None if isinstance(changed, int) else changed

    def selects(self, record: Record) -> bool:
        """Whether a record passes every filter."""
        return all(passes(record) for _, passes in self._filters)

    def is_selective(self) -> bool:
        """Whether records may be left out."""
        return bool(self._filters) or any(task["taskType"] == "Validate" for task in self.tasks)

    def source_of(self, target: str) -> str | None:
        """The source field that becomes a field of the object unchanged."""
        changed = {task["sourceFields"][0] for task in self.tasks if task["taskType"] in ("Mask", "Truncate")}
        if self._pairs is None:
            found = None if target in self._excluded else target
        else:
            found = next((name for written, name in self._pairs if written == target), None)
        return None if found in changed else found

    def ends_runs(self) -> bool:
        """Whether a Validate task ends the run at a bad value."""
        return any(task["taskType"] == "Validate" and _terminates(task) for task in self.tasks)

    def reads(self) -> frozenset[str] | None:
        """The source fields that the flow reads, without those that its tasks make; None for all of them."""
        if self._pairs is None:
            return None
        made = {task.get("destinationField") for task in self.tasks if task["taskType"] in ("Merge", "Arithmetic")}
        return self.uses() | ({name for _, name in self._pairs} - made)

    def uses(self) -> frozenset[str]:
        """The source fields by which records are left out, or from which other fields are made."""
        kinds = ("Filter", "Validate", "Merge", "Arithmetic")
        using = (task for task in self.tasks if task["taskType"] in kinds and self._operator(task) != "PROJECTION")
        return frozenset(name for task in using for name in task["sourceFields"])

    def written(self, name: str) -> frozenset[str]:
        """The names under which the flow writes a source field."""
        if self._pairs is None:
            return frozenset() if name in self._excluded else frozenset((name,))
        return frozenset(target for target, source in self._pairs if source == name)

    def writes(self) -> frozenset[str] | None:
        """Everything that the flow writes; None for whatever there is."""
        return None if self._pairs is None else frozenset(target for target, _ in self._pairs)

    def _changed(self, record: Record) -> Record | int:
        for position, step in self._steps:
            if not step(record):
                return position
        if self._pairs is not None:
            return {target: record[name] for target, name in self._pairs if name in record}
        return {name: value for name, value in record.items() if name not in self._excluded}

    def _operator(self, task: Task) -> str:
        return str(task.get("connectorOperator", {}).get(self.source, "NO_OP"))

    def _written(self) -> tuple[list[tuple[str, str]] | None, frozenset[str]]:
        """Destination and source field of everything that is written; None for all fields but those excluded."""
        maps = [task for task in self.tasks if task["taskType"] == "Map" and task["sourceFields"]]
        if maps:
            return [(task["destinationField"], task["sourceFields"][0]) for task in maps], frozenset()
        everything = next((task for task in self.tasks if task["taskType"] == "Map_all"), None)
        if everything is not None:
            excluded = json.loads(everything.get("taskProperties", {}).get("EXCLUDE_SOURCE_FIELDS_LIST", "[]"))
            return None, frozenset(excluded)
        projected = [task["sourceFields"] for task in self.tasks if self._operator(task) == "PROJECTION"]
        return ([(name, name) for name in projected[0]] if projected else None), frozenset()

    def _mask(self, task: Task) -> Step:
        """Overwrites a value; a reference to another record becomes null (AppFlow user guide, `servicenow`)."""
        name, properties, kind = task["sourceFields"][0], task["taskProperties"], self._operator(task)
        mask, length = properties["MASK_VALUE"], properties.get("MASK_LENGTH")

        def masked(text: str) -> str:
            count = len(text) if length is None else int(length)
            if kind == "MASK_ALL":
                return str(mask * (len(text) if self.mask_keeps_length else count))
            count = min(count, len(text))
            if kind == "MASK_FIRST_N":
                return str(mask * count + text[count:])
            return str(text[: len(text) - count] + mask * count)

        def step(values: Record) -> bool:
            value = values.get(name)
            values[name] = None if value is None or isinstance(value, dict) else masked(text_of(value))
            return True

        return step

    def _truncate(self, task: Task) -> Step:
        """Cuts a value off; a reference to another record becomes empty (same page)."""
        name, length = task["sourceFields"][0], int(task["taskProperties"]["TRUNCATE_LENGTH"])

        def step(values: Record) -> bool:
            value = values.get(name)
            if value is not None:
                values[name] = "" if isinstance(value, dict) else text_of(value)[:length]
            return True

        return step

    def _merge(self, task: Task) -> Step:
        """Fills the format's `${Field}`; missing values are empty."""
        target, form = task["destinationField"], task["taskProperties"]["CONCAT_FORMAT"]

        def step(values: Record) -> bool:
            values[target] = _PLACES.sub(lambda found: text_of(values.get(found[1], "")), form)
            return True

        return step

    def _calculate(self, task: Task) -> Step:
        """Calculates with two fields; without two numbers, divided by zero, or beyond the largest number there is no
        result: JSON has no infinity."""
        names, kind = task["taskProperties"]["MATH_OPERATION_FIELDS_ORDER"].split(","), self._operator(task)
        target, calculation = task["destinationField"], _CALCULATIONS[kind]

        def step(values: Record) -> bool:
            left, right = (number_of(values.get(name)) for name in names[:2])
            if left is not None and right is not None and not (kind == "DIVISION" and right == 0):
                result = calculation(left, right)
                if math.isfinite(result):
                    values[target] = result
            return True

        return step

    def _validate(self, task: Task) -> Step:
        name, kind = task["sourceFields"][0], self._operator(task)
        terminates = _terminates(task)

        def step(values: Record) -> bool:
            if is_valid(kind, values.get(name)):
                return True
            if terminates:
                raise TerminatedError(f"The value of {name} is bad ({kind}): the flow is terminated")
            return False

        return step


_STEPS: dict[str, Callable[[Transformation, Task], Step]] = {
    "Mask": Transformation._mask,
    "Truncate": Transformation._truncate,
    "Merge": Transformation._merge,
    "Arithmetic": Transformation._calculate,
    "Validate": Transformation._validate,
}


def _remade(source: str, tasks: Sequence[Task], mask_keeps_length: bool) -> Transformation:
    return Transformation(source, tasks, mask_keeps_length=mask_keeps_length)


def _terminates(task: Task) -> bool:
    return bool(task["taskProperties"]["VALIDATION_ACTION"] == "DropDataset")
