"""Two integrations for a domain that is already there: contacts from Salesforce, leads from Marketo."""

import pulumi
from connect_customer_profiles import ExecutionRole, IntegrationWorkflow

from existing import domain, key, tags

config = pulumi.Config()

role = ExecutionRole(
    "ingestion",
    {
        "domain_name": domain.domain_name,
        "kms_key_arn": key.arn,
        "connector_profile_names": ["salesforce", "marketo"],
        "tags": tags,
    },
)
contacts = IntegrationWorkflow(
    "contacts",
    {
        "domain_name": domain.domain_name,
        "connector": {"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Contact"},
        "import_start_date": config.require("salesforceHistory"),
        "kms_key_arn": key.arn,
        "execution_role_arn": role.role_arn,
        "tags": tags,
    },
)
leads = IntegrationWorkflow(
    "leads",
    {
        "domain_name": domain.domain_name,
        "connector": {"type": "Marketo", "connector_profile_name": "marketo", "object": "leads"},
        "import_start_date": config.require("marketoHistory"),
        "batch": {"days": 30},
        "kms_key_arn": key.arn,
        "execution_role_arn": role.role_arn,
        "tags": tags,
    },
)

pulumi.export("domainName", domain.domain_name)
pulumi.export("contacts", {"status": contacts.status, "flowName": contacts.flow_name, "batches": contacts.batches})
pulumi.export("leads", {"status": leads.status, "flowName": leads.flow_name, "batches": leads.batches})
