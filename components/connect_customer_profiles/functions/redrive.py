"""The redrive engine as a Lambda function behind a dead-letter queue.

A letter whose object is stored is reported as done, and SQS deletes it. Every other one is reported as failed: it comes
back after the queue's visibility timeout, and SQS itself moves it to the failure queue when it has come back too often.
The logs have counts and message ids, and nothing of an object.

Environment: `DOMAIN_NAME`; `CALLS_PER_SECOND`, this execution environment's share of the rate; `CAUSES`, separated by
commas, what is put at all.
"""

import json
import os
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ..aws.profile_objects import ProfileObjects
from ..aws.session import Credentials, Network, default_region
from ..aws.sqs import Depth
from ..operations.dead_letters import messages, triage
from ..operations.dead_letters.decisions import Limits
from ..operations.dead_letters.messages import Letter
from ..operations.dead_letters.pace import AccountPace
from ..operations.dead_letters.redrive import Redrive
from ..operations.dead_letters.store import Profiles

SPARE_SECONDS = 3.0
"""What a call that is under way may need when the invocation's time is over."""
ATTEMPTS = 3
"""For one letter in one invocation; it comes back for more."""


@dataclass
class Event:
    """The letters of one invocation, as the queue that the engine takes them from."""

    letters: list[Letter]
    done: set[str] = field(default_factory=set)

    def depth(self) -> Depth:
        """Nothing but these letters exists, and all of them were sent before."""
        return Depth(0, 0, 0, float("inf"))

    def receive(self, count: int, visibility: int, wait: int) -> list[Letter]:  # noqa: ARG002 - the engine's signature
        """The next letters; hidden they are already."""
        taken, self.letters = self.letters[:count], self.letters[count:]
        return taken

    def delete(self, letters: Sequence[Letter]) -> list[Letter]:
        """Their objects are stored: SQS deletes what is not reported."""
        self.done.update(letter.message_id for letter in letters)
        return []

    def hide(self, letters: Sequence[tuple[Letter, int]]) -> list[Letter]:  # noqa: ARG002
        """They come back when the queue's visibility timeout is over."""
        return []


def handle(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Put the objects of an event's letters; reports those that are not stored."""
    letters = [messages.of_event(record) for record in event["Records"]]
    limits, pace = _limits(), _pace()
    taken = Event(list(letters))
    engine = Redrive(taken, _profiles(), chosen=triage.chosen(_causes(), ()), limits=limits, pace=pace)
    seconds = context.get_remaining_time_in_millis() / 1000 - limits.call_seconds - SPARE_SECONDS
    timer = threading.Timer(max(0.0, seconds), engine.stop, ("no time left",))
    timer.start()
    try:
        tally = engine.run()
    finally:
        timer.cancel()
    failed = [letter.message_id for letter in letters if letter.message_id not in taken.done]
    print(json.dumps({"letters": len(letters), "failed": failed, **tally.document()}))
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


@lru_cache
def _limits() -> Limits:
    rate = float(os.environ["CALLS_PER_SECOND"])
    return Limits(rate=rate, burst=0, attempts=ATTEMPTS, receivers=1)


@lru_cache
def _pace() -> AccountPace:
    """Of this execution environment, over all its invocations."""
    return AccountPace(_limits().rate, 0, time.monotonic())


@lru_cache
def _causes() -> tuple[str, ...]:
    return tuple(os.environ["CAUSES"].split(","))


@lru_cache
def _profiles() -> Profiles:
    credentials = Credentials()
    network = Network(connections=_limits().workers, connect_timeout=5, read_timeout=10)
    # Nothing asks for the account: whose role it is, its own pace holds.
    objects = ProfileObjects("", default_region(credentials) or "", credentials, network=network)
    return Profiles(objects, os.environ["DOMAIN_NAME"])
