"""The files in moto's buckets, dated by the cloud's clock."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from . import iam
from .directory import backend


@dataclass(frozen=True)
class File:
    """An object of a bucket; `modified` in epoch seconds of the cloud's clock."""

    key: str
    content: bytes
    modified: float


_clock: ContextVar[Callable[[], float]] = ContextVar("clock", default=time.time)
"""The clock of the cloud that answers the present request: several may run in one process."""


@contextmanager
def dated_by(now: Callable[[], float]) -> Iterator[None]:
    """What is stored in here is dated by this clock."""
    token = _clock.set(now)
    try:
        yield
    finally:
        _clock.reset(token)


def put(account: str, bucket_name: str, key: str, content: bytes, moment: float) -> None:
    """Stores an object, dated `moment` (epoch seconds)."""
    with dated_by(lambda: moment):
        backend("s3", account, "aws").put_object(bucket_name, key, content)


def install() -> None:
    """Makes moto's S3 date what it stores by the cloud's clock, and evaluate bucket policies with their conditions."""
    from moto.s3 import models

    models.utcnow = lambda: datetime.fromtimestamp(_clock.get()(), UTC).replace(tzinfo=None)  # type: ignore[attr-defined]
    models.FakeBucket.get_permission = _permission  # type: ignore[assignment, method-assign]


def _permission(bucket: Any, action: str, resource: str) -> Any:
    """What a bucket's policy says to the account; moto by itself takes a conditional Deny for an absolute one."""
    from moto.iam.access_control import PermissionResult

    if bucket.policy is None:
        return PermissionResult.NEUTRAL
    caller = iam.Principal.aws(f"arn:aws:iam::{bucket.account_id}:root")
    keys: dict[str, iam.ContextValue] = {"aws:SecureTransport": True, "aws:PrincipalArn": caller.value}
    request = iam.AccessRequest(action, resource, keys, caller)
    decision = iam.evaluate([iam.load(bucket.policy.decode())], request)
    return {
        iam.Decision.ALLOW: PermissionResult.PERMITTED,
        iam.Decision.EXPLICIT_DENY: PermissionResult.DENIED,
    }.get(decision, PermissionResult.NEUTRAL)


def files(account: str, bucket_name: str, prefix: str) -> Iterator[File]:
    """The present versions of a bucket's objects below a prefix, by key; folders themselves are left out."""
    from moto.s3.models import FakeKey

    bucket = backend("s3", account, "aws").buckets[bucket_name]
    for key, stored in sorted(bucket.keys.items()):
        if key.startswith(prefix) and not key.endswith("/") and isinstance(stored, FakeKey):
            yield File(key, stored.value, stored.last_modified.replace(tzinfo=UTC).timestamp())
