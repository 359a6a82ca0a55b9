"""No Deny that is accepted denies the service anything: asked of an evaluator of conditions, for any statement."""

import json
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from connect_customer_profiles.policy import additional
from connect_customer_profiles.rules import RuleViolation
from hypothesis import event, given
from hypothesis import strategies as st

SERVICE = "profile.amazonaws.com"
CERTAIN = {
    "aws:PrincipalIsAWSService": "true",
    "aws:SecureTransport": "true",
    "aws:PrincipalServiceName": SERVICE,
}
PERHAPS = {
    "aws:ViaAWSService": "false",
    "aws:SourceAccount": "111122223333",
    "aws:SourceArn": "arn:aws:profile:us-east-1:111122223333:domains/shop",
    "aws:RequestedRegion": "us-east-1",
    "aws:SourceIp": "192.0.2.7",
    "aws:SourceVpce": "vpce-of-the-service",
}
"""What a request of the service may have as well."""
NEVER = ("aws:PrincipalArn", "aws:PrincipalOrgID", "aws:PrincipalTag/team", "aws:username")

POSITIVE = ("StringEquals", "StringLike", "ArnEquals", "ArnLike", "Bool")
NEGATIVE = ("StringNotEquals", "StringNotLike", "ArnNotEquals", "ArnNotLike")


def holds(operator: str, sent: str | None, values: list[str]) -> bool:
    """Whether a comparison holds, as IAM documents it; `sent` is None if the request does not have the key."""
    if operator == "Null":
        return any((value == "true") == (sent is None) for value in values)
    if operator.startswith("ForAllValues:") and sent is None:
        return True
    plain = operator.removeprefix("ForAllValues:").removeprefix("ForAnyValue:")
    if plain.endswith("IfExists") and sent is None:
        return True
    plain = plain.removesuffix("IfExists")
    if plain in NEGATIVE:
        return not holds(plain.replace("Not", ""), sent, values)
    wild = plain.endswith("Like") or plain == "ArnEquals"
    return sent is not None and any(fnmatchcase(sent, value) if wild else sent == value for value in values)


def denies(statement: Mapping[str, Any], context: Mapping[str, str], action: str) -> bool:
    """Whether a Deny statement meets a request of the service."""
    named = statement.get("Principal", "*")
    reached = named == "*" or SERVICE in named["Service"]
    if "NotPrincipal" in statement:
        reached = SERVICE not in statement["NotPrincipal"]["Service"]
    meant = any(fnmatchcase(action, each) for each in statement.get("Action") or statement["NotAction"])
    return (
        reached
        and meant == ("Action" in statement)
        and all(
            holds(operator, context.get(key), values)
            for operator, compared in statement["Condition"].items()
            for key, values in compared.items()
        )
    )


KEYS = st.sampled_from((*CERTAIN, *PERHAPS, *NEVER))
VALUES = st.lists(
    st.sampled_from(("true", "false", "*", "o-1", "arn:aws:iam::111122223333:role/a", *CERTAIN.values()))
    | st.sampled_from((*PERHAPS.values(), "appflow.amazonaws.com", "444455556666")),
    min_size=1,
    max_size=2,
)
OPERATORS = st.sampled_from(
    (
        *(f"{operator}{ending}" for operator in (*POSITIVE, *NEGATIVE) for ending in ("", "IfExists")),
        *("ForAllValues:StringEquals", "ForAnyValue:StringLike", "Null"),
    )
)
SERVICES = st.lists(st.sampled_from((SERVICE, "appflow.amazonaws.com")), min_size=1, unique=True)
WHO = st.one_of(
    st.just({"Principal": "*"}),
    SERVICES.map(lambda names: {"Principal": {"Service": names}}),
    SERVICES.map(lambda names: {"NotPrincipal": {"Service": names}}),
)
WHAT = st.builds(
    lambda element, actions: {element: actions},
    st.sampled_from(("Action", "NotAction")),
    st.lists(st.sampled_from(("sqs:*", "sqs:SendMessage", "sqs:ReceiveMessage", "sqs:S*")), min_size=1, max_size=2),
)
CONDITIONS = st.dictionaries(OPERATORS, st.dictionaries(KEYS, VALUES, min_size=1, max_size=2), max_size=2)


@given(WHO, WHAT, CONDITIONS, st.sets(st.sampled_from(sorted(PERHAPS))))
def test_a_deny_that_is_accepted_never_denies_the_service(
    who: dict[str, Any], what: dict[str, Any], condition: dict[str, Any], perhaps: set[str]
) -> None:
    statement = {"Effect": "Deny", **who, **what, "Resource": "*", "Condition": condition}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    try:
        additional(actions=["sqs:SendMessage"], sids=())([document])
    except RuleViolation:
        event("refused")
        return
    event("accepted")
    context = {**CERTAIN, **{key: PERHAPS[key] for key in perhaps}}
    assert not denies(statement, context, "sqs:SendMessage")
