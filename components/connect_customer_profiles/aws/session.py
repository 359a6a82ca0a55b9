"""boto3 sessions for the dynamic resources: boto3's credential chain, as the stack's `aws:` configuration narrows it.

A dynamic provider never sees an explicit `aws.Provider`; what it needs to know of one comes as inputs (Region, account,
profile). boto3 is imported at first use.
"""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

CONNECTIONS = 10
"""How many connections a client keeps open, as botocore does by itself."""

_lock = threading.Lock()


@dataclass(frozen=True)
class AssumedRole:
    """A role to assume on the way to the account, as in `aws:assumeRoles`."""

    role_arn: str
    session_name: str
    external_id: str | None = None


@dataclass(frozen=True)
class Credentials:
    """Where credentials come from; all None is boto3's own chain (environment, profile, instance role)."""

    profile: str | None = None
    access_key: str | None = None
    secret_key: str | None = None
    token: str | None = None
    assume_roles: tuple[AssumedRole, ...] = ()

    def with_profile(self, profile: str | None) -> "Credentials":
        """These credentials, or those of a named profile where a resource asks for one."""
        return Credentials(profile=profile) if profile else self

    def __repr__(self) -> str:
        return f"Credentials(profile={self.profile!r}, assume_roles={[role.role_arn for role in self.assume_roles]!r})"


def configured(get: Callable[[str], str | None]) -> Credentials:
    """The credentials that the stack's configuration of the default `aws` provider asks for.

    Args:
        get: returns the configuration value of a key such as `aws:profile`, or None.
    """
    roles = json.loads(get("aws:assumeRoles") or "[]")
    single = json.loads(get("aws:assumeRole") or "null")
    return Credentials(
        profile=get("aws:profile"),
        access_key=get("aws:accessKey"),
        secret_key=get("aws:secretKey"),
        token=get("aws:token"),
        assume_roles=tuple(
            AssumedRole(
                role_arn=role["roleArn"],
                session_name=role.get("sessionName") or "pulumi",
                external_id=role.get("externalId"),
            )
            for role in [*roles, *([single] if single else [])]
        ),
    )


def client(
    service: str, region: str, credentials: Credentials, *, repeatable: bool = True, connections: int = CONNECTIONS
) -> Any:
    """The boto3 client of a service, shared by all threads.

    Args:
        repeatable: whether botocore may send a call again that got no answer. Calls that create something without a
            client token must not be sent twice.
        connections: how many calls may be under way at the same time.
    """
    with _lock:
        return _client(service, region, credentials, repeatable, connections)


def account(region: str, credentials: Credentials) -> str:
    """The account of the credentials (12 digits), asked once per process."""
    with _lock:
        return _account(region, credentials)


def default_region(credentials: Credentials) -> str | None:
    """The Region of the environment or profile, None where neither names one."""
    from botocore.session import Session

    region = Session(profile=credentials.profile).get_config_variable("region")
    return str(region) if region else None


@lru_cache
def _account(region: str, credentials: Credentials) -> str:
    return str(_client("sts", region, credentials, True, CONNECTIONS).get_caller_identity()["Account"])


@lru_cache
def _client(service: str, region: str, credentials: Credentials, repeatable: bool, connections: int) -> Any:
    from botocore.config import Config

    retries = {"mode": "standard", "total_max_attempts": 6 if repeatable else 1}
    config = Config(
        retries=retries,
        connect_timeout=10,
        read_timeout=60,
        max_pool_connections=connections,
        user_agent_extra="connect-customer-profiles",
    )
    return _session(region, credentials).client(service, config=config)


@lru_cache
def _session(region: str, credentials: Credentials) -> Any:
    import boto3
    from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials
    from botocore.session import Session

    session = Session(profile=credentials.profile)
    if credentials.access_key and credentials.secret_key:
        session.set_credentials(credentials.access_key, credentials.secret_key, credentials.token)
    for role in credentials.assume_roles:
        extra = {"RoleSessionName": role.session_name, **({"ExternalId": role.external_id} if role.external_id else {})}
        fetcher = AssumeRoleCredentialFetcher(
            client_creator=session.create_client,
            source_credentials=session.get_credentials(),
            role_arn=role.role_arn,
            extra_args=extra,
        )
        # botocore assumes roles by itself for profiles only; this is the same machinery, fed from the configuration.
        assumed = Session(profile=credentials.profile)
        assumed._credentials = DeferredRefreshableCredentials(
            refresh_using=fetcher.fetch_credentials, method="assume-role"
        )
        session = assumed
    return boto3.Session(botocore_session=session, region_name=region)
