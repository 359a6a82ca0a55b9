"""Statements that are added to a policy: kept, unless they would undo it."""

import json
from typing import Any

import pytest
from connect_customer_profiles.policy import additional, queue_policy
from connect_customer_profiles.rules import RuleViolation

SEND = additional(actions=["sqs:SendMessage"], sids=("Ours",))
READER = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:role/reader"},
    "Action": "sqs:ReceiveMessage",
    "Resource": "*",
}
DENY = {"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*"}


def text(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@pytest.mark.parametrize(
    "statement",
    [
        READER,
        {**DENY, "Action": "sqs:DeleteQueue"},
        {**DENY, "Principal": {"AWS": "arn:aws:iam::111122223333:role/other"}},
        {**DENY, "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
        {**DENY, "Condition": {"StringNotEquals": {"aws:SourceAccount": "111122223333"}}},
        {**DENY, "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1"}}},
        {
            **DENY,
            "Condition": {
                "StringNotEquals": {"aws:PrincipalOrgID": "o-1"},
                "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
            },
        },
    ],
    ids=["reader", "deletion", "somebody else", "plain HTTP", "other accounts", "a network", "except services"],
)
def test_what_leaves_the_service_alone_is_kept(statement: dict[str, Any]) -> None:
    assert SEND([text(statement)]) == [text(statement)]


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (
            {**READER, "Sid": "Ours"},
            "statement 'Ours': is the name of a statement of this policy: give yours another Sid",
        ),
        (
            {**READER, "Principal": "*"},
            "statement 1: allows something to everybody: name principals, or add a condition on account or source",
        ),
        *(
            (
                {**DENY, **condition},
                "statement 1: denies profile.amazonaws.com sqs:SendMessage: except services with the condition "
                '{"BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}',
            )
            for condition in (
                {},
                {"Action": "sqs:Send*"},
                {"Principal": {"Service": "profile.amazonaws.com"}},
                {"Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}},
                {"Condition": {"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}}},
            )
        ),
    ],
)
def test_what_would_undo_the_policy_is_refused(statement: dict[str, Any], message: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        SEND([text(statement)])
    value, _, rule = message.partition(": ")
    assert (refused.value.value, refused.value.rule) == (value, rule)


def test_statements_come_first_and_none_changes_nothing() -> None:
    place = {"region": "us-east-1", "account": "111122223333", "domain_name": "shop", "queue_arn": "arn"}
    own = json.loads(queue_policy(**place))["Statement"]
    merged = json.loads(queue_policy(**place, source_policy_documents=[text(READER)]))["Statement"]
    assert merged == [READER, *own]
