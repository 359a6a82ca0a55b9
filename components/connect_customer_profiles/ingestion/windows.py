"""Windows of time: loaded and missing ranges, and marks that identify the owner of a window. Pure."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from ..rules import instant, rfc3339


@dataclass(frozen=True, slots=True)
class Window:
    """The half-open window `[start, end)`.

    Attributes:
        start, end: RFC 3339, UTC, whole seconds, so that they order as text does.
    """

    start: str
    end: str

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return instant(self.end) - instant(self.start)

    @property
    def span(self) -> "Window":
        """Its two ends, without anything else that a subclass knows."""
        return Window(self.start, self.end)

    def to_state(self) -> dict[str, str]:
        """As state has it."""
        return {"start": self.start, "end": self.end}


def overlap(one: Window, other: Window) -> bool:
    """Whether two windows share any time."""
    return one.start < other.end and other.start < one.end


def within(part: Window, whole: Window) -> bool:
    """Whether a window lies inside another."""
    return whole.start <= part.start and part.end <= whole.end


def without(wanted: Iterable[Window], taken: Iterable[Window]) -> list[Window]:
    """The wanted windows without the taken ones, in order."""
    left = [window.span for window in wanted]
    for hole in taken:
        left = [piece for window in left for piece in _cut_out(window, hole)]
    return left


def common(wanted: Iterable[Window], others: Sequence[Window]) -> list[Window]:
    """The parts of the wanted windows that lie in any of the others."""
    return [
        Window(max(window.start, other.start), min(window.end, other.end))
        for window in wanted
        for other in others
        if overlap(window, other)
    ]


def joined(batches: Iterable[Window]) -> list[Window]:
    """Batches in order, with adjacent ones joined; there are gaps between the results."""
    spans: list[Window] = []
    for batch in batches:
        if spans and spans[-1].end == batch.start:
            spans[-1] = Window(spans[-1].start, batch.end)
        else:
            spans.append(batch.span)
    return spans


def in_parts(whole: Window, number: int) -> list[Window]:
    """A window in up to `number` parts of equal length, none shorter than a second."""
    start, end = instant(whole.start), instant(whole.end)
    seconds = int((end - start).total_seconds())
    edges = sorted({start + timedelta(seconds=seconds * index // number) for index in range(number)} | {end})
    return [Window(rfc3339(first), rfc3339(last)) for first, last in pairwise(edges)]


def marked(batches: Sequence[Window], token: str, generation: int) -> list[Window]:
    """The batches of a later generation, the first cut in two at a second that token and generation choose.

    The cut identifies an attempt whose answer was lost by its batches alone: those of two integrations that started on
    the same day would otherwise be equal.
    """
    first, *rest = (batch.span for batch in batches)
    cut = _mark(first, token, generation)
    return [Window(first.start, cut), Window(cut, first.end), *rest] if cut else [first, *rest]


def has_mark(batches: Iterable[Window], token: str, generations: Iterable[int]) -> bool:
    """Whether two of the batches meet where `marked` cuts for this token and one of these generations."""
    ends_by_start: dict[str, set[str]] = {}
    for batch in batches:
        ends_by_start.setdefault(batch.start, set()).add(batch.end)
    return any(
        cut == _mark(Window(start, end), token, generation)
        for start, cuts in ends_by_start.items()
        for cut in cuts
        for end in ends_by_start.get(cut, ())
        for generation in generations
    )


def _mark(whole: Window, token: str, generation: int) -> str | None:
    """A second in the middle half of a window; None if it is too short to be cut.

    It is never a full minute, as the edges of planned batches are: another plan's batches have no mark by chance.
    """
    half = int(whole.length.total_seconds()) // 2
    if half < 2:
        return None
    choice = int.from_bytes(hashlib.sha256(f"{token}-{generation}".encode()).digest()[:8])
    cut = instant(whole.start) + timedelta(seconds=half // 2 + choice % half)
    return rfc3339(cut if cut.second else cut + timedelta(seconds=1))


def _cut_out(piece: Window, hole: Window) -> list[Window]:
    if not overlap(piece, hole):
        return [piece]
    ends = ((piece.start, hole.start), (hole.end, piece.end))
    return [Window(start, end) for start, end in ends if start < end]
