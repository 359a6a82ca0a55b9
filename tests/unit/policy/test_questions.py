"""The components' own policy documents answer every question well; odd documents are read as IAM reads them."""

import json
from typing import Any

import pytest
from connect_customer_profiles import names, policy
from connect_customer_profiles.policy import questions
from connect_customer_profiles.policy.additional import conflict
from connect_customer_profiles.rules import RuleViolation
from hypothesis import given
from hypothesis import strategies as st

PLACE = {"region": "us-east-1", "account": "123456789012", "domain_name": "shop"}
QUEUE = policy.queue_policy(**PLACE, queue_arn="arn:aws:sqs:us-east-1:123456789012:q")
SERVICE = {"Effect": "Allow", "Principal": {"Service": "profile.amazonaws.com"}, "Action": "sqs:SendMessage"}


def pinned(operator: str, value: Any) -> dict[str, Any]:
    return {**SERVICE, "Condition": {operator: {"AWS:sourcearn": value}}}


def test_the_queue_policy_of_the_component_is_guarded_and_asks_for_tls() -> None:
    send, _deny = questions.statements(QUEUE)
    assert questions.names_service(send)
    assert questions.unguarded_by(send) == []
    assert questions.actions_beyond(send, ["SQS:sendmessage"]) == []
    assert questions.denies_plain_http(questions.statements(QUEUE))
    assert not any(map(questions.is_public, questions.statements(QUEUE)))


def test_the_documented_actions_are_those_of_the_role() -> None:
    assert len(questions.documented_execution_actions()) == 14
    assert {"appflow:UseConnectorProfile", "kms:ListGrants"} < questions.documented_execution_actions()


@pytest.mark.parametrize(
    ("statement", "guarded"),
    [
        (pinned("ArnLike", "arn:aws:profile:us-east-1:123456789012:domains/*"), True),
        (pinned("ForAnyValue:StringLike", ["arn:aws:profile:*:123456789012:*"]), True),
        (pinned("ForAllValues:StringEquals", "arn"), False),
        (pinned("ArnLikeIfExists", "arn"), False),
        (pinned("ArnNotLike", "arn"), False),
        (pinned(" ArnLike", "arn"), False),
        (pinned("StringLike", ["arn", "*"]), False),
        (SERVICE, False),
    ],
)
def test_a_guard_compares_by_equality_with_something(statement: dict[str, Any], guarded: bool) -> None:
    assert (questions.unguarded_by(statement, ["aws:SourceArn"]) == []) is guarded


def test_an_account_in_a_guard_is_written_out() -> None:
    statement = {**SERVICE, "Condition": {"StringLike": {"aws:SourceAccount": "????????????"}}}
    assert questions.unguarded_by(statement, ["aws:SourceAccount"]) == ["aws:SourceAccount"]


@pytest.mark.parametrize(
    ("principal", "public"),
    [
        ({"Principal": "*"}, True),
        ({"Principal": {"AWS": ["123456789012", "*"]}}, True),
        ({"NotPrincipal": {"AWS": "123456789012"}}, True),
        ({"Principal": {"AWS": "123456789012"}}, False),
        ({"Principal": "*", "Condition": {"StringEquals": {"aws:PrincipalAccount": "123456789012"}}}, False),
        ({"Principal": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}, True),
        ({"Principal": "*", "Effect": "Deny"}, False),
    ],
)
def test_everybody_is_public_unless_a_condition_says_who(principal: dict[str, Any], public: bool) -> None:
    assert questions.is_public({"Effect": "Allow", "Action": "*", **principal}) is public


@pytest.mark.parametrize(
    ("operator", "key", "value", "public"),
    [
        ("StringLike", "aws:PrincipalArn", "arn:aws:iam::*:role/*", True),
        ("ArnLike", "aws:PrincipalArn", ["arn:aws:iam::123456789012:role/a", "arn:aws:iam::????????????:role/a"], True),
        ("StringLike", "aws:PrincipalOrgID", "o-*", True),
        ("StringLike", "aws:PrincipalAccount", "????????????", True),
        ("StringLike", "aws:SourceAccount", "1*", True),
        ("StringLike", "kms:CallerAccount", "*", True),
        ("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "*/ou-ab12-11111111/*", True),
        ("ForAllValues:StringLike", "aws:PrincipalOrgPaths", "o-a1b2c3d4e5/*", True),
        ("ArnLike", "aws:SourceArn", "arn:aws:s3:::*", True),
        ("ArnLike", "aws:SourceArn", "arn:aws:sns:us-east-1:*:orders", True),
        ("StringLike", "aws:SourceVpc", "vpc-*", True),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::123456789012:role/*", False),
        ("ArnLike", "aws:SourceArn", "arn:aws:s3:*:*:crm-export", False),
        ("ArnLike", "aws:SourceArn", "arn:aws:sns:*:123456789012:*", False),
        ("StringEquals", "aws:PrincipalOrgID", "${aws:ResourceOrgID}", False),
        ("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "o-a1b2c3d4e5/*/ou-ab12-11111111/*", False),
        ("StringEquals", "aws:SourceOrgID", "o-a1b2c3d4e5", False),
        ("ForAnyValue:StringLike", "aws:SourceOrgPaths", "o-a1b2c3d4e5/*", False),
        ("StringEquals", "aws:SourceVpc", "vpc-1", False),
        ("StringEquals", "aws:SourceVpce", "vpce-1", False),
    ],
)
def test_a_pattern_that_anybody_may_match_says_nobody(operator: str, key: str, value: Any, public: bool) -> None:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "*", "Condition": {operator: {key: value}}}
    assert questions.is_public(statement) is public


def test_wildcards_grant_and_are_beyond() -> None:
    statement = {"Effect": "Allow", "Action": ["kms:Generate*", "kms:decrypt"]}
    assert questions.missing_actions([statement], policy.SERVICE_KEY_ACTIONS) == ["kms:CreateGrant"]
    assert questions.actions_beyond(statement, ["kms:Decrypt", "kms:GenerateDataKey"]) == ["kms:Generate*"]
    assert questions.actions({"Effect": "Allow", "NotAction": "iam:*"}) == ["*"]
    assert questions.resources({"Effect": "Allow", "NotResource": "x"}) == ["*"]


def test_unbounded_resources() -> None:
    assert [each for each in ("*", "arn:*", "arn:aws:appflow:*:*:*") if questions.is_unbounded(each)]
    assert not questions.is_unbounded("arn:aws:appflow:us-east-1:123456789012:flow/*")


def test_documents_come_as_json_as_objects_or_not_at_all() -> None:
    assert questions.statements(json.dumps({"Statement": SERVICE})) == [SERVICE]
    assert questions.statements({"Statement": [SERVICE]}) == [SERVICE]
    assert questions.statements(None) == []
    with pytest.raises(RuleViolation, match=r"^'\{': must be a policy document in JSON$"):
        questions.statements("{")
    with pytest.raises(RuleViolation, match="must be a policy document with statements"):
        questions.statements({"Version": "2012-10-17"})


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4) | st.sampled_from(("*", "Allow", "Deny")),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(("Service", "AWS", "a")), inner),
    max_leaves=4,
)
WHATEVER = st.dictionaries(
    st.sampled_from(("Effect", "Action", "NotAction", "Resource", "Principal", "Condition", "Sid")),
    ANYTHING | st.dictionaries(st.sampled_from(("Bool", "StringEquals", "ArnNotLike")), ANYTHING),
)


@given(WHATEVER)
def test_a_statement_may_be_anything(statement: dict[str, Any]) -> None:
    set(questions.principals(statement))
    questions.names_service(statement)
    questions.is_public(statement)
    questions.missing_actions([statement], ["sqs:SendMessage"])
    questions.actions_beyond(statement, ["sqs:SendMessage"])
    questions.condition_values(statement, "aws:SourceArn")
    questions.unguarded_by(statement)
    questions.denies_plain_http([statement])
    questions.label(statement, 1)
    assert all(isinstance(each, str) for each in (*questions.resources(statement), *questions.actions(statement)))
    conflict(statement, names.SERVICE_PRINCIPAL, ["sqs:SendMessage"], {"TlsOnly"}, public=False)
