"""Which profile an object belongs to, by the keys of its object type. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from ...aws.answers import ObjectType

_PLACE = re.compile(r"\{\{\s*_source\.([\w.-]+)\s*\}\}")


def profile_key(definition: ObjectType, content: Mapping[str, Any]) -> str | None:
    """Name and value of the first PROFILE key that an object has, or None.

    Args:
        definition: an object type as GetProfileObjectType returns it.
        content: the object.
    """
    return next(iter(_values(definition, content, "PROFILE")), None)


def unique_key(definition: ObjectType, content: Mapping[str, Any]) -> str | None:
    """Name and value of an object's UNIQUE key, or None."""
    return next(iter(_values(definition, content, "UNIQUE")), None)


def _values(definition: ObjectType, content: Mapping[str, Any], identifier: str) -> list[str]:
    found = []
    for name, variants in (definition.get("Keys") or {}).items():
        for variant in variants:
            if identifier in variant.get("StandardIdentifiers", []):
                values = [_field(definition, content, each) for each in variant.get("FieldNames", [])]
                if values and None not in values:
                    found.append(f"{name}={':'.join(str(value) for value in values)}")
    return found


def _field(definition: ObjectType, content: Mapping[str, Any], name: str) -> str | None:
    source = str((definition.get("Fields") or {}).get(name, {}).get("Source") or f"_source.{name}")
    if "{{" in source:
        values = {place: _text(content, place) for place in _PLACE.findall(source)}
        return None if None in values.values() else _PLACE.sub(lambda found: str(values[found[1]]), source)
    return _text(content, source.removeprefix("_source.")) or None


def _text(content: Mapping[str, Any], path: str) -> str | None:
    """A value as a text; None if there is none. A list or an object, however deep, is not part of a key."""
    value = _at(content, path)
    return str(value) if isinstance(value, (str, int, float)) else None


def _at(content: Mapping[str, Any], path: str) -> Any:
    """A value by its dotted path; connectors also write nested fields under their dotted names."""
    if path in content:
        return content[path]
    value: Any = content
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value
