"""The order in which the records of several sources arrive."""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from ..sources.record_filters import milliseconds
from .files import read
from .sample import Numbered, Record, Sample
from .source_definition import Intake

Arrived = tuple[int, int, Record]
"""The number of the source, the line of the file, the record."""


@dataclass(frozen=True)
class Source:
    """A source with its file."""

    intake: Intake
    sample: Sample


def arriving(sources: Sequence[Source]) -> tuple[str, Iterator[Arrived]]:
    """The records in the order of their arrival, and that order in words.

    Records of one file keep its order. Where each record of several files says when it last changed, the files are read
    side by side by that time; else one after the other.

    Raises:
        SampleError: a file cannot be read.
    """
    if len(sources) == 1:
        return "in the order of the file", _all(0, read(sources[0].sample))
    opened = [read(each.sample) for each in sources]
    first = [next(each, None) for each in opened]
    streams = [chain([] if head is None else [head], rest) for head, rest in zip(first, opened, strict=True)]
    timed = [
        head is None or _time(head[1], each.intake.time_field) is not None
        for each, head in zip(sources, first, strict=True)
    ]
    if not all(timed):
        return "one file after the other, as given", chain.from_iterable(map(_all, range(len(sources)), streams))
    merged = heapq.merge(
        *(_timed(number, each.intake.time_field, streams[number]) for number, each in enumerate(sources)),
        key=lambda arrived: arrived[0],
    )
    fields = ", ".join(f"{each.intake.name} by {each.intake.time_field}" for each in sources)
    return f"as they would arrive: {fields}", (arrived for _, arrived in merged)


def _all(number: int, records: Iterator[Numbered]) -> Iterator[Arrived]:
    for line, record in records:
        yield number, line, record


def _timed(number: int, field: str, records: Iterator[Numbered]) -> Iterator[tuple[float, Arrived]]:
    """Records with their time; one without a time arrives with the record before it."""
    latest = float("-inf")
    for line, record in records:
        time = _time(record, field)
        latest = latest if time is None else max(time, latest)
        yield latest, (number, line, record)


def _time(record: Record, field: str) -> float | None:
    value = record.get(field) if field else None
    return None if value is None or isinstance(value, (dict, list, bool)) else milliseconds(str(value))
