"""Resource policies: key, queues, buckets."""

import json
import re
from collections.abc import Sequence
from fnmatch import fnmatchcase

from .. import names
from .document import account_delegates_to_iam, document, kept_statements, source_condition, tls_only

SERVICE_KEY_ACTIONS = ("kms:GenerateDataKey", "kms:CreateGrant", "kms:Decrypt")
"""The actions that the service needs on the domain's key.
https://docs.aws.amazon.com/connect/latest/adminguide/enable-customer-profiles.html"""


def key_policy(
    *,
    region: str,
    account: str,
    domain_name: str,
    administrators: Sequence[str],
    service_conditions: str,
    source_policy_documents: Sequence[str] = (),
) -> str:
    """The key policy of a domain's key: the account delegates to IAM, the service may use the key for this domain.

    `service_conditions` is the `to` of `source_condition`. With `administrators` (principal ARNs), only they may change
    or delete the key. The statements of `source_policy_documents` come first. https://docs.aws.amazon.com/connect/latest/adminguide/cross-service-confused-deputy-prevention.html
    """
    only_administrators = {
        "Sid": "AdministratorsOnly",
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": ["kms:DisableKey", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"],
        "Resource": "*",
        "Condition": {"ArnNotLike": {"aws:PrincipalArn": sorted(administrators)}},
    }
    return document(
        *kept_statements(source_policy_documents),
        account_delegates_to_iam(account),
        *([only_administrators] if administrators else []),
        {
            "Sid": "CustomerProfilesUsesKey",
            "Effect": "Allow",
            "Principal": {"Service": names.SERVICE_PRINCIPAL},
            "Action": list(SERVICE_KEY_ACTIONS),
            "Resource": "*",
            **source_condition(region, account, domain_name, service_conditions),
        },
    )


def queue_policy(
    *, region: str, account: str, domain_name: str, queue_arn: str, source_policy_documents: Sequence[str] = ()
) -> str:
    """The policy of the dead-letter queue: the service may send for this domain only, everybody over TLS only; the
    statements of `source_policy_documents` come first.

    https://docs.aws.amazon.com/connect/latest/adminguide/cross-service-confused-deputy-prevention.html
    """
    return document(
        *kept_statements(source_policy_documents),
        {
            "Sid": "CustomerProfilesSendsDeadLetters",
            "Effect": "Allow",
            "Principal": {"Service": names.SERVICE_PRINCIPAL},
            "Action": "sqs:SendMessage",
            "Resource": queue_arn,
            "Condition": {
                "StringEquals": {"aws:SourceAccount": account},
                "ArnEquals": {"aws:SourceArn": names.domain_arn(region, account, domain_name)},
            },
        },
        tls_only("sqs:*", queue_arn),
    )


def redrive_allow_policy(source_arns: Sequence[str] = ()) -> str:
    """Which queues may move messages that were received too often into a queue: these only, or none at all.

    By default SQS lets every queue of the account and Region do so.
    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
    """
    permission = (
        {"redrivePermission": "byQueue", "sourceQueueArns": list(source_arns)}
        if source_arns
        else {"redrivePermission": "denyAll"}
    )
    return json.dumps(permission, sort_keys=True, separators=(",", ":"))


def administers(administrators: Sequence[str], caller_arn: str) -> bool:
    """Whether a caller is among a key's administrators. A session stands for its role, whose path it leaves out."""
    account = names.arn_parts(caller_arn).account
    session = re.fullmatch(r"arn:aws:sts::\d{12}:assumed-role/([^/]+)/.*", caller_arn)
    principal = f"arn:aws:iam::{account}:role/{session[1]}" if session else caller_arn
    return any(
        fnmatchcase(principal, each) or (session is not None and fnmatchcase(principal, _without_path(each)))
        for each in administrators
    )


def _without_path(role_arn: str) -> str:
    return f"{role_arn.partition('/')[0]}/{names.last_segment(role_arn)}"


def private_queue_policy(queue_arn: str) -> str:
    """The policy of a queue that only SQS itself sends to: everybody over TLS only."""
    return document(tls_only("sqs:*", queue_arn))


def source_bucket_policy(
    *,
    region: str,
    account: str,
    bucket_name: str,
    bucket_prefixes: Sequence[str] = (),
    domain_name: str | None = None,
    object_type_names: Sequence[str] = (),
    only_own_flows: bool = False,
    flow_names: Sequence[str] = (),
    source_policy_documents: Sequence[str] = (),
) -> str:
    """The policy of a bucket that flows read: AppFlow may read it, for flows of this account and Region only.

    `bucket_prefixes` limit it to folders, `domain_name` to the flows of one domain's integrations and
    `object_type_names` to those into some of its object types, `only_own_flows` to those whose names no flow of another
    domain can have, and to `flow_names`; the statements of `source_policy_documents` come first.
    https://docs.aws.amazon.com/appflow/latest/userguide/s3-policies-management.html
    """
    bucket = names.bucket_arn(bucket_name)
    prefixes = names.flow_prefixes(domain_name, object_type_names) if domain_name else [""]
    ending = names.domain_ending(domain_name) if domain_name and only_own_flows else ""
    patterns = [*(f"{prefix}*{ending}" for prefix in prefixes), *sorted(flow_names)]
    flows = [names.flow_arn(region, account, pattern) for pattern in patterns]
    reader = {
        "Effect": "Allow",
        "Principal": {"Service": names.APPFLOW_PRINCIPAL},
        "Condition": {
            "StringEquals": {"aws:SourceAccount": account},
            "ArnLike": {"aws:SourceArn": flows[0] if len(flows) == 1 else flows},
        },
    }
    objects = [f"{bucket}/{prefix}/*" for prefix in sorted(bucket_prefixes)] or [f"{bucket}/*"]
    return document(
        *kept_statements(source_policy_documents),
        {**reader, "Sid": "AppFlowListsBucket", "Action": "s3:ListBucket", "Resource": bucket},
        {**reader, "Sid": "AppFlowReadsFiles", "Action": "s3:GetObject", "Resource": objects},
        tls_only("s3:*", [bucket, f"{bucket}/*"]),
    )
