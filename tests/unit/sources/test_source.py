"""The facts about the sources."""

import pytest
from connect_customer_profiles.rules import RuleViolation
from connect_customer_profiles.sources import CONNECTORS, connector

from tests.api_models import api_model


def test_the_sources_are_those_of_the_api() -> None:
    api = api_model("customer-profiles").shape_for("SourceConnectorType")
    assert list(CONNECTORS) == ["Salesforce", "Marketo", "ServiceNow", "Zendesk", "S3"]
    assert sorted(facts.api_type for facts in CONNECTORS.values()) == sorted(api.enum)
    assert all(connector(name) is facts and facts.type == name for name, facts in CONNECTORS.items())


@pytest.mark.parametrize(
    ("name", "api_type", "field", "minutes", "records"),
    [
        ("Salesforce", "Salesforce", "LastModifiedDate", 1, 999_999),
        ("Marketo", "Marketo", "updatedAt", 60, 500_000),
        ("ServiceNow", "Servicenow", "sys_updated_on", 1, 100_000),
        ("Zendesk", "Zendesk", "updated_at", 1, None),
        ("S3", "S3", None, 15, None),
    ],
)
def test_each_source_has_its_spelling_its_incremental_field_and_its_limits(
    name: str, api_type: str, field: str | None, minutes: int, records: int | None
) -> None:
    facts = connector(name)
    assert (facts.api_type, facts.incremental_field) == (api_type, field)
    assert (facts.minimum_minutes, facts.records_per_run) == (minutes, records)


def test_workflows_load_what_the_api_says_they_load() -> None:
    assert [name for name, facts in CONNECTORS.items() if facts.supports_workflows] == [
        *("Salesforce", "Marketo", "ServiceNow")
    ]


@pytest.mark.parametrize("name", CONNECTORS)
def test_the_operators_of_a_source_are_those_of_both_apis(name: str) -> None:
    for service in ("customer-profiles", "appflow"):
        allowed = api_model(service).shape_for(f"{name}ConnectorOperator").enum
        assert sorted(connector(name).operators) == sorted(allowed)


def test_the_incremental_field_is_a_date_field() -> None:
    for facts in CONNECTORS.values():
        assert facts.reads_files or facts.incremental_field in facts.date_fields


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
        "Zendesk": {"users": "Zendesk-users", "tickets": "Zendesk-tickets"},
        "S3": {},
    }


def test_no_template_reads_a_field_twice() -> None:
    for facts in CONNECTORS.values():
        for each in facts.objects.values():
            assert len(each.fields) == len(set(each.fields))


def test_an_object_without_template_has_none() -> None:
    assert connector("Salesforce").source_object("Case") is None


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("salesforce", "; did you mean Salesforce?"),
        ("Servicenow", "; did you mean ServiceNow?"),
        ("s3", "; did you mean S3?"),
        *((each, "") for each in ("", None, 1, ["Salesforce"])),
    ],
)
def test_another_source_is_refused_with_those_there_are(name: object, meant: str) -> None:
    with pytest.raises(RuleViolation) as violation:
        connector(name)
    assert str(violation.value) == f"type = {name!r}: must be one of {', '.join(CONNECTORS)}{meant}"
