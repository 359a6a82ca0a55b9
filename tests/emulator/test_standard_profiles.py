"""Standard profiles that are made, changed and deleted without objects."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from .setting import DOMAIN, Place, error

JANE = {"EmailAddress": "jane@example.com", "FirstName": "Jane", "Address": {"Address1": "1 Main St", "City": "Berlin"}}


@pytest.fixture(autouse=True)
def domain(place: Place) -> None:
    place.domain()


def found(place: Place, key: str, *values: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = place.profiles.search_profiles(DomainName=DOMAIN, KeyName=key, Values=[*values])[
        "Items"
    ]
    return items


def test_a_profile_is_made_found_by_every_standard_key_and_counted(place: Place) -> None:
    made = place.profiles.create_profile(DomainName=DOMAIN, **JANE, LastName="Doe", Attributes={"tier": "gold"})
    profile = {"ProfileId": made["ProfileId"], **JANE, "LastName": "Doe", "Attributes": {"tier": "gold"}}
    for key, value in (("_email", "jane@example.com"), ("_fullName", "Jane Doe"), ("_profileId", made["ProfileId"])):
        assert found(place, key, value) == [profile]
    assert found(place, "_phone", "jane@example.com") == found(place, "_salesforceContactId", "Jane") == []
    assert place.profiles.get_domain(DomainName=DOMAIN)["Stats"]["ProfileCount"] == 1


def test_an_update_changes_what_it_names_and_an_empty_text_removes(place: Place) -> None:
    profile = place.profiles.create_profile(DomainName=DOMAIN, **JANE, Attributes={"tier": "gold", "x": "y"})
    named = {"DomainName": DOMAIN, "ProfileId": profile["ProfileId"]}
    answer = place.profiles.update_profile(
        **named, FirstName="", LastName="Doe", Address={"Address1": "", "PostalCode": "1"}, Attributes={"x": ""}
    )
    assert answer["ProfileId"] == profile["ProfileId"]
    assert found(place, "_profileId", profile["ProfileId"]) == [
        {
            "ProfileId": profile["ProfileId"],
            "EmailAddress": "jane@example.com",
            "LastName": "Doe",
            "Address": {"City": "Berlin", "PostalCode": "1"},
            "Attributes": {"tier": "gold"},
        }
    ]
    place.profiles.update_profile(**named, Address={"City": "", "PostalCode": ""})
    assert "Address" not in found(place, "_profileId", profile["ProfileId"])[0]


def test_a_profile_of_objects_is_changed_and_deleted_with_its_objects(place: Place) -> None:
    for number, (name, email) in enumerate((("Jane", "jane@example.com"), ("Joan", "joan@example.com"))):
        contact = {"Id": f"00{number}", "FirstName": name, "Email": email}
        place.profiles.put_profile_object(
            DomainName=DOMAIN, ObjectTypeName="Salesforce-Contact", Object=json.dumps(contact)
        )
    [jane] = found(place, "_email", "jane@example.com")
    named = {"DomainName": DOMAIN, "ProfileId": jane["ProfileId"]}
    place.profiles.update_profile(**named, EmailAddress="doe@example.com")
    assert found(place, "_email", "doe@example.com") == [{**jane, "EmailAddress": "doe@example.com"}]
    assert place.profiles.get_domain(DomainName=DOMAIN)["Stats"]["ProfileCount"] == 2
    assert place.profiles.delete_profile(**named)["Message"] == "OK"
    assert found(place, "_email", "jane@example.com", "doe@example.com") == []
    statistics = place.profiles.get_domain(DomainName=DOMAIN)["Stats"]
    assert (statistics["ProfileCount"], statistics["ObjectCount"]) == (1, 1)


def test_refusals(place: Place) -> None:
    missing = {"ProfileId": "0" * 32}
    cases = [
        ("create_profile", {"DomainName": "none"}, ("ResourceNotFoundException", "Domain none does not exist")),
        *(
            (
                operation,
                {"DomainName": DOMAIN, **missing},
                ("ResourceNotFoundException", f"Profile {'0' * 32} does not exist in domain {DOMAIN}"),
            )
            for operation in ("update_profile", "delete_profile")
        ),
        (
            "create_profile",
            {"DomainName": DOMAIN, "GenderString": "x" * 256},
            ("BadRequestException", "GenderString: length 256 is above 255"),
        ),
        (
            "create_profile",
            {"DomainName": DOMAIN, "PartyType": "COMPANY"},
            ("BadRequestException", "PartyType: the value is not one of INDIVIDUAL, BUSINESS, OTHER"),
        ),
        (
            "delete_profile",
            {"DomainName": DOMAIN, "ProfileId": "jane"},
            ("BadRequestException", "ProfileId: 'jane' does not match [a-f0-9]{32}"),
        ),
    ]
    for operation, parameters, expected in cases:
        with pytest.raises(ClientError) as caught:
            getattr(place.profiles, operation)(**parameters)
        assert error(caught) == expected


def test_two_profiles_of_one_person_are_merged_and_found_by_added_keys(place: Place) -> None:
    jane = place.profiles.create_profile(DomainName=DOMAIN, **JANE)["ProfileId"]
    other = place.profiles.create_profile(DomainName=DOMAIN, FirstName="J.", PhoneNumber="+12065550101")["ProfileId"]
    given = {"DomainName": DOMAIN, "ProfileId": other, "KeyName": "card"}
    answer = place.profiles.add_profile_key(**given, Values=["77", "78"])
    assert (answer["KeyName"], answer["Values"]) == ("card", ["77", "78"])
    assert place.profiles.delete_profile_key(**given, Values=["78"])["Message"] == "OK"
    assert ([each["ProfileId"] for each in found(place, "card", "77")], found(place, "card", "78")) == ([other], [])
    place.profiles.merge_profiles(
        DomainName=DOMAIN,
        MainProfileId=jane,
        ProfileIdsToBeMerged=[other],
        FieldSourceProfileIds={"FirstName": other, "Address": jane},
    )
    merged = {"ProfileId": jane, **JANE, "FirstName": "J.", "PhoneNumber": "+12065550101"}
    assert found(place, "card", "77") == found(place, "_phone", "2065550101") == [merged]
    answer = place.profiles.batch_get_profile(DomainName=DOMAIN, ProfileIds=[jane, other])
    assert answer["Profiles"] == [merged]
    assert answer["Errors"] == [
        {
            "Code": "ResourceNotFoundException",
            "Message": f"Profile {other} does not exist in domain {DOMAIN}",
            "ProfileId": other,
        }
    ]


def test_an_object_that_is_deleted_leaves_what_it_wrote(place: Place) -> None:
    request = {"DomainName": DOMAIN, "ObjectTypeName": "Salesforce-Contact"}
    place.profiles.put_profile_object(**request, Object='{"Id": "1", "Email": "jane@example.com"}')
    [profile] = found(place, "_email", "jane@example.com")
    held = {**request, "ProfileId": profile["ProfileId"]}
    place.profiles.delete_profile_object(**held, ProfileObjectUniqueKey="1")
    assert place.profiles.list_profile_objects(**held)["Items"] == []
    assert found(place, "_email", "jane@example.com") == [profile]
    with pytest.raises(ClientError) as caught:
        place.profiles.delete_profile_object(**held, ProfileObjectUniqueKey="1")
    assert error(caught)[0] == "ResourceNotFoundException"


def test_values_that_are_more_than_texts_are_kept_as_they_are(place: Place) -> None:
    preferences = {"Email": [{"KeyName": "_email", "KeyValue": "jane@example.com", "ProfileId": "0" * 32}]}
    place.profiles.create_profile(DomainName=DOMAIN, **JANE, EngagementPreferences=preferences)
    assert found(place, "_email", "JANE@example.com")[0]["EngagementPreferences"] == preferences
