"""An object type, and the plan by which the model reads its records: compiled once, run for each record."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .api import fields_of, keys_of
from .checks import Key
from .comparison import Normalise, joined, normaliser
from .field_source import Read, Record, reader
from .silence import Silence
from .standard import PROFILE, STANDARD_OBJECTS

Values = Sequence[str | None]
"""The values of the fields that a plan reads, in the plan's order."""

KeyValue = Callable[[Values], str | None]
"""The value of a key; None where it is empty."""


@dataclass(frozen=True)
class ObjectType:
    """An object type: how records of it are read.

    Attributes:
        name: its name.
        fields: the fields by name, with `source`, and perhaps `target` and `content_type`.
        keys: the keys in order.
        allow_profile_creation: whether an object that matches no profile makes one.
        max_profile_object_count: how many of its objects a full profile keeps; None for any number.
        source_priority: the lower, the higher; None for the lowest priority.
        timestamp_format: of the field that fills the time of the last change; None if nobody declares one.
    """

    name: str
    fields: Mapping[str, Mapping[str, str]]
    keys: Sequence[Key]
    allow_profile_creation: bool = False
    max_profile_object_count: int | None = None
    source_priority: int | None = None
    timestamp_format: str | None = None

    @classmethod
    def of_api(cls, name: str, settings: Mapping[str, Any]) -> "ObjectType":
        """The object type that PutProfileObjectType defines, or a template describes."""
        return cls(
            name,
            fields_of(settings.get("Fields") or {}),
            keys_of(settings.get("Keys") or {}),
            bool(settings.get("AllowProfileCreation", False)),
            settings.get("MaxProfileObjectCount"),
            settings.get("SourcePriority"),
            settings.get("SourceLastUpdatedTimestampFormat"),
        )


def unique_source(defined: ObjectType) -> str | None:
    """The source field whose value is the UNIQUE key; None where that is made of several, or of a template."""
    fields = next((key.fields for key in defined.keys if "UNIQUE" in key.identifiers), ())
    source = defined.fields.get(fields[0], {}).get("source", "") if len(fields) == 1 else ""
    return source.removeprefix("_source.") if source.startswith("_source.") else None


@dataclass(frozen=True)
class PlannedKey:
    """One key as the model uses it.

    Attributes:
        position: where its value stands among the values of all keys.
        field: the position of its only field; None where it has several.
    """

    name: str
    value: KeyValue
    identifiers: frozenset[str]
    position: int
    field: int | None


@dataclass(frozen=True)
class Plan:
    """What the model does with a record of an object type.

    Attributes:
        reads: reads the fields that are used.
        names: the name of each key.
        keys: the value of each key.
        unique: the position of the UNIQUE key among them.
        primary: PROFILE keys that are tried first.
        secondary: PROFILE keys that are tried after them.
        kept: keys by which the profile is found from then on.
        new_only: keys that only a new profile is found by.
        standard: keys of standard objects other than the profile, by the object's name.
        targets: the path of each standard object's field, with the position of the value, by the object's name.
        inferred: fields that a new profile takes without a target, with the positions of possible values.
    """

    reads: Sequence[Read]
    names: Sequence[str]
    keys: Sequence[KeyValue]
    unique: int
    primary: Sequence[PlannedKey]
    secondary: Sequence[PlannedKey]
    kept: Sequence[PlannedKey]
    new_only: Sequence[PlannedKey]
    standard: Mapping[str, Sequence[PlannedKey]]
    targets: Mapping[str, Sequence[tuple[str, int]]]
    inferred: Sequence[tuple[str, Sequence[int]]]

    def values(self, record: Record) -> Values:
        """The values of the keys of a record."""
        values = [read(record) for read in self.reads]
        return [value(values) for value in self.keys]

    def named(self, record: Record) -> set[tuple[str, str | None]]:
        """Name and value of every key of a record."""
        return set(zip(self.names, self.values(record), strict=True))


def planned(defined: ObjectType, silence: Silence) -> Plan:
    """The plan for an object type.

    Raises:
        ValueError: a source is not valid; the checks find that before.
    """
    used = {field for key in defined.keys for field in key.fields if field in defined.fields}
    positions: dict[str, int] = {}
    for name, field in defined.fields.items():
        if name in used or field.get("target") or field.get("content_type") in _INFERRED:
            positions[name] = len(positions)
    ordered = sorted(defined.keys, key=lambda key: key.name) if silence.key_order == "name" else defined.keys
    keys = [_planned_key(index, key, defined, positions, silence) for index, key in enumerate(ordered)]
    profile = [key for key in keys if "PROFILE" in key.identifiers]
    return Plan(
        reads=[reader(defined.fields[name]["source"], silence) for name in positions],
        names=[key.name for key in keys],
        keys=[key.value for key in keys],
        unique=next(key.position for key in keys if "UNIQUE" in key.identifiers),
        primary=[key for key in profile if "SECONDARY" not in key.identifiers],
        secondary=[key for key in profile if "SECONDARY" in key.identifiers],
        kept=[key for key in keys if not key.identifiers & {"LOOKUP_ONLY", "NEW_ONLY"}],
        new_only=[key for key in keys if "NEW_ONLY" in key.identifiers and "LOOKUP_ONLY" not in key.identifiers],
        standard=_standard_keys(keys),
        targets=_targets(defined, positions),
        inferred=_inferred(defined, positions, silence),
    )


_INFERRED = {"EMAIL_ADDRESS": "EmailAddress", "PHONE_NUMBER": "PhoneNumber"}
"""What a new profile takes from fields of these types
(https://docs.aws.amazon.com/connect/latest/adminguide/profile-matching.html, Inferred profiles)."""


def _planned_key(
    index: int, key: Key, defined: ObjectType, positions: Mapping[str, int], silence: Silence
) -> PlannedKey:
    fields = [field for field in key.fields if field in positions]
    parts = [(positions[field], normaliser(defined.fields[field].get("content_type", ""), silence)) for field in fields]
    if len(parts) == 1:
        return PlannedKey(key.name, _single(*parts[0]), key.identifiers, index, parts[0][0])
    composite = _composite(parts, all_needed=silence.incomplete_keys == "refused")
    return PlannedKey(key.name, composite, key.identifiers, index, None)


def _single(position: int, normalise: Normalise | None) -> KeyValue:
    if normalise is None:
        return lambda values: values[position]

    def value(values: Values) -> str | None:
        found = values[position]
        return None if found is None else normalise(found) or None

    return value


def _composite(parts: Sequence[tuple[int, Normalise | None]], *, all_needed: bool) -> KeyValue:
    def value(values: Values) -> str | None:
        found = []
        for position, normalise in parts:
            part = values[position] or ""
            found.append(normalise(part) if normalise and part else part)
        if not any(found) or (all_needed and not all(found)):
            return None
        return joined(found)

    return value


def _standard_keys(keys: Sequence[PlannedKey]) -> dict[str, list[PlannedKey]]:
    found: dict[str, list[PlannedKey]] = {}
    for name, described in STANDARD_OBJECTS.items():
        of_object = [key for key in keys if described.identifier in key.identifiers]
        if name != PROFILE and of_object:
            found[name] = of_object
    return found


def _targets(defined: ObjectType, positions: Mapping[str, int]) -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = {}
    for name, field in defined.fields.items():
        target, _, path = field.get("target", "").partition(".")
        if path:
            found.setdefault(target, []).append((path, positions[name]))
    return found


def _inferred(defined: ObjectType, positions: Mapping[str, int], silence: Silence) -> list[tuple[str, list[int]]]:
    found: dict[str, list[int]] = {}
    for name, field in defined.fields.items():
        filled = _INFERRED.get(field.get("content_type", ""))
        if filled and (silence.inferred_fields == "always" or not field.get("target")):
            found.setdefault(filled, []).append(positions[name])
    return list(found.items())
