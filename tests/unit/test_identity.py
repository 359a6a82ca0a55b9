"""What state, policies and users rely on: type tokens, names of children, the form of the serialised provider.

A change here replaces or orphans what users have deployed. Do not adapt these tests; add aliases.
"""

import base64
import subprocess
import sys
from pathlib import Path
from typing import Any

import dill
import pytest
from pulumi.dynamic.dynamic import serialize_provider

from tests.unit import (
    test_agent_access,
    test_application_access,
    test_backfill_supervisor,
    test_connector_profile,
    test_dead_letter_queue,
    test_dead_letter_redrive,
    test_encryption_key,
    test_execution_role,
    test_external_application,
    test_ingestion_monitoring,
    test_instance_association,
    test_integration_workflow,
    test_object_mapping,
)
from tests.unit import test_profiles_domain as profiles_domain
from tests.unit import test_source_bucket_policy as source_bucket_policy
from tests.unit.deployment import Deployment

SERIALIZE = """
import base64
from pulumi.dynamic.dynamic import serialize_provider
from connect_customer_profiles.ingestion.appflow_provider import (
    ConnectorProfileProvider, ExternalFlowProvider, ReservationProvider
)
from connect_customer_profiles.ingestion.provider import IngestionPlanProvider, IngestionProvider
for provider in (
    IngestionPlanProvider, IngestionProvider, ReservationProvider, ConnectorProfileProvider, ExternalFlowProvider
):
    print(serialize_provider(provider()))
"""


def every_component() -> list[Deployment]:
    return [
        test_encryption_key.made({"domain_name": "shop"}),
        test_dead_letter_queue.made({"domain_name": "shop"}),
        test_dead_letter_redrive.made(test_dead_letter_redrive.REQUIRED),
        profiles_domain.made(profiles_domain.REQUIRED),
        test_execution_role.made(test_execution_role.REQUIRED),
        test_integration_workflow.made(test_integration_workflow.REQUIRED),
        test_agent_access.made(test_agent_access.REQUIRED),
        test_application_access.made(test_application_access.REQUIRED),
        test_instance_association.made(test_instance_association.REQUIRED),
        test_object_mapping.made(test_object_mapping.BY_TEMPLATE),
        test_connector_profile.made(test_connector_profile.REQUIRED),
        test_external_application.made(test_external_application.REQUIRED),
        source_bucket_policy.made(source_bucket_policy.REQUIRED),
        test_ingestion_monitoring.made(test_ingestion_monitoring.EVERYTHING),
        test_backfill_supervisor.made(test_backfill_supervisor.REQUIRED),
    ]


def test_type_tokens_and_names() -> None:
    assert sorted(line for each in every_component() for line in each.tree) == [
        ("aws-native:customerprofiles:Domain", "domain-domain", "domain"),
        ("aws-native:customerprofiles:Integration", "instance-integration", "instance"),
        ("aws-native:customerprofiles:ObjectType", "guests-object-type", "guests"),
        ("aws:cloudwatch/dashboard:Dashboard", "watch-dashboard", "watch"),
        ("aws:cloudwatch/eventRule:EventRule", "supervisor-schedule", "supervisor"),
        ("aws:cloudwatch/eventRule:EventRule", "watch-deactivated-flows", "watch"),
        ("aws:cloudwatch/eventRule:EventRule", "watch-failed-runs", "watch"),
        ("aws:cloudwatch/eventRule:EventRule", "watch-key-events", "watch"),
        ("aws:cloudwatch/eventTarget:EventTarget", "supervisor-target", "supervisor"),
        ("aws:cloudwatch/eventTarget:EventTarget", "watch-deactivated-flows-target", "watch"),
        ("aws:cloudwatch/eventTarget:EventTarget", "watch-failed-runs-target", "watch"),
        ("aws:cloudwatch/eventTarget:EventTarget", "watch-key-events-target", "watch"),
        ("aws:cloudwatch/logGroup:LogGroup", "redrive-logs", "redrive"),
        ("aws:cloudwatch/logGroup:LogGroup", "supervisor-logs", "supervisor"),
        ("aws:cloudwatch/metricAlarm:MetricAlarm", "watch-dead-letters", "watch"),
        ("aws:cloudwatch/metricAlarm:MetricAlarm", "watch-dead-letters-remain", "watch"),
        ("aws:cloudwatch/metricAlarm:MetricAlarm", "watch-no-success-0", "watch"),
        ("aws:cloudwatch/metricAlarm:MetricAlarm", "watch-no-success-1", "watch"),
        ("aws:cloudwatch/metricAlarm:MetricAlarm", "watch-oldest-dead-letter", "watch"),
        ("aws:connect/securityProfile:SecurityProfile", "agents-profile", "agents"),
        ("aws:iam/policy:Policy", "app-policy", "app"),
        ("aws:iam/policy:Policy", "redrive-policy", "redrive"),
        ("aws:iam/policy:Policy", "role-policy", "role"),
        ("aws:iam/policy:Policy", "supervisor-policy", "supervisor"),
        ("aws:iam/role:Role", "redrive-role", "redrive"),
        ("aws:iam/role:Role", "role-role", "role"),
        ("aws:iam/role:Role", "supervisor-role", "supervisor"),
        ("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "redrive-attachment", "redrive"),
        ("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "role-attachment", "role"),
        ("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "supervisor-attachment", "supervisor"),
        ("aws:kms/alias:Alias", "key-alias", "key"),
        ("aws:kms/key:Key", "key-key", "key"),
        ("aws:kms/key:Key", "watch-topic-key", "watch"),
        ("aws:lambda/eventSourceMapping:EventSourceMapping", "redrive-mapping", "redrive"),
        ("aws:lambda/function:Function", "redrive-function", "redrive"),
        ("aws:lambda/function:Function", "supervisor-function", "supervisor"),
        ("aws:lambda/permission:Permission", "supervisor-permission", "supervisor"),
        ("aws:s3/bucketPolicy:BucketPolicy", "exports-policy", "exports"),
        ("aws:sns/topic:Topic", "watch-topic", "watch"),
        ("aws:sns/topicPolicy:TopicPolicy", "watch-topic-policy", "watch"),
        ("aws:sns/topicSubscription:TopicSubscription", "watch-email-af3c82544f64", "watch"),
        ("aws:sqs/queue:Queue", "dlq-queue", "dlq"),
        ("aws:sqs/queue:Queue", "redrive-failures", "redrive"),
        ("aws:sqs/queuePolicy:QueuePolicy", "dlq-policy", "dlq"),
        ("aws:sqs/queuePolicy:QueuePolicy", "redrive-failures-policy", "redrive"),
        ("aws:sqs/redrivePolicy:RedrivePolicy", "redrive-redrive-policy", "redrive"),
        ("connect-customer-profiles:index:AgentAccess", "agents", ""),
        ("connect-customer-profiles:index:ApplicationAccess", "app", ""),
        ("connect-customer-profiles:index:BackfillSupervisor", "supervisor", ""),
        ("connect-customer-profiles:index:ConnectorProfile", "connection", ""),
        ("connect-customer-profiles:index:DeadLetterQueue", "dlq", ""),
        ("connect-customer-profiles:index:DeadLetterRedrive", "redrive", ""),
        ("connect-customer-profiles:index:EncryptionKey", "key", ""),
        ("connect-customer-profiles:index:ExecutionRole", "role", ""),
        ("connect-customer-profiles:index:ExternalApplication", "leads", ""),
        ("connect-customer-profiles:index:IngestionMonitoring", "watch", ""),
        ("connect-customer-profiles:index:InstanceAssociation", "instance", ""),
        ("connect-customer-profiles:index:IntegrationWorkflow", "contacts", ""),
        ("connect-customer-profiles:index:ObjectMapping", "guests", ""),
        ("connect-customer-profiles:index:ProfilesDomain", "domain", ""),
        ("connect-customer-profiles:index:SourceBucketPolicy", "exports", ""),
        ("pulumi-python:dynamic/customerprofiles:ConnectorProfile", "connection-profile", "connection"),
        ("pulumi-python:dynamic/customerprofiles:ExternalFlow", "leads-flow", "leads"),
        ("pulumi-python:dynamic/customerprofiles:Ingestion", "contacts-ingestion", "contacts"),
        ("pulumi-python:dynamic/customerprofiles:IngestionPlan", "contacts-plan", "contacts"),
        ("pulumi-python:dynamic/customerprofiles:Reservation", "connection-reservation", "connection"),
        ("pulumi-python:dynamic/customerprofiles:Reservation", "leads-reservation", "leads"),
    ]


OURS = "connect_customer_profiles.ingestion"


@pytest.mark.parametrize(
    ("component", "resource", "module", "provider"),
    [
        (test_integration_workflow, "contacts-plan", "provider", "IngestionPlanProvider"),
        (test_integration_workflow, "contacts-ingestion", "provider", "IngestionProvider"),
        (test_connector_profile, "connection-reservation", "appflow_provider", "ReservationProvider"),
        (test_connector_profile, "connection-profile", "appflow_provider", "ConnectorProfileProvider"),
        (test_external_application, "leads-flow", "appflow_provider", "ExternalFlowProvider"),
    ],
)
def test_state_refers_to_a_provider_by_module_and_name_only(
    component: Any, resource: str, module: str, provider: str
) -> None:
    blob = base64.b64decode(component.made(component.REQUIRED)[resource].inputs["__provider"])
    assert len(blob) < 110
    restored = dill.loads(blob)  # noqa: S301 - our own
    assert type(restored).__module__ == f"{OURS}.{module}"
    assert type(restored).__qualname__ == provider
    assert vars(restored) == {}


def test_the_serialised_providers_are_those_of_the_first_release() -> None:
    """State keeps them: equal text is what makes an upgrade of the library an empty preview."""
    from connect_customer_profiles.ingestion.appflow_provider import (
        ConnectorProfileProvider,
        ExternalFlowProvider,
        ReservationProvider,
    )
    from connect_customer_profiles.ingestion.provider import IngestionPlanProvider, IngestionProvider

    def text(provider: type) -> bytes:
        module, name = provider.__module__.encode(), provider.__name__.encode()
        body = (
            b"\x8c"
            + bytes([len(module)])
            + module
            + b"\x94\x8c"
            + bytes([len(name)])
            + name
            + b"\x94\x93\x94)\x81\x94."
        )
        return b"\x80\x04\x95" + len(body).to_bytes(8, "little") + body

    assert ConnectorProfileProvider.__module__ == f"{OURS}.appflow_provider"
    assert IngestionProvider.__module__ == f"{OURS}.provider"
    for made in (
        *(IngestionPlanProvider(), IngestionProvider()),
        *(ReservationProvider(), ConnectorProfileProvider(), ExternalFlowProvider()),
    ):
        assert base64.b64decode(serialize_provider(made)) == text(type(made))


def test_serialised_providers_are_the_same_in_every_directory(tmp_path: Path) -> None:
    places = [tmp_path / "here", tmp_path / "there" / "deeper"]
    texts = []
    for place in places:
        place.mkdir(parents=True)
        script = place / "program.py"
        script.write_text(SERIALIZE)
        done = subprocess.run([sys.executable, str(script)], cwd=place, capture_output=True, text=True, check=True)
        texts.append(done.stdout.split())
    assert texts[0] == texts[1]
    assert len(set(texts[0])) == 5


def test_serialised_providers_are_no_secret() -> None:
    from connect_customer_profiles.ingestion.provider import IngestionPlanProvider, IngestionProvider

    assert IngestionPlanProvider.serialize_as_secret_always is False
    assert IngestionProvider.serialize_as_secret_always is False
