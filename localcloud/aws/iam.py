"""Policy evaluation: what IAM decides about one request. Pure.

Follows the IAM user guide, pages `reference_policies_evaluation-logic`,
`reference_policies_elements_condition_operators` and
`reference_policies_condition-single-vs-multi-valued-context-keys`.
"""

import functools
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

ContextValue = str | bool | list[str]
Policy = Mapping[str, Any]


class Decision(Enum):
    """What a set of policies says about a request."""

    ALLOW = "allow"
    EXPLICIT_DENY = "explicit deny"
    IMPLICIT_DENY = "implicit deny"


class UnsupportedPolicyError(Exception):
    """A policy uses an element that this evaluator does not know: refused loudly, never guessed."""


@dataclass(frozen=True)
class Principal:
    """Who asks: an AWS service (`profile.amazonaws.com`) or an AWS principal (an ARN)."""

    kind: str
    value: str

    @classmethod
    def service(cls, name: str) -> "Principal":
        """An AWS service, by its principal name."""
        return cls("Service", name)

    @classmethod
    def aws(cls, arn: str) -> "Principal":
        """A role, user or account root, by ARN."""
        return cls("AWS", arn)


@dataclass(frozen=True)
class AccessRequest:
    """One request to decide on.

    Args:
        action: Such as `kms:CreateGrant`.
        resource: ARN.
        context: Condition keys (any case) with their values; a list for multi-valued keys.
        principal: Needed for resource and trust policies.
    """

    action: str
    resource: str
    context: Mapping[str, ContextValue] = field(default_factory=dict)
    principal: Principal | None = None


def evaluate(policies: Iterable[Policy], request: AccessRequest) -> Decision:
    """Decides by a set of policies of one kind: an explicit deny wins, then an allow, else implicitly denied."""
    decision = Decision.IMPLICIT_DENY
    for policy in policies:
        for statement in _as_list(policy.get("Statement", [])):
            if not _statement_applies(statement, request):
                continue
            if statement.get("Effect") == "Deny":
                return Decision.EXPLICIT_DENY
            if statement.get("Effect") == "Allow":
                decision = Decision.ALLOW
    return decision


def allowed_in_account(
    request: AccessRequest,
    identity_policies: Iterable[Policy],
    boundary: Policy | None = None,
    resource_policy: Policy | None = None,
    *,
    resource_policy_must_delegate: bool = False,
) -> bool:
    """Whether a role may do something to a resource of its own account.

    Args:
        boundary: The permissions boundary: limits what identity policies may allow.
        resource_policy: The resource's own policy, if the service has any.
        resource_policy_must_delegate: As with KMS keys, identity policies count only where the resource policy
            lets the account's root use IAM.
    """
    identity = evaluate(identity_policies, request)
    limit = Decision.ALLOW if boundary is None else evaluate([boundary], request)
    by_resource = Decision.IMPLICIT_DENY if resource_policy is None else evaluate([resource_policy], request)
    if Decision.EXPLICIT_DENY in (identity, limit, by_resource):
        return False
    by_identity = identity is Decision.ALLOW and limit is Decision.ALLOW
    if not resource_policy_must_delegate:
        return by_identity or by_resource is Decision.ALLOW
    if by_resource is Decision.ALLOW:
        return True
    return by_identity and resource_policy is not None and delegates_to_account(resource_policy, request)


def delegates_to_account(resource_policy: Policy, request: AccessRequest) -> bool:
    """Whether a resource policy lets the account of the resource decide by IAM policies (the root statement)."""
    account = request.resource.split(":")[4]
    root = Principal.aws(f"arn:aws:iam::{account}:root")
    as_root = AccessRequest(request.action, request.resource, request.context, root)
    return evaluate([resource_policy], as_root) is Decision.ALLOW


def load(document: str | Policy) -> Policy:
    """A policy document from its JSON text."""
    return _loaded(document) if isinstance(document, str) else document


@functools.lru_cache(maxsize=1024)
def _loaded(document: str) -> Policy:
    loaded: Policy = json.loads(document)
    return loaded


# -- statements ------------------------------------------------------------------------------------------------------


def _statement_applies(statement: Policy, request: AccessRequest) -> bool:
    return (
        _principal_applies(statement, request.principal)
        and _action_applies(statement, request.action)
        and _resource_applies(statement, request)
        and _conditions_apply(statement.get("Condition", {}), request.context)
    )


def _principal_applies(statement: Policy, principal: Principal | None) -> bool:
    if "Principal" in statement:
        return principal is not None and _names_principal(statement["Principal"], principal)
    if "NotPrincipal" in statement:
        return principal is not None and not _names_principal(statement["NotPrincipal"], principal)
    return True


def _names_principal(element: Any, principal: Principal) -> bool:
    if element == "*":
        return True
    return any(
        candidate in ("*", principal.value) or (principal.kind == "AWS" and _same_account(candidate, principal))
        for candidate in _as_list(element.get(principal.kind, []))
    )


def _same_account(candidate: str, principal: Principal) -> bool:
    """A bare account id names that account's root."""
    return principal.value == f"arn:aws:iam::{candidate}:root"


def _action_applies(statement: Policy, action: str) -> bool:
    if "Action" in statement:
        return any(wildcard(pattern.lower(), action.lower()) for pattern in _as_list(statement["Action"]))
    if "NotAction" in statement:
        return not any(wildcard(pattern.lower(), action.lower()) for pattern in _as_list(statement["NotAction"]))
    return False


def _resource_applies(statement: Policy, request: AccessRequest) -> bool:
    def named(patterns: Any) -> bool:
        return any(wildcard(_substituted(pattern, request.context), request.resource) for pattern in _as_list(patterns))

    if "Resource" in statement:
        return named(statement["Resource"])
    if "NotResource" in statement:
        return not named(statement["NotResource"])
    return True  # trust policies name no resource


# -- conditions ------------------------------------------------------------------------------------------------------


def _conditions_apply(conditions: Policy, context: Mapping[str, ContextValue]) -> bool:
    values = {key.lower(): value for key, value in context.items()}
    return all(
        _condition_applies(operator, key, _as_list(expected), values)
        for operator, block in conditions.items()
        for key, expected in block.items()
    )


def _condition_applies(operator: str, key: str, expected: list[Any], context: Mapping[str, ContextValue]) -> bool:
    quantifier, _, name = operator.rpartition(":")
    present = key.lower() in context and context[key.lower()] != []
    if name == "Null":
        return any(present is (_text(value) == "false") for value in expected)
    if_exists = name.endswith("IfExists")
    test = _operator(name.removesuffix("IfExists"))
    if not present:
        # ForAllValues holds for no values; a negated operator holds for a missing key.
        return quantifier == "ForAllValues" or (quantifier == "" and (if_exists or test.negated))
    wanted = [_substituted(_text(value), context) for value in expected]
    actual = [_text(value) for value in _as_list(context[key.lower()])]
    results = [test.holds(value, wanted) for value in actual]
    return all(results) if quantifier == "ForAllValues" else any(results)


@dataclass(frozen=True)
class _Test:
    matches: Callable[[str, str], bool]
    negated: bool = False

    def holds(self, actual: str, wanted: list[str]) -> bool:
        """Any of the wanted values fits; for a negated operator, none of them does."""
        return any(self.matches(value, actual) for value in wanted) is not self.negated


def _operator(name: str) -> _Test:
    if name not in _OPERATORS:
        raise UnsupportedPolicyError(f"condition operator {name} is not supported by the local cloud")
    return _OPERATORS[name]


def wildcard(pattern: str, value: str) -> bool:
    """Whether a value fits a pattern in which `*` stands for any text and `?` for one character."""
    return _wildcard_expression(pattern).fullmatch(value) is not None


@functools.lru_cache(maxsize=4096)
def _wildcard_expression(pattern: str) -> re.Pattern[str]:
    wild = {"*": ".*", "?": "."}
    parts = (wild.get(part, re.escape(part)) for part in re.split(r"([*?])", pattern))
    return re.compile("".join(parts), re.DOTALL)


def _arn_like(pattern: str, value: str) -> bool:
    """Each of the six parts of an ARN is compared on its own, so that a wildcard does not cross a colon."""
    patterns, values = pattern.split(":", 5), value.split(":", 5)
    return len(patterns) == len(values) == 6 and all(map(wildcard, patterns, values))


def _equal(wanted: str, actual: str) -> bool:
    return wanted == actual


def _equal_ignoring_case(wanted: str, actual: str) -> bool:
    return wanted.lower() == actual.lower()


_OPERATORS = {
    "StringEquals": _Test(_equal),
    "StringNotEquals": _Test(_equal, negated=True),
    "StringEqualsIgnoreCase": _Test(_equal_ignoring_case),
    "StringNotEqualsIgnoreCase": _Test(_equal_ignoring_case, negated=True),
    "StringLike": _Test(wildcard),
    "StringNotLike": _Test(wildcard, negated=True),
    "ArnEquals": _Test(_arn_like),
    "ArnLike": _Test(_arn_like),
    "ArnNotEquals": _Test(_arn_like, negated=True),
    "ArnNotLike": _Test(_arn_like, negated=True),
    "Bool": _Test(_equal_ignoring_case),
}


def _substituted(text: str, context: Mapping[str, ContextValue]) -> str:
    """Replaces policy variables such as `${aws:PrincipalAccount}` by the request's single-valued keys."""
    if "${" not in text:
        return text
    values = {key.lower(): value for key, value in context.items()}

    def value_of(match: re.Match[str]) -> str:
        value = values.get(match[1].lower())
        return match[0] if value is None or isinstance(value, list) else _text(value)

    return re.sub(r"\$\{([\w:/.-]+)\}", value_of, text)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
