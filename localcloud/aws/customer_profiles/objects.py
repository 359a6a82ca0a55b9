"""The objects of a domain and the profiles they make up.

Objects that came from a source are kept as a reference to the source's record and are written out when read, so that
years of history load in no time.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from connect_customer_profiles.sources.transforming import Transformation

from ..sources import Source

Fields = dict[str, dict[str, Any]]
Keys = dict[str, list[dict[str, Any]]]

MAX_OBJECT_BYTES = 256_000
MISSING_KEY_MESSAGE = "The UNIQUE key or PROFILE key does not exist in the profile object"
NO_PROFILE_MESSAGE = "The object matches no profile and the object type does not allow to create one"
TOO_LARGE_MESSAGE = f"Your data contains profile object larger than {MAX_OBJECT_BYTES} bytes"

_TEMPLATE = re.compile(r"\{\{\s*_source\.([\w.-]+)\s*\}\}")


@dataclass(frozen=True)
class Mapping:
    """How an object type reads an object: the part of it that decides about keys and profiles."""

    fields: Fields
    keys: Keys
    allow_profile_creation: bool = True

    def unique_fields(self) -> list[str]:
        """Names of the fields behind the UNIQUE key."""
        for variants in self.keys.values():
            for variant in variants:
                if "UNIQUE" in variant.get("StandardIdentifiers", []):
                    return list(variant.get("FieldNames", []))
        return []

    def unique_key_name(self) -> str | None:
        """The name of the key that has a UNIQUE variant."""
        for name, variants in self.keys.items():
            if any("UNIQUE" in variant.get("StandardIdentifiers", []) for variant in variants):
                return name
        return None

    def profile_keys(self) -> list[tuple[str, list[str]]]:
        """Name and fields of every key that ties an object to a profile, in order."""
        return [
            (name, list(variant.get("FieldNames", [])))
            for name, variants in self.keys.items()
            for variant in variants
            if "PROFILE" in variant.get("StandardIdentifiers", [])
        ]

    def value(self, content: dict[str, Any], field_names: list[str]) -> str | None:
        """The value of a key in an object; None where one of its fields is missing."""
        values = [self.field_value(content, name) for name in field_names]
        return None if not values or None in values else ":".join(str(value) for value in values)

    def field_value(self, content: dict[str, Any], name: str) -> str | None:
        """The value of one field, by its source expression (`_source.Id` or `{{_source.First}} {{_source.Last}}`)."""
        source = self.fields.get(name, {}).get("Source", f"_source.{name}")
        if "{{" in source:
            parts = [_at(content, path) for path in _TEMPLATE.findall(source)]
            return None if None in parts else _TEMPLATE.sub(lambda match: str(_at(content, match[1])), source)
        value = _at(content, source.removeprefix("_source."))
        return None if value in (None, "") else str(value)


def _at(content: dict[str, Any], path: str) -> Any:
    if path in content:  # connectors write nested fields under their dotted names
        return content[path]
    value: Any = content
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


@dataclass(frozen=True, eq=False)
class Shipment:
    """Where a run's objects came from, and what the flow made of them; it leaves out no record."""

    source: Source
    transformation: Transformation

    def object(self, index: int) -> dict[str, Any]:
        """The object of an unchanged record of the source's stream."""
        return self.transformation.apply(self.source.record(index)) or {}


Stored = str | tuple[Shipment, int]


@dataclass
class ObjectStore:
    """Objects by type and by value of their UNIQUE key."""

    by_type: dict[str, dict[str, Stored]] = field(default_factory=dict)
    issued: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Profile ids handed out, with the type and UNIQUE value of an object of the profile."""

    def of_type(self, object_type_name: str) -> dict[str, Stored]:
        """All objects of a type."""
        return self.by_type.setdefault(object_type_name, {})

    def put_stream(self, object_type_name: str, shipment: Shipment, positions: Iterator[int]) -> int:
        """Stores unchanged stream records whose UNIQUE key is the record's id; returns their number."""
        stored = self.of_type(object_type_name)
        identify = shipment.source.object.identify
        count = 0
        for index in positions:
            stored[identify(index)] = (shipment, index)
            count += 1
        return count

    def put(self, object_type_name: str, mapping: Mapping, content: dict[str, Any]) -> str:
        """Stores one object; returns the value of its UNIQUE key.

        Raises:
            ValueError: The object cannot be ingested; the message is the dead letter's.
        """
        text = json.dumps(content)
        if len(text) > MAX_OBJECT_BYTES:
            raise ValueError(TOO_LARGE_MESSAGE)
        unique = mapping.value(content, mapping.unique_fields())
        if unique is None:
            raise ValueError(MISSING_KEY_MESSAGE)
        self.of_type(object_type_name)[unique] = text
        return unique

    def items(self, object_type_name: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """UNIQUE value and content of every object of a type."""
        for unique, stored in self.by_type.get(object_type_name, {}).items():
            yield unique, content_of(stored)

    def count(self) -> int:
        """Number of objects of all types."""
        return sum(map(len, self.by_type.values()))

    def size(self) -> int:
        """Total size in bytes, estimated from one object of each type."""
        total = 0
        for stored in self.by_type.values():
            sample = next(iter(stored.values()), None)
            total += len(stored) * (len(json.dumps(content_of(sample))) if sample is not None else 0)
        return total


def content_of(stored: Stored) -> dict[str, Any]:
    """The object itself."""
    if isinstance(stored, str):
        content: dict[str, Any] = json.loads(stored)
        return content
    shipment, index = stored
    return shipment.object(index)


def profile_id(domain_name: str, mapping: Mapping, content: dict[str, Any]) -> str | None:
    """The profile an object belongs to, by its first PROFILE key with a value: 32 hexadecimal digits."""
    for name, field_names in mapping.profile_keys():
        value = mapping.value(content, field_names)
        if value is not None:
            return hashlib.md5(f"{domain_name}|{name}|{value}".encode(), usedforsecurity=False).hexdigest()
    return None
