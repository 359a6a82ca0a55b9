"""From `pulumi up` to the continuous integration, and back to nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Place
from .harness import Project

pytestmark = pytest.mark.e2e

HOUR = 3600.0


def statuses(integration: dict[str, Any]) -> set[str]:
    return {batch["status"] for batch in integration["batches"]}


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
    assert stack.up()["integrations"]["salesforce-contact"]["status"] == "COMPLETE"

    stack.destroy()
    print(place.control.inventory())
