"""Statements that a user adds to a policy of this library: merged in, unless they would undo it. Pure."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from .. import names
from ..rules import RuleViolation, list_of, policy_document
from .questions import Statement, comparisons, grants, is_public, label, principals, statements

_NEGATED_SOURCES = ("aws:sourceaccount", "aws:sourcearn")
"""Keys that the service sends: a Deny that exempts sources exempts ours, if they are named."""

WAY_OUT = 'except services with the condition {"BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}'


def additional(
    *, service: str = names.SERVICE_PRINCIPAL, actions: Sequence[str], sids: Collection[str], public: bool = False
) -> Callable[[Any], list[str]]:
    """A rule for a list of policies (JSON) whose statements are added to one of this library's.

    Args:
        service: the service that the policy lets in.
        actions: what the service must be able to do.
        sids: the IDs of the policy's own statements.
        public: whether statements for everybody are accepted.
    """

    def check(value: Any) -> list[str]:
        documents = list_of(policy_document)(value)
        added = [statement for text in documents for statement in statements(text)]
        for position, statement in enumerate(added, 1):
            if reason := conflict(statement, service, actions, sids, public=public):
                raise RuleViolation(label(statement, position), reason)
        return documents

    return check


def conflict(
    statement: Statement, service: str, actions: Sequence[str], sids: Collection[str], *, public: bool
) -> str | None:
    """Why a statement cannot be added; None if it can."""
    if str(statement.get("Sid")) in sids:
        return "is the name of a statement of this policy: give yours another Sid"
    if is_public(statement) and not public:
        return "allows something to everybody: name principals, or add a condition on account or source"
    denied = [action for action in actions if _denies(statement, service) and grants(statement, action)]
    if denied:
        return f"denies {service} {', '.join(denied)}: {WAY_OUT}"
    return None


def _denies(statement: Statement, service: str) -> bool:
    """Whether a Deny statement reaches requests of the service itself."""
    if statement.get("Effect") != "Deny":
        return False
    if not {("*", "*"), ("Service", service)} & set(principals(statement)):
        return False
    return all(_may_match(operator, key) for operator, key, _ in comparisons(statement))


def _may_match(operator: str, key: str) -> bool:
    """Whether a condition may hold for a service's own request, which has no principal ARN, network or organisation.
    Both are in lower case.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
    """
    if key in ("aws:principalisawsservice", "aws:securetransport"):
        return False
    negated = "not" in operator or operator.endswith("ifexists") or operator.startswith("forallvalues")
    return negated and key not in _NEGATED_SOURCES
