"""Leads from Marketo and users from ServiceNow become profiles of one domain."""

import pulumi
from connect_customer_profiles import DeadLetterQueue, EncryptionKey, ExecutionRole, IntegrationWorkflow, ProfilesDomain

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
role = ExecutionRole(
    "role",
    {
        "domain_name": domain_name,
        "kms_key_arn": key.key_arn,
        "connector_profile_names": ["marketo", "servicenow"],
    },
)
# Marketo runs a flow once an hour at most and loads 1 GB in a run.
leads = IntegrationWorkflow(
    "leads",
    {
        "domain_name": domain.domain_name,
        "connector": {"type": "Marketo", "connector_profile_name": "marketo", "object": "leads"},
        "import_start_date": config.require("leadsSince"),
        "batch": {"months": 1},
        "tasks": [
            {"type": "Filter", "field": "createdAt", "operator": "GREATER_THAN", "value": "2015-01-01"},
            {"type": "Truncate", "field": "address", "length": 200},
        ],
        "kms_key_arn": key.key_arn,
        "execution_role_arn": role.role_arn,
    },
)
# ServiceNow loads 100,000 records in a run: the batches follow from how many change on a busy day.
users = IntegrationWorkflow(
    "users",
    {
        "domain_name": domain.domain_name,
        "connector": {"type": "ServiceNow", "connector_profile_name": "servicenow", "object": "sys_user"},
        "import_start_date": config.require("usersSince"),
        "batch": {"records_per_day": 1_500},
        "schedule": config.require("userSchedule"),
        "tasks": [
            {"type": "Filter", "field": "active", "operator": "EQUAL_TO", "value": True},
            {"type": "Mask", "field": "home_phone", "first": 6},
        ],
        "kms_key_arn": key.key_arn,
        "execution_role_arn": role.role_arn,
    },
)

pulumi.export("domainName", domain.domain_name)
for name, integration in (("leads", leads), ("users", users)):
    pulumi.export(
        name,
        {"status": integration.status, "batches": integration.batches.apply(len), "flowName": integration.flow_name},
    )
