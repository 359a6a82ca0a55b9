"""What a command says in its three outputs: for people through a pipe and on a terminal, and for machines."""

import contextlib
import functools
import json
import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from connect_customer_profiles.aws.errors import on_one_line
from connect_customer_profiles.cli.console import Output
from connect_customer_profiles.operations.targets import Target
from connect_customer_profiles.rules.screen import readable
from rich.console import RenderableType

from tests.hostile.corpus import ANSI, BIDI, CONTROL, INVISIBLE, LINES, OSC, SURROGATES, TEXTS

EVERYTHING = "".join(TEXTS)
"""All texts at once: each place shows them all."""
MARK = "mark-of-what-is-shown"
HARMLESS = f"{MARK} {re.sub(r'[^A-Za-z0-9]+', ' ', EVERYTHING)}"
"""The same words, so that a message means the same, without what a screen would obey."""
_HOSTILE = {
    each
    for each in "".join((*ANSI, *BIDI, *CONTROL, *INVISIBLE, *LINES, *OSC, *SURROGATES))
    if not (each == "\n" or (each.isascii() and each.isprintable()))
}
"""Named here and not asked of the product, which a test could not refute then."""
OF_TERMINALS = re.compile(r"\x1b\[(?:[0-9;]*[mAKJ]|\?25[lh])|\r")
"""What rich itself sends to a terminal."""


@dataclass(frozen=True)
class Said:
    """What a run has said.

    Attributes:
        code: its exit code.
        piped: the lines of standard output that is no terminal.
        terminal: what a terminal of 80 columns gets.
        json: the document, or with `watch` one a line.
        err: the lines of standard error that is no terminal.
    """

    code: int
    piped: str
    terminal: str
    json: str
    err: str


class AtOnce(Output):
    """In the place of a command's output: the same facts in all three."""

    def __init__(self, *people: Output) -> None:
        super().__init__(as_json=False, console=people[0].console)
        self._people = people
        self._machines = Output(as_json=True, console=people[0].console)

    def document(
        self, document: dict[str, Any], target: Target | None, *, attention: bool = False, lines: bool = False
    ) -> None:
        """The document."""
        self._machines.document(document, target, attention=attention, lines=lines)

    def line(self, text: str = "", style: str = "") -> None:
        """One line, which a terminal may wrap."""
        for each in self._people:
            each.line(text, style)

    def verbatim(self, text: str, style: str = "") -> None:
        """One line."""
        for each in self._people:
            each.verbatim(text, style)

    def show(self, renderable: RenderableType, plain: Iterable[str] = ()) -> None:
        """An object, and the lines in its place."""
        lines = list(plain)
        for each in self._people:
            each.show(renderable, lines)

    def table(
        self, columns: Sequence[str], rows: Sequence[Sequence[Any]], style: Callable[[Sequence[Any]], str] | None = None
    ) -> None:
        """A table."""
        for each in self._people:
            each.table(columns, rows, style)


@contextlib.contextmanager
def on_terminal() -> Iterator[tuple[TextIO, Callable[[], str]]]:
    """A pseudo-terminal, and what it has been sent once it is closed."""
    master, slave = os.openpty()
    chunks: list[bytes] = []

    def read() -> None:
        with contextlib.suppress(OSError):
            while chunk := os.read(master, 65536):
                chunks.append(chunk)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        with os.fdopen(slave, "w", encoding="utf-8", errors="backslashreplace") as terminal:
            yield terminal, lambda: b"".join(chunks).decode()
    finally:
        reader.join()
        os.close(master)


def raw(text: str) -> list[str]:
    """The characters that a screen would obey, or show as nothing."""
    return sorted(_HOSTILE & set(text))


@functools.cache
def _forms() -> tuple[str, ...]:
    """All texts as an output may have them, on one line: escaped for a screen, or as Python or JSON has them."""
    shown = (
        readable(EVERYTHING),
        readable(json.dumps(EVERYTHING, ensure_ascii=False)),
        readable(json.dumps(EVERYTHING)),
        readable(repr(EVERYTHING)[1:-1]),
        readable(on_one_line(EVERYTHING)),
    )
    # Of an ARN, the last segment is shown.
    return tuple(each.strip().rpartition("/")[2] for each in shown)


def shows(output: str) -> bool:
    """Whether an output has all texts, in one form or another."""
    written = _without_spaces(output)
    return any(_without_spaces(each) in written for each in _forms())


def _without_spaces(text: str) -> str:
    """A text as it is found again where a terminal has wrapped it."""
    return "".join(text.split())


def has_all(text: str) -> bool:
    """Whether a text of a document has all texts as they are, or as an error, a rule or a README quotes them."""
    itself = (EVERYTHING, on_one_line(EVERYTHING), repr(EVERYTHING)[1:-1], EVERYTHING.rpartition("/")[2])
    return any(each in text for each in itself) or shows(text)
