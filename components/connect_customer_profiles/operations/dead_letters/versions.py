"""The versions of one object: the service keeps the one that was ingested last, which has to be the newest. Pure."""

import bisect
import sqlite3
from collections import defaultdict
from collections.abc import Hashable

REMEMBERED = 100_000
"""Objects of which is known what was stored last."""


class Versions:
    """In which order letters about the same object go. A letter without a known object waits for none."""

    def __init__(self) -> None:
        self._held: defaultdict[Hashable, list[float]] = defaultdict(list)
        self._begun: set[Hashable] = set()
        # A table takes a third of a dictionary's memory. Any thread may ask: the lock of the run keeps them apart.
        self._stored = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._stored.execute("CREATE TABLE stored (turn INTEGER PRIMARY KEY, about INTEGER UNIQUE, sent REAL)")
        self._count = 0

    def hold(self, about: Hashable | None, sent: float) -> None:
        """Note a letter that is held: when it was sent, in epoch seconds."""
        if about is not None:
            bisect.insort(self._held[about], sent)

    def drop(self, about: Hashable | None, sent: float) -> None:
        """Note that a letter is held no more."""
        if about is not None:
            self._held[about].remove(sent)
            if not self._held[about]:
                del self._held[about]

    def goes_first(self, about: Hashable | None, sent: float) -> bool:
        """Whether no older version is held, and none is on its way, which one that SQS delivers late would replace."""
        return about is None or (about not in self._begun and sent <= self._held[about][0])

    def begin(self, about: Hashable | None) -> None:
        """Note that a version is on its way."""
        if about is not None:
            self._begun.add(about)

    def end(self, about: Hashable | None) -> None:
        """Note that it has arrived, or has not."""
        self._begun.discard(about)

    def store(self, about: Hashable | None, sent: float) -> None:
        """Note that a version is stored."""
        if about is None:
            return
        latest = self._latest(about)
        if latest is None:
            self._count += 1
        self._stored.execute(
            "INSERT OR REPLACE INTO stored (about, sent) VALUES (?, ?)", (hash(about), max(sent, latest or sent))
        )
        if self._count > REMEMBERED:
            self._stored.execute("DELETE FROM stored WHERE turn = (SELECT min(turn) FROM stored)")
            self._count -= 1

    def superseded(self, about: Hashable | None, sent: float) -> bool:
        """Whether a newer version is stored, which this one would replace."""
        latest = None if about is None else self._latest(about)
        return latest is not None and sent < latest

    def _latest(self, about: Hashable) -> float | None:
        """When the version of an object that is stored was sent; None where none is known to be."""
        row = self._stored.execute("SELECT sent FROM stored WHERE about = ?", (hash(about),)).fetchone()
        return row[0] if row else None
