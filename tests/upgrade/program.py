"""A user's program, as it was when the state of `recorded/<version>` was written. Never change it: add another."""

import pulumi
from connect_customer_profiles import DeadLetterQueue, EncryptionKey, ExecutionRole, IntegrationWorkflow, ProfilesDomain

NAME = "amazon-connect-kept"
TAGS = {"team": "care"}

key = EncryptionKey("key", {"domain_name": NAME, "deletion_protection": False, "tags": TAGS})
queue = DeadLetterQueue("queue", {"domain_name": NAME, "deletion_protection": False, "tags": TAGS})
domain = ProfilesDomain(
    "domain",
    {
        "domain_name": NAME,
        "kms_key_arn": key.key_arn,
        "dead_letter_queue_url": queue.queue_url,
        "deletion_protection": False,
        "tags": TAGS,
    },
)
role = ExecutionRole(
    "role",
    {
        "domain_name": NAME,
        "kms_key_arn": key.key_arn,
        "connector_profile_names": ["salesforce", "marketo"],
        "tags": TAGS,
    },
)
contacts = IntegrationWorkflow(
    "contacts",
    {
        "domain_name": domain.domain_name,
        "connector": {"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Contact"},
        "import_start_date": "2025-01-31",
        "kms_key_arn": key.key_arn,
        "execution_role_arn": role.role_arn,
        "tags": TAGS,
    },
)
leads = IntegrationWorkflow(
    "leads",
    {
        "domain_name": domain.domain_name,
        "connector": {"type": "Marketo", "connector_profile_name": "marketo", "object": "leads"},
        "import_start_date": "2026-01-31",
        "bulk": "never",
        "schedule": "rate(2hours)",
        "kms_key_arn": key.key_arn,
        "tags": TAGS,
    },
)

pulumi.export("status", contacts.status)
