"""What a permanent failure may come from, as a fingerprint: once it differs, trying again makes sense.

Role and key are read with the deployer's own rights; what may not be read does not count.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ..aws import session


def fingerprint(inputs: Mapping[str, Any], credentials: session.Credentials) -> str:
    """A hash of the execution role's policies and of the key's state and policy."""
    role = _role(inputs["region"], inputs.get("execution_role_arn") or "", credentials)
    key = _key(inputs["region"], inputs["kms_key_arn"], credentials)
    return hashlib.sha256(json.dumps([role, key], sort_keys=True, default=str).encode()).hexdigest()[:16]


@lru_cache
def _role(region: str, arn: str, credentials: session.Credentials) -> Any:
    if not arn:
        return None
    name = arn.rsplit("/", 1)[-1]

    def read() -> Any:
        iam = session.client("iam", region, credentials)
        names = iam.list_role_policies(RoleName=name)["PolicyNames"]
        attached = [each["PolicyArn"] for each in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]]
        return [
            iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"],
            [iam.get_role_policy(RoleName=name, PolicyName=each)["PolicyDocument"] for each in sorted(names)],
            [[each, iam.get_policy(PolicyArn=each)["Policy"]["DefaultVersionId"]] for each in sorted(attached)],
        ]

    return _readable(read)


@lru_cache
def _key(region: str, arn: str, credentials: session.Credentials) -> Any:
    def read() -> Any:
        kms = session.client("kms", region, credentials)
        state = kms.describe_key(KeyId=arn)["KeyMetadata"]["KeyState"]
        return [state, kms.get_key_policy(KeyId=arn, PolicyName="default")["Policy"]]

    return _readable(read)


def _readable(read: Any) -> Any:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return read()
    except (BotoCoreError, ClientError):
        return None
