"""Call rates: a token bucket per account, Region and API, because everything in the account shares the quotas.

https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-service-limits.html
"""

import threading
import time
from collections.abc import Callable

CALLS_PER_SECOND: dict[str, float] = {
    "PutIntegration": 1,
    "DeleteIntegration": 1,
    "GetDomain": 5,
    "ListDomains": 5,
    "GetIntegration": 5,
    "ListIntegrations": 5,
    "CreateIntegrationWorkflow": 5,
    "GetWorkflow": 5,
    "GetWorkflowSteps": 5,
    "ListWorkflows": 5,
    "DeleteWorkflow": 5,
    "GetProfileObjectType": 10,
    "GetProfileObjectTypeTemplate": 5,
    "ListProfileObjectTypes": 5,
    "ListAccountIntegrations": 100,
    "SearchProfiles": 100,
    "ListProfileObjects": 100,
    "TagResource": 5,
    "UntagResource": 5,
}
"""Documented default quotas of the Customer Profiles APIs that are called here; whoever calls PutProfileObject paces
it. AppFlow publishes none."""


class TokenBucket:
    """Admits `rate` calls a second, the first at once; callers wait for their turn outside the lock."""

    def __init__(
        self, rate: float, *, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._interval = 1 / rate
        self._clock = clock
        self._sleep = sleep
        self._next = clock()
        self._lock = threading.Lock()

    def take(self) -> None:
        """Wait until the next call is due."""
        wait = self.turn()
        if wait > 0:
            self._sleep(wait)

    def turn(self) -> float:
        """Take the next turn: seconds until it comes, which the caller waits."""
        with self._lock:
            now = self._clock()
            due = max(now, self._next)
            self._next = due + self._interval
        return due - now


_buckets: dict[tuple[str, str, str], TokenBucket] = {}
_lock = threading.Lock()


def pace(account: str, region: str, api: str) -> None:
    """Wait until `api` may be called once more in this account and Region; APIs without a quota pass."""
    bucket = _bucket(account, region, api)
    if bucket:
        bucket.take()


def turn(account: str, region: str, api: str) -> float:
    """The same for who must not block a thread: seconds that the caller waits before the call."""
    bucket = _bucket(account, region, api)
    return bucket.turn() if bucket else 0.0


def _bucket(account: str, region: str, api: str) -> TokenBucket | None:
    rate = CALLS_PER_SECOND.get(api)
    if rate is None:
        return None
    with _lock:
        return _buckets.setdefault((account, region, api), TokenBucket(rate))
