"""From what a rehearsal leaves behind to its report."""

import heapq
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from ..profiles.catalogue import BoundType
from ..profiles.field_source import accessed
from .masking import masked, shown
from .misses import likely_misses
from .observation import MOST_VALUES
from .reach import sentences
from .rehearsing import Rehearsed, Tally
from .remedies import remedy
from .report import Affected, FilledField, Refusal, Report, SourceReport, SuspiciousMerge
from .sample import Lines

EXAMPLES = 10
"""Suspicious profiles that are shown."""

SHARED = 100
"""Objects that one value of a key brings to a profile, from which on it may stand for many people."""

_FEW: Mapping[str, tuple[int, str]] = {
    "LastName": (2, "last names"),
    "FirstName": (3, "first names"),
    "BirthDate": (2, "dates of birth"),
    "EmailAddress": (5, "email addresses"),
    "PhoneNumber": (5, "phone numbers"),
}
"""From how many different values on a profile is suspicious, and what they are called."""

Show = Callable[[str], str]


def summarised(made: Rehearsed, *, personal: bool = False) -> Report:
    """The report of a rehearsal.

    Args:
        made: what it left behind.
        personal: whether examples have their values, and not just what tells them apart.
    """
    show = shown if personal else masked
    domain, objects = made.domain, made.domain.objects
    sources = tuple(_source(made, number, show) for number in range(len(made.sources)))
    counts = [objects.count(profile) for profile in domain.profiles()]
    suspicious = list(_suspicious(made))
    worst = heapq.nsmallest(EXAMPLES, suspicious, key=lambda found: (-objects.count(found[0]), found[0]))
    types = {each.intake.object_type.name: each.intake.object_type for each in made.sources}
    records = sum(each.records for each in sources)
    refused = sum(each.count for source in sources for each in source.refused)
    return Report(
        order=made.order,
        sources=sources,
        evicted=objects.made - objects.total(),
        objects=objects.total(),
        profiles=domain.profile_count,
        empty=counts.count(0),
        unified=sum(count > 1 for count in counts),
        largest=max(counts, default=0),
        fields=tuple(_fields(made)),
        suspicious=len(suspicious),
        merges=tuple(_merge(made, profile, why, show) for profile, why in worst),
        misses=tuple(likely_misses(domain, list(types.values()), show)),
        reach=sentences(records, refused, sum(sum(each.joined.values()) for each in sources)),
    )


def _source(made: Rehearsed, number: int, show: Callable[[str], str]) -> SourceReport:
    source, tally = made.sources[number], made.tallies[number]
    intake, sample = source.intake, source.sample
    unread, missing = _unread(made, number) if tally.records else ((), ())
    notes = (*sample.notes, *_timeless(tally, intake.object_type.timestamp_format))
    if unread and len(unread) == len(sample.columns):
        # Not their names: without a header they are somebody's data.
        whole = "its only field" if len(unread) == 1 else f"any of its {len(unread)} fields"
        notes, unread = (
            (*notes, f"nothing reads {whole}: does the file name {'it' if len(unread) == 1 else 'them'}?"),
            (),
        )
    return SourceReport(
        name=intake.name,
        file=sample.label,
        object_type=intake.object_type.name,
        read_as=sample.read_as,
        notes=notes,
        records=tally.records,
        empty_lines=sample.empty.count,
        unreadable=_affected(sample.faults),
        dropped=_affected(tally.dropped),
        refused=_refused(made, tally, number),
        objects=tally.objects,
        updates=tally.updates,
        profiles=tally.profiles,
        joined=dict(sorted(tally.joined.items(), key=lambda each: (-each[1], each[0]))),
        # A document may use somebody's data, such as email addresses, as names of fields.
        unread=tuple(show(name) if "@" in name else name for name in unread),
        missing=missing,
    )


def _timeless(tally: Tally, timestamp_format: str | None) -> Iterator[str]:
    if tally.timeless.count:
        yield (
            f"{tally.timeless}: the time of the last change does not have the format {timestamp_format}; AWS does not "
            "document what becomes of it"
        )


def _affected(found: Mapping[str, Lines]) -> tuple[Affected, ...]:
    return tuple(Affected(reason, lines.count, tuple(lines.first)) for reason, lines in found.items())


def _refused(made: Rehearsed, tally: Tally, number: int) -> tuple[Refusal, ...]:
    defined = made.sources[number].intake.object_type
    return tuple(
        Refusal(message, remedy(message, defined, identified=identified), lines.count, tuple(lines.first))
        for (message, identified), lines in sorted(tally.refused.items(), key=lambda each: -each[1].count)
    )


def _unread(made: Rehearsed, number: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Fields of the sample that nothing reads, and fields that are read and that no record has."""
    intake, columns = made.sources[number].intake, made.sources[number].sample.columns
    flow = intake.transformation
    accesses = {name: accessed(field["source"]) for name, field in intake.object_type.fields.items()}
    read = frozenset().union(*accesses.values())
    unread = [
        name
        for name in columns
        if not (read & flow.written(name) or name in flow.uses() if flow is not None else name in read)
    ]
    written = columns.keys() if flow is None else flow.writes() or columns.keys()
    missing = [each for names in accesses.values() if not names & written for each in sorted(names)[:1]]
    loaded = sorted((flow.reads() if flow is not None else None) or ())
    missing += [name for name in loaded if name not in columns and (flow is None or read & flow.written(name))]
    return tuple(unread), tuple(dict.fromkeys(missing))


def _fields(made: Rehearsed) -> Iterator[FilledField]:
    """What fills the profiles, the fullest field first."""
    fields, observation = made.domain.fields, made.observation
    sources: dict[str, Counter[str]] = {}
    for number, source in enumerate(made.sources):
        for path, position in _targets(made.domain.types[source.intake.object_type.name]):
            sources.setdefault(path, Counter())[source.intake.name] += observation.filled(number, position)
    found = [
        FilledField(
            path,
            sum(value is not None for value in fields.all(path)),
            {name: count for name, count in sources.get(path, {}).items() if count},
            {
                source.intake.name: count
                for number, source in enumerate(made.sources)
                if (count := observation.replaced_by[path, number])
            },
        )
        for path in fields.paths
    ]
    return iter(sorted(found, key=lambda each: (-each.profiles, each.path)))


def _targets(bound: BoundType) -> Iterator[tuple[str, int]]:
    yield from bound.plan.targets.get("_profile", ())


def _suspicious(made: Rehearsed) -> Iterator[tuple[int, str]]:
    """Profiles that may be several people, and why."""
    observation, objects = made.observation, made.domain.objects
    for profile in sorted({*observation.contradicted, *made.crowds}):
        if objects.count(profile) < 2:
            continue
        why = [
            f"{'at least ' if number >= MOST_VALUES else ''}{number} {_FEW[path][1]}"
            for path, number in sorted(observation.contradictions(profile).items())
            if number >= _FEW[path][0]
        ]
        crowd = made.crowds.get(profile)
        if crowd and crowd.most_common(1)[0][1] >= SHARED:
            why.append(f"one value of a key shared by at least {SHARED} objects")
        if why:
            yield profile, ", ".join(why)


def _merge(made: Rehearsed, profile: int, why: str, show: Show) -> SuspiciousMerge:
    objects = made.domain.objects.count(profile)
    crowd = made.crowds.get(profile)
    if not crowd:
        return SuspiciousMerge(objects, why)
    ((key, value), brought) = max(crowd.items(), key=lambda each: (each[1], each[0]))
    return SuspiciousMerge(objects, why, key, show(value), brought)
