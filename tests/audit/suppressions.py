"""Findings that stay, each with the reason why. One that no scanner reports any more is a finding itself."""

from collections.abc import Mapping

SUPPRESSED: Mapping[tuple[str, str], str] = {
    ("checkov CKV_AWS_27", "AWS::SQS::Queue"): (
        "For CloudFormation checkov looks at KmsMasterKeyId only. The queues are encrypted with keys that SQS manages "
        "(SqsManagedSseEnabled), which the same check accepts for Terraform, and there it stays in force."
    ),
}
"""(tool and id, what the finding's resource begins with: its type, where the tool gives one) → why it stays."""
