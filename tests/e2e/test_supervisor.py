"""A supervised integration on the real engine: deployed, unchanged, replaced with what it supervises, gone."""

from collections.abc import Callable

import pytest

from .conftest import Place
from .harness import Project

pytestmark = pytest.mark.e2e

PROGRAM = """
from connect_customer_profiles import (
    BackfillSupervisor, EncryptionKey, ExecutionRole, IngestionMonitoring, IntegrationWorkflow, ProfilesDomain
)

name = "amazon-connect-test"
key = EncryptionKey("key", {"domain_name": name, "deletion_protection": False})
domain = ProfilesDomain("domain", {"domain_name": name, "kms_key_arn": key.key_arn, "deletion_protection": False})
role = ExecutionRole("role", {"domain_name": name, "kms_key_arn": key.key_arn})
contacts = IntegrationWorkflow("contacts", {
    "domain_name": domain.domain_name,
    "connector": {"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Contact"},
    "import_start_date": "2025-01-31",
    "kms_key_arn": key.key_arn,
    "execution_role_arn": role.role_arn,
})
monitoring = IngestionMonitoring("monitoring", {"domain_name": name, "queue_name": "letters"})
BackfillSupervisor("supervisor", {
    "domain_name": name,
    "integrations": {"contacts": contacts.supervision},
    "kms_key_arn": key.key_arn,
    "execution_role_arn": role.role_arn,
    "topic_arn": monitoring.topic_arn,
})
"""


def test_an_integration_is_supervised(place: Place, project: Callable[..., Project]) -> None:
    stack = project(program=PROGRAM)
    stack.up()
    assert stack.changes() == {}
    function = place.client("lambda").get_function(FunctionName="amazon-connect-test-supervisor")
    assert function["Configuration"]["Environment"]["Variables"]["TOPIC_ARN"].endswith("amazon-connect-test-ingestion")
    events = place.client("events")
    assert events.describe_rule(Name="amazon-connect-test-supervisor")["ScheduleExpression"] == "rate(15 minutes)"
    [target] = events.list_targets_by_rule(Rule="amazon-connect-test-supervisor")["Targets"]
    assert target["Arn"] == function["Configuration"]["FunctionArn"]
    # An edit that waits reaches the function, which applies it; until then nothing flaps.
    (stack.folder / "__main__.py").write_text(PROGRAM.replace('"Contact"}', '"Contact"}, "re_establish": "again"'))
    stack.up()
    assert stack.changes() == {}
    place.control.advance(86_400)
    stack.up()
    assert stack.changes() == {}
    stack.destroy()
    assert place.leftovers() == {}
