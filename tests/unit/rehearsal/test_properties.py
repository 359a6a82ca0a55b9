"""What holds for every mapping and sample: nothing is lost, and the rehearsal is the model."""

import json
from typing import Any

from connect_customer_profiles.profiles.domain import Domain
from connect_customer_profiles.rehearsal.comparing import APART, OTHERS, TOGETHER, differences
from connect_customer_profiles.rehearsal.summary import summarised
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.rehearsal.worlds import CONTACTS, TICKETS, rehearsed

EMAILS = st.sampled_from(["a@x.com", "A@x.com", "b@x.com", "c@x.com", "", None])
PHONES = st.sampled_from(["+1 206 555 0101", "2065550101", "2065550102", "", None])
PEOPLE = st.lists(
    st.fixed_dictionaries({"Id": st.sampled_from(["1", "2", "3", "", None]), "Email": EMAILS, "Phone": PHONES}),
    min_size=1,
    max_size=12,
)
LETTERS = st.lists(
    st.fixed_dictionaries({"number": st.sampled_from(["1", "2", ""]), "requester": st.builds(dict, email=EMAILS)}),
    min_size=1,
    max_size=6,
)
TASKS = st.lists(
    st.sampled_from(
        [
            {"type": "Filter", "field": "Id", "operator": "NOT_EQUAL_TO", "value": "3"},
            {"type": "Validate", "field": "Email", "operator": "VALIDATE_NON_NULL", "action": "DropRecord"},
            {"type": "Validate", "field": "Phone", "operator": "VALIDATE_NON_NULL", "action": "TerminateFlow"},
        ]
    ),
    unique_by=str,
)
SALESFORCE = {"type": "Salesforce", "connector_profile_name": "sales", "object": "Contact"}


def loading(tasks: list[dict[str, Any]]) -> dict[str, Any]:
    return {**CONTACTS, "integration": {"connector": SALESFORCE, "fields": ["Id", "Email", "Phone"], "tasks": tasks}}


@given(PEOPLE, LETTERS, TASKS)
def test_every_record_is_exactly_one_of_dropped_refused_object(
    people: list[dict[str, Any]], tickets: list[dict[str, Any]], tasks: list[dict[str, Any]]
) -> None:
    made = rehearsed({"people": loading(tasks), "tickets": TICKETS}, {"people": people, "tickets": tickets}, fates=True)
    found = summarised(made)
    assert [each.records for each in found.sources] == [len(people), len(tickets)]
    for source, tally in zip(found.sources, made.tallies, strict=True):
        dropped, refused = (sum(each.count for each in kind) for kind in (source.dropped, source.refused))
        assert dropped + refused + source.objects + source.updates == source.records
        assert 0 <= source.objects - sum(source.joined.values()) <= source.profiles
        assert tally.fates is not None
        assert len(tally.fates) == source.records
    assert found.objects == sum(each.objects for each in found.sources)
    assert found.profiles == sum(each.profiles for each in found.sources)
    assert sum(made.domain.objects.count(each) for each in made.domain.profiles()) == found.objects


@given(PEOPLE, LETTERS)
def test_the_rehearsal_is_the_model(people: list[dict[str, Any]], tickets: list[dict[str, Any]]) -> None:
    made = rehearsed({"people": CONTACTS, "tickets": TICKETS}, {"people": people, "tickets": tickets})
    model = Domain("rehearsal")
    for each in made.sources:
        model.define(each.intake.object_type)
    outcomes = [model.put_text("people", json.dumps(each)) for each in people]
    outcomes += [model.put_text("tickets", json.dumps(each)) for each in tickets]
    assert {number: model.fields.of(number) for number in model.profiles()} == {
        number: made.domain.fields.of(number) for number in made.domain.profiles()
    }
    assert sorted(model.objects.live()) == sorted(made.domain.objects.live())
    assert sum(each.message is not None for each in outcomes) == summarised(made).refused


@given(PEOPLE, LETTERS)
def test_two_rehearsals_of_the_same_differ_in_nothing(
    people: list[dict[str, Any]], tickets: list[dict[str, Any]]
) -> None:
    one, other = (
        rehearsed({"people": CONTACTS, "tickets": TICKETS}, {"people": people, "tickets": tickets}, fates=True)
        for _ in range(2)
    )
    assert differences(one, other) == ()
    assert summarised(one) == summarised(other)


def test_which_records_differ() -> None:
    by_phone = {key: value for key, value in CONTACTS["keys"].items() if key != "_email"}
    by_phone["_phone"] = {"field_names": ["phone"], "standard_identifiers": ["PROFILE"]}
    people = [
        {"Id": "1", "Email": "a@x.com", "Phone": "2065550101"},
        {"Id": "2", "Email": "A@x.com", "Phone": "2065550102"},
        {"Id": "3", "Email": "b@x.com", "Phone": "2065550101"},
        {"Id": "4", "Email": "c@x.com", "Phone": ""},
        {"Id": "5", "Email": "d@x.com", "Phone": "2065550109"},
        {"Id": "6", "Email": "", "Phone": ""},
    ]
    email = {**CONTACTS, "keys": {key: value for key, value in CONTACTS["keys"].items() if key != "_phone"}}
    one = rehearsed({"people": email}, {"people": people}, fates=True)
    other = rehearsed({"people": {**CONTACTS, "keys": by_phone}}, {"people": people}, fates=True)
    assert [(each.what, each.count, each.numbers) for each in differences(one, other)] == [
        (OTHERS, 1, (1,)),
        (APART, 1, (2,)),
        (TOGETHER, 1, (3,)),
        ("an object, then a dead letter", 1, (4,)),
    ]
