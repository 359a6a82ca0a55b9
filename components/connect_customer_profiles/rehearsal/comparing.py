"""Two rehearsals of the same records side by side: what becomes of each of them, and with which others it shares a
profile.
"""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .rehearsing import DROPPED, REFUSED, Rehearsed
from .report import Report
from .sample import LISTED


@dataclass(frozen=True)
class Difference:
    """Records that the two treat differently.

    Attributes:
        source: what the command calls their source.
        what: how, in words.
        count: the number of records.
        numbers: the first of them: their numbers among the records of the file, from 1.
    """

    source: str
    what: str
    count: int
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Comparison:
    """Two mappings on the same records."""

    first: Report
    second: Report
    differences: tuple[Difference, ...]

    @property
    def differing(self) -> int:
        """The number of records that differ."""
        return sum(each.count for each in self.differences)


TOGETHER = "share a profile with more records"
APART = "share a profile with fewer records"
OTHERS = "share a profile with other records"


def differences(first: Rehearsed, second: Rehearsed) -> tuple[Difference, ...]:
    """Which records differ between two rehearsals with fates, in the order of the files."""
    before, after = Blocks.of(first), Blocks.of(second)
    both = Counter(pair for pair in zip(before.fates(), after.fates(), strict=True))
    found: dict[tuple[str, str], list[int]] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for number, source in enumerate(first.sources):
        pairs = zip(before.of_source[number], after.of_source[number], strict=True)
        for position, (one, other) in enumerate(pairs, 1):
            what = _changed(one, other, before, after, both)
            if what:
                key = source.intake.name, what
                counts[key] += 1
                if counts[key] <= LISTED:
                    found.setdefault(key, []).append(position)
    return tuple(Difference(*key, count, tuple(found[key])) for key, count in counts.items())


@dataclass
class Blocks:
    """The fates of all records, and how many records each profile has."""

    of_source: Sequence["array[int]"]
    sizes: Counter[int]

    @classmethod
    def of(cls, made: Rehearsed) -> "Blocks":
        """Those of a rehearsal."""
        fates = [tally.fates if tally.fates is not None else array("i") for tally in made.tallies]
        return cls(fates, Counter(fate for each in fates for fate in each))

    def fates(self) -> Iterator[int]:
        """The fates of all records, source by source."""
        return (fate for each in self.of_source for fate in each)


def _changed(one: int, other: int, before: Blocks, after: Blocks, both: Counter[tuple[int, int]]) -> str:
    """How the fate of a record differs, in words; "" where it is the same."""
    if min(one, other) < 0:
        return "" if one == other else f"{_fate(one)}, then {_fate(other)}"
    shared, first, second = both[one, other], before.sizes[one], after.sizes[other]
    if shared == first == second:
        return ""
    if shared == first:
        return TOGETHER
    return APART if shared == second else OTHERS


def _fate(fate: int) -> str:
    return {DROPPED: "left out by a task", REFUSED: "a dead letter"}.get(fate, "an object")
