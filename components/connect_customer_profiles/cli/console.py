"""The output of a command: tables and colours on a terminal, aligned plain lines elsewhere, JSON for machines."""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from ..operations.targets import Target
from ..rules import rfc3339
from ..rules.screen import readable
from .documents import formed
from .suggestions import completed_document, pieces
from .wrapping import wrapped

EMPTY = "-"
"""In the place of a value: there is none."""
STYLES = {"good": "green", "busy": "cyan", "bad": "bold red", "faint": "dim"}
"""The colour of each style. No information depends on colours."""


class Output:
    """The standard output of one command.

    Args:
        as_json: whether to print documents only, and nothing for people.
    """

    def __init__(self, *, as_json: bool, console: Console | None = None) -> None:
        self.as_json = as_json
        self.console = console or Console(highlight=False)

    def document(
        self, document: dict[str, Any], target: Target | None, *, attention: bool = False, lines: bool = False
    ) -> None:
        """A JSON document, with `--json`; see `documents.formed`.

        Args:
            document: its own members.
            target: what it is about.
            attention: whether somebody should look.
            lines: whether it is one of several, each on a line: for commands that keep running.
        """
        if self.as_json:
            found = completed_document(formed(document, target, attention=attention))
            sys.stdout.write(json.dumps(found, indent=None if lines else 2, default=str) + "\n")
            sys.stdout.flush()

    def line(self, text: str = "", style: str = "") -> None:
        """One line for people, with the options in the commands that it suggests; `style` is one of `STYLES`. On a
        terminal that is too narrow for it, several; see `wrapping`."""
        self._print(pieces(text), style)

    def verbatim(self, text: str, style: str = "") -> None:
        """One line for people, as it is: something to copy."""
        self._print([(text, True)], style)

    def _print(self, parts: Iterable[tuple[str, bool]], style: str) -> None:
        if self.as_json:
            return
        shown = [(readable(part), whole) for part, whole in parts]
        lines = wrapped(shown, self.console.width) if self.console.is_terminal else ["".join(part for part, _ in shown)]
        self.console.print(Text("\n".join(lines), style=STYLES.get(style, style)), soft_wrap=True)

    def show(self, renderable: RenderableType, plain: Iterable[str] = ()) -> None:
        """Show an object on a terminal, and plain lines elsewhere."""
        if self.as_json:
            return
        if self.console.is_terminal:
            self.console.print(renderable)
        else:
            for line in plain:
                self.line(line)

    def table(
        self, columns: Sequence[str], rows: Sequence[Sequence[Any]], style: Callable[[Sequence[Any]], str] | None = None
    ) -> None:
        """Show a table, or on a terminal that is too narrow for it a block of lines for each row; numbers are aligned
        to the right.

        Args:
            columns: the headings; "" for none.
            rows: one cell per column; numbers are grouped.
            style: returns the style of a row, one of `STYLES`.
        """
        plain = aligned(columns, rows)
        if self.console.is_terminal and max(map(cell_len, plain)) > self.console.width:
            for row in rows:
                first, *others = stacked(columns, row)
                self.verbatim(first, style(row) if style else "bold")
                for line in others:
                    self._print([(line, False)], "")
        else:
            self.show(table(columns, rows, style), plain)


def table(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], style: Callable[[Sequence[Any]], str] | None = None
) -> Table:
    """The table for a terminal."""
    made = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for index, head in enumerate(columns):
        made.add_column(head, justify="right" if _numeric(rows, index) else "left", overflow="fold")
    for row in rows:
        made.add_row(*(Text(cell(each)) for each in row), style=STYLES.get(style(row), "") if style else "")
    return made


def aligned(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[str]:
    """The same as plain lines."""
    cells = [list(columns), *([cell(each) for each in row] for row in rows)]
    widths = [max(len(row[index]) for row in cells) for index in range(len(columns))]
    numeric = [_numeric(rows, index) for index in range(len(columns))]
    return [
        "  ".join(
            text.rjust(width) if right else text.ljust(width)
            for text, width, right in zip(row, widths, numeric, strict=True)
        ).rstrip()
        for row in cells
    ]


def stacked(columns: Sequence[str], row: Sequence[Any]) -> list[str]:
    """A row as lines: its first cell, then each other that says anything, after its heading."""
    width = max(map(len, columns[1:]), default=0)
    named = zip(columns[1:], (cell(each).strip() for each in row[1:]), strict=True)
    return [cell(row[0]), *(f"  {head.ljust(width)}  {text}" for head, text in named if text != EMPTY)]


def cell(value: Any) -> str:
    """A value in readable form, on one line."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return readable(str(value))


def counted(number: int, thing: str) -> str:
    """A number of things."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _numeric(rows: Sequence[Sequence[Any]], index: int) -> bool:
    return any(isinstance(row[index], (int, float)) for row in rows)
