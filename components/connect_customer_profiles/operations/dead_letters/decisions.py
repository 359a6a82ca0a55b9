"""What happens with a letter, before its object is ingested and after the service's answer. Pure.

Whoever fills in a web form can choose the words of an answer, an object type's name included. So words never end a run:
only an error's code, and the resource that it is about, say that it concerns every letter.
"""

import math
import re
from dataclasses import dataclass
from enum import Enum

from ...aws.errors import AwsError
from ...rules.dead_letters import CALL_SECONDS
from . import messages, triage
from .messages import Letter

QUOTA = 100.0
"""PutProfileObject calls a second, for the whole account and Region
(https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-service-limits.html)."""
RATE = 97.0
BURST = 3
"""The default rate of a redrive, and the number of delayed calls that it may make at once: together they are the quota,
so that no second exceeds it."""


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
        visibility: seconds for which a received message is hidden from others; extended while the run lives.
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
        doubtful: whether every other letter may get this answer as well, because the domain is gone or its key cannot
            be used; `settled` decides once somebody has looked at both.
    """

    fate: Fate
    reason: str = ""
    throttled: bool = False
    doubtful: bool = False


PASSING_STATUSES = (408, 409, 425)
"""HTTP statuses of an answer that may be another one the next time: time-out, conflict, too early."""
REFUSING_STATUSES = (400, 413, 422)
"""HTTP statuses that say that this object is not accepted."""
INVALID_REQUEST = "ParamValidationError"
"""botocore's error for a request that breaks the API's model: the letter's own values do."""
_RESOURCE = re.compile(r"on resource: (arn:\S+)")


def before(letter: Letter, domain: str) -> Verdict:
    """Whether a letter can be re-ingested, or why not."""
    reason = messages.flaw(letter, domain)
    return Verdict(Fate.PARK, reason) if reason else Verdict(Fate.PUT)


def after(error: AwsError | None, attempt: int, limits: Limits, object_type: str = "") -> Verdict:
    """What the end of a PutProfileObject call means for the letter; `attempt` counts from 1.

    An error that is certain to meet every other letter as well (no credentials, no permission) halts the redrive:
    parking a whole queue helps nobody. Any other error is this letter's.
    """
    if error is None:
        return Verdict(Fate.STORED)
    cause = triage.cause_of_text(error.words, object_type)
    unknown = not error.answered or error.unreadable
    if error.throttled or cause.passes or unknown or error.status in PASSING_STATUSES:
        throttled = error.throttled and not cause.passes
        other = "throttled" if throttled else _passing(error)
        reason = cause.name if cause.passes else other
        if attempt >= limits.attempts:
            return Verdict(Fate.LEAVE, f"{reason}, {limits.attempts} times", throttled)
        return Verdict(Fate.AGAIN, reason, throttled)
    refused = f"refused with {error.code}"
    if error.code == INVALID_REQUEST:
        return Verdict(Fate.PARK, refused)
    if not error.status or error.unauthenticated:
        return Verdict(Fate.HALT, _in_words(error))
    if error.denied:
        return Verdict(Fate.LEAVE, refused) if _about_object_type(error) else Verdict(Fate.HALT, _in_words(error))
    if cause.concerns_all:
        return Verdict(Fate.LEAVE, cause.name, doubtful=True)
    if error.missing:
        return Verdict(Fate.PARK, refused, doubtful=True)
    if error.status in REFUSING_STATUSES:
        return Verdict(Fate.PARK, cause.name if cause is not triage.OTHER else refused)
    return Verdict(Fate.LEAVE, refused)


def settled(verdict: Verdict, trouble: str | None) -> Verdict:
    """A doubtful verdict, once domain and key were looked at.

    Args:
        verdict: the verdict.
        trouble: why no object of the domain can be stored; "" if nothing speaks against it, None if that cannot be
            seen.
    """
    if trouble:
        return Verdict(Fate.HALT, trouble)
    return Verdict(Fate.LEAVE, verdict.reason) if trouble is None else Verdict(verdict.fate, verdict.reason)


def parking_ends(error: AwsError) -> bool:
    """Whether the parking queue refuses every letter, not just this one: by the error's code."""
    letters = error.unreadable or error.code == INVALID_REQUEST
    never_sent = not error.status and error.answered and not letters
    return never_sent or error.denied or error.missing or error.unauthenticated or error.key_refused


def _passing(error: AwsError) -> str:
    if error.unreadable:
        return "an answer that cannot be read"
    return error.code if error.status in PASSING_STATUSES else "server error or no answer"


def _in_words(error: AwsError) -> str:
    return f"{error.code}: {messages.one_line(error.words)}"


def _about_object_type(error: AwsError) -> bool:
    """Whether IAM refuses an object type, not the domain: policies may name single types."""
    found = _RESOURCE.search(error.words)
    return found is not None and "/object-types/" in found[1]


def delay(attempt: int, limits: Limits, jitter: float) -> float:
    """Seconds before the next attempt; `jitter` is 0 to 1 and takes off up to half."""
    whole = limits.backoff_seconds * min(2.0 ** (attempt - 1), 30)
    return whole * (1 - jitter / 2)
