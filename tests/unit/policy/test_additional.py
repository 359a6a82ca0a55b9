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


def lacking(statement: dict[str, Any], element: str) -> dict[str, Any]:
    return {key: value for key, value in statement.items() if key != element}


def text(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@pytest.mark.parametrize(
    "statement",
    [
        READER,
        {**DENY, "Action": "sqs:DeleteQueue"},
        {**DENY, "Principal": {"AWS": "arn:aws:iam::111122223333:role/other"}},
        {**DENY, "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
        {**DENY, "Condition": {"BoolIfExists": {"aws:SecureTransport": [False]}}},
        {**DENY, "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalServiceName": "profile.amazonaws.com"}}},
        {**DENY, "Condition": {"Bool": {"aws:ViaAWSService": "true"}}},
        {**DENY, "Condition": {"Null": {"aws:PrincipalServiceName": "true"}}},
        {**DENY, "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/old-*"}}},
        {**DENY, "Condition": {"StringEquals": {"aws:PrincipalTag/team": "sales"}}},
        {**lacking(DENY, "Principal"), "NotPrincipal": {"Service": "profile.amazonaws.com"}},
        {**lacking(DENY, "Action"), "NotAction": ["sqs:Send*", "sqs:ReceiveMessage"]},
        {**DENY, "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1"}}},
        {
            **DENY,
            "Condition": {
                "StringNotEquals": {"aws:PrincipalOrgID": "o-1"},
                "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
            },
        },
    ],
    ids=[
        *("reader", "deletion", "somebody else", "plain HTTP", "plain HTTP, if it is said", "all but this service"),
        *("on behalf of somebody", "anybody who is not a service", "a role", "a tag", "not the principal"),
        *("not the action", "a network", "except services"),
    ],
)
def test_what_leaves_the_service_alone_is_kept(statement: dict[str, Any]) -> None:
    assert SEND([text(statement)]) == [text(statement)]


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (
            {**READER, "Sid": "Ours"},
            "statement 'Ours': is the name of another statement of this policy: give yours another Sid",
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
                dict[str, Any](),
                {"Action": "sqs:Send*"},
                {"Principal": {"Service": "profile.amazonaws.com"}},
                {"Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}},
                {"Principal": {"Service": "Profile.us-east-1.amazonaws.com"}},
                *(
                    {"Condition": {operator: {key: value}}}
                    for operator, key, value in (
                        ("NotIpAddress", "aws:SourceIp", "192.0.2.0/24"),
                        ("Bool", "aws:PrincipalIsAWSService", "true"),
                        ("Bool", "aws:SecureTransport", ["true", "false"]),
                        ("Bool", "aws:SecureTransport", []),
                        ("Bool", "aws:ViaAWSService", "false"),
                        ("BoolIfExists", "aws:ViaAWSService", "true"),
                        ("StringEquals", "aws:SourceAccount", "111122223333"),
                        ("StringNotEquals", "aws:SourceAccount", "444455556666"),
                        ("ArnLike", "aws:SourceArn", "arn:aws:profile:*"),
                        ("StringEquals", "aws:PrincipalServiceName", "profile.amazonaws.com"),
                        ("StringNotEquals", "aws:PrincipalServiceName", "appflow.amazonaws.com"),
                        ("Null", "aws:PrincipalArn", "true"),
                        ("Null", "aws:SourceAccount", "false"),
                        ("DateGreaterThan", "aws:CurrentTime", "2020-01-01T00:00:00Z"),
                        ("StringEquals", "aws:RequestedRegion", "us-east-1"),
                        ("StringLike", "aws:SourceVpce", "*"),
                        ("ForAllValues:StringEquals", "aws:PrincipalOrgPaths", "o-1/"),
                    )
                ),
            )
        ),
        ({**READER, "Effect": "deny"}, "statement 1: must have the Effect Allow or Deny"),
        (lacking(READER, "Effect"), "statement 1: must have the Effect Allow or Deny"),
        (lacking(READER, "Principal"), "statement 1: must have either Principal or NotPrincipal"),
        (
            {**READER, "Principal": "arn:aws:iam::111122223333:root"},
            'statement 1: must have a Principal such as "*" or {"AWS": "<ARN>"}',
        ),
        ({**READER, "NotAction": "sqs:*"}, "statement 1: must have either Action or NotAction"),
    ],
)
def test_what_would_undo_the_policy_is_refused(statement: dict[str, Any], message: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        SEND([text(statement)])
    value, _, rule = message.partition(": ")
    assert (refused.value.value, refused.value.rule) == (value, rule)


def test_two_statements_of_one_name_are_refused_wherever_they_come_from() -> None:
    named = {**READER, "Sid": "Reads"}
    with pytest.raises(RuleViolation) as refused:
        SEND([text(READER, named), text(named)])
    assert refused.value.value == "statement 'Reads'"
    assert refused.value.rule == "is the name of another statement of this policy: give yours another Sid"


def test_statements_come_first_and_none_changes_nothing() -> None:
    place = {"region": "us-east-1", "account": "111122223333", "domain_name": "shop", "queue_arn": "arn"}
    own = json.loads(queue_policy(**place))["Statement"]
    merged = json.loads(queue_policy(**place, source_policy_documents=[text(READER)]))["Statement"]
    assert merged == [READER, *own]
