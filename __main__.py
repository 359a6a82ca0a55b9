"""Customer Profiles for one environment: what `Pulumi.<stack>.yaml` describes, in one `pulumi up`."""

import pulumi
from connect_customer_profiles import (
    BatchResult,
    DeadLetterQueue,
    EncryptionKey,
    ExecutionRole,
    IngestionMonitoring,
    IngestionMonitoringArgs,
    InstanceAssociation,
    IntegrationWorkflow,
    ProfilesDomain,
    take_over,
)

from settings import load


def loaded(batches: list[BatchResult]) -> str:
    """How many batches are loaded: `customer-profiles status` shows each of them."""
    return f"{sum(batch.get('status') == 'COMPLETE' for batch in batches)} of {len(batches)} loaded"


settings = load(pulumi.Config())
domain_name, tags = settings.domain_name, settings.tags
existing = take_over(settings.take_over, settings.as_found)

key = EncryptionKey(
    "key", {"domain_name": domain_name, "deletion_protection": settings.deletion_protection, "tags": tags}, existing
)
queue = DeadLetterQueue(
    "dead-letters",
    {"domain_name": domain_name, "deletion_protection": settings.deletion_protection, "tags": tags},
    existing,
)
domain = ProfilesDomain(
    "domain",
    {
        "domain_name": domain_name,
        "kms_key_arn": key.key_arn,
        "dead_letter_queue_url": queue.queue_url,
        "default_expiration_days": settings.expiration_days,
        "deletion_protection": settings.deletion_protection,
        "tags": tags,
    },
    existing,
)
if settings.connect_instance_arn:
    InstanceAssociation(
        "connect-instance",
        {"domain_name": domain.domain_name, "instance_arn": settings.connect_instance_arn, "tags": tags},
        existing,
    )
# For short histories as well, although they load without it: the role must not appear and disappear as dates move into
# the past.
role = ExecutionRole(
    "execution-role",
    {
        "domain_name": domain_name,
        "kms_key_arn": key.key_arn,
        "connector_profile_names": settings.connector_profile_names,
        "tags": tags,
    },
    existing,
)
wired = {
    "domain_name": domain.domain_name,
    "kms_key_arn": key.key_arn,
    "execution_role_arn": role.role_arn,
    "tags": tags,
}
integrations = {}
for each in settings.integrations:
    with settings.in_config_names(each):
        integrations[each.name] = IntegrationWorkflow(each.name, each.arguments(**wired))
    if each.bucket_name and pulumi.runtime.is_dry_run():
        pulumi.log.info(
            f"this program makes neither the object type {each.object_type_name} nor the policy that lets AppFlow read "
            f"bucket {each.bucket_name}: both must exist; one that makes them is examples/s3-and-custom-mapping",
            integrations[each.name],
        )
if settings.notify:
    monitoring: IngestionMonitoringArgs = {
        "domain_name": domain_name,
        "queue_name": queue.queue_arn.apply(lambda arn: arn.rsplit(":", 1)[-1]),
        "flow_names": [integrations[each.name].flow_name for each in settings.watched],
        "thresholds": {"schedule_minutes": settings.longest_period_minutes},
        "notify": settings.notify,
        "dashboard_name": settings.dashboard,
        "kms_key_arn": key.key_arn,
        "tags": tags,
    }
    if settings.former_kms_key_arns:
        monitoring["former_kms_key_arns"] = settings.former_kms_key_arns
    IngestionMonitoring("monitoring", monitoring, existing)

pulumi.export("domainName", domain.domain_name)
pulumi.export("domainArn", domain.domain_arn)
pulumi.export("queueUrl", queue.queue_url)
pulumi.export("roleArn", role.role_arn)
pulumi.export(
    "integrations",
    {
        name: {
            "mode": each.mode,
            "status": each.status,
            "workflowIds": each.workflow_ids,
            "batches": each.batches.apply(loaded),
            "failedBatches": each.failed_batches,
            "recordsProcessed": each.records_processed,
            "integrationUri": each.integration_uri,
            "flowName": each.flow_name,
        }
        for name, each in integrations.items()
    },
)
