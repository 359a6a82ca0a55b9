"""The rehearsal itself: each record through the tasks of its flow into a domain in memory."""

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..profiles.domain import Domain
from ..profiles.record import size_of
from ..sources.record_filters import Record
from ..sources.transforming import TerminatedError
from .arrival import Source, arriving
from .files import read
from .observation import Observation
from .sample import Lines
from .source_definition import task_words
from .timestamps import no_time

DROPPED, REFUSED = -2, -1
"""Fates of records other than the number of a profile."""

STEP = 4096
"""Records between two reports of the progress."""

LIGHT = 10_000
"""Characters up to which an object is nowhere near a limit, not even a thousand of them in one profile."""

CROWD = 10
"""Objects from which on it is counted what brings further ones to a profile."""

Report = Callable[[int], None]


@dataclass
class Tally:
    """What became of the records of one source.

    Attributes:
        dropped: by the words of the task.
        refused: by message, and whether the UNIQUE key had a value.
        joined: new objects that joined a profile, by the key.
        timeless: ingested records whose time of the last change has another format than the one declared.
    """

    records: int = 0
    objects: int = 0
    updates: int = 0
    profiles: int = 0
    dropped: dict[str, Lines] = field(default_factory=dict)
    refused: dict[tuple[str, bool], Lines] = field(default_factory=dict)
    joined: Counter[str] = field(default_factory=Counter)
    timeless: Lines = field(default_factory=Lines)
    fates: "array[int] | None" = None


@dataclass
class Rehearsed:
    """What a rehearsal leaves behind.

    Attributes:
        order: in which order the sources arrived.
        crowds: what brought objects to profiles that had many, by profile, key and value.
    """

    sources: Sequence[Source]
    domain: Domain
    observation: Observation
    tallies: list[Tally]
    order: str = ""
    crowds: dict[int, Counter[tuple[str, str]]] = field(default_factory=dict)


def rehearse(sources: Sequence[Source], *, fates: bool = False, progress: Report = lambda _done: None) -> Rehearsed:
    """Rehearse all records of all sources.

    Args:
        sources: definitions and files.
        fates: whether to note of each record what became of it.
        progress: is told the number of records now and then.

    Raises:
        SampleError: a file cannot be read.
    """
    observation = Observation()
    domain = Domain("rehearsal", watcher=observation)
    for each in {source.intake.object_type.name: source.intake.object_type for source in sources}.values():
        domain.define(each)
    made = Rehearsed(sources, domain, observation, [Tally(fates=array("i") if fates else None) for _ in sources])
    ended = [_ends(each) for each in sources]
    made.order, arrived = arriving(sources)
    _ingest(made, arrived, ended, progress)
    return made


def _ingest(
    made: Rehearsed, arrived: Iterator[tuple[int, int, Record]], ended: Sequence[str | None], progress: Report
) -> None:
    domain, observation, crowds = made.domain, made.observation, made.crowds
    put, objects, tallies = domain.put, domain.objects, made.tallies
    transformations = [each.intake.transformation for each in made.sources]
    names = [each.intake.object_type.name for each in made.sources]
    words = [_words(each) for each in made.sources]
    timeless = [no_time(each.intake.object_type) for each in made.sources]
    done = 0
    for number, line, record in arrived:
        tally = tallies[number]
        tally.records += 1
        done += 1
        if not done % STEP:
            progress(done)
        transformation = transformations[number]
        carried: Any = record
        if transformation is not None and not ended[number]:
            carried = transformation.carry(record)
        if ended[number] or carried.__class__ is int:
            reason = ended[number] or words[number][carried]
            tally.dropped.setdefault(reason, Lines()).add(line)
            if tally.fates is not None:
                tally.fates.append(DROPPED)
            continue
        observation.source = number
        lacks_time = timeless[number]
        if lacks_time is not None and lacks_time(carried):
            tally.timeless.add(line)
        before = objects.made
        outcome = put(names[number], carried, size=_size(carried))
        if tally.fates is not None:
            tally.fates.append(outcome.profile)
        if outcome.message is not None:
            tally.refused.setdefault((outcome.message, bool(outcome.unique)), Lines()).add(line)
            continue
        key = outcome.key
        if key is None:
            tally.profiles += 1
        if objects.made == before:
            tally.updates += 1
            continue
        tally.objects += 1
        if key is not None:
            tally.joined[key] += 1
            if objects.count(outcome.profile) >= CROWD:
                crowds.setdefault(outcome.profile, Counter())[key, outcome.value or ""] += 1
    progress(done)


def _words(source: Source) -> list[str]:
    transformation = source.intake.transformation
    return [task_words(each, transformation.source) for each in transformation.tasks] if transformation else []


def _ends(source: Source) -> str | None:
    """Why the run would end, of which then nothing is written; None where it would not."""
    transformation = source.intake.transformation
    if transformation is None or not transformation.ends_runs():
        return None
    for line, record in read(source.sample):
        try:
            transformation.carry(record)
        except TerminatedError as error:
            return f"line {line} ends the run, which then writes nothing: {error}"
    return None


def _size(record: Record) -> int:
    """The bytes of an object; 0 where it is nowhere near a limit."""
    try:
        if len("".join(record.values())) < LIGHT:
            return 0
    except TypeError:
        weight = 0
        for value in record.values():
            if value.__class__ is str:
                weight += len(value)
            elif isinstance(value, (dict, list)):
                weight += len(str(value))
        if weight < LIGHT:
            return 0
    return size_of(record)
