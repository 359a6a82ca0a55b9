"""What a connector profile of each connector takes: its properties, and the kinds of credentials. Pure.

No message of a violation shows a credential.
https://docs.aws.amazon.com/appflow/1.0/APIReference/API_ConnectorProfileCredentials.html
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .. import rules
from ..rules import HIDDEN, Rule, RuleViolation


@dataclass(frozen=True)
class Member:
    """A part of credentials: its name in the API, its rule, and whether it may be left out."""

    api_name: str
    rule: Rule[str]
    required: bool = True


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of credentials.

    Attributes:
        members: our names for the parts.
        constant: what the API is told beside them.
        below: the member of the connector's credentials that the parts are in, if any.
    """

    members: Mapping[str, Member]
    constant: Mapping[str, str] = field(default_factory=dict)
    below: str | None = None

    def credentials(self, given: Mapping[str, str]) -> dict[str, Any]:
        """The API's credentials of the connector."""
        parts = {**self.constant, **{self.members[key].api_name: value for key, value in given.items()}}
        return {self.below: parts} if self.below else parts


@dataclass(frozen=True, kw_only=True)
class ProfileFacts:
    """What there is to know about connector profiles of one connector.

    Attributes:
        api_type: `ConnectorType` in the AppFlow API.
        api_key: the member of the API's properties and credentials.
        kinds: kinds of credentials by their name in `credentials.kind`; the first is the default where it is the only.
        unsupported: kinds that one would expect and AppFlow refuses, with the reason.
        private_link: whether AppFlow connects to the source over AWS PrivateLink.
        sandbox: whether the source has sandbox environments.
    """

    api_type: str
    api_key: str
    kinds: Mapping[str, Kind]
    unsupported: Mapping[str, str] = field(default_factory=dict)
    private_link: bool = False
    sandbox: bool = False


def _hidden(pattern: str, rule: str) -> Rule[str]:
    """As `rules.text`, without the value in the violation."""
    check = rules.text(pattern, rule)

    def hidden(value: Any) -> str:
        try:
            return check(value)
        except RuleViolation as violation:
            raise RuleViolation(HIDDEN, violation.rule) from None

    return hidden


# Lengths and patterns: the AppFlow API model.
_TOKEN = _hidden(r"\S{1,4096}", "must be 1 to 4096 characters without spaces")
_NAME = _hidden(r"\S{1,512}", "must be 1 to 512 characters without spaces")
_PASSWORD = _hidden(r".{1,512}", "must be 1 to 512 characters on one line")
_JWT = _hidden(
    r"(?=.{5,8000}$)[\w=]+\.[\w=]+\.[\w+/=-]*", "must be a JSON web token: three parts with dots between them"
)
_SECRET_ARN = _hidden(
    r"arn:aws:secretsmanager:[a-z0-9-]+:\d{12}:secret:\S{1,512}",
    "must be the ARN of a Secrets Manager secret (arn:aws:secretsmanager:…:secret:…)",
)

_CLIENT = {"client_id": Member("clientId", _NAME), "client_secret": Member("clientSecret", _NAME)}
_APP = Member("clientCredentialsArn", _SECRET_ARN, required=False)

PROFILES: Mapping[str, ProfileFacts] = {
    "Salesforce": ProfileFacts(
        api_type="Salesforce",
        api_key="Salesforce",
        kinds={
            "jwt": Kind(
                members={"jwt_token": Member("jwtToken", _JWT), "client_credentials_arn": _APP},
                constant={"oAuth2GrantType": "JWT_BEARER"},
            ),
            "oauth": Kind(
                members={
                    "access_token": Member("accessToken", _TOKEN),
                    "refresh_token": Member("refreshToken", _TOKEN),
                    "client_credentials_arn": _APP,
                }
            ),
        },
        # "The CLIENT_CREDENTIALS value is not supported for Salesforce": whatever sends it, the answer is that the
        # AuthCode cannot be blank (API reference, SalesforceConnectorProfileCredentials).
        unsupported={
            "client_credentials": "AppFlow does not support client credentials for Salesforce; use jwt, or name a "
            "connector profile that was authorised in the console"
        },
        private_link=True,
        sandbox=True,
    ),
    "ServiceNow": ProfileFacts(
        api_type="Servicenow",
        api_key="ServiceNow",
        kinds={
            "basic": Kind(members={"username": Member("username", _NAME), "password": Member("password", _PASSWORD)}),
            "oauth": Kind(
                members={
                    **_CLIENT,
                    "access_token": Member("accessToken", _TOKEN),
                    "refresh_token": Member("refreshToken", _TOKEN, required=False),
                },
                below="oAuth2Credentials",
            ),
        },
    ),
    "Marketo": ProfileFacts(
        api_type="Marketo",
        api_key="Marketo",
        kinds={
            "client_credentials": Kind(
                members={**_CLIENT, "access_token": Member("accessToken", _TOKEN, required=False)}
            )
        },
    ),
    "Zendesk": ProfileFacts(
        api_type="Zendesk",
        api_key="Zendesk",
        kinds={"oauth": Kind(members={**_CLIENT, "access_token": Member("accessToken", _TOKEN)})},
    ),
}
"""All connectors by their name in `connector_type`."""

_INSTANCE_URL = rules.text(
    r"(?=.{9,256}$)https://[\w.-]+(:\d+)?(/\S*)?", "must be an https:// URL of up to 256 characters"
)


def facts_of(connector_type: Any) -> ProfileFacts:
    """The facts about a connector.

    Raises:
        RuleViolation: there are none.
    """
    rules.checked("connector_type", connector_type, rules.one_of(*PROFILES))
    return PROFILES[connector_type]


def profile_properties(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The API's type, connection mode and properties for `connector_type`, `instance_url`, `sandbox`, `private_link`.

    Raises:
        RuleViolation: names the argument, its value and the rule it breaks.
    """
    facts = facts_of(arguments.get("connector_type"))
    url = rules.checked("instance_url", arguments.get("instance_url"), _INSTANCE_URL)
    options = {}
    for option, offered in (("sandbox", facts.sandbox), ("private_link", facts.private_link)):
        value = rules.checked(option, arguments.get(option, False), rules.boolean)
        if value and not offered:
            raise RuleViolation(value, f"{arguments['connector_type']} has no such option", argument=option)
        options[option] = value
    sandbox = {"isSandboxEnvironment": True} if options["sandbox"] else {}
    return {
        "connector_type": facts.api_type,
        "connection_mode": "Private" if options["private_link"] else "Public",
        "properties": {facts.api_key: {"instanceUrl": url, **sandbox}},
    }


def profile_credentials(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The API's credentials for `connector_type` and `credentials`.

    Raises:
        RuleViolation: names the part of the credentials and the rule it breaks, never a value.
    """
    facts = facts_of(arguments.get("connector_type"))
    try:
        return {facts.api_key: _credentials(arguments["connector_type"], facts, arguments.get("credentials"))}
    except RuleViolation as violation:
        raise violation.below("credentials") from None


def _credentials(connector_type: str, facts: ProfileFacts, given: Any) -> dict[str, Any]:
    kinds = ", ".join(facts.kinds)
    if not isinstance(given, Mapping):
        raise RuleViolation(HIDDEN, f"must be an object with kind ({kinds}) and its parts")
    only = next(iter(facts.kinds)) if len(facts.kinds) == 1 else None
    name = given.get("kind", only)
    if not isinstance(name, str) or name not in facts.kinds:
        # A kind is a word of ours, not a secret; anything else in its place may be one.
        shown = name if name in (None, *ALL_KINDS) else HIDDEN
        rule = facts.unsupported.get(str(name), f"must be one of {kinds} for {connector_type}")
        raise RuleViolation(shown, rule, argument="kind")
    kind = facts.kinds[name]
    parts = {key: value for key, value in given.items() if key != "kind" and value is not None}
    for key in sorted(set(parts) - set(kind.members)):
        known = ", ".join(kind.members)
        raise RuleViolation(
            HIDDEN, f"is no part of {connector_type} credentials of kind {name}; known are {known}", argument=key
        )
    for key, member in kind.members.items():
        if key not in parts and member.required:
            raise RuleViolation(None, f"is required for {connector_type} credentials of kind {name}", argument=key)
        if key in parts:
            parts[key] = rules.checked(key, parts[key], member.rule)
    return kind.credentials(parts)


ALL_KINDS = tuple(kind for facts in PROFILES.values() for kind in (*facts.kinds, *facts.unsupported))
