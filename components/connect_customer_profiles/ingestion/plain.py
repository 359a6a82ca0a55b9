"""Reads plain JSON from state and the engine without trusting it. Pure.

A value that is missing, None or of an unexpected type is read as the empty value of its type, and never raises. So a
state that an earlier version has written can always be loaded.
"""

from collections.abc import Mapping
from typing import Any

Plain = Mapping[str, Any]


def normalised(value: Any) -> Any:
    """Plain JSON in our own form: the engine turns whole numbers into floats and adds the serialised provider."""
    if isinstance(value, Mapping):
        return {key: normalised(item) for key, item in value.items() if key != "__provider" and item is not None}
    if isinstance(value, (list, tuple)):
        return [normalised(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def text(found: Plain, key: str) -> str:
    """A string; "" if missing."""
    value = found.get(key)
    return value if isinstance(value, str) else ""


def optional_text(found: Plain, key: str) -> str | None:
    """An optional string; None if missing."""
    value = found.get(key)
    return value if isinstance(value, str) else None


def number(found: Plain, key: str) -> int:
    """A whole number; 0 if missing."""
    return optional_number(found, key) or 0


def optional_number(found: Plain, key: str) -> int | None:
    """An optional whole number; None if missing."""
    value = found.get(key)
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) else None


def flag(found: Plain, key: str) -> bool:
    """True or False; False if missing."""
    return found.get(key) is True


def texts(found: Plain, key: str) -> tuple[str, ...]:
    """A list of strings; empty if missing."""
    value = found.get(key)
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, (list, tuple)) else ()


def mapping(found: Plain, key: str) -> dict[str, Any]:
    """An object; empty if missing."""
    return optional_mapping(found, key) or {}


def optional_mapping(found: Plain, key: str) -> dict[str, Any] | None:
    """An optional object; None if missing."""
    value = found.get(key)
    return dict(value) if isinstance(value, Mapping) else None


def mappings(found: Plain, key: str) -> tuple[Plain, ...]:
    """A list of objects; empty if missing."""
    value = found.get(key)
    return tuple(each for each in value if isinstance(each, Mapping)) if isinstance(value, (list, tuple)) else ()
