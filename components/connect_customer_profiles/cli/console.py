"""The output of a command: tables and colours on a terminal, aligned plain lines elsewhere, JSON for machines."""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from ..rules import rfc3339
from ..rules.screen import readable

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

    def document(self, document: Any) -> None:
        """A JSON document, with `--json`."""
        if self.as_json:
            sys.stdout.write(json.dumps(document, indent=2, default=_plain) + "\n")

    def event(self, document: Any) -> None:
        """One JSON document on one line, with `--json`: for commands that keep running."""
        if self.as_json:
            sys.stdout.write(json.dumps(document, default=_plain) + "\n")
            sys.stdout.flush()

    def line(self, text: str = "", style: str = "") -> None:
        """One line for people; `style` is one of `STYLES`."""
        if not self.as_json:
            self.console.print(Text(readable(text), style=STYLES.get(style, style)), soft_wrap=True)

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
        """Show a table; numbers are aligned to the right.

        Args:
            columns: the headings; "" for none.
            rows: one cell per column; numbers are grouped.
            style: returns the style of a row, one of `STYLES`.
        """
        self.show(table(columns, rows, style), aligned(columns, rows))


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


def cell(value: Any) -> str:
    """A value in readable form, on one line."""
    if value is None or value == "":
        return "-"
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return readable(str(value))


def _numeric(rows: Sequence[Sequence[Any]], index: int) -> bool:
    return any(isinstance(row[index], (int, float)) for row in rows)


def _plain(value: Any) -> str:
    return rfc3339(value) if isinstance(value, datetime) else str(value)
