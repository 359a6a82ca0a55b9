"""The redrive engine: takes letters from a queue, re-ingests their objects, and deletes letters whose objects are
stored. Threads.

Receivers fetch letters as long as there is room, one dispatcher releases them at the account's and each profile's pace,
workers make the calls, and other threads delete or hide letters in batches of ten. Everything between them is bounded,
so that memory does not depend on the queue's length. A letter is deleted after its object is stored, or after it was
sent to the parking queue, and never otherwise. If the process is killed, nothing is lost: the next run ingests objects
once more whose letters were not deleted yet.

A run handles the letters that were in the queue when it began. A letter that was sent later, perhaps because a
re-ingested object was refused again, is left for the next run, so that no object goes round in circles.
"""

import queue
import random
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from ...aws.errors import AwsError
from . import decisions, triage
from .decisions import Fate, Limits, Verdict
from .holding import Held, Holding
from .intake import WAIT_SECONDS, Intake
from .messages import Letter
from .pace import AccountPace, ProfilePace
from .ports import LetterQueue, Store
from .returns import Returns
from .tally import Tally
from .versions import Versions

EXTENSIONS = 6
"""How often, while letters are hidden once, it is seen to that they stay hidden."""


class Redrive:
    """One run over a queue.

    Args:
        source: the queue.
        store: the domain's profile APIs.
        park: sends a letter to the parking queue, with a reason; None leaves it in the queue.
        chosen: whether to re-ingest a letter; the others stay.
        most: the maximum number of letters to re-ingest; None for all.
        limits: see `decisions.Limits`.
        pace: the account's pace, if it outlives this run.
        versions: what is known of objects' versions, if it outlives this run.
        clock: a monotonic clock, in seconds.

    Attributes:
        tally: what the run has done so far.
        intake: how it takes letters in.
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
        versions: Versions | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.tally = Tally()
        self._source = source
        self._store = store
        self._park = park
        self._limits = limits or Limits()
        self._clock = clock
        self._account = pace or AccountPace(self._limits.rate, self._limits.burst, clock())
        self._profiles = ProfilePace(self._limits.profile_seconds, self._limits.horizon)
        self._versions = versions or Versions()
        self._holding = Holding(self._limits, most, self._versions)
        self._changed = self._holding.changed
        self._returns = Returns(source, self._limits.visibility, clock, self._count_deleted, self._failed)
        self._failure: Exception | None = None
        self._stopped = threading.Event()
        self._finished = threading.Event()
        self.intake = Intake(
            source,
            store,
            chosen,
            self._limits,
            tally=self.tally,
            holding=self._holding,
            profiles=self._profiles,
            returns=self._returns,
            stopped=self._stopped,
            clock=clock,
        )
        self._idle = threading.Semaphore(self._limits.workers)
        self._calls: queue.SimpleQueue[Held | None] = queue.SimpleQueue()

    def run(self) -> Tally:
        """Re-ingest every chosen letter that was in the queue when this was called.

        Raises:
            AwsError: the queue cannot be read.
        """
        began = self._clock()
        self.intake.begin(self._source.depth().moment)
        self._returns.start()
        workers = [self._thread(self._work) for _ in range(self._limits.workers)]
        others = [self._thread(self._dispatch), self._thread(self._extend)]
        try:
            receivers = [self._thread(self._receive) for _ in range(1, self._limits.receivers)]
            self._receive()
            for thread in receivers:
                thread.join()
            with self._changed:
                # Calls in flight are finished; the dispatcher releases nothing more.
                self._changed.wait_for(lambda: self._holding.waiting or self._failure is not None)
        finally:
            # In this order nothing is added to a queue that nobody reads any more.
            self._finished.set()
            with self._changed:
                self._changed.notify_all()
            for thread in others:
                thread.join()
            for _ in workers:
                self._calls.put(None)
            for thread in workers:
                thread.join()
            # What was waiting when the run was stopped, and what stays, is shown again.
            self._returns.show(self._holding.letters)
            self._holding.clear()
            self._returns.close()
            self.tally.seconds = self._clock() - began
        if self._holding.exhausted:
            self.tally.beyond_limit = max(0, self._source.depth().messages - self.tally.staying)
        if self._failure is not None:
            raise self._failure
        return self.tally

    def stop(self, reason: str = "interrupted") -> None:
        """End the run: calls in flight are finished, and the other letters go back to the queue."""
        with self._changed:
            self.tally.halted = self.tally.halted or reason
            self._stopped.set()
            self._changed.notify_all()

    @property
    def slowed(self) -> float | None:
        """Calls a second, while throttling keeps them below the limit; None at full speed."""
        return self._account.slowed

    def _receive(self) -> None:
        try:
            self.intake.run()
        except AwsError as error:
            self.stop(str(error))

    def _thread(self, work: Callable[[], None]) -> threading.Thread:
        """A started thread; an exception in it ends the run and is raised by `run`."""

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
        """A batch could not be deleted or hidden: its letters become visible again."""
        if isinstance(error, AwsError):
            self.stop(str(error))
        else:
            self._broken(error)

    # -- ingesting
    # -------------------------------------------------------------------------------------------------------

    def _dispatch(self) -> None:
        """Releases letters, one after the other, at the pace of the account and of their profiles."""
        while True:
            self._idle.acquire()
            held = self._next()
            if held is None:
                return
            with self._changed:
                due = self._account.take(self._clock())
            if self._stopped.wait(max(0.0, due - self._clock())) and held.verdict.fate is Fate.PUT:
                with self._changed:  # no call begins after the end
                    self._holding.schedule(held, due)
                self._idle.release()
                continue
            self._calls.put(held)

    def _next(self) -> Held | None:
        """The next letter whose time has come; None when the run is over."""
        with self._changed:
            while not self._finished.is_set():
                due = None if self._stopped.is_set() else self._holding.next_due()
                now = self._clock()
                wait = WAIT_SECONDS if due is None else due - now
                if wait > 0:
                    self._changed.wait(wait)
                    continue
                held = self._holding.take()
                if self._versions.superseded(held.about, held.letter.sent):
                    self._holding.drop(held)
                    self.tally.superseded += 1
                    self._returns.delete(held.letter)
                    continue
                first = self._versions.goes_first(held.about, held.letter.sent)
                begins = self._profiles.begin(held.found_by, now) if first else now + self._limits.profile_seconds
                if begins == now:
                    self._holding.begin(held)
                    return held
                self._holding.schedule(held, begins)
            return None

    def _work(self) -> None:
        while (held := self._calls.get()) is not None:
            try:
                self._settle(held, self._put(held) if held.verdict.fate is Fate.PUT else held.verdict)
            finally:
                self._idle.release()

    def _put(self, held: Held) -> Verdict:
        held.attempts += 1
        with self._changed:
            self.tally.calls += 1
        try:
            self._store.put(held.letter)
        except AwsError as error:
            verdict = decisions.after(error, held.attempts, self._limits, held.letter.object_type or "")
            return decisions.settled(verdict, self._store.trouble()) if verdict.doubtful else verdict
        return decisions.after(None, held.attempts, self._limits)

    def _settle(self, held: Held, verdict: Verdict) -> None:
        if verdict.fate is Fate.PARK:
            verdict = self._parked(held.letter, verdict)
        fate = verdict.fate
        with self._changed:
            now, letter = self._clock(), held.letter
            self._profiles.end(held.found_by, now, crowded=verdict.reason == triage.CROWDED.name)
            if verdict.throttled:
                self._account.throttled(now)
            if fate is Fate.AGAIN:
                self.tally.again[verdict.reason] += 1
                wait = decisions.delay(held.attempts, self._limits, random.random())  # noqa: S311 - jitter
                self._holding.schedule(held, self._profiles.slot(held.found_by, now + wait) or now + wait)
                return
            self._holding.drop(held)
            if fate is Fate.HALT:
                self.stop(verdict.reason)
                self._returns.hide(letter, 0)
            elif fate is Fate.LEAVE:
                self.tally.left[verdict.reason] += 1
                self._returns.stay(letter)
            else:
                if fate is Fate.STORED:
                    self.tally.stored += 1
                    self._versions.store(held.about, letter.sent)
                else:
                    self.tally.parked[verdict.reason] += 1
                self._returns.delete(letter)

    def _parked(self, letter: Letter, verdict: Verdict) -> Verdict:
        """Send a letter to the parking queue, or say why it stays."""
        if self._park is None:
            return replace(verdict, fate=Fate.LEAVE)
        try:
            self._park(letter, verdict.reason)
        except AwsError as error:
            if decisions.parking_ends(error):
                self.stop(f"parking: {error}")
            return Verdict(Fate.LEAVE, f"{verdict.reason}; the parking queue refused it with {error.code}")
        return verdict

    # -- behind them ---------------------------------------------------------------------------------------------------

    def _count_deleted(self, number: int) -> None:
        with self._changed:
            self.tally.deleted += number

    def _extend(self) -> None:
        """Extends the visibility timeout of held letters and of those that stay."""
        visibility = self._limits.visibility
        while not self._finished.wait(visibility / EXTENSIONS):
            with self._changed:
                now = self._clock()
                self._profiles.forget(now)
                ending = [held for held in self._holding.letters if held.hidden_until < now + visibility / 2]
                for held in ending:
                    held.hidden_until = now + visibility
            self._returns.keep_hidden(ending)
