"""Show the steps of a set-up that takes minutes: a spinner on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager


class Progress(Protocol):
    """What a set-up tells about itself."""

    def step(self, title: str, note: str = "") -> AbstractContextManager[None]:
        """Announce a step for as long as the context lasts.

        Args:
            title: What is being done, for example `building pulumi v3.259.0`.
            note: What to expect, for example `about 4 minutes, once`.
        """
        ...


class PlainProgress:
    """One line when a step starts and, for steps of a second and more, one when it has finished."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """Write to a stream, by default the standard error stream of the moment."""
        self._stream = stream

    @contextmanager
    def step(self, title: str, note: str = "") -> Iterator[None]:
        """Announce a step."""
        started = time.monotonic()
        self._line(f"engine: {title} ({note}) ..." if note else f"engine: {title} ...")
        yield
        elapsed = time.monotonic() - started
        if elapsed >= 1:
            self._line(f"engine: {title}: done in {duration(elapsed)}")

    def _line(self, text: str) -> None:
        print(text, file=self._stream or sys.stderr, flush=True)


class TerminalProgress:
    """A spinner with the elapsed time while a step runs, one line with a tick after it."""

    @contextmanager
    def step(self, title: str, note: str = "") -> Iterator[None]:
        """Announce a step."""
        from rich.console import Console
        from rich.markup import escape
        from rich.progress import Progress as Display
        from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

        console = Console(stderr=True)
        started = time.monotonic()
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        with Display(*columns, console=console, transient=True) as display:
            display.add_task(f"engine: {escape(title)}" + (f" [dim]({escape(note)})[/]" if note else ""), total=None)
            yield
        console.print(
            f"[green]✓[/] engine: {escape(title)} [dim]{duration(time.monotonic() - started)}[/]", highlight=False
        )


def default_progress() -> Progress:
    """The progress that fits the standard error stream."""
    return TerminalProgress() if sys.stderr.isatty() else PlainProgress()


def duration(seconds: float) -> str:
    """A duration as a person reads it: `0.4 s`, `12 s`, `3 min 20 s`."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
