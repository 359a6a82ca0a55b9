"""Who calls: account, Region and service from the credential scope of a signed request. Pure but for STS look-ups."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

DEFAULT_ACCOUNT = "123456789012"
DEFAULT_REGION = "us-east-1"

_SCOPE = re.compile(r"Credential=([^/,\s]+)/\d{8}/([^/,\s]+)/([^/,\s]+)/aws4_request")


_OLD_KEY = re.compile(r"(?:^AWS |(?:^|&)AWSAccessKeyId=)([A-Za-z0-9]+)")


@dataclass(frozen=True)
class Caller:
    """The caller of a request. `service` is the signing name, empty for unsigned requests; `access_key` is the key's
    id."""

    account: str = DEFAULT_ACCOUNT
    region: str = DEFAULT_REGION
    service: str = ""
    access_key: str = ""


def caller_of(authorization: str, query: str = "") -> Caller:
    """Reads an Authorization header, else the query of a URL that somebody has signed.

    An access key id of twelve digits is an account. Keys that moto's STS or IAM handed out belong to the account they
    were made in. Any other key belongs to the default account.
    """
    scope = _SCOPE.search(authorization) or _SCOPE.search(unquote(query))
    if scope is None:
        # Version 2 of the signature, with which boto3 signs URLs of S3.
        key = _OLD_KEY.search(authorization) or _OLD_KEY.search(query)
        return Caller(_account_of(key[1]), service="s3", access_key=key[1]) if key else Caller()
    access_key, region, service = scope.groups()
    return Caller(_account_of(access_key), region, service.lower(), access_key)


def assumed_role(caller: Caller) -> str:
    """The ARN of the role that the caller has assumed; "" for anybody else."""
    from moto.sts.models import sts_backends

    for backend in sts_backends[caller.account].values():
        if session := backend.get_assumed_role_from_access_key(caller.access_key):
            return str(session.role_arn)
    return ""


def _account_of(access_key: str) -> str:
    if re.fullmatch(r"\d{12}", access_key):
        return access_key
    from moto.iam.models import get_account_id_from

    return get_account_id_from(access_key)
