"""A domain with its key and queue, and what HubSpot's contacts become in it."""

import pulumi
from connect_customer_profiles import DeadLetterQueue, EncryptionKey, ObjectMapping, ProfilesDomain

name = pulumi.Config().require("domainName")
tags = {"team": "care"}

key = EncryptionKey("key", {"domain_name": name, "deletion_protection": False, "tags": tags})
queue = DeadLetterQueue("dead-letters", {"domain_name": name, "deletion_protection": False, "tags": tags})
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

FIELDS = {"id": "Attributes.hubspotId", "phone": "PhoneNumber", "name": "FirstName"}
hubspot_contact = ObjectMapping(
    "hubspot-contact",
    {
        "domain_name": domain.domain_name,
        "object_type_name": "HubSpotContact",
        "description": "Contacts of HubSpot",
        "fields": {
            # The content type makes one value of `Ana@example.com` and `ana@example.com`.
            "email": {"source": "_source.email", "target": "_profile.EmailAddress", "content_type": "EMAIL_ADDRESS"},
            **{name: {"source": f"_source.{name}", "target": f"_profile.{target}"} for name, target in FIELDS.items()},
        },
        "keys": {
            "hubspotId": {"field_names": ["id"], "standard_identifiers": ["UNIQUE", "PROFILE"]},
            # Key names belong to the domain: contacts of other sources with this key are the same people.
            "_email": {"field_names": ["email"], "standard_identifiers": ["PROFILE", "SECONDARY"]},
        },
        "allow_profile_creation": True,
        "deletion_protection": False,
        "tags": tags,
    },
)
