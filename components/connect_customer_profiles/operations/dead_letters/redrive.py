"""The redrive engine: takes letters from a queue, puts their objects, and deletes what is stored. Threads.

Receivers fetch letters as long as there is room, one dispatcher lets them go at the account's and each profile's
pace, workers make the calls, and batches of ten are deleted or hidden behind them. Everything between them is bounded,
so that memory does not depend on the queue's length. A letter is deleted after its object is stored, or after it was
sent to the parking queue, and never otherwise: whoever kills the process loses nothing, and what had been stored but
not deleted yet is put once more by the next run.

A run takes what was in the queue when it began. A letter that was sent later, perhaps since an object that was put
again could not be ingested again, is left for the next run: no object goes round in circles.
"""

import heapq
import itertools
import queue
import random
import threading
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from ...aws.errors import AwsError
from ...aws.sqs import BATCH, Depth
from . import decisions, keys
from .batches import Batches
from .decisions import Fate, Limits, Verdict
from .messages import Letter
from .pace import AccountPace, ProfilePace
from .tally import Tally

WAIT_SECONDS = 1
"""How long a receive waits for a first message: long polling, so that SQS asks all of its servers."""
REMEMBERED = 5000
"""Letters that stay in the queue and are shown again at the end; more than these come back by themselves."""
CLOCK_SECONDS = 1
"""SQS tells its time in whole seconds."""


class LetterQueue(Protocol):
    """What the engine needs of a queue; see `letter_queue.Queue`."""

    def depth(self) -> Depth:
        """How many messages there are."""

    def receive(self, count: int, visibility: int, wait: int) -> list[Letter]:
        """Up to ten letters."""

    def delete(self, letters: Sequence[Letter]) -> list[Letter]:
        """Delete letters."""

    def hide(self, letters: Sequence[tuple[Letter, int]]) -> list[Letter]:
        """Hide letters."""


class Store(Protocol):
    """What the engine needs of the profile APIs; see `store.Profiles`."""

    domain: str

    def put(self, letter: Letter) -> None:
        """Put a letter's object."""

    def definition(self, object_type: str) -> dict[str, Any]:
        """Fields and keys of an object type."""


@dataclass(eq=False)
class _Held:
    letter: Letter
    key: Hashable | None
    verdict: Verdict
    hidden_until: float
    attempts: int = 0


class Redrive:
    """One run over a queue.

    Args:
        source: the queue.
        store: the domain's profile APIs.
        park: sends a letter to the parking queue, with a reason; None leaves it in the queue.
        chosen: which letters to put; the others stay.
        most: letters to put at most; None for all.
        limits: see `decisions.Limits`.
        pace: the account's pace, where it outlives this run.
        clock, sleep: seconds that only go forward; how to wait.

    Attributes:
        tally: what the run has done so far.
        hidden_seconds: how long a letter that stays in the queue is hidden.
    """

    def __init__(
        self,
        source: LetterQueue,
        store: Store,
        *,
        park: Callable[[Letter, str], None] | None = None,
        chosen: Callable[[Letter], bool] = lambda _letter: True,
        most: int | None = None,
        limits: Limits | None = None,
        pace: AccountPace | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.tally = Tally()
        self.hidden_seconds = (limits or Limits()).visibility
        self._source = source
        self._store = store
        self._park = park
        self._chosen = chosen
        self._most = most
        self._limits = limits or Limits()
        self._clock = clock
        self._sleep = sleep
        self._account = pace or AccountPace(self._limits.rate, self._limits.burst, clock())
        self._profiles = ProfilePace(self._limits.profile_seconds, self._limits.horizon)
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._held: dict[int, _Held] = {}
        self._bytes = 0
        self._due: list[tuple[float, int, _Held]] = []
        self._staying: list[Letter] = []
        self._order = itertools.count()
        self._admitted = self._reserved = 0
        self._quiet: set[int] = set()
        self._returning = clock()
        self._began = self._patient_until = 0.0
        self._failure: Exception | None = None
        self._stopped = threading.Event()
        self._finished = threading.Event()
        self._idle = threading.Semaphore(self._limits.workers)
        self._calls: queue.SimpleQueue[_Held | None] = queue.SimpleQueue()
        self._deleting = Batches(self._delete, self._failed, size=BATCH, threads=2)
        self._hiding = Batches(self._hide, self._failed, size=BATCH)

    def run(self) -> Tally:
        """Put every chosen letter that was in the queue when this was called.

        Raises:
            AwsError: the queue cannot be read.
        """
        began = self._clock()
        depth = self._source.depth()
        self._began = depth.moment + CLOCK_SECONDS
        self.hidden_seconds = decisions.hidden_seconds(depth.visible + depth.in_flight, self._limits)
        self._deleting.start()
        self._hiding.start()
        workers = [self._thread(self._work) for _ in range(self._limits.workers)]
        others = [self._thread(self._dispatch), self._thread(self._extend)]
        try:
            receivers = [self._thread(self._receive) for _ in range(1, self._limits.receivers)]
            self._receive()
            for thread in receivers:
                thread.join()
            with self._changed:
                # What is under way is finished; the dispatcher lets nothing more go.
                self._changed.wait_for(lambda: len(self._held) == len(self._due) or self._failure is not None)
        finally:
            # In this order nothing is put into a queue that nobody reads any more.
            self._finished.set()
            with self._changed:
                self._changed.notify_all()
            for thread in others:
                thread.join()
            for _ in workers:
                self._calls.put(None)
            for thread in workers:
                thread.join()
            self._give_back()
            self._deleting.close()
            self._hiding.close()
            self.tally.seconds = self._clock() - began
        if self._failure is not None:
            raise self._failure
        return self.tally

    def stop(self, reason: str = "interrupted") -> None:
        """End the run: calls under way are finished, the rest of what is held goes back to the queue."""
        with self._changed:
            self.tally.halted = self.tally.halted or reason
            self._stopped.set()
            self._changed.notify_all()

    def _thread(self, work: Callable[[], None]) -> threading.Thread:
        """A started thread; what it cannot handle ends the run and is raised there."""

        def guarded() -> None:
            try:
                work()
            except Exception as error:  # noqa: BLE001 - raised again by `run`
                self._broken(error)

        thread = threading.Thread(target=guarded, daemon=True)
        thread.start()
        return thread

    def _broken(self, error: Exception) -> None:
        self._failure = error
        self.stop(type(error).__name__)

    def _failed(self, error: Exception) -> None:
        """A batch could not be deleted or hidden: what it was about comes back."""
        if isinstance(error, AwsError):
            self.stop(str(error))
        else:
            self._broken(error)

    # -- taking letters ------------------------------------------------------------------------------------------------

    def _receive(self) -> None:
        """Fetches letters until the run is over."""
        while not self._stopped.is_set():
            room = self._room()
            if room == 0:
                continue
            try:
                letters = self._source.receive(room, self._limits.visibility, WAIT_SECONDS)
                ours = [letter for letter in letters if letter.sent <= self._began]
                for letter in ours:
                    self._admit(letter)
            except AwsError as error:
                self.stop(str(error))
                return
            finally:
                with self._lock:
                    self._reserved -= room
            with self._lock:
                self.tally.received += len(letters)
                self.tally.newer += len(letters) - len(ours)
                (self._quiet.discard if ours else self._quiet.add)(threading.get_ident())
            if not ours and self._is_over():
                self._stopped.set()

    def _room(self) -> int:
        """Reserves room for letters of one receive; waits a moment where there is none."""
        with self._changed:
            free = self._limits.held - len(self._held) - self._reserved
            if self._most is not None:
                free = min(free, self._most - self._admitted - self._reserved)
            if free <= 0 or self._bytes >= self._limits.held_bytes:
                self._changed.wait(WAIT_SECONDS)
                if self._enough() and not self._held and not self._reserved:
                    self._stopped.set()
                return 0
            self._reserved += min(free, BATCH)
            return min(free, BATCH)

    def _enough(self) -> bool:
        return self._most is not None and self._admitted >= self._most

    def _is_over(self) -> bool:
        """Whether nothing is left to do: nothing held, and nothing hidden that will come back soon.

        What an interrupted redrive held shows up again when its time is over, so this one waits as long for it.
        """
        with self._changed:
            if self._held:
                self._changed.wait_for(lambda: not self._held or self._stopped.is_set(), timeout=WAIT_SECONDS)
                return False
            if self._clock() < self._returning or len(self._quiet) < self._limits.receivers:
                return False
        depth = self._source.depth()
        tally = self.tally
        foreign = depth.in_flight - sum(tally.left.values()) - tally.passed_over - tally.newer
        if depth.visible == 0 and foreign > 0:
            self._patient_until = self._patient_until or self._clock() + self._limits.visibility
            return self._clock() > self._patient_until
        return depth.visible == 0 or tally.newer > 0

    def _admit(self, letter: Letter) -> None:
        """Take a letter in."""
        now = self._clock()
        if not self._chosen(letter):
            with self._lock:
                self.tally.passed_over += 1
                self._stay(letter)
            return
        verdict = decisions.before(letter, self._store.domain)
        key = self._key(letter) if verdict.fate is Fate.PUT else None
        with self._changed:
            held = _Held(letter, key, verdict, now + self._limits.visibility)
            slot = self._profiles.slot(key, now)
            if slot is None:
                seconds = self._profiles.return_seconds(key, now, self._limits.visibility * 5)
                self._returning = max(self._returning, now + seconds + 1)
                self._hiding.put((letter, max(1, int(seconds))))
                return
            self._admitted += 1
            self._held[id(held)] = held
            self._bytes += len(letter.body)
            self._schedule(held, slot)

    def _key(self, letter: Letter) -> Hashable | None:
        definition = self._store.definition(letter.object_type or "")
        found = keys.profile_key(definition, letter.content() or {}) if definition else None
        return hash((letter.object_type, found)) if found else None

    def _schedule(self, held: _Held, due: float) -> None:
        heapq.heappush(self._due, (due, next(self._order), held))
        self._changed.notify_all()

    # -- putting -------------------------------------------------------------------------------------------------------

    def _dispatch(self) -> None:
        """Lets letters go, one after the other, at the pace of the account and of their profiles."""
        while True:
            self._idle.acquire()
            held = self._next()
            if held is None:
                return
            with self._lock:
                due = self._account.take(self._clock())
            if (wait := due - self._clock()) > 0:
                self._sleep(wait)
            self._calls.put(held)

    def _next(self) -> _Held | None:
        """The next letter whose time has come; None when the run is over."""
        with self._changed:
            while not self._finished.is_set():
                now = self._clock()
                if self._due and self._due[0][0] <= now and not self._stopped.is_set():
                    return heapq.heappop(self._due)[2]
                self._changed.wait(self._due[0][0] - now if self._due and not self._stopped.is_set() else WAIT_SECONDS)
            return None

    def _work(self) -> None:
        while (held := self._calls.get()) is not None:
            try:
                self._settle(held, self._put(held) if held.verdict.fate is Fate.PUT else held.verdict)
            finally:
                self._idle.release()

    def _put(self, held: _Held) -> Verdict:
        held.attempts += 1
        with self._lock:
            self.tally.calls += 1
        try:
            self._store.put(held.letter)
        except AwsError as error:
            return decisions.after(error, held.attempts, self._limits)
        return decisions.after(None, held.attempts, self._limits)

    def _settle(self, held: _Held, verdict: Verdict) -> None:
        letter = held.letter
        fate = verdict.fate
        if fate is Fate.PARK:
            fate = self._parked(letter, verdict.reason)
        with self._changed:
            now = self._clock()
            if verdict.throttled:
                self._account.throttled(now)
            if fate is Fate.AGAIN:
                self.tally.again[verdict.reason] += 1
                wait = decisions.delay(held.attempts, self._limits, random.random())  # noqa: S311 - jitter
                self._schedule(held, self._profiles.slot(held.key, now + wait) or now + wait)
                return
            del self._held[id(held)]
            self._bytes -= len(letter.body)
            if fate is Fate.HALT:
                self.stop(verdict.reason)
                self._hiding.put((letter, 0))
            elif fate is Fate.LEAVE:
                self.tally.left[verdict.reason] += 1
                self._stay(letter)
            else:
                if fate is Fate.STORED:
                    self.tally.stored += 1
                else:
                    self.tally.parked[verdict.reason] += 1
                self._deleting.put(letter)
            self._changed.notify_all()

    def _stay(self, letter: Letter) -> None:
        """Leave a letter in the queue, hidden from this run; the first ones are shown again at its end."""
        self._hiding.put((letter, self.hidden_seconds))
        if len(self._staying) < REMEMBERED:
            self._staying.append(replace(letter, body="", attributes={}))

    def _parked(self, letter: Letter, reason: str) -> Fate:
        if self._park is None:
            return Fate.LEAVE
        try:
            self._park(letter, reason)
        except AwsError as error:
            self.stop(f"parking: {error}")
            return Fate.LEAVE
        return Fate.PARK

    # -- behind them ---------------------------------------------------------------------------------------------------

    def _delete(self, batch: list[Letter]) -> None:
        failed = self._source.delete(batch)
        if failed:
            failed = self._source.delete(failed)
        with self._lock:
            self.tally.deleted += len(batch) - len(failed)

    def _hide(self, batch: list[tuple[Letter, int]]) -> None:
        self._source.hide(batch)

    def _extend(self) -> None:
        """Keeps hidden what is held."""
        visibility = self._limits.visibility
        while not self._finished.wait(visibility / 6):
            with self._lock:
                now = self._clock()
                self._profiles.forget(now)
                ending = [held for held in self._held.values() if held.hidden_until < now + visibility / 2]
                for held in ending:
                    held.hidden_until = now + visibility
            for first in range(0, len(ending), BATCH):
                try:
                    self._source.hide([(held.letter, visibility) for held in ending[first : first + BATCH]])
                except AwsError:  # they come back sooner, and are put once more
                    continue

    def _give_back(self) -> None:
        """Shows the letters again that were waiting when the run was stopped, and those that stay."""
        for letter in (*(held.letter for held in self._held.values()), *self._staying):
            self._hiding.put((letter, 0))
        self._held.clear()
