"""What else is defined in a domain, and objects in batches: event streams, calculated attributes, detected types."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from .setting import DOMAIN, Place, error, object_type


@pytest.fixture
def place(place: Place) -> Place:
    """With a domain."""
    place.domain()
    return place


def refusal(place: Place, operation: str, **request: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as raised:
        getattr(place.profiles, operation)(DomainName=DOMAIN, **request)
    return error(raised)


def test_event_streams(place: Place) -> None:
    place.client("kinesis").create_stream(StreamName="events", ShardCount=1)
    uri = place.arn("kinesis", "stream/events")
    made = place.profiles.create_event_stream(DomainName=DOMAIN, EventStreamName="all", Uri=uri, Tags={"team": "crm"})
    assert made["EventStreamArn"] == f"{place.domain_arn()}/event-streams/all"
    found = place.profiles.get_event_stream(DomainName=DOMAIN, EventStreamName="all")
    assert (found["State"], found["DestinationDetails"]) == ("RUNNING", {"Uri": uri, "Status": "HEALTHY"})
    place.profiles.tag_resource(resourceArn=made["EventStreamArn"], tags={"stage": "test"})
    [listed] = place.profiles.list_event_streams(DomainName=DOMAIN)["Items"]
    assert (listed["EventStreamName"], listed["Tags"]) == ("all", {"team": "crm", "stage": "test"})
    assert refusal(place, "create_event_stream", EventStreamName="all", Uri=uri)[0] == "BadRequestException"
    place.profiles.delete_event_stream(DomainName=DOMAIN, EventStreamName="all")
    assert place.profiles.list_event_streams(DomainName=DOMAIN)["Items"] == []
    assert refusal(place, "get_event_stream", EventStreamName="all")[0] == "ResourceNotFoundException"


def test_an_event_stream_needs_its_kinesis_stream(place: Place) -> None:
    uri = place.arn("kinesis", "stream/nothing")
    assert refusal(place, "create_event_stream", EventStreamName="all", Uri=uri) == (
        "BadRequestException",
        f"The Kinesis stream {uri} does not exist in {place.account} {place.region}",
    )


def attribute(expression: str = "{Customer.amount}", **changes: Any) -> dict[str, Any]:
    details = {"Attributes": [{"Name": "amount"}], "Expression": expression}
    return {"CalculatedAttributeName": "spent", "AttributeDetails": details, "Statistic": "SUM", **changes}


def test_definitions_of_calculated_attributes(place: Place) -> None:
    object_type(place, "Customer", "id")
    made = place.profiles.create_calculated_attribute_definition(DomainName=DOMAIN, **attribute(DisplayName="Spent"))
    assert (made["Statistic"], made["Status"]) == ("SUM", "COMPLETED")
    changed = place.profiles.update_calculated_attribute_definition(
        DomainName=DOMAIN, CalculatedAttributeName="spent", Description="In all", Conditions={"ObjectCount": 5}
    )
    assert (changed["DisplayName"], changed["Description"]) == ("Spent", "In all")
    found = place.profiles.get_calculated_attribute_definition(DomainName=DOMAIN, CalculatedAttributeName="spent")
    assert (found["Conditions"], found["AttributeDetails"]) == (
        {"ObjectCount": 5},
        attribute()["AttributeDetails"],
    )
    [listed] = place.profiles.list_calculated_attribute_definitions(DomainName=DOMAIN)["Items"]
    assert (listed["CalculatedAttributeName"], listed["Description"]) == ("spent", "In all")
    assert refusal(place, "create_calculated_attribute_definition", **attribute())[0] == "BadRequestException"
    place.profiles.delete_calculated_attribute_definition(DomainName=DOMAIN, CalculatedAttributeName="spent")
    assert place.profiles.list_calculated_attribute_definitions(DomainName=DOMAIN)["Items"] == []
    gone = refusal(place, "get_calculated_attribute_definition", CalculatedAttributeName="spent")
    assert gone[0] == "ResourceNotFoundException"


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("amount", "Expression 'amount' names no field: write {ObjectTypeName.Field}"),
        (
            "{Customer.a} + {_order.TotalPrice}",
            "A calculated attribute can reference one object type only, not Customer, _order",
        ),
        (
            "{Customer.a} + {Customer.b} + {Customer.c}",
            "A calculated attribute can reference at most 2 fields, not 3",
        ),
        ("{Other.a}", f"Object type Other is neither defined in domain {DOMAIN} nor a template"),
    ],
)
def test_what_a_calculated_attribute_cannot_be_made_of(place: Place, expression: str, message: str) -> None:
    object_type(place, "Customer", "id")
    refused = refusal(place, "create_calculated_attribute_definition", **attribute(expression))
    assert refused == ("BadRequestException", message)


def test_objects_in_a_batch(place: Place) -> None:
    object_type(place, "Customer", "id")
    items = [{"Id": "a", "Object": '{"id": "1"}'}, {"Id": "b", "Object": "[]"}, {"Id": "c", "Object": '{"id": "2"}'}]
    answer = place.profiles.batch_put_profile_object(DomainName=DOMAIN, ObjectTypeName="Customer", Items=items)
    assert answer["Successful"] == [
        {"Id": "a", "ProfileObjectUniqueKey": "1"},
        {"Id": "c", "ProfileObjectUniqueKey": "2"},
    ]
    [failed] = answer["Failed"]
    assert (failed["Id"], failed["Code"]) == ("b", 400)
    assert place.profiles.get_domain(DomainName=DOMAIN)["Stats"]["ProfileCount"] == 2
    twice = [items[0], items[0]]
    refused = refusal(place, "batch_put_profile_object", ObjectTypeName="Customer", Items=twice)
    assert refused == ("BadRequestException", "The ids of the items must differ")


def test_a_type_is_detected_and_can_be_used_as_it_is(place: Place) -> None:
    people = [
        {"Id": str(number), "Email": f"p{number}@example.com", "LastName": name, "updatedAt": "2024-01-31T10:00:00Z"}
        for number, name in enumerate(("Silva", "Braun", "Costa"))
    ]
    answer = place.profiles.detect_profile_object_type(DomainName=DOMAIN, Objects=[json.dumps(each) for each in people])
    [found] = answer["DetectedProfileObjectTypes"]
    assert found["Fields"]["Email"] == {
        "Source": "_source.Email",
        "Target": "_profile.EmailAddress",
        "ContentType": "EMAIL_ADDRESS",
    }
    assert found["SourceLastUpdatedTimestampFormat"] == "yyyy-MM-dd'T'HH:mm:ss'Z'"
    place.profiles.put_profile_object_type(
        DomainName=DOMAIN, ObjectTypeName="People", Description="d", AllowProfileCreation=True, **found
    )
    for each in people:
        place.profiles.put_profile_object(DomainName=DOMAIN, ObjectTypeName="People", Object=json.dumps(each))
    assert place.profiles.get_domain(DomainName=DOMAIN)["Stats"]["ProfileCount"] == 3


def test_where_nothing_identifies_an_object_no_type_is_detected(place: Place) -> None:
    same = [json.dumps({"colour": "blue"})] * 2
    answer = place.profiles.detect_profile_object_type(DomainName=DOMAIN, Objects=same)
    assert answer["DetectedProfileObjectTypes"] == []
    refused = refusal(place, "detect_profile_object_type", Objects=["[]"])
    assert refused == ("BadRequestException", "Objects must be JSON objects")
