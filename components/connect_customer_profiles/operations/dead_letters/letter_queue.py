"""A queue, seen as letters."""

from collections.abc import Sequence

from ...aws.errors import AwsError
from ...aws.sqs import Depth, Sqs
from .messages import READ, Letter, one_line, received

REASON = "ParkedReason"
"""The attribute that a parked letter gets."""
MOST_ATTRIBUTES = 10


class Queue:
    """A queue. Safe to use by threads.

    Args:
        sqs: the calls.
        url: the queue.
        failures: the queue to which SQS moves letters that were received too often; None where it never does.
        known: whether it could be read; if not, its letters and what it does with them cannot be seen.
    """

    def __init__(self, sqs: Sqs, url: str, failures: "Queue | None" = None, *, known: bool = True) -> None:
        self._sqs = sqs
        self.url = url
        self.failures = failures
        self.known = known

    @property
    def behind(self) -> list["Queue"]:
        """Its failure queue, that one's own, and so on."""
        return [self.failures, *self.failures.behind] if self.failures else []

    def depth(self) -> Depth:
        """The approximate number of messages, and SQS's time."""
        return self._sqs.queue_depth(self.url)

    def failed(self) -> int | None:
        """The approximate number of letters that SQS has moved to the queues behind it; None if nobody can see them."""
        if not all(each.known for each in self.behind):
            return None
        try:
            return sum(each.depth().messages for each in self.behind)
        except AwsError:
            return None

    def receive(self, count: int, visibility: int, wait: int) -> list[Letter]:
        """Receive up to ten letters, which are then hidden for `visibility` seconds; waits up to `wait` seconds for the
        first."""
        messages = self._sqs.receive_messages(self.url, count, visibility=visibility, wait=wait)
        return [received(message) for message in messages]

    def delete(self, letters: Sequence[Letter]) -> list[Letter]:
        """Delete up to ten letters; returns those that are still there."""
        left = self._sqs.delete_messages(self.url, [letter.receipt for letter in letters])
        return [letters[place] for place in left]

    def hide(self, letters: Sequence[tuple[Letter, int]]) -> list[Letter]:
        """Hide up to ten letters for so many seconds from now (0: show them); returns those for which it failed."""
        left = self._sqs.hide_messages(self.url, [(letter.receipt, seconds) for letter, seconds in letters])
        return [letters[place][0] for place in left]

    def park(self, letter: Letter, reason: str) -> None:
        """Send a letter to this queue, unchanged and with the reason, which takes the place of a tenth attribute."""
        read_first = sorted(letter.attributes.items(), key=lambda attribute: attribute[0] not in READ)
        kept = read_first[: MOST_ATTRIBUTES - 1]
        attributes = {**dict(kept), REASON: {"DataType": "String", "StringValue": one_line(reason) or "-"}}
        self._sqs.send_message(self.url, letter.body or " ", attributes)
