"""A rehearsal's report for people, section by section; a section that has nothing to say is left out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..rehearsal.comparing import Comparison
from ..rehearsal.report import Report, SourceReport
from .console import Output, counted

FIELDS = 40
"""Fields of profiles that are listed; `--json` has all."""

NAMED = 20
"""Names that are listed in a line."""


def show(found: Report, out: Output) -> None:
    """The whole report."""
    out.line(
        f"{counted(found.records, 'record')}: {counted(found.objects, 'object')}, "
        f"{counted(found.profiles, 'profile')}, {counted(found.refused, 'dead letter')}",
        "bold",
    )
    out.table(
        ("source", "object type", "records", "left out", "dead letters", "objects", "updates", "profiles"),
        [
            (
                each.name,
                each.object_type,
                each.records,
                sum(affected.count for affected in each.dropped),
                sum(refusal.count for refusal in each.refused),
                each.objects,
                each.updates,
                each.profiles,
            )
            for each in found.sources
        ],
    )
    out.line()
    for each in found.sources:
        _reading(each, out)
    out.line(f"order: {found.order}")
    for each in found.sources:
        _refusals(each, out)
    _unification(found, out)
    _fields(found, out)
    _merges(found, out)
    _misses(found, out)
    for each in found.sources:
        _names(each, out)
    out.line()
    for sentence in found.reach:
        out.line(sentence, "faint")


def compared_rows(compared: Comparison) -> tuple[tuple[str, int, int], ...]:
    """What is counted, with the numbers of both reports."""
    one, other = compared.first, compared.second
    return (
        ("left out by tasks", one.dropped, other.dropped),
        ("dead letters", one.refused, other.refused),
        ("objects", one.objects, other.objects),
        ("profiles", one.profiles, other.profiles),
        ("profiles of several objects", one.unified, other.unified),
        ("objects of the largest profile", one.largest, other.largest),
        ("suspicious merges", one.suspicious, other.suspicious),
        ("values that no key unifies", _unmet(one), _unmet(other)),
    )


def _unmet(found: Report) -> int:
    return sum(miss.groups for miss in found.misses)


def show_comparison(compared: Comparison, first: str, second: str, out: Output) -> None:
    """Two reports side by side, and the records that differ."""
    one = compared.first
    out.line(f"{counted(one.records, 'record')} with {first} and with {second}", "bold")
    out.table(("", first, second), compared_rows(compared))
    out.line()
    for source, other in zip(one.sources, compared.second.sources, strict=True):
        _reading(replace(source, notes=_both(source.notes, first, other.notes, second)), out)
    for each in compared.differences:
        numbers = f"{'record' if each.count == 1 else 'records'} {numbered(each.numbers, each.count)}"
        out.line(f"{each.source}: {counted(each.count, 'record')}: {each.what} ({numbers})")
    out.line(f"{counted(compared.differing, 'record')} of {one.records:,} differ", "bold")


def _both(notes: Sequence[str], first: str, others: Sequence[str], second: str) -> tuple[str, ...]:
    """Notes about a file, with the name of the mapping at those that only one of two has."""
    return (
        *(note if note in others else f"with {first}: {note}" for note in notes),
        *(f"with {second}: {note}" for note in others if note not in notes),
    )


def _reading(source: SourceReport, out: Output) -> None:
    empty = f", {counted(source.empty_lines, 'empty line')} passed over" if source.empty_lines else ""
    out.line(f"{source.file}: {source.read_as}{empty}")
    for note in source.notes:
        out.line(f"  {note}")
    for each in source.unreadable:
        out.line(f"  {_lines(each.lines, each.count)}: {each.reason}", "bad")


def _refusals(source: SourceReport, out: Output) -> None:
    for affected in source.dropped:
        out.line()
        out.line(f"{source.name}: {affected.count:,} left out: {affected.reason}")
        out.line(f"  {_lines(affected.lines, affected.count)}")
    for refusal in source.refused:
        out.line()
        out.line(f"{source.name}: {counted(refusal.count, 'dead letter')}: {refusal.message}", "bad")
        out.line(f"  {_lines(refusal.lines, refusal.count)}")
        out.line(f"  {refusal.remedy}")


def _unification(found: Report, out: Output) -> None:
    out.line()
    out.line("How objects found their profile", "bold")
    for each in found.sources:
        keys = ", ".join(f"{count:,} by {key}" for key, count in each.joined.items())
        out.line(f"  {each.name}: {counted(each.profiles, 'new profile')}{keys and f', {keys}'}")
    out.line(f"  {counted(found.unified, 'profile')} of several objects, the largest of {found.largest:,}")
    if found.empty:
        out.line(f"  {counted(found.empty, 'profile')} that all objects have left: they came again with other keys")
    if found.evicted:
        out.line(f"  {counted(found.evicted, 'object')} had to make room in a full profile")


def _fields(found: Report, out: Output) -> None:
    if not found.fields:
        return
    out.line()
    out.line("What fills the profiles", "bold")
    rows = [(each.path, each.profiles, _counts(each.sources), _counts(each.replaced)) for each in found.fields]
    out.table(("field", "profiles", "values from", "replaced by"), rows[:FIELDS])
    if len(rows) > FIELDS:
        out.line(f"and {len(rows) - FIELDS:,} more", "faint")


def _merges(found: Report, out: Output) -> None:
    if not found.suspicious:
        return
    out.line()
    out.line(f"Suspicious merges: {counted(found.suspicious, 'profile')} may be several people", "bad")
    rows = [
        (each.objects, each.why, f"at least {each.brought:,} by {each.key} {each.value}" if each.key else "")
        for each in found.merges
    ]
    out.table(("objects", "why", "brought together"), rows)


def _misses(found: Report, out: Output) -> None:
    for miss in found.misses:
        out.line()
        out.line(f"Likely misses: {miss.profiles:,} profiles share {counted(miss.groups, 'value')}: {miss.what}", "bad")
        out.line(f"  such as {', '.join(miss.examples)}")
        out.line(f"  {miss.remedy}")


def _names(source: SourceReport, out: Output) -> None:
    if source.unread:
        out.line()
        out.line(f"{source.name}: nothing reads {_listed(source.unread)}")
    if source.missing:
        out.line()
        out.line(f"{source.name}: no record has {_listed(source.missing)}, which the definition reads")


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())


def _listed(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"


def _lines(lines: tuple[int, ...], count: int) -> str:
    return f"{'line' if count == 1 else 'lines'} {numbered(lines, count)}"


def numbered(numbers: tuple[int, ...], count: int) -> str:
    """The first numbers of many."""
    more = f" and {count - len(numbers):,} more" if count > len(numbers) else ""
    return f"{', '.join(map(str, numbers))}{more}"
