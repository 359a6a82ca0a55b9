"""Statements that a user adds to a policy of this library: merged in, unless they would undo it. Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from .. import names
from ..rules import RuleViolation, list_of, policy_document
from .questions import Statement, is_public, label, statements
from .service_requests import denied

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
        taken = set(sids)
        for position, statement in enumerate(added, 1):
            reason = _malformed(statement) or conflict(statement, service, actions, taken, public=public)
            if reason:
                raise RuleViolation(label(statement, position), reason)
            if sid := statement.get("Sid"):
                taken.add(str(sid))
        return documents

    return check


def conflict(
    statement: Statement, service: str, actions: Sequence[str], sids: Collection[str], *, public: bool
) -> str | None:
    """Why a statement cannot be added; None if it can."""
    if str(statement.get("Sid")) in sids:
        return "is the name of another statement of this policy: give yours another Sid"
    if is_public(statement) and not public:
        return "allows something to everybody: name principals, or add a condition on account or source"
    if lost := denied(statement, service, actions):
        return f"denies {service} {', '.join(lost)}: {WAY_OUT}"
    return None


def _malformed(statement: Statement) -> str | None:
    """What AWS refuses in a statement, or passes over in silence; None if there is nothing.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
    """
    if statement.get("Effect") not in ("Allow", "Deny"):
        return "must have the Effect Allow or Deny"
    if ("Principal" in statement) == ("NotPrincipal" in statement):
        return "must have either Principal or NotPrincipal"
    named = statement.get("Principal", statement.get("NotPrincipal"))
    if named != "*" and not (isinstance(named, Mapping) and named):
        return 'must have a Principal such as "*" or {"AWS": "<ARN>"}'
    if ("Action" in statement) == ("NotAction" in statement):
        return "must have either Action or NotAction"
    return None
