"""Deletes letters for good: those that were exported, and no other."""

from collections.abc import Collection

from ...aws.sqs import BATCH
from .letter_queue import Queue
from .messages import Letter
from .survey import walk


def discard(queue: Queue, chosen: Collection[str]) -> int:
    """Delete the letters with these message ids; returns how many were found and are deleted.

    A letter that somebody else has received meanwhile is not found, and stays.
    """
    deleted, batch = 0, list[Letter]()
    for letter in walk(queue):
        if letter.message_id in chosen:
            batch.append(letter)
        if len(batch) == BATCH:
            deleted += len(batch) - len(queue.delete(batch))
            batch = []
    # The loop is over, and what it has shown again can still be deleted.
    return deleted + (len(batch) - len(queue.delete(batch)) if batch else 0)
