"""Looking at letters without changing or moving any: SQS shows a message only to whoever receives it, so each is made
visible again, and none is received where that counts."""

from collections.abc import Iterator
from dataclasses import dataclass

from ...aws.errors import AwsError
from ...aws.sqs import BATCH
from .decisions import Limits
from .letter_queue import Queue
from .messages import Letter

EMPTY_RECEIVES = 2
"""The number of long polls without a new letter after which the queue counts as empty."""


@dataclass(frozen=True)
class Unseen:
    """Letters that nobody could look at, as SQS counts them: approximately.

    Attributes:
        not_received: they wait in the queue, and looking at them would count as a delivery.
        not_reached: they wait in the queue too: beyond the limit, or visible only since the look.
        in_flight: somebody else has received them and not deleted them yet.
        delayed: they cannot be received yet.
        failed: SQS has moved them to the failure queue, or from there to its own, and nobody has looked at them there
            either; None if one of these queues cannot be seen.
    """

    not_received: int = 0
    not_reached: int = 0
    in_flight: int = 0
    delayed: int = 0
    failed: int | None = 0

    def __bool__(self) -> bool:
        return self != Unseen()


class Survey:
    """One look at the letters of a queue and of its failure queue.

    A queue with a redrive policy counts each look as a delivery, and its next one may move the letter away. So by
    default its letters are counted only, and those in its failure queue are looked at.
    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html

    Args:
        queue: the queue.
        receive: look at letters even if that counts as a delivery.
    """

    def __init__(self, queue: Queue, *, receive: bool = False) -> None:
        self._queue = queue
        self._receives = receive or queue.failures is None
        # A failure queue may have a redrive policy of its own.
        self._receives_failed = len(queue.behind) == 1 and queue.behind[0].known
        self._seen = self._seen_failed = 0

    def walk(self, most: int | None = None) -> Iterator[Letter]:
        """The letters that can be received now, each once; at the end all of them are shown to others again."""
        for letter in walk(self._queue, most) if self._receives else ():
            self._seen += 1
            yield letter
        if self._queue.failures and self._receives_failed and (most is None or self._seen < most):
            try:
                for letter in walk(self._queue.failures, None if most is None else most - self._seen):
                    self._seen_failed += 1
                    yield letter
            except AwsError:
                self._seen_failed = 0

    def unseen(self) -> Unseen:
        """The letters that `walk` cannot have shown, once it is over."""
        depth = self._queue.depth()
        counted = 0 if self._receives else depth.visible
        not_reached = max(0, depth.visible - counted - self._seen)
        return Unseen(counted, not_reached, depth.in_flight, depth.delayed, self._failed())

    def _failed(self) -> int | None:
        failed = self._queue.failed()
        return None if failed is None else max(0, failed - self._seen_failed)


def walk(queue: Queue, most: int | None = None) -> Iterator[Letter]:
    """The letters of one queue that can be received now, each once; at the end all of them are shown to others again.

    Keeps what is needed to give a letter back, not the letter.
    """
    receipts: dict[str, Letter] = {}
    empty = 0
    try:
        while empty < EMPTY_RECEIVES and (most is None or len(receipts) < most):
            room = BATCH if most is None else min(BATCH, most - len(receipts))
            letters = queue.receive(room, Limits.visibility, 1)
            fresh = [letter for letter in letters if letter.message_id not in receipts]
            receipts |= {letter.message_id: Letter(letter.message_id, letter.receipt, "") for letter in letters}
            empty = 0 if fresh else empty + 1
            yield from fresh
    finally:
        held = list(receipts.values())
        for first in range(0, len(held), BATCH):
            queue.hide([(letter, 0) for letter in held[first : first + BATCH]])
