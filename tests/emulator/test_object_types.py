"""Object types and templates."""

import json
import re
from typing import Any

import pytest
from botocore.exceptions import ClientError
from connect_customer_profiles.profiles.words import TEMPLATES as OWN_TEMPLATES
from connect_customer_profiles.sources import TEMPLATES

from .setting import DOMAIN, Place, error

KNOWN_TEMPLATES = (*OWN_TEMPLATES, *TEMPLATES)

FIELDS = {
    "id": {"Source": "_source.id"},
    "email": {"Source": "_source.email", "Target": "_profile.EmailAddress", "ContentType": "EMAIL_ADDRESS"},
}
KEYS = {
    "ticketId": [{"StandardIdentifiers": ["UNIQUE"], "FieldNames": ["id"]}],
    "_email": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["email"]}],
}


def put(place: Place, name: str = "Ticket", **options: Any) -> Any:
    settings = {"Description": "Tickets", "Fields": FIELDS, "Keys": KEYS} | options
    given = {key: value for key, value in settings.items() if value is not None}
    return place.profiles.put_profile_object_type(DomainName=DOMAIN, ObjectTypeName=name, **given)


def test_defined_type_is_as_given(place: Place) -> None:
    place.domain()
    put(place, ExpirationDays=90, Tags={"team": "crm"})
    found = place.profiles.get_profile_object_type(DomainName=DOMAIN, ObjectTypeName="Ticket")
    assert {name: found[name] for name in found if name not in ("ResponseMetadata", "CreatedAt", "LastUpdatedAt")} == {
        "ObjectTypeName": "Ticket",
        "Description": "Tickets",
        "ExpirationDays": 90,
        "AllowProfileCreation": False,
        "Fields": FIELDS,
        "Keys": KEYS,
        "MaxAvailableProfileObjectCount": 1000,
        "Tags": {"team": "crm"},
    }


def test_what_object_types_leave_of_the_objects_of_a_profile(place: Place) -> None:
    place.domain()
    assert put(place, MaxProfileObjectCount=300)["MaxAvailableProfileObjectCount"] == 700
    place.control.advance(2)
    put(place, "Call", MaxProfileObjectCount=800)
    found = place.profiles.get_profile_object_type(DomainName=DOMAIN, ObjectTypeName="Ticket")
    assert found["MaxAvailableProfileObjectCount"] == 0
    [call, ticket] = place.profiles.list_profile_object_types(DomainName=DOMAIN)["Items"]
    assert (call["MaxProfileObjectCount"], call["MaxAvailableProfileObjectCount"]) == (800, 0)
    assert (ticket["MaxProfileObjectCount"], ticket["MaxAvailableProfileObjectCount"]) == (300, 0)


def test_type_of_a_template_has_the_template_s_fields_and_keys(place: Place) -> None:
    place.domain()
    put(place, "Contacts", TemplateId="Salesforce-Contact", Fields=None, Keys=None)
    found = place.profiles.get_profile_object_type(DomainName=DOMAIN, ObjectTypeName="Contacts")
    template = place.profiles.get_profile_object_type_template(TemplateId="Salesforce-Contact")
    assert (found["Fields"], found["Keys"]) == (template["Fields"], template["Keys"])
    assert found["AllowProfileCreation"] is True


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"TemplateId": "Nothing"}, "Template Nothing does not exist"),
        ({"TemplateId": "Marketo-leads"}, "Fields cannot be given together with TemplateId"),
        (
            {"TemplateId": "Marketo-leads", "Fields": None, "Keys": None, "AllowProfileCreation": False},
            "AllowProfileCreation cannot be given together with TemplateId",
        ),
        ({"Keys": None}, "Either TemplateId or Fields and Keys are required"),
        ({"Keys": {"_email": KEYS["_email"]}}, "exactly one key must be UNIQUE, not 0"),
        (
            {"Keys": {"ticketId": KEYS["ticketId"]}},
            "at least one key must be PROFILE: nothing ties the objects to profiles",
        ),
        (
            {"Keys": KEYS | {"x": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["unknown"]}]}},
            "key 'x' uses 'unknown', which is not a mapped field",
        ),
        (
            {
                "Keys": KEYS
                | {"ticketId": [], "own": [{"StandardIdentifiers": ["UNIQUE", "NEW_ONLY"], "FieldNames": ["id"]}]}
            },
            "key 'own' cannot be UNIQUE and NEW_ONLY",
        ),
        (
            {
                "AllowProfileCreation": True,
                "Keys": KEYS
                | {"_email": [{"StandardIdentifiers": ["PROFILE", "LOOKUP_ONLY"], "FieldNames": ["email"]}]},
            },
            "key '_email' is PROFILE and LOOKUP_ONLY: another PROFILE key must be neither",
        ),
        (
            {"Keys": KEYS | {"x": [{"StandardIdentifiers": ["PROFILE"]}]}},
            "key 'x' has no field: a key needs at least one field",
        ),
        (
            {"Keys": KEYS | {f"key{number}": KEYS["_email"] for number in range(9)}},
            "11 keys: an object type has at most 10",
        ),
        (
            {"Keys": KEYS | {"x": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["home.phone"]}]}},
            "Keys.x[0].FieldNames[0]: 'home.phone' does not match ^[a-zA-Z0-9_-]+$",
        ),
        (
            {"Fields": FIELDS | {"at": {"Source": "_source.at", "Target": "_profile.SourceLastUpdatedTimestamp"}}},
            "the field 'at' fills _profile.SourceLastUpdatedTimestamp, which needs a format, such as "
            "yyyy-MM-dd'T'HH:mm:ss'Z' or EPOCHMILLI",
        ),
    ],
)
def test_refused_definitions(place: Place, options: dict[str, Any], message: str) -> None:
    place.domain()
    with pytest.raises(ClientError) as caught:
        put(place, **options)
    assert error(caught) == ("BadRequestException", message)


def test_a_profile_id_may_be_looked_up_only(place: Place) -> None:
    place.domain()
    lookup = {"_profileId": [{"StandardIdentifiers": ["PROFILE", "LOOKUP_ONLY"], "FieldNames": ["email"]}]}
    put(place, Keys={"ticketId": KEYS["ticketId"]} | lookup)


@pytest.mark.parametrize(("form", "below"), [("objects", "objects"), ("object-types", "object-types")])
def test_the_key_of_an_object_type_is_used_for_the_object_type(place: Place, form: str, below: str) -> None:
    place.control.behaviours(object_type_source_arn_form=form)
    place.domain()

    def key(source_arn: str) -> str:
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "profile.amazonaws.com"},
            "Action": ["kms:GenerateDataKey", "kms:CreateGrant", "kms:Decrypt"],
            "Resource": "*",
            "Condition": {"ArnLike": {"aws:SourceArn": source_arn}},
        }
        return place.key({"Version": "2012-10-17", "Statement": [statement]})

    put(place, EncryptionKey=key(f"{place.domain_arn()}/{below}/Ticket"))
    put(place, EncryptionKey=key(f"{place.domain_arn()}/*"))
    with pytest.raises(ClientError) as caught:
        put(place, EncryptionKey=key(place.domain_arn()))
    assert f"to profile.amazonaws.com for {place.domain_arn()}/{below}/Ticket" in error(caught)[1]


def test_custom_names_do_not_start_with_an_underscore(place: Place) -> None:
    place.domain()
    with pytest.raises(ClientError) as caught:
        put(place, "_mine")
    assert error(caught)[1] == "the name '_mine' begins with _, which is reserved"


def test_deleting_a_type_deletes_its_objects(place: Place) -> None:
    place.domain()
    put(place, AllowProfileCreation=True)
    for index in range(3):
        content = f'{{"id": "{index}", "email": "a{index}@example.com"}}'
        place.profiles.put_profile_object(DomainName=DOMAIN, ObjectTypeName="Ticket", Object=content)
    assert place.profiles.get_domain(DomainName=DOMAIN)["Stats"]["ObjectCount"] == 3
    place.profiles.delete_profile_object_type(DomainName=DOMAIN, ObjectTypeName="Ticket")
    assert place.profiles.get_domain(DomainName=DOMAIN)["Stats"]["ObjectCount"] == 0
    with pytest.raises(ClientError) as caught:
        place.profiles.get_profile_object_type(DomainName=DOMAIN, ObjectTypeName="Ticket")
    assert error(caught)[0] == "ResourceNotFoundException"


def test_templates_of_the_featured_applications(place: Place) -> None:
    listed = place.profiles.list_profile_object_type_templates()["Items"]
    assert {"TemplateId": "Salesforce-Contact", "SourceName": "Salesforce", "SourceObject": "Contact"} in listed
    keys = place.profiles.get_profile_object_type_template(TemplateId="Salesforce-Contact")["Keys"]
    assert keys == {
        "_salesforceContactId": [{"StandardIdentifiers": ["UNIQUE", "PROFILE"], "FieldNames": ["Id"]}],
        "_salesforceAccountId": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["AccountId"]}],
    }


def test_the_library_knows_the_templates_that_there_are(place: Place) -> None:
    listed = place.profiles.list_profile_object_type_templates()["Items"]
    assert {item["TemplateId"] for item in listed} == set(KNOWN_TEMPLATES)


@pytest.mark.parametrize("template_id", KNOWN_TEMPLATES)
def test_a_template_is_an_object_type_without_a_definition(place: Place, template_id: str) -> None:
    place.domain()
    put(place, template_id, TemplateId=template_id, Fields=None, Keys=None)
    place.profiles.delete_profile_object_type(DomainName=DOMAIN, ObjectTypeName=template_id)
    place.profiles.put_integration(DomainName=DOMAIN, ObjectTypeName=template_id, Uri=place.arn("kinesis", "stream/1"))


def test_every_template_is_complete(place: Place) -> None:
    for item in place.profiles.list_profile_object_type_templates()["Items"]:
        template = place.profiles.get_profile_object_type_template(TemplateId=item["TemplateId"])
        used = {field for key in template["Keys"].values() for each in key for field in each["FieldNames"]}
        assert used <= template["Fields"].keys()
        assert all(re.fullmatch(r"_source\..+", field["Source"]) for field in template["Fields"].values())


def test_profiles_are_found_by_key(place: Place) -> None:
    place.domain()
    put(place, AllowProfileCreation=True)
    place.profiles.put_profile_object(
        DomainName=DOMAIN, ObjectTypeName="Ticket", Object='{"id": "7", "email": "ana@example.com"}'
    )
    [found] = place.profiles.search_profiles(DomainName=DOMAIN, KeyName="_email", Values=["ana@example.com"])["Items"]
    assert found["EmailAddress"] == "ana@example.com"
    [stored] = place.profiles.list_profile_objects(
        DomainName=DOMAIN, ObjectTypeName="Ticket", ProfileId=found["ProfileId"]
    )["Items"]
    assert stored == {
        "ObjectTypeName": "Ticket",
        "ProfileObjectUniqueKey": "7",
        "Object": '{"id":"7","email":"ana@example.com"}',
    }
    by_id = place.profiles.search_profiles(DomainName=DOMAIN, KeyName="_profileId", Values=[found["ProfileId"]])
    assert by_id["Items"] == [found]
    assert place.profiles.search_profiles(DomainName=DOMAIN, KeyName="_email", Values=["x@y.z"])["Items"] == []


def contact(place: Place, number: int, **fields: str) -> None:
    content = {"Id": f"003{number:015d}", "AccountId": f"001{number:015d}", "LastName": "Okafor", **fields}
    place.profiles.put_profile_object(
        DomainName=DOMAIN, ObjectTypeName="Salesforce-Contact", Object=json.dumps(content)
    )


def searched(place: Place, key: str, *values: str, **options: Any) -> list[str]:
    answer = place.profiles.search_profiles(DomainName=DOMAIN, KeyName=key, Values=list(values), **options)
    return sorted(profile["Attributes"]["sfdcContactId"][-1] for profile in answer["Items"])


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("_salesforceContactId", "003000000000000001"),
        ("_email", "ana@example.com"),
        ("_phone", "+15550001"),
        ("_phone", "+15550002"),
        ("_fullName", "Ana Okafor"),
    ],
)
def test_profiles_are_found_by_predefined_keys(place: Place, key: str, value: str) -> None:
    place.domain()
    contact(place, 1, FirstName="Ana", Email="ana@example.com", Phone="+15550001", MobilePhone="+15550002")
    contact(place, 2, FirstName="Ben")
    assert searched(place, key, value) == ["1"]
    assert searched(place, key, "nobody") == []


def test_several_keys_are_joined_by_or_unless_told_otherwise(place: Place) -> None:
    place.domain()
    contact(place, 1, FirstName="Ana", Email="ana@example.com")
    contact(place, 2, FirstName="Ana", Email="other@example.com")
    more = [{"KeyName": "_email", "Values": ["ana@example.com", "other@example.com"]}]
    by_id = ("_salesforceContactId", "003000000000000002")
    assert searched(place, *by_id, AdditionalSearchKeys=more) == ["1", "2"]
    assert searched(place, *by_id, AdditionalSearchKeys=more, LogicalOperator="OR") == ["1", "2"]
    assert searched(place, *by_id, AdditionalSearchKeys=more, LogicalOperator="AND") == ["2"]
    search = {"DomainName": DOMAIN, "KeyName": by_id[0], "Values": [by_id[1]], "AdditionalSearchKeys": more}
    found = place.profiles.search_profiles(**search)["Items"]
    ids = {"KeyName": by_id[0], "Values": [by_id[1]]}
    assert {each["EmailAddress"]: each["FoundByItems"] for each in found} == {
        "ana@example.com": more,
        "other@example.com": [ids, *more],
    }


def test_a_page_of_a_search_has_twenty_profiles(place: Place) -> None:
    place.domain()
    for number in range(21):
        contact(place, number, Email="shared@example.com")
    search = {"DomainName": DOMAIN, "KeyName": "_email", "Values": ["shared@example.com"]}
    first = place.profiles.search_profiles(**search)
    rest = place.profiles.search_profiles(**search, NextToken=first["NextToken"])
    assert (len(first["Items"]), len(rest["Items"])) == (20, 1)
    assert "NextToken" not in rest


def test_object_without_its_unique_key_is_refused(place: Place) -> None:
    place.domain()
    put(place)
    with pytest.raises(ClientError) as caught:
        place.profiles.put_profile_object(DomainName=DOMAIN, ObjectTypeName="Ticket", Object='{"email": "a@b.c"}')
    assert error(caught)[1] == "The UNIQUE key or PROFILE key does not exist in the profile object"
