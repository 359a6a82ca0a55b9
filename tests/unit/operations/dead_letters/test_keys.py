"""Which object a letter is about, and which profile it belongs to."""

from typing import Any

import pytest
from connect_customer_profiles.aws.answers import ObjectType
from connect_customer_profiles.operations.dead_letters.keys import NO_KEYS, Named, ObjectKeys, digest

DEFINITION: ObjectType = {
    "Fields": {
        "id": {"Source": "_source.Id"},
        "name": {"Source": "{{_source.First}} {{_source.Last}}"},
        "city": {"Source": "_source.Address.City"},
        "account": {"Source": "_source.Account"},
    },
    "Keys": {
        "_unique": [{"StandardIdentifiers": ["UNIQUE"], "FieldNames": ["id"]}],
        "_person": [{"StandardIdentifiers": ["PROFILE", "SECONDARY"], "FieldNames": ["name", "city"]}],
        "_account": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["account"]}],
    },
}
JANE = {"Id": "7", "First": "Jane", "Last": "Doe", "Address": {"City": "Ulm"}}


@pytest.mark.parametrize(
    ("content", "profile", "unique"),
    [
        (JANE, ("_person=Jane Doe:Ulm",), "_unique=7"),
        # AWS tries a SECONDARY key after all others, wherever it stands.
        ({**JANE, "Account": "a-1"}, ("_account=a-1", "_person=Jane Doe:Ulm"), "_unique=7"),
        ({"Id": 7, "First": "Jane", "Last": "Doe", "Address.City": "Ulm"}, ("_person=Jane Doe:Ulm",), "_unique=7"),
        ({}, (), None),
        ({"Id": "", "Account": ""}, (), None),
        # What is no text is no key, however deep it is.
        ({"Id": [["7"]], "Account": {"a": 1}}, (), None),
    ],
)
def test_the_keys_of_an_object(content: dict[str, Any], profile: tuple[str, ...], unique: str | None) -> None:
    keys = ObjectKeys.of(DEFINITION)
    assert keys.of_object(content) == Named(profile, unique)
    assert NO_KEYS.of_object(content) == Named((), None)


def test_spellings_of_one_address_are_one_profile() -> None:
    mail: Any = {"Source": "_source.Mail", "ContentType": "EMAIL_ADDRESS"}
    unique: Any = [{"StandardIdentifiers": ["UNIQUE"], "FieldNames": ["id"]}]
    profile: Any = [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["mail"]}]
    fields: Any = {"id": {"Source": "_source.Id"}, "mail": mail}
    keys = ObjectKeys.of({"Fields": fields, "Keys": {"_unique": unique, "_email": profile}})
    assert (
        keys.of_object({"Mail": " Jane@Example.com"}) == keys.of_object({"Mail": "jane@example.com"}) != Named((), None)
    )


@pytest.mark.parametrize(
    "definition",
    [
        {},
        {"Fields": {}, "Keys": {}},
        {"Fields": {"id": {}}, "Keys": {"_unique": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["id"]}]}},
        {
            "Fields": {"id": {"Source": "{{#if}}"}},
            "Keys": {"_unique": [{"StandardIdentifiers": ["UNIQUE"], "FieldNames": ["id"]}]},
        },
    ],
)
def test_a_definition_that_cannot_be_read_has_no_keys(definition: ObjectType) -> None:
    keys = ObjectKeys.of(definition)
    assert keys.of_object({"Id": "7", "id": "7"}) == Named((), None)


def test_different_keys_have_different_digests() -> None:
    assert len({digest("Person", "a"), digest("Perso", "na"), digest("Person", "b"), digest("Person", "\ud800")}) == 4


def test_what_is_too_deep_to_be_written_is_no_key() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    assert ObjectKeys.of(DEFINITION).of_object({"First": deep, "Last": "Doe", "Account": deep}).profile == ()


def test_each_field_behind_a_key_is_read_once_and_no_other() -> None:
    fields: Any = {
        **DEFINITION["Fields"],
        "note": {"Source": "_source.Note", "Target": "_profile.AdditionalInformation"},
    }
    keys = ObjectKeys.of({**DEFINITION, "Fields": fields})
    read: list[str] = []

    class Content(dict[str, Any]):
        def get(self, name: str, default: Any = None) -> Any:
            read.append(name)
            return super().get(name, default)

    assert keys.of_object(Content(Id="7", Account="a-1", Note="n")) == Named(("_account=a-1",), "_unique=7")
    assert (read.count("Id"), read.count("Account"), read.count("Note")) == (1, 1, 0)
