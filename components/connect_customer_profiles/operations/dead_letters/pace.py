"""When the next call is due: for the account, and for a profile. Pure: the time is an argument."""

from collections.abc import Hashable

SLOWER, FASTER = 0.7, 0.05


class AccountPace:
    """Spreads calls evenly, catches up with a few late ones, and yields to others that share the quota.

    A throttled call slows down by a third, once a second at most; each second without one speeds up by a twentieth of
    the limit. So several redrives, and applications beside them, share the quota without knowing of each other.
    """

    def __init__(self, rate: float, burst: int, now: float) -> None:
        self._limit = self.rate = rate
        self._burst = burst
        self._next = now
        self._adjusted = now

    def take(self, now: float) -> float:
        """The time at which the next call is due, at or before `now` for at once."""
        while self.rate < self._limit and now - self._adjusted >= 1:
            self.rate = min(self._limit, self.rate + FASTER * self._limit)
            self._adjusted += 1
        # At most `burst` calls late: a second has never more than rate + burst.
        due = max(self._next, now - self._burst / self.rate)
        self._next = due + 1 / self.rate
        return due

    def throttled(self, now: float) -> None:
        """A call was refused since the account makes too many."""
        if self.rate == self._limit or now - self._adjusted >= 1:
            self.rate = max(self._limit / 100, self.rate * SLOWER)
            self._adjusted = now


class ProfilePace:
    """Keeps the objects of one profile apart. A letter without a known profile may always go."""

    def __init__(self, seconds: float, horizon: float) -> None:
        self._seconds = seconds
        self._horizon = horizon
        self._next: dict[Hashable, float] = {}
        self._later: dict[Hashable, float] = {}

    def slot(self, key: Hashable | None, now: float) -> float | None:
        """The time at which a letter of this profile may be put, or None if that is too late to wait in memory."""
        if key is None:
            return now
        due = max(now, self._next.get(key, now))
        if due - now > self._horizon:
            return None
        self._next[key] = due + self._seconds
        return due

    def return_seconds(self, key: Hashable, now: float, longest: float) -> float:
        """After how many seconds a letter that got no slot should come back: each a turn later than the one before."""
        due = max(self._later.get(key, 0), self._next.get(key, now)) + self._seconds
        self._later[key] = min(due, now + longest)
        return min(due - now, longest)

    def forget(self, now: float) -> None:
        """Forget the profiles whose time has passed."""
        for turns in (self._next, self._later):
            for key in [key for key, due in turns.items() if due <= now]:
                del turns[key]
