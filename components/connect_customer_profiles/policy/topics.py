"""Policies of the topic for notifications about an ingestion, and of its key."""

from collections.abc import Sequence

from .document import account_delegates_to_iam, document, kept_statements, tls_only


def topic_policy(*, region: str, account: str, topic_arn: str) -> str:
    """The policy of the topic for notifications: this account's alarms and event rules may publish, over TLS.

    EventBridge does not send to topics the condition keys that prevent a confused deputy.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
    """
    return document(
        {
            "Sid": "AlarmsPublish",
            "Effect": "Allow",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": topic_arn,
            "Condition": _alarms_of(region, account),
        },
        {
            "Sid": "EventRulesPublish",
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": topic_arn,
        },
        tls_only("sns:Publish", topic_arn),
    )


def topic_key_policy(*, region: str, account: str, source_policy_documents: Sequence[str] = ()) -> str:
    """The key policy of that topic's key: the account delegates to IAM, alarms and event rules may encrypt; the
    statements of `source_policy_documents` come first.

    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    """
    use = {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey*"], "Resource": "*"}
    return document(
        *kept_statements(source_policy_documents),
        account_delegates_to_iam(account),
        {
            **use,
            "Sid": "AlarmsEncrypt",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Condition": _alarms_of(region, account),
        },
        {**use, "Sid": "EventRulesEncrypt", "Principal": {"Service": "events.amazonaws.com"}},
    )


def _alarms_of(region: str, account: str) -> dict[str, dict[str, str]]:
    return {
        "StringEquals": {"aws:SourceAccount": account},
        "ArnLike": {"aws:SourceArn": f"arn:aws:cloudwatch:{region}:{account}:alarm:*"},
    }
