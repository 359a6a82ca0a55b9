"""Works with a domain that was created by hand, and takes over its key and its dead-letter queue.

The first `pulumi up` imports key and queue as they are and adds an object type to the domain. With `adopted: true` the
next one brings key and queue to what the components would have created: policies for this domain only, rotation, tags.
"""

import pulumi
import pulumi_aws_native as aws_native
from connect_customer_profiles import DeadLetterQueue, EncryptionKey, ObjectMapping

config = pulumi.Config()
domain_name = config.require("domainName")
key_id, queue_url = config.require("keyId"), config.require("queueUrl")
tags = {"team": "care"}

existing = {"key-key": key_id, "dead-letters-queue": queue_url, "dead-letters-policy": queue_url}


def take_over(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
    """A component's child that exists already is imported as it is."""
    if args.name not in existing:
        return None
    as_it_is = pulumi.ResourceOptions(import_=existing[args.name], ignore_changes=["*"])
    return pulumi.ResourceTransformationResult(args.props, pulumi.ResourceOptions.merge(args.opts, as_it_is))


options = pulumi.ResourceOptions(transformations=[] if config.require_bool("adopted") else [take_over])

domain = aws_native.customerprofiles.Domain.get("domain", domain_name)
key = EncryptionKey("key", {"domain_name": domain_name, "tags": tags}, options)
queue = DeadLetterQueue(
    "dead-letters", {"domain_name": domain_name, "queue_name": queue_url.rsplit("/", 1)[-1], "tags": tags}, options
)
guests = ObjectMapping(
    "guests",
    {
        "domain_name": domain.domain_name.apply(str),
        "object_type_name": "Guests",
        "fields": {
            "email": {"source": "_source.email", "target": "_profile.EmailAddress", "content_type": "EMAIL_ADDRESS"}
        },
        "keys": {"_email": {"field_names": ["email"], "standard_identifiers": ["UNIQUE", "PROFILE"]}},
        "kms_key_arn": key.key_arn,
        "tags": tags,
    },
)

pulumi.export("domainKey", domain.default_encryption_key)
pulumi.export("keyArn", key.key_arn)
pulumi.export("queueUrl", queue.queue_url)
pulumi.export("objectTypeName", guests.object_type_name)
