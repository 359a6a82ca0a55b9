"""The letters that a redrive holds: bounded in number and size, each let go when its time has come."""

import heapq
import itertools
import threading
from collections.abc import Hashable
from dataclasses import dataclass, replace

from ...aws.sqs import BATCH
from .decisions import Limits, Verdict
from .messages import Letter
from .versions import Versions

LETTER_BYTES = 2**20
"""The size that a letter may have: 1 MiB
(https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html)."""


@dataclass(eq=False)
class Held:
    """A letter that was received and is neither stored nor given back.

    Attributes:
        letter: the letter.
        found_by: the keys that may find the profile that its object belongs to; none where they are unknown.
        about: the object; None where that is unknown.
        verdict: what is to be done with it.
        hidden_until: when SQS shows it again, on the run's clock.
        attempts: calls that were made for it.
        begun: whether it is on its way.
    """

    letter: Letter
    found_by: tuple[Hashable, ...]
    about: Hashable | None
    verdict: Verdict
    hidden_until: float
    attempts: int = 0
    begun: bool = False


class Holding:
    """What is held, and when each letter is due.

    Methods are called with the lock of `changed` held; it is notified whenever a letter becomes due or leaves.

    Args:
        limits: how much is held at most.
        most: letters to admit at most; None for all.
        versions: which of the letters about one object goes first.

    Attributes:
        changed: the condition of the run that holds them.
    """

    def __init__(self, limits: Limits, most: int | None, versions: Versions) -> None:
        self.changed = threading.Condition(threading.RLock())
        self._limits = limits
        self._most = most
        self._versions = versions
        self._held: dict[str, Held] = {}
        self._bytes = 0
        self._due: list[tuple[float, int, Held]] = []
        self._order = itertools.count()
        self._admitted = self._reserved = 0

    def __len__(self) -> int:
        return len(self._held)

    @property
    def letters(self) -> list[Held]:
        """Everything that is held."""
        return list(self._held.values())

    @property
    def waiting(self) -> bool:
        """Whether everything that is held waits for its time: no call is under way."""
        return len(self._held) == len(self._due)

    @property
    def exhausted(self) -> bool:
        """Whether as many letters were admitted as may be, and all of them have left."""
        return self._most is not None and self._admitted >= self._most and not self._held and not self._reserved

    def reserve(self) -> int:
        """Make room for the letters of one receive; 0 where there is none."""
        free = self._limits.held - len(self._held) - self._reserved
        if self._most is not None:
            free = min(free, self._most - self._admitted - self._reserved)
        if free <= 0 or self._bytes + self._reserved * LETTER_BYTES >= self._limits.held_bytes:
            return 0
        room = min(free, BATCH)
        self._reserved += room
        return room

    def release(self, room: int) -> None:
        """Give back the room of a receive that is over."""
        self._reserved -= room

    def admit(self, held: Held, due: float) -> None:
        """Take a letter in that is due then."""
        self._admitted += 1
        self._held[held.letter.identity] = held
        self._bytes += len(held.letter.body)
        self._versions.hold(held.about, held.letter.sent)
        self.schedule(held, due)

    def again(self, letter: Letter) -> bool:
        """Whether a letter is held already: SQS delivered it once more, and deletes it by the newest receipt only
        (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html)."""
        held = self._held.get(letter.identity)
        if held is not None:
            held.letter = replace(held.letter, receipt=letter.receipt)
        return held is not None

    def begin(self, held: Held) -> None:
        """A letter is on its way, until it waits again or is dropped."""
        held.begun = True
        self._versions.begin(held.about)

    def schedule(self, held: Held, due: float) -> None:
        """Let a letter wait until it is due."""
        self._end(held)
        heapq.heappush(self._due, (due, next(self._order), held))
        self.changed.notify_all()

    def next_due(self) -> float | None:
        """When the first of the waiting letters is due; None where none waits."""
        return self._due[0][0] if self._due else None

    def take(self) -> Held:
        """The first of the waiting letters; it stays held until it is dropped."""
        return heapq.heappop(self._due)[2]

    def drop(self, held: Held) -> None:
        """A letter is held no more."""
        self._end(held)
        del self._held[held.letter.identity]
        self._bytes -= len(held.letter.body)
        self._versions.drop(held.about, held.letter.sent)
        self.changed.notify_all()

    def clear(self) -> None:
        """Nothing is held any more."""
        for held in self._held.values():
            self._end(held)
            self._versions.drop(held.about, held.letter.sent)
        self._held.clear()

    def _end(self, held: Held) -> None:
        if held.begun:
            held.begun = False
            self._versions.end(held.about)
