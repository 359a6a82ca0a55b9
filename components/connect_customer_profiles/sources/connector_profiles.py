"""From the arguments of a connector profile to AppFlow's properties and credentials. Pure.

No message of a violation shows a credential.
https://docs.aws.amazon.com/appflow/1.0/APIReference/API_ConnectorProfileConfig.html
"""

from collections.abc import Mapping
from typing import Any

from .. import rules
from ..rules import HIDDEN, RuleViolation, instead_of
from . import SOURCES
from .credentials import Connection
from .source import Source

_INSTANCE_URL = rules.text(
    r"(?=.{9,256}$)https://[\w.-]+(:\d+)?(/\S*)?", "must be an https:// URL of up to 256 characters"
)


def _connections() -> dict[str, Connection]:
    """The connections that can be made without a browser; sources with a choice of credentials first."""
    found = {name: source.connection for name, source in SOURCES.items() if source.connection}
    return dict(sorted(found.items(), key=lambda each: -len(each[1].kinds)))


CONNECTIONS: Mapping[str, Connection] = _connections()
"""By their name in `connector_type`."""

ALL_KINDS = tuple(kind for facts in CONNECTIONS.values() for kind in (*facts.kinds, *facts.unsupported))


def _source(connector_type: Any) -> tuple[Source, Connection]:
    rules.checked("connector_type", connector_type, rules.one_of(*CONNECTIONS))
    return SOURCES[connector_type], CONNECTIONS[connector_type]


def profile_properties(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The API's type, connection mode and properties for `connector_type`, `instance_url`, `sandbox`, `private_link`.

    Raises:
        RuleViolation: names the argument, its value and the rule it breaks.
    """
    source, connection = _source(arguments.get("connector_type"))
    url = rules.checked("instance_url", arguments.get("instance_url"), _INSTANCE_URL)
    options = {}
    for option, offered in (("sandbox", connection.sandbox), ("private_link", connection.private_link)):
        value = rules.checked(option, arguments.get(option, False), rules.boolean)
        if value and not offered:
            raise RuleViolation(value, f"{source.type} has no such option", argument=option)
        options[option] = value
    sandbox = {"isSandboxEnvironment": True} if options["sandbox"] else {}
    return {
        "connector_type": source.api_type,
        "connection_mode": "Private" if options["private_link"] else "Public",
        "properties": {source.type: {"instanceUrl": url, **sandbox}},
    }


def profile_credentials(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The API's credentials for `connector_type` and `credentials`.

    Raises:
        RuleViolation: names the part of the credentials and the rule it breaks, never a value.
    """
    source, connection = _source(arguments.get("connector_type"))
    try:
        return {source.type: _credentials(source.type, connection, arguments.get("credentials"))}
    except RuleViolation as violation:
        raise violation.below("credentials") from None


def _credentials(connector_type: str, connection: Connection, given: Any) -> dict[str, Any]:
    kinds = ", ".join(connection.kinds)
    if not isinstance(given, Mapping):
        raise RuleViolation(HIDDEN, f"must be an object with kind ({kinds}) and its parts")
    only = next(iter(connection.kinds)) if len(connection.kinds) == 1 else None
    name = given.get("kind", only)
    if not isinstance(name, str) or name not in connection.kinds:
        # A kind is a word of ours, not a secret; anything else in its place may be one.
        shown = name if name in (None, *ALL_KINDS) else HIDDEN
        rule = connection.unsupported.get(str(name), f"must be one of {kinds} for {connector_type}")
        raise RuleViolation(shown, rule, argument="kind")
    kind = connection.kinds[name]
    parts = {key: value for key, value in given.items() if key != "kind" and value is not None}
    for key in sorted(set(parts) - set(kind.members)):
        rule = f"is not part of {connector_type} credentials of kind {name}; {instead_of(key, kind.members)}"
        raise RuleViolation(HIDDEN, rule, argument=key)
    for key, member in kind.members.items():
        if key not in parts and member.required:
            raise RuleViolation(None, f"is required for {connector_type} credentials of kind {name}", argument=key)
        if key in parts:
            parts[key] = rules.checked(key, parts[key], member.rule)
    return kind.credentials(parts)
