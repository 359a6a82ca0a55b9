"""Resources → a Terraform plan, for checkov: its checks of AppFlow flows exist for Terraform only."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .resource import Resource

INGESTION = "pulumi-python:dynamic/customerprofiles:Ingestion"
EXTERNAL_FLOW = "pulumi-python:dynamic/customerprofiles:ExternalFlow"
CONNECTOR_PROFILE = "pulumi-python:dynamic/customerprofiles:ConnectorProfile"

FUNCTION = "aws:lambda/function:Function"

TYPES = {
    "aws:sqs/queue:Queue": "aws_sqs_queue",
    "aws:sqs/queuePolicy:QueuePolicy": "aws_sqs_queue_policy",
    "aws:sqs/redrivePolicy:RedrivePolicy": "aws_sqs_queue_redrive_policy",
    "aws:cloudwatch/logGroup:LogGroup": "aws_cloudwatch_log_group",
    FUNCTION: "aws_lambda_function",
    "aws:lambda/permission:Permission": "aws_lambda_permission",
    "aws:lambda/eventSourceMapping:EventSourceMapping": "aws_lambda_event_source_mapping",
    "aws:s3/bucketPolicy:BucketPolicy": "aws_s3_bucket_policy",
    "aws:kms/key:Key": "aws_kms_key",
    "aws:kms/alias:Alias": "aws_kms_alias",
    "aws:cloudwatch/metricAlarm:MetricAlarm": "aws_cloudwatch_metric_alarm",
    "aws:cloudwatch/dashboard:Dashboard": "aws_cloudwatch_dashboard",
    "aws:cloudwatch/eventRule:EventRule": "aws_cloudwatch_event_rule",
    "aws:cloudwatch/eventTarget:EventTarget": "aws_cloudwatch_event_target",
    "aws:sns/topic:Topic": "aws_sns_topic",
    "aws:sns/topicPolicy:TopicPolicy": "aws_sns_topic_policy",
    "aws:sns/topicSubscription:TopicSubscription": "aws_sns_topic_subscription",
    "aws:connect/securityProfile:SecurityProfile": "aws_connect_security_profile",
    "aws:iam/role:Role": "aws_iam_role",
    "aws:iam/policy:Policy": "aws_iam_policy",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "aws_iam_role_policy_attachment",
    "aws-native:customerprofiles:Domain": "aws_customerprofiles_domain",
    "aws-native:customerprofiles:Integration": "awscc_customerprofiles_integration",
    "aws-native:customerprofiles:ObjectType": "awscc_customerprofiles_object_type",
    INGESTION: "aws_appflow_flow",
    EXTERNAL_FLOW: "aws_appflow_flow",
    CONNECTOR_PROFILE: "aws_appflow_connector_profile",
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
            "values": VALUES.get(each.type, _snake_case)(each.inputs),
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


def _connector_profile(inputs: dict[str, Any]) -> dict[str, Any]:
    """Without the credentials, which no scanner needs to see."""
    values = {
        "name": inputs["connector_profile_name"],
        "connector_type": inputs["connector_type"],
        "connection_mode": inputs["connection_mode"],
        "kms_arn": inputs.get("kms_key_arn"),
    }
    return {key: value for key, value in values.items() if value is not None}


def _function(inputs: dict[str, Any]) -> dict[str, Any]:
    """Without the code, and blocks as lists."""
    blocks = {
        "environment": [{"variables": inputs["environment"]["variables"]}],
        "logging_config": [_snake_case(inputs["loggingConfig"])],
        "tracing_config": [inputs["tracingConfig"]],
    }
    plain = {key: value for key, value in inputs.items() if key not in ("code", "environment", "loggingConfig")}
    return {**_snake_case(plain), "function_name": inputs["name"], **blocks}


VALUES: Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    FUNCTION: _function,
    INGESTION: _flow,
    EXTERNAL_FLOW: _flow,
    CONNECTOR_PROFILE: _connector_profile,
}
