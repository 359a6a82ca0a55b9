"""What happens with a letter, before its object is ingested and after the service's answer. Pure."""

import math
from dataclasses import dataclass
from enum import Enum

from ...aws.errors import AwsError
from ...rules.dead_letters import CALL_SECONDS
from . import messages, triage
from .messages import Letter

QUOTA = 100.0
"""PutProfileObject calls a second, for the whole account and Region
(https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-service-limits.html)."""
RATE = 95.0
BURST = 5
"""The default rate of a redrive, and the number of delayed calls that it may make at once: together they are the quota,
so that no second exceeds it."""
LONGEST_VISIBILITY = 43_200
"""The maximum number of seconds that SQS hides a received message."""


@dataclass(frozen=True)
class Limits:
    """How fast and how patiently letters are re-ingested.

    Attributes:
        rate: the maximum number of calls a second.
        burst: delayed calls that may be made at once.
        call_seconds: the expected duration of a call; it decides how many are in flight at the same time.
        profile_seconds: the shortest time between two objects of one profile.
        attempts: the maximum number of calls for one letter, before it is left in the queue.
        backoff_seconds: the pause before the second attempt, doubled for each further one.
        visibility: seconds for which a received message is hidden from others; extended while it is held.
        held_bytes: the maximum size of bodies held in memory.
        receivers: threads that fetch letters.
    """

    rate: float = RATE
    burst: int = BURST
    call_seconds: float = CALL_SECONDS
    profile_seconds: float = 1.0
    attempts: int = 8
    backoff_seconds: float = 1.0
    visibility: int = 120
    held_bytes: int = 16 * 2**20
    receivers: int = 2

    @property
    def workers(self) -> int:
        """The maximum number of calls in flight: a quarter more than rate and duration need."""
        return max(1, math.ceil(self.rate * self.call_seconds * 1.25))

    @property
    def held(self) -> int:
        """The maximum number of letters held: one second's supply more than the calls in flight."""
        return self.workers + max(20, math.ceil(self.rate * self.call_seconds))

    @property
    def horizon(self) -> float:
        """Seconds that a letter may wait in memory for its profile's turn; a later one goes back to the queue."""
        return 10 * self.profile_seconds


class Fate(Enum):
    """What happens with a letter."""

    PUT = "put"
    STORED = "stored"
    AGAIN = "again"
    PARK = "park"
    LEAVE = "leave"
    HALT = "halt"


@dataclass(frozen=True)
class Verdict:
    """A fate with its reason.

    Attributes:
        reason: a short text without data, one of few, because it is counted and shown.
        throttled: whether the account as a whole makes too many calls.
    """

    fate: Fate
    reason: str = ""
    throttled: bool = False


REFUSALS = frozenset(
    {"BadRequestException", "ValidationException", "ParamValidationError", "ResourceNotFoundException"}
)


def before(letter: Letter, domain: str) -> Verdict:
    """Whether a letter can be re-ingested, or why not."""
    reason = messages.flaw(letter, domain)
    return Verdict(Fate.PARK, reason) if reason else Verdict(Fate.PUT)


def after(error: AwsError | None, attempt: int, limits: Limits) -> Verdict:
    """What the end of a PutProfileObject call means for the letter; `attempt` counts from 1.

    An error that every other letter would get as well (no permission, no domain, no key) halts the redrive: parking a
    whole queue helps nobody.
    """
    if error is None:
        return Verdict(Fate.STORED)
    cause = triage.cause_of_text(error.words)
    if error.throttled or cause.passes or not error.answered:
        reason = cause.name if cause.passes else "throttled" if error.throttled else "server error or no answer"
        throttled = error.throttled and not cause.passes
        if attempt >= limits.attempts:
            return Verdict(Fate.LEAVE, f"{reason}, {limits.attempts} times", throttled)
        return Verdict(Fate.AGAIN, reason, throttled)
    domain_is_gone = error.missing and "domain" in error.words.lower()
    if cause.concerns_all or domain_is_gone or error.code not in REFUSALS:
        return Verdict(Fate.HALT, f"{error.code}: {messages.one_line(error.words)}")
    return Verdict(Fate.PARK, cause.name if cause is not triage.OTHER else f"refused with {error.code}")


def delay(attempt: int, limits: Limits, jitter: float) -> float:
    """Seconds before the next attempt; `jitter` is 0 to 1 and takes off up to half."""
    whole = limits.backoff_seconds * min(2.0 ** (attempt - 1), 30)
    return whole * (1 - jitter / 2)


def hidden_seconds(depth: int, limits: Limits) -> int:
    """How long a letter that stays in the queue is hidden: until the run that left it is certainly over.

    Nothing has to be remembered of such letters, however many they are; they come back by themselves.
    """
    return int(min(LONGEST_VISIBILITY - limits.visibility, max(limits.visibility, 60 + 2 * depth / limits.rate)))
