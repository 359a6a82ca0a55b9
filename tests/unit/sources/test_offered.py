"""Which fields a source offers, which of them are loaded by default, and how one that is missing is refused."""

from typing import Any

import pytest
from connect_customer_profiles.rules import RuleViolation
from connect_customer_profiles.sources import CONNECTORS
from connect_customer_profiles.sources.offered import Offer, check_fields, default_fields
from connect_customer_profiles.sources.source import SourceObject
from hypothesis import given
from hypothesis import strategies as st

CONTACT = CONNECTORS["Salesforce"].objects["Contact"]
TEMPLATES = [each for facts in CONNECTORS.values() for each in facts.objects.values()]
OFFER = Offer("Salesforce Contact", frozenset({"Id", "Email", "FirstName", "LastModifiedDate", "Region__c", "Owner"}))


def check_common(template: SourceObject, missing: set[str]) -> None:
    assert set(template.readable) - set(template.common) == missing
    assert default_fields(template, None) == list(template.common)


@pytest.mark.parametrize(("name", "missing"), [("Contact", {"MiddleName"}), ("Asset", set())])
def test_a1_by_default_no_field_is_loaded_that_some_organisations_lack(name: str, missing: set[str]) -> None:
    check_common(CONNECTORS["Salesforce"].objects[name], missing)


@pytest.mark.parametrize(
    ("source", "name", "missing"),
    [
        ("Marketo", "leads", {"sfdcAccountId", "sfdcContactId", "postalcode"}),
        ("ServiceNow", "sys_user", set()),
        ("ServiceNow", "task", {"opened_by.link", "status"}),
        ("ServiceNow", "incident", {"incident_status"}),
        ("Zendesk", "users", set()),
    ],
)
def test_a2_by_default_no_field_is_loaded_that_other_sources_may_lack(
    source: str, name: str, missing: set[str]
) -> None:
    check_common(CONNECTORS[source].objects[name], missing)


def test_the_person_fields_of_an_account_are_loaded_where_there_are_any() -> None:
    account = CONNECTORS["Salesforce"].objects["Account"]
    offer = Offer("Salesforce Account", frozenset({*account.common, "PersonEmail", "MiddleName", "Own__c"}))
    assert default_fields(account, None, offer=offer) == [*account.common, "PersonEmail", "MiddleName"]


@given(
    template=st.sampled_from(TEMPLATES),
    data=st.data(),
)
def test_the_default_is_what_the_template_reads_and_the_source_has(template: SourceObject, data: Any) -> None:
    there = data.draw(st.frozensets(st.sampled_from([*template.readable, "Own__c"])))
    offer = Offer("it", there)
    chosen = default_fields(template, None, offer=offer)
    assert chosen == [name for name in template.readable if name in there]
    # What was decided stays decided: what the source gains is not added, what it has lost is left out.
    kept = set(data.draw(st.frozensets(st.sampled_from(template.readable))))
    assert set(default_fields(template, None, kept)) == kept
    assert set(default_fields(template, None, kept, offer)) == kept & there


def test_a2_the_part_of_a_described_field_is_loaded_if_every_organisation_has_it() -> None:
    """AppFlow may describe references without their parts."""
    servicenow = CONNECTORS["ServiceNow"].objects
    offer = Offer("it", frozenset({"sys_id", "caller_id", "opened_by"}))
    assert default_fields(servicenow["incident"], None, offer=offer) == ["sys_id", "caller_id.link"]
    assert default_fields(servicenow["task"], None, offer=offer) == ["sys_id"]


def test_a_field_of_the_template_that_a_task_names_is_loaded() -> None:
    tasks = [{"type": "Mask", "field": "MiddleName"}, {"type": "Merge", "fields": ["FirstName", "Own__c"], "to": "x"}]
    assert default_fields(CONTACT, tasks) == list(CONTACT.readable)
    assert default_fields(CONTACT, tasks, offer=OFFER) == ["Id", "FirstName", "MiddleName", "Email"]


@pytest.mark.parametrize(
    ("arguments", "incremental_field", "message"),
    [
        (
            {"fields": ["Id", "Emial"]},
            "LastModifiedDate",
            "fields[1] = 'Emial': Salesforce Contact has no such field; did you mean Email?",
        ),
        ({"fields": ["Zzz"]}, "LastModifiedDate", "fields[0] = 'Zzz': Salesforce Contact has no such field"),
        (
            {"tasks": [{"type": "Filter", "field": "region__c", "operator": "EQUAL_TO", "value": "EU"}]},
            "LastModifiedDate",
            "tasks[0].field = 'region__c': Salesforce Contact has no such field; did you mean Region__c?",
        ),
        (
            {"tasks": [{"type": "Merge", "fields": ["FirstName", "LastName"], "to": "x"}]},
            "LastModifiedDate",
            "tasks[0].fields = 'LastName': Salesforce Contact has no such field; did you mean FirstName?",
        ),
        (
            {},
            "LastModifyDate",
            "incremental_field = 'LastModifyDate': Salesforce Contact has no such field; did you mean "
            "LastModifiedDate?",
        ),
    ],
)
def test_a_field_that_the_source_lacks_is_refused(
    arguments: dict[str, Any], incremental_field: str, message: str
) -> None:
    with pytest.raises(RuleViolation) as caught:
        check_fields(OFFER, arguments, incremental_field)
    assert str(caught.value) == message


def test_fields_that_the_source_has_pass() -> None:
    check_fields(OFFER, {"fields": ["Id", "Region__c"], "tasks": [{"type": "Map", "field": "Id", "to": "x"}]}, None)


@pytest.mark.parametrize(
    ("described", "name", "there"),
    [
        ({"opened_by"}, "opened_by.link", True),
        ({"opened_by", "opened_by.display_value"}, "opened_by.link", False),
        ({"opened_by.link"}, "opened_by.link", True),
        ({"opened_at"}, "opened_by.link", False),
        ({"email"}, "Email", False),
    ],
)
def test_a_part_of_a_field_is_there_unless_other_parts_are_described(
    described: set[str], name: str, there: bool
) -> None:
    assert Offer("it", frozenset(described)).has(name) is there


def test_tasks_in_appflows_own_form_are_checked_as_well() -> None:
    tasks = [
        {"type": "Merge", "source_fields": ["FirstName", "Email"], "destination_field": "FirstName,Email"},
        {"type": "Map", "source_fields": ["FirstName,Email"], "destination_field": "Name"},
        {"type": "Map_all"},
        {"type": "Map", "source_fields": ["Emial"], "destination_field": "Emial"},
    ]
    check_fields(OFFER, {"tasks": tasks[:3]}, None)
    with pytest.raises(RuleViolation) as caught:
        check_fields(OFFER, {"tasks": tasks}, None, task="tasks.{}")
    assert str(caught.value) == (
        "tasks.3.source_fields = 'Emial': Salesforce Contact has no such field; did you mean Email?"
    )
