"""Object types as the API has them (PutProfileObjectType): `Fields` and `Keys` → what the checks and the model read."""

from collections.abc import Mapping
from typing import Any

from .checks import Key

_PARTS = {"Source": "source", "Target": "target", "ContentType": "content_type"}


def fields_of(given: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """The fields by name."""
    return {
        name: {ours: field[theirs] for theirs, ours in _PARTS.items() if field.get(theirs)}
        for name, field in given.items()
    }


def keys_of(given: Mapping[str, list[Mapping[str, Any]]]) -> list[Key]:
    """The keys, one for each definition of a name, in order."""
    return [
        Key(name, tuple(each.get("FieldNames") or ()), frozenset(each.get("StandardIdentifiers") or ()))
        for name, definitions in given.items()
        for each in definitions
    ]
