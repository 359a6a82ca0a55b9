"""Standard objects other than the profile: assets, orders, cases and so on.

A key with the object's identifier looks the object up: one match is it, several are refused, none makes a new one where
fields fill it. https://docs.aws.amazon.com/connect/latest/adminguide/standard-objects.html
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .fields import LONG, MAX_LENGTH
from .index import Forwarding, KeyIndex
from .object_type import Plan, Values


@dataclass
class Entity:
    """One standard object: the profile that it belongs to, and its fields by path."""

    profile: int
    fields: dict[str, str] = field(default_factory=dict)
    ranks: dict[str, int] = field(default_factory=dict)


class AmbiguousError(Exception):
    """A key fits several standard objects; the argument is the object's name, such as `_asset`."""


class Entities:
    """The standard objects of a domain, by name and number."""

    def __init__(self) -> None:
        self._of: dict[str, dict[int, Entity]] = {}
        self._keys = KeyIndex(Forwarding())
        self._number = 0

    def matches(self, plan: Plan, key_values: Values) -> dict[str, int | None]:
        """The standard object of each kind that a record is about, by the keys for it; None where it is a new one.

        Raises:
            AmbiguousError: a key fits several.
        """
        found: dict[str, int | None] = {}
        for name, keys in plan.standard.items():
            found[name] = None
            for key in keys:
                value = key_values[key.position]
                numbers = self._keys.find(f"{name} {key.name}", value) if value is not None else set()
                if len(numbers) > 1:
                    raise AmbiguousError(name)
                if numbers and found[name] is None:
                    found[name] = next(iter(numbers))
        return found

    def write(
        self,
        profile: int,
        plan: Plan,
        values: Values,
        key_values: Values,
        matches: dict[str, int | None],
        rank: int,
    ) -> None:
        """What a record says about them. An object stays with the profile that it was made for. Values are cut as those
        of profiles are: AWS documents no length, and an answer has room for so much only."""
        for name, number in matches.items():
            targets = [(path, value) for path, i in plan.targets.get(name, ()) if (value := values[i]) is not None]
            if number is None and not targets:
                continue
            of_kind = self._of.setdefault(name, {})
            found = number or self._new(of_kind, profile)
            entity = of_kind[found]
            for path, value in targets:
                if entity.ranks.get(path, rank) >= rank:
                    entity.fields[path] = value[: LONG.get(path, MAX_LENGTH)]
                    entity.ranks[path] = rank
            for key in plan.standard[name]:
                value = key_values[key.position]
                if value is not None and "LOOKUP_ONLY" not in key.identifiers:
                    self._keys.add(f"{name} {key.name}", value, found)

    def _new(self, of_kind: dict[int, Entity], profile: int) -> int:
        self._number += 1
        of_kind[self._number] = Entity(profile)
        return self._number

    def of_profile(self, name: str, profile: int) -> Iterator[tuple[int, dict[str, str]]]:
        """Number and fields of the standard objects of one kind that a profile has."""
        for number, entity in self._of.get(name, {}).items():
            if entity.profile == profile:
                yield number, entity.fields

    def having(self, name: str, key: str, value: str) -> set[int]:
        """The standard objects of one kind that have a value of a key, already comparable."""
        return self._keys.find(f"{name} {key}", value)

    def find(self, name: str, number: int) -> Entity | None:
        """A standard object by its number."""
        return self._of.get(name, {}).get(number)

    def move(self, profile: int, to: int) -> None:
        """The standard objects of a merged profile."""
        for of_kind in self._of.values():
            for entity in of_kind.values():
                if entity.profile == profile:
                    entity.profile = to

    def delete_of(self, profile: int) -> None:
        """Deletes those of a profile."""
        for name, of_kind in self._of.items():
            gone = [number for number, entity in of_kind.items() if entity.profile == profile]
            for number in gone:
                del of_kind[number]
                self._forget(name, number)

    def _forget(self, kind: str, number: int) -> None:
        held: Sequence[tuple[str, str]] = [
            (name, value)
            for name, value, numbers in self._keys.items()
            if number in numbers and name.startswith(f"{kind} ")
        ]
        for name, value in held:
            self._keys.remove(name, value, number)
