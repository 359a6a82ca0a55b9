"""Looks on while the objects of a rehearsal write to profiles: what fills which field, and what contradicts what."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

MOST_VALUES = 50
"""Different values of one field of one profile that are told apart."""

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


class Observation:
    """A watcher of the model.

    Attributes:
        source: the number of the source whose object is being ingested.
        written: how many objects of each source have been stored.
        replaced_by: how often objects of a source replaced a value of a field by another, by field and source.
        different: values of identifying fields that contradict each other, by profile and field.
    """

    def __init__(self) -> None:
        self.source = 0
        self.written: Counter[int] = Counter()
        self._empty: dict[int, list[int]] = {}
        self.replaced_by: Counter[tuple[str, int]] = Counter()
        self.different: dict[int, dict[str, set[str]]] = {}

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
            values = self.different.setdefault(profile, {}).setdefault(path, set())
            for value in (same(before), same(after)):
                if len(values) < MOST_VALUES:
                    values.add(value)

    def contradictions(self, profile: int) -> dict[str, int]:
        """How many values each identifying field of a profile has had, where they differ by more than spelling."""
        found: dict[str, Any] = self.different.get(profile, {})
        return {path: len(values) for path, values in found.items() if len(values) > 1}
