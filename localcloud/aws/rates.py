"""Documented request rates, enforced with one token bucket per account, Region and API on wall time."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

# Requests per second, Amazon Connect administrator guide, page `amazon-connect-service-limits`.
CUSTOMER_PROFILES_TPS = {
    "CreateDomain": 1,
    "UpdateDomain": 1,
    "DeleteDomain": 1,
    "GetDomain": 5,
    "ListDomains": 5,
    "PutProfileObjectType": 1,
    "DeleteProfileObjectType": 1,
    "GetProfileObjectType": 10,
    "ListProfileObjectTypes": 5,
    "ListProfileObjectTypeTemplates": 5,
    "GetProfileObjectTypeTemplate": 5,
    "PutIntegration": 1,
    "DeleteIntegration": 1,
    "GetIntegration": 5,
    "ListIntegrations": 5,
    "ListAccountIntegrations": 100,
    "CreateIntegrationWorkflow": 5,
    "GetWorkflow": 5,
    "GetWorkflowSteps": 5,
    "ListWorkflows": 5,
    "DeleteWorkflow": 5,
    "PutProfileObject": 100,
    "ListProfileObjects": 100,
    "SearchProfiles": 100,
    "TagResource": 5,
    "UntagResource": 5,
    "ListTagsForResource": 5,
}

DOCUMENTED_TPS = {"customer-profiles": CUSTOMER_PROFILES_TPS}


@dataclass
class _Bucket:
    tokens: float
    filled_at: float


@dataclass
class RateLimiter:
    """A bucket holds one second's worth of requests and refills at the documented rate."""

    wall: Callable[[], float] = time.monotonic
    _buckets: dict[tuple[str, str, str, str], _Bucket] = field(default_factory=dict)
    _latest: dict[str, float] = field(default_factory=dict)

    def allow(self, account: str, region: str, service: str, operation: str, factor: float = 1.0) -> bool:
        """Takes one token; False where the documented rate is exceeded. APIs without a documented rate always pass.

        Args:
            factor: by how much the rate is faster than documented.
        """
        documented = DOCUMENTED_TPS.get(service, {}).get(operation)
        if documented is None:
            return True
        tps = documented * factor
        now = self.wall()
        bucket = self._buckets.setdefault((account, region, service, operation), _Bucket(float(tps), now))
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
