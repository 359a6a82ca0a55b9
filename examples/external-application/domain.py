"""A domain with its key and queue, and what HubSpot's contacts become in it."""

import pulumi
from connect_customer_profiles import DeadLetterQueue, EncryptionKey, ProfilesDomain
from pulumi_aws_native import customerprofiles as profiles

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
hubspot_contact = profiles.ObjectType(
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
        profiles.ObjectTypeKeyMapArgs(
            name="hubspotId",
            object_type_key_list=[
                profiles.ObjectTypeKeyArgs(
                    field_names=["id"],
                    standard_identifiers=[
                        profiles.ObjectTypeKeyStandardIdentifiersItem.UNIQUE,
                        profiles.ObjectTypeKeyStandardIdentifiersItem.PROFILE,
                    ],
                )
            ],
        )
    ],
)
