"""Follows integrations until nothing runs any more, in one thread and at a pace that leaves room for other callers."""

import queue
import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ..aws.client import AwsClient
from ..aws.errors import AwsError
from ..aws.pace import TokenBucket
from ..aws.remembering import RememberingClient
from ..ingestion import decisions
from ..ingestion.contest import Contest
from ..ingestion.memory import ProcessMemory
from ..ingestion.poller import FIRST_PAUSE, Poller
from ..ingestion.reconciler import Reconciler
from ..ingestion.state import State
from .errors import Unreachable
from .present import look, remembering
from .status import Seen, Status, report
from .targets import Ingestion, Target

CALLS_PER_SECOND = 3.0
"""For all calls together: the quota of each API is 5, shared by everybody in the account."""

UNANSWERED = 5
"""The number of looks in a row without an answer after which an integration is not followed any more."""

NEEDED_TO_REPAIR = ("object_type_name", "flow_definition", "kms_key_arn")


@dataclass(frozen=True)
class Event:
    """The outcome for an integration.

    Attributes:
        name: its component.
        status: its progress; None if AWS did not answer.
        step: what `--repair` has done, in words; "" for nothing.
        error: why it is not followed any more; None if all is well.
        over: whether this is the last event of this integration.
    """

    name: str
    status: Status | None
    step: str = ""
    error: Exception | None = None
    over: bool = False


@dataclass
class Followed:
    """One integration that is followed; a `poller.Watched`.

    Attributes:
        ingestion: the integration.
        client: the calls.
        repair: whether to do what a `pulumi up` would: above all, to resubmit failed batches.
        tell: called with every event.
        memory: the memory of this process.
    """

    ingestion: Ingestion
    client: AwsClient
    repair: bool
    tell: Callable[[Event], None]
    memory: ProcessMemory
    state: State = field(init=False)
    deadline: float = field(init=False, default=float("inf"))
    pause: float = field(init=False, default=FIRST_PAUSE)
    stopped: bool = field(init=False, default=False)
    unanswered: int = field(init=False, default=0)
    reconciler: Reconciler = field(init=False)
    contest: Contest = field(init=False)

    def __post_init__(self) -> None:
        self.state = self.ingestion.state
        self.reconciler = Reconciler(self.client, self.memory)
        self.contest = Contest(self.reconciler)
        if self.repair:
            self.contest.begin()

    def look(self) -> bool:
        """Look at the progress, repair if requested, and say whether following is over.

        Raises:
            Unreachable: AWS has not answered several times in a row.
        """
        try:
            over = self.stopped or self._look()
        except AwsError as error:
            self.unanswered += not error.answered
            if self.unanswered >= UNANSWERED:
                raise Unreachable(str(error)) from None
            raise
        self.unanswered = 0
        return over

    def _look(self) -> bool:
        self.state = self.contest.settled(self.ingestion.goal, self.state)
        seen, step = self._seen(), None
        state = seen.state
        if self.repair and not seen.gone and not state.running:
            wanted = self.ingestion.goal
            state = self.reconciler.accepted(wanted, state)
            remedied = self.reconciler.remedied(wanted, state)
            step = decisions.next_step(wanted, state, datetime.now(UTC), remedied=remedied)
            if step:
                self.ingestion.need(*NEEDED_TO_REPAIR, *(["execution_role_arn"] if state.batches else []))
                state = self.reconciler.apply(wanted, state)
                self.pause = FIRST_PAUSE
                self.contest.begin()
            self.state = state
            seen = self._seen() if step else seen
        over = seen.gone or not self.state.running
        self._tell(seen, str(step or ""), over=over)
        return over

    def _seen(self) -> Seen:
        """What there is now."""
        seen = look(RememberingClient.of(self.client), self.state, self.memory)
        self.state = seen.state
        return seen

    def done(self, outcome: State | Exception) -> None:
        """The poller has ended. Unless with an error, the last look has reported everything."""
        if isinstance(outcome, Exception):
            self.tell(Event(self.ingestion.name, None, error=outcome, over=True))

    def _tell(self, seen: Seen, step: str = "", *, over: bool = False) -> None:
        found = report(self.ingestion.name, seen, datetime.now(UTC), alone=self.ingestion.alone)
        self.tell(Event(self.ingestion.name, found, step, over=over))


def watch(target: Target, *, repair: bool = False, minutes: float | None = None) -> Generator[Event, None, None]:
    """Follow every integration of a target until none is loading, or for a number of minutes.

    Args:
        target: the domain.
        repair: whether to do what a `pulumi up` would: resubmit failed batches, activate, re-establish.
        minutes: the maximum number of minutes; None for no limit.
    """
    events: queue.Queue[Event] = queue.Queue()
    bucket, memory = TokenBucket(CALLS_PER_SECOND), remembering(target)
    deadline = time.monotonic() + minutes * 60 if minutes else float("inf")
    followed = [Followed(each, each.client(bucket), repair, events.put, memory) for each in target.ingestions]
    poller, left = Poller(), [each.name for each in target.ingestions]
    for each in followed:
        poller.add(each)
    try:
        while left:
            event = events.get(timeout=max(deadline - time.monotonic(), 0) if minutes else None)
            if event.over:
                left.remove(event.name)
            yield event
    except queue.Empty:
        yield from (Event(name, None, over=True) for name in left)
    finally:
        # Nobody reads the events any more.
        for each in followed:
            each.stopped = True


def summary(latest: Mapping[str, Status]) -> dict[str, int]:
    """Batches and records of all integrations together."""
    keys = ("batches", "done", "failed", "records")
    return {key: sum(getattr(each, key) or 0 for each in latest.values()) for key in keys}
