"""Trust and permissions of Lambda functions."""

from collections.abc import Sequence
from typing import Any

from .. import names
from .document import allow, document, domain_and_below
from .roles import use_key_through_customer_profiles

SUPERVISED = (
    "profile:CreateIntegrationWorkflow",
    "profile:DeleteIntegration",
    "profile:DeleteWorkflow",
    "profile:GetDomain",
    "profile:GetIntegration",
    "profile:GetWorkflow",
    "profile:GetWorkflowSteps",
    "profile:ListIntegrations",
    "profile:ListWorkflows",
    "profile:PutIntegration",
    "profile:TagResource",
)
"""The supervisor's actions on the domain and everything in it.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonconnectcustomerprofiles.html"""

SEEN_FLOWS = ("appflow:DescribeFlow", "appflow:DescribeFlowExecutionRecords")
MADE_FLOWS = (
    "appflow:DeleteFlow",
    "appflow:StartFlow",
    "appflow:StopFlow",
    "appflow:TagResource",
    "appflow:UpdateFlow",
)
"""The supervisor's actions on the domain's flows, and on those of the integrations that it supervises.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonappflow.html"""

WITHOUT_RESOURCE_TYPE = (
    "app-integrations:ListDataIntegrationAssociations",
    "appflow:CreateFlow",
    "appflow:DescribeConnectorProfiles",
    "kms:ListAliases",
    "kms:ListKeys",
)
"""The actions that only a statement on `*` matches."""

ASSOCIATIONS = (
    "app-integrations:CreateDataIntegrationAssociation",
    "app-integrations:DeleteDataIntegrationAssociation",
)
"""What PutIntegration and DeleteIntegration check with the caller's rights.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonappintegrations.html"""

SOURCE_BUCKETS = ("s3:GetBucketLocation", "s3:GetBucketPolicy", "s3:ListBucket")
"""What AppFlow checks with the rights of whoever makes or changes a flow from a bucket.
https://docs.aws.amazon.com/appflow/latest/userguide/s3.html"""


def function_trust_policy() -> str:
    """Who may assume the role of a Lambda function: the Lambda service."""
    return document(
        {
            "Sid": "LambdaAssumesRole",
            "Effect": "Allow",
            "Principal": {"Service": names.LAMBDA_PRINCIPAL},
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
    decrypt = {"StringEquals": {"kms:ViaService": f"sqs.{region}.amazonaws.com"}}
    return document(
        allow("TakeDeadLetters", ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"], queue_arn),
        allow(
            "PutObjects",
            ["profile:GetProfileObjectType", "profile:PutProfileObject"],
            [domain, f"{domain}/object-types/*"],
        ),
        use_key_through_customer_profiles(region, kms_key_arn),
        *([allow("DecryptDeadLetters", "kms:Decrypt", queue_kms_key_arn, decrypt)] if queue_kms_key_arn else []),
        *_observed(region, account, log_group_name, tracing=tracing),
    )


def supervisor_policy(
    *,
    region: str,
    account: str,
    domain_name: str,
    tokens: Sequence[str],
    adopted: Sequence[str] = (),
    connector_profile_names: Sequence[str],
    bucket_names: Sequence[str],
    kms_key_arn: str,
    execution_role_arn: str | None,
    topic_arn: str | None,
    log_group_name: str,
    tracing: bool,
) -> str:
    """The permissions of the function that supervises an ingestion: those that `pulumi up` needs to resume it, no
    more."""
    # Only its description says whose a flow is: a domain may be fed by flows of any name.
    seen = names.flow_arn(region, account, "*")
    # The names of domains may begin alike, so flows are told apart by the tokens of the plans.
    made = [names.flow_arn(region, account, f"*-{token}*") for token in sorted(tokens)]
    made += [names.flow_arn(region, account, each) for each in sorted(adopted)]
    connections, buckets = sorted(set(connector_profile_names)), sorted(set(bucket_names))
    associations = [
        f"arn:aws:app-integrations:{region}:{account}:{each}/*"
        for each in ("data-integration", "data-integration-association")
    ]
    through = [f"{service}.{region}.amazonaws.com" for service in ("appflow", "profile")]
    pass_role = {"StringEquals": {"iam:PassedToService": names.SERVICE_PRINCIPAL}}
    return document(
        allow("SeeAndBringOnIngestion", SUPERVISED, domain_and_below(region, account, domain_name)),
        allow("SeeFlows", SEEN_FLOWS, seen),
        allow("MakeFlows", MADE_FLOWS, made),
        allow("WithoutResource", [*WITHOUT_RESOURCE_TYPE, *(["s3:ListAllMyBuckets"] if buckets else [])], "*"),
        allow("AssociateIntegrations", ASSOCIATIONS, associations),
        *([allow("SeeSourceBuckets", SOURCE_BUCKETS, [names.bucket_arn(each) for each in buckets])] if buckets else []),
        *(
            [
                allow(
                    "UseConnectorProfiles",
                    "appflow:UseConnectorProfile",
                    [names.connector_profile_arn(region, account, each) for each in connections],
                )
            ]
            if connections
            else []
        ),
        allow("SeeKey", "kms:DescribeKey", kms_key_arn),
        allow(
            "UseKeyThroughServices",
            ["kms:CreateGrant", "kms:Decrypt", "kms:GenerateDataKey", "kms:ListGrants"],
            kms_key_arn,
            {"StringEquals": {"kms:ViaService": through}},
        ),
        *([allow("PassExecutionRole", "iam:PassRole", execution_role_arn, pass_role)] if execution_role_arn else []),
        *(_notifies(region, account, topic_arn) if topic_arn else []),
        *_observed(region, account, log_group_name, tracing=tracing),
    )


def _notifies(region: str, account: str, topic_arn: str) -> list[dict[str, Any]]:
    """Permissions to publish to a topic, and to use its key for that, whichever it is."""
    for_the_topic = {
        "kms:EncryptionContext:aws:sns:topicArn": topic_arn,
        "kms:ViaService": f"sns.{region}.amazonaws.com",
    }
    return [
        allow("PublishNews", "sns:Publish", topic_arn),
        allow(
            "EncryptNews",
            ["kms:Decrypt", "kms:GenerateDataKey"],
            f"arn:aws:kms:{region}:{account}:key/*",
            {"StringEquals": for_the_topic},
        ),
    ]


def _observed(region: str, account: str, log_group_name: str, *, tracing: bool) -> list[dict[str, Any]]:
    """Permissions of every function: its own log group and, if invocations are traced, X-Ray, which has no resource
    type."""
    log_streams = f"{names.log_group_arn(region, account, log_group_name)}:*"
    write_logs = allow("WriteLogs", ["logs:CreateLogStream", "logs:PutLogEvents"], log_streams)
    send_traces = allow("SendTraces", ["xray:PutTelemetryRecords", "xray:PutTraceSegments"], "*")
    return [write_logs, *([send_traces] if tracing else [])]
