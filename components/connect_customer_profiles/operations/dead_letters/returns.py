"""What becomes of letters behind the calls: deleted once they are done with, hidden or shown again while they stay."""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from ...aws.errors import AwsError
from ...aws.sqs import BATCH
from .batches import Batches
from .holding import Held
from .messages import Letter
from .ports import LetterQueue

MOST_STAYING = 100_000
"""The number of letters that a run can leave in the queue. SQS hides about 120,000 messages of a queue at a time
(https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html)."""
HIDING_THREADS = 4


class Returns:
    """Deletes and hides letters in batches of ten, behind the threads that have one at a time.

    Letters that stay in the queue are hidden for no longer than any other received letter, so that they come back soon
    even if the run is killed; as long as it lives, they are hidden again and again.

    Args:
        source: the queue.
        visibility: seconds for which SQS hides a received letter.
        clock: seconds that only go forward.
        deleted: called with the number of letters that were deleted.
        failed: called with the error of a batch that could be neither deleted nor hidden: what it was about comes back.
    """

    def __init__(
        self,
        source: LetterQueue,
        visibility: int,
        clock: Callable[[], float],
        deleted: Callable[[int], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._source = source
        self._visibility = visibility
        self._clock = clock
        self._deleted = deleted
        self._guard = threading.Lock()
        self._staying: dict[str, tuple[Letter, float]] = {}
        self._leaving: dict[str, str] = {}
        self._deleting = Batches(self._delete, failed, size=BATCH, threads=2)
        self._failed = failed
        self._hiding = self._hiders()

    @property
    def staying(self) -> int:
        """The number of letters that stay in the queue, hidden by this run."""
        with self._guard:
            now = self._clock()
            return sum(until > now for _, until in self._staying.values())

    @property
    def leaving(self) -> int:
        """The number of letters that are about to be deleted."""
        return len(self._leaving)

    def start(self) -> None:
        """Begin."""
        self._deleting.start()
        self._hiding.start()

    def close(self) -> None:
        """Returns when everything is deleted and hidden."""
        self._deleting.close()
        self._hiding.close()

    def delete(self, letter: Letter) -> None:
        """Delete a letter."""
        with self._guard:
            self._leaving[letter.identity] = letter.receipt
        self._deleting.put(letter)

    def hide(self, letter: Letter, seconds: int) -> None:
        """Hide a letter for so many seconds from now; 0 shows it."""
        self._hiding.put((letter, seconds))

    def stay(self, letter: Letter) -> bool:
        """Leave a letter in the queue, hidden from this run until its end; False if there are too many of them."""
        with self._guard:
            kept = replace(letter, body="", error="", attributes={})
            self._staying[letter.identity] = (kept, self._clock() + self._visibility)
            return len(self._staying) <= MOST_STAYING

    def stays(self, letter: Letter) -> bool:
        """Whether a letter was left in the queue already: it has come back too early."""
        with self._guard:
            return letter.identity in self._staying

    def leaves(self, letter: Letter) -> bool:
        """Whether a letter is about to be deleted already: by its newest receipt, as it has come back too early."""
        with self._guard:
            leaves = letter.identity in self._leaving
            if leaves:
                self._leaving[letter.identity] = letter.receipt
            return leaves

    def keep_hidden(self, held: Sequence[Held]) -> None:
        """Hide letters that are held for longer, and those that stay if it is time."""
        for first in range(0, len(held), BATCH):
            try:
                self._source.hide([(each.letter, self._visibility) for each in held[first : first + BATCH]])
            except AwsError:  # they come back sooner, and are put once more
                continue
        now = self._clock()
        with self._guard:
            ending = [each for each, until in self._staying.values() if until < now + self._visibility / 2]
            self._staying |= {each.identity: (each, now + self._visibility) for each in ending}
        for letter in ending:
            self.hide(letter, self._visibility)

    def show(self, held: Iterable[Held]) -> None:
        """Show letters again: those that were still held, and those that stay. Nobody hides any more."""
        # What still waits to be hidden must not be hidden after it was shown.
        self._hiding.close()
        self._hiding = self._hiders()
        self._hiding.start()
        with self._guard:
            staying = [each for each, _ in self._staying.values()]
        for letter in (*(each.letter for each in held), *staying):
            self.hide(letter, 0)

    def _hiders(self) -> Batches[tuple[Letter, int]]:
        return Batches(self._hide, self._failed, size=BATCH, threads=HIDING_THREADS)

    def _delete(self, batch: list[Letter]) -> None:
        try:
            failed = self._source.delete(batch)
            if failed:
                failed = self._source.delete(failed)
        finally:
            with self._guard:
                newest = [replace(each, receipt=self._leaving.pop(each.identity)) for each in batch]
        self._deleted(len(batch) - len(failed))
        again = [each for each, before in zip(newest, batch, strict=True) if each.receipt != before.receipt]
        if again:
            self._source.delete(again)

    def _hide(self, batch: list[tuple[Letter, int]]) -> None:
        for letter in self._source.hide(batch):
            # Deleted or moved by somebody, or visible again: then it is received once more.
            with self._guard:
                if letter.identity in self._staying:
                    self._staying[letter.identity] = (self._staying[letter.identity][0], 0.0)
