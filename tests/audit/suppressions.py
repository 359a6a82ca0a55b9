"""Findings that stay, each with the reason why. One that no scanner reports any more is a finding itself."""

from collections.abc import Mapping

SUPPRESSED: Mapping[tuple[str, str], str] = {
    ("checkov CKV_AWS_27", "AWS::SQS::Queue"): (
        "For CloudFormation checkov looks at KmsMasterKeyId only. The queues are encrypted with keys that SQS manages "
        "(SqsManagedSseEnabled), which the same check accepts for Terraform, and there it stays in force."
    ),
    ("checkov CKV_AWS_116", "AWS::Lambda::Function"): (
        "An on-failure destination is for events that are lost otherwise. Redriven letters come back and then "
        "go to a failure queue of their own; the supervisor remembers nothing, and its next round is the "
        "retry."
    ),
    ("checkov CKV_AWS_116", "aws_lambda_function"): (
        "An on-failure destination is for events that are lost otherwise. Redriven letters come back and then "
        "go to a failure queue of their own; the supervisor remembers nothing, and its next round is the "
        "retry."
    ),
    ("checkov CKV_AWS_117", "AWS::Lambda::Function"): (
        "The functions talk to public AWS APIs only; in a VPC they would need endpoints or a NAT gateway for each."
    ),
    ("checkov CKV_AWS_117", "aws_lambda_function"): (
        "The functions talk to public AWS APIs only; in a VPC they would need endpoints or a NAT gateway for each."
    ),
    ("checkov CKV_AWS_272", "aws_lambda_function"): (
        "Code signing needs a signing profile of the account's own; the code comes from the installed library."
    ),
    ("checkov CKV_AWS_173", "AWS::Lambda::Function"): (
        "The variables are names, ARNs and numbers; Lambda encrypts them with its own key."
    ),
    ("checkov CKV_AWS_173", "aws_lambda_function"): (
        "The variables are names, ARNs and numbers; Lambda encrypts them with its own key."
    ),
}
"""(tool and id, what the finding's resource begins with: its type, where the tool gives one) → why it stays."""
