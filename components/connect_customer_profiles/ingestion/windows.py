"""Windows of time, `{"start", "end"}` in RFC 3339: what is loaded, what is left, and whose window it is. Pure.

All instants are in UTC and whole seconds, so that they order as text does.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

from ..rules import instant, rfc3339

Window = Mapping[str, Any]


def window(start: str, end: str) -> dict[str, str]:
    """The half-open window `[start, end)`."""
    return {"start": start, "end": end}


def overlap(one: Window, other: Window) -> bool:
    """Whether two windows share any time."""
    return bool(one["start"] < other["end"] and other["start"] < one["end"])


def within(part: Window, whole: Window) -> bool:
    """Whether a window lies inside another."""
    return bool(whole["start"] <= part["start"] and part["end"] <= whole["end"])


def without(wanted: Iterable[Window], taken: Iterable[Window]) -> list[dict[str, str]]:
    """What is left of the wanted windows when the taken ones are cut out, in their order."""
    left = [window(each["start"], each["end"]) for each in wanted]
    for hole in taken:
        left = [piece for each in left for piece in _cut_out(each, hole)]
    return left


def common(wanted: Iterable[Window], others: Sequence[Window]) -> list[dict[str, str]]:
    """The parts of the wanted windows that lie in any of the others."""
    return [
        window(max(each["start"], other["start"]), min(each["end"], other["end"]))
        for each in wanted
        for other in others
        if overlap(each, other)
    ]


def joined(batches: Iterable[Window]) -> list[dict[str, str]]:
    """Batches in their order with those that meet as one; between the results nothing is planned."""
    spans: list[dict[str, str]] = []
    for each in batches:
        if spans and spans[-1]["end"] == each["start"]:
            spans[-1] = window(spans[-1]["start"], each["end"])
        else:
            spans.append(window(each["start"], each["end"]))
    return spans


def in_parts(whole: Window, number: int) -> list[dict[str, str]]:
    """A window in up to `number` parts of equal length, none shorter than a second."""
    start, end = instant(whole["start"]), instant(whole["end"])
    seconds = int((end - start).total_seconds())
    edges = sorted({start + timedelta(seconds=seconds * index // number) for index in range(number)} | {end})
    return [window(rfc3339(first), rfc3339(last)) for first, last in pairwise(edges)]


def marked(batches: Sequence[Window], token: str, generation: int) -> list[dict[str, str]]:
    """The batches of a later generation, the first cut in two at a second that token and generation choose.

    The cut is how an attempt whose answer got lost is known by its batches alone: those of two integrations that
    started on the same day would otherwise be equal.
    """
    first, *rest = (window(each["start"], each["end"]) for each in batches)
    cut = _mark(first, token, generation)
    return [window(first["start"], cut), window(cut, first["end"]), *rest] if cut else [first, *rest]


def has_mark(batches: Iterable[Window], token: str, generations: Iterable[int]) -> bool:
    """Whether two of the batches meet where `marked` cuts for this token and one of these generations."""
    ends_by_start: dict[str, set[str]] = {}
    for each in batches:
        ends_by_start.setdefault(each["start"], set()).add(each["end"])
    return any(
        cut == _mark(window(start, end), token, generation)
        for start, cuts in ends_by_start.items()
        for cut in cuts
        for end in ends_by_start.get(cut, ())
        for generation in generations
    )


def _mark(whole: Window, token: str, generation: int) -> str | None:
    """A second in the middle half of a window; None where it is too short to be cut."""
    start, end = instant(whole["start"]), instant(whole["end"])
    half = int((end - start).total_seconds()) // 2
    if half < 2:
        return None
    choice = int.from_bytes(hashlib.sha256(f"{token}-{generation}".encode()).digest()[:8])
    return rfc3339(start + timedelta(seconds=half // 2 + choice % half))


def _cut_out(piece: dict[str, str], hole: Window) -> list[dict[str, str]]:
    if not overlap(piece, hole):
        return [piece]
    ends = ((piece["start"], hole["start"]), (hole["end"], piece["end"]))
    return [window(start, end) for start, end in ends if start < end]
