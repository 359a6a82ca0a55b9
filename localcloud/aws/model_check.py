"""Data against botocore's service models: types, ranges, patterns, enumerations, required members.

Timestamps are epoch seconds (float) inside the emulator.
"""

import functools
import re
from datetime import UTC, datetime
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape


class ModelViolation(Exception):
    """Data that does not fit the service model. The message names the path and the constraint."""


def _checked(shape: Shape, value: Any, path: str, *, strict: bool) -> Any:
    """Validates a value and brings it into the emulator's form. `strict` refuses members that the model lacks."""
    if isinstance(shape, StructureShape):
        return checked_structure(shape, value, path, strict=strict)
    if isinstance(shape, ListShape):
        _expect(isinstance(value, list), path, "a list", value)
        _check_range(shape, len(value), path, "number of items")
        return [_checked(shape.member, item, f"{path}[{index}]", strict=strict) for index, item in enumerate(value)]
    if isinstance(shape, MapShape):
        _expect(isinstance(value, dict), path, "a map", value)
        _check_range(shape, len(value), path, "number of entries")
        return {
            _checked(shape.key, key, f"{path} key", strict=strict): _checked(
                shape.value, item, f"{path}.{key}", strict=strict
            )
            for key, item in value.items()
        }
    return _SCALARS.get(shape.type_name, _checked_string)(shape, value, path)


def checked_structure(shape: StructureShape, value: Any, path: str, *, strict: bool) -> dict[str, Any]:
    """The members of a structure, validated and in the emulator's form.

    Args:
        path: Where the structure stands, for the message; empty for the whole.
        strict: Whether members that the model lacks are refused, or left out.

    Raises:
        ModelViolation: The value does not fit.
    """
    _expect(isinstance(value, dict), path or "the request", "an object", value)
    prefix = f"{path}." if path else ""
    missing = [name for name in shape.required_members if value.get(name) is None]
    if missing:
        raise ModelViolation(f"{prefix}{missing[0]} is required")
    if strict and (unknown := [name for name in value if name not in shape.members]):
        raise ModelViolation(f"{prefix}{unknown[0]} is not in {shape.name}")
    return {
        name: _checked(member, value[name], f"{prefix}{name}", strict=strict)
        for name, member in shape.members.items()
        if value.get(name) is not None
    }


def _checked_string(shape: Shape, value: Any, path: str) -> str:
    _expect(isinstance(value, str), path, "a string", value)
    _check_range(shape, len(value), path, "length")
    pattern = shape.metadata.get("pattern")
    if pattern is not None and not _compiled(pattern)(value):
        raise ModelViolation(f"{path}: {_shown(shape, value)} does not match {pattern}")
    enum = shape.metadata.get("enum")
    if enum and value not in enum:
        raise ModelViolation(f"{path}: {_shown(shape, value)} is not one of {', '.join(enum)}")
    return str(value)


def _shown(shape: Shape, value: str) -> str:
    return "the value" if shape.metadata.get("sensitive") else repr(value)


def _checked_boolean(_shape: Shape, value: Any, path: str) -> bool:
    _expect(isinstance(value, bool), path, "a boolean", value)
    return bool(value)


def _checked_integer(shape: Shape, value: Any, path: str) -> int:
    _expect(isinstance(value, int) and not isinstance(value, bool), path, "an integer", value)
    _check_range(shape, value, path, "value")
    return int(value)


def _checked_number(shape: Shape, value: Any, path: str) -> float:
    _expect(isinstance(value, int | float) and not isinstance(value, bool), path, "a number", value)
    _check_range(shape, value, path, "value")
    return float(value)


def _checked_timestamp(_shape: Shape, value: Any, path: str) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ModelViolation(f"{path}: {value!r} is not a timestamp") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


_SCALARS = {
    "string": _checked_string,
    "boolean": _checked_boolean,
    "integer": _checked_integer,
    "long": _checked_integer,
    "double": _checked_number,
    "float": _checked_number,
    "timestamp": _checked_timestamp,
}


# What the models write as Java does, in Python's words: letters, numbers, separators, control characters, and the
# characters beyond the basic plane as pairs of surrogates.
_UNICODE_CLASSES = {
    r"[\P{C}\r\n\t]": r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]",
    r"[^\p{C}]": r"[^\x00-\x1f\x7f-\x9f]",
    r"\P{C}": r"[^\x00-\x1f\x7f-\x9f]",
    r"\uD800\uDC00-\uDBFF\uDFFF": r"\U00010000-\U0010FFFF",
    r"\p{L}": r"\w",
    r"\p{N}": r"\d",
    r"\p{Z}": r"\s",
}


@functools.cache
def _compiled(pattern: str) -> Any:
    """Patterns without anchors describe the whole value; anchored ones say themselves what they describe."""
    of_python = functools.reduce(lambda text, known: text.replace(*known), _UNICODE_CLASSES.items(), pattern)
    compiled = re.compile(of_python, re.ASCII if of_python == pattern else 0)
    anchored = pattern.startswith("^") or pattern.endswith("$")
    return compiled.search if anchored else compiled.fullmatch


def _check_range(shape: Shape, size: float, path: str, what: str) -> None:
    minimum, maximum = shape.metadata.get("min"), shape.metadata.get("max")
    if minimum is not None and size < minimum:
        raise ModelViolation(f"{path}: {what} {size} is below {minimum}")
    if maximum is not None and size > maximum:
        raise ModelViolation(f"{path}: {what} {size} is above {maximum}")


def _expect(condition: bool, path: str, kind: str, value: Any) -> None:
    if not condition:
        raise ModelViolation(f"{path} must be {kind}, is {type(value).__name__}")
