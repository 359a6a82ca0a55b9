"""Resources → a CloudFormation template, for cfn-lint and checkov."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from connect_customer_profiles import names

from tests.unit.deployment import ACCOUNT, REGION

from .resource import Resource

Properties = dict[str, Any]


def template(resources: Iterable[Resource]) -> dict[str, Any]:
    """The template of what CloudFormation knows; attachments become part of the policy.

    Raises:
        KeyError: a type has no rendering: add it to `TYPES`.
    """
    found = list(resources)
    roles = {each.inputs["policyArn"]: each.inputs["role"] for each in found if each.type == ATTACHMENT}
    rendered = {}
    for each in found:
        if each.type in (ATTACHMENT, EVENT_TARGET, REDRIVE):
            continue
        type_, properties = TYPES[each.type]
        made = {key: value for key, value in properties(each.inputs).items() if value is not None}
        if each.type == POLICY:
            arns = [arn for arn in roles if arn.endswith(f"/{each.inputs['name']}")]
            made["Roles"] = [roles[arn] for arn in arns]
        if each.type == EVENT_RULE:
            made["Targets"] = _event_targets(each, found)
        logical = "".join(part.capitalize() for part in each.label.split("_"))
        rendered[logical] = {"Type": type_, "Properties": made}
    return {"AWSTemplateFormatVersion": "2010-09-09", "Resources": rendered}


ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
POLICY = "aws:iam/policy:Policy"
EVENT_RULE = "aws:cloudwatch/eventRule:EventRule"
EVENT_TARGET = "aws:cloudwatch/eventTarget:EventTarget"
REDRIVE = "aws:sqs/redrivePolicy:RedrivePolicy"
"""A property of a queue in CloudFormation, and of one that is rendered already."""


def _document(value: Any) -> Any:
    return json.loads(value) if value else None


def _tags(value: Mapping[str, str] | None) -> list[dict[str, str]] | None:
    return [{"Key": key, "Value": text} for key, text in sorted(value.items())] if value else None


def _renamed(renamed: Mapping[str, str]) -> Callable[[Properties], Properties]:
    """A rendering that takes inputs over under CloudFormation's names, tags as a list."""

    def rendered(inputs: Properties) -> Properties:
        taken = {renamed[key]: value for key, value in inputs.items() if key in renamed}
        return {**taken, "Tags": _tags(inputs.get("tags"))}

    return rendered


def _queue_policy(inputs: Properties) -> Properties:
    return {"Queues": [inputs["queueUrl"]], "PolicyDocument": _document(inputs["policy"])}


def _bucket_policy(inputs: Properties) -> Properties:
    return {"Bucket": inputs["bucket"], "PolicyDocument": _document(inputs["policy"])}


def _key(inputs: Properties) -> Properties:
    renamed = {
        "description": "Description",
        "enableKeyRotation": "EnableKeyRotation",
        "deletionWindowInDays": "PendingWindowInDays",
    }
    return {**_renamed(renamed)(inputs), "KeyPolicy": _document(inputs.get("policy"))}


def _role(inputs: Properties) -> Properties:
    renamed = {"name": "RoleName", "description": "Description", "permissionsBoundary": "PermissionsBoundary"}
    return {**_renamed(renamed)(inputs), "AssumeRolePolicyDocument": _document(inputs["assumeRolePolicy"])}


def _policy(inputs: Properties) -> Properties:
    return {"ManagedPolicyName": inputs["name"], "PolicyDocument": _document(inputs["policy"])}


def _alias(inputs: Properties) -> Properties:
    return {"AliasName": inputs["name"], "TargetKeyId": inputs["targetKeyId"]}


def _security_profile(inputs: Properties) -> Properties:
    renamed = {"name": "SecurityProfileName", "description": "Description", "permissions": "Permissions"}
    return {**_renamed(renamed)(inputs), "InstanceArn": names.instance_arn(REGION, ACCOUNT, inputs["instanceId"])}


def _alarm(inputs: Properties) -> Properties:
    renamed = {
        "name": "AlarmName",
        "alarmDescription": "AlarmDescription",
        "alarmActions": "AlarmActions",
        "okActions": "OKActions",
        "namespace": "Namespace",
        "metricName": "MetricName",
        "statistic": "Statistic",
        "period": "Period",
        "evaluationPeriods": "EvaluationPeriods",
        "comparisonOperator": "ComparisonOperator",
        "threshold": "Threshold",
        "treatMissingData": "TreatMissingData",
    }
    dimensions = [{"Name": key, "Value": value} for key, value in inputs["dimensions"].items()]
    return {**_renamed(renamed)(inputs), "Dimensions": dimensions}


def _topic_policy(inputs: Properties) -> Properties:
    return {"Topics": [inputs["arn"]], "PolicyDocument": _document(inputs["policy"])}


def _subscription(inputs: Properties) -> Properties:
    return {"TopicArn": inputs["topic"], "Protocol": inputs["protocol"], "Endpoint": inputs["endpoint"]}


def _event_rule(inputs: Properties) -> Properties:
    renamed = {"name": "Name", "description": "Description", "scheduleExpression": "ScheduleExpression"}
    return {**_renamed(renamed)(inputs), "EventPattern": _document(inputs.get("eventPattern"))}


def _event_targets(rule: Resource, resources: Iterable[Resource]) -> list[Properties]:
    """CloudFormation has the targets in their rule."""
    return [
        {
            "Id": each.inputs["targetId"],
            "Arn": each.inputs["arn"],
            **(
                {
                    "InputTransformer": {
                        "InputPathsMap": each.inputs["inputTransformer"]["inputPaths"],
                        "InputTemplate": each.inputs["inputTransformer"]["inputTemplate"],
                    }
                }
                if "inputTransformer" in each.inputs
                else {}
            ),
        }
        for each in resources
        if each.type == EVENT_TARGET and each.inputs["rule"] == rule.inputs["name"]
    ]


def _native(inputs: Properties) -> Properties:
    """aws-native has CloudFormation's own names, in camel case."""

    def capitalised(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key[0].upper() + key[1:]: capitalised(item) for key, item in value.items()}
        return [capitalised(item) for item in value] if isinstance(value, list) else value

    return dict(capitalised(inputs))


def _integration(inputs: Properties) -> Properties:
    """The ongoing integration; CloudFormation writes times and task properties in its own way."""
    flow = inputs["flow_definition"]
    tasks = [
        {
            **task,
            "TaskProperties": [
                {"OperatorPropertyKey": key, "Property": value} for key, value in task["TaskProperties"].items()
            ],
        }
        for task in flow["Tasks"]
    ]
    source = flow["SourceFlowConfig"]
    return {
        "DomainName": inputs["domain_name"],
        "ObjectTypeName": inputs["object_type_name"],
        "FlowDefinition": {
            **flow,
            "FlowName": inputs["flow_name"],
            **({"KmsArn": inputs["kms_key_arn"]} if "kms_key_arn" in inputs else {}),
            "SourceFlowConfig": {
                **source,
                "ConnectorType": SPELLING.get(source["ConnectorType"], source["ConnectorType"]),
            },
            "Tasks": tasks,
        },
        "Tags": _tags(inputs.get("tags")),
    }


def _integration_of_flow(inputs: Properties) -> Properties:
    uri = names.flow_arn(inputs["region"], inputs["account"], inputs["flow_name"])
    return {
        "DomainName": inputs["domain_name"],
        "ObjectTypeName": inputs["object_type_name"],
        "Uri": uri,
        "Tags": _tags(inputs.get("tags")),
    }


def _connector_profile(inputs: Properties) -> Properties:
    """With the words of credentials in place of each."""
    key, properties = next(iter(inputs["properties"].items()))
    credentials = {
        name[0].upper() + name[1:]: f"{{{{resolve:secretsmanager:{name}}}}}" for name in inputs["credentials"][key]
    }
    return {
        "ConnectorProfileName": inputs["connector_profile_name"],
        "ConnectorType": inputs["connector_type"],
        "ConnectionMode": inputs["connection_mode"],
        "KMSArn": inputs.get("kms_key_arn"),
        "ConnectorProfileConfig": {
            "ConnectorProfileProperties": {key: {"InstanceUrl": properties["instanceUrl"]}},
            "ConnectorProfileCredentials": {key: credentials},
        },
    }


def _log_group(inputs: Properties) -> Properties:
    return _renamed({"name": "LogGroupName", "retentionInDays": "RetentionInDays", "kmsKeyId": "KmsKeyId"})(inputs)


def _function(inputs: Properties) -> Properties:
    """With a placeholder in place of the code, which the template would name by bucket and key."""
    renamed = {
        "name": "FunctionName",
        "description": "Description",
        "handler": "Handler",
        "runtime": "Runtime",
        "architectures": "Architectures",
        "memorySize": "MemorySize",
        "timeout": "Timeout",
        "role": "Role",
        "reservedConcurrentExecutions": "ReservedConcurrentExecutions",
    }
    logging = inputs["loggingConfig"]
    return {
        **_renamed(renamed)(inputs),
        "Code": {"S3Bucket": "code", "S3Key": "archive.zip"},
        "Environment": {"Variables": inputs["environment"]["variables"]},
        "LoggingConfig": {"LogFormat": logging["logFormat"], "LogGroup": logging["logGroup"]},
        "TracingConfig": {"Mode": inputs["tracingConfig"]["mode"]},
    }


def _mapping(inputs: Properties) -> Properties:
    renamed = {
        "eventSourceArn": "EventSourceArn",
        "functionName": "FunctionName",
        "batchSize": "BatchSize",
        "maximumBatchingWindowInSeconds": "MaximumBatchingWindowInSeconds",
        "functionResponseTypes": "FunctionResponseTypes",
    }
    scaling = {"MaximumConcurrency": inputs["scalingConfig"]["maximumConcurrency"]}
    return {**_renamed(renamed)(inputs), "ScalingConfig": scaling}


SPELLING = {"Servicenow": "ServiceNow"}
"""Connector types that CloudFormation spells differently from the API."""

TYPES: Mapping[str, tuple[str, Callable[[Properties], Properties]]] = {
    "aws:sqs/queue:Queue": (
        "AWS::SQS::Queue",
        _renamed(
            {
                "name": "QueueName",
                "messageRetentionSeconds": "MessageRetentionPeriod",
                "kmsMasterKeyId": "KmsMasterKeyId",
                "sqsManagedSseEnabled": "SqsManagedSseEnabled",
                "visibilityTimeoutSeconds": "VisibilityTimeout",
            }
        ),
    ),
    "aws:cloudwatch/logGroup:LogGroup": ("AWS::Logs::LogGroup", _log_group),
    "aws:lambda/eventSourceMapping:EventSourceMapping": ("AWS::Lambda::EventSourceMapping", _mapping),
    "aws:lambda/function:Function": ("AWS::Lambda::Function", _function),
    "aws:lambda/permission:Permission": (
        "AWS::Lambda::Permission",
        lambda inputs: {
            "Action": inputs["action"],
            "FunctionName": inputs["function"],
            "Principal": inputs["principal"],
            "SourceArn": inputs["sourceArn"],
        },
    ),
    "aws:sqs/queuePolicy:QueuePolicy": ("AWS::SQS::QueuePolicy", _queue_policy),
    "aws:s3/bucketPolicy:BucketPolicy": ("AWS::S3::BucketPolicy", _bucket_policy),
    "aws:kms/key:Key": ("AWS::KMS::Key", _key),
    "aws:kms/alias:Alias": ("AWS::KMS::Alias", _alias),
    "aws:iam/role:Role": ("AWS::IAM::Role", _role),
    POLICY: ("AWS::IAM::ManagedPolicy", _policy),
    "aws:cloudwatch/metricAlarm:MetricAlarm": ("AWS::CloudWatch::Alarm", _alarm),
    "aws:cloudwatch/dashboard:Dashboard": (
        "AWS::CloudWatch::Dashboard",
        lambda inputs: {"DashboardName": inputs["dashboardName"], "DashboardBody": inputs["dashboardBody"]},
    ),
    EVENT_RULE: ("AWS::Events::Rule", _event_rule),
    "aws:sns/topic:Topic": (
        "AWS::SNS::Topic",
        _renamed({"name": "TopicName", "displayName": "DisplayName", "kmsMasterKeyId": "KmsMasterKeyId"}),
    ),
    "aws:sns/topicPolicy:TopicPolicy": ("AWS::SNS::TopicPolicy", _topic_policy),
    "aws:sns/topicSubscription:TopicSubscription": ("AWS::SNS::Subscription", _subscription),
    "aws:connect/securityProfile:SecurityProfile": ("AWS::Connect::SecurityProfile", _security_profile),
    "aws-native:customerprofiles:Domain": ("AWS::CustomerProfiles::Domain", _native),
    "aws-native:customerprofiles:Integration": ("AWS::CustomerProfiles::Integration", _native),
    "aws-native:customerprofiles:ObjectType": ("AWS::CustomerProfiles::ObjectType", _native),
    "pulumi-python:dynamic/customerprofiles:Ingestion": ("AWS::CustomerProfiles::Integration", _integration),
    # CloudFormation knows no flow to Customer Profiles: what it would have is the integration of the finished flow.
    "pulumi-python:dynamic/customerprofiles:ExternalFlow": ("AWS::CustomerProfiles::Integration", _integration_of_flow),
    "pulumi-python:dynamic/customerprofiles:ConnectorProfile": ("AWS::AppFlow::ConnectorProfile", _connector_profile),
}
