"""Polls any number of integrations in one thread, one call at a time."""

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from typing import Protocol

from ..aws.errors import AwsError
from .state import State

FIRST_PAUSE = 3.0
LONGEST_PAUSE = 60.0
BACK_OFF = 1.5
LOOKS_PER_SECOND = 2
"""For all integrations together, because others are being started at the same time with the same quotas."""


class Watched(Protocol):
    """An integration that is polled.

    Attributes:
        state: its last known state.
        deadline: when polling ends, on the poller's clock.
        pause: seconds until the next poll.
    """

    state: State
    deadline: float
    pause: float

    @property
    def done(self) -> Callable[[State | Exception], None]:
        """Called with the state at the end, or with what went wrong."""
        ...

    def look(self) -> bool:
        """Read the progress, and say whether polling is over."""
        ...


class Poller:
    """Polls integrations one at a time, and each less and less often."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._due: list[tuple[float, int, Watched]] = []
        self._order = itertools.count()
        self._next_look = 0.0
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def add(self, watched: Watched) -> None:
        """Add an integration; it is polled at once."""
        with self._changed:
            heapq.heappush(self._due, (self._clock(), next(self._order), watched))
            if self._thread is None:
                # A daemon: the program's end, Ctrl-C included, does not wait for it.
                self._thread = threading.Thread(target=self._run, daemon=True, name="ingestion-poller")
                self._thread.start()
            self._changed.notify()

    def _run(self) -> None:
        while True:
            watched, unanswered = self._next(), None
            try:
                over = watched.look()
            except Exception as error:  # noqa: BLE001 - handed to the program, which shows it
                if not isinstance(error, AwsError) or error.answered:
                    watched.done(error)
                    continue
                over, unanswered = False, error
            if over or self._clock() >= watched.deadline:
                # Whoever got no answer at the end does not know how things are.
                watched.done(unanswered or watched.state)
                continue
            with self._changed:
                due = min(self._clock() + watched.pause, watched.deadline)
                heapq.heappush(self._due, (due, next(self._order), watched))
            watched.pause = min(watched.pause * BACK_OFF, LONGEST_PAUSE)

    def _next(self) -> Watched:
        with self._changed:
            while (pause := self._pause()) is None or pause > 0:
                self._changed.wait(pause)
            self._next_look = self._clock() + 1 / LOOKS_PER_SECOND
            return heapq.heappop(self._due)[2]

    def _pause(self) -> float | None:
        """Seconds until the next poll; None if there is no integration left."""
        return max(self._due[0][0], self._next_look) - self._clock() if self._due else None
