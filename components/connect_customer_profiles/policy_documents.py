"""Every policy document that the components attach, as pure functions that return canonical JSON.

Canonical means sorted keys and no spaces, so that equal policies are equal strings and previews stay empty.
"""

import json
from collections.abc import Sequence
from typing import Any

from . import naming

OWNING_SERVICE_TAG = "awsOwningService"
OWNING_SERVICE = "customer-profiles-integration-workflow"
"""The tag that the service puts on what a workflow creates; the documented role permits nothing without it.
https://docs.aws.amazon.com/connect/latest/adminguide/integrate-customer-profiles-appflow.html"""

CREATE_ACTIONS = ("appflow:CreateFlow", "appflow:TagResource", "profile:TagResource", "profile:PutIntegration")
WITHOUT_RESOURCE = "appflow:CreateFlow"
ACCESS_ACTIONS = (
    "appflow:DescribeFlow",
    "appflow:DescribeFlowExecutionRecords",
    "appflow:DeleteFlow",
    "appflow:StartFlow",
    "appflow:StopFlow",
    "appflow:UpdateFlow",
    "profile:DeleteIntegration",
)
SERVICE_KEY_ACTIONS = ("kms:GenerateDataKey", "kms:CreateGrant", "kms:Decrypt")
"""What the service needs on the domain's key.
https://docs.aws.amazon.com/connect/latest/adminguide/enable-customer-profiles.html"""

CALLER_KEY_ACTIONS = ("kms:Decrypt", "kms:GenerateDataKey")
"""What callers of the profile APIs need on the domain's key, readers too. The same page."""
READ_ACTIONS = (
    "profile:BatchGetCalculatedAttributeForProfile",
    "profile:BatchGetProfile",
    "profile:GetCalculatedAttributeForProfile",
    "profile:GetProfileObjectType",
    "profile:ListCalculatedAttributesForProfile",
    "profile:ListProfileObjectTypes",
    "profile:ListProfileObjects",
    "profile:SearchProfiles",
)
WRITE_ACTIONS = (
    "profile:AddProfileKey",
    "profile:CreateProfile",
    "profile:DeleteProfile",
    "profile:DeleteProfileKey",
    "profile:DeleteProfileObject",
    "profile:MergeProfiles",
    "profile:PutProfileObject",
    "profile:UpdateProfile",
)
"""The profile APIs, with their resource types `domains`, `object-types` and `calculated-attributes`.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonconnectcustomerprofiles.html"""

SEND_TRACES: dict[str, Any] = {
    "Sid": "SendTraces",
    "Effect": "Allow",
    "Action": ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
    "Resource": "*",
}
"""What a function needs whose invocations are traced; X-Ray knows no resource."""


def key_policy(
    *, region: str, account: str, domain_name: str, administrators: Sequence[str], service_conditions: str
) -> str:
    """The key policy of a domain's key: the account delegates to IAM, the service may use the key for this domain.

    `service_conditions`: `domain` pins the service's requests to this domain (and what is in it), `account` to this
    account, `none` to nothing. With `administrators` (principal ARNs), only they may change or delete the key.
    https://docs.aws.amazon.com/connect/latest/adminguide/cross-service-confused-deputy-prevention.html
    """
    root = f"arn:aws:iam::{account}:root"
    conditions: dict[str, dict[str, dict[str, Any]] | None] = {
        "domain": {
            "StringEquals": {"aws:SourceAccount": account},
            "ArnLike": {"aws:SourceArn": _domain_and_below(region, account, domain_name)},
        },
        "account": {"StringEquals": {"aws:SourceAccount": account}},
        "none": None,
    }
    administration = ["kms:DisableKey", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"]
    guards = (
        [
            {
                "Sid": "AdministratorsOnly",
                "Effect": "Deny",
                "Principal": {"AWS": "*"},
                "Action": administration,
                "Resource": "*",
                "Condition": {"ArnNotLike": {"aws:PrincipalArn": sorted(administrators)}},
            }
        ]
        if administrators
        else []
    )
    return _document(
        {
            "Sid": "AccountDelegatesToIam",
            "Effect": "Allow",
            "Principal": {"AWS": root},
            "Action": "kms:*",
            "Resource": "*",
        },
        *guards,
        {
            "Sid": "CustomerProfilesUsesKey",
            "Effect": "Allow",
            "Principal": {"Service": naming.SERVICE_PRINCIPAL},
            "Action": list(SERVICE_KEY_ACTIONS),
            "Resource": "*",
            **_condition(conditions[service_conditions]),
        },
    )


def queue_policy(*, region: str, account: str, domain_name: str, queue_arn: str) -> str:
    """The policy of the dead-letter queue: the service may send for this domain only, everybody over TLS only.

    https://docs.aws.amazon.com/connect/latest/adminguide/cross-service-confused-deputy-prevention.html
    """
    return _document(
        {
            "Sid": "CustomerProfilesSendsDeadLetters",
            "Effect": "Allow",
            "Principal": {"Service": naming.SERVICE_PRINCIPAL},
            "Action": "sqs:SendMessage",
            "Resource": queue_arn,
            "Condition": {
                "StringEquals": {"aws:SourceAccount": account},
                "ArnEquals": {"aws:SourceArn": naming.domain_arn(region, account, domain_name)},
            },
        },
        _tls_only("sqs:*", queue_arn),
    )


def topic_policy(*, region: str, account: str, topic_arn: str) -> str:
    """The policy of the topic that tells of an ingestion: this account's alarms and event rules publish, over TLS.

    EventBridge does not send the condition keys of the confused deputy to topics.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
    """
    return _document(
        {
            "Sid": "AlarmsPublish",
            "Effect": "Allow",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": topic_arn,
            "Condition": _alarms_of(region, account),
        },
        {
            "Sid": "EventRulesPublish",
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": topic_arn,
        },
        _tls_only("sns:Publish", topic_arn),
    )


def topic_key_policy(*, region: str, account: str) -> str:
    """The key policy of that topic's key: the account delegates to IAM, alarms and event rules may encrypt.

    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    """
    use = {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey*"], "Resource": "*"}
    return _document(
        {
            "Sid": "AccountDelegatesToIam",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
            "Action": "kms:*",
            "Resource": "*",
        },
        {
            **use,
            "Sid": "AlarmsEncrypt",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Condition": _alarms_of(region, account),
        },
        {**use, "Sid": "EventRulesEncrypt", "Principal": {"Service": "events.amazonaws.com"}},
    )


def source_bucket_policy(
    *,
    region: str,
    account: str,
    bucket_name: str,
    bucket_prefixes: Sequence[str] = (),
    domain_name: str | None = None,
    source_policy_documents: Sequence[str] = (),
) -> str:
    """The policy of a bucket that flows read: AppFlow may, for flows of this account and Region only.

    `bucket_prefixes` limit it to folders, `domain_name` to the flows of one domain's integrations; the statements of
    `source_policy_documents` come first.
    https://docs.aws.amazon.com/appflow/latest/userguide/s3-policies-management.html
    """
    bucket = naming.bucket_arn(bucket_name)
    flows = naming.flow_arn(region, account, f"{naming.flow_prefix(domain_name)}*" if domain_name else "*")
    reader = {
        "Effect": "Allow",
        "Principal": {"Service": naming.APPFLOW_PRINCIPAL},
        "Condition": {"StringEquals": {"aws:SourceAccount": account}, "ArnLike": {"aws:SourceArn": flows}},
    }
    objects = [f"{bucket}/{prefix}/*" for prefix in sorted(bucket_prefixes)] or [f"{bucket}/*"]
    kept = [statement for text in source_policy_documents for statement in json.loads(text)["Statement"]]
    return _document(
        *kept,
        {**reader, "Sid": "AppFlowListsBucket", "Action": "s3:ListBucket", "Resource": bucket},
        {**reader, "Sid": "AppFlowReadsFiles", "Action": "s3:GetObject", "Resource": objects},
        _tls_only("s3:*", [bucket, f"{bucket}/*"]),
    )


def trust_policy(*, region: str, account: str, domain_name: str, trust: str) -> str:
    """Who may assume the execution role: the service, for this account, this domain or anybody.

    No AWS page says which condition keys the service sends when it assumes the role, so `domain` is not the default.
    """
    conditions: dict[str, dict[str, dict[str, Any]] | None] = {
        "account": {"StringEquals": {"aws:SourceAccount": account}},
        "domain": {
            "StringEquals": {"aws:SourceAccount": account},
            "ArnLike": {"aws:SourceArn": _domain_and_below(region, account, domain_name)},
        },
        "none": None,
    }
    return _document(
        {
            "Sid": "CustomerProfilesAssumesRole",
            "Effect": "Allow",
            "Principal": {"Service": naming.SERVICE_PRINCIPAL},
            "Action": "sts:AssumeRole",
            **_condition(conditions[trust]),
        }
    )


def execution_policy(
    *,
    region: str,
    account: str,
    domain_name: str,
    kms_key_arn: str,
    connector_profile_names: Sequence[str],
    scope: str,
) -> str:
    """The five documented statements of the execution role.

    `documented` has their resources as AWS prints them; `narrowed` limits them to the flows of this account and Region,
    this domain and the named connector profiles (all of the account and Region where none is named). CreateFlow gets a
    statement of its own there: it knows no resource, so that a statement with any but `*` never matches it.
    https://docs.aws.amazon.com/connect/latest/adminguide/integrate-customer-profiles-appflow.html
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonappflow.html
    """
    narrowed = scope == "narrowed"
    owned: str | list[str] = (
        [naming.flow_arn(region, account, "*"), *_domain_and_below(region, account, domain_name)] if narrowed else "*"
    )
    profiles: str | list[str] = (
        [naming.connector_profile_arn(region, account, name) for name in sorted(connector_profile_names) or ["*"]]
        if narrowed
        else "*"
    )
    tagged = {"ForAnyValue:StringEquals": {f"aws:RequestTag/{OWNING_SERVICE_TAG}": OWNING_SERVICE}}
    create_flow = {
        "Sid": "CreateFlow",
        "Effect": "Allow",
        "Action": [WITHOUT_RESOURCE],
        "Resource": "*",
        "Condition": tagged,
    }
    return _document(
        *([create_flow] if narrowed else []),
        {
            "Sid": "CreateFlowResources",
            "Effect": "Allow",
            "Action": [action for action in CREATE_ACTIONS if not (narrowed and action == WITHOUT_RESOURCE)],
            "Resource": owned,
            "Condition": tagged,
        },
        {
            "Sid": "UseConnectorResources",
            "Effect": "Allow",
            "Action": ["appflow:UseConnectorProfile"],
            "Resource": profiles,
        },
        {
            "Sid": "AccessFlowResources",
            "Effect": "Allow",
            "Action": list(ACCESS_ACTIONS),
            "Resource": owned,
            "Condition": {"ForAnyValue:StringEquals": {f"aws:ResourceTag/{OWNING_SERVICE_TAG}": OWNING_SERVICE}},
        },
        {
            "Sid": "KMSAppflow",
            "Effect": "Allow",
            "Action": ["kms:CreateGrant", "kms:ListGrants"],
            "Resource": kms_key_arn,
            "Condition": {"StringEquals": {"kms:ViaService": [f"appflow.{region}.amazonaws.com"]}},
        },
        {
            "Sid": "KMSCustomerProfiles",
            "Effect": "Allow",
            "Action": ["kms:CreateGrant"],
            "Resource": kms_key_arn,
            "Condition": {
                "StringEquals": {"kms:ViaService": [f"profile.{region}.amazonaws.com"]},
                "ForAllValues:StringEquals": {"kms:GrantOperations": ["Decrypt"]},
            },
        },
    )


def application_policy(*, region: str, account: str, domain_name: str, kms_key_arn: str, level: str) -> str:
    """What a caller of the profile APIs needs for one domain: the APIs, and its key through the service only.

    `level`: `read`, or `write` for both.
    https://docs.aws.amazon.com/connect/latest/adminguide/enable-customer-profiles.html
    """
    domain = naming.domain_arn(region, account, domain_name)
    domain_and_objects = [domain, f"{domain}/object-types/*"]
    write = {
        "Sid": "WriteProfiles",
        "Effect": "Allow",
        "Action": list(WRITE_ACTIONS),
        "Resource": domain_and_objects,
    }
    return _document(
        {
            "Sid": "ReadProfiles",
            "Effect": "Allow",
            "Action": list(READ_ACTIONS),
            "Resource": [*domain_and_objects, f"{domain}/calculated-attributes/*"],
        },
        *([write] if level == "write" else []),
        {
            "Sid": "UseKeyThroughCustomerProfiles",
            "Effect": "Allow",
            "Action": list(CALLER_KEY_ACTIONS),
            "Resource": kms_key_arn,
            "Condition": {"StringEquals": {"kms:ViaService": f"profile.{region}.amazonaws.com"}},
        },
    )


def _alarms_of(region: str, account: str) -> dict[str, dict[str, str]]:
    return {
        "StringEquals": {"aws:SourceAccount": account},
        "ArnLike": {"aws:SourceArn": f"arn:aws:cloudwatch:{region}:{account}:alarm:*"},
    }


def function_trust_policy() -> str:
    """Who may assume the role of a Lambda function: the Lambda service."""
    return _document(
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
    """What the function behind a dead-letter queue needs: that queue, that domain's objects, its own log group.

    The keys can be used through Customer Profiles and SQS only.
    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    """
    domain = naming.domain_arn(region, account, domain_name)
    group = naming.log_group_arn(region, account, log_group_name)
    decrypt_letters = {
        "Sid": "DecryptDeadLetters",
        "Effect": "Allow",
        "Action": "kms:Decrypt",
        "Resource": queue_kms_key_arn,
        "Condition": {"StringEquals": {"kms:ViaService": f"sqs.{region}.amazonaws.com"}},
    }
    return _document(
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
        {
            "Sid": "UseKeyThroughCustomerProfiles",
            "Effect": "Allow",
            "Action": list(CALLER_KEY_ACTIONS),
            "Resource": kms_key_arn,
            "Condition": {"StringEquals": {"kms:ViaService": f"profile.{region}.amazonaws.com"}},
        },
        *([decrypt_letters] if queue_kms_key_arn else []),
        {
            "Sid": "WriteLogs",
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": f"{group}:*",
        },
        *([SEND_TRACES] if tracing else []),
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
    """What the function that supervises a domain's ingestion needs: what `pulumi up` needs to bring it on, no more.

    CreateFlow, ListFlows and DescribeConnectorProfiles know no resource.
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonappflow.html
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonconnectcustomerprofiles.html
    """
    flows = naming.flow_arn(region, account, f"{naming.flow_prefix(domain_name)}*")
    through = [f"{service}.{region}.amazonaws.com" for service in ("appflow", "profile")]
    pass_role: dict[str, Any] = {
        "Sid": "PassExecutionRole",
        "Effect": "Allow",
        "Action": "iam:PassRole",
        "Resource": execution_role_arn,
        "Condition": {"StringEquals": {"iam:PassedToService": naming.SERVICE_PRINCIPAL}},
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
    return _document(
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
            "Resource": _domain_and_below(region, account, domain_name),
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
            "Resource": naming.connector_profile_arn(region, account, "*"),
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
        {
            "Sid": "WriteLogs",
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": f"{naming.log_group_arn(region, account, log_group_name)}:*",
        },
        *([SEND_TRACES] if tracing else []),
    )


def private_queue_policy(queue_arn: str) -> str:
    """The policy of a queue that nobody sends to but SQS itself: everybody over TLS only."""
    return _document(_tls_only("sqs:*", queue_arn))


def _tls_only(action: str, resource: str | list[str]) -> dict[str, Any]:
    return {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": action,
        "Resource": resource,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def _condition(condition: dict[str, dict[str, Any]] | None) -> dict[str, Any]:
    return {"Condition": condition} if condition else {}


def _domain_and_below(region: str, account: str, domain_name: str) -> list[str]:
    arn = naming.domain_arn(region, account, domain_name)
    return [arn, f"{arn}/*"]


def _document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, sort_keys=True, separators=(",", ":"))
