"""For a domain that is already there: contacts from Salesforce, leads from Marketo, and access to the profiles."""

import pulumi
from connect_customer_profiles import AgentAccess, ApplicationAccess, ExecutionRole, IntegrationWorkflow

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
lookup = ApplicationAccess("lookup", {"domain_name": domain.domain_name, "kms_key_arn": key.arn, "tags": tags})
if instance_arn := config.get("connectInstanceArn"):
    agents = AgentAccess(
        "agents", {"instance_arn": instance_arn, "security_profile_name": "Care agents", "level": "edit", "tags": tags}
    )
    pulumi.export("agents", agents.security_profile_arn)

pulumi.export("domainName", domain.domain_name)
for name, integration in (("contacts", contacts), ("leads", leads)):
    pulumi.export(
        name,
        {"status": integration.status, "flowName": integration.flow_name, "batches": integration.batches.apply(len)},
    )
pulumi.export("lookup", lookup.policy_arn)
