"""AWS clients for a provider's configuration."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import dataclass, field
from typing import Any

REGION_VARIABLES = ("AWS_REGION", "AWS_DEFAULT_REGION")

ATTEMPTS = 10
"""How often a call is sent, the first time included, while AWS answers that it is too busy."""

ATTEMPTS_TO_CONNECT = 2
"""How often a call is sent where nobody takes it: a server that is not there is not there in a minute either, and a
preview makes dozens of calls."""

CONNECT_SECONDS = 5
"""Seconds until a connection has to stand."""


@dataclass(frozen=True)
class Configuration:
    """What the bridge uses of the provider's configuration; endpoints come from the environment, the rest is inert."""

    region: str | None = None
    profile: str | None = None
    access_key: str | None = None
    secret_key: str | None = None
    token: str | None = None
    assume_roles: tuple[dict[str, Any], ...] = ()
    """Roles to assume, one after the other."""
    default_tags: dict[str, str] = field(default_factory=dict)
    allowed_accounts: tuple[str, ...] = ()
    """The accounts that the provider may work in; all if empty."""
    forbidden_accounts: tuple[str, ...] = ()
    """Those that it may not work in."""

    @staticmethod
    def parse(arguments: dict[str, Any]) -> Configuration:
        """Read a provider's arguments, in which nested values arrive as JSON text."""
        values = {key: _decoded(value) for key, value in arguments.items()}
        return Configuration(
            region=values.get("region") or region_of_environment(),
            profile=values.get("profile") or None,
            access_key=values.get("accessKey") or None,
            secret_key=values.get("secretKey") or None,
            token=values.get("token") or None,
            assume_roles=tuple(values.get("assumeRoles") or ()),
            default_tags=dict((values.get("defaultTags") or {}).get("tags") or {}),
            # `pulumi config set --path` makes numbers of them.
            allowed_accounts=tuple(map(str, values.get("allowedAccountIds") or ())),
            forbidden_accounts=tuple(map(str, values.get("forbiddenAccountIds") or ())),
        )


def region_of_environment() -> str | None:
    """The Region that the environment names."""
    return next((os.environ[name] for name in REGION_VARIABLES if os.environ.get(name)), None)


def _decoded(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def give_up(attempts: int, caught_exception: Exception | None, **_event: Any) -> None:
    """Handles botocore's `needs-retry` event: a call that found nobody to take it is not sent for a minute and more.

    Args:
        attempts: how often the call has been sent.
        caught_exception: why it has no answer; None if it has one.

    Raises:
        EndpointConnectionError: nobody took the call, `ATTEMPTS_TO_CONNECT` times.
        ConnectTimeoutError: the same, without anybody saying so.
    """
    from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError

    unheard = isinstance(caught_exception, EndpointConnectionError | ConnectTimeoutError)
    if caught_exception and unheard and attempts >= ATTEMPTS_TO_CONNECT:
        raise caught_exception


class Clients:
    """Makes the boto3 clients of one provider, each once. Safe to use from several threads."""

    def __init__(self, configuration: Configuration) -> None:
        """Make clients for a configuration; nothing is called yet."""
        self.configuration = configuration
        self._lock = threading.RLock()
        self._session: Any = None
        self._clients: dict[tuple[str, str | None], Any] = {}
        self._account: str | None = None

    def get(self, service: str, region: str | None = None) -> Any:
        """The client of a service, in the provider's Region unless another is given."""
        from botocore.config import Config

        key = (service, region or self.configuration.region)
        with self._lock:
            if key not in self._clients:
                self._session = self._session or self._new_session()
                retries = {"mode": "standard", "total_max_attempts": ATTEMPTS}
                config = Config(retries=retries, connect_timeout=CONNECT_SECONDS)
                client = self._session.client(service, region_name=key[1], config=config)
                # Before botocore's own handler, which would wait and send it again.
                client.meta.events.register_first("needs-retry", give_up)
                self._clients[key] = client
            return self._clients[key]

    def account(self) -> str:
        """The account of the provider's credentials, asked once."""
        with self._lock:
            if self._account is None:
                self._account = str(self.get("sts").get_caller_identity()["Account"])
            return self._account

    def refusal(self) -> str | None:
        """Why the provider may not work in the account of its credentials; only asked where its arguments name any."""
        allowed, forbidden = self.configuration.allowed_accounts, self.configuration.forbidden_accounts
        if not allowed and not forbidden:
            return None
        account = self.account()
        fine = account not in forbidden and (not allowed or account in allowed)
        return None if fine else f"AWS account ID not allowed: {account}"

    def _new_session(self) -> Any:
        import boto3

        given = self.configuration
        session = boto3.Session(
            aws_access_key_id=given.access_key,
            aws_secret_access_key=given.secret_key,
            aws_session_token=given.token,
            profile_name=given.profile,
            region_name=given.region,
        )
        for role in given.assume_roles:
            request = {
                "RoleArn": role["roleArn"],
                "RoleSessionName": role.get("sessionName", "pulumi"),
                **({"ExternalId": role["externalId"]} if role.get("externalId") else {}),
                **({"Policy": role["policy"]} if role.get("policy") else {}),
            }
            credentials = session.client("sts").assume_role(**request)["Credentials"]
            session = boto3.Session(
                aws_access_key_id=credentials["AccessKeyId"],
                aws_secret_access_key=credentials["SecretAccessKey"],
                aws_session_token=credentials["SessionToken"],
                region_name=given.region,
            )
        return session
