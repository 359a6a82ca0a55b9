"""Domain, object types and association with every option that they have: what CloudFormation's schemas must take."""

from connect_customer_profiles import (
    BackfillSupervisor,
    DeadLetterQueue,
    DeadLetterRedrive,
    EncryptionKey,
    IngestionMonitoring,
    InstanceAssociation,
    ObjectMapping,
    ProfilesDomain,
)
from connect_customer_profiles.profiles.words import CONTENT_TYPES, IDENTIFIERS

from tests.unit.deployment import ACCOUNT, REGION

DOMAIN = "amazon-connect-options"
TAGS = {"team": "care", "cost-center": "4711"}


def program() -> None:
    """Every option at once; options that exclude each other in resources of their own."""
    key = EncryptionKey("key", {"domain_name": DOMAIN, "tags": TAGS})
    queue = DeadLetterQueue("letters", {"domain_name": DOMAIN, "visibility_timeout_seconds": 365, "tags": TAGS})
    DeadLetterRedrive(
        "redrive",
        {
            "domain_name": DOMAIN,
            "queue_url": queue.queue_url,
            "queue_arn": queue.queue_arn,
            "queue_visibility_timeout_seconds": queue.visibility_timeout_seconds,
            "kms_key_arn": key.key_arn,
            "queue_kms_key_arn": key.key_arn,
            "log_kms_key_arn": key.key_arn,
            "tracing": True,
            "reserve_concurrency": True,
            "tags": TAGS,
        },
    )
    ProfilesDomain(
        "domain",
        {
            "domain_name": DOMAIN,
            "kms_key_arn": key.key_arn,
            "dead_letter_queue_url": queue.queue_url,
            "default_expiration_days": 1098,
            "matching": {
                "enabled": True,
                "job_schedule": {"day_of_the_week": "MONDAY", "time": "06:30"},
                "auto_merging": {
                    "enabled": True,
                    "consolidation": {"matching_attributes_list": [["EmailAddress"], ["LastName", "PhoneNumber"]]},
                    "conflict_resolution": {"conflict_resolving_model": "SOURCE", "source_name": "Guests"},
                    "min_allowed_confidence_score_for_merging": 0.85,
                },
                "exporting_config": {"s3_exporting": {"s3_bucket_name": "matches", "s3_key_name": "weekly"}},
            },
            "rule_based_matching": {
                "enabled": True,
                "matching_rules": [{"rule": ["EmailAddress", "LastName"]}, {"rule": ["PhoneNumber"]}],
                "max_allowed_rule_level_for_matching": 2,
                "max_allowed_rule_level_for_merging": 1,
                "attribute_types_selector": {
                    "attribute_matching_model": "MANY_TO_MANY",
                    "address": ["Address", "BusinessAddress"],
                    "phone_number": ["PhoneNumber", "MobilePhoneNumber"],
                    "email_address": ["EmailAddress", "BusinessEmailAddress"],
                },
                "conflict_resolution": {"conflict_resolving_model": "RECENCY"},
                "exporting_config": {"s3_exporting": {"s3_bucket_name": "matches"}},
            },
            "data_store": {"enabled": True},
            "tags": TAGS,
        },
    )
    ObjectMapping(
        "by-template",
        {
            "domain_name": DOMAIN,
            "object_type_name": "Contacts",
            "template_id": "Salesforce-Contact",
            "description": "Contacts",
            "expiration_days": 1,
            "kms_key_arn": key.key_arn,
            "max_profile_object_count": 10,
            "source_priority": 1,
            "tags": TAGS,
        },
    )
    strong = [word for word in IDENTIFIERS if word not in ("UNIQUE", "LOOKUP_ONLY", "NEW_ONLY")]
    ObjectMapping(
        "by-fields",
        {
            "domain_name": DOMAIN,
            "object_type_name": "Guests",
            "fields": {
                "changed": {"source": "_source.updated", "target": "_profile.SourceLastUpdatedTimestamp"},
                "name": {"source": "{{_source.first}} {{_source.last}}", "target": "_profile.Attributes.Name"},
                **{
                    word: {"source": f"_source.{word}", "target": f"_profile.Attributes.{word}", "content_type": word}
                    for word in CONTENT_TYPES
                },
            },
            "keys": {
                "guestId": {"field_names": ["STRING", "NUMBER"], "standard_identifiers": ["UNIQUE"]},
                "_email": [
                    {"field_names": ["EMAIL_ADDRESS"], "standard_identifiers": strong},
                    {"field_names": ["NAME"], "standard_identifiers": ["PROFILE", "LOOKUP_ONLY"]},
                ],
                "_phone": {"field_names": ["PHONE_NUMBER"], "standard_identifiers": ["PROFILE", "NEW_ONLY"]},
                "search": {"field_names": ["name"]},
            },
            "allow_profile_creation": True,
            "source_last_updated_timestamp_format": "yyyy-MM-dd'T'HH:mm:ss'Z'",
        },
    )
    IngestionMonitoring(
        "monitoring",
        {
            "domain_name": DOMAIN,
            "queue_name": "letters",
            "failure_queue_name": "letters-failures",
            "flow_names": [f"{DOMAIN}-Salesforce-Contact-1"],
            "only_own_flows": True,
            "notify": ["on-call@example.com"],
            "kms_key_arn": key.key_arn,
            "thresholds": {
                "dead_letters": 10,
                "oldest_dead_letter_seconds": 86_400,
                "schedule_minutes": 15,
                "missed_periods": 4,
            },
            "tags": TAGS,
        },
    )
    BackfillSupervisor(
        "supervisor",
        {
            "domain_name": DOMAIN,
            "integrations": {"contacts": {"token": "0123456789", "domain_name": DOMAIN, "region": REGION}},
            "kms_key_arn": key.key_arn,
            "execution_role_arn": f"arn:aws:iam::{ACCOUNT}:role/loader",
            "topic_arn": f"arn:aws:sns:{REGION}:{ACCOUNT}:news",
            "period_minutes": 30,
            "log_kms_key_arn": key.key_arn,
            "tracing": True,
            "reserve_concurrency": True,
            "tags": TAGS,
        },
    )
    for template in ("CTR", "CTR-NoInferred", "CTR-AutoAssociateOnly"):
        InstanceAssociation(
            template.lower(),
            {
                "domain_name": f"amazon-connect-{template.lower()}",
                "instance_arn": f"arn:aws:connect:{REGION}:{ACCOUNT}:instance/{template}",
                "template_id": template,
                "tags": TAGS,
            },
        )
