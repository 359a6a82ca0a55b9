"""The picture of a rehearsal: records → objects → profiles, and what is lost on the way; and a page with all of it.

Pure but for writing the page: shapes follow from the report.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path

from ..rehearsal.comparing import Comparison
from ..rehearsal.report import Report, SourceReport
from ..rules.screen import readable
from .console import counted
from .picture import svg, write
from .rehearsal_view import compared_rows, numbered
from .timeline import FAINT, INK, Box, Label, Picture, Shape

WIDTH, HEIGHT, MARGIN = 960, 320, 24
TOP, TALL, BAR = 72, 180, 110
LEFT_OUT, LETTERS = "#9ca3af", "#dc2626"
RECORDS, OBJECTS, PROFILES = "#93b4f5", "#2563eb", "#16a34a"


Names = tuple[str, str]
"""What two mappings are called."""


def comparison_picture(compared: Comparison, names: Names) -> Picture:
    """The pictures of both mappings, one below the other."""
    first, second = (picture(*each) for each in zip((compared.first, compared.second), names, strict=True))
    moved = tuple(replace(shape, y=shape.y + first.height) for shape in second.shapes)
    return Picture(WIDTH, first.height + second.height, first.shapes + moved)


def picture(found: Report, name: str = "") -> Picture:
    """Three bars, as high as their numbers, with what becomes nothing below the first two.

    Args:
        found: the rehearsal.
        name: what its mapping is called where there are two.
    """
    updates = sum(each.updates for each in found.sources)
    most = max(found.records, 1)
    with_name = name and f" with {name}"
    stages = (
        (
            "record",
            found.records,
            [
                (found.records - found.dropped - found.refused, RECORDS, ""),
                (found.dropped, LEFT_OUT, f"{found.dropped:,} left out by tasks"),
                (found.refused, LETTERS, counted(found.refused, "dead letter")),
            ],
        ),
        ("object", found.objects, [(found.objects, OBJECTS, ""), (updates, LEFT_OUT, f"{updates:,} came again")]),
        ("profile", found.profiles, [(found.profiles, PROFILES, "")]),
    )
    shapes: list[Shape] = [
        Label(MARGIN, MARGIN + 12, f"{counted(found.records, 'record')}, rehearsed{readable(with_name)}", 16),
        Label(MARGIN, MARGIN + 32, _files(found), 12, FAINT),
    ]
    step = (WIDTH - 2 * MARGIN) / len(stages)
    for position, (what, number, parts) in enumerate(stages):
        x, y = MARGIN + position * step, float(TOP)
        for count, colour, words in parts:
            height = round(TALL * count / most, 2)
            if count:
                shapes.append(Box(round(x, 2), round(y, 2), BAR, max(height, 1), colour))
            if count and words:
                middle = round(max(y + height / 2 + 4, TOP + 10), 2)
                shapes.append(Label(round(x + BAR + 8, 2), middle, words, 12, colour))
            y += height
        shapes.append(Label(round(x, 2), TOP + TALL + 22, counted(number, what), 15, INK))
    shapes.append(Label(MARGIN, HEIGHT - 14, _last(found), 12, FAINT))
    return Picture(WIDTH, HEIGHT, tuple(shapes))


def _files(found: Report) -> str:
    return readable(", ".join(f"{each.name}: {each.file}" for each in found.sources))


def _last(found: Report) -> str:
    values = sum(each.groups for each in found.misses)
    return (
        f"{counted(found.unified, 'profile')} of several objects, the largest of {found.largest:,}; "
        f"{counted(found.suspicious, 'suspicious merge')}; {counted(values, 'value')} that no key unifies"
    )


def write_html(content: str, file: Path) -> None:
    """A page that needs nothing but itself.

    Raises:
        Refused: the file cannot be written.
    """
    write(file, content.encode(errors="backslashreplace"))


def page(found: Report) -> str:
    """The picture, and the report's tables."""
    return _page(svg(picture(found)), *_tables(found))


def comparison_page(compared: Comparison, names: Names) -> str:
    """Both pictures, both mappings side by side, the records that differ, and the tables of the second one."""
    return _page(
        svg(comparison_picture(compared, names)),
        _table("Side by side", ("", *names), compared_rows(compared)),
        _table("Records that differ", ("source", "records", "how", "first records"), [
            (each.source, each.count, each.what, numbered(each.numbers, each.count)) for each in compared.differences
        ]),
        f"<h2>{_text(f'With {names[1]}')}</h2>",
        *_tables(compared.second),
    )  # fmt: skip


def _page(*content: str) -> str:
    parts = [
        "<!doctype html>",
        '<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        "<title>Rehearsal</title>",
        "<style>body{font-family:system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#111827}"
        "svg{max-width:100%;height:auto}div{overflow-x:auto}"
        "table{border-collapse:collapse}td,th{padding:.2rem .8rem .2rem 0;text-align:left;vertical-align:top}"
        "td.n{text-align:right}small{color:#6b7280}</style>",
        *content,
        "</html>",
    ]  # fmt: skip
    return "\n".join(part for part in parts if part) + "\n"


def _tables(found: Report) -> list[str]:
    return [
        _table("Sources", ("source", "file", "read as", "records", "objects"), [
            (each.name, each.file, each.read_as, each.records, each.objects) for each in found.sources
        ]),
        _table("What has been found out of the files", ("source", "note"), [
            (each.name, note) for each in found.sources for note in _notes(each)
        ]),
        _table("Left out, dead letters and unreadable lines", ("source", "records", "why", "remedy", "first lines"), [
            row for each in found.sources for row in _lost(each)
        ]),
        _table("How objects found their profile", ("source", "key", "objects"), [
            (each.name, key, count) for each in found.sources for key, count in each.joined.items()
        ]),
        _table("Suspicious merges", ("objects", "why", "key", "value", "brought at least"), [
            (each.objects, each.why, each.key, each.value, each.brought) for each in found.merges
        ]),
        _table("Likely misses", ("what", "values", "profiles", "such as", "remedy"), [
            (each.what, each.groups, each.profiles, ", ".join(each.examples), each.remedy) for each in found.misses
        ]),
        _table("What fills the profiles", ("field", "profiles", "from", "replaced"), [
            (each.path, each.profiles, _counts(each.sources), _counts(each.replaced)) for each in found.fields
        ]),
        _table("What nothing reads, and what no record has", ("source", "nothing reads", "no record has"), [
            (each.name, ", ".join(each.unread), ", ".join(each.missing))
            for each in found.sources if each.unread or each.missing
        ]),
        *(f"<p><small>{_text(each)}</small></p>" for each in found.reach),
    ]  # fmt: skip


def _notes(source: SourceReport) -> list[str]:
    """What has been found out of a file."""
    return [
        *source.notes,
        *([f"{counted(source.empty_lines, 'empty line')} passed over"] if source.empty_lines else []),
    ]


def _lost(source: SourceReport) -> list[tuple[object, ...]]:
    """What did not become an object, a row each."""
    return [
        *((source.name, each.count, each.reason, "", each.lines) for each in (*source.unreadable, *source.dropped)),
        *((source.name, each.count, each.message, each.remedy, each.lines) for each in source.refused),
    ]


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())


def _table(title: str, columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> str:
    """A table; nothing where it has no rows."""
    if not rows:
        return ""
    head = "".join(f"<th>{_text(each)}</th>" for each in columns)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f"<h2>{_text(title)}</h2><div><table><tr>{head}</tr>{body}</table></div>"


def _cell(value: object) -> str:
    if isinstance(value, int):
        return f'<td class="n">{value:,}</td>'
    text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return f"<td>{_text(text)}</td>"


def _text(text: str) -> str:
    return escape(readable(text))
