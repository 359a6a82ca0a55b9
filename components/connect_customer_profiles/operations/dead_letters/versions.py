"""The versions of one object: the service keeps the one that was ingested last, which has to be the newest. Pure."""

import bisect
from collections import defaultdict
from collections.abc import Hashable

REMEMBERED = 100_000
"""Objects of which is known what was stored last."""


class Versions:
    """In which order letters about the same object go. A letter without a known object waits for none."""

    def __init__(self) -> None:
        self._held: defaultdict[Hashable, list[float]] = defaultdict(list)
        self._begun: set[Hashable] = set()
        self._stored: dict[Hashable, float] = {}

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
        if about is not None:
            latest = max(sent, self._stored.pop(about, sent))
            if len(self._stored) >= REMEMBERED:
                del self._stored[next(iter(self._stored))]
            self._stored[about] = latest

    def superseded(self, about: Hashable | None, sent: float) -> bool:
        """Whether a newer version is stored, which this one would replace."""
        return about is not None and sent < self._stored.get(about, sent)
