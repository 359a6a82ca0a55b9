"""Looking at a queue without changing it: SQS shows a message only to whoever receives it, so each is made visible
again."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from ...aws.answers import ObjectType
from ...aws.sqs import BATCH
from ..errors import Refused
from . import keys, triage
from .letter_queue import Queue
from .messages import Letter, flaw, shown

VISIBILITY = 120
"""Seconds for which a letter is hidden while it is looked at; after an interruption it becomes visible by itself."""
EMPTY_RECEIVES = 2
"""The number of long polls without a new letter after which the queue counts as empty."""


def walk(queue: Queue, most: int | None = None) -> Iterator[Letter]:
    """The letters that can be received now, each once; at the end all of them are shown to others again.

    Keeps what is needed to give a letter back, not the letter.
    """
    receipts: dict[str, Letter] = {}
    empty = 0
    try:
        while empty < EMPTY_RECEIVES and (most is None or len(receipts) < most):
            room = BATCH if most is None else min(BATCH, most - len(receipts))
            letters = queue.receive(room, VISIBILITY, 1)
            fresh = [letter for letter in letters if letter.message_id not in receipts]
            receipts |= {letter.message_id: Letter(letter.message_id, letter.receipt, "") for letter in letters}
            empty = 0 if fresh else empty + 1
            yield from fresh
    finally:
        held = list(receipts.values())
        for first in range(0, len(held), BATCH):
            queue.hide([(letter, 0) for letter in held[first : first + BATCH]])


def export(
    letters: Iterator[Letter],
    path: Path,
    *,
    domain: str,
    definition: Callable[[str], ObjectType],
    bodies: bool,
) -> int:
    """Write letters as JSON lines to a new file that only its owner may read; returns their number.

    Args:
        definition: fields and keys of an object type; names the object by its UNIQUE key.
        bodies: also the objects themselves.

    Raises:
        Refused: the file cannot be created, or exists already.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}") from None
    count = 0
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        for letter in letters:
            known = definition(letter.object_type) if letter.object_type else {}
            line = {
                **shown(letter),
                "cause": triage.cause(letter).name,
                "key": keys.unique_key(known, letter.content() or {}),
                "cannot_be_put_since_it": flaw(letter, domain),
                **({"body": letter.body} if bodies else {}),
            }
            file.write(json.dumps(line) + "\n")
            count += 1
    return count
