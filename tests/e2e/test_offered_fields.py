"""What a source has decides what is loaded and what is refused: at preview, before anything is written."""

from collections.abc import Callable
from typing import Any

import pytest
from connect_customer_profiles.rules.argument_names import TOLD

from .conftest import Place
from .harness import BUGS, Project
from .one_of_each import run

pytestmark = pytest.mark.e2e

READS = ("Assume", "Describe", "Get", "List", "Simulate")


def loaded(project: Project) -> list[str]:
    """The fields of the only integration in state."""
    [ingestion] = [each for each in project.resources() if each["type"].endswith(":Ingestion")]
    fields: list[str] = ingestion["inputs"]["flow_definition"]["Tasks"][0]["SourceFields"]
    assert ingestion["outputs"]["flow_definition"] == ingestion["inputs"]["flow_definition"]
    assert not {"origin", TOLD} & {*ingestion["inputs"], *ingestion["outputs"]}
    assert [each["urn"] for each in project.resources() if TOLD in each.get("inputs", {})] == []
    return fields


def test_a1_what_an_organisation_gains_or_loses_later_changes_nothing(
    place: Place, project: Callable[..., Project]
) -> None:
    made = project()
    made.up()
    assert "MiddleName" not in loaded(made)
    assert {"Id", "Email", "LastModifiedDate"} <= set(loaded(made))
    place.control.seed(("salesforce", "Salesforce"), organisation={"features": ["middle-names"]})
    assert made.changes() == {}
    place.control.seed(("salesforce", "Salesforce"), organisation={"missing": ["Contact.Birthdate"]})
    assert made.changes() == {}


def test_a1_an_organisation_with_middle_names_has_them_loaded(place: Place, project: Callable[..., Project]) -> None:
    place.control.seed(("salesforce", "Salesforce"), organisation={"features": ["middle-names"]})
    made = project()
    made.up()
    assert "MiddleName" in loaded(made)


REFUSALS: list[tuple[dict[str, Any], str]] = [
    (
        {"connectorProfileName": "salesfroce"},
        "connectorProfileName = 'salesfroce': AppFlow has no such connector profile in 123456789012, "
        "us-east-1; did you mean salesforce?",
    ),
    (
        {"connectorProfileName": "marketo"},
        "connectorProfileName = 'marketo': is a connector profile for Marketo, not for Salesforce",
    ),
    (
        {"sourceObject": "Contcat", "objectTypeName": "Person", "fields": ["Id"]},
        "sourceObject = 'Contcat': Salesforce has no such object behind connector profile salesforce; did you mean "
        "Contact?",
    ),
    (
        {"fields": ["Id", "acme_Tier__c"]},
        "fields[1] = 'acme_Tier__c': Salesforce Contact has no such field; did you mean acme__Tier__c?",
    ),
    (
        {"tasks": [{"type": "Mask", "field": "MiddleName"}]},
        "tasks[0].field = 'MiddleName': Salesforce Contact has no such field",
    ),
]


def test_what_a_source_lacks_is_refused_before_anything_is_written(
    place: Place, project: Callable[..., Project]
) -> None:
    place.control.seed(("salesforce", "Salesforce"), organisation={"added": ["Contact.acme__Tier__c"]})
    before = max((call["id"] for call in place.control.calls()), default=0)
    for number, (changes, message) in enumerate(REFUSALS):
        lines = [line for line in project(f"p{number}", **changes).refusal() if "IntegrationWorkflow: " in line]
        assert lines == [f"error: IntegrationWorkflow: {message}"]
    calls = {call["operation"] for call in place.control.calls(since=before)}
    assert {operation for operation in calls if not operation.startswith(READS)} == set()
    assert "DescribeConnectorProfiles" in calls


def test_my_edit_of_a_deployed_stack_was_refused_behind_the_path_of_a_class(
    place: Place, project: Callable[..., Project]
) -> None:
    project().up()
    changes, message = REFUSALS[0]
    edited = project(**changes)
    assert edited.refusal() == [f"error: IntegrationWorkflow: {message}"]
    code, text = run(edited, place, "up", "--yes", "--skip-preview")
    lines = {line.strip() for line in text.splitlines() if message in line and line.lstrip().startswith("error: ")}
    assert (code != 0, lines) == (True, {f"error: IntegrationWorkflow: {message}"}), text
    assert [each for each in BUGS if each in text] == [], text


def test_a1_a_deployer_who_may_not_ask_gets_the_fields_that_every_organisation_has(
    place: Place, project: Callable[..., Project]
) -> None:
    place.control.seed(("salesforce", "Salesforce"), organisation={"features": ["middle-names"]})
    for operation in ("DescribeConnectorEntity", "ListConnectorEntities"):
        place.control.add_fault(
            "error_before", service="appflow", operation=operation, code="AccessDeniedException", status=403, count=9
        )
    made = project()
    made.up()
    assert "MiddleName" not in loaded(made)
