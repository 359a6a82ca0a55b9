"""Contacts from Salesforce: years of history in batches, then what changes, without what nobody should see."""

import pulumi
from connect_customer_profiles import DeadLetterQueue, EncryptionKey, ExecutionRole, IntegrationWorkflow, ProfilesDomain

config = pulumi.Config()
domain_name = config.require("domainName")
protected = config.require_bool("deletionProtection")
tags = {"team": "care"}

key = EncryptionKey("key", {"domain_name": domain_name, "deletion_protection": protected, "tags": tags})
queue = DeadLetterQueue("dead-letters", {"domain_name": domain_name, "deletion_protection": protected, "tags": tags})
domain = ProfilesDomain(
    "domain",
    {
        "domain_name": domain_name,
        "kms_key_arn": key.key_arn,
        "dead_letter_queue_url": queue.queue_url,
        "deletion_protection": protected,
        "tags": tags,
    },
)
role = ExecutionRole(
    "role",
    {
        "domain_name": domain_name,
        "kms_key_arn": key.key_arn,
        "connector_profile_names": ["salesforce"],
        "tags": tags,
    },
)
contacts = IntegrationWorkflow(
    "contacts",
    {
        "domain_name": domain.domain_name,
        "connector": {"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Contact"},
        "import_start_date": config.require("importStartDate"),
        "batch": {"records_per_day": config.require_int("contactsPerDay")},
        "schedule": config.require("schedule"),
        "tasks": [
            {"type": "Validate", "field": "LastName", "operator": "VALIDATE_NON_NULL", "action": "DropRecord"},
            {"type": "Mask", "field": "Birthdate", "last": 6},
        ],
        "kms_key_arn": key.key_arn,
        "execution_role_arn": role.role_arn,
        "tags": tags,
    },
)

pulumi.export("domainName", domain.domain_name)
pulumi.export("status", contacts.status)
pulumi.export("batches", contacts.batches.apply(len))
pulumi.export("recordsProcessed", contacts.records_processed)
pulumi.export("flowName", contacts.flow_name)
