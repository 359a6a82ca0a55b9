"""The rules for the keys of an object type, as pure functions.

https://docs.aws.amazon.com/connect/latest/adminguide/key-requirements.html
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

KEY_LIMIT = 10
"""Keys per object type (https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-service-limits.html)."""

LINKING = ("PROFILE", "ASSET", "CASE", "ORDER", "AIR_BOOKING", "AIR_SEGMENT", "HOTEL_RESERVATION", "LOYALTY")
"""Standard identifiers that tie an object to a profile or to one of the other standard objects."""

WEAK = ("LOOKUP_ONLY", "NEW_ONLY")
"""Standard identifiers that are not kept for every object."""


@dataclass(frozen=True)
class Key:
    """One key of an object type: its name, the mapped fields that make it up, its standard identifiers."""

    name: str
    fields: tuple[str, ...]
    identifiers: frozenset[str]


def unique_key_findings(keys: Sequence[Key]) -> Iterable[str]:
    """Exactly one key identifies the object."""
    unique = [key.name for key in keys if "UNIQUE" in key.identifiers]
    if len(unique) != 1:
        yield f"exactly one key must be UNIQUE, not {len(unique)}{_names(unique)}"


def linking_key_findings(keys: Sequence[Key]) -> Iterable[str]:
    """At least one key ties the object to a profile, or to the standard object that it is mapped to."""
    if not any(key.identifiers & set(LINKING) for key in keys):
        yield "at least one key must be PROFILE (or ASSET, CASE, ORDER): nothing ties the objects to profiles"


def combination_findings(keys: Sequence[Key]) -> Iterable[str]:
    """UNIQUE goes with neither LOOKUP_ONLY nor NEW_ONLY; PROFILE does only where another PROFILE key has neither."""
    strong = [key.name for key in keys if "PROFILE" in key.identifiers and not key.identifiers & set(WEAK)]
    for key in keys:
        weak = sorted(key.identifiers & set(WEAK))
        if weak and "UNIQUE" in key.identifiers:
            yield f"key '{key.name}' cannot be UNIQUE and {' and '.join(weak)}"
        elif weak and "PROFILE" in key.identifiers and not strong and key.name != "_profileId":
            yield f"key '{key.name}' is PROFILE and {' and '.join(weak)}: another PROFILE key must be neither"


def field_findings(keys: Sequence[Key], fields: Collection[str]) -> Iterable[str]:
    """Keys are made of mapped fields, whose names must be without dots there."""
    for key in keys:
        for field in key.fields:
            if field not in fields:
                yield f"key '{key.name}' uses '{field}', which is no mapped field"
            elif "." in field:
                yield f"key '{key.name}' uses '{field}': a field with a dot in its name cannot be part of a key"


def limit_findings(keys: Sequence[Key], maximum: int = KEY_LIMIT) -> Iterable[str]:
    """No more keys than an object type may have."""
    if len(keys) > maximum:
        yield f"{len(keys)} keys: an object type has at most {maximum}"


def _names(names: Sequence[str]) -> str:
    return f" ({', '.join(names)})" if names else ""
