"""Resources → a Terraform plan, for checkov: its checks of AppFlow flows exist for Terraform only."""

import re
from collections.abc import Iterable
from typing import Any

from .resource import Resource

INGESTION = "pulumi-python:dynamic/customerprofiles:Ingestion"

TYPES = {
    "aws:sqs/queue:Queue": "aws_sqs_queue",
    "aws:sqs/queuePolicy:QueuePolicy": "aws_sqs_queue_policy",
    "aws:s3/bucketPolicy:BucketPolicy": "aws_s3_bucket_policy",
    "aws:kms/key:Key": "aws_kms_key",
    "aws:kms/alias:Alias": "aws_kms_alias",
    "aws:iam/role:Role": "aws_iam_role",
    "aws:iam/policy:Policy": "aws_iam_policy",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "aws_iam_role_policy_attachment",
    "aws-native:customerprofiles:Domain": "aws_customerprofiles_domain",
    INGESTION: "aws_appflow_flow",
}


def plan(resources: Iterable[Resource]) -> dict[str, Any]:
    """A plan that creates the resources.

    Raises:
        KeyError: a type has no rendering: add it to `TYPES`.
    """
    planned = [
        {
            "address": f"{TYPES[each.type]}.{each.label}",
            "mode": "managed",
            "type": TYPES[each.type],
            "name": each.label,
            "provider_name": "registry.terraform.io/hashicorp/aws",
            "schema_version": 0,
            "values": _flow(each.inputs) if each.type == INGESTION else _snake_case(each.inputs),
        }
        for each in resources
    ]
    changes = [
        {
            **{key: value for key, value in each.items() if key != "values"},
            "change": {"actions": ["create"], "before": None, "after": each["values"], "after_unknown": {}},
        }
        for each in planned
    ]
    return {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": planned}},
        "resource_changes": changes,
        "configuration": {"root_module": {}},
    }


def _snake_case(inputs: dict[str, Any]) -> dict[str, Any]:
    return {re.sub(r"(?<=[a-z])[A-Z]", r"_\g<0>", key).lower(): value for key, value in inputs.items()}


def _flow(inputs: dict[str, Any]) -> dict[str, Any]:
    values = {"name": inputs["flow_name"], "kms_arn": inputs.get("kms_key_arn"), "tags": inputs.get("tags")}
    return {key: value for key, value in values.items() if value is not None}
