"""A domain with its key and queue, and what HubSpot's contacts become in it."""

import pulumi
import pulumi_aws_native as aws_native
from connect_customer_profiles import DeadLetterQueue, EncryptionKey, ProfilesDomain

name = pulumi.Config().require("domainName")
tags = {"team": "care"}

key = EncryptionKey("key", {"domain_name": name, "deletion_protection": False, "tags": tags})
queue = DeadLetterQueue("dead-letters", {"domain_name": name, "tags": tags})
domain = ProfilesDomain(
    "domain",
    {
        "domain_name": name,
        "kms_key_arn": key.key_arn,
        "dead_letter_queue_url": queue.queue_url,
        "deletion_protection": False,
        "tags": tags,
    },
)

FIELDS = {"id": "Attributes.hubspotId", "email": "EmailAddress", "phone": "PhoneNumber", "name": "FirstName"}
hubspot_contact = aws_native.customerprofiles.ObjectType(
    "hubspot-contact",
    domain_name=domain.domain_name,
    object_type_name="HubSpotContact",
    description="Contacts of HubSpot",
    allow_profile_creation=True,
    fields=[
        {"name": field, "object_type_field": {"source": f"_source.{field}", "target": f"_profile.{target}"}}
        for field, target in FIELDS.items()
    ],
    keys=[
        {
            "name": "hubspotId",
            "object_type_key_list": [{"field_names": ["id"], "standard_identifiers": ["UNIQUE", "PROFILE"]}],
        }
    ],
)
