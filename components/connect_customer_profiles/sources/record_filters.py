"""What Filter and Validate tasks ask of a record, and the values that they compare. Pure.

Points in time are milliseconds since 1970 in a task, and texts in a record.
"""

import math
import operator
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

Record = dict[str, Any]
Task = Mapping[str, Any]
"""A task in the shape of the AppFlow API."""

Passes = Callable[[Record], bool]

_NUMBERS = frozenset({"double", "float", "integer", "int", "long", "currency", "number", "bigdecimal", "percent"})
_TIMES = frozenset({"date", "datetime", "timestamp"})
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "EQUAL_TO": operator.eq,
    "LESS_THAN": operator.lt,
    "LESS_THAN_OR_EQUAL_TO": operator.le,
    "GREATER_THAN": operator.gt,
    "GREATER_THAN_OR_EQUAL_TO": operator.ge,
}


def passing(task: Task, kind: str) -> Passes:
    """Whether a record passes a Filter task."""
    properties, name = task["taskProperties"], task["sourceFields"][0]
    data_type = properties["DATA_TYPE"].lower()
    if kind == "BETWEEN":
        lower, upper = (_typed(properties[bound], data_type) for bound in ("LOWER_BOUND", "UPPER_BOUND"))

        def between(record: Record) -> bool:
            actual = _typed(record.get(name), data_type)
            return None not in (actual, lower, upper) and bool(lower <= actual <= upper)

        return between
    wanted = properties["VALUES"].split(",") if "VALUES" in properties else [properties.get("VALUE")]
    if kind == "CONTAINS":
        return lambda record: any(text_of(each) in text_of(record.get(name)) for each in wanted)
    values = [_typed(each, data_type) for each in wanted]
    if kind == "NOT_EQUAL_TO":
        return lambda record: _typed(record.get(name), data_type) not in values
    compare = _COMPARISONS[kind]

    def passes(record: Record) -> bool:
        actual = _typed(record.get(name), data_type)
        return actual is not None and any(each is not None and compare(actual, each) for each in values)

    return passes


def is_valid(kind: str, value: Any) -> bool:
    """Whether a value passes a validation."""
    if kind == "VALIDATE_NON_NULL":
        return value not in (None, "")
    number = number_of(value)
    if kind == "VALIDATE_NUMERIC":
        return number is not None
    if number is None:
        return True
    return number != 0 if kind == "VALIDATE_NON_ZERO" else number >= 0


def _typed(value: Any, data_type: str) -> Any:
    """A value to compare by: epoch milliseconds, a number or a text; None for nothing."""
    if value is None or value == "":
        return None
    if data_type in _TIMES:
        return milliseconds(text_of(value))
    return number_of(value) if data_type in _NUMBERS else text_of(value)


def milliseconds(text: str) -> float | None:
    """A point in time in milliseconds since 1970; None where a text is none. Tasks have milliseconds, records texts."""
    if re.fullmatch(r"-?\d{5,}", text):
        return float(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000


def number_of(value: Any) -> float | None:
    """A value as a number; None where it is none, such as `nan`, `inf` and `1_000`, which are some to Python."""
    if isinstance(value, bool) or (isinstance(value, str) and "_" in value):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def text_of(value: Any) -> str:
    """A value as a text."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
