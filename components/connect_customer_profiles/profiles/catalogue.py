"""The object types of a domain, bound to what their records are looked up in and written to.

Key names are global to the domain: object types that use the same name share its values.
https://docs.aws.amazon.com/connect/latest/adminguide/mapping-key-definitions.html
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from .checks import content_types
from .comparison import Normalise, joined, normaliser
from .fields import StandardFields, Target
from .index import KeyIndex, Table
from .object_type import ObjectType, Plan, PlannedKey, planned
from .silence import Silence
from .standard import PROFILE, STANDARD_KEYS

_STANDARD_TYPES = {"_phone": "PHONE_NUMBER", "_email": "EMAIL_ADDRESS", "_fullName": "NAME"}
"""How the standard keys are compared until an object type says otherwise."""


class Lookup(NamedTuple):
    """Where the profiles with a PROFILE key are found: its name, the position of its value, the kept values, and those
    of the profiles' fields."""

    name: str
    position: int
    table: Table
    standard: Table | None


class Keep(NamedTuple):
    """Where the value of a key is kept: its position, the table, the key's name."""

    position: int
    table: Table
    name: str


@dataclass
class BoundType:
    """An object type as the domain has it now.

    Attributes:
        number: its number among the domain's types, which it keeps when it is redefined.
        targets: the fields of the profile that its records fill.
        inferred: fields that a new profile takes from them, each with its sources.
        primary: PROFILE keys that are tried first.
        secondary: those that are tried after them.
        kept: keys that are kept.
        new_only: keys that are kept with a new profile.
    """

    number: int
    defined: ObjectType
    plan: Plan
    targets: Sequence[Target]
    inferred: Sequence[Sequence[Target]]
    primary: Sequence[Lookup] = ()
    secondary: Sequence[Lookup] = ()
    kept: Sequence[Keep] = ()
    new_only: Sequence[Keep] = ()


class Catalogue:
    """The object types by name."""

    def __init__(self, silence: Silence, fields: StandardFields, keys: KeyIndex) -> None:
        self._silence = silence
        self._fields = fields
        self._keys = keys
        self._types: dict[str, BoundType] = {}
        self._comparisons: dict[str, tuple[Normalise | None, ...]] = {}
        self._normalisers: dict[str, Normalise | None] = {}
        self.limits: dict[int, int] = {}
        """How many objects a full profile keeps of the types that have a limit, by their numbers."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Functions cannot be written down: plans are made anew."""
        types = [(each.defined, each.number) for each in self._types.values()]
        return _restored, (self._silence, self._fields, self._keys, types)

    def __getitem__(self, name: str) -> BoundType:
        return self._types[name]

    def __contains__(self, name: str) -> bool:
        return name in self._types

    def names(self) -> Collection[str]:
        """The names of all object types."""
        return self._types.keys()

    def define(self, defined: ObjectType, number: int) -> None:
        """Defines or redefines an object type."""
        plan = planned(defined, self._silence)
        covered = self._covered(plan)
        targets = [
            (self._fields.column(path), position, (path, position) in covered)
            for path, position in plan.targets.get(PROFILE, ())
        ]
        inferred = [
            [(self._fields.column(path), position, (path, position) in covered) for position in positions]
            for path, positions in plan.inferred
        ]
        self._types[defined.name] = BoundType(number, defined, plan, targets, inferred)
        self.limits.pop(number, None)
        if defined.max_profile_object_count is not None:
            self.limits[number] = defined.max_profile_object_count
        self._bind()

    def remove(self, name: str) -> BoundType:
        """Forgets an object type."""
        return self._types.pop(name)

    def comparison(self, name: str) -> Normalise | None:
        """How the values of a key of one field are compared."""
        return self._of(name)[0]

    def parts(self, name: str) -> int:
        """Of how many fields a key is."""
        return len(self._of(name))

    def comparable(self, name: str, parts: Sequence[str]) -> str:
        """A value of a key as it is compared."""
        found = []
        for position, part in enumerate(parts):
            of_key = self._of(name)
            normalise = of_key[position] if position < len(of_key) else None
            found.append(normalise(part) if normalise else part)
        return joined(found)

    def _of(self, name: str) -> tuple[Normalise | None, ...]:
        return self._comparisons.get(name) or (self._normaliser(_STANDARD_TYPES.get(name, "")),)

    def _covered(self, plan: Plan) -> set[tuple[str, int]]:
        """The fields whose value is kept as a key of the same name as their standard key, such as `_email`."""
        if self._silence.replaced_keys == "removed":
            return set()
        return {
            (path, key.field)
            for key in plan.kept
            for path in STANDARD_KEYS.get(key.name, ())
            if key.field is not None and key.name != "_fullName"
        }

    def _bind(self) -> None:
        """Finds the tables of all keys; a definition can change how those of other types are compared."""
        self._comparisons = {}
        for each in self._types.values():
            for name, types in content_types(each.defined.keys, each.defined.fields).items():
                longest = max(sorted(types), key=len)
                self._comparisons.setdefault(name, tuple(map(self._normaliser, longest)))
        for each in self._types.values():
            each.primary = [self._lookup(key) for key in each.plan.primary]
            each.secondary = [self._lookup(key) for key in each.plan.secondary]
            each.kept = [self._keep(key) for key in each.plan.kept]
            each.new_only = [self._keep(key) for key in each.plan.new_only]

    def _lookup(self, key: PlannedKey) -> Lookup:
        standard = self._fields.table(key.name, self.comparison(key.name)) if key.name in STANDARD_KEYS else None
        return Lookup(key.name, key.position, self._keys.table(key.name), standard)

    def _keep(self, key: PlannedKey) -> Keep:
        return Keep(key.position, self._keys.table(key.name), key.name)

    def _normaliser(self, content_type: str) -> Normalise | None:
        if content_type not in self._normalisers:
            self._normalisers[content_type] = normaliser(content_type, self._silence)
        return self._normalisers[content_type]


def _restored(
    silence: Silence, fields: StandardFields, keys: KeyIndex, types: Sequence[tuple[ObjectType, int]]
) -> Catalogue:
    made = Catalogue(silence, fields, keys)
    for defined, number in types:
        made.define(defined, number)
    return made
