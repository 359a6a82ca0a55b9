"""Every argument that may be an Output is one, of resources that the same `pulumi up` creates."""

from typing import TypeVar

import pulumi
import pulumi_aws as aws
from connect_customer_profiles import (
    AgentAccess,
    ApplicationAccess,
    BackfillSupervisor,
    ConnectorProfile,
    DeadLetterQueue,
    DeadLetterRedrive,
    EncryptionKey,
    ExecutionRole,
    ExternalApplication,
    IngestionMonitoring,
    InstanceAssociation,
    IntegrationWorkflow,
    ObjectMapping,
    ProfilesDomain,
    SourceBucketPolicy,
)

T = TypeVar("T")

own = aws.sqs.Queue("own", sqs_managed_sse_enabled=True)
boundary = aws.iam.Policy(
    "boundary",
    policy=pulumi.Output.json_dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    ),
)


def later(value: T) -> pulumi.Output[T]:
    """A value that is not known before the program's own queue exists."""
    return own.arn.apply(lambda _: value)


name = later("amazon-connect-later")
account = own.arn.apply(lambda arn: arn.split(":")[4])
tags = later({"team": "care"})

key = EncryptionKey(
    "key",
    {
        "domain_name": name,
        "alias": later("alias/later"),
        "source_policy_documents": [later('{"Version": "2012-10-17", "Statement": []}')],
        "administrators": [pulumi.Output.format("arn:aws:iam::{0}:root", account)],
        "deletion_window_in_days": later(7),
        "deletion_protection": False,
        "tags": tags,
    },
)
queue = DeadLetterQueue(
    "queue",
    {
        "domain_name": name,
        "queue_name": later("later-letters"),
        "deletion_protection": False,
        "kms_key_arn": key.key_arn,
        "source_policy_documents": [later('{"Version": "2012-10-17", "Statement": []}')],
        "message_retention_seconds": later(86_400),
        "visibility_timeout_seconds": later(600),
        "tags": tags,
    },
)
domain = ProfilesDomain(
    "domain",
    {
        "domain_name": name,
        "kms_key_arn": key.key_arn,
        "default_expiration_days": later(30),
        "dead_letter_queue_url": queue.queue_url,
        "matching": later({"enabled": False}),
        "rule_based_matching": later({"enabled": False}),
        "deletion_protection": False,
        "tags": tags,
    },
)
instance = InstanceAssociation(
    "instance",
    {
        "domain_name": domain.domain_name,
        "instance_arn": pulumi.Output.format(
            "arn:aws:connect:us-east-1:{0}:instance/11111111-2222-3333-4444-555555555555", account
        ),
        "template_id": later("CTR-NoInferred"),
        "tags": tags,
    },
)
template = ObjectMapping(
    "template",
    {
        "domain_name": domain.domain_name,
        "object_type_name": later("Leads"),
        "template_id": later("Marketo-leads"),
        "deletion_protection": False,
    },
)
guests = ObjectMapping(
    "guests",
    {
        "domain_name": domain.domain_name,
        "object_type_name": later("Guests"),
        "fields": {
            "email": {
                "source": later("_source.email"),
                "target": later("_profile.EmailAddress"),
                "content_type": later("EMAIL_ADDRESS"),
            },
            "sourceLastUpdatedTimestamp": {"source": later("_source.updated")},
        },
        "keys": {"_email": {"field_names": [later("email")], "standard_identifiers": later(["PROFILE", "UNIQUE"])}},
        "description": later("Guests of the hotels"),
        "expiration_days": later(30),
        "allow_profile_creation": later(True),
        "kms_key_arn": key.key_arn,
        "source_last_updated_timestamp_format": later("EPOCHMILLI"),
        "deletion_protection": False,
        "tags": tags,
    },
)
role = ExecutionRole(
    "role",
    {
        "domain_name": name,
        "kms_key_arn": key.key_arn,
        "connector_profile_names": [later("salesforce")],
        "role_name": later("later-ingestion"),
        "permissions_boundary_arn": boundary.arn,
        "tags": tags,
    },
)
exports = aws.s3.Bucket("exports", force_destroy=True)
readable = SourceBucketPolicy(
    "readable",
    {
        "bucket_name": exports.bucket,
        "bucket_prefixes": [later("customers")],
        "domain_name": name,
        "object_type_names": [later("Salesforce-Contact")],
        "only_own_flows": later(True),
        "flow_names": [later("older-flow")],
        "source_policy_documents": [later('{"Version": "2012-10-17", "Statement": []}')],
    },
)
customers = IntegrationWorkflow(
    "customers",
    {
        "domain_name": domain.domain_name,
        "connector": {
            "type": later("S3"),
            "bucket_name": readable.bucket_name,
            "bucket_prefix": later("customers"),
        },
        "import_start_date": later("2025-01-31"),
        "kms_key_arn": key.key_arn,
        "object_type_name": later("Salesforce-Contact"),
        "fields": [later("Id"), later("Email")],
        "aws_profile": later("ingestion"),
    },
)
contacts = IntegrationWorkflow(
    "contacts",
    {
        "domain_name": domain.domain_name,
        "connector": {
            "type": later("Salesforce"),
            "connector_profile_name": later("salesforce"),
            "object": later("Contact"),
            "enable_dynamic_field_update": later(True),
            "include_deleted_records": later(False),
        },
        "import_start_date": later("2025-01-31"),
        "kms_key_arn": key.key_arn,
        "execution_role_arn": role.role_arn,
        "object_type_name": later("Salesforce-Contact"),
        "fields": [later("Id"), later("Email")],
        "tasks": [later({"type": "Mask", "field": "Email", "first": 3})],
        "incremental_field": later("LastModifiedDate"),
        "schedule": later("rate(2hours)"),
        "batch": {"days": later(60)},
        "bulk": later("always"),
        "wait": {"minutes": later(1)},
        "resubmit_limit": later(1),
        "re_establish": later("first"),
        "flow_limit": later(2000),
        "beside": later(False),
        "on_delete": later("delete"),
        "aws_profile": later("ingestion"),
        "tags": tags,
    },
)
agents = AgentAccess(
    "agents",
    {
        "instance_arn": later(pulumi.Config().require("instanceArn")),
        "security_profile_name": later("Later agents"),
        "base_permissions": [later("BasicAgentAccess")],
        "tags": tags,
    },
)
callers = ApplicationAccess(
    "callers",
    {
        "domain_name": domain.domain_name,
        "kms_key_arn": key.key_arn,
        "policy_name": later("later-callers"),
        "tags": tags,
    },
)
connection = ConnectorProfile(
    "connection",
    {
        "connector_profile_name": later("later-servicenow"),
        "connector_type": later("ServiceNow"),
        "instance_url": later("https://later.service-now.com"),
        "credentials": {"kind": "basic", "username": later("loader"), "password": later("later-password")},
        "kms_key_arn": key.key_arn,
        "private_link": later(False),
        "sandbox": later(False),
        "aws_profile": later("ingestion"),
    },
)
users = ExternalApplication(
    "users",
    {
        "domain_name": domain.domain_name,
        "object_type_name": later("Servicenow-sys_user"),
        "source": {
            "type": later("ServiceNow"),
            "connector_profile_name": connection.connector_profile_name,
            "object": later("sys_user"),
        },
        "tasks": [{"type": later("Map_all")}],
        "flow_name": later("later-users"),
        "schedule": later("rate(1hours)"),
        "incremental_field": later("sys_updated_on"),
        "kms_key_arn": key.key_arn,
        "activate": later(True),
        "aws_profile": later("ingestion"),
        "tags": tags,
    },
)
monitoring = IngestionMonitoring(
    "monitoring",
    {
        "domain_name": domain.domain_name,
        "object_type_names": [later("Salesforce-Contact")],
        "only_own_flows": later(False),
        "queue_name": later("later-letters"),
        "dashboard_name": later("later-dashboard"),
        "failure_queue_name": later("later-watched-failures"),
        "flow_names": [contacts.flow_name],
        "notify": [later("oncall@example.com")],
        "kms_key_arn": key.key_arn,
        "former_kms_key_arns": [later("arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555")],
        "topic_key_policy_documents": [later('{"Version": "2012-10-17", "Statement": []}')],
        "thresholds": {
            "dead_letters": later(10),
            "oldest_dead_letter_seconds": later(3600),
            "schedule_minutes": later(120),
            "missed_periods": later(2),
        },
        "tags": tags,
    },
)
supervisor = BackfillSupervisor(
    "supervisor",
    {
        "domain_name": domain.domain_name,
        "integrations": {"contacts": contacts.supervision},
        "kms_key_arn": key.key_arn,
        "execution_role_arn": role.role_arn,
        "topic_arn": monitoring.topic_arn,
        "period_minutes": later(30),
        "function_name": later("later-supervisor"),
        "role_name": later("later-supervisor"),
        "permissions_boundary_arn": boundary.arn,
        "log_retention_days": later(30),
        "log_kms_key_arn": key.key_arn,
        "tags": tags,
    },
)
redrive = DeadLetterRedrive(
    "redrive",
    {
        "domain_name": domain.domain_name,
        "queue_url": queue.queue_url,
        "deletion_protection": False,
        "queue_arn": queue.queue_arn,
        "queue_visibility_timeout_seconds": queue.visibility_timeout_seconds,
        "queue_kms_key_arn": key.key_arn,
        "kms_key_arn": key.key_arn,
        "max_receive_count": later(3),
        "failure_queue_name": later("later-failures"),
        "function_name": later("later-redrive"),
        "role_name": later("later-redrive"),
        "permissions_boundary_arn": boundary.arn,
        "log_retention_days": later(30),
        "log_kms_key_arn": key.key_arn,
        "tags": tags,
    },
)

pulumi.export("domainArn", domain.domain_arn)
pulumi.export("roleArn", role.role_arn)
pulumi.export("queueUrl", queue.queue_url)
pulumi.export("batches", contacts.batches)
