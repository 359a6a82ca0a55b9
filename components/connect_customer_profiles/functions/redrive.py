"""The redrive engine as a Lambda function behind a dead-letter queue.

A letter whose object is stored is reported as done, and SQS deletes it. Every other one is reported as failed: it
becomes visible again after the queue's visibility timeout, and SQS moves it to the failure queue after too many
deliveries. The logs contain counts and message IDs, and nothing of an object.

Environment: `DOMAIN_NAME`; `CALLS_PER_SECOND`, this execution environment's share of the rate; `CAUSES`, separated by
commas, the causes of letters to re-ingest.
"""

import contextlib
import json
import math
import os
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ..aws.in_time import within
from ..aws.profile_objects import ProfileObjects
from ..aws.session import Credentials, Network, default_region
from ..aws.sqs import Depth
from ..operations.dead_letters import messages, triage
from ..operations.dead_letters.decisions import Limits
from ..operations.dead_letters.messages import Letter
from ..operations.dead_letters.pace import AccountPace
from ..operations.dead_letters.redrive import Redrive
from ..operations.dead_letters.store import Profiles
from ..operations.dead_letters.versions import Versions

ANSWER_SECONDS = 1.0
"""Seconds reserved at the end of an invocation for the answer itself."""
CONNECT_SECONDS, READ_SECONDS = 5.0, 10.0
"""The longest time-outs of a call; a function with little time gets shorter ones."""
SHARE = 0.4
"""The largest part of an invocation that is kept free for calls in flight."""
ATTEMPTS = 3
"""Attempts for one letter in one invocation; later deliveries bring more."""


@dataclass
class Event:
    """The letters of one invocation, in the form of the queue that the engine expects."""

    letters: list[Letter]
    done: set[str] = field(default_factory=set)

    def depth(self) -> Depth:
        """Only these letters exist, and all of them were sent earlier."""
        return Depth(0, 0, 0, float("inf"))

    def receive(self, count: int, visibility: int, wait: int) -> list[Letter]:  # noqa: ARG002 - the engine's signature
        """The next letters, which are hidden already."""
        taken, self.letters = self.letters[:count], self.letters[count:]
        return taken

    def delete(self, letters: Sequence[Letter]) -> list[Letter]:
        """Note letters as done: SQS deletes those that are not reported as failed."""
        self.done.update(letter.message_id for letter in letters)
        return []

    def hide(self, letters: Sequence[tuple[Letter, int]]) -> list[Letter]:  # noqa: ARG002
        """Do nothing: letters become visible when the queue's visibility timeout is over."""
        return []


def handle(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Re-ingest the objects of an event's letters; reports the letters whose objects are not stored."""
    letters = [messages.of_event(record) for record in event["Records"]]
    end = time.monotonic() + context.get_remaining_time_in_millis() / 1000 - ANSWER_SECONDS
    network = time_outs(end - time.monotonic())
    limits, pace = _limits(), _pace()
    taken = Event(list(letters))
    profiles = _profiles(network)
    choose = triage.chosen(_causes(), (), profiles.domain)
    engine = Redrive(taken, profiles, chosen=choose, limits=limits, pace=pace, versions=_versions())
    # A call that begins last of all still has all the time that it may take.
    last_call = end - network.connect_timeout - network.read_timeout
    timer = threading.Timer(max(0.0, last_call - time.monotonic()), engine.stop, ("no time left",))
    timer.start()
    with contextlib.suppress(TimeoutError):
        # Lambda would fail all letters of a function that is late. What is stored later than that is stored once more
        # with the next delivery.
        within(max(0.0, end - time.monotonic()), engine.run)
    timer.cancel()
    done = frozenset(taken.done)
    failed = [letter.message_id for letter in letters if letter.message_id not in done]
    print(json.dumps({"letters": len(letters), "failed": failed, **engine.tally.log_entry()}))
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def time_outs(seconds: float) -> Network:
    """The time-outs of a call in an invocation that has so many seconds: connecting and reading end within its spare
    part. Whole tenths, so that an environment needs one client."""
    spare = min(CONNECT_SECONDS + READ_SECONDS, max(0.6, round(seconds) * SHARE))
    read = math.floor(spare * READ_SECONDS / (CONNECT_SECONDS + READ_SECONDS) * 10) / 10
    connect = math.floor((spare - read) * 10) / 10
    return Network(connections=_limits().workers, connect_timeout=connect, read_timeout=read)


@lru_cache
def _limits() -> Limits:
    rate = float(os.environ["CALLS_PER_SECOND"])
    return Limits(rate=rate, burst=0, attempts=ATTEMPTS, receivers=1)


@lru_cache
def _pace() -> AccountPace:
    """The pace of this execution environment, across all its invocations."""
    return AccountPace(_limits().rate, 0, time.monotonic())


@lru_cache
def _versions() -> Versions:
    """What this execution environment has stored: a later invocation may bring an older version."""
    return Versions()


@lru_cache
def _causes() -> tuple[str, ...]:
    return tuple(os.environ["CAUSES"].split(","))


@lru_cache(maxsize=1)
def _profiles(network: Network) -> Profiles:
    credentials = Credentials()
    # Nothing asks for the account: whose role it is, its own pace holds.
    objects = ProfileObjects("", default_region(credentials) or "", credentials, network=network)
    return Profiles(objects, os.environ["DOMAIN_NAME"])
