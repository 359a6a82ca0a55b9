"""The rules for object types, as pure functions that yield a message for each violation.

This is the one place of each: the components, the policy pack and the local AWS call these functions.
https://docs.aws.amazon.com/connect/latest/adminguide/examples-object-type-mappings.html (Before you submit)
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from . import field_source
from .standard import (
    PREDEFINED_KEYS,
    PROFILE,
    RESERVED_KEYS,
    STANDARD_OBJECTS,
    TIMESTAMP,
    target_problem,
)
from .words import TEMPLATES

KEY_LIMIT = 10
"""Keys per object type (https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-service-limits.html)."""

FIELD_LIMIT = 250
"""Fields per object type (https://docs.aws.amazon.com/connect/latest/adminguide/customer-profiles-data-limits.html)."""

WEAK = ("LOOKUP_ONLY", "NEW_ONLY")
"""Standard identifiers with which a key is not stored for every object."""

SOURCE_TIMESTAMP = f"{PROFILE}.{TIMESTAMP}"
"""The target for the time of an object's last change at its source; it needs a timestamp format."""

EPOCH = "EPOCHMILLI"
"""The format of milliseconds since 1970, in any case: the guide writes `EpochMilli`, deployed code `EPOCHMILLI`."""

Fields = Mapping[str, Mapping[str, str]]
"""Fields by name: `source`, and perhaps `target` and `content_type`."""

_EXCLUSIVE = (("Gender", "GenderString"), ("PartyType", "PartyTypeString"))
_LETTERS = frozenset("GyYMwWDdFEuaHkKhmsSzZXL")
_QUOTED = r"'[^']*'"


class Key(NamedTuple):
    """One key of an object type: its name, its mapped fields, its standard identifiers."""

    name: str
    fields: tuple[str, ...]
    identifiers: frozenset[str]


def definition_findings(*, template: bool, fields: bool, keys: bool) -> Iterable[str]:
    """An object type has either a template, or fields and keys."""
    if template and (fields or keys):
        yield "has both a template and fields or keys: give one or the other"
    elif not template and not (fields and keys):
        yield "has neither a template nor both fields and keys"


def name_findings(name: str, *, template: bool) -> Iterable[str]:
    """Names that begin with an underscore are reserved for standard objects."""
    if name.startswith("_") and not template:
        yield f"the name '{name}' begins with _, which is reserved"


def template_findings(template_id: str, others: Iterable[str] = ()) -> Iterable[str]:
    """Template IDs have AWS's own spelling, such as `Servicenow-task`; `others` are known besides `TEMPLATES`."""
    spelled = {known.lower(): known for known in (*TEMPLATES, *others)}
    known = spelled.get(template_id.lower(), template_id)
    if known != template_id:
        yield f"AWS spells this template '{known}'"


# --- fields: https://docs.aws.amazon.com/connect/latest/adminguide/mapping-field-definitions.html -----------------


def field_name_findings(fields: Collection[str]) -> Iterable[str]:
    """Field names begin with a letter; one name is not allowed."""
    for name in fields:
        if not name[:1].isalpha():
            yield f"the field name '{name}' must begin with a letter"
        elif name in ("Tags", "tags"):
            yield f"a field cannot be called '{name}'"


def field_limit_findings(fields: Collection[str]) -> Iterable[str]:
    """No more fields than an object type may have."""
    if len(fields) > FIELD_LIMIT:
        yield f"{len(fields)} fields: an object type has at most {FIELD_LIMIT}"


def source_findings(fields: Fields) -> Iterable[str]:
    """A source is an accessor below `_source`, or valid Handlebars with the helpers that there are."""
    for name, field in fields.items():
        problem = field_source.problem(field.get("source", ""))
        if problem:
            yield f"the source of field '{name}' {problem}"


def target_findings(fields: Fields) -> Iterable[str]:
    """Targets are real fields of standard objects; ids are assigned by the service; some exclude each other."""
    for name, field in fields.items():
        target = field.get("target")
        problem = target_problem(target) if target else None
        if problem:
            yield f"the target of field '{name}' {problem}"
    targets = {field.get("target") for field in fields.values()}
    for one, other in _EXCLUSIVE:
        if {f"{PROFILE}.{one}", f"{PROFILE}.{other}"} <= targets:
            yield f"fields fill both {PROFILE}.{one} and {PROFILE}.{other}: choose one"


def timestamp_findings(fields: Fields, timestamp_format: object) -> Iterable[str]:
    """A field that fills the profile's time of the last change is read with a format; no other target needs one."""
    filling = [name for name, field in fields.items() if field.get("target") == SOURCE_TIMESTAMP]
    if filling and not timestamp_format:
        yield (
            f"the field '{filling[0]}' fills {SOURCE_TIMESTAMP}, which needs a format, such as "
            f"yyyy-MM-dd'T'HH:mm:ss'Z' or {EPOCH}"
        )
    if isinstance(timestamp_format, str) and timestamp_format.upper() != EPOCH:
        yield from _format_findings(timestamp_format)


def _format_findings(timestamp_format: str) -> Iterable[str]:
    """A pattern of Java's `SimpleDateFormat`: https://docs.oracle.com/javase/8/docs/api/java/text/SimpleDateFormat.html"""
    plain = re.sub(_QUOTED, "", timestamp_format)
    if "'" in plain:
        yield f"the format {timestamp_format} has a quote that is not closed"
    unknown = sorted({letter for letter in plain if letter.isascii() and letter.isalpha()} - _LETTERS)
    if unknown:
        yield f"the format {timestamp_format} has {', '.join(unknown)}, which SimpleDateFormat does not know"


# --- keys: https://docs.aws.amazon.com/connect/latest/adminguide/mapping-key-definitions.html ----------------------


def key_name_findings(keys: Sequence[Key]) -> Iterable[str]:
    """Key names begin with a letter, or are predefined ones; one name is not allowed."""
    for name in dict.fromkeys(key.name for key in keys):
        if name in ("Tags", "tags"):
            yield f"a key cannot be called '{name}'"
        elif name.startswith("_") and name not in PREDEFINED_KEYS:
            yield f"key '{name}' begins with _ but is not one of AWS's own: call it '{name.lstrip('_') or 'key'}'"
        elif not name.startswith("_") and not name[:1].isalpha():
            yield f"the key name '{name}' must begin with a letter"


def field_findings(keys: Sequence[Key], fields: Collection[str]) -> Iterable[str]:
    """Keys consist of mapped fields, whose names must not contain dots."""
    for key in keys:
        if not key.fields:
            yield f"key '{key.name}' has no field: a key needs at least one field"
        for field in key.fields:
            if field not in fields:
                yield f"key '{key.name}' uses '{field}', which is not a mapped field"
            elif "." in field:
                yield f"key '{key.name}' uses '{field}': a field with a dot in its name cannot be part of a key"


def limit_findings(keys: Sequence[Key], maximum: int = KEY_LIMIT) -> Iterable[str]:
    """No more keys than an object type may have; each definition of a key counts."""
    if len(keys) > maximum:
        yield f"{len(keys)} keys: an object type has at most {maximum}"


# --- standard identifiers: https://docs.aws.amazon.com/connect/latest/adminguide/standard-identifiers.html ---------


def unique_key_findings(keys: Sequence[Key]) -> Iterable[str]:
    """Exactly one key identifies the object."""
    unique = [key.name for key in keys if "UNIQUE" in key.identifiers]
    if len(unique) != 1:
        yield f"exactly one key must be UNIQUE, not {len(unique)}{_names(unique)}"


def profile_key_findings(keys: Sequence[Key]) -> Iterable[str]:
    """At least one key ties the object to a profile; the identifiers of other standard objects cannot replace it."""
    if any("PROFILE" in key.identifiers for key in keys):
        return
    others = sorted({found.identifier for found in STANDARD_OBJECTS.values() if found.identifier})
    used = [identifier for identifier in others if any(identifier in key.identifiers for key in keys)]
    instead = f", and {' and '.join(used)} cannot replace it" if used else ""
    yield f"at least one key must be PROFILE: nothing ties the objects to profiles{instead}"


def combination_findings(keys: Sequence[Key], *, allow_profile_creation: bool = True) -> Iterable[str]:
    """What goes together: a UNIQUE key is kept, a SECONDARY one is a PROFILE key, reserved ones are looked up only; a
    PROFILE key may be LOOKUP_ONLY or NEW_ONLY where another is neither, or where objects make no profile."""
    strong = any("PROFILE" in key.identifiers and not key.identifiers & set(WEAK) for key in keys)
    for key in keys:
        weak = sorted(key.identifiers & set(WEAK))
        if weak and "UNIQUE" in key.identifiers:
            yield f"key '{key.name}' cannot be UNIQUE and {' and '.join(weak)}"
        elif key.name in RESERVED_KEYS and "LOOKUP_ONLY" not in key.identifiers:
            yield f"key '{key.name}' is reserved: it must be LOOKUP_ONLY"
        elif "SECONDARY" in key.identifiers and "PROFILE" not in key.identifiers:
            yield f"key '{key.name}' is SECONDARY: it must be PROFILE as well"
        elif weak and "PROFILE" in key.identifiers and allow_profile_creation and not strong and not _exempt(key):
            yield f"key '{key.name}' is PROFILE and {' and '.join(weak)}: another PROFILE key must be neither"


def standard_object_findings(keys: Sequence[Key], fields: Fields) -> Iterable[str]:
    """A standard object that fields fill has a key that finds it."""
    filled = {field.get("target", "").partition(".")[0] for field in fields.values()} - {PROFILE}
    for name in sorted(filled & STANDARD_OBJECTS.keys()):
        identifier = STANDARD_OBJECTS[name].identifier
        if identifier and not any(identifier in key.identifiers for key in keys):
            yield f"fields fill {name}, so a key must be {identifier}"


# --- the domain ----------------------------------------------------------------------------------------------------


def content_types(keys: Sequence[Key], fields: Fields) -> dict[str, set[tuple[str, ...]]]:
    """How the values of each key are compared: the content types of its fields, for each of its definitions."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for key in keys:
        types = tuple(fields.get(field, {}).get("content_type") or "STRING" for field in key.fields)
        found.setdefault(key.name, set()).add(types)
    return found


def shared_key_findings(
    keys: Sequence[Key], fields: Fields, others: Mapping[str, Mapping[str, Iterable[tuple[str, ...]]]]
) -> Iterable[str]:
    """A key name that another object type of the domain uses has the same content types there.

    Args:
        keys: the keys of the object type.
        fields: its fields.
        others: the `content_types` of the other object types, by their names.
    """
    for name, own in content_types(keys, fields).items():
        for other, theirs in others.items():
            there = {len(types): types for types in theirs.get(name, ())}
            for types in sorted(own):
                if types != there.get(len(types), types):
                    yield (
                        f"key '{name}' is {', '.join(types)} here and {', '.join(there[len(types)])} in object type "
                        f"'{other}': key names are shared by the whole domain"
                    )


def findings(
    keys: Sequence[Key], fields: Fields, *, allow_profile_creation: bool, timestamp_format: object
) -> Iterable[tuple[str, str]]:
    """Everything that is wrong with fields and keys of one object type, each with the argument that it is about."""
    found = (
        ("fields", field_name_findings(fields)),
        ("fields", field_limit_findings(fields)),
        ("fields", source_findings(fields)),
        ("fields", target_findings(fields)),
        ("source_last_updated_timestamp_format", timestamp_findings(fields, timestamp_format)),
        ("keys", key_name_findings(keys)),
        ("keys", limit_findings(keys)),
        ("keys", field_findings(keys, fields)),
        ("keys", unique_key_findings(keys)),
        ("keys", profile_key_findings(keys)),
        ("keys", combination_findings(keys, allow_profile_creation=allow_profile_creation)),
        ("keys", standard_object_findings(keys, fields)),
    )
    for argument, each in found:
        yield from ((argument, finding) for finding in each)


def _exempt(key: Key) -> bool:
    """`_profileId` names the profile itself, so looking it up is enough."""
    return key.name == "_profileId"


def _names(names: Sequence[str]) -> str:
    return f" ({', '.join(names)})" if names else ""
