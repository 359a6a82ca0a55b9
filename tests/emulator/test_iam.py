"""Policy evaluation, operator by operator."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcloud.aws.iam import (
    AccessRequest,
    Decision,
    Principal,
    UnsupportedPolicyError,
    allowed_in_account,
    delegates_to_account,
    evaluate,
    wildcard,
)

ARN = "arn:aws:appflow:us-east-1:111122223333:flow/x"


def decision(statement: dict[str, Any], context: dict[str, Any] | None = None, **request: Any) -> Decision:
    given_statement = {"Effect": "Allow", "Action": "*", "Resource": "*"} | statement
    asked = AccessRequest(**{"action": "appflow:StartFlow", "resource": ARN, "context": context or {}} | request)
    return evaluate([{"Statement": given_statement}], asked)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ({}, Decision.ALLOW),
        ({"Effect": "Deny"}, Decision.EXPLICIT_DENY),
        ({"Action": "APPFLOW:startflow"}, Decision.ALLOW),
        ({"Action": ["appflow:Stop*", "appflow:St?rtFlow"]}, Decision.ALLOW),
        ({"Action": "appflow:StopFlow"}, Decision.IMPLICIT_DENY),
        ({"Action": None, "NotAction": "appflow:*"}, Decision.IMPLICIT_DENY),
        ({"Action": None, "NotAction": "kms:*"}, Decision.ALLOW),
        ({"Resource": ARN}, Decision.ALLOW),
        ({"Resource": "arn:aws:appflow:*:*:flow/*"}, Decision.ALLOW),
        ({"Resource": ARN.upper()}, Decision.IMPLICIT_DENY),
        ({"Resource": None, "NotResource": ARN}, Decision.IMPLICIT_DENY),
    ],
)
def test_actions_and_resources(statement: dict[str, Any], expected: Decision) -> None:
    whole = {"Effect": "Allow", "Action": "*", "Resource": "*"} | statement
    kept = {key: value for key, value in whole.items() if value is not None}
    asked = AccessRequest("appflow:StartFlow", ARN)
    assert evaluate([{"Statement": [kept]}], asked) is expected


DOMAIN = "arn:aws:profile:us-east-1:111122223333:domains/a"


@pytest.mark.parametrize(
    ("condition", "context", "applies"),
    [
        ({"StringEquals": {"k": "a"}}, {"K": "a"}, True),
        ({"StringEquals": {"k": ["a", "b"]}}, {"k": "b"}, True),
        ({"StringEquals": {"k": "a"}}, {"k": "A"}, False),
        ({"StringEquals": {"k": "a"}}, {}, False),
        ({"StringEqualsIgnoreCase": {"k": "a"}}, {"k": "A"}, True),
        ({"StringNotEquals": {"k": "a"}}, {"k": "b"}, True),
        ({"StringNotEquals": {"k": ["a", "b"]}}, {"k": "b"}, False),
        ({"StringNotEquals": {"k": "a"}}, {}, True),
        ({"StringLike": {"k": "a*"}}, {"k": "abc"}, True),
        ({"StringNotLike": {"k": "a*"}}, {"k": "abc"}, False),
        ({"ArnEquals": {"k": DOMAIN}}, {"k": DOMAIN}, True),
        ({"ArnLike": {"k": f"{DOMAIN}*"}}, {"k": f"{DOMAIN}/workflows/1"}, True),
        ({"ArnLike": {"k": "arn:aws:profile:*:domains/a"}}, {"k": DOMAIN}, False),
        ({"ArnNotLike": {"k": "arn:aws:sns:*:*:*"}}, {"k": DOMAIN}, True),
        ({"Bool": {"k": "true"}}, {"k": True}, True),
        ({"Bool": {"k": "false"}}, {"k": True}, False),
        ({"Bool": {"k": "false"}}, {}, False),
        ({"Null": {"k": "true"}}, {}, True),
        ({"Null": {"k": "false"}}, {"k": "a"}, True),
        ({"Null": {"k": "true"}}, {"k": "a"}, False),
        ({"StringEqualsIfExists": {"k": "a"}}, {}, True),
        ({"StringEqualsIfExists": {"k": "a"}}, {"k": "b"}, False),
        ({"ForAnyValue:StringEquals": {"k": ["a", "b"]}}, {"k": ["b", "c"]}, True),
        ({"ForAnyValue:StringEquals": {"k": "a"}}, {"k": ["b"]}, False),
        ({"ForAnyValue:StringEquals": {"k": "a"}}, {}, False),
        ({"ForAllValues:StringEquals": {"k": ["a", "b"]}}, {"k": ["b"]}, True),
        ({"ForAllValues:StringEquals": {"k": ["a", "b"]}}, {"k": ["b", "c"]}, False),
        ({"ForAllValues:StringEquals": {"k": "a"}}, {}, True),
        ({"StringEquals": {"k": "a"}, "StringLike": {"l": "b*"}}, {"k": "a", "l": "bc"}, True),
        ({"StringEquals": {"k": "a"}, "StringLike": {"l": "b*"}}, {"k": "a", "l": "c"}, False),
        ({"StringEquals": {"k": "${l}"}}, {"k": "a", "l": "a"}, True),
    ],
)
def test_conditions(condition: dict[str, Any], context: dict[str, Any], applies: bool) -> None:
    found = decision({"Condition": condition}, context)
    assert found is (Decision.ALLOW if applies else Decision.IMPLICIT_DENY)


def test_unknown_operators_are_refused_and_not_guessed() -> None:
    with pytest.raises(UnsupportedPolicyError, match="condition operator IpAddress is not supported"):
        decision({"Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}, {"aws:SourceIp": "10.1.1.1"})


SERVICE = Principal.service("profile.amazonaws.com")
ROOT = Principal.aws("arn:aws:iam::111122223333:root")


@pytest.mark.parametrize(
    ("element", "principal", "applies"),
    [
        ("*", SERVICE, True),
        ({"Service": "profile.amazonaws.com"}, SERVICE, True),
        ({"Service": ["a.amazonaws.com", "profile.amazonaws.com"]}, SERVICE, True),
        ({"Service": "a.amazonaws.com"}, SERVICE, False),
        ({"AWS": "*"}, SERVICE, False),
        ({"AWS": "*"}, ROOT, True),
        ({"AWS": "111122223333"}, ROOT, True),
        ({"AWS": "arn:aws:iam::111122223333:root"}, ROOT, True),
        ({"AWS": "999988887777"}, ROOT, False),
    ],
)
def test_principals(element: Any, principal: Principal, applies: bool) -> None:
    found = decision({"Principal": element}, principal=principal)
    assert found is (Decision.ALLOW if applies else Decision.IMPLICIT_DENY)


ALLOW_ALL = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
DENY_ALL = {"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}
NOTHING: dict[str, Any] = {"Statement": []}
KEY = "arn:aws:kms:us-east-1:111122223333:key/1"
ROOT_STATEMENT = {
    "Statement": {"Effect": "Allow", "Principal": {"AWS": ROOT.value}, "Action": "kms:*", "Resource": "*"}
}


@pytest.mark.parametrize(
    ("identity", "boundary", "resource", "allowed"),
    [
        (ALLOW_ALL, None, ROOT_STATEMENT, True),
        (ALLOW_ALL, ALLOW_ALL, ROOT_STATEMENT, True),
        (ALLOW_ALL, NOTHING, ROOT_STATEMENT, False),
        (ALLOW_ALL, DENY_ALL, ROOT_STATEMENT, False),
        (ALLOW_ALL, None, NOTHING, False),
        (NOTHING, None, ROOT_STATEMENT, False),
        (DENY_ALL, None, ROOT_STATEMENT, False),
    ],
)
def test_keys_need_identity_policy_boundary_and_delegation(
    identity: Any, boundary: Any, resource: Any, allowed: bool
) -> None:
    asked = AccessRequest("kms:CreateGrant", KEY, {}, Principal.aws("arn:aws:iam::111122223333:role/r"))
    assert allowed_in_account(asked, [identity], boundary, resource, resource_policy_must_delegate=True) is allowed


def test_delegation_is_the_root_statement() -> None:
    asked = AccessRequest("kms:Decrypt", KEY)
    assert delegates_to_account(ROOT_STATEMENT, asked)
    assert not delegates_to_account(NOTHING, asked)


names = st.text("abc:/-", max_size=8)
effects = st.sampled_from(["Allow", "Deny"])
statements = st.lists(
    st.fixed_dictionaries(
        {"Effect": effects, "Action": st.sampled_from(["*", "s:A", "s:*", "t:*"]), "Resource": st.just("*")}
    ),
    max_size=5,
)


@given(statements, statements)
def test_decision_does_not_depend_on_order_or_distribution(first: list[Any], second: list[Any]) -> None:
    asked = AccessRequest("s:A", "arn:aws:s:::x")
    expected = evaluate([{"Statement": first + second}], asked)
    assert evaluate([{"Statement": second + first}], asked) is expected
    assert evaluate([{"Statement": first}, {"Statement": second}], asked) is expected


@given(statements)
def test_one_matching_deny_is_enough(given_statements: list[Any]) -> None:
    asked = AccessRequest("s:A", "arn:aws:s:::x")
    denied = {"Effect": "Deny", "Action": "s:A", "Resource": "*"}
    assert evaluate([{"Statement": [*given_statements, denied]}], asked) is Decision.EXPLICIT_DENY


@given(names, names, names)
def test_wildcards(prefix: str, middle: str, suffix: str) -> None:
    value = prefix + middle + suffix
    assert wildcard(value, value)
    assert wildcard(f"{prefix}*{suffix}", value)
    assert wildcard(prefix + "?" * len(middle) + suffix, value)
    assert not wildcard(f"{value}?", value)
