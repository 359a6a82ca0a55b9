"""A change of the configuration reaches what is live, and loads nothing again unless it has to."""

from collections.abc import Callable
from typing import Any

import pytest
from pulumi import automation as auto

from .conftest import Place
from .harness import Project
from .one_of_each import run

pytestmark = pytest.mark.e2e

HOUR = 3600.0
INGESTION = "salesforce-contact-ingestion"


@pytest.fixture
def loaded(place: Place, project: Callable[..., Project]) -> Project:
    """A stack whose history is complete and whose ongoing flow is active."""
    stack = project(importStartDate="2026-01-31")
    stack.up()
    place.control.advance(24 * HOUR)
    assert stack.refresh()[INGESTION]["status"] == "COMPLETE"
    return stack


def configure(stack: Project, **changes: Any) -> None:
    """Change the only integration of a stack: from keys to a list, which alone takes every key."""
    one = {
        "connectorType": "Salesforce",
        "connectorProfileName": "salesforce",
        "sourceObject": "Contact",
        "importStartDate": "2026-01-31",
        **changes,
    }
    Project.write_configuration(
        stack.folder,
        "dev",
        {
            "aws:region": "us-east-1",
            "aws-native:region": "us-east-1",
            "customer-profiles:domainName": "amazon-connect-test",
            "customer-profiles:deletionProtection": False,
            "customer-profiles:integrations": [one],
        },
    )


def live_flow(place: Place) -> dict[str, Any]:
    """The ongoing flow as AppFlow has it; it is the only one."""
    (name,) = place.existing("flows")
    flow: dict[str, Any] = place.client("appflow").describe_flow(flowName=name)
    return flow


def schedule(flow: dict[str, Any]) -> str:
    return str(flow["triggerConfig"]["triggerProperties"]["Scheduled"]["scheduleExpression"])


def connector_profiles_of_the_role(place: Place) -> list[str]:
    """The connector profiles that the execution role may use."""
    iam = place.client("iam")
    (policy,) = iam.list_policies(Scope="Local")["Policies"]
    found = iam.get_policy_version(PolicyArn=policy["Arn"], VersionId=policy["DefaultVersionId"])
    (resources,) = (
        each["Resource"]
        for each in found["PolicyVersion"]["Document"]["Statement"]
        if each["Action"] == ["appflow:UseConnectorProfile"]
    )
    return [str(each).rpartition("/")[2] for each in resources]


def loading_calls(place: Place, since: int) -> list[str]:
    """Calls that begin to load something, since a call's id."""
    loading = {"CreateIntegrationWorkflow", "PutIntegration", "CreateFlow", "StartFlow"}
    return [call["operation"] for call in place.control.calls(since=since) if call["operation"] in loading]


def last_call(place: Place) -> int:
    return int(place.control.calls()[-1]["id"])


def test_another_schedule_reaches_the_live_flow_and_loads_nothing_again(place: Place, loaded: Project) -> None:
    before, since = live_flow(place), last_call(place)
    assert schedule(before) != "rate(1days)"
    configure(loaded, schedule="rate(1days)")
    assert loaded.steps().keys() == {"salesforce-contact", INGESTION}
    loaded.up()
    after = live_flow(place)
    assert schedule(after) == "rate(1days)"
    assert (after["flowName"], after["flowStatus"], after["tasks"]) == (before["flowName"], "Active", before["tasks"])
    assert loading_calls(place, since) == []
    assert len(place.existing("workflows")) == 1
    assert loaded.changes() == {}


def test_other_fields_reach_the_live_flow_and_load_nothing_again(place: Place, loaded: Project) -> None:
    before, since = live_flow(place), last_call(place)
    fields = ["Id", "AccountId", "LastName", "LastModifiedDate"]
    configure(loaded, fields=fields)
    assert loaded.steps().keys() == {"salesforce-contact", INGESTION}
    loaded.up()
    after = live_flow(place)
    mapped = [task["destinationField"] for task in after["tasks"] if task["taskType"] == "Map"]
    assert sorted(mapped) == sorted(fields)
    assert len(before["tasks"]) > len(after["tasks"])
    assert (after["flowName"], after["flowStatus"]) == (before["flowName"], "Active")
    assert loading_calls(place, since) == []
    assert loaded.changes() == {}


PROGRAM = """
from connect_customer_profiles import EncryptionKey, ExecutionRole, IntegrationWorkflow, ProfilesDomain

name = "amazon-connect-test"
key = EncryptionKey("key", {{"domain_name": name, "deletion_protection": False}})
domain = ProfilesDomain("domain", {{"domain_name": name, "kms_key_arn": key.key_arn, "deletion_protection": False}})
role = ExecutionRole("role", {{"domain_name": name, "kms_key_arn": key.key_arn}})
IntegrationWorkflow("history", {{
    "domain_name": domain.domain_name,
    "connector": {{"type": "Salesforce", "connector_profile_name": "salesforce", "object": "{object}"}},
    "import_start_date": "2026-01-31",
    "kms_key_arn": key.key_arn,
    "execution_role_arn": role.role_arn,
}})
"""


def test_another_object_replaces_the_integration_the_old_one_first(
    place: Place, project: Callable[..., Project]
) -> None:
    stack = project(program=PROGRAM.format(object="Contact"))
    stack.up()
    place.control.advance(24 * HOUR)
    (old,), since = place.existing("flows"), last_call(place)
    (stack.folder / "__main__.py").write_text(PROGRAM.format(object="Account"))
    stack.up()
    replacing = {"DeleteIntegration", "DeleteWorkflow", "CreateIntegrationWorkflow"}
    made = [call for call in place.control.calls("customer-profiles", since=since) if call["operation"] in replacing]
    *before, last = [call["operation"] for call in made if call["status"] == 200]
    assert "DeleteWorkflow" in before
    assert "CreateIntegrationWorkflow" not in before
    assert last == "CreateIntegrationWorkflow"
    assert old not in place.existing("flows")

    place.control.advance(24 * HOUR)
    assert stack.refresh()["history-ingestion"]["status"] == "COMPLETE"
    (new,) = place.existing("flows")
    assert "-Salesforce-Account-" in new
    assert stack.changes() == {}


def test_another_object_in_the_configuration_is_another_integration(place: Place, loaded: Project) -> None:
    (old,) = place.existing("flows")
    configure(loaded, sourceObject="Account")
    loaded.up()
    place.control.advance(24 * HOUR)
    assert loaded.refresh()["salesforce-account-ingestion"]["status"] == "COMPLETE"
    (new,) = place.existing("flows")
    assert new != old
    assert loaded.changes() == {}


def test_i_changed_the_schedule_during_a_load_and_nothing_at_all_was_applied(
    place: Place, project: Callable[..., Project]
) -> None:
    stack = project(importStartDate="2026-01-31")
    stack.up()
    place.control.seed(("salesforce-two", "Salesforce"))
    configure(stack, schedule="rate(2hours)", connectorProfileName="salesforce-two")
    stack.set("customer-profiles:expirationDays", "30")
    stack.stack.set_config("customer-profiles:tags.team", auto.ConfigValue("care"), path=True)
    result = stack.stack.up(on_output=lambda _line: None, color="never")
    assert (
        "warning: IntegrationWorkflow: the changes of the connector profile and fields, tasks or schedule and tags "
        "wait until the workflow" in result.stdout
    )
    # The workflow that runs needs the connector profile with which it began.
    assert connector_profiles_of_the_role(place) == ["salesforce", "salesforce-two"]
    assert place.client("customer-profiles").get_domain(DomainName="amazon-connect-test")["DefaultExpirationDays"] == 30
    assert len(place.existing("workflows")) == 1
    # The refresh asks for the difference as well; it is said once all the same.
    code, text = run(stack, place, "up", "--yes", "--skip-preview")
    assert (code, sum(line.strip().startswith("warning: ") for line in text.splitlines())) == (0, 1), text
    assert stack.changes() == {}

    place.control.advance(24 * HOUR)
    stack.up()
    assert stack.refresh()[INGESTION]["failed_batches"] == []
    assert connector_profiles_of_the_role(place) == ["salesforce-two"]
    assert live_flow(place)["sourceFlowConfig"]["connectorProfileName"] == "salesforce-two"
    assert schedule(live_flow(place)) == "rate(2hours)"
    (uri,) = place.existing("integrations")
    found = place.client("customer-profiles").get_integration(DomainName="amazon-connect-test", Uri=uri)
    assert found["Tags"]["team"] == "care"
    stack.refresh()
    assert stack.changes() == {}


def test_an_update_without_a_preview_loaded_my_renamed_integration_again_without_a_word(
    place: Place, project: Callable[..., Project]
) -> None:
    text = PROGRAM.format(object="Contact")
    warned = "give 'past' the option aliases=[pulumi.Alias(name=\"history\")]; otherwise history is loaded once more"
    stack = project(program=text)
    assert warned not in run(stack, place, "up", "--yes", "--skip-preview")[1]
    (stack.folder / "__main__.py").write_text(
        text.replace('IntegrationWorkflow("history"', 'IntegrationWorkflow("past"')
    )
    code, said = run(stack, place, "up", "--yes", "--skip-preview")
    assert (code, warned in said) == (0, True), said
    assert warned not in run(stack, place, "up", "--yes", "--skip-preview")[1]
