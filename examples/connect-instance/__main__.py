"""A domain whose profiles the agents of a Connect instance see: guests of a hotel, and who called."""

import pulumi
from connect_customer_profiles import (
    DeadLetterQueue,
    EncryptionKey,
    InstanceAssociation,
    ObjectMapping,
    ProfilesDomain,
)

config = pulumi.Config()
domain_name = config.require("domainName")
protection = config.require_bool("deletionProtection")
tags = {"team": "care"}

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
guests = ObjectMapping(
    "guests",
    {
        "domain_name": domain.domain_name,
        "object_type_name": "Guests",
        "description": "Guests of the hotels",
        "fields": {
            "guestId": {"source": "_source.guest_id", "target": "_profile.Attributes.GuestId"},
            "name": {"source": "{{_source.first_name}} {{_source.last_name}}", "content_type": "NAME"},
            "email": {
                "source": "_source.email",
                "target": "_profile.EmailAddress",
                "content_type": "EMAIL_ADDRESS",
            },
            "phone": {
                "source": "_source.phone",
                "target": "_profile.PhoneNumber",
                "content_type": "PHONE_NUMBER",
            },
        },
        "keys": {
            "guestId": {"field_names": ["guestId"], "standard_identifiers": ["UNIQUE", "PROFILE"]},
            "_email": {"field_names": ["email"], "standard_identifiers": ["PROFILE", "SECONDARY"]},
            "_phone": {"field_names": ["phone"], "standard_identifiers": ["PROFILE", "SECONDARY"]},
            "_fullName": {"field_names": ["name"]},
        },
        "allow_profile_creation": True,
        "deletion_protection": protection,
        "tags": tags,
    },
)
agents = InstanceAssociation(
    "agents",
    {
        "domain_name": domain.domain_name,
        "instance_arn": config.require("instanceArn"),
        "template_id": "CTR-NoInferred",
        "tags": tags,
    },
)

pulumi.export("domainName", domain.domain_name)
pulumi.export("objectTypeName", guests.object_type_name)
pulumi.export("instance", agents.uri)
