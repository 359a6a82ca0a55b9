"""Questions about the statements of a policy document, as pure functions: who may do what, under which conditions.

The policy pack asks them of anybody's documents; those of the components pass.
Actions and condition keys are compared without regard to case, as IAM does.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from .. import names
from ..rules import RuleViolation
from .roles import execution_policy

Statement = Mapping[str, Any]

SOURCE_GUARDS = ("aws:SourceArn", "aws:SourceAccount")
"""The condition keys that pin a service's request to its cause.
https://docs.aws.amazon.com/connect/latest/adminguide/cross-service-confused-deputy-prevention.html"""

EQUALITY = ("stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike")
"""Operators that can pin a value. `…IfExists` is not among them, because it matches requests without the key."""


def statements(document: Any) -> list[Statement]:
    """The statements of a policy document, given as JSON or as an object; an empty list without a document.

    Raises:
        RuleViolation: the document is not JSON, or not a policy document.
    """
    if document is None or document == "":
        return []
    parsed = document
    if isinstance(document, str):
        try:
            parsed = json.loads(document)
        except (ValueError, RecursionError):
            raise RuleViolation(_shortened(document), "must be a policy document in JSON") from None
    found = parsed.get("Statement") if isinstance(parsed, Mapping) else None
    if isinstance(found, Mapping):
        return [found]
    if not isinstance(found, Sequence) or not all(isinstance(each, Mapping) for each in found):
        raise RuleViolation(_shortened(str(document)), "must be a policy document with statements")
    return list(found)


def label(statement: Statement, position: int) -> str:
    """The name of a statement in messages: its Sid, else its position from 1."""
    sid = statement.get("Sid")
    return f"statement '{sid}'" if sid else f"statement {position}"


def allows(statement: Statement) -> bool:
    """Whether a statement is an Allow statement."""
    return bool(statement.get("Effect") == "Allow")


def principals(statement: Statement) -> list[tuple[str, str]]:
    """Kind and name of each principal; `("*", "*")` is everybody, which is also what NotPrincipal allows."""
    if "NotPrincipal" in statement:
        return [("*", "*")]
    given = statement.get("Principal")
    if isinstance(given, Mapping):
        return [("*", "*") if name == "*" else (kind, str(name)) for kind in given for name in _list(given[kind])]
    return [("*", "*") for name in _list(given) if name == "*"]


def names_service(statement: Statement, service: str = names.SERVICE_PRINCIPAL) -> bool:
    """Whether a statement allows something to Customer Profiles. A Deny statement does not."""
    return allows(statement) and ("Service", service) in principals(statement)


def is_public(statement: Statement) -> bool:
    """Whether a statement allows something to everybody, without a condition on account, organization, principal,
    source or network. A pattern that somebody else's request may match is no such condition."""
    if not allows(statement) or ("*", "*") not in principals(statement):
        return False
    return not any(_pinning(statement, key, pins) for key, pins in IDENTITIES.items())


def actions(statement: Statement) -> list[str]:
    """The actions as written; `*` for an Allow statement with NotAction."""
    return ["*"] if "NotAction" in statement else [str(action) for action in _list(statement.get("Action"))]


def matches(action: str, pattern: str) -> bool:
    """Whether an action is one that a pattern with wildcards stands for."""
    return fnmatchcase(action.lower(), pattern.lower())


def grants(statement: Statement, action: str) -> bool:
    """Whether a statement's actions include `action`, with wildcards resolved."""
    return any(matches(action, pattern) for pattern in actions(statement))


def actions_beyond(statement: Statement, permitted: Collection[str]) -> list[str]:
    """The statement's actions that are not in `permitted`; wildcards never are."""
    known = {action.lower() for action in permitted}
    return [action for action in actions(statement) if action.lower() not in known]


def missing_actions(all_statements: Iterable[Statement], required: Sequence[str]) -> list[str]:
    """The required actions that no statement grants."""
    given = list(all_statements)
    return [action for action in required if not any(grants(statement, action) for statement in given)]


def unguarded_by(statement: Statement, keys: Sequence[str] = SOURCE_GUARDS) -> list[str]:
    """The condition keys among `keys` that do not pin the statement."""
    return [key for key in keys if not _pinning(statement, key, GUARDS.get(key, _says_something))]


def comparisons(statement: Statement) -> Iterator[tuple[str, str, list[Any]]]:
    """Operator and key of each comparison in a statement's condition, in lower case, and the values. What has no such
    form compares nothing."""
    for operator, compared in _mapping(statement.get("Condition")).items():
        for name, values in _mapping(compared).items():
            yield str(operator).lower(), str(name).lower(), _list(values)


def condition_values(statement: Statement, key: str) -> list[str]:
    """The values that conditions compare a key with, by equality; set operators count."""
    return [
        str(value)
        for operator, name, values in comparisons(statement)
        if operator.removeprefix("forallvalues:").removeprefix("foranyvalue:") in EQUALITY and name == key.lower()
        for value in values
    ]


def resources(statement: Statement) -> list[str]:
    """The resources as written; `*` for an Allow statement with NotResource."""
    return ["*"] if "NotResource" in statement else [str(resource) for resource in _list(statement.get("Resource"))]


def is_unbounded(resource: str) -> bool:
    """Whether a resource pattern leaves service, account or resource open: `*`, `arn:aws:appflow:*:*:*`."""
    parts = resource.split(":", 5)
    return len(parts) < 6 or parts[2] in ("", "*") or parts[5] == "*"


def denies_plain_http(all_statements: Iterable[Statement]) -> bool:
    """Whether a statement denies everybody every request without TLS."""
    return any(
        statement.get("Effect") == "Deny"
        and ("*", "*") in principals(statement)
        and ("*" in actions(statement) or "sqs:*" in (action.lower() for action in actions(statement)))
        and any(
            (operator, name) == ("bool", "aws:securetransport") and [str(each).lower() for each in values] == ["false"]
            for operator, name, values in comparisons(statement)
        )
        for statement in all_statements
    )


def documented_execution_actions() -> frozenset[str]:
    """Every action of the five statements that AWS documents for the execution role."""
    documented = execution_policy(
        region="us-east-1",
        account="0" * 12,
        domain_name="x",
        kms_key_arn="x",
        connector_profile_names=[],
        scope="documented",
    )
    return frozenset(action for statement in statements(documented) for action in actions(statement))


def _pinning(statement: Statement, key: str, pins: Callable[[str], bool]) -> bool:
    """Whether a condition requires a key to equal values each of which pins it. ForAllValues does not: it matches
    requests without the key."""
    compared = [
        value
        for operator, name, values in comparisons(statement)
        if operator.removeprefix("foranyvalue:") in EQUALITY and name == key.lower()
        for value in values
    ]
    return bool(compared) and all(pins(str(value)) for value in compared)


def _says_something(value: str) -> bool:
    return not set(value) <= set("*?:")


def _literal(value: str) -> bool:
    return not set(value) & set("*?")


def _below_literal(path: str) -> bool:
    """Whether a path of organizational units names its organization: `o-a1b2c3d4e5/*`."""
    return _literal(path.split("/", 1)[0])


def _of_somebody(arn: str) -> bool:
    """Whether a pattern of ARNs names an account, or a bucket, whose name nobody else can have."""
    parts = arn.split(":", 5)
    if _literal(arn) or len(parts) < 6:
        return _literal(arn)
    bucket = parts[5].split("/", 1)[0] if parts[2] == "s3" else ""
    return any(each and _literal(each) for each in (parts[4], bucket))


GUARDS: Mapping[str, Callable[[str], bool]] = {"aws:SourceAccount": _literal}
"""What pins a service's request, where more is asked of a value than not to be a wildcard altogether."""

IDENTITIES: Mapping[str, Callable[[str], bool]] = {
    **dict.fromkeys(("aws:SourceArn", "aws:PrincipalArn"), _of_somebody),
    **dict.fromkeys(("aws:SourceAccount", "aws:PrincipalAccount", "kms:CallerAccount"), _literal),
    **dict.fromkeys(("aws:PrincipalOrgID", "aws:SourceOrgID"), _literal),
    **dict.fromkeys(("aws:PrincipalOrgPaths", "aws:SourceOrgPaths"), _below_literal),
    **dict.fromkeys(("aws:SourceVpc", "aws:SourceVpce"), _literal),
}
"""The condition keys that say for whom a statement is, and which values do. AWS asks for fixed values, too:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status"""


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else [value]


def _mapping(value: Any) -> Mapping[Any, Any]:
    return value if isinstance(value, Mapping) else {}


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."
