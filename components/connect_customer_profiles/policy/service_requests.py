"""What is certain of the requests that an AWS service makes itself, and so which Deny statements spare it. Pure.

AWS documents few of the condition keys that a service sends. So a Deny spares the service only where it cannot hold
whatever else is sent; what may hold does not.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from collections.abc import Collection

from .questions import EQUALITY, Statement, actions, comparisons, matches, principals

_SENT = {"aws:principalisawsservice": "true", "aws:securetransport": "true"}
"""Keys that are in every request of a service, with their values."""
_FORWARDED = "aws:viaawsservice"
"""Not true of a request that a service makes for itself; it may be missing."""
_NAME = "aws:principalservicename"
"""In every request of a service: its principal."""
_NOT_SENT = ("aws:principalarn", "aws:principalorgid", "aws:principalorgpaths", "aws:username")
"""Keys of somebody in IAM or an organisation, which a service is not."""
_TAGS_NOT_SENT = "aws:principaltag/"
_OWN_NETWORK = ("aws:sourcevpc", "aws:sourcevpce")
"""Keys whose values a service does not share with anybody, if it sends them at all."""
_WILDCARDS = frozenset("*?:")


def denied(statement: Statement, service: str, needed: Collection[str]) -> list[str]:
    """The actions among `needed` that a statement may deny to a service's own requests."""
    if statement.get("Effect") != "Deny" or not _reaches(statement, service):
        return []
    if any(_never_holds(*comparison, service=service) for comparison in comparisons(statement)):
        return []
    return [action for action in needed if _names_action(statement, action)]


def _reaches(statement: Statement, service: str) -> bool:
    """Whether a service is among a statement's principals."""
    if "NotPrincipal" in statement:
        return ("Service", service) not in principals({"Principal": statement["NotPrincipal"]})
    # Some services have a principal for each Region as well: logs.eu-central-1.amazonaws.com.
    ours = service.split(".", 1)[0]
    return any(
        name == "*" or (kind == "Service" and name.lower().split(".", 1)[0] == ours)
        for kind, name in principals(statement)
    )


def _names_action(statement: Statement, action: str) -> bool:
    if "NotAction" in statement:
        return not any(matches(action, each) for each in actions({"Action": statement["NotAction"]}))
    return any(matches(action, each) for each in actions(statement))


def _never_holds(operator: str, key: str, values: list[object], *, service: str) -> bool:
    """Whether a comparison is false for every request of the service. Operator and key are in lower case."""
    said = {str(value).lower() for value in values}
    if operator == "null":
        return said == {"true"} and key in (*_SENT, _NAME)
    if key in _SENT:
        return operator.removesuffix("ifexists") == "bool" and bool(said) and _SENT[key] not in said
    if key == _FORWARDED:
        return operator == "bool" and said == {"true"}
    if key == _NAME:
        return operator.removesuffix("ifexists") in ("stringnotequals", "stringnotlike") and service in said
    if key not in (*_NOT_SENT, *_OWN_NETWORK) and not key.startswith(_TAGS_NOT_SENT):
        return False
    # Operators that are negated, and those with IfExists and ForAllValues, hold without the key.
    named = bool(said) and not any(set(each) <= _WILDCARDS for each in said)
    return named and operator.removeprefix("foranyvalue:") in EQUALITY
