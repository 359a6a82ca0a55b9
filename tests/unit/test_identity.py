"""What state, policies and users rely on: type tokens, names of children, the form of the serialised provider.

A change here replaces or orphans what users have deployed. Do not adapt these tests; add aliases.
"""

import base64
import subprocess
import sys
from pathlib import Path

import dill
import pytest
from pulumi.dynamic.dynamic import serialize_provider

from tests.unit import test_dead_letter_queue, test_encryption_key, test_execution_role, test_integration_workflow
from tests.unit import test_profiles_domain as profiles_domain
from tests.unit import test_source_bucket_policy as source_bucket_policy
from tests.unit.deployment import Deployment

SERIALIZE = """
import base64
from pulumi.dynamic.dynamic import serialize_provider
from connect_customer_profiles.ingestion.provider import IngestionPlanProvider, IngestionProvider
for provider in (IngestionPlanProvider(), IngestionProvider()):
    print(serialize_provider(provider))
"""


def every_component() -> list[Deployment]:
    return [
        test_encryption_key.made({"domain_name": "shop"}),
        test_dead_letter_queue.made({"domain_name": "shop"}),
        profiles_domain.made(profiles_domain.REQUIRED),
        test_execution_role.made(test_execution_role.REQUIRED),
        test_integration_workflow.made(test_integration_workflow.REQUIRED),
        source_bucket_policy.made(source_bucket_policy.REQUIRED),
    ]


def test_type_tokens_and_names() -> None:
    assert sorted(line for each in every_component() for line in each.tree) == [
        ("aws-native:customerprofiles:Domain", "domain-domain", "domain"),
        ("aws:iam/policy:Policy", "role-policy", "role"),
        ("aws:iam/role:Role", "role-role", "role"),
        ("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "role-attachment", "role"),
        ("aws:kms/alias:Alias", "key-alias", "key"),
        ("aws:kms/key:Key", "key-key", "key"),
        ("aws:s3/bucketPolicy:BucketPolicy", "exports-policy", "exports"),
        ("aws:sqs/queue:Queue", "dlq-queue", "dlq"),
        ("aws:sqs/queuePolicy:QueuePolicy", "dlq-policy", "dlq"),
        ("connect-customer-profiles:index:DeadLetterQueue", "dlq", ""),
        ("connect-customer-profiles:index:EncryptionKey", "key", ""),
        ("connect-customer-profiles:index:ExecutionRole", "role", ""),
        ("connect-customer-profiles:index:IntegrationWorkflow", "contacts", ""),
        ("connect-customer-profiles:index:ProfilesDomain", "domain", ""),
        ("connect-customer-profiles:index:SourceBucketPolicy", "exports", ""),
        ("pulumi-python:dynamic/customerprofiles:Ingestion", "contacts-ingestion", "contacts"),
        ("pulumi-python:dynamic/customerprofiles:IngestionPlan", "contacts-plan", "contacts"),
    ]


@pytest.mark.parametrize(
    ("resource", "provider"),
    [("contacts-plan", "IngestionPlanProvider"), ("contacts-ingestion", "IngestionProvider")],
)
def test_state_refers_to_a_provider_by_module_and_name_only(resource: str, provider: str) -> None:
    blob = base64.b64decode(
        test_integration_workflow.made(test_integration_workflow.REQUIRED)[resource].inputs["__provider"]
    )
    assert len(blob) < 100
    restored = dill.loads(blob)  # noqa: S301 - our own
    assert type(restored).__module__ == "connect_customer_profiles.ingestion.provider"
    assert type(restored).__qualname__ == provider
    assert vars(restored) == {}


def test_the_serialised_providers_are_those_of_the_first_release() -> None:
    """State keeps them: equal text is what makes an upgrade of the library an empty preview."""
    from connect_customer_profiles.ingestion.provider import IngestionPlanProvider, IngestionProvider

    def text(provider: str) -> bytes:
        module = b"connect_customer_profiles.ingestion.provider"
        name = provider.encode()
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

    for made in (IngestionPlanProvider(), IngestionProvider()):
        assert base64.b64decode(serialize_provider(made)) == text(type(made).__name__)


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
    assert len(set(texts[0])) == 2


def test_serialised_providers_are_no_secret() -> None:
    from connect_customer_profiles.ingestion.provider import IngestionPlanProvider, IngestionProvider

    assert IngestionPlanProvider.serialize_as_secret_always is False
    assert IngestionProvider.serialize_as_secret_always is False
