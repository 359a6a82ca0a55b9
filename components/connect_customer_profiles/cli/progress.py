"""How far a command is, and what it waits for. Standard error, so that standard output has the result alone."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from .console import Output
from .endings import complain

SECONDS = 10.0
"""Between two lines where no terminal shows a bar."""
QUIET_SECONDS = 5.0
"""Between two lines about calls that wait: many calls of a command may be throttled at once."""


class Report(Protocol):
    """Says how far a command is."""

    def __call__(self, done: int, every: int | None, remark: str = "") -> None:
        """The number of things that are done, that of all (None where nobody knows it), and a remark."""


@contextmanager
def progress(out: Output, things: str) -> Iterator[Report]:
    """Report how far a command is: by a bar on a terminal, by a line now and then elsewhere; not at all with `--json`.

    Args:
        out: the command's output.
        things: what is counted, such as `letters`.
    """
    console = Console(stderr=True)
    if out.as_json:
        yield _nothing
    elif console.is_terminal:
        with _bar(console, things) as report:
            yield report
    else:
        yield _Lines(things)


def _nothing(done: int, every: int | None, remark: str = "") -> None:
    pass


@contextmanager
def _bar(console: Console, things: str) -> Iterator[Report]:
    columns = (
        *(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()),
        TextColumn("{task.fields[remark]}"),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        bar = bars.add_task(things, total=None, remark="")

        def report(done: int, every: int | None, remark: str = "") -> None:
            bars.update(bar, completed=done, total=every, remark=remark)

        yield report


class _Lines:
    """Says it in a line, not too often."""

    def __init__(self, things: str) -> None:
        self._things = things
        self._next = time.monotonic() + SECONDS
        self._guard = threading.Lock()

    def __call__(self, done: int, every: int | None, remark: str = "") -> None:
        with self._guard:
            if time.monotonic() < self._next:
                return
            self._next = time.monotonic() + SECONDS
        of = "" if every is None else f" of {every:,}"
        complain(f"{done:,}{of} {self._things}{remark and f', {remark}'}")


class _Waiting(logging.Handler):
    """Says what calls wait for, not too often."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self._next = 0.0

    def emit(self, record: logging.LogRecord) -> None:
        """Print the message of a call that waits."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + QUIET_SECONDS
            complain(record.getMessage())


@contextmanager
def waiting_told() -> Iterator[None]:
    """Meanwhile a line on standard error says when calls to AWS wait because they are throttled."""
    logger, handler = logging.getLogger(__name__.partition(".")[0]), _Waiting()
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)
