"""Customer Profiles for one environment: Salesforce contacts in an encrypted domain."""

import pulumi
from connect_customer_profiles import DeadLetterQueue, EncryptionKey, ExecutionRole, IntegrationWorkflow, ProfilesDomain

config = pulumi.Config()
domain_name = config.require("domainName")
protection = config.require_bool("deletionProtection")
tags = {"environment": pulumi.get_stack()}

key = EncryptionKey("key", {"domain_name": domain_name, "deletion_protection": protection, "tags": tags})
queue = DeadLetterQueue("dead-letters", {"domain_name": domain_name, "deletion_protection": protection, "tags": tags})
domain = ProfilesDomain(
    "domain",
    {
        "domain_name": domain_name,
        "kms_key_arn": key.key_arn,
        "dead_letter_queue_url": queue.queue_url,
        "deletion_protection": protection,
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
        "kms_key_arn": key.key_arn,
        "execution_role_arn": role.role_arn,
        "tags": tags,
    },
)

pulumi.export("domainName", domain.domain_name)
pulumi.export("status", contacts.status)
pulumi.export("batches", contacts.batches.apply(len))
