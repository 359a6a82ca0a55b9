"""From `pulumi up` to the ongoing integration, and back to nothing."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from .conftest import Place
from .harness import Project, later

pytestmark = pytest.mark.e2e

HOUR = 3600.0


def statuses(integration: dict[str, Any]) -> set[str]:
    return {batch["status"] for batch in integration["batches"]}


def ingestion(stack: Project) -> dict[str, Any]:
    """The outputs of the resource of the only integration."""
    [found] = [each["outputs"] for each in stack.resources() if each["type"].endswith(":Ingestion")]
    return dict(found)


def test_history_loads_in_batches_and_leaves_a_continuous_integration(
    place: Place, project: Callable[..., Project]
) -> None:
    stack = project()
    outputs = stack.up()
    integration = outputs["integrations"]["salesforce-contact"]
    assert outputs["domainName"] == "amazon-connect-test"
    assert outputs["domainArn"] == "arn:aws:profile:us-east-1:123456789012:domains/amazon-connect-test"
    assert outputs["roleArn"] == "arn:aws:iam::123456789012:role/amazon-connect-test-ingestion-us-east-1"
    assert outputs["queueUrl"].endswith("/123456789012/amazon-connect-test-dead-letters")
    assert (integration["mode"], integration["status"]) == ("workflow", "NOT_STARTED")
    assert stack.changes() == {}

    place.control.advance(900)
    running = stack.refresh()["salesforce-contact-ingestion"]
    assert running["status"] == "IN_PROGRESS"
    assert statuses(running) == {"COMPLETE", "IN_PROGRESS", "NOT_STARTED"}
    assert 0 < running["records_processed"] < 24 * 700
    assert stack.changes() == {}

    place.control.advance(10 * HOUR)
    done = stack.refresh()["salesforce-contact-ingestion"]
    assert (done["status"], done["flow_status"], statuses(done)) == ("COMPLETE", "Active", {"COMPLETE"})
    assert done["records_processed"] == sum(batch["records"] for batch in done["batches"])
    assert done["integration_uri"].endswith(f"flow/{done['flow_name']}")
    assert stack.changes() == {}
    shown = stack.up()["integrations"]["salesforce-contact"]
    assert (shown["status"], shown["batches"]) == (
        "COMPLETE",
        f"{len(done['batches'])} of {len(done['batches'])} loaded",
    )

    stack.destroy()
    assert place.leftovers() == {}


def test_marketo_since_2019_has_the_monthly_batches_of_the_plan(project: Callable[..., Project]) -> None:
    stack = project(
        connectorType="Marketo", connectorProfileName="marketo", sourceObject="leads", importStartDate="2019-01-31"
    )
    stack.up()
    batches = ingestion(stack)["batches"]
    planned = next(each["inputs"] for each in stack.resources() if each["type"].endswith(":IngestionPlan"))
    assert [batch["start"] for batch in batches[:5]] == [
        "2019-01-31T00:00:00Z",
        "2019-02-28T00:00:00Z",
        "2019-03-31T00:00:00Z",
        "2019-04-30T00:00:00Z",
        "2019-05-31T00:00:00Z",
    ]
    assert [batch["end"] for batch in batches] == [*(batch["start"] for batch in batches[1:]), planned["cut_off"]]
    assert [{key: batch[key] for key in ("start", "end")} for batch in batches] == planned["batches"]


def test_servicenow_in_ten_days_has_batches_of_ten_days(project: Callable[..., Project]) -> None:
    stack = project(
        connectorType="ServiceNow",
        connectorProfileName="servicenow",
        sourceObject="sys_user",
        importStartDate="2026-01-01",
        batch={"days": 10},
    )
    stack.up()
    batches = ingestion(stack)["batches"]
    lengths = [datetime.fromisoformat(each["end"]) - datetime.fromisoformat(each["start"]) for each in batches]
    assert batches[0]["start"] == "2026-01-01T00:00:00Z"
    assert set(lengths[:-1]) == {timedelta(days=10)}
    assert timedelta(0) < lengths[-1] <= timedelta(days=10)


def test_a_short_history_needs_no_workflow_and_stays_so_when_sixty_days_pass(
    place: Place, project: Callable[..., Project]
) -> None:
    start = (datetime.now(UTC) - timedelta(days=30)).date().isoformat()
    stack = project(importStartDate=start)
    integration = stack.up()["integrations"]["salesforce-contact"]
    assert (integration["mode"], integration["status"]) == ("incremental", "ACTIVE")
    assert (integration["workflowIds"], integration["batches"]) == ([], "0 of 0 loaded")
    assert integration["integrationUri"].endswith(f":flow/{integration['flowName']}")
    assert place.control.calls("customer-profiles", "CreateIntegrationWorkflow") == []

    place.control.advance(60 * 24 * HOUR)
    with later(days=60):
        assert stack.changes() == {}
        loaded = stack.refresh()["salesforce-contact-ingestion"]
    assert loaded["mode"] == "incremental"
    assert loaded["records_processed"] >= 30 * 24
    stack.destroy()
    assert place.leftovers() == {}


def test_a_role_is_not_required_for_a_short_history(place: Place, project: Callable[..., Project]) -> None:
    start = (datetime.now(UTC) - timedelta(days=30)).date().isoformat()
    stack = project(program=WITHOUT_ROLE.format(start=start))
    assert stack.up()["mode"] == "incremental"
    assert place.existing("roles", "global") == []
    place.control.advance(60 * 24 * HOUR)
    with later(days=60):
        assert stack.changes() == {}
        another = WITHOUT_ROLE.format(start=start).replace("amazon-connect-test", "amazon-connect-new")
        (line,) = project("new", another).refusal()
    assert "execution_role_arn = None: is required" in line


WITHOUT_ROLE = """
import pulumi
from connect_customer_profiles import EncryptionKey, IntegrationWorkflow, ProfilesDomain

name = "amazon-connect-test"
key = EncryptionKey("key", {{"domain_name": name, "deletion_protection": False}})
domain = ProfilesDomain("domain", {{"domain_name": name, "kms_key_arn": key.key_arn, "deletion_protection": False}})
contacts = IntegrationWorkflow("contacts", {{
    "domain_name": domain.domain_name,
    "connector": {{"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Contact"}},
    "import_start_date": "{start}",
    "kms_key_arn": key.key_arn,
}})
pulumi.export("mode", contacts.mode)
"""
