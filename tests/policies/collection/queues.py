"""Dead-letter queues."""

import json
from dataclasses import replace

from connect_customer_profiles.policy import queue_policy

from tests.policies.cases import OURS, Case, Resource, changed, document, without

ARN = "arn:aws:sqs:us-east-1:123456789012:dead-letters"
GOOD = queue_policy(region="us-east-1", account="123456789012", domain_name="amazon-connect-customers", queue_arn=ARN)
SEND = "CustomerProfilesSendsDeadLetters"
CONSOLE = {
    "Sid": "Customer Profiles SQS policy",
    "Effect": "Allow",
    "Principal": {"Service": "profile.amazonaws.com"},
    "Action": "SQS:SendMessage",
    "Resource": ARN,
}
TLS = json.loads(GOOD)["Statement"][1]
TLS_ONLY = "no statement denies requests that are not sent over TLS"
NO_ENCRYPTION = "the queue names no key for its messages and does not let SQS manage one"
PINS = "no condition pins aws:SourceArn and aws:SourceAccount"
SOURCE = {
    "StringEquals": {"aws:SourceAccount": "123456789012"},
    "ArnEquals": {"aws:SourceArn": "arn:aws:profile:us-east-1:123456789012:domains/amazon-connect-customers"},
}


def attached(policy: str) -> Resource:
    return Resource(type="aws:sqs/queuePolicy:QueuePolicy", props={"queueUrl": "https://sqs/queue", "policy": policy})


def native(policy: str) -> Resource:
    return Resource(
        type="aws-native:sqs:QueueInlinePolicy",
        props={"queue": "https://sqs/queue", "policyDocument": json.loads(policy)},
    )


def raw(**changes: object) -> Resource:
    props = {"sqsManagedSseEnabled": True, "messageRetentionSeconds": 1_209_600.0, "policy": GOOD, **changes}
    return Resource(type="aws:sqs/queue:Queue", props={key: value for key, value in props.items() if value is not None})


def ours(**changes: object) -> Resource:
    return Resource(type=f"{OURS}DeadLetterQueue", props={"domain_name": "amazon-connect-customers", **changes})


def child(**changes: object) -> Resource:
    props = {"sqsManagedSseEnabled": True, "messageRetentionPeriod": 1_209_600.0, **changes}
    return Resource(type="aws-native:sqs:Queue", props=props, inside=[f"{OURS}DeadLetterQueue"])


def guarded(name: str, statement: dict[str, object], says: str, whose: str = "any domain of the account") -> Case:
    return Case(
        name=name,
        catches={
            "dead-letter-queue-guarded": f"statement '{CONSOLE['Sid']}' admits the service for {whose}: no condition "
            f"pins {says}"
        },
        bad=attached(document(statement, TLS)),
        good=attached(document({**statement, "Condition": SOURCE}, TLS)),
    )


CASES = (
    Case(
        name="the statement that the AWS console has one paste",
        catches={
            "dead-letter-queue-guarded": "statement 'Customer Profiles SQS policy' admits the service for anybody's "
            f"domain: {PINS}",
            "dead-letter-queue-tls-only": TLS_ONLY,
        },
        bad=attached(document(CONSOLE)),
        good=attached(GOOD),
    ),
    Case(
        name="the Terraform documentation's queue, in the registry of Pulumi as well",
        catches={
            "dead-letter-queue-guarded": "statement 'Customer Profiles SQS policy' admits the service for anybody's "
            f"domain: {PINS}",
            "dead-letter-queue-tls-only": TLS_ONLY,
            "dead-letter-queue-encrypted": NO_ENCRYPTION,
            "dead-letter-queue-retention": "messages are kept for 4 days, less than 7 days: dead letters would be "
            "lost unread",
        },
        bad=Resource(
            type="aws:sqs/queue:Queue",
            props={"name": "example", "policy": document({**CONSOLE, "Action": ["sqs:SendMessage"], "Resource": "*"})},
        ),
        good=raw(name="example"),
    ),
    Case(
        name="a travel solution's library grants SQS:*",
        catches={
            "dead-letter-queue-least-privilege": f"statement '{SEND}' allows the service SQS:*; it only needs "
            "sqs:SendMessage"
        },
        bad=attached(changed(GOOD, SEND, Action="SQS:*")),
        good=attached(changed(GOOD, SEND, Action="SQS:SendMessage")),
    ),
    Case(
        name="a travel solution's infrastructure sends without a source condition",
        catches={"dead-letter-queue-guarded": f"statement '{SEND}' admits the service for anybody's domain: {PINS}"},
        bad=native(changed(GOOD, SEND, Condition=None)),
        good=native(GOOD),
    ),
    guarded(
        "only the account is pinned",
        {**CONSOLE, "Condition": {"StringEquals": SOURCE["StringEquals"]}},
        "aws:SourceArn",
    ),
    guarded(
        "only the domain is pinned",
        {**CONSOLE, "Condition": {"ArnEquals": SOURCE["ArnEquals"]}},
        *("aws:SourceAccount", "one domain, by its ARN alone"),
    ),
    guarded(
        "the domains of an account are pinned by an ARN",
        {
            **CONSOLE,
            "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:profile:us-east-1:123456789012:domains/*"}},
        },
        "aws:SourceAccount",
    ),
    guarded(
        "an ARN that leaves the account open",
        {
            **CONSOLE,
            "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:profile:us-east-1:*:domains/customers"}},
        },
        *("aws:SourceAccount", "anybody's domain"),
    ),
    guarded(
        "the operator with a leading space of the confused-deputy page",
        {**CONSOLE, "Condition": {" ArnEquals": SOURCE["ArnEquals"], "StringEquals": SOURCE["StringEquals"]}},
        "aws:SourceArn",
    ),
    guarded(
        "an ARN that is a mere wildcard",
        {**CONSOLE, "Condition": {"ArnLike": {"aws:SourceArn": "*"}, "StringEquals": SOURCE["StringEquals"]}},
        "aws:SourceArn",
    ),
    guarded(
        "conditions that hold where the key is missing",
        {**CONSOLE, "Condition": {f"{operator}IfExists": keys for operator, keys in SOURCE.items()}},
        *("aws:SourceArn and aws:SourceAccount", "anybody's domain"),
    ),
    Case(
        name="the service may read the queue, too",
        catches={
            "dead-letter-queue-least-privilege": f"statement '{SEND}' allows the service sqs:ReceiveMessage; it only "
            "needs sqs:SendMessage"
        },
        bad=native(changed(GOOD, SEND, Action=["sqs:SendMessage", "sqs:ReceiveMessage"])),
        good=native(changed(GOOD, SEND, Action=["sqs:SendMessage"])),
    ),
    Case(
        name="everybody may send",
        catches={"dead-letter-queue-private": "statement 'Public' allows everybody access to the queue"},
        bad=attached(
            document(
                *json.loads(GOOD)["Statement"],
                {"Sid": "Public", "Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": ARN},
            )
        ),
        good=attached(
            document(
                *json.loads(GOOD)["Statement"],
                {
                    "Sid": "Public",
                    "Effect": "Allow",
                    "Principal": "*",
                    "Action": "sqs:SendMessage",
                    "Resource": ARN,
                    "Condition": {"StringEquals": {"aws:PrincipalAccount": "123456789012"}},
                },
            )
        ),
    ),
    Case(
        name="everybody but one may send",
        catches={"dead-letter-queue-private": "statement 3 allows everybody access to the queue"},
        bad=native(
            document(
                *json.loads(GOOD)["Statement"],
                {"Effect": "Allow", "NotPrincipal": {"AWS": "123456789012"}, "Action": "sqs:*", "Resource": ARN},
            )
        ),
        good=native(
            document(
                *json.loads(GOOD)["Statement"],
                {"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "sqs:*", "Resource": ARN},
            )
        ),
    ),
    Case(
        name="plain HTTP is good enough",
        catches={"dead-letter-queue-tls-only": TLS_ONLY},
        bad=attached(without(GOOD, "TlsOnly")),
        good=attached(GOOD),
    ),
    Case(
        name="TLS is asked of one action only",
        catches={"dead-letter-queue-tls-only": TLS_ONLY},
        bad=native(changed(GOOD, "TlsOnly", Action="sqs:ReceiveMessage")),
        good=native(changed(GOOD, "TlsOnly", Action="*")),
    ),
    Case(
        name="a queue without encryption",
        catches={"dead-letter-queue-encrypted": NO_ENCRYPTION},
        bad=raw(sqsManagedSseEnabled=False),
        good=raw(sqsManagedSseEnabled=None, kmsMasterKeyId="alias/dead-letters"),
    ),
    Case(
        name="a component's queue that a transform strips of its encryption",
        catches={"dead-letter-queue-encrypted": NO_ENCRYPTION},
        bad=child(sqsManagedSseEnabled=False),
        good=child(),
    ),
    Case(
        name="a queue encrypted with the AWS managed key",
        catches={
            "dead-letter-queue-usable-key": "the service cannot send to a queue encrypted with alias/aws/sqs: that "
            "key's policy cannot be changed"
        },
        bad=raw(sqsManagedSseEnabled=None, kmsMasterKeyId="alias/aws/sqs"),
        good=raw(sqsManagedSseEnabled=None, kmsMasterKeyId="alias/dead-letters"),
    ),
    Case(
        name="a component's queue that forgets within an hour",
        catches={
            "dead-letter-queue-retention": "messages are kept for 1 hour, less than 7 days: dead letters would be "
            "lost unread"
        },
        bad=ours(message_retention_seconds=3_600.0),
        good=ours(message_retention_seconds=604_800.0),
    ),
    Case(
        name="an impossible retention",
        catches={"dead-letter-queue-retention": "message retention = 1209601.0: must be 60 to 1209600 seconds"},
        bad=child(messageRetentionPeriod=1_209_601.0),
        good=child(messageRetentionPeriod=1_209_600.0),
    ),
    Case(
        name="less than the configured retention",
        catches={
            "dead-letter-queue-retention": "messages are kept for 7 days, less than 14 days: dead letters would be "
            "lost unread"
        },
        bad=raw(messageRetentionSeconds=604_800.0),
        good=raw(),
        config={"dead-letter-queue-retention": {"minimumDays": 14.0}},
    ),
    Case(
        name="a FIFO queue",
        catches={"dead-letter-queue-standard": "the service sends to standard queues only, and this is a FIFO queue"},
        bad=raw(fifoQueue=True),
        good=raw(fifoQueue=False),
    ),
    Case(
        name="a production queue that may be destroyed",
        catches={
            "dead-letter-queue-protected": "the queue of stack 'prod' is not protected: its deletion deletes its "
            "letters"
        },
        bad=raw(),
        good=replace(raw(), protect=True),
        stack="prod",
    ),
    Case(
        name="a component's production queue without deletion protection",
        catches={
            "dead-letter-queue-protected": "the queue of stack 'prod-eu' is not protected: its deletion deletes its "
            "letters"
        },
        bad=ours(deletion_protection=False),
        good=ours(),
        stack="prod-eu",
    ),
    Case(
        name="a child of a component that may be destroyed in production",
        catches={
            "dead-letter-queue-protected": "the queue of stack 'shop-prod' is not protected: its deletion deletes its "
            "letters"
        },
        bad=child(),
        good=replace(child(), protect=True),
        stack="shop-prod",
    ),
)
