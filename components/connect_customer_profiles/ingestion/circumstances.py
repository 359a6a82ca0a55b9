"""What a permanent failure may come from, as a fingerprint: once it differs, trying again makes sense.

Role and key are read with the deployer's own rights; what may not be read does not count.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ..aws.errors import AwsError
from ..aws.iam import Iam
from ..aws.kms import Kms
from ..aws.session import Credentials


def fingerprint(inputs: Mapping[str, Any], credentials: Credentials) -> str:
    """A hash of the execution role's policies and of the key's state and policy."""
    where = (inputs["account"], inputs["region"], credentials)
    found = [_role(inputs.get("execution_role_arn") or "", *where), _key(inputs["kms_key_arn"], *where)]
    return hashlib.sha256(json.dumps(found, sort_keys=True, default=str).encode()).hexdigest()[:16]


@lru_cache
def _role(arn: str, account: str, region: str, credentials: Credentials) -> Any:
    if not arn:
        return None
    iam = Iam(account, region, credentials)
    try:
        role = iam.role(arn.rsplit("/", 1)[-1])
        if role is None:
            return None
        inline = [role.inline[name] for name in sorted(role.inline)]
        return [role.trust, inline, [[each, iam.default_version(each)] for each in sorted(role.attached)]]
    except AwsError:
        return None


@lru_cache
def _key(arn: str, account: str, region: str, credentials: Credentials) -> Any:
    try:
        key = Kms(account, region, credentials).key(arn)
    except AwsError:
        return None
    return [key.state, key.policy] if key else None
