"""Mapping files: the arguments of the components, with their rules and messages."""

from typing import Any

import pytest
from connect_customer_profiles.object_mapping import ObjectMappingArgs
from connect_customer_profiles.profiles.definition import ARGUMENTS
from connect_customer_profiles.rehearsal.mapping_file import RULED, WITHOUT_EFFECT, intakes
from connect_customer_profiles.rules import RuleViolation

from tests.unit.rehearsal.worlds import CONTACTS, TICKETS, field

SALESFORCE = {"type": "Salesforce", "connector_profile_name": "sales", "object": "Contact"}


def test_an_entry_takes_the_arguments_of_the_component() -> None:
    assert {*ARGUMENTS, *RULED, *WITHOUT_EFFECT} == set(ObjectMappingArgs.__annotations__)


def test_sources_by_name() -> None:
    found = intakes({"people": {**CONTACTS, "object_type_name": "Contact", "source_priority": 2}, "tickets": TICKETS})
    people, tickets = found["people"], found["tickets"]
    assert (people.object_type.name, people.object_type.source_priority, people.transformation) == ("Contact", 2, None)
    assert (tickets.object_type.name, tickets.object_type.allow_profile_creation) == ("tickets", False)


def test_the_flow_of_an_integration() -> None:
    integration = {"connector": SALESFORCE, "fields": ["Id", "Email"], "incremental_field": "CreatedDate"}
    [people] = intakes({"people": {**CONTACTS, "integration": integration}}).values()
    assert people.time_field == "CreatedDate"
    assert people.transformation is not None
    assert people.transformation.writes() == {"Id", "Email", "CreatedDate"}  # type: ignore[comparison-overlap]
    assert not people.reads_files


@pytest.mark.parametrize(
    ("document", "line"),
    [
        ([], "'list': must be an object with the arguments of an ObjectMapping for each source"),
        ({}, "'dict': must be an object with the arguments of an ObjectMapping for each source"),
        ({1: {}}, "'dict': must be an object with the arguments of an ObjectMapping for each source"),
        ({"people": 3}, "people = 'int': must be an object with "),
        ({"people": {**CONTACTS, "filds": {}}}, "people.filds = {}: is not part of an "
         "ObjectMapping; did you mean fields?"),
        ({"people": {"template_id": "Salesforce-Contact"}}, "people.template_id = 'Salesforce-Contact': only AWS knows "
         "the fields of a template: rehearse with the stack"),
        ({"people": {**CONTACTS, "source_priority": 0}}, "people.source_priority = 0: must be "),
        ({"people": {**CONTACTS, "integration": {"connector": SALESFORCE, "task": []}}}, "people.integration.task = "
         "[]: is not part of an IntegrationWorkflow; did you mean tasks?"),
        ({"people": {**CONTACTS, "integration": {"connector": {"type": "Oracle"}}}}, "people.integration.connector."
         "type = 'Oracle': must be one of "),
        ({"a b": CONTACTS}, "a b.object_type_name = 'a b': "),
        ({"people": {**CONTACTS, "fields": {**CONTACTS["fields"], "x": field("X", "Shoe")}}}, "people.fields.x.target "
         "= '_profile.Shoe': does not exist: "),
        ({"people": CONTACTS, "tickets": {**TICKETS, "fields": {**TICKETS["fields"], "requester": field("r")}}},
         "people.keys = ['contactId', '_email', '_phone']: key '_email' is EMAIL_ADDRESS here and STRING in object "
         "type 'tickets': key names are shared by the whole domain"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_line(document: Any, line: str) -> None:
    with pytest.raises(RuleViolation) as error:
        intakes(document)
    assert str(error.value).startswith(line)
    assert "\n" not in str(error.value)
