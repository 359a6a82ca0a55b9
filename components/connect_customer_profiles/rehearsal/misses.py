"""Profiles that may be one person: what they have in common, and no key has brought together."""

import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from ..profiles.domain import Domain
from ..profiles.object_type import ObjectType
from .report import LikelyMiss
from .suggesting import CROWD

PARTS = 8
"""Values are compared in so many parts, one after the other: a million of them have to fit."""

EXAMPLES = 3
LOCAL = 9
"""Digits by which telephone numbers are compared: country codes and leading zeros are before them."""

_NO_DIGIT = re.compile(r"\D")


def _email(value: str) -> str:
    return value.strip().casefold()


def _phone(value: str) -> str:
    digits = _NO_DIGIT.sub("", value)
    return digits[-LOCAL:] if len(digits) >= LOCAL else ""


def _text(value: str) -> str:
    return " ".join(value.split()).casefold()


@dataclass(frozen=True)
class _Likeness:
    """Something that two profiles of one person have in common.

    Attributes:
        what: in words.
        fields: the fields that have it: each alone, or all together.
        together: whether all of them are needed.
        same: what makes two spellings the same; "" for a value that says nothing.
        content_type: how a key of it should be compared.
    """

    what: str
    fields: tuple[str, ...]
    same: Callable[[str], str]
    content_type: str = ""
    together: bool = False


_LIKENESSES = (
    _Likeness(
        "the same email address", ("EmailAddress", "PersonalEmailAddress", "BusinessEmailAddress"), _email,
        "EMAIL_ADDRESS",
    ),
    _Likeness(
        f"a phone number with the same last {LOCAL} digits",
        ("PhoneNumber", "MobilePhoneNumber", "HomePhoneNumber", "BusinessPhoneNumber"), _phone, "PHONE_NUMBER",
    ),
    _Likeness("the same name and date of birth", ("FirstName", "LastName", "BirthDate"), _text, together=True),
)  # fmt: skip


def likely_misses(domain: Domain, types: Sequence[ObjectType], show: Callable[[str], str]) -> Iterator[LikelyMiss]:
    """What the profiles of a domain have in common.

    Args:
        domain: after the rehearsal.
        types: its object types.
        show: makes a value fit to be shown.
    """
    for likeness in _LIKENESSES:
        found = _Found()
        hashes, owners = array("q"), array("i")
        for profile, value in _values(domain, likeness):
            hashes.append(hash(value))
            owners.append(profile)
        for part in range(PARTS):
            found.add(_shared(hashes, owners, part))
        if found.groups:
            wanted = set(found.first)
            several = sorted(
                {value for profile, value in _values(domain, likeness) if (profile, hash(value)) in wanted}
            )
            yield LikelyMiss(
                what=likeness.what,
                groups=found.groups,
                profiles=found.profiles,
                remedy=_remedy(likeness, types),
                examples=tuple(show(each) for each in several[:EXAMPLES]),
            )


@dataclass
class _Found:
    """Values that several profiles have: how many, and the hashes of those of the first profiles."""

    groups: int = 0
    profiles: int = 0
    first: list[tuple[int, int]] = field(default_factory=list)

    def add(self, shared: dict[int, set[int]]) -> None:
        """Those of one part."""
        self.groups += len(shared)
        self.profiles += sum(map(len, shared.values()))
        self.first += [(min(owners), value) for value, owners in shared.items()]
        few = sorted({owner for owner, _ in self.first})[:EXAMPLES]
        self.first = [each for each in self.first if each[0] in few]


def _shared(hashes: "array[int]", owners: "array[int]", part: int) -> dict[int, set[int]]:
    """The values of one part that several profiles have, by their hash; not those of a crowd, which are placeholders or
    belong to an office, and of which no key is suggested either."""
    first: dict[int, int] = {}
    several: dict[int, set[int]] = {}
    for value, owner in zip(hashes, owners, strict=True):
        if value % PARTS == part and (seen := first.setdefault(value, owner)) != owner:
            several.setdefault(value, {seen}).add(owner)
    return {value: owners for value, owners in several.items() if len(owners) < CROWD}


def _values(domain: Domain, likeness: _Likeness) -> Iterator[tuple[int, str]]:
    """What each profile has of a likeness."""
    columns = [domain.fields.all(path) for path in likeness.fields]
    if likeness.together:
        for profile, parts in enumerate(zip(*columns, strict=False)):
            if all(parts):
                yield profile, " ".join(likeness.same(part or "") for part in parts)
        return
    for column in columns:
        for profile, value in enumerate(column):
            if value is not None and (same := likeness.same(value)):
                yield profile, same


def _remedy(likeness: _Likeness, types: Sequence[ObjectType]) -> str:
    """What would unify them, by what the object types lack."""
    if likeness.together:
        return "A PROFILE key of these three fields in every object type would unify them."
    places = {f"_profile.{path}" for path in likeness.fields}
    unlike, without = [], []
    for each in types:
        fields = {name for name, entry in each.fields.items() if entry.get("target") in places}
        keyed = {name for key in each.keys if "PROFILE" in key.identifiers for name in key.fields if name in fields}
        if fields and not keyed:
            without.append(each.name)
        elif any(each.fields[name].get("content_type") != likeness.content_type for name in keyed):
            unlike.append(each.name)
    if without:
        return f"No PROFILE key of {', '.join(without)} has it: add one of the same name in every object type."
    if unlike:
        return f"The field of the key in {', '.join(unlike)} needs the content type {likeness.content_type}."
    if likeness.content_type == "PHONE_NUMBER":
        return "Have the sources write country codes: AWS compares all digits."
    return "Give the key the same name in every object type, and choose which source arrives first."
