"""What becomes of the records of a sample, and what the report says of it."""

import io
import json
import tracemalloc
from collections.abc import Mapping
from typing import Any

import pytest
from connect_customer_profiles.rehearsal.masking import masked
from connect_customer_profiles.rehearsal.observation import Observation
from connect_customer_profiles.rehearsal.reach import interval, sentences
from connect_customer_profiles.rehearsal.rehearsing import rehearse
from connect_customer_profiles.rehearsal.report import Affected, FilledField, LikelyMiss, Refusal, SuspiciousMerge
from connect_customer_profiles.rehearsal.summary import summarised

from tests.unit.rehearsal.worlds import CONTACTS, TICKETS, field, report, sources

PEOPLE = """Id,Email,Phone,FirstName,LastName,Shoe
1,ana@example.com,+1 206 555 0101,Ana,Silva,38
2,ANA@example.com,,Ana,Silva,38
3,,206-555-0101,,Silva,
4,bo@example.com,,Bo,Okafor,44
,nobody@example.com,,No,One,
5,,,,,
4,bo@example.com,,Bob,Okafor,44
"""
WORKFLOW = {"type": "Salesforce", "connector_profile_name": "sales", "object": "Contact"}


def loading(*tasks: Mapping[str, Any], fields: tuple[str, ...] = ("Id", "Email", "Phone")) -> dict[str, Any]:
    return {**CONTACTS, "integration": {"connector": WORKFLOW, "fields": list(fields), "tasks": list(tasks)}}


def test_records_become_profiles_and_dead_letters() -> None:
    found = report({"people": CONTACTS}, {"people": PEOPLE})
    [people] = found.sources
    assert (people.records, people.objects, people.updates, people.profiles) == (7, 4, 1, 2)
    assert people.joined == {"_email": 1, "_phone": 1}
    assert people.refused == (
        Refusal(
            "The UNIQUE key or PROFILE key does not exist in the profile object",
            "Fill _source.Id: the UNIQUE key 'contactId' needs a value, or choose another one.",
            1,
            (6,),
        ),
        Refusal(
            "The UNIQUE key or PROFILE key does not exist in the profile object",
            "Add a PROFILE key of a field that these records have: none of '_email', '_phone' has a value.",
            1,
            (7,),
        ),
    )
    assert (found.objects, found.profiles, found.unified, found.largest, found.evicted) == (4, 2, 1, 3, 0)
    assert (people.unread, people.missing, people.dropped, people.unreadable) == (("Shoe",), (), (), ())
    assert (found.records, found.refused, found.dropped, found.needs_attention) == (7, 2, 0, True)
    assert found.order == "in the order of the file"


def test_what_fills_the_profiles() -> None:
    found = report({"people": CONTACTS}, {"people": PEOPLE})
    fields = {each.path: each for each in found.fields}
    assert fields["EmailAddress"] == FilledField("EmailAddress", 2, {"people": 4}, {"people": 1})
    assert fields["PhoneNumber"] == FilledField("PhoneNumber", 1, {"people": 2}, {"people": 1})
    assert fields["FirstName"] == FilledField("FirstName", 2, {"people": 4}, {"people": 1})


def test_sources_arrive_side_by_side_where_they_have_times() -> None:
    timed = {"_t": field("at", "SourceLastUpdatedTimestamp")}
    form = {"source_last_updated_timestamp_format": "yyyy-MM-dd"}
    mappings = {
        "people": {**CONTACTS, **form, "fields": {**CONTACTS["fields"], "at": timed["_t"]}},
        "tickets": {**TICKETS, **form, "fields": {**TICKETS["fields"], "at": timed["_t"]}},
    }
    samples: dict[str, Any] = {
        "tickets": [
            {"number": "t1", "at": "2026-01-01", "requester": {"email": "a@x.com"}},
            {"number": "t2", "at": "2026-01-03", "requester": {"email": "A@x.com"}, "city": "Rome"},
            {"number": "t3", "requester": {"email": "b@x.com"}},
        ],
        "people": "Id,Email,at\n1,a@x.com,2026-01-02\n2,b@x.com,2026-01-04\n",
    }
    found = report(mappings, samples)
    assert found.order == "as they would arrive: tickets by at, people by at"
    assert [(each.name, each.objects) for each in found.sources] == [("tickets", 1), ("people", 2)]
    [refusal] = found.sources[0].refused
    assert refusal == Refusal(
        "The object matches no profile and the object type does not allow to create one",
        "Allow profile creation of tickets, or load the source first that makes the profiles.",
        2,
        (1, 3),
    )
    swapped = report(
        {"people": CONTACTS, "tickets": TICKETS}, {"people": "Id,Email\n1,a@x.com\n", "tickets": samples["tickets"]}
    )
    assert swapped.order == "one file after the other, as given"
    assert swapped.sources[1].objects == 2


def test_tasks_leave_records_out_and_say_so() -> None:
    mapping = loading(
        {"type": "Filter", "field": "Country", "operator": "EQUAL_TO", "values": ["DE", "AT"]},
        {"type": "Validate", "field": "Email", "operator": "VALIDATE_NON_NULL", "action": "DropRecord"},
        fields=("Id", "Email", "Phone", "LastModifiedDate"),
    )
    records = [
        {"Id": "1", "Email": "a@x.com", "Country": "FR"},
        {"Id": "2", "Email": "", "Country": "DE"},
        {"Id": "3", "Email": "c@x.com", "Country": "AT", "Phone": "1"},
        {"Id": "4", "Email": "d@x.com"},
    ]
    [people] = report({"people": mapping}, {"people": records}).sources
    assert people.dropped == (
        Affected('Filter Country EQUAL_TO "AT,DE"', 2, (1, 4)),
        Affected("Validate Email VALIDATE_NON_NULL", 1, (2,)),
    )
    assert (people.records, people.objects, people.unread) == (4, 1, ())
    assert people.missing == ("FirstName", "LastName")


def test_fields_that_tasks_make_are_not_missing_in_the_file() -> None:
    mapping = loading(
        {"type": "Merge", "fields": ["First", "Last"], "to": "Name", "format": "${First} ${Last}"},
        fields=("Id", "Email", "First", "Last"),
    )
    [people] = report({"people": mapping}, {"people": "Id,Email,First,Last\n1,a@x.com,Ana,Silva\n"}).sources
    assert people.missing == ("Phone", "FirstName", "LastName")


def test_a_task_that_ends_the_run_leaves_out_everything() -> None:
    ends = {"type": "Validate", "field": "Email", "operator": "VALIDATE_NON_NULL", "action": "TerminateFlow"}
    records = [{"Id": "1", "Email": "a@x.com"}, {"Id": "2", "Email": ""}, {"Id": "3", "Email": "c@x.com"}]
    [people] = report({"people": loading(ends)}, {"people": records}).sources
    reason = (
        "line 2 ends the run, which then writes nothing: "
        "The value of Email is bad (VALIDATE_NON_NULL): the flow is terminated"
    )
    assert people.dropped == (Affected(reason, 3, (1, 2, 3)),)
    assert people.objects == 0


def test_fields_that_a_flow_does_not_load_are_read_by_nothing() -> None:
    renamed = {"type": "Map", "field": "Mail", "to": "Email"}
    mapping = loading(renamed, fields=("Id", "Mail", "Extra"))
    [people] = report({"people": mapping}, {"people": "Id,Mail,Extra,Phone\n1,a@x.com,x,5\n"}).sources
    assert people.unread == ("Extra", "Phone")
    assert people.missing == ("Phone", "FirstName", "LastName")


def test_a_file_without_a_header_shows_nobodys_data() -> None:
    found = report({"people": CONTACTS}, {"people": "1,ana@example.com,Ana\n2,bo@example.com,Bo\n"})
    [people] = found.sources
    assert people.notes == ("nothing reads any of its 3 fields: does the file name them?",)
    assert people.unread == ()
    assert "ana" not in str(found).lower()


def test_a_placeholder_number_is_suspicious() -> None:
    rows = "".join(f"{n},,(000) 000-0000,F{n},L{n}\n" for n in range(150))
    found = report({"people": CONTACTS}, {"people": f"Id,Email,Phone,FirstName,LastName\n{rows}"})
    assert found.suspicious == 1
    assert found.merges == (
        SuspiciousMerge(
            150,
            "at least 50 first names, at least 50 last names, one value of a key shared by at least 100 objects",
            "_phone",
            "***00",
            141,
        ),
    )
    assert found.needs_attention


def test_values_of_each_field_are_told_apart_however_many_others_a_profile_has() -> None:
    observation = Observation()
    for number in range(100):
        observation.replaced(7, "EmailAddress", f"{number}@x.com", f"{number + 1}@x.com")
    assert observation.contradictions(7) == {"EmailAddress": 50}
    observation.replaced(7, "LastName", "Silva", " SILVA")
    assert observation.contradictions(7) == {"EmailAddress": 50}
    observation.replaced(7, "LastName", "Silva", "Souza")
    observation.replaced(8, "BirthDate", "1970-01-01", "1971-01-01")
    observation.replaced(8, "Address.City", "Lisbon", "Porto")
    assert observation.contradictions(7) == {"LastName": 2, "EmailAddress": 50}
    assert observation.contradictions(8) == {"BirthDate": 2}
    assert observation.contradictions(9) == {}
    assert observation.contradicted == {7, 8}


def test_what_contradicts_itself_in_very_many_profiles_takes_little_room() -> None:
    observation = Observation()
    profiles = 10_000
    tracemalloc.start()
    try:
        for profile in range(profiles):
            for path, value in (("FirstName", "Ana"), ("LastName", "Silva"), ("EmailAddress", "ana@x.com")):
                observation.replaced(profile, path, f"{value}{profile}", f"{value}{profile + 1}")
        room, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert room / profiles < 400  # bytes; a set for each field takes about 1,200


def test_one_person_with_many_objects_is_not_suspicious() -> None:
    rows = "".join(f"{n},a@x.com,,Ana,{'silva' if n % 2 else 'Silva'}\n" for n in range(90))
    found = report({"people": CONTACTS}, {"people": f"Id,Email,Phone,FirstName,LastName\n{rows}"})
    assert (found.suspicious, found.profiles, found.largest) == (0, 1, 90)


def test_likely_misses() -> None:
    exact = {
        **CONTACTS,
        "fields": {
            **CONTACTS["fields"],
            "email": field("Email", "EmailAddress"),
            "phone": field("Phone", "PhoneNumber"),
        },
    }
    rows = "1,a@x.com,+49 30 5550101\n2,A@x.com,\n3,b@x.com,030 5550101\n4,c@x.com,\n5,C@x.com,\n6,c@X.com,\n"
    found = report({"people": exact}, {"people": f"Id,Email,Phone\n{rows}"}, personal=True)
    assert found.misses == (
        LikelyMiss(
            "the same email address",
            2,
            5,
            "The field of the key in people needs the content type EMAIL_ADDRESS.",
            ("a@x.com", "c@x.com"),
        ),
        LikelyMiss(
            "a phone number with the same last 9 digits",
            1,
            2,
            "The field of the key in people needs the content type PHONE_NUMBER.",
            ("305550101",),
        ),
    )
    keyless = {**CONTACTS, "keys": {key: value for key, value in CONTACTS["keys"].items() if key != "_email"}}
    for sharing, misses in ((9, 1), (10, 0)):
        crowd = "".join(f"{number},office@x.com,123456{number}\n" for number in range(10, 10 + sharing))
        assert len(report({"people": keyless}, {"people": f"Id,Email,Phone\n{crowd}"}).misses) == misses
    keyless["keys"] = {**keyless["keys"], "_phone": {"field_names": ["phone"], "standard_identifiers": ["PROFILE"]}}
    [miss] = report({"people": keyless}, {"people": "Id,Email,Phone\n1,a@x.com,1234567\n2,a@x.com,1234568\n"}).misses
    assert (miss.examples, miss.remedy) == (
        ("a***@***.com",),
        "No PROFILE key of people has it: add one of the same name in every object type.",
    )


def test_a_cell_of_300_kb_is_a_dead_letter() -> None:
    rows = f"Id,Email,FirstName\n1,a@x.com,{'x' * 300_000}\n2,b@x.com,y\n"
    [people] = report({"people": CONTACTS}, {"people": rows}).sources
    assert people.refused == (
        Refusal(
            "Your data contains profile object larger than 256000 bytes",
            "Have the flow leave out fields until objects are below the limit.",
            1,
            (2,),
        ),
    )


def test_leading_zeros_are_part_of_a_key() -> None:
    found = report({"people": CONTACTS}, {"people": "Id,Email\n007,a@x.com\n7,b@x.com\n07,c@x.com\n"})
    assert (found.objects, found.profiles) == (3, 3)


def test_strange_values_are_values() -> None:
    records: list[dict[str, Any]] = [
        {"Id": 7, "Email": ["a@x.com"], "Phone": {"x": 1}, "FirstName": None, "LastName": True},
        {"Id": "\ud800", "Email": "\ud800@x.com", "FirstName": "x" * 20_000},
    ]
    found = report({"people": CONTACTS}, {"people": records})
    assert found.objects == 2
    json.dumps(found.merges)


def test_deep_values_are_a_fault() -> None:
    for depth in (50, 600, 900, 990, 100_000):
        text = f'{{"Id": "1", "Email": {"[" * depth}{"]" * depth}}}\n'
        made = sources({"people": CONTACTS}, {"people": []})
        made[0].sample.open = lambda text=text: io.BytesIO(text.encode())  # type: ignore[misc]
        [people] = summarised(rehearse(made)).sources
        assert people.records == (depth == 50)
        assert people.unreadable == (() if depth == 50 else (Affected("is nested too deep", 1, (1,)),))


@pytest.mark.parametrize(
    ("value", "left"),
    [
        ("jane.doe@mail.example.com", "j***@***.com"),
        ("@x", "***@***"),
        ("+1 (206) 555-0101", "***01"),
        ("1234", "***"),
        ("Silva", "S***"),
        ("Ana", "***"),
        ("李雷", "***"),
        ("jane@example.com:silva", "j***@***"),
        ("jane@example.com Silva", "j***@***"),
        ("silva:jane@example.com", "s***@***.com"),
        ("call @ 12.Jane Silva", "c***@***"),
        ("@jane.silva", "***@***"),
        ("", "***"),
    ],
)
def test_values_are_masked(value: str, left: str) -> None:
    assert masked(value) == left


def test_a_key_of_an_email_address_and_a_name_shows_neither() -> None:
    keyed = {"field_names": ["email", "last"], "standard_identifiers": ["PROFILE"]}
    mapping = {**CONTACTS, "keys": {"contactId": CONTACTS["keys"]["contactId"], "both": keyed}}
    records = [
        {"Id": str(n), "Email": "jane@example.com", "LastName": "Silva", "FirstName": f"N{n}"} for n in range(150)
    ]
    found = report({"people": mapping}, {"people": records})
    assert [each.value for each in found.merges] == ["j***@***"]


def test_the_reach_of_a_sample() -> None:
    low, high = interval(10, 1000)
    assert (round(low, 4), round(high, 4)) == (0.0054, 0.0183)
    assert interval(0, 10)[0] == 0
    assert sentences(0, 0, 0) == ()
    assert sentences(1000, 10, 30) == (
        "1 % of the sample would be dead letters; if it was drawn at random, 0.54 % to 1.8 % of the whole (95 %).",
        "What none of these 1,000 records shows may still concern up to 0.3 % of the whole (95 %).",
        "30 objects joined a profile. Of duplicates a random sample shows few: a tenth of the records holds a "
        "hundredth of the pairs. Samples by person, such as all whose name begins with M, show them as they are.",
    )


@pytest.mark.parametrize(
    ("timestamp_format", "times", "others"),
    [
        ("yyyy-MM-dd", ["2024-02-03", "2024-2-3"], ["45500", "05.02.2025", "2024-02-03 10:00"]),
        ("yyyy-MM-dd'T'HH:mm:ss'Z'", ["2024-02-03T04:05:06Z"], ["2024-02-03 04:05:06", "2024-02-03T04:05:06+00:00"]),
        ("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", ["2024-02-03T04:05:06.789+01:00", "2024-02-03T04:05:06.789Z"], ["2024"]),
        ("dd MMM yyyy hh 'o''clock' a Z", ["03 Feb 2024 04 o'clock PM +0100"], ["03 02 2024 04 o'clock PM +0100"]),
        ("EpochMilli", ["1706933106789"], ["2024-02-03", "1706933106.789"]),
    ],
)
def test_a_time_in_another_format_than_the_one_declared_is_said(
    timestamp_format: str, times: list[str], others: list[str]
) -> None:
    mapping = {
        **CONTACTS,
        "source_last_updated_timestamp_format": timestamp_format,
        "fields": {**CONTACTS["fields"], "changed": field("Changed", "SourceLastUpdatedTimestamp")},
    }
    rows = [f"{number},a{number}@example.com,{value}" for number, value in enumerate(["", *times, *others])]
    [found] = report({"people": mapping}, {"people": "\n".join(["Id,Email,Changed", *rows])}).sources
    lines = ", ".join(str(3 + len(times) + number) for number in range(len(others)))
    assert found.notes == (
        f"line{'s' * (len(others) > 1)} {lines}: the time of the last change does not have the format "
        f"{timestamp_format}; AWS does not document what becomes of it",
    )
