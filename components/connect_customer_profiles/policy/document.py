"""The form of policy documents, and the statements that several of them share."""

import json
from collections.abc import Sequence
from typing import Any

from .. import names


def document(*statements: dict[str, Any]) -> str:
    """Canonical JSON: sorted keys and no spaces, so that equal policies are equal strings and previews stay empty."""
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, sort_keys=True, separators=(",", ":"))


def allow(
    sid: str, actions: str | Sequence[str], resource: str | list[str], condition: dict[str, Any] | None = None
) -> dict[str, Any]:
    """A statement of an identity policy that allows something."""
    statement = {
        "Sid": sid,
        "Effect": "Allow",
        "Action": actions if isinstance(actions, str) else list(actions),
        "Resource": resource,
    }
    return {**statement, "Condition": condition} if condition else statement


def kept_statements(source_policy_documents: Sequence[str]) -> list[dict[str, Any]]:
    """The statements of policies (JSON) that a policy of ours includes."""
    return [statement for text in source_policy_documents for statement in json.loads(text)["Statement"]]


def tls_only(action: str, resource: str | list[str]) -> dict[str, Any]:
    """The statement that denies everybody access without TLS."""
    return {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": action,
        "Resource": resource,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def account_delegates_to_iam(account: str) -> dict[str, Any]:
    """The statement of a key policy that lets IAM policies allow the use of the key."""
    return {
        "Sid": "AccountDelegatesToIam",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }


def source_condition(region: str, account: str, domain_name: str, to: str) -> dict[str, Any]:
    """The condition of a statement for the service. `to` says what pins its requests: `domain` (this domain and
    everything in it), `account` (this account) or `none`.

    https://docs.aws.amazon.com/connect/latest/adminguide/cross-service-confused-deputy-prevention.html
    """
    of_account: dict[str, Any] = {"StringEquals": {"aws:SourceAccount": account}}
    of_domain = {**of_account, "ArnLike": {"aws:SourceArn": domain_and_below(region, account, domain_name)}}
    conditions: dict[str, dict[str, Any] | None] = {"account": of_account, "domain": of_domain, "none": None}
    return {"Condition": conditions[to]} if conditions[to] else {}


def domain_and_below(region: str, account: str, domain_name: str) -> list[str]:
    """ARN patterns of a domain and of everything in it."""
    arn = names.domain_arn(region, account, domain_name)
    return [arn, f"{arn}/*"]
