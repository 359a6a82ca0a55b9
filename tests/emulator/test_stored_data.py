"""Whatever is stored can be read again: no data that a call accepts makes this or a later call fail with 5xx."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .setting import DOMAIN, Place

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
LONG = st.sampled_from(["x" * 256, "é" * 1_001])
JSON = st.recursive(
    LONG | st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
FIELDS = ("id", "email", "phone", "name", "address", "asset", "changed")
OBJECTS = st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, JSON))
OBJECT_TYPE: dict[str, Any] = {
    "Description": "Anything",
    "AllowProfileCreation": True,
    "SourceLastUpdatedTimestampFormat": "EPOCHMILLI",
    "Fields": {
        "id": {"Source": "_source.id"},
        "email": {"Source": "_source.email", "Target": "_profile.EmailAddress", "ContentType": "EMAIL_ADDRESS"},
        "phone": {"Source": "_source.phone", "Target": "_profile.PhoneNumber", "ContentType": "PHONE_NUMBER"},
        "name": {"Source": "_source.name.first", "Target": "_profile.FirstName", "ContentType": "NAME"},
        "both": {"Source": "{{_source.name}} {{_source.address.city}}", "Target": "_profile.Attributes.Both"},
        "number": {"Source": "_source.number", "ContentType": "NUMBER"},
        "city": {"Source": "_source.address[0].city", "Target": "_profile.Address.City"},
        "asset": {"Source": "_source.asset", "Target": "_asset.AssetName"},
        "model": {"Source": "_source.model", "Target": "_asset.ModelName"},
        "serial": {"Source": "_source.serial", "Target": "_asset.SerialNumber"},
        "changed": {"Source": "_source.changed", "Target": "_profile.SourceLastUpdatedTimestamp"},
    },
    "Keys": {
        "thing": [{"StandardIdentifiers": ["UNIQUE", "PROFILE"], "FieldNames": ["id"]}],
        "_email": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["email"]}],
        "_phone": [{"StandardIdentifiers": ["PROFILE", "SECONDARY"], "FieldNames": ["phone"]}],
        "number": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["number"]}],
        "assetName": [{"StandardIdentifiers": ["ASSET"], "FieldNames": ["asset"]}],
    },
}
SOME = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=12)
PROFILES = st.fixed_dictionaries(
    {},
    optional={
        "FirstName": SOME,
        "EmailAddress": SOME,
        "PhoneNumber": SOME,
        "BirthDate": SOME,
        "Address": st.fixed_dictionaries({}, optional={"City": SOME, "PostalCode": SOME}),
        "Attributes": st.dictionaries(SOME, SOME, max_size=2),
        "GenderString": SOME,
    },
)


@pytest.fixture
def place(place: Place) -> Place:
    """With an object type that reads whatever comes."""
    place.domain()
    place.profiles.put_profile_object_type(DomainName=DOMAIN, ObjectTypeName="Thing", **OBJECT_TYPE)
    return place


def answered(place: Place, operation: str, **request: Any) -> dict[str, Any]:
    """An answer that is none of 5xx; empty where the call is refused."""
    try:
        found: dict[str, Any] = getattr(place.profiles, operation)(DomainName=DOMAIN, **request)
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        assert status < 500, (operation, request, error)  # noqa: PT017
        return {}
    return found


def read_all(place: Place, *values: str) -> None:
    for key in ("thing", "_email", "_phone", "_fullName", "_profileId", "assetName"):
        for value in filter(None, values):
            for profile in answered(place, "search_profiles", KeyName=key, Values=[value[:255]]).get("Items", []):
                for name in ("Thing", "_asset"):
                    answered(place, "list_profile_objects", ObjectTypeName=name, ProfileId=profile["ProfileId"])
    assert answered(place, "get_domain")["Stats"]["ObjectCount"] >= 0


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(objects=st.lists(OBJECTS, min_size=1, max_size=4))
def test_objects(place: Place, objects: list[dict[str, Any]]) -> None:
    for each in objects:
        answered(place, "put_profile_object", ObjectTypeName="Thing", Object=json.dumps(each))
    read_all(place, *(str(each[name]) for each in objects for name in ("id", "email", "phone") if name in each))


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ('{"id": "1", "x": ' + "[" * 400 + "]" * 400 + "}", True),
        ('{"id": "1", "x": ' + "[" * 600 + "]" * 600 + "}", False),
        ('{"id": "1", "x": ' + "[" * 100_000 + "]" * 100_000 + "}", False),
        ('{"id": ' + '{"a":' * 960 + "1" + "}" * 961, False),
        ('{"id": NaN}', False),
        ('{"id": "1", "x": -Infinity}', False),
        ('{"id": "1", "x": 1e999}', False),
        ('{"id": "1", "x": "' + "é" * 100_000 + '"}', True),
        ('{"id": "1", "x": "' + "é" * 130_000 + '"}', False),
        ('{"id":"1","x":[1' + ",1" * 120_000 + "]}", True),
        ('{"id": "1", "number": "1e9999999"}', True),
    ],
    ids=lambda given: str(given)[:20],
)
def test_hostile_objects(place: Place, text: str, stored: bool) -> None:
    made = answered(place, "put_profile_object", ObjectTypeName="Thing", Object=text)
    assert made == ({"ProfileObjectUniqueKey": "1", "ResponseMetadata": made["ResponseMetadata"]} if stored else {})
    assert len(place.profiles.search_profiles(DomainName=DOMAIN, KeyName="thing", Values=["1"])["Items"]) == stored
    read_all(place, "1", "1e9999999")
    answered(place, "add_profile_key", ProfileId="0" * 32, KeyName="number", Values=["1e9999999"])
    answered(place, "search_profiles", KeyName="number", Values=["1e9999999"])
    answered(place, "detect_profile_object_type", Objects=[text])


def test_an_asset_of_several_large_objects(place: Place) -> None:
    for name in ("model", "serial"):
        content = json.dumps({"id": "1", "asset": "a", name: name * 40_000})
        assert answered(place, "put_profile_object", ObjectTypeName="Thing", Object=content)
    [profile] = place.profiles.search_profiles(DomainName=DOMAIN, KeyName="thing", Values=["1"])["Items"]
    listed = answered(place, "list_profile_objects", ObjectTypeName="_asset", ProfileId=profile["ProfileId"])
    [asset] = listed["Items"]
    assert {"ModelName", "SerialNumber"} < json.loads(asset["Object"]).keys()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(before=PROFILES, after=PROFILES, key=TEXT)
def test_profiles_written_by_hand(place: Place, before: Any, after: Any, key: str) -> None:
    made = answered(place, "create_profile", **before)
    if made:
        profile = made["ProfileId"]
        answered(place, "update_profile", ProfileId=profile, **after)
        if key:
            answered(place, "add_profile_key", ProfileId=profile, KeyName="_email", Values=[key])
        read_all(place, profile, key, before.get("EmailAddress", ""), after.get("PhoneNumber", ""))
        answered(place, "delete_profile", ProfileId=profile)
