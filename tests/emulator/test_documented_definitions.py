"""PutProfileObjectType against every documented rule."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.documented import shorthand
from tests.documented.definitions import DEFINITIONS, Definition

from .setting import DOMAIN, Place, error


def put(place: Place, row: Definition) -> Any:
    """Defines the object type; a domain of its own each time costs nothing."""
    place.domain()
    timestamp_format = {"SourceLastUpdatedTimestampFormat": row.timestamp_format} if row.timestamp_format else {}
    return place.profiles.put_profile_object_type(
        DomainName=DOMAIN,
        ObjectTypeName=row.name,
        Description="Tickets",
        Fields=shorthand.api_fields(row.fields),
        Keys=shorthand.api_keys(row.keys),
        AllowProfileCreation=row.creation,
        **timestamp_format,
    )


@pytest.mark.parametrize("row", DEFINITIONS, ids=lambda row: row.rule)
def test_the_service_refuses_what_it_documents(place: Place, row: Definition) -> None:
    if row.refused is None:
        assert put(place, row)["ObjectTypeName"] == row.name
        return
    with pytest.raises(ClientError) as caught:
        put(place, row)
    code, message = error(caught)
    assert code == "BadRequestException"
    # The API's model has no dots in the field names of keys, so this one is refused by its pattern.
    assert row.refused in message or "does not match ^[a-zA-Z0-9_-]+$" in message


def test_a_key_name_of_another_type_has_its_content_type(place: Place) -> None:
    """https://docs.aws.amazon.com/connect/latest/adminguide/mapping-key-definitions.html"""
    place.domain()
    keys = shorthand.api_keys({"guest": "id: PROFILE UNIQUE", "_email": "email: PROFILE"})
    given = {"DomainName": DOMAIN, "Description": "Guests", "Keys": keys}
    typed = shorthand.api_fields({"id": "_source.id", "email": "_source.email : EMAIL_ADDRESS"})
    plain = shorthand.api_fields({"id": "_source.id", "email": "_source.email"})
    place.profiles.put_profile_object_type(ObjectTypeName="Guests", Fields=typed, **given)
    with pytest.raises(ClientError) as caught:
        place.profiles.put_profile_object_type(ObjectTypeName="Others", Fields=plain, **given)
    assert error(caught) == (
        "BadRequestException",
        "key '_email' is STRING here and EMAIL_ADDRESS in object type 'Guests': key names are shared by the whole "
        "domain",
    )
    place.profiles.put_profile_object_type(ObjectTypeName="Guests", Fields=plain, **given)
