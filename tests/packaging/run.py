"""A test run of several processes."""

import fcntl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """What the processes of a test run share.

    Attributes:
        folder: a temporary folder of all of them.
    """

    folder: Path

    def once(self, what: str, action: Callable[[], object]) -> None:
        """Does in the process that comes first what all need; the others wait for it."""
        done = self.folder / f"{what}.done"
        with (self.folder / f"{what}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                action()
                done.touch()
