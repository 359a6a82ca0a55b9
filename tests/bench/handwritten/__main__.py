"""What the program creates, written by hand without the components: the yardstick for `pulumi preview`."""

import json

import pulumi
import pulumi_aws as aws
import pulumi_aws_native as aws_native
from connect_customer_profiles.ingestion.provider import Ingestion, IngestionPlan

REGION, ACCOUNT, DOMAIN, PROFILE = "us-east-1", "123456789012", "amazon-connect-customers-dev", "salesforce"
DOMAIN_ARN = f"arn:aws:profile:{REGION}:{ACCOUNT}:domains/{DOMAIN}"
FIELDS = ["Id", "LastName", "FirstName", "Email", "Phone", "LastModifiedDate"]


def document(*statements: dict[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


key = aws.kms.Key(
    "key",
    enable_key_rotation=True,
    policy=document(
        {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
            "Action": "kms:*",
            "Resource": "*",
        },
        {
            "Effect": "Allow",
            "Principal": {"Service": "profile.amazonaws.com"},
            "Action": ["kms:GenerateDataKey", "kms:CreateGrant", "kms:Decrypt"],
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
        },
    ),
)
aws.kms.Alias("alias", name=f"alias/{DOMAIN}", target_key_id=key.key_id)
queue = aws.sqs.Queue("queue", name=f"{DOMAIN}-dead-letters", sqs_managed_sse_enabled=True)
attached = aws.sqs.QueuePolicy(
    "queue-policy",
    queue_url=queue.url,
    policy=document(
        {
            "Effect": "Allow",
            "Principal": {"Service": "profile.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{DOMAIN}-dead-letters",
            "Condition": {"ArnEquals": {"aws:SourceArn": DOMAIN_ARN}},
        }
    ),
)
domain = aws_native.customerprofiles.Domain(
    "domain",
    domain_name=DOMAIN,
    default_expiration_days=366,
    default_encryption_key=key.arn,
    dead_letter_queue_url=attached.queue_url,
)
role = aws.iam.Role(
    "role",
    name=f"{DOMAIN}-ingestion",
    assume_role_policy=document(
        {"Effect": "Allow", "Principal": {"Service": "profile.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ),
)
policy = aws.iam.Policy(
    "policy",
    policy=document({"Effect": "Allow", "Action": "appflow:UseConnectorProfile", "Resource": "*"}),
)
aws.iam.RolePolicyAttachment("attachment", role=role.name, policy_arn=policy.arn)
shared = {
    "region": REGION,
    "account": ACCOUNT,
    "domain_name": domain.domain_name,
    "kms_key_arn": key.arn,
    "execution_role_arn": role.arn,
    "object_type_name": "Salesforce-Contact",
    "on_delete": "delete",
}
plan = IngestionPlan(
    "plan",
    {
        **shared,
        "connector_type": "Salesforce",
        "connector_profile_name": PROFILE,
        "source_object": "Contact",
        "import_start_date": "2023-01-31",
        "bulk": "auto",
    },
)
ingestion = Ingestion(
    "ingestion",
    {
        **shared,
        **plan.pins(),
        "flow_definition": {
            "SourceFlowConfig": {
                "ConnectorType": "Salesforce",
                "ConnectorProfileName": PROFILE,
                "SourceConnectorProperties": {"Salesforce": {"Object": "Contact"}},
            },
            "Tasks": [
                {"TaskType": "Filter", "SourceFields": FIELDS, "ConnectorOperator": {"Salesforce": "PROJECTION"}},
                *(
                    {
                        "TaskType": "Map",
                        "SourceFields": [field],
                        "DestinationField": field,
                        "ConnectorOperator": {"Salesforce": "NO_OP"},
                    }
                    for field in FIELDS
                ),
            ],
            "TriggerConfig": {
                "TriggerType": "Scheduled",
                "TriggerProperties": {
                    "Scheduled": {"ScheduleExpression": "rate(1hours)", "DataPullMode": "Incremental"}
                },
            },
        },
    },
)
pulumi.export("domainName", domain.domain_name)
pulumi.export("status", ingestion.status)
