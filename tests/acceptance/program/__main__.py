"""A domain that files in S3 fill, watched and supervised; with a connection to Salesforce, history as well."""

import pulumi
from connect_customer_profiles import (
    BackfillSupervisor,
    DeadLetterQueue,
    EncryptionKey,
    ExecutionRole,
    ExternalApplication,
    IngestionMonitoring,
    IntegrationWorkflow,
    ObjectMapping,
    ProfilesDomain,
    SourceBucketPolicy,
)

config = pulumi.Config()
name, folder = config.require("domainName"), config.require("folder")
schedule = config.require("schedule")
salesforce = config.get("salesforceProfile")

key = EncryptionKey("key", {"domain_name": name, "deletion_protection": False, "deletion_window_in_days": 7})
queue = DeadLetterQueue("dead-letters", {"domain_name": name, "deletion_protection": False})
domain = ProfilesDomain(
    "domain",
    {
        "domain_name": name,
        "kms_key_arn": key.key_arn,
        "dead_letter_queue_url": queue.queue_url,
        "deletion_protection": False,
    },
)
role = ExecutionRole("role", {"domain_name": name, "kms_key_arn": key.key_arn})
files = SourceBucketPolicy("files", {"bucket_name": config.require("bucketName"), "bucket_prefixes": [folder]})
customer = ObjectMapping(
    "customer",
    {
        "domain_name": domain.domain_name,
        "object_type_name": "Customer",
        "fields": {
            "number": {"source": "_source.number", "target": "_profile.AccountNumber"},
            "email": {
                "source": "_source.email",
                "target": "_profile.EmailAddress",
                "content_type": "EMAIL_ADDRESS",
            },
        },
        "keys": {"rowNumber": {"field_names": ["number"], "standard_identifiers": ["UNIQUE", "PROFILE"]}},
        "allow_profile_creation": True,
        "deletion_protection": False,
    },
)
customers = IntegrationWorkflow(
    "customers",
    {
        "domain_name": domain.domain_name,
        "connector": {"type": "S3", "bucket_name": files.bucket_name, "bucket_prefix": folder},
        "object_type_name": customer.object_type_name,
        "fields": ["number", "email"],
        "import_start_date": config.require("importStartDate"),
        "schedule": schedule,
        "kms_key_arn": key.key_arn,
        "on_delete": "delete",
    },
)
integrations = {"customers": customers.supervision}
ExternalApplication(
    "again",
    {
        "domain_name": domain.domain_name,
        "object_type_name": customer.object_type_name,
        "source": {"type": "S3", "bucket_name": files.bucket_name, "bucket_prefix": folder, "file_type": "CSV"},
        "tasks": [{"type": "Map", "source_fields": ["number"]}, {"type": "Mask", "field": "email", "last": 4}],
        "schedule": schedule,
        "kms_key_arn": key.key_arn,
    },
)
if salesforce:
    contacts = IntegrationWorkflow(
        "contacts",
        {
            "domain_name": domain.domain_name,
            "connector": {"type": "Salesforce", "connector_profile_name": salesforce, "object": "Contact"},
            "import_start_date": config.require("importStartDate"),
            "kms_key_arn": key.key_arn,
            "execution_role_arn": role.role_arn,
            "on_delete": "delete",
        },
    )
    integrations["contacts"] = contacts.supervision
monitoring = IngestionMonitoring("monitoring", {"domain_name": name, "queue_name": queue.queue.name})
BackfillSupervisor(
    "supervisor",
    {
        "domain_name": name,
        "integrations": integrations,
        "kms_key_arn": key.key_arn,
        "execution_role_arn": role.role_arn,
        "topic_arn": monitoring.topic_arn,
    },
)
pulumi.export("queueUrl", queue.queue_url)
