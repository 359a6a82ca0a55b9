"""The cloud's clock: runs at a chosen speed, can be moved forward, and is never behind the wall clock."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

FASTEST = 1_000_000
LAST = datetime(9000, 1, 1, tzinfo=UTC).timestamp()
"""The clock stands still there: later times are none that a calendar has."""


@dataclass
class Clock:
    """Cloud time as epoch seconds.

    Cloud time starts at wall time. `speed` is cloud seconds per wall second (default 1, at least 1, so that cloud
    time cannot fall behind wall time and signatures and schedules stay plausible).
    """

    wall: Callable[[], float] = time.time
    speed: float = 1.0

    def __post_init__(self) -> None:
        self._wall_base = self.wall()
        self._cloud_base = self._wall_base

    def now(self) -> float:
        """Cloud time in epoch seconds."""
        wall = self.wall()
        return min(LAST, max(wall, self._cloud_base + (wall - self._wall_base) * self.speed))

    def set_speed(self, speed: float) -> None:
        """Runs on at `speed` cloud seconds per wall second from now on."""
        if not 1 <= speed <= FASTEST:
            raise ValueError(f"speed must be at least 1 and at most {FASTEST:,}, is {speed}")
        self._rebase()
        self.speed = speed

    def advance(self, seconds: float) -> None:
        """Moves cloud time forward by `seconds`."""
        if not 0 <= seconds <= LAST - self.now():
            raise ValueError(f"the clock only moves forward, as far as the year 9000, not by {seconds} seconds")
        self._rebase()
        self._cloud_base += seconds

    def reset(self) -> None:
        """Back to wall time at speed 1."""
        self.speed = 1.0
        self._wall_base = self._cloud_base = self.wall()

    def saved(self) -> tuple[float, float]:
        """What a later process needs to go on from here: cloud time and speed."""
        return self.now(), self.speed

    def restore(self, saved: tuple[float, float]) -> None:
        """Goes on from a saved clock; time that passed in between counts once."""
        cloud, self.speed = saved
        self._wall_base = self.wall()
        self._cloud_base = max(cloud, self._wall_base)

    def _rebase(self) -> None:
        now = self.now()
        self._wall_base = self.wall()
        self._cloud_base = now
