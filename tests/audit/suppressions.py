"""Findings that stay, each with the reason why. One that no scanner reports any more is a finding itself."""

from collections.abc import Mapping

_FUNCTIONS = {
    "CKV_AWS_116": (
        "A function's own dead-letter queue is for events that would be lost. The redrive is invoked by SQS, which "
        "moves what fails to a failure queue (the queue's redrive policy); the supervisor's next round sees what one "
        "missed."
    ),
    "CKV_AWS_117": "They call AWS's public APIs only; nothing of them is in a VPC.",
    "CKV_AWS_173": "Their environments have names, numbers and an ARN; Lambda encrypts them by itself.",
}

SUPPRESSED: Mapping[tuple[str, str], str] = {
    ("checkov CKV_AWS_27", "AWS::SQS::Queue"): (
        "For CloudFormation checkov looks at KmsMasterKeyId only. The queues are encrypted with keys that SQS manages "
        "(SqsManagedSseEnabled), which the same check accepts for Terraform, and there it stays in force."
    ),
    **{
        (f"checkov {check}", type_): reason
        for check, reason in _FUNCTIONS.items()
        for type_ in ("AWS::Lambda::Function", "aws_lambda_function")
    },
    ("checkov CKV_AWS_272", "aws_lambda_function"): (
        "The code is this library's own files, uploaded by Pulumi under the deployer's credentials; a signing profile "
        "would be the deployer's."
    ),
    ("parliament RESOURCE_POLICY_PRIVILEGE_ESCALATION", "monitoring"): (
        "A deployer of SourceBucketPolicy writes bucket policies; only the reader knows which buckets, and narrows the "
        "statement (docs/deployer-policy.md)."
    ),
}
"""(tool and id, what the finding's resource begins with: its type, where the tool gives one) → why it stays."""
