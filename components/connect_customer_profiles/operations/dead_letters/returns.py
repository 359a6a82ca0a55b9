"""What becomes of letters behind the calls: deleted once they are done with, hidden or shown again while they stay."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from ...aws.errors import AwsError
from ...aws.sqs import BATCH
from .batches import Batches
from .holding import Held
from .messages import Letter
from .ports import LetterQueue

REMEMBERED = 5000
"""The number of letters that stay in the queue and are made visible again at the end; others become visible by
themselves."""


class Returns:
    """Deletes and hides letters in batches of ten, behind the threads that have one at a time.

    Args:
        source: the queue.
        deleted: called with the number of letters that were deleted.
        failed: called with the error of a batch that could be neither deleted nor hidden: what it was about comes back.
    """

    def __init__(
        self, source: LetterQueue, deleted: Callable[[int], None], failed: Callable[[Exception], None]
    ) -> None:
        self._source = source
        self._deleted = deleted
        self._staying: list[Letter] = []
        self._deleting = Batches(self._delete, failed, size=BATCH, threads=2)
        self._hiding = Batches(self._hide, failed, size=BATCH)

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
        self._deleting.put(letter)

    def hide(self, letter: Letter, seconds: int) -> None:
        """Hide a letter for so many seconds from now; 0 shows it."""
        self._hiding.put((letter, seconds))

    def stay(self, letter: Letter, seconds: int) -> None:
        """Leave a letter in the queue, hidden from this run; the first ones are made visible again at its end."""
        self.hide(letter, seconds)
        if len(self._staying) < REMEMBERED:
            self._staying.append(replace(letter, body="", attributes={}))

    def keep_hidden(self, held: Sequence[Held], seconds: int) -> None:
        """Hide letters that are held for longer."""
        for first in range(0, len(held), BATCH):
            try:
                self._source.hide([(each.letter, seconds) for each in held[first : first + BATCH]])
            except AwsError:  # they come back sooner, and are put once more
                continue

    def show(self, held: Iterable[Held]) -> None:
        """Show letters again: those that were still held, and those that stay."""
        for letter in (*(each.letter for each in held), *self._staying):
            self.hide(letter, 0)

    def _delete(self, batch: list[Letter]) -> None:
        failed = self._source.delete(batch)
        if failed:
            failed = self._source.delete(failed)
        self._deleted(len(batch) - len(failed))

    def _hide(self, batch: list[tuple[Letter, int]]) -> None:
        self._source.hide(batch)
