"""A domain with its key and queue, and contacts from Salesforce: what the pipeline checks."""

import pulumi
from connect_customer_profiles import DeadLetterQueue, EncryptionKey, ExecutionRole, IntegrationWorkflow, ProfilesDomain

DOMAIN_NAME = "amazon-connect-checked"

key = EncryptionKey("key", {"domain_name": DOMAIN_NAME, "deletion_protection": False})
queue = DeadLetterQueue("dead-letters", {"domain_name": DOMAIN_NAME, "deletion_protection": False})
domain = ProfilesDomain(
    "domain",
    {
        "domain_name": DOMAIN_NAME,
        "kms_key_arn": key.key_arn,
        "dead_letter_queue_url": queue.queue_url,
        "deletion_protection": False,
    },
)
role = ExecutionRole(
    "role",
    {"domain_name": DOMAIN_NAME, "kms_key_arn": key.key_arn, "connector_profile_names": ["salesforce"]},
)
contacts = IntegrationWorkflow(
    "contacts",
    {
        "domain_name": domain.domain_name,
        "connector": {"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Contact"},
        "import_start_date": "2025-06-30",
        "kms_key_arn": key.key_arn,
        "execution_role_arn": role.role_arn,
    },
)

pulumi.export("domainName", domain.domain_name)
