"""The environment of a command that uses the local cloud. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ACCOUNT = "123456789012"
REGION = "us-east-1"
ATTEMPTS = 5
"""How often an SDK sends a call, where the program does not say so. The provider of aws-native has 25 of its own, which
take seven minutes where no local cloud runs."""
_LOCAL = "localcloud"

# Variables that could lead a command to real credentials, another endpoint or another Region.
_REMOVED = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_USE_DUALSTACK_ENDPOINT",
    "AWS_CA_BUNDLE",
)
_ENDPOINT_OF_ONE = re.compile(r"AWS_ENDPOINT_URL_\w+", re.ASCII)
"""A name that a shell can unset. With others, which no SDK reads, what a shell evaluates could be anything."""
_ENDPOINT = re.compile(r"http://127\.0\.0\.1:\d{1,5}", re.ASCII)
_LOOPBACK = ("127.0.0.1", "localhost")


def cloud_environment(
    base: Mapping[str, str], endpoint: str, data: Path, *, region: str = REGION, account: str = ACCOUNT
) -> dict[str, str]:
    """A copy of `base` in which every AWS SDK and Pulumi provider talks to the local cloud, and to nothing else.

    Args:
        base: The present environment.
        endpoint: Of the local cloud, such as `http://127.0.0.1:41234`.
        data: Folder in which the AWS configuration files are looked for; they need not exist.
        region: Default Region.
        account: Twelve digits. The access key id is the account: that is how the local cloud tells accounts apart.
    """
    kept = {
        name: value for name, value in base.items() if name not in _REMOVED and not name.startswith("AWS_ENDPOINT_URL_")
    }
    no_proxy = _no_proxy(base)
    return kept | {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": account,
        "AWS_SECRET_ACCESS_KEY": _LOCAL,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": str(ATTEMPTS),
        "AWS_CONFIG_FILE": str(data / "aws-config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(data / "aws-credentials"),
        "NO_PROXY": no_proxy,
        "no_proxy": no_proxy,
    }


def module_command(python: Path, folder: Path) -> str:
    """What somebody types in `folder` to run this module with `python`."""
    shown = python.relative_to(folder) if python.is_relative_to(folder) else python
    return f"{shown} -m localcloud"


@dataclass(frozen=True)
class UsedCloud:
    """The local cloud that an environment leads to, with the account and Region in it."""

    endpoint: str
    account: str
    region: str


def used_cloud(base: Mapping[str, str]) -> UsedCloud | None:
    """The local cloud that `cloud_environment` has led `base` to; None if nothing has."""
    endpoint, account = base.get("AWS_ENDPOINT_URL", ""), base.get("AWS_ACCESS_KEY_ID")
    if not _ENDPOINT.fullmatch(endpoint) or not account or base.get("AWS_SECRET_ACCESS_KEY") != _LOCAL:
        return None
    return UsedCloud(endpoint, account, base.get("AWS_REGION") or REGION)


def removed_variables(base: Mapping[str, str]) -> list[str]:
    """The variables of `base` that `cloud_environment` takes away: what a shell has to unset."""
    return [name for name in base if name in _REMOVED or _ENDPOINT_OF_ONE.fullmatch(name)]


def _no_proxy(base: Mapping[str, str]) -> str:
    """Requests to the loopback address never go through a proxy."""
    present = [each.strip() for each in (base.get("NO_PROXY") or base.get("no_proxy") or "").split(",")]
    return ",".join(dict.fromkeys([*(each for each in present if each), *_LOOPBACK]))
