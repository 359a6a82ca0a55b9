"""The kinds of credentials and the connection options of a source's connector profile.

https://docs.aws.amazon.com/appflow/1.0/APIReference/API_ConnectorProfileCredentials.html
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from .. import rules
from ..rules import HIDDEN, Rule, RuleViolation


class Member(NamedTuple):
    """A part of credentials: its name in the API, its rule, and whether it may be left out."""

    api_name: str
    rule: Rule[str]
    required: bool = True


class Kind(NamedTuple):
    """A kind of credentials.

    Attributes:
        members: our names for the parts.
        constant: members that the API gets in addition.
        below: the member of the connector's credentials that contains the parts, if any.
    """

    members: Mapping[str, Member]
    constant: Mapping[str, str] = {}
    below: str | None = None

    def credentials(self, given: Mapping[str, str]) -> dict[str, Any]:
        """The API's credentials of the connector."""
        parts = {**self.constant, **{self.members[key].api_name: value for key, value in given.items()}}
        return {self.below: parts} if self.below else parts


class Connection(NamedTuple):
    """The facts about connector profiles of one source.

    Attributes:
        kinds: kinds of credentials by their name in `credentials.kind`; if there is only one, it is the default.
        unsupported: kinds that one might expect but that AppFlow refuses, with the reason.
        private_link: whether AppFlow connects to the source over AWS PrivateLink.
        sandbox: whether the source has sandbox environments.
    """

    kinds: Mapping[str, Kind]
    unsupported: Mapping[str, str] = {}
    private_link: bool = False
    sandbox: bool = False


def secret(pattern: str, rule: str) -> Rule[str]:
    """Like `rules.text`, without the value in the violation."""
    check = rules.text(pattern, rule)

    def hidden(value: Any) -> str:
        try:
            return check(value)
        except RuleViolation as violation:
            raise RuleViolation(HIDDEN, violation.rule) from None

    return hidden


# Lengths and patterns: the AppFlow API model.
TOKEN = secret(r"\S{1,4096}", "must be 1 to 4096 characters without spaces")
NAME = secret(r"\S{1,512}", "must be 1 to 512 characters without spaces")
PASSWORD = secret(r".{1,512}", "must be 1 to 512 characters on one line")
JSON_WEB_TOKEN = secret(
    r"(?=.{5,8000}$)[\w=]+\.[\w=]+\.[\w+/=-]*", "must be a JSON web token: three parts with dots between them"
)
SECRET_ARN = secret(
    r"arn:aws:secretsmanager:[a-z0-9-]+:\d{12}:secret:\S{1,512}",
    "must be the ARN of a Secrets Manager secret (arn:aws:secretsmanager:…:secret:…)",
)

CLIENT = {"client_id": Member("clientId", NAME), "client_secret": Member("clientSecret", NAME)}
"""The parts of an OAuth client."""
