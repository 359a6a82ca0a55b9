"""The pack in the real engine: `pulumi preview --policy-pack policies` on the local cloud."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.e2e.conftest import Place, place, vault, warm_python  # noqa: F401 - fixtures
from tests.e2e.harness import Project, config
from tests.policies.cases import changed, document
from tests.policies.collection import domains, keys, queues, roles
from tests.policies.engine import texts, violations
from tests.policies.pack import ROOT, run

pytestmark = pytest.mark.e2e

PREVIEW = """
import json
import pulumi
import pulumi_aws as aws
import pulumi_aws_native as aws_native
from connect_customer_profiles import DeadLetterQueue, EncryptionKey, ExecutionRole, IntegrationWorkflow, ProfilesDomain

documents = json.loads(open("documents.json").read())
good = {cases}
KEY, URL = documents["key"], documents["url"]


def either(bad, fine):
    return fine if good else bad


def document(bad, fine):
    return documents[either(bad, fine)]


own = aws.sqs.Queue("encrypted", sqs_managed_sse_enabled=either(False, True), message_retention_seconds=1209600,
                    policy=documents["queue"])
aws.sqs.Queue("retention", sqs_managed_sse_enabled=True, message_retention_seconds=either(3600, 1209600),
              policy=documents["queue"])
aws.sqs.QueuePolicy("guarded", queue_url=URL, policy=document("queue-console", "queue"))
aws.sqs.QueuePolicy("broad", queue_url=URL + "-2", policy=document("queue-broad", "queue"))
aws.kms.Key("rotated", policy=pulumi.Output.secret(documents["key-policy"]), enable_key_rotation=either(False, True),
            deletion_window_in_days=either(7, 30))
aws.kms.Key("key-guarded", policy=document("key-unguarded", "key-policy"), enable_key_rotation=True)
aws.iam.Role("trusting", assume_role_policy=document("trust-none", "trust"))
aws.iam.Policy("permissions", policy=document("role-documented", "role"))
aws_native.customerprofiles.Domain("no-key", domain_name="amazon-connect-a", default_expiration_days=366,
                                   dead_letter_queue_url=URL, default_encryption_key=either(None, KEY))
aws_native.customerprofiles.Domain("no-queue", domain_name="amazon-connect-b", default_expiration_days=366,
                                   dead_letter_queue_url=either(None, URL), default_encryption_key=KEY)
aws_native.customerprofiles.Domain("prefix", domain_name=either("customers", "amazon-connect-c"),
                                   default_expiration_days=366, dead_letter_queue_url=URL, default_encryption_key=KEY)
aws_native.customerprofiles.ObjectType(
    "mapping", domain_name="amazon-connect-a", object_type_name="Guests", description="Guests",
    fields=[{{"name": "email", "object_type_field": {{"source": "_source.email"}}}}],
    keys=[{{"name": "_email", "object_type_key_list": [
        {{"field_names": ["email"], "standard_identifiers": either(["PROFILE"], ["PROFILE", "UNIQUE"])}}]}}],
)
aws_native.customerprofiles.Integration(
    "flow", domain_name="amazon-connect-a", object_type_name="Guests",
    flow_definition={{
        "flow_name": "guests", "kms_arn": KEY, "tasks": [{{"task_type": "Map", "source_fields": ["email"]}}],
        "source_flow_config": {{"connector_type": "Marketo", "connector_profile_name": "marketo",
                               "source_connector_properties": {{"marketo": {{"object": "leads"}}}}}},
        "trigger_config": {{"trigger_type": "Scheduled", "trigger_properties": {{
            "scheduled": {{"schedule_expression": either("rate(5minutes)", "rate(1hours)")}}}}}},
    }},
)
aws.customerprofiles.Domain("classic", domain_name="amazon-connect-e", default_encryption_key=either(None, KEY),
                            default_expiration_days=366, dead_letter_queue_url=URL)
aws.appflow.Flow(
    "classic-flow", kms_arn=KEY, tasks=[{{"task_type": either("Partition", "Map_all")}}],
    source_flow_config={{"connector_type": "Marketo", "connector_profile_name": "marketo",
                        "source_connector_properties": {{"marketo": {{"object": "leads"}}}}}},
    destination_flow_configs=[{{"connector_type": "CustomerProfiles", "destination_connector_properties": {{
        "customer_profiles": {{"domain_name": "amazon-connect-e", "object_type_name": "Guests"}}}}}}],
    trigger_config={{"trigger_type": "Scheduled", "trigger_properties": {{
        "scheduled": {{"schedule_expression": either("rate(5minutes)", "rate(1hours)")}}}}}},
)
ExecutionRole("our-role", {{"domain_name": "amazon-connect-a", "kms_key_arn": KEY, "trust": either("none", "account")}})
EncryptionKey("our-key", {{"domain_name": "amazon-connect-a", "deletion_window_in_days": either(7, 30)}})
DeadLetterQueue("our-queue", {{"domain_name": "amazon-connect-a",
                             "message_retention_seconds": either(60, 1209600)}})
if not good:
    aws.sqs.QueuePolicy("beside-its-own", queue_url=own.url, policy=documents["queue"])
    # Beside that of a component it is refused before the pack sees it.
    aws.sqs.QueuePolicy("locks-the-service-out", queue_url=URL + "-2", policy=documents["queue"])
ProfilesDomain("our-domain", {{"domain_name": either("shop", "amazon-connect-shop"), "kms_key_arn": KEY,
                              "dead_letter_queue_url": URL}})
IntegrationWorkflow("our-history", {{
    "domain_name": "amazon-connect-a", "kms_key_arn": KEY,
    "connector": {{"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Contact"}},
    "import_start_date": either("1990-01-01", "2020-01-01"), "batch": {{"months": 12}},
    "execution_role_arn": "arn:aws:iam::123456789012:role/ingestion",
}})

queue = aws.sqs.Queue("linked-queue", sqs_managed_sse_enabled=either(False, True), message_retention_seconds=1209600)
attached = aws.sqs.QueuePolicy("linked-policy", queue_url=queue.url, policy=documents["queue"])
aws_native.customerprofiles.Domain(
    "linked", domain_name="amazon-connect-d", default_expiration_days=366, default_encryption_key=KEY,
    dead_letter_queue_url=queue.url, opts=pulumi.ResourceOptions(depends_on=either([], [attached])),
)
"""

DOCUMENTS = {
    "key": domains.KEY,
    "url": domains.URL,
    "queue": queues.GOOD,
    "queue-console": document(queues.CONSOLE, queues.TLS),
    "queue-broad": changed(queues.GOOD, queues.SEND, Action="SQS:*"),
    "key-policy": keys.GOOD,
    "key-unguarded": changed(keys.GOOD, keys.USE, Condition=None),
    "trust": roles.trusting("account"),
    "trust-none": roles.trusting("none"),
    "role": roles.GOOD,
    "role-documented": roles.permitting("documented"),
}

ENDS = """
import json
from customer_profiles_policies import RULES
print(json.dumps({rule.name: f"\\n{rule.remedy}\\n{rule.url}" for rule in RULES}))
"""

CAUGHT = {
    ("encrypted", "dead-letter-queue-encrypted"),
    ("retention", "dead-letter-queue-retention"),
    ("guarded", "dead-letter-queue-guarded"),
    ("broad", "dead-letter-queue-least-privilege"),
    ("rotated", "domain-key-rotated"),
    ("rotated", "domain-key-deletion-window"),
    ("key-guarded", "domain-key-guarded"),
    ("trusting", "execution-role-guarded"),
    ("permissions", "execution-role-resources"),
    ("no-key", "domain-customer-key"),
    ("no-queue", "domain-dead-letter-queue"),
    ("prefix", "domain-name-prefix"),
    ("mapping", "mapping-unique-key"),
    ("flow", "integration-schedule"),
    ("classic", "domain-customer-key"),
    ("classic-flow", "integration-flow-definition"),
    ("classic-flow", "integration-schedule"),
    ("our-role", "execution-role-guarded"),
    ("our-role-role", "execution-role-guarded"),
    ("our-key", "domain-key-deletion-window"),
    ("our-key-key", "domain-key-deletion-window"),
    ("our-queue", "dead-letter-queue-retention"),
    ("our-queue-queue", "dead-letter-queue-retention"),
    ("beside-its-own", "one-policy-per-resource"),
    ("locks-the-service-out", "one-policy-per-resource"),
    ("our-domain", "domain-name-prefix"),
    ("our-domain-domain", "domain-name-prefix"),
    ("our-history-plan", "integration-start-date"),
    ("linked", "domain-waits-for-queue-policy"),
    ("linked-queue", "domain-queue-follows-rules"),
}


@pytest.fixture
def program(place: Place, tmp_path: Path) -> Callable[[bool], Project]:  # noqa: F811
    """Makes the program above, with all that is bad in it or with the good twins."""

    def make(good: bool) -> Project:
        folder = tmp_path / "program"
        folder.mkdir()
        (folder / "documents.json").write_text(json.dumps(DOCUMENTS))
        regions = {key: value for key, value in config().items() if key.startswith("aws")}
        return Project.create(folder, place.environment, regions, program=PREVIEW.format(cases=good))

    return make


def test_every_bad_resource_of_a_program_is_caught_at_preview(program: Callable[[bool], Project]) -> None:
    found = texts(program(False))
    assert set(found) == CAUGHT
    # Each ends with what to do and the page: the engine shows nothing else of a rule.
    ends = json.loads(run("-c", ENDS))
    assert [(where, text) for where, text in found.items() if ends[where[1]] not in text] == []


def test_nobody_complains_of_the_good_twins(program: Callable[[bool], Project]) -> None:
    assert violations(program(True)) == set()


def test_the_repositorys_own_program_has_no_violation(place: Place, tmp_path: Path) -> None:  # noqa: F811
    project = Project.create(tmp_path / "own", place.environment, config())
    assert violations(project) == set()


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_no_environment_of_the_repository_has_a_violation(place: Place, tmp_path: Path, environment: str) -> None:  # noqa: F811
    """The case that was reported: `pulumi preview --stack prod --policy-pack policies` failed on the shipped files."""
    given = yaml.safe_load((ROOT / f"Pulumi.{environment}.yaml").read_text())["config"]
    project = Project.create(tmp_path / environment, place.environment, given, stack=environment)
    assert violations(project) == set()


def test_levels_and_thresholds_are_configured(program: Callable[[bool], Project], tmp_path: Path) -> None:
    settings = tmp_path / "policy-config.json"
    settings.write_text(
        json.dumps(
            {
                "domain-key-rotated": "remediate",
                "domain-key-deletion-window": "remediate",
                "dead-letter-queue-encrypted": "remediate",
                "domain-name-prefix": "disabled",
                "integration-start-date": {"enforcementLevel": "mandatory", "maximumYears": 50},
            }
        )
    )
    found = violations(program(False), str(settings))
    silent = {"domain-key-rotated", "dead-letter-queue-encrypted", "domain-name-prefix", "integration-start-date"}
    # The arguments of a component cannot be repaired, what it creates can.
    repaired = {(name, "domain-key-deletion-window") for name in ("rotated", "our-key-key")}
    assert found == {(name, rule) for name, rule in CAUGHT if rule not in silent} - repaired
