"""HubSpot's contacts through a connection that exists, ServiceNow's users through one of our own."""

import pulumi
from connect_customer_profiles import ConnectorProfile, ExternalApplication

from domain import domain, hubspot_contact, key, name, tags

config = pulumi.Config()

contacts = ExternalApplication(
    "contacts",
    {
        "domain_name": domain.domain_name,
        "object_type_name": hubspot_contact.object_type_name,
        "source": {
            "type": "CustomConnector",
            "connector_profile_name": config.require("hubspotConnection"),
            "object": "contacts",
        },
        "tasks": [
            {"type": "Map", "source_fields": ["id"]},
            {"type": "Map", "source_fields": ["email"]},
            {"type": "Map", "source_fields": ["name"]},
            {
                "type": "Mask",
                "source_fields": ["phone"],
                "operator": "MASK_LAST_N",
                "mask_value": "*",
                "mask_length": 4,
            },
        ],
        "schedule": config.require("hubspotSchedule"),
        "incremental_field": "updatedAt",
        "kms_key_arn": key.key_arn,
        "tags": tags,
    },
)
servicenow = ConnectorProfile(
    "servicenow",
    {
        "connector_profile_name": f"{name}-servicenow",
        "connector_type": "ServiceNow",
        "instance_url": config.require("servicenowUrl"),
        "credentials": {
            "kind": "basic",
            "username": config.require("servicenowUser"),
            "password": config.require_secret("servicenowPassword"),
        },
        "kms_key_arn": key.key_arn,
    },
)
users = ExternalApplication(
    "users",
    {
        "domain_name": domain.domain_name,
        "object_type_name": "Servicenow-sys_user",
        "source": {
            "type": "ServiceNow",
            "connector_profile_name": servicenow.connector_profile_name,
            "object": "sys_user",
        },
        "tasks": [{"type": "Map_all"}],
        "kms_key_arn": key.key_arn,
        "tags": tags,
    },
)

pulumi.export("contacts", {"flowName": contacts.flow_name, "status": contacts.flow_status, "uri": contacts.uri})
pulumi.export("users", {"flowName": users.flow_name, "status": users.flow_status, "uri": users.uri})
