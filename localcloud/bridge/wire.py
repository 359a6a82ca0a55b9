"""Values as Pulumi sends them: protobuf structs with markers for unknown and secret values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from google.protobuf import struct_pb2

if TYPE_CHECKING:
    from collections.abc import Iterable

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""Stands for a value that is not known during a preview."""

SIGNATURE = "4dabf18193072939515e22adb298388d"
"""The key that marks an object as a special value."""

SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the protocol's marker, not a secret
"""The signature of a secret."""


def from_struct(struct: Any) -> dict[str, Any]:
    """Plain Python values: whole numbers as int, secrets without their envelope, nulls dropped."""
    return {key: _from_value(value) for key, value in struct.fields.items() if not value.HasField("null_value")}


def _from_value(value: Any) -> Any:
    match value.WhichOneof("kind"):
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "string_value":
            return value.string_value
        case "bool_value":
            return value.bool_value
        case "list_value":
            return [_from_value(item) for item in value.list_value.values]
        case "struct_value":
            fields = from_struct(value.struct_value)
            return fields.get("value") if fields.get(SIGNATURE) == SECRET else fields
        case _:
            return None


def to_struct(values: dict[str, Any], secrets: Iterable[str] = ()) -> Any:
    """The struct for plain Python values; None is dropped.

    Args:
        values: The values.
        secrets: Paths of those that are secret, such as `config.password`.
    """
    struct = struct_pb2.Struct()
    for path in secrets:
        values = _with_secret(values, path.split("."))
    struct.update({key: value for key, value in values.items() if value is not None})
    return struct


def _with_secret(values: dict[str, Any], path: list[str]) -> dict[str, Any]:
    name, *rest = path
    if not isinstance(values.get(name), dict):
        return values
    inner = _with_secret(values[name], rest) if rest else {SIGNATURE: SECRET, "value": values[name]}
    return {**values, name: inner}


def has_unknown(value: Any) -> bool:
    """Whether a value is unknown, wholly or in part."""
    if isinstance(value, dict):
        return any(has_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(has_unknown(item) for item in value)
    return bool(value == UNKNOWN)
