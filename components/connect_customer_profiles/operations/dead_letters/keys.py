"""Which object a letter is about, and which profile it belongs to: by the keys of its object type, as the model of
`profiles` reads them. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...aws import answers
from ...profiles.field_source import Read
from ...profiles.object_type import KeyValue, ObjectType, planned
from ...profiles.silence import Silence

NamedKey = tuple[str, KeyValue]

TEXTS = Silence(structures="empty")
"""A list or an object, however deep, is not part of a key: a customer may have written it."""


@dataclass(frozen=True)
class Named:
    """The keys of an object: name and value, None where they are not known.

    Attributes:
        profile: what may find its profile: the PROFILE keys with a value, SECONDARY ones last, as the service tries
            them. Key names are global to the domain, so objects of different types with the same key have the same
            profile.
        unique: the UNIQUE key: an object replaces the one of its type that has the same.
    """

    profile: tuple[str, ...]
    unique: str | None


@dataclass(frozen=True)
class ObjectKeys:
    """The keys of an object type; none where they cannot be read."""

    _reads: Sequence[Read] = ()
    _unique: Sequence[NamedKey] = ()
    _profile: Sequence[NamedKey] = ()

    @classmethod
    def of(cls, definition: answers.ObjectType) -> "ObjectKeys":
        """The keys of an object type as GetProfileObjectType returns it."""
        described = ObjectType.of_api("", definition)
        used = {field for key in described.keys for field in key.fields}
        fields = {name: field for name, field in described.fields.items() if "source" in field and name in used}
        unique = next((key.name for key in described.keys if "UNIQUE" in key.identifiers), None)
        if unique is None:
            return cls()
        try:
            plan = planned(replace(described, fields=fields), TEXTS)
        except ValueError:
            return cls()
        profile = [(key.name, key.value) for key in (*plan.primary, *plan.secondary)]
        return cls(plan.reads, [(unique, plan.keys[plan.unique])], profile)

    def of_object(self, content: Mapping[str, Any]) -> "Named":
        """The keys of one object."""
        values = [_text(read, content) for read in self._reads]
        return Named(_named(self._profile, values), next(iter(_named(self._unique, values)), None))


NO_KEYS = ObjectKeys()


def _named(keys: Sequence[NamedKey], values: Sequence[str | None]) -> tuple[str, ...]:
    found = ((name, key(values)) for name, key in keys)
    return tuple(f"{name}={value}" for name, value in found if value is not None)


def _text(read: Read, content: Mapping[str, Any]) -> str | None:
    """What a field reads; nothing where a template is given a value too deep to be written."""
    try:
        return read(content)
    except RecursionError:
        return None


def digest(*parts: str) -> bytes:
    """What stands for a key in memory: small, and different for different keys."""
    text = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=16).digest()
