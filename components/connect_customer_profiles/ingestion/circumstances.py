"""A fingerprint of the possible causes of a permanent failure: once it differs, trying again makes sense.

Role and key are read with the deployer's own permissions; what these do not allow does not count.
"""

import hashlib
import json
from typing import Any

from .. import names
from ..aws.errors import AwsError
from ..aws.iam import Iam
from ..aws.kms import Kms
from ..aws.session import Credentials
from .memory import ProcessMemory
from .wanted import Wanted


def fingerprint(wanted: Wanted, credentials: Credentials, memory: ProcessMemory) -> str:
    """A hash of the execution role's policies and of the key's state and policy.

    Args:
        wanted: names role and key.
        credentials: with which they are read.
        memory: a process reads each of them once.
    """
    role, key = wanted.execution_role_arn or "", wanted.kms_key_arn
    where = (wanted.account, wanted.region, credentials)
    found = [
        memory.once((_role, role, where), lambda: _role(role, *where)),
        memory.once((_key, key, where), lambda: _key(key, *where)),
    ]
    return hashlib.sha256(json.dumps(found, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _role(arn: str, account: str, region: str, credentials: Credentials) -> Any:
    if not arn:
        return None
    iam = Iam(account, region, credentials)
    try:
        role = iam.role(names.last_segment(arn))
        if role is None:
            return None
        inline = [role.inline[name] for name in sorted(role.inline)]
        return [role.trust, inline, [[each, iam.default_version(each)] for each in sorted(role.attached)]]
    except AwsError as error:
        return _unread(error)


def _key(arn: str, account: str, region: str, credentials: Credentials) -> Any:
    try:
        key = Kms(account, region, credentials).key(arn)
    except AwsError as error:
        return _unread(error)
    return [key.state, key.policy] if key else None


def _unread(error: AwsError) -> None:
    """Nothing, if the deployer may not read it. No answer is not a change, so it ends the attempt."""
    if not error.denied:
        raise error
