"""What the services can see of IAM, KMS, SQS, S3 and Connect: read from moto's backends, optionally with a delay.

AWS is eventually consistent: a new role, policy or key takes effect late. With a delay set, the state of so many wall
seconds ago is what counts.
"""

import bisect
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from . import iam


@dataclass(frozen=True)
class Role:
    """An IAM role with all policies that decide about it. Documents are JSON texts."""

    arn: str
    trust_policy: str
    policies: tuple[str, ...]
    boundary: str | None

    @property
    def session_arn(self) -> str:
        """How the role appears in an access denied message when Customer Profiles uses it."""
        account, name = self.arn.split(":")[4], self.arn.rpartition("/")[2]
        return f"arn:aws:sts::{account}:assumed-role/{name}/customer-profiles"


@dataclass(frozen=True)
class Key:
    """A KMS key."""

    arn: str
    policy: str
    enabled: bool
    symmetric: bool


@dataclass(frozen=True)
class Queue:
    """An SQS queue. `kms_key_id` is a key id, ARN or alias; None for SSE-SQS."""

    arn: str
    name: str
    policy: str | None
    kms_key_id: str | None
    fifo: bool


@dataclass(frozen=True)
class Bucket:
    """An S3 bucket."""

    name: str
    region: str
    policy: str | None

    @property
    def arn(self) -> str:
        """Bucket ARNs name neither account nor Region."""
        return f"arn:aws:s3:::{self.name}"


Document = Role | Key | Queue | Bucket
Snapshot = dict[str, Document]


@dataclass
class _History:
    """The versions of one document, oldest first; None where it did not exist."""

    times: list[float] = field(default_factory=list)
    versions: list[Document | None] = field(default_factory=list)

    def record(self, moment: float, version: Document | None) -> None:
        if not self.versions or self.versions[-1] != version:
            self.times.append(moment)
            self.versions.append(version)

    def at(self, moment: float) -> Document | None:
        index = bisect.bisect_right(self.times, moment) - 1
        return self.versions[index] if index >= 0 else None


@dataclass
class Directory:
    """Looks up roles, keys, queues and buckets as they take effect now.

    Args:
        delay: Gives the seconds (wall time) until a change takes effect.
    """

    delay: Callable[[], float] = lambda: 0.0
    wall: Callable[[], float] = time.monotonic
    _histories: dict[str, _History] = field(default_factory=dict)

    def role(self, role_arn: str) -> Role | None:
        """The role with this ARN, or None."""
        found = self._effective(role_arn, lambda: read_role(role_arn))
        return found if isinstance(found, Role) else None

    def key(self, account: str, region: str, key_id: str) -> Key | None:
        """The key of a key id, ARN, alias or alias ARN, or None."""
        current = read_key(account, region, key_id)
        if current is None:
            return None
        found = self._effective(current.arn, lambda: current)
        return found if isinstance(found, Key) else None

    def queue(self, account: str, region: str, name: str) -> Queue | None:
        """The queue of this name, or None."""
        arn = f"arn:aws:sqs:{region}:{account}:{name}"
        found = self._effective(arn, lambda: _read_queue(account, region, name))
        return found if isinstance(found, Queue) else None

    def bucket(self, account: str, name: str) -> Bucket | None:
        """The account's bucket of this name, or None."""
        found = self._effective(f"arn:aws:s3:::{name}", lambda: _read_bucket(account, name))
        return found if isinstance(found, Bucket) else None

    def observe(self) -> None:
        """Records the present state. Called after every request to IAM, KMS, SQS and S3 while a delay is set."""
        if self.delay() <= 0:
            self._histories.clear()
            return
        moment = self.wall()
        current = read_all()
        for name in self._histories.keys() | current.keys():
            self._histories.setdefault(name, _History()).record(moment, current.get(name))

    def begin(self) -> None:
        """Takes what exists now as having existed forever: called when a delay is switched on."""
        self._histories = {name: _History([float("-inf")], [version]) for name, version in read_all().items()}

    def _effective(self, name: str, read: Callable[[], Document | None]) -> Document | None:
        delay = self.delay()
        if delay <= 0:
            return read()
        history = self._histories.get(name)
        return history.at(self.wall() - delay) if history else None


def read_all() -> Snapshot:
    """Every role, key, queue and bucket of every account and Region, by ARN."""
    snapshot: Snapshot = {}
    for _, _, backend in _backends("iam"):
        for role in list(backend.roles.values()):
            snapshot[role.arn] = _role(backend, role)
    for _, _, backend in _backends("kms"):
        for key in list(backend.keys.values()):
            snapshot[key.arn] = _key(key)
    for _, _, backend in _backends("sqs"):
        for queue in list(backend.queues.values()):
            snapshot[queue.queue_arn] = _queue(queue)
    for _, _, backend in _backends("s3"):
        for bucket in list(backend.buckets.values()):
            snapshot[f"arn:aws:s3:::{bucket.name}"] = _bucket(bucket)
    return snapshot


def _backends(service: str) -> list[tuple[str, str, Any]]:
    from moto.backends import get_backend

    return list(get_backend(service).iter_backends())  # type: ignore[call-overload]


def backend(service: str, account: str, region: str) -> Any:
    """moto's backend of one service in one account and Region (`aws` for global services)."""
    from moto.backends import get_backend

    return get_backend(service)[account][region]  # type: ignore[call-overload]


def read_role(role_arn: str) -> Role | None:
    """The role with this ARN as it is now, or None."""
    roles = backend("iam", role_arn.split(":")[4], "aws")
    for role in list(roles.roles.values()):
        if role.arn == role_arn:
            return _role(roles, role)
    return None


def _role(roles: Any, role: Any) -> Role:
    attached = [_default_document(policy) for policy in role.managed_policies.values()]
    inline = list(role.policies.values())
    boundary = None
    if role.permissions_boundary_arn:
        policy = roles.managed_policies.get(role.permissions_boundary_arn)
        boundary = _default_document(policy) if policy is not None else '{"Statement": []}'
    return Role(role.arn, role.assume_role_policy_document, (*inline, *attached), boundary)


def _default_document(policy: Any) -> str:
    """The document of a managed policy's default version."""
    return next(str(each.document) for each in policy.versions if each.version_id == policy.default_version_id)


def read_key(account: str, region: str, key_id: str) -> Key | None:
    """The key of a key id, ARN, alias or alias ARN as it is now, or None."""
    keys = backend("kms", account, region)
    if key_id.startswith("arn:") and key_id.split(":")[3:5] != [region, account]:
        return None
    name = keys.get_alias_name(key_id)
    raw = keys.get_key_id_from_alias(name) if name.startswith("alias/") else keys.get_key_id(key_id)
    return _key(keys.keys[raw]) if raw in keys.keys else None


def _key(key: Any) -> Key:
    symmetric = key.key_spec == "SYMMETRIC_DEFAULT" and key.key_usage in (None, "", "ENCRYPT_DECRYPT")
    return Key(key.arn, key.policy, key.key_state == "Enabled", symmetric)


def _read_queue(account: str, region: str, name: str) -> Queue | None:
    queue = backend("sqs", account, region).queues.get(name)
    return _queue(queue) if queue is not None else None


def _queue(queue: Any) -> Queue:
    return Queue(queue.queue_arn, queue.name, queue.policy or None, queue.kms_master_key_id or None, queue.fifo_queue)


def instance_exists(account: str, region: str, arn: str) -> bool:
    """Whether there is a Connect instance of this ARN."""
    return any(instance.arn == arn for instance in backend("connect", account, region).instances.values())


def _read_bucket(account: str, name: str) -> Bucket | None:
    bucket = backend("s3", account, "aws").buckets.get(name)
    return _bucket(bucket) if bucket is not None else None


def _bucket(bucket: Any) -> Bucket:
    policy = bucket.policy.decode() if isinstance(bucket.policy, bytes) else bucket.policy
    return Bucket(bucket.name, bucket.region_name, policy or None)


def deliver(account: str, region: str, queue_name: str, body: str, attributes: dict[str, str]) -> None:
    """Puts a message into a standard queue; `attributes` become String message attributes.

    Past the backend's `send_message`, which counts all messages of the queue at every call.
    """
    from moto.sqs.models import Message

    message = Message(str(uuid.uuid4()), body)
    message.message_attributes = {
        name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()
    }
    message.mark_sent()
    backend("sqs", account, region).get_queue(queue_name).add_message(message)


def timestamp(moment: float) -> str:
    """Epoch seconds as events have them."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def role_allows(role: Role, request: iam.AccessRequest, key: Key | None = None) -> bool:
    """Whether a role's policies, its boundary and, for a key, the key policy allow a request."""
    with_principal = iam.AccessRequest(request.action, request.resource, request.context, iam.Principal.aws(role.arn))
    return iam.allowed_in_account(
        with_principal,
        [iam.load(policy) for policy in role.policies],
        iam.load(role.boundary) if role.boundary else None,
        iam.load(key.policy) if key else None,
        resource_policy_must_delegate=key is not None,
    )
