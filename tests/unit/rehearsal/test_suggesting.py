"""A mapping for somebody's own records: what is suggested, why, and that it can be rehearsed as it is."""

import io
import json
from typing import Any

import pytest
from connect_customer_profiles.rehearsal import mapping_file
from connect_customer_profiles.rehearsal.sample import Sample, SampleError
from connect_customer_profiles.rehearsal.suggesting import Suggestion, suggested
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import REPOSITORY
from tests.unit.rehearsal.worlds import report


def of(text: str, label: str = "guests.csv", name: str = "guests") -> Suggestion:
    return suggested(name, Sample(label, lambda: io.BytesIO(text.encode())))


def reason(found: Suggestion, what: str) -> list[str]:
    return [f"{each.suggestion}: {each.because}" for each in found.reasons if each.what == what]


PEOPLE = "\n".join(
    [
        "ContactID;First_name;Surname;E-mail;Work_e-mail;Phone;Zip;Shoe;Modified;Fax",
        "0017;Ana;Silva;ana@example.com;a@work.example;+1 206 555 0101;01234;38;2026-01-31T10:00:00Z;",
        "0018;Bo;Okafor;bo@example.com;;206-555-0102;99999;40;2026-01-31T11:00:00Z;",
        "0019;Cy;Souza;;c@work.example;;10115;41;2026-01-31T12:00:00Z;",
    ]
)


def test_fields_targets_content_types_and_keys_have_reasons() -> None:
    found = of(
        PEOPLE.replace("Contact ID", "ContactID").replace("First name", "First_name").replace("Work e", "Work_e")
    )
    fields = found.arguments["fields"]
    assert {name: (each.get("target"), each.get("content_type")) for name, each in fields.items()} == {
        "ContactID": (None, None),
        "First_name": ("_profile.FirstName", "NAME"),
        "Surname": ("_profile.LastName", "NAME"),
        "E_mail": ("_profile.EmailAddress", "EMAIL_ADDRESS"),
        "Work_e_mail": ("_profile.BusinessEmailAddress", "EMAIL_ADDRESS"),
        "Phone": ("_profile.PhoneNumber", "PHONE_NUMBER"),
        "Zip": ("_profile.Address.PostalCode", None),
        "Shoe": ("_profile.Attributes.Shoe", None),
        "Modified": ("_profile.SourceLastUpdatedTimestamp", None),
    }
    assert found.arguments["keys"] == {
        "guestsKey": {"field_names": ["ContactID"], "standard_identifiers": ["UNIQUE", "PROFILE"]},
        "_email": {"field_names": ["E_mail"], "standard_identifiers": ["PROFILE"]},
        "_phone": {"field_names": ["Phone"], "standard_identifiers": ["PROFILE", "SECONDARY"]},
    }
    assert found.arguments["source_last_updated_timestamp_format"] == "yyyy-MM-dd'T'HH:mm:ss'Z'"
    assert reason(found, "Fax") == ["left out: no record has a value"]
    assert reason(found, "E-mail") == [
        "_profile.EmailAddress, EMAIL_ADDRESS: 2 of 2 values look like email addresses",
        "PROFILE key _email: 2 of 3 records have it; other sources find the same people by it",
    ]
    assert reason(found, "ContactID")[-1] == (
        "UNIQUE and PROFILE key: has the name of an ID; each of 3 records has another value"
    )


def test_an_email_address_that_identifies_the_records_finds_people_of_other_sources_too() -> None:
    found = of("Mail;City\nana@example.com;Berlin\nbo@example.com;Berlin\n", "newsletter.csv")
    assert found.arguments["keys"] == {
        "guestsKey": {"field_names": ["Mail"], "standard_identifiers": ["UNIQUE", "PROFILE"]},
        "_email": {"field_names": ["Mail"], "standard_identifiers": ["PROFILE"]},
    }
    made = report(
        {
            "guests": dict(found.arguments),
            "leads": dict(of("id;email\n1;ANA@example.com\n", name="leads").arguments),
        },
        {"guests": "Mail,City\nana@example.com,Berlin\n", "leads": "id,email\n1,ANA@example.com\n"},
    )
    assert made.profiles == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Id\n1\n", "has the name of an ID"),
        ("Id\n1\n2\n", "has the name of an ID; each of 2 records has another value"),
        ("Card\nx\n", "has a value in the only record"),
        ("Card\nx\ny\n", "has another value in each of 2 records"),
    ],
)
def test_why_a_field_identifies_records(text: str, why: str) -> None:
    found = of(text)
    assert reason(found, text.split("\n", maxsplit=1)[0])[-1] == f"UNIQUE and PROFILE key: {why}"
    columns = found.reading[0].rpartition(", ")[2]
    assert columns == "1 column"


def test_a_value_that_many_records_share_ties_nobody() -> None:
    rows = [f"{number};shop@example.com" for number in range(20)] + [
        f"{number};p{number}@x.com" for number in range(20, 60)
    ]
    found = of("Id;Email\n" + "\n".join(rows))
    assert list(found.arguments["keys"]) == ["guestsKey"]
    assert reason(found, "Email")[-1] == ("no key _email: 20 of 60 records share one value, which may be a placeholder")


@pytest.mark.parametrize(
    ("name", "value", "target"),
    [
        ("DOB", "1980-01-02", "BirthDate"),
        ("Birthday", "02.01.1980", "BirthDate"),
        ("Born", "1980/1/2", "Attributes.Born"),
        ("Joined", "02-01-80 10.30", "Attributes.Joined"),
        ("Phone checked", "2026-01-31", "Attributes.Phone_checked"),
        ("SSN", "078-05-1120", "Attributes.SSN"),
        ("Plate", "12-34-567", "Attributes.Plate"),
        ("Card", "4111 1111 1111 1111", "Attributes.Card"),
        ("Seen", "1700000000", "Attributes.Seen"),
        ("Reach", "+44 20 7946 0958", "PhoneNumber"),
        ("Reach", "(206) 555-0101", "PhoneNumber"),
        ("Reach", "06.12.34.56.78", "PhoneNumber"),
        ("Tel", "5550101", "Attributes.Tel"),
        ("Tel", "555-0101", "PhoneNumber"),
        ("Phone", "2065550101", "PhoneNumber"),
    ],
)
def test_what_is_a_telephone_number(name: str, value: str, target: str) -> None:
    found = of(f"Id,{name}\n1,{value}\n2,{value}\n")
    [field] = [each for each in found.arguments["fields"].values() if each["source"] == f"_source.{name}"]
    assert field["target"] == f"_profile.{target}"
    assert list(found.arguments["keys"]) == ["guestsKey", *(["_phone"] if target == "PhoneNumber" else [])]


def test_ids_that_are_missing_or_repeated_are_counted() -> None:
    found = of("Id,Name\n1,a\n1,b\n2,c\n,d\n3,e\n")
    assert reason(found, "Id")[-1] == (
        "UNIQUE and PROFILE key: has the name of an ID; 1 of 5 records have none: dead letters; "
        "1 record replaces an earlier one with the same value"
    )


def test_numbers_and_objects_of_json_are_fields_too() -> None:
    rows = [{"number": 7, "who": {"email": "a@x.com", "tags": ["x"]}, "open": True}, {"number": 8, "who": None}]
    found = of("".join(json.dumps(each) + "\n" for each in rows), "tickets.jsonl")
    assert found.arguments["fields"]["who_email"] == {
        "source": "_source.who.email",
        "target": "_profile.EmailAddress",
        "content_type": "EMAIL_ADDRESS",
    }
    assert found.arguments["keys"]["guestsKey"]["field_names"] == ["number"]


def test_names_of_columns_that_are_no_path_are_read_in_quotes() -> None:
    found = of("""Kunden-Nr.;Telefon;Client's name\n0001;+49 170 5500001;a\n0002;+49 170 5500002;b\n""")
    assert found.arguments["fields"]["Kunden_Nr"] == {"source": "_source['Kunden-Nr.']"}
    assert found.arguments["fields"]["Client_s_name"]["source"] == """_source["Client's name"]"""
    assert found.arguments["keys"]["guestsKey"]["field_names"] == ["Kunden_Nr"]
    nested = of('{"number": 1, "a": {"Tel.": "+49 170 5500001"}}\n', "guests.jsonl")
    assert nested.arguments["fields"]["a_Tel"]["source"] == "_source['a']['Tel.']"


def test_columns_whose_names_have_no_latin_letter_keep_attributes_of_their_own() -> None:
    found = of("id,Фамилия,姓名,Größe,Gr-e,Straße,Gro e\n1,a,b,c,d,e,f\n2,g,h,i,j,k,l\n")
    assert {each["source"]: each.get("target") for each in found.arguments["fields"].values()} == {
        "_source.id": None,
        "_source.Фамилия": "_profile.Attributes.field",
        "_source.姓名": "_profile.Attributes.field_2",
        "_source.Größe": "_profile.Attributes.Grosse",
        "_source.Gr-e": "_profile.Attributes.Gr_e",
        "_source.Straße": "_profile.Attributes.Strasse",
        "_source.Gro e": "_profile.Attributes.Gro_e",
    }


def test_a_name_that_the_values_belie_is_the_reason() -> None:
    found = of(
        "Id,Phone,E-mail,LastModifiedDate\n1,1.7055E+11,n/a,45000\n2,1.7055E+11,n/a,2026-01-31\n3,1.7055E+11,a@x.com,\n"
    )
    assert reason(found, "Phone") == [
        "_profile.Attributes.Phone: only 0 of 3 values look like telephone numbers, which its name promises"
    ]
    assert reason(found, "E-mail") == [
        "_profile.Attributes.E_mail: only 1 of 3 values look like email addresses, which its name promises"
    ]
    assert reason(found, "LastModifiedDate") == [
        "_profile.Attributes.LastModifiedDate: its name is that of a time, "
        "but its values are not all of one format that is known"
    ]
    owner = of('{"id": 1, "email": {"FirstName": "Ana"}}\n', "guests.jsonl")
    assert reason(owner, "email.FirstName") == ["_profile.FirstName, NAME: its name"]
    twice = of("Id,LastModifiedDate,UpdatedAt\n1,2026-01-31,2026-01-31\n")
    assert reason(twice, "UpdatedAt") == [
        "_profile.Attributes.UpdatedAt: LastModifiedDate fills SourceLastUpdatedTimestamp already"
    ]


def test_lists_are_not_said_to_be_empty() -> None:
    found = of('{"id": 1, "who": {"phones": ["+1 206 555 0101"]}, "none": []}\n', "guests.jsonl")
    assert reason(found, "who.phones") == ["left out: holds lists: _source.who.phones[0] reads the first entry"]
    assert reason(found, "none") == ["left out: no record has a value"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "sep=;\nId;Email\n1;a@x.com\n",
            "guests.csv, line 1: sep= is a line for Excel: remove it, or a flow takes it for the header",
        ),
        ("Id,Email\n", "guests.csv: has no record"),
        ("ana@example.com,Ana\nbo@example.com,Bo\n", "guests.csv: its first line is no header: name the columns"),
        (
            "City\nBerlin\nBerlin\n",
            "guests.csv: no field has another value in each record: nothing can be the UNIQUE key",
        ),
    ],
)
def test_what_nothing_can_be_suggested_for(text: str, message: str) -> None:
    with pytest.raises(SampleError) as caught:
        of(text)
    assert str(caught.value) == message


def test_the_guide_s_own_samples_are_read_without_a_dead_letter_that_is_not_announced() -> None:
    text = (REPOSITORY / "docs" / "mapping" / "contacts.csv").read_text()
    found = of(text)
    rehearsed = report({"guests": dict(found.arguments)}, {"guests": text})
    assert rehearsed.refused == 1
    assert "1 of 9 records have none: dead letters" in reason(found, "Id")[-1]


NAMES = st.sampled_from(
    [
        "Id",
        "id",
        "E-mail",
        "email",
        "Phone",
        "Tags",
        "1st",
        "a b",
        "ä",
        "Name",
        "a.b",
        "_x",
        "x" * 90,
        "No.",
        "a'b",
        "姓名",
        "电话",
    ]
)
VALUES = st.sampled_from(
    ["", "1", "2", "a@x.com", "A@x.com", "+1 206 555 0101", "2026-01-31", "Ana", "ü", 7, True, None]
)


@given(st.lists(st.dictionaries(NAMES, VALUES | st.dictionaries(NAMES, VALUES, max_size=2), max_size=6), max_size=8))
def test_whatever_is_suggested_keeps_every_rule_and_can_be_rehearsed(rows: list[dict[str, Any]]) -> None:
    text = "".join(json.dumps(each) + "\n" for each in rows)
    try:
        found = of(text, "guests.jsonl")
    except SampleError:
        return
    document = {found.name: dict(found.arguments)}
    assert list(mapping_file.intakes(document)) == ["guests"]
    rehearsed = report(document, {"guests": rows})
    assert rehearsed.records == found.records == len(rows)
