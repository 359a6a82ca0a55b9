"""The fields of a flow are decided once: by what the source has then, and after that by what was decided."""

from collections.abc import Mapping
from typing import Any

import pytest
from connect_customer_profiles.ingestion.flow_fields import decided
from connect_customer_profiles.rules import RuleViolation
from connect_customer_profiles.sources import CONNECTORS
from connect_customer_profiles.sources.integration import integration_definition
from connect_customer_profiles.sources.offered import Offer
from hypothesis import given
from hypothesis import strategies as st

CONNECTOR = {"type": "Salesforce", "connector_profile_name": "crm", "object": "Contact"}
CONTACT = CONNECTORS["Salesforce"].objects["Contact"]
EVERY = frozenset({*CONTACT.readable, "LastModifiedDate", "SystemModstamp", "Region__c"})
WITHOUT = EVERY - {"MiddleName"}


def decide(
    offer: frozenset[str] | None, before: Mapping[str, Any] | None = None, **arguments: Any
) -> tuple[Mapping[str, Any], int]:
    """The decision, and how often AppFlow was asked."""
    asked = []

    def ask(_source: object, parts: Mapping[str, Any]) -> Offer | None:
        asked.append(parts["object"])
        return None if offer is None else Offer("Salesforce Contact", offer)

    given_arguments = {"connector": CONNECTOR, **arguments}
    definition = integration_definition(given_arguments).flow_definition
    return decided(given_arguments, definition, before or {}, ask), len(asked)


def loaded(definition: Mapping[str, Any]) -> list[str]:
    fields: list[str] = definition["Tasks"][0]["SourceFields"]
    return fields


@pytest.mark.parametrize(
    ("offer", "middle_name"), [(EVERY, True), (WITHOUT, False), (None, False)], ids=["with", "without", "unknown"]
)
def test_a_new_integration_loads_what_the_template_reads_and_the_source_has(
    offer: frozenset[str] | None, middle_name: bool
) -> None:
    definition, asked = decide(offer)
    expected = CONTACT.readable if middle_name else CONTACT.common
    assert (loaded(definition), asked) == ([*expected, "LastModifiedDate"], 1)


@given(first=st.sampled_from([EVERY, WITHOUT, None]), later=st.sampled_from([EVERY, WITHOUT, None]))
def test_what_the_source_gains_or_loses_changes_nothing(
    first: frozenset[str] | None, later: frozenset[str] | None
) -> None:
    before, _ = decide(first)
    assert decide(later, before) == (before, 0)


def test_the_default_fields_of_an_earlier_version_stay() -> None:
    former = integration_definition({"connector": CONNECTOR, "fields": list(CONTACT.fields)}).flow_definition
    assert decide(WITHOUT, former) == (former, 0)


def test_an_edit_keeps_what_was_decided_as_far_as_the_source_still_has_it() -> None:
    before, _ = decide(WITHOUT)
    tasks = [{"type": "Mask", "field": "Email"}]
    edited, asked = decide(EVERY, before, tasks=tasks)
    assert (loaded(edited), asked) == (loaded(before), 1)
    former = integration_definition({"connector": CONNECTOR, "fields": list(CONTACT.fields)}).flow_definition
    assert loaded(decide(WITHOUT, former, tasks=tasks)[0]) == loaded(before)


def test_b5_what_a_filter_uses_is_no_field_that_was_decided_on() -> None:
    by_region = {"type": "Filter", "field": "Region__c", "operator": "EQUAL_TO", "value": "EU"}
    before, _ = decide(WITHOUT, tasks=[by_region])
    assert loaded(before)[-1] == "Region__c"
    edited, _ = decide(EVERY, before, tasks=[{**by_region, "value": "US"}])
    assert loaded(edited) == loaded(before)


def test_another_schedule_asks_nobody() -> None:
    before, _ = decide(WITHOUT)
    edited, asked = decide(EVERY, before, schedule="rate(1days)")
    assert (edited["Tasks"], asked) == (before["Tasks"], 0)
    assert edited["TriggerConfig"] != before["TriggerConfig"]


def test_another_connector_profile_is_another_source() -> None:
    before, _ = decide(WITHOUT)
    edited, asked = decide(EVERY, before, connector={**CONNECTOR, "connector_profile_name": "other"})
    assert (loaded(edited), asked) == ([*CONTACT.readable, "LastModifiedDate"], 1)


def test_fields_of_the_users_choice_are_followed_by_the_default_when_they_are_taken_away() -> None:
    before = integration_definition({"connector": CONNECTOR, "fields": ["Id", "Region__c"]}).flow_definition
    assert loaded(decide(EVERY, before)[0]) == [*CONTACT.readable, "LastModifiedDate"]


def test_fields_of_the_users_choice_are_checked_once() -> None:
    before, asked = decide(EVERY, fields=["Id", "Region__c"])
    assert (loaded(before), asked) == (["Id", "Region__c", "LastModifiedDate"], 1)
    assert decide(frozenset(), before, fields=["Region__c", "Id"]) == (before, 0)


def test_a_missing_field_is_refused() -> None:
    with pytest.raises(RuleViolation, match=r"^tasks\[0\].field = 'MiddleName': Salesforce Contact has no such field"):
        decide(WITHOUT, tasks=[{"type": "Mask", "field": "MiddleName"}])
    with pytest.raises(RuleViolation, match=r"^incremental_field = 'ChangedOn': Salesforce Contact has no such field"):
        decide(EVERY, incremental_field="ChangedOn")


def test_files_have_no_connector_profile_to_ask() -> None:
    files = {"type": "S3", "bucket_name": "crm-exports", "bucket_prefix": "customers"}
    definition, asked = decide(EVERY, connector=files, object_type_name="Customer", fields=["id"])
    assert (loaded(definition), asked) == (["id"], 0)
