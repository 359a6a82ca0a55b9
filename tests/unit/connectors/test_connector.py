"""The facts about the sources."""

import pytest
from connect_customer_profiles.connectors import CONNECTORS, connector
from connect_customer_profiles.rules import RuleViolation


def test_the_sources_are_the_featured_applications() -> None:
    assert list(CONNECTORS) == ["Salesforce", "Marketo", "ServiceNow"]
    assert all(connector(name) is facts and facts.type == name for name, facts in CONNECTORS.items())


@pytest.mark.parametrize(
    ("name", "api_type", "field", "records"),
    [
        ("Salesforce", "Salesforce", "LastModifiedDate", 999_999),
        ("Marketo", "Marketo", "updatedAt", 500_000),
        ("ServiceNow", "Servicenow", "sys_updated_on", 100_000),
    ],
)
def test_each_source_has_its_spelling_its_incremental_field_and_its_limit(
    name: str, api_type: str, field: str, records: int
) -> None:
    facts = connector(name)
    assert (facts.api_type, facts.incremental_field, facts.records_per_run) == (api_type, field, records)
    assert facts.supports_workflows


def test_objects_have_the_templates_of_customer_profiles() -> None:
    assert {
        name: {key: each.template_id for key, each in facts.objects.items()} for name, facts in CONNECTORS.items()
    } == {
        "Salesforce": {
            "Account": "Salesforce-Account",
            "Contact": "Salesforce-Contact",
            "Asset": "Salesforce-Asset",
        },
        "Marketo": {"leads": "Marketo-leads"},
        "ServiceNow": {
            "sys_user": "Servicenow-sys_user",
            "task": "Servicenow-task",
            "incident": "Servicenow-incident",
        },
    }


def test_no_template_reads_a_field_twice() -> None:
    for facts in CONNECTORS.values():
        for each in facts.objects.values():
            assert len(each.fields) == len(set(each.fields))


def test_an_object_without_template_has_none() -> None:
    assert connector("Salesforce").source_object("Case") is None


@pytest.mark.parametrize("name", ["salesforce", "Servicenow", "Zendesk", "", None, 1, ["Salesforce"]])
def test_another_source_is_refused_with_those_there_are(name: object) -> None:
    with pytest.raises(RuleViolation) as violation:
        connector(name)
    assert str(violation.value) == f"type = {name!r}: must be one of Salesforce, Marketo, ServiceNow"
