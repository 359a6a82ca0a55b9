"""How a redrive takes letters in: while there is room, until the queue has nothing more of what it had at first."""

import threading
from collections.abc import Callable, Hashable

from . import decisions, keys
from .decisions import Fate, Limits, Verdict
from .holding import Held, Holding
from .messages import Letter, foreign
from .pace import ProfilePace
from .ports import LetterQueue, Store
from .returns import MOST_STAYING, Returns
from .tally import Tally

WAIT_SECONDS = 1
"""Seconds that a receive waits for a first message: long polling, so that SQS asks all of its servers."""
CLOCK_SECONDS = 1
"""SQS reports its time in whole seconds."""
TOO_MANY = f"more than {MOST_STAYING:,} letters stay in the queue, and SQS cannot hide more from a redrive"


class Intake:
    """The receivers of one run; `run` is called in a thread for each of them.

    Args:
        source: the queue.
        store: the domain's profile APIs.
        chosen: whether to re-ingest a letter; the others stay.
        limits: see `decisions.Limits`.
        tally: counts what is received and passed over.
        holding: what is held; its condition guards the tally, too.
        profiles: when the next object of a profile may be put.
        returns: hides what stays.
        stopped: the end of the run; set here once nothing is left to receive.
        clock: seconds that only go forward.
    """

    def __init__(
        self,
        source: LetterQueue,
        store: Store,
        chosen: Callable[[Letter], bool],
        limits: Limits,
        *,
        tally: Tally,
        holding: Holding,
        profiles: ProfilePace,
        returns: Returns,
        stopped: threading.Event,
        clock: Callable[[], float],
    ) -> None:
        self._source = source
        self._store = store
        self._chosen = chosen
        self._limits = limits
        self._tally = tally
        self._holding = holding
        self._changed = holding.changed
        self._profiles = profiles
        self._returns = returns
        self._stopped = stopped
        self._clock = clock
        self._quiet: set[int] = set()
        self._returning = clock()
        self._began = self._patient_until = 0.0

    def begin(self, moment: float) -> None:
        """Take what was sent until now, in epoch seconds of SQS's own clock."""
        self._began = moment + CLOCK_SECONDS

    def run(self) -> None:
        """Fetch letters until the run is over.

        Raises:
            AwsError: the queue cannot be read.
        """
        while not self._stopped.is_set():
            room = self._room()
            if room == 0:
                continue
            try:
                letters = self._source.receive(room, self._limits.visibility, WAIT_SECONDS)
                back = [letter for letter in letters if self._returns.stays(letter)]
                fresh = [letter for letter in letters if letter not in back]
                ours = [letter for letter in fresh if letter.sent <= self._began]
                for letter in ours:
                    self._admit(letter)
            finally:
                with self._changed:
                    self._holding.release(room)
            with self._changed:
                self._tally.received += len(letters)
                self._tally.newer += len(fresh) - len(ours)
                for letter in letters:
                    if letter not in ours:
                        self._leave(letter)
                (self._quiet.discard if ours else self._quiet.add)(threading.get_ident())
                if ours:
                    self._patient_until = 0.0
            if not ours and self._is_over():
                self._stopped.set()

    @property
    def patience(self) -> float | None:
        """Seconds for which the run waits at most for letters that are in flight; None while it has others."""
        with self._changed:
            until = 0.0 if self._holding else max(self._patient_until, self._returning)
        left = until - self._clock()
        return left if left > 0 else None

    def _room(self) -> int:
        """Reserve room for the letters of one receive; wait a moment where there is none."""
        with self._changed:
            room = self._holding.reserve()
            if room == 0:
                # Another receiver may have reserved all that a limit leaves: this one has nothing to wait for.
                self._quiet.add(threading.get_ident())
                self._changed.wait(WAIT_SECONDS)
                if self._holding.exhausted:
                    self._stopped.set()
            return room

    def _is_over(self) -> bool:
        """Whether nothing is left to do: nothing held, and nothing hidden that will come back soon.

        Letters that an interrupted redrive held become visible again when their time is over, so this run waits for
        them; those that somebody else holds for longer are counted.
        """
        with self._changed:
            if self._holding:
                self._changed.wait_for(lambda: not self._holding or self._stopped.is_set(), timeout=WAIT_SECONDS)
                return False
            if self._clock() < self._returning or len(self._quiet) < self._limits.receivers:
                return False
            if self._returns.leaving:
                return False
        depth = self._source.depth()
        elsewhere = max(0, depth.in_flight - self._returns.staying)
        if depth.visible == 0 and elsewhere:
            self._patient_until = self._patient_until or self._clock() + self._limits.visibility
            over = self._clock() > self._patient_until
        else:
            over = depth.visible == 0 or self._tally.newer > 0
        if over:
            self._tally.in_flight_elsewhere, self._tally.delayed = elsewhere, depth.delayed
        return over

    def _admit(self, letter: Letter) -> None:
        """Accept a received letter."""
        now = self._clock()
        if self._stopped.is_set():
            self._returns.hide(letter, 0)
            return
        judged = self._judged(letter)
        if judged is None:
            with self._changed:
                self._tally.passed_over += 1
                self._tally.of_other_domains += foreign(letter, self._store.domain)
                self._leave(letter)
            return
        verdict, found_by, about = judged
        with self._changed:
            if self._holding.again(letter) or self._returns.leaves(letter):
                return
            held = Held(letter, found_by, about, verdict, now + self._limits.visibility)
            slot = self._profiles.slot(found_by, now)
            if slot is None:
                # Not longer than any other letter is hidden: if this run is killed, the next one waits for it.
                seconds = self._profiles.return_seconds(found_by, now, self._limits.visibility)
                self._returning = max(self._returning, now + seconds + 1)
                self._returns.hide(letter, max(1, int(seconds)))
                return
            self._holding.admit(held, slot)

    def _judged(self, letter: Letter) -> tuple[Verdict, tuple[Hashable, ...], Hashable | None] | None:
        """What is to be done with a letter, its profile and its object; None for a letter that is not chosen."""
        try:
            if not self._chosen(letter):
                return None
            verdict = decisions.before(letter, self._store.domain)
            return verdict, *(self._keys(letter) if verdict.fate is Fate.PUT else ((), None))
        except Exception as error:  # noqa: BLE001 - whatever a letter does to its reader is that letter's affair
            return Verdict(Fate.LEAVE, f"cannot be judged: {type(error).__name__}"), (), None

    def _leave(self, letter: Letter) -> None:
        """Leave a letter in the queue."""
        if not self._returns.stay(letter):
            self._tally.halted = self._tally.halted or TOO_MANY
            self._stopped.set()

    def _keys(self, letter: Letter) -> tuple[tuple[Hashable, ...], Hashable | None]:
        """What stands for a letter's profile and for its object, where they are known."""
        object_type, content = letter.object_type or "", letter.content() or {}
        named = self._store.keys(object_type).of_object(content)
        return (
            tuple(keys.digest(name) for name in named.profile),
            named.unique and keys.digest(object_type, named.unique),
        )
