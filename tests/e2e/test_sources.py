"""A source without workflows, and tasks that are reordered and changed."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.emulator.setting import client

from .conftest import Place
from .harness import Project

pytestmark = pytest.mark.e2e

MASK = {"type": "Mask", "field": "phone", "first": 6}
CUT = {"type": "Truncate", "field": "email", "length": 12}
USERS: dict[str, Any] = {
    "connectorType": "Zendesk",
    "connectorProfileName": "zendesk",
    "sourceObject": "users",
    "importStartDate": "2025-01-31",
    "fields": ["id", "email", "phone"],
    "tasks": [MASK, CUT],
    # No run is due in the middle of the test.
    "schedule": "rate(7days)",
}


def configured(stack: Project, **changes: Any) -> None:
    """Change the stack's only integration."""
    configuration = {
        "aws:region": "us-east-1",
        "aws-native:region": "us-east-1",
        "customer-profiles:domainName": "amazon-connect-test",
        "customer-profiles:deletionProtection": False,
        "customer-profiles:integrations": [{**USERS, **changes}],
    }
    stack.write_configuration(stack.folder, "dev", configuration)


def test_zendesk_history_comes_with_the_first_run_and_tasks_change_in_place(
    place: Place, project: Callable[..., Project]
) -> None:
    single = dict.fromkeys(("connectorType", "connectorProfileName", "sourceObject", "importStartDate"))
    stack = project(**single, integrations=[USERS])
    integration = stack.up()["integrations"]["zendesk-users"]
    assert (integration["mode"], integration["status"]) == ("incremental", "ACTIVE")
    assert stack.changes() == {}

    place.control.advance(600)
    profiles = client(place.control.endpoint, "customer-profiles", "123456789012")
    loaded = profiles.get_domain(DomainName="amazon-connect-test")["Stats"]["ObjectCount"]
    assert stack.refresh()["zendesk-users-ingestion"]["records_processed"] == loaded > 24 * 600
    search = {"DomainName": "amazon-connect-test", "KeyName": "_zendeskUserId", "Values": ["90000"]}
    [user] = profiles.search_profiles(**search)["Items"]
    assert (user["EmailAddress"], user["PhoneNumber"]) == ("lena.patel.8", "******089999")

    configured(stack, fields=["phone", "id", "email"], tasks=[CUT, MASK])
    assert stack.changes() == {}

    before = len(place.control.calls("customer-profiles", "PutIntegration"))
    configured(stack, tasks=[MASK])
    assert stack.changes() == {"update": 2}  # the component and what it consists of
    stack.up()
    appflow = client(place.control.endpoint, "appflow", "123456789012")
    flow = appflow.describe_flow(flowName=integration["flowName"])
    assert [task["taskType"] for task in flow["tasks"]] == ["Filter", "Mask", "Map", "Map", "Map", "Map"]
    assert len(place.control.calls("customer-profiles", "PutIntegration")) == before == 1
    # A flow that is updated runs at once, and may find the user who is new every hour; nothing is loaded twice.
    runs = appflow.describe_flow_execution_records(flowName=integration["flowName"])["flowExecutions"]
    records = sorted(run["executionResult"]["recordsProcessed"] for run in runs)
    assert (records[-1], sum(records[:-1]) <= 1) == (loaded, True)
    assert profiles.get_domain(DomainName="amazon-connect-test")["Stats"]["ObjectCount"] == sum(records)

    stack.destroy()
    assert place.leftovers() == {}
