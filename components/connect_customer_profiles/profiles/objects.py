"""The objects of a domain: which there are, to which profile each belongs, and which go when a profile is full.

Numbers in arrays rather than instances: a million objects have to fit.
"""

from array import array
from collections.abc import Iterator
from typing import Any

from . import rejections
from .outcome import Quotas
from .silence import Silence

NONE = -1
"""The owner of an object that is no longer there."""


class Objects:
    """Objects by type and by the value of their UNIQUE key; numbered, each the property of one profile."""

    def __init__(self) -> None:
        self._numbers: list[dict[str, int]] = []
        self._owners = array("i")
        self._types = array("H")
        self._sizes = array("i")
        self._uniques: list[str] = []
        self._contents: dict[int, Any] = {}
        # The objects of each profile in the order in which they were last ingested: a chain through all objects.
        self._next = array("i")
        self._previous = array("i")
        self._first = array("i")
        self._last = array("i")
        self._counts = array("i")
        self._weights = array("q")
        self._full: dict[int, dict[int, int]] = {}
        """How many objects of each type the profiles have that have reached their limit."""

    def new_type(self) -> int:
        """Another object type: its number."""
        self._numbers.append({})
        return len(self._numbers) - 1

    def new_profile(self) -> None:
        """Another profile, whose number is the next one."""
        self._first.append(NONE)
        self._last.append(NONE)
        self._counts.append(0)
        self._weights.append(0)

    def find(self, type_: int, unique: str) -> int | None:
        """The object of a type with this UNIQUE value."""
        return self._numbers[type_].get(unique)

    def of_type(self, type_: int) -> dict[str, int]:
        """All objects of a type by their UNIQUE value."""
        return self._numbers[type_]

    def owner(self, number: int) -> int:
        """The profile that an object belongs to."""
        return self._owners[number]

    def content(self, number: int) -> Any:
        """What was kept of an object; None where nothing was."""
        return self._contents.get(number)

    def size(self, number: int) -> int:
        """Its size in bytes, as given."""
        return self._sizes[number]

    def of_profile(self, profile: int) -> list[int]:
        """The objects of a profile, the oldest first."""
        return list(self._chain(profile))

    def count(self, profile: int) -> int:
        """How many objects a profile has."""
        return self._counts[profile]

    def weight(self, profile: int) -> int:
        """The bytes of all objects of a profile."""
        return self._weights[profile]

    def unique(self, number: int) -> str:
        """The value of its UNIQUE key."""
        return self._uniques[number]

    @property
    def made(self) -> int:
        """How many objects there have been, those included that are gone."""
        return len(self._owners)

    def total(self) -> int:
        """How many objects there are."""
        return sum(map(len, self._numbers))

    def total_weight(self) -> int:
        """The bytes of all objects."""
        return sum(self._weights)

    def put(self, type_: int, unique: str, profile: int, size: int, content: Any) -> int:
        """Adds an object, or replaces the one with the same UNIQUE value as a whole, wherever that was."""
        number = self._numbers[type_].get(unique)
        if number is None:
            number = len(self._owners)
            self._numbers[type_][unique] = number
            self._owners.append(profile)
            self._types.append(type_)
            self._sizes.append(size)
            self._uniques.append(unique)
            self._next.append(NONE)
            self._previous.append(NONE)
        else:
            self._leave(number)
            self._owners[number] = profile
            self._sizes[number] = size
        self._join(number, profile)
        self._weights[profile] += size
        if profile in self._full:
            counts = self._full[profile]
            counts[type_] = counts.get(type_, 0) + 1
        if content is not None:
            self._contents[number] = content
        return number

    def delete(self, number: int) -> None:
        """Deletes an object."""
        self._leave(number)
        self._forget(number)

    def delete_of(self, profile: int) -> None:
        """Deletes all objects of a profile."""
        for number in self.of_profile(profile):
            self._forget(number)
        self._emptied(profile)

    def delete_type(self, type_: int) -> None:
        """Deletes all objects of a type."""
        for number in list(self._numbers[type_].values()):
            self.delete(number)

    def move_all(self, profile: int, to: int) -> None:
        """The objects of a profile that is merged into another one."""
        for number in self.of_profile(profile):
            self._owners[number] = to
            self._join(number, to)
        self._weights[to] += self._weights[profile]
        self._emptied(profile)
        self._full.pop(to, None)

    def make_room(
        self, profile: int, type_: int, unique: str, size: int, limits: dict[int, int], quotas: Quotas, silence: Silence
    ) -> str | None:
        """Evicts what has to go for one more object of a profile; returns why it cannot be taken, if so."""
        before = self.find(type_, unique)
        stays = before is not None and self.owner(before) == profile
        weight = self.weight(profile) + size
        if stays and before is not None:
            weight -= self.size(before)
        if weight > quotas.profile_bytes:
            return rejections.too_large(quotas.profile_bytes)
        if stays or self.count(profile) < quotas.objects_per_profile:
            return None
        evicted = self.candidate(profile, type_, limits)
        if evicted is not None:
            self.delete(evicted)
        elif silence.full_profile == "refused":
            return rejections.FULL_PROFILE
        return None

    def candidate(self, profile: int, type_: int, limits: dict[int, int]) -> int | None:
        """The object to evict from a full profile for one of a type; None where there is none.

        The oldest of the type that is furthest over its own limit, else the oldest of the same type
        (https://docs.aws.amazon.com/connect/latest/adminguide/customer-profiles-data-limits.html).
        """
        counts = self._full.get(profile)
        if counts is None:
            counts = self._full[profile] = {}
            for number in self._chain(profile):
                counts[self._types[number]] = counts.get(self._types[number], 0) + 1
        over = {each: counts.get(each, 0) - limit for each, limit in limits.items()}
        worst = max(over, key=lambda each: over[each], default=type_)
        wanted = worst if over.get(worst, 0) > 0 else type_
        return next((number for number in self._chain(profile) if self._types[number] == wanted), None)

    def _forget(self, number: int) -> None:
        del self._numbers[self._types[number]][self._uniques[number]]
        self._owners[number] = NONE
        self._uniques[number] = ""
        self._contents.pop(number, None)

    def _chain(self, profile: int) -> Iterator[int]:
        number = self._first[profile]
        while number != NONE:
            yield number
            number = self._next[number]

    def _join(self, number: int, profile: int) -> None:
        """An object becomes the newest of a profile."""
        last = self._last[profile]
        self._previous[number] = last
        self._next[number] = NONE
        if last == NONE:
            self._first[profile] = number
        else:
            self._next[last] = number
        self._last[profile] = number
        self._counts[profile] += 1

    def _leave(self, number: int) -> None:
        owner = self._owners[number]
        before, after = self._previous[number], self._next[number]
        if before == NONE:
            self._first[owner] = after
        else:
            self._next[before] = after
        if after == NONE:
            self._last[owner] = before
        else:
            self._previous[after] = before
        self._counts[owner] -= 1
        self._weights[owner] -= self._sizes[number]
        if owner in self._full:
            self._full[owner][self._types[number]] -= 1

    def _emptied(self, profile: int) -> None:
        self._first[profile] = self._last[profile] = NONE
        self._counts[profile] = 0
        self._weights[profile] = 0
        self._full.pop(profile, None)

    def live(self) -> Iterator[tuple[int, str, int]]:
        """Type, UNIQUE value and profile of every object."""
        for type_, numbers in enumerate(self._numbers):
            for unique, number in numbers.items():
                yield type_, unique, self._owners[number]
