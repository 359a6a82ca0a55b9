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
class ObjectKeys:
    """The keys of an object type; none where they cannot be read."""

    _reads: Sequence[Read] = ()
    _unique: Sequence[NamedKey] = ()
    _profile: Sequence[NamedKey] = ()

    @classmethod
    def of(cls, definition: answers.ObjectType) -> "ObjectKeys":
        """The keys of an object type as GetProfileObjectType returns it."""
        described = ObjectType.of_api("", definition)
        fields = {name: field for name, field in described.fields.items() if "source" in field}
        unique = next((key.name for key in described.keys if "UNIQUE" in key.identifiers), None)
        if unique is None:
            return cls()
        try:
            plan = planned(replace(described, fields=fields), TEXTS)
        except ValueError:
            return cls()
        profile = [(key.name, key.value) for key in (*plan.primary, *plan.secondary)]
        return cls(plan.reads, [(unique, plan.keys[plan.unique])], profile)

    def profile(self, content: Mapping[str, Any]) -> str | None:
        """Name and value of the key that finds the profile: the first PROFILE key with a value, SECONDARY ones last.

        Key names are global to the domain, so objects of different types with the same key have the same profile.
        """
        return self._first(self._profile, content)

    def unique(self, content: Mapping[str, Any]) -> str | None:
        """Name and value of the UNIQUE key: an object replaces the one of its type that has the same."""
        return self._first(self._unique, content)

    def _first(self, keys: Sequence[NamedKey], content: Mapping[str, Any]) -> str | None:
        values = [_text(read, content) for read in self._reads]
        found = ((name, key(values)) for name, key in keys)
        return next((f"{name}={value}" for name, value in found if value is not None), None)


NO_KEYS = ObjectKeys()


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
