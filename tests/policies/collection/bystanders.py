"""What people have beside a domain, as their own programs and consoles write it: no rule may find anything here."""

import json
from collections.abc import Mapping
from typing import Any

from connect_customer_profiles.policy import topic_key_policy

from tests.policies.cases import UNKNOWN, Resource, document
from tests.policies.collection import keys, queues, roles

ACCOUNT = "123456789012"
ROOT = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}


def allow(*actions: str, resource: str = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": resource, **more}


def trusting(principal: Mapping[str, str], **condition: Any) -> str:
    action = "sts:AssumeRoleWithWebIdentity" if "Federated" in principal else "sts:AssumeRole"
    return document({"Effect": "Allow", "Principal": principal, "Action": action, **condition})


def with_permissions(trust: str, permissions: str) -> list[Resource]:
    """A role of a stack, with a policy of its own."""
    return [
        Resource(type="aws:iam/role:Role", props={"assumeRolePolicy": trust}, name="role"),
        Resource(
            type="aws:iam/rolePolicy:RolePolicy",
            props={"role": UNKNOWN, "policy": permissions},
            name="permissions",
            links={"role": ["role"]},
        ),
    ]


GITHUB = trusting(
    {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"},
    Condition={"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}},
)
DEPLOYS = document(
    allow("appflow:UseConnectorProfile", "appflow:CreateFlow", "appflow:StartFlow"),
    allow("profile:*", "kms:CreateGrant", "iam:PassRole", "sqs:*"),
)
SERVICE_FOR_ACCOUNT = trusting(
    {"Service": "profile.amazonaws.com"}, Condition={"StringEquals": {"aws:SourceAccount": ACCOUNT}}
)
STREAM = document(
    allow(
        "kinesis:DescribeStreamSummary",
        "kinesis:PutRecord",
        "kinesis:PutRecords",
        resource="arn:aws:kinesis:*:*:stream/x",
    ),
    allow("kms:GenerateDataKey"),
)
SHARED_KEY = document(
    {**allow("kms:*"), "Sid": "EnableIAMUserPermissions", "Principal": ROOT},
    {**allow("kms:Decrypt", "kms:GenerateDataKey*"), "Principal": {"Service": "logs.us-east-1.amazonaws.com"}},
    {
        **allow("kms:Decrypt", "kms:GenerateDataKey"),
        "Principal": {"AWS": "*"},
        "Condition": {"StringEquals": {"kms:CallerAccount": ACCOUNT, "kms:ViaService": "s3.us-east-1.amazonaws.com"}},
    },
    *json.loads(keys.GOOD)["Statement"],
)
ORDERS = document(
    {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": "arn:aws:sqs:us-east-1:123456789012:orders",
        "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:sns:us-east-1:123456789012:orders"}},
    }
)

LETTERS_KEY = document(
    {**allow("kms:*"), "Sid": "EnableIAMUserPermissions", "Principal": ROOT},
    {
        **allow("kms:GenerateDataKey", "kms:Decrypt"),
        "Principal": {"Service": "profile.amazonaws.com"},
        "Condition": {
            "StringEquals": {"aws:SourceAccount": ACCOUNT},
            "ArnLike": {"aws:SourceArn": f"arn:aws:profile:*:{ACCOUNT}:domains/shop"},
        },
    },
)
FLOW_TO_S3 = {
    "flowName": "salesforce-to-lake",
    "sourceFlowConfig": {
        "connectorType": "Salesforce",
        "connectorProfileName": "salesforce",
        "sourceConnectorProperties": {"salesforce": {"object": "Account"}},
    },
    "destinationFlowConfigs": [
        {"connectorType": "S3", "destinationConnectorProperties": {"s3": {"bucketName": "lake"}}},
    ],
    "tasks": [{"taskType": "Map_all", "sourceFields": []}],
    "triggerConfig": {
        "triggerType": "Scheduled",
        "triggerProperties": {"scheduled": {"scheduleExpression": "rate(5minutes)"}},
    },
}
PIPELINES = "arn:aws:iam::123456789012:oidc-provider/app.terraform.io"
EVERYBODY_OF_US = {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}


def service(name: str) -> str:
    return trusting({"Service": f"{name}.amazonaws.com"})


BYSTANDERS: dict[str, Resource | list[Resource]] = {
    "a deploy role of GitHub that makes flows": with_permissions(GITHUB, DEPLOYS),
    "a deploy policy that makes flows": roles.policy(DEPLOYS),
    "a native deploy policy that makes flows": roles.native_policy(DEPLOYS),
    "a deploy role with everything of AppFlow": with_permissions(
        trusting(ROOT), document(allow("appflow:*", "profile:*", "iam:PassRole"))
    ),
    "a role that writes events of profiles to Kinesis": with_permissions(SERVICE_FOR_ACCOUNT, STREAM),
    "a role of Kinesis with its policy inline": roles.role(
        SERVICE_FOR_ACCOUNT, inlinePolicies=[{"name": "stream", "policy": STREAM}]
    ),
    "a role that writes events of profiles to Kinesis, with AWS's policy": [
        *with_permissions(SERVICE_FOR_ACCOUNT, STREAM),
        Resource(
            type="aws:iam/rolePolicyAttachment:RolePolicyAttachment",
            props={"role": UNKNOWN, "policyArn": "arn:aws:iam::aws:policy/AmazonKinesisFullAccess"},
            name="attachment",
            links={"role": ["role"]},
        ),
    ],
    "a role of a pipeline with AWS's policy for administrators": roles.role(
        trusting({"Service": "codebuild.amazonaws.com"}),
        managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"],
    ),
    "a role of a user with AWS's policy for all of AppFlow": roles.native_role(
        trusting(ROOT), managedPolicyArns=["arn:aws:iam::aws:policy/AmazonAppFlowFullAccess"]
    ),
    "a role of Amazon Q in Connect": with_permissions(
        trusting({"Service": "connect.amazonaws.com"}),
        document(allow("wisdom:*", "profile:SearchProfiles", "kms:Decrypt")),
    ),
    "a role of a Lambda function that reads profiles": with_permissions(
        trusting({"Service": "lambda.amazonaws.com"}),
        document(allow("profile:SearchProfiles", "profile:GetProfileObjectType", "appflow:DescribeFlow")),
    ),
    "a role of AppFlow itself": with_permissions(
        trusting({"Service": "appflow.amazonaws.com"}), document(allow("appflow:UseConnectorProfile", "s3:PutObject"))
    ),
    "the key of a dead-letter queue, never rotated": keys.raw(policy=LETTERS_KEY, enableKeyRotation=False),
    "one key for everything, the domain's statements among them": keys.raw(policy=SHARED_KEY),
    "the key of a topic of ours": Resource(
        type="aws:kms/key:Key",
        props={
            "policy": topic_key_policy(region="us-east-1", account=ACCOUNT),
            "enableKeyRotation": True,
            "deletionWindowInDays": 7,
        },
        inside=["connect-customer-profiles:index:IngestionMonitoring"],
    ),
    "the role of a function of ours": Resource(
        type="aws:iam/role:Role",
        props={"assumeRolePolicy": trusting({"Service": "lambda.amazonaws.com"})},
        inside=["connect-customer-profiles:index:BackfillSupervisor"],
    ),
    "the permissions of a function of ours": Resource(
        type="aws:iam/rolePolicy:RolePolicy",
        props={"role": "supervisor", "policy": DEPLOYS},
        inside=["connect-customer-profiles:index:BackfillSupervisor"],
    ),
    "the queue of another application": Resource(
        type="aws:sqs/queue:Queue", props={"policy": ORDERS, "fifoQueue": True, "messageRetentionSeconds": 60}
    ),
    "the queue for failed events of a function of ours": Resource(
        type="aws:sqs/queue:Queue",
        props={"messageRetentionSeconds": 3600},
        inside=["connect-customer-profiles:index:DeadLetterRedrive"],
    ),
    "a policy of a queue that other services use as well": queues.attached(
        document(*json.loads(ORDERS)["Statement"], *json.loads(queues.GOOD)["Statement"])
    ),
    "a deploy role of Terraform Cloud, its policy inline": roles.role(
        trusting(
            {"Federated": PIPELINES}, Condition={"StringEquals": {"app.terraform.io:aud": "aws.workload.identity"}}
        ),
        inlinePolicies=[{"name": "deploys", "policy": DEPLOYS}],
    ),
    "a role of people who sign in with SAML": with_permissions(
        document(
            {
                "Effect": "Allow",
                "Principal": {"Federated": f"arn:aws:iam::{ACCOUNT}:saml-provider/AWSSSO_DO_NOT_DELETE"},
                "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession"],
                "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
            }
        ),
        document(allow("appflow:*", "profile:*", "kms:*", "sqs:*")),
    ),
    "the role with which CloudFormation deploys for the CDK": roles.role(
        service("cloudformation"), managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"]
    ),
    "a role of a partner, with an external ID": with_permissions(
        trusting(
            {"AWS": "arn:aws:iam::210987654321:root"}, Condition={"StringEquals": {"sts:ExternalId": "acme-7f3a"}}
        ),
        document(
            allow("profile:SearchProfiles", "profile:PutProfileObject", "appflow:DescribeFlow", "appflow:ListFlows")
        ),
    ),
    "a role of Step Functions that starts a flow": with_permissions(
        service("states"), document(allow("appflow:StartFlow", "appflow:DescribeFlowExecutionRecords"))
    ),
    "a role of EventBridge that starts a state machine": with_permissions(
        service("events"), document(allow("states:StartExecution"))
    ),
    "a role of an EC2 machine that does everything": with_permissions(service("ec2"), document(allow("*"))),
    "a boundary for developers that forbids to delete flows": roles.policy(
        document(
            allow("*"),
            {"Effect": "Deny", "Action": ["appflow:DeleteFlow", "profile:DeleteDomain"], "Resource": "*"},
        )
    ),
    "a policy that allows all but IAM": roles.policy(
        document({"Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"})
    ),
    "the key of a bucket, for a whole organization": keys.raw(
        policy=document(
            {**allow("kms:*"), "Principal": ROOT},
            {**allow("kms:Decrypt", "kms:GenerateDataKey"), "Principal": "*", "Condition": EVERYBODY_OF_US},
        ),
        enableKeyRotation=False,
        deletionWindowInDays=7,
    ),
    "the key with which AppFlow stores its connections": keys.raw(
        policy=document(
            {**allow("kms:*"), "Principal": ROOT},
            {
                **allow("kms:Decrypt", "kms:GenerateDataKey"),
                "Principal": {"Service": "appflow.amazonaws.com"},
                "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
            },
        ),
        enableKeyRotation=False,
    ),
    "a signing key, which nobody can rotate": Resource(
        type="aws:kms/key:Key", props={"keyUsage": "SIGN_VERIFY", "customerMasterKeySpec": "ECC_NIST_P256"}
    ),
    "a queue of a bucket's events": [
        Resource(type="aws:sqs/queue:Queue", props={"name": "exports"}, name="exports"),
        Resource(
            type="aws:sqs/queuePolicy:QueuePolicy",
            props={
                "queueUrl": UNKNOWN,
                "policy": document(
                    {
                        **allow("sqs:SendMessage", resource="arn:aws:sqs:us-east-1:123456789012:exports"),
                        "Principal": {"Service": "s3.amazonaws.com"},
                        "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::crm-export"}},
                    }
                ),
            },
            name="exports-policy",
            links={"queueUrl": ["exports"]},
        ),
    ],
    "a queue with a dead-letter queue of its own": [
        Resource(type="aws:sqs/queue:Queue", props={"name": "failed"}, name="failed"),
        Resource(
            type="aws:sqs/queue:Queue",
            props={"name": "orders", "redrivePolicy": UNKNOWN},
            name="orders",
            links={"redrivePolicy": ["failed"]},
        ),
    ],
    "a flow into a data lake, every five minutes": Resource(type="aws:appflow/flow:Flow", props=FLOW_TO_S3),
    "a native flow into a data lake": Resource(type="aws-native:appflow:Flow", props=FLOW_TO_S3),
    "two policies on two buckets": [
        Resource(type="aws:s3/bucketPolicy:BucketPolicy", props={"bucket": name, "policy": ORDERS}, name=name)
        for name in ("lake", "exports")
    ],
}
"""Set-ups by name."""
