"""Trust and permissions of Lambda functions."""

from typing import Any

from .. import names
from .document import document, domain_and_below
from .roles import use_key_through_customer_profiles


def function_trust_policy() -> str:
    """Who may assume the role of a Lambda function: the Lambda service."""
    return document(
        {
            "Sid": "LambdaAssumesRole",
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    )


def redrive_policy(
    *,
    region: str,
    account: str,
    domain_name: str,
    queue_arn: str,
    kms_key_arn: str,
    queue_kms_key_arn: str | None,
    log_group_name: str,
    tracing: bool,
) -> str:
    """The permissions of the function behind a dead-letter queue: that queue, that domain's objects, its own log group.

    It can use the keys through Customer Profiles and SQS only.
    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    """
    domain = names.domain_arn(region, account, domain_name)
    decrypt_letters = {
        "Sid": "DecryptDeadLetters",
        "Effect": "Allow",
        "Action": "kms:Decrypt",
        "Resource": queue_kms_key_arn,
        "Condition": {"StringEquals": {"kms:ViaService": f"sqs.{region}.amazonaws.com"}},
    }
    return document(
        {
            "Sid": "TakeDeadLetters",
            "Effect": "Allow",
            "Action": ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
            "Resource": queue_arn,
        },
        {
            "Sid": "PutObjects",
            "Effect": "Allow",
            "Action": ["profile:GetProfileObjectType", "profile:PutProfileObject"],
            "Resource": [domain, f"{domain}/object-types/*"],
        },
        use_key_through_customer_profiles(region, kms_key_arn),
        *([decrypt_letters] if queue_kms_key_arn else []),
        *_observed(region, account, log_group_name, tracing=tracing),
    )


def supervisor_policy(
    *,
    region: str,
    account: str,
    domain_name: str,
    kms_key_arn: str,
    execution_role_arn: str | None,
    topic_arn: str | None,
    log_group_name: str,
    tracing: bool,
) -> str:
    """The permissions of the function that supervises an ingestion: those that `pulumi up` needs to resume it, no more.

    CreateFlow, ListFlows and DescribeConnectorProfiles have no resource type.
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonappflow.html
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonconnectcustomerprofiles.html
    """
    flows = names.flow_arn(region, account, f"{names.flow_prefix(domain_name)}*")
    through = [f"{service}.{region}.amazonaws.com" for service in ("appflow", "profile")]
    pass_role: dict[str, Any] = {
        "Sid": "PassExecutionRole",
        "Effect": "Allow",
        "Action": "iam:PassRole",
        "Resource": execution_role_arn,
        "Condition": {"StringEquals": {"iam:PassedToService": names.SERVICE_PRINCIPAL}},
    }
    publish: dict[str, Any] = {"Sid": "PublishNews", "Effect": "Allow", "Action": "sns:Publish", "Resource": topic_arn}
    encrypt: dict[str, Any] = {
        "Sid": "EncryptNews",
        "Effect": "Allow",
        "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
        "Resource": f"arn:aws:kms:{region}:{account}:key/*",
        "Condition": {
            "StringEquals": {
                "kms:EncryptionContext:aws:sns:topicArn": topic_arn,
                "kms:ViaService": f"sns.{region}.amazonaws.com",
            },
        },
    }
    return document(
        {
            "Sid": "SeeAndBringOnIngestion",
            "Effect": "Allow",
            "Action": [
                "profile:CreateIntegrationWorkflow",
                "profile:DeleteIntegration",
                "profile:GetDomain",
                "profile:GetIntegration",
                "profile:GetWorkflow",
                "profile:GetWorkflowSteps",
                "profile:ListIntegrations",
                "profile:ListWorkflows",
                "profile:PutIntegration",
                "profile:TagResource",
            ],
            "Resource": domain_and_below(region, account, domain_name),
        },
        {
            "Sid": "SeeAndMakeFlows",
            "Effect": "Allow",
            "Action": [
                "appflow:DeleteFlow",
                "appflow:DescribeFlow",
                "appflow:DescribeFlowExecutionRecords",
                "appflow:StartFlow",
                "appflow:StopFlow",
                "appflow:TagResource",
                "appflow:UpdateFlow",
            ],
            "Resource": flows,
        },
        {
            "Sid": "WithoutResource",
            "Effect": "Allow",
            "Action": ["appflow:CreateFlow", "appflow:DescribeConnectorProfiles"],
            "Resource": "*",
        },
        {
            "Sid": "UseConnectorProfiles",
            "Effect": "Allow",
            "Action": "appflow:UseConnectorProfile",
            "Resource": names.connector_profile_arn(region, account, "*"),
        },
        {
            "Sid": "UseKeyThroughServices",
            "Effect": "Allow",
            "Action": ["kms:CreateGrant", "kms:Decrypt", "kms:GenerateDataKey", "kms:ListGrants"],
            "Resource": kms_key_arn,
            "Condition": {"StringEquals": {"kms:ViaService": through}},
        },
        *([pass_role] if execution_role_arn else []),
        *([publish, encrypt] if topic_arn else []),
        *_observed(region, account, log_group_name, tracing=tracing),
    )


def _observed(region: str, account: str, log_group_name: str, *, tracing: bool) -> list[dict[str, Any]]:
    """Permissions of every function: its own log group and, if invocations are traced, X-Ray, which has no resource
    type."""
    write_logs = {
        "Sid": "WriteLogs",
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": f"{names.log_group_arn(region, account, log_group_name)}:*",
    }
    send_traces = {
        "Sid": "SendTraces",
        "Effect": "Allow",
        "Action": ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
        "Resource": "*",
    }
    return [write_logs, *([send_traces] if tracing else [])]
