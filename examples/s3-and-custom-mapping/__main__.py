"""Customers from files that a shop writes to S3 become profiles, by an object type of one's own."""

import pulumi
from connect_customer_profiles import (
    DeadLetterQueue,
    EncryptionKey,
    IntegrationWorkflow,
    ObjectMapping,
    ProfilesDomain,
    SourceBucketPolicy,
)

config = pulumi.Config()
domain_name = config.require("domainName")
protected = config.require_bool("deletionProtection")

key = EncryptionKey("key", {"domain_name": domain_name, "deletion_protection": protected})
queue = DeadLetterQueue("dead-letters", {"domain_name": domain_name, "deletion_protection": protected})
domain = ProfilesDomain(
    "domain",
    {
        "domain_name": domain_name,
        "kms_key_arn": key.key_arn,
        "dead_letter_queue_url": queue.queue_url,
        "deletion_protection": protected,
    },
)
# Replaces the policy that the bucket has; `source_policy_documents` would keep its statements.
exports = SourceBucketPolicy(
    "exports",
    {
        "bucket_name": config.require("bucketName"),
        "bucket_prefixes": ["customers"],
        "domain_name": domain_name,
        "only_own_flows": True,
    },
)
customer = ObjectMapping(
    "customer",
    {
        "domain_name": domain.domain_name,
        "object_type_name": "Customer",
        "description": "Customers of the shop, from its exports",
        "fields": {
            "number": {"source": "_source.number", "target": "_profile.AccountNumber"},
            "name": {"source": "_source.fullName", "target": "_profile.Attributes.FullName", "content_type": "NAME"},
            "email": {
                "source": "_source.email",
                "target": "_profile.EmailAddress",
                "content_type": "EMAIL_ADDRESS",
            },
            "spent": {"source": "_source.spent", "target": "_profile.Attributes.Spent", "content_type": "NUMBER"},
        },
        "keys": {
            "customerNumber": {"field_names": ["number"], "standard_identifiers": ["UNIQUE", "PROFILE"]},
            "_email": {"field_names": ["email"], "standard_identifiers": ["PROFILE", "SECONDARY"]},
        },
        "allow_profile_creation": True,
        "deletion_protection": protected,
    },
)
customers = IntegrationWorkflow(
    "customers",
    {
        "domain_name": domain.domain_name,
        "connector": {"type": "S3", "bucket_name": exports.bucket_name, "bucket_prefix": "customers"},
        "object_type_name": customer.object_type_name,
        # All columns of the files.
        "fields": ["number", "first", "last", "email", "country", "orders", "average"],
        "tasks": [
            {"type": "Filter", "field": "country", "operator": "EQUAL_TO", "values": ["DE", "AT", "CH"]},
            {"type": "Validate", "field": "email", "operator": "VALIDATE_NON_NULL", "action": "DropRecord"},
            {"type": "Merge", "fields": ["first", "last"], "to": "fullName", "format": "${first} ${last}"},
            {"type": "Arithmetic", "operator": "MULTIPLICATION", "fields": ["orders", "average"], "to": "spent"},
        ],
        "import_start_date": config.require("exportsSince"),
        "schedule": config.require("schedule"),
        "kms_key_arn": key.key_arn,
    },
)

pulumi.export("domainName", domain.domain_name)
pulumi.export("status", customers.status)
pulumi.export("flowName", customers.flow_name)
