"""boto3 sessions for the dynamic resources: boto3's credential chain, as the stack's `aws:` configuration narrows it.

A dynamic provider never sees an explicit `aws.Provider`; the necessary facts about it are inputs (Region, account,
profile). boto3 is imported at first use.
"""

import json
import os
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from .errors import AwsError

NOT_FOUND = frozenset(
    {
        "NoCredentialsError",
        "PartialCredentialsError",
        "ProfileNotFound",
        "SSOTokenLoadError",
        "UnauthorizedSSOTokenError",
    }
)
"""botocore's errors that say that there are no usable credentials."""

ATTEMPTS = 6
"""As often botocore makes a call that may be repeated."""
LONGEST_PAUSE = 20.0
"""Seconds between two attempts at most; the first pause is at most one second, and each further one twice as long
(https://docs.aws.amazon.com/boto3/latest/guide/retries.html#standard-retry-mode)."""

_lock = threading.Lock()


@dataclass(frozen=True)
class AssumedRole:
    """A role to assume on the way to the account, as in `aws:assumeRoles`."""

    role_arn: str
    session_name: str
    external_id: str | None = None
    seconds: int | None = None
    """How long a session lasts before it is made anew; None for STS's own hour."""

    def request(self) -> dict[str, Any]:
        """The parameters of AssumeRole beside the role."""
        optional = {"ExternalId": self.external_id, "DurationSeconds": self.seconds}
        return {"RoleSessionName": self.session_name, **{key: value for key, value in optional.items() if value}}


@dataclass(frozen=True)
class Credentials:
    """The source of credentials; all None means boto3's own chain (environment, profile, instance role)."""

    profile: str | None = None
    access_key: str | None = None
    secret_key: str | None = None
    token: str | None = None
    assume_roles: tuple[AssumedRole, ...] = ()

    def with_profile(self, profile: str | None) -> "Credentials":
        """These credentials, or those of a named profile if a resource asks for one."""
        return Credentials(profile=profile) if profile else self

    def __repr__(self) -> str:
        return f"Credentials(profile={self.profile!r}, assume_roles={[role.role_arn for role in self.assume_roles]!r})"


@dataclass(frozen=True)
class Network:
    """Connections and timeouts of a client.

    Attributes:
        connections: calls that may be under way at the same time; botocore's own default.
        connect_timeout: seconds until a connection has to stand.
        read_timeout: seconds until an answer has to come, and after that each further part of it.
    """

    connections: int = 10
    connect_timeout: float = 10
    read_timeout: float = 60

    def limit(self, *, repeatable: bool) -> float:
        """The seconds after which botocore has given up a call whose every attempt got no answer, pauses included. An
        answer that never ends is given up then, too: botocore would wait for each part of it anew.

        Args:
            repeatable: see `client`.
        """
        attempts = ATTEMPTS if repeatable else 1
        pauses = sum(min(2.0**each, LONGEST_PAUSE) for each in range(attempts - 1))
        return attempts * (self.connect_timeout + self.read_timeout) + pauses


def unreachable(words: str, code: str) -> str:
    """Why nothing was asked of AWS, with the way out where the credentials are missing.

    Args:
        words: what botocore or STS says.
        code: its exception class or error code.
    """
    way_out = "; check the credentials: AWS_PROFILE or AWS_ACCESS_KEY_ID" if code in NOT_FOUND else ""
    return f"could not reach AWS: {words}{way_out}"


def configured(get: Callable[[str], str | None]) -> Credentials:
    """The credentials that the stack's configuration of the default `aws` provider asks for.

    Args:
        get: returns the configuration value of a key such as `aws:profile`, or None.

    Raises:
        AwsError: a role to assume is not given as the provider wants it.
    """
    roles = [*_roles("aws:assumeRoles", get, many=True), *_roles("aws:assumeRole", get, many=False)]
    return Credentials(
        # An empty one is none for the provider, too: what a shell's unset variable leaves in the configuration.
        profile=get("aws:profile") or None,
        access_key=get("aws:accessKey") or None,
        secret_key=get("aws:secretKey") or None,
        token=get("aws:token") or None,
        assume_roles=tuple(
            AssumedRole(
                role_arn=role["roleArn"],
                session_name=role.get("sessionName") or "pulumi",
                external_id=role.get("externalId") or None,
                seconds=_seconds(role.get("duration") or ""),
            )
            for role in roles
        ),
    )


def _roles(key: str, get: Callable[[str], str | None], *, many: bool) -> list[dict[str, str]]:
    """The roles of a key, which the engine keeps as JSON."""
    try:
        value = json.loads(get(key) or "null")
    except (ValueError, RecursionError):
        value = ""
    found = [] if value is None else value if many else [value]
    texts = ("roleArn", "sessionName", "externalId", "duration")
    if not isinstance(found, list) or not all(
        isinstance(each, dict) and each.get("roleArn") and all(isinstance(each.get(name) or "", str) for name in texts)
        for each in found
    ):
        shape = "a list of objects" if many else "an object"
        raise AwsError(
            f"{key}: must be {shape} with roleArn: pulumi config set --path '{key}{'[0]' * many}.roleArn' ARN"
        )
    return found


def _seconds(duration: str) -> int | None:
    """The seconds of a duration as the provider writes it (`1h30m`, `900s`); None for none, and for what is none, of
    which the provider tells."""
    parts = re.fullmatch(r"(?:(\d{1,5})h)?(?:(\d{1,5})m)?(?:(\d{1,5})s)?", duration)
    hours, minutes, seconds = (int(part or 0) for part in parts.groups()) if parts else (0, 0, 0)
    return hours * 3600 + minutes * 60 + seconds or None


def client(
    service: str,
    region: str,
    credentials: Credentials,
    *,
    repeatable: bool = True,
    network: Network = Network(),
) -> Any:
    """The boto3 client of a service, shared by all threads.

    Args:
        service: boto3's name of the service.
        region: Region name.
        credentials: the source of credentials.
        repeatable: whether botocore may repeat a call that got no answer. Calls that create something without a
            client token must not be sent twice.
        network: connections and timeouts.

    Raises:
        AwsError: there is no such profile, among others.
    """
    with _lock, _askable():
        return _client(service, region, credentials, repeatable, network)


def default_region(credentials: Credentials) -> str | None:
    """The Region of `AWS_REGION`, `AWS_DEFAULT_REGION` or the profile; None if none names one.

    Raises:
        AwsError: there is no such profile.
    """
    from botocore.session import Session

    with _askable():
        region = Session(profile=credentials.profile).get_config_variable("region")
    # The other SDKs and Pulumi's providers read AWS_REGION first; botocore does not read it at all.
    return os.environ.get("AWS_REGION") or (str(region) if region else None)


@contextmanager
def _askable() -> Iterator[None]:
    """Turns errors that botocore raises before any call into an `AwsError`: of variables and settings that cannot be
    used, some are plain `ValueError`s."""
    from botocore.exceptions import BotoCoreError

    try:
        yield
    except (BotoCoreError, ValueError, OSError) as error:
        code = type(error).__name__
        raise AwsError(unreachable(str(error), code), code, words=str(error)) from None


@lru_cache
def _client(service: str, region: str, credentials: Credentials, repeatable: bool, network: Network) -> Any:
    from botocore.config import Config

    retries = {"mode": "standard", "total_max_attempts": ATTEMPTS if repeatable else 1}
    config = Config(
        retries=retries,
        connect_timeout=network.connect_timeout,
        read_timeout=network.read_timeout,
        max_pool_connections=network.connections,
        user_agent_extra="connect-customer-profiles",
    )
    made = _session(region, credentials).client(service, config=config)
    made.meta.events.register("before-parse", _refuse_other_than_json)
    return made


def _refuse_other_than_json(operation_model: Any, response_dict: Mapping[str, Any], **_rest: Any) -> None:
    """Refuses an answer that says "done" and is not JSON, such as a proxy's page: botocore reads it as an answer
    without members.

    Raises:
        ResponseParserError: it is one; nobody knows whether the call took effect.
    """
    from botocore.parsers import ResponseParserError

    shape = operation_model.output_shape
    raw = operation_model.has_streaming_output or shape is None or "payload" in shape.serialization
    service = operation_model.service_model
    # Lambda's botocore may be older than the choice between several protocols.
    if raw or not getattr(service, "resolved_protocol", service.protocol).endswith("json"):
        return
    if response_dict["status_code"] < 300 and response_dict["body"]:
        try:
            json.loads(response_dict["body"])
        except ValueError:
            raise ResponseParserError("the answer is not JSON") from None


@lru_cache
def _session(region: str, credentials: Credentials) -> Any:
    import boto3
    from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials
    from botocore.session import Session

    session = Session(profile=credentials.profile)
    if credentials.access_key and credentials.secret_key:
        session.set_credentials(credentials.access_key, credentials.secret_key, credentials.token)
    for role in credentials.assume_roles:
        fetcher = AssumeRoleCredentialFetcher(
            # Neither the environment nor the profile has to name a Region.
            client_creator=partial(session.create_client, region_name=region),
            source_credentials=session.get_credentials(),
            role_arn=role.role_arn,
            extra_args=role.request(),
        )
        # botocore assumes roles by itself for profiles only; this uses the same classes with the stack's configuration.
        assumed = Session(profile=credentials.profile)
        assumed._credentials = DeferredRefreshableCredentials(
            refresh_using=fetcher.fetch_credentials, method="assume-role"
        )
        session = assumed
    return boto3.Session(botocore_session=session, region_name=region)
