"""When the next call may be made: for the account, and for a profile. Pure: the time is an argument."""

from collections.abc import Hashable, Sequence

SLOWER, FASTER = 0.7, 0.05


class AccountPace:
    """Spreads calls evenly, makes a few delayed ones at once, and yields to others that share the quota.

    A throttled call lowers the rate by a third, at most once a second; each second without one raises it by a twentieth
    of the limit. So several redrives and other applications share the quota without knowing of each other.
    """

    def __init__(self, rate: float, burst: int, now: float) -> None:
        self._limit = self.rate = rate
        self._burst = burst
        self._next = now
        self._adjusted = now

    def take(self, now: float) -> float:
        """The time of the next call; not after `now` if it may be made at once."""
        while self.rate < self._limit and now - self._adjusted >= 1:
            self.rate = min(self._limit, self.rate + FASTER * self._limit)
            self._adjusted += 1
        # At most `burst` calls are delayed, so a second never has more than rate + burst.
        due = max(self._next, now - self._burst / self.rate)
        self._next = due + 1 / self.rate
        return due

    def throttled(self, now: float) -> None:
        """Note that a call was refused because the account makes too many."""
        if self.rate == self._limit or now - self._adjusted >= 1:
            self.rate = max(self._limit / 100, self.rate * SLOWER)
            self._adjusted = now

    @property
    def slowed(self) -> float | None:
        """The rate, while it is below the limit."""
        return self.rate if self.rate < self._limit else None


class ProfilePace:
    """Keeps the objects of one profile apart in time. A letter without a known profile never waits.

    An object has one key or several that may find its profile; which of them does, only the service knows. The first
    one counts, and the others once the service has found a profile crowded behind them: a company's phone number is
    no reason to let all of its people wait for each other.

    A slot is a plan. What the service counts is when calls arrive, somewhere between their beginning and their end; so
    a call begins only when the one before it has ended that long ago.
    """

    def __init__(self, seconds: float, horizon: float) -> None:
        self._seconds = seconds
        self._horizon = horizon
        self._next: dict[Hashable, float] = {}
        self._later: dict[Hashable, float] = {}
        self._free: dict[Hashable, float] = {}
        self._calling: set[Hashable] = set()
        self._crowded: set[Hashable] = set()

    def slot(self, keys: Sequence[Hashable], now: float) -> float | None:
        """The time at which a letter of this profile may be re-ingested, or None if that is too late to wait in
        memory."""
        counted = self._counted(keys)
        due = max([now, *(self._next.get(key, now) for key in counted)])
        if due - now > self._horizon:
            return None
        self._next.update(dict.fromkeys(counted, due + self._seconds))
        return due

    def return_seconds(self, keys: Sequence[Hashable], now: float, longest: float) -> float:
        """Seconds after which a letter without a slot should become visible again: each one turn later than the one
        before."""
        counted = self._counted(keys)
        due = max(max(self._later.get(key, 0), self._next.get(key, now)) for key in counted) + self._seconds
        self._later.update(dict.fromkeys(counted, min(due, now + longest)))
        return min(due - now, longest)

    def begin(self, keys: Sequence[Hashable], now: float) -> float:
        """Begin a call for a profile; returns `now`, or a later time at which to ask again because it is too early."""
        counted = self._counted(keys)
        if not self._calling.isdisjoint(counted):
            return now + self._seconds
        due = max((self._free.get(key, now) for key in counted), default=now)
        if due > now:
            return due
        self._calling.update(counted)
        return now

    def end(self, keys: Sequence[Hashable], now: float, *, crowded: bool = False) -> None:
        """Note that the call for a profile has ended, and whether the service has found the profile crowded."""
        self._calling.difference_update(keys)
        if crowded:
            self._crowded.update(keys)
        self._free.update(dict.fromkeys(self._counted(keys), now + self._seconds))

    def forget(self, now: float) -> None:
        """Forget the profiles whose time has passed."""
        for turns in (self._next, self._later, self._free):
            for key in [key for key, due in turns.items() if due <= now]:
                del turns[key]
        self._crowded &= self._calling | self._next.keys() | self._later.keys() | self._free.keys()

    def _counted(self, keys: Sequence[Hashable]) -> list[Hashable]:
        return [key for place, key in enumerate(keys) if place == 0 or key in self._crowded]
