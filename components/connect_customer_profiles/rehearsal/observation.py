"""Looks on while the objects of a rehearsal write to profiles: what fills which field, and what contradicts what."""

import re
from array import array
from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from zlib import crc32

MOST_VALUES = 50
"""Different values of one field of one profile that are told apart."""

FEW_VALUES = 16
"""Different values of a profile, all identifying fields together, that are kept in the smallest place: a mapping that
brings people together wrongly does so with very many profiles of a few objects."""

_NO_DIGIT = re.compile(r"\D")


def _folded(value: str) -> str:
    return " ".join(value.split()).casefold()


def _digits(value: str) -> str:
    return _NO_DIGIT.sub("", value)


IDENTIFYING: Mapping[str, Callable[[str], str]] = {
    "LastName": _folded,
    "FirstName": _folded,
    "BirthDate": str.strip,
    "EmailAddress": _folded,
    "PhoneNumber": _digits,
}
"""Fields of which one person has few values, with what makes two spellings of a value the same."""

_PATHS = tuple(IDENTIFYING)
_NUMBERS = {path: number for number, path in enumerate(_PATHS)}
_BITS = 32
"""Of a value's checksum, which stands for the value."""


class Observation:
    """A watcher of the model.

    Attributes:
        source: the number of the source whose object is being ingested.
        written: how many objects of each source have been stored.
        replaced_by: how often objects of a source replaced a value of a field by another, by field and source.
    """

    def __init__(self) -> None:
        self.source = 0
        self.written: Counter[int] = Counter()
        self._empty: dict[int, list[int]] = {}
        self.replaced_by: Counter[tuple[str, int]] = Counter()
        # Values of identifying fields that contradict each other, by profile: marks of field and value, of many values
        # a set for each field.
        self._few: dict[int, array[int]] = {}
        self._many: dict[int, tuple[set[int], ...]] = {}

    def wrote(self, values: Sequence[str | None]) -> None:
        """See `Watcher`."""
        # Empty values are counted, of which there are fewer.
        self.written[self.source] += 1
        if None not in values:
            return
        counts = self._empty.get(self.source)
        if counts is None:
            counts = self._empty[self.source] = [0] * len(values)
        for position, value in enumerate(values):
            if value is None:
                counts[position] += 1

    def filled(self, source: int, position: int) -> int:
        """How often a field of a source's object type had a value, by its position in the type's plan."""
        empty = self._empty.get(source)
        return self.written[source] - (empty[position] if empty else 0)

    def replaced(self, profile: int, path: str, before: str, after: str) -> None:
        """See `Watcher`."""
        self.replaced_by[path, self.source] += 1
        same = IDENTIFYING.get(path)
        if same is not None:
            for value in (same(before), same(after)):
                self._mark(profile, _NUMBERS[path] << _BITS | crc32(value.encode(errors="surrogatepass")))

    def _mark(self, profile: int, mark: int) -> None:
        many = self._many.get(profile)
        if many is None:
            few = self._few.setdefault(profile, array("Q"))
            if mark in few:
                return
            few.append(mark)
            if len(few) > FEW_VALUES:
                self._many[profile] = tuple(
                    {each for each in few if each >> _BITS == number} for number in range(len(_PATHS))
                )
                del self._few[profile]
            return
        values = many[mark >> _BITS]
        if len(values) < MOST_VALUES:
            values.add(mark)

    @property
    def contradicted(self) -> Set[int]:
        """The profiles that have had several values of an identifying field."""
        return {*self._few, *self._many}

    def contradictions(self, profile: int) -> dict[str, int]:
        """How many values each identifying field of a profile has had, where they differ by more than spelling."""
        many = self._many.get(profile)
        if many is None:
            counts = Counter(mark >> _BITS for mark in self._few.get(profile, ()))
        else:
            counts = Counter({number: len(values) for number, values in enumerate(many)})
        return {path: counts[number] for number, path in enumerate(_PATHS) if counts[number] > 1}
