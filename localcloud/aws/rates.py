"""Documented request rates, enforced with one token bucket per account, Region and API on wall time."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

Api = tuple[str, str, str, str]
"""Account, Region, service and operation."""


@dataclass
class _Bucket:
    tokens: float
    filled_at: float


@dataclass
class RateLimiter:
    """A bucket holds one second's worth of requests and refills at the documented rate."""

    wall: Callable[[], float] = time.monotonic
    _buckets: dict[Api, _Bucket] = field(default_factory=dict)
    _latest: dict[str, float] = field(default_factory=dict)

    def allow(self, api: Api, documented: float | None, factor: float = 1.0) -> bool:
        """Takes one token; False where the documented rate is exceeded.

        Args:
            documented: Requests per second; None, for APIs without a documented rate, always passes.
            factor: By how much the rate is faster than documented.
        """
        if documented is None:
            return True
        tps = documented * factor
        now = self.wall()
        bucket = self._buckets.setdefault(api, _Bucket(float(tps), now))
        bucket.tokens = min(float(tps), bucket.tokens + (now - bucket.filled_at) * tps)
        bucket.filled_at = now
        if bucket.tokens < 1:
            return False
        bucket.tokens -= 1
        return True

    def apart(self, name: str, seconds: float) -> bool:
        """Whether the last time that this was true for `name` is so long ago; asked under the cloud's lock."""
        now = self.wall()
        if now - self._latest.get(name, float("-inf")) < seconds:
            return False
        self._latest[name] = now
        return True

    def reset(self) -> None:
        """All buckets full."""
        self._buckets.clear()
        self._latest.clear()
