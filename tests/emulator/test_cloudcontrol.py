"""Cloud Control as the aws-native provider speaks it."""

import json
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.aws.server import LocalCloud

from .setting import DOMAIN, Place, Ready, error

DOMAIN_TYPE = "AWS::CustomerProfiles::Domain"
INTEGRATION_TYPE = "AWS::CustomerProfiles::Integration"
OBJECT_TYPE_TYPE = "AWS::CustomerProfiles::ObjectType"


def create(place: Place, type_name: str, **properties: Any) -> dict[str, Any]:
    event: dict[str, Any] = place.client("cloudcontrol").create_resource(
        TypeName=type_name, DesiredState=json.dumps(properties)
    )["ProgressEvent"]
    return event


def read(place: Place, type_name: str, identifier: str) -> dict[str, Any]:
    found = place.client("cloudcontrol").get_resource(TypeName=type_name, Identifier=identifier)
    properties: dict[str, Any] = json.loads(found["ResourceDescription"]["Properties"])
    return properties


def update(place: Place, type_name: str, identifier: str, *patch: dict[str, Any]) -> dict[str, Any]:
    event: dict[str, Any] = place.client("cloudcontrol").update_resource(
        TypeName=type_name, Identifier=identifier, PatchDocument=json.dumps(patch)
    )["ProgressEvent"]
    return event


def test_domain_from_creation_to_deletion(place: Place) -> None:
    cloudcontrol = place.client("cloudcontrol")
    key = place.key()
    event = create(
        place,
        DOMAIN_TYPE,
        DomainName=DOMAIN,
        DefaultExpirationDays=366,
        DefaultEncryptionKey=key,
        Tags=[{"Key": "team", "Value": "crm"}],
    )
    assert (event["OperationStatus"], event["Identifier"]) == ("SUCCESS", DOMAIN)
    status = cloudcontrol.get_resource_request_status(RequestToken=event["RequestToken"])["ProgressEvent"]
    assert status == event
    assert place.profiles.get_domain(DomainName=DOMAIN)["Tags"] == {"team": "crm"}

    patch: list[dict[str, Any]] = [
        {"op": "replace", "path": "/DefaultExpirationDays", "value": 30},
        {"op": "remove", "path": "/DefaultEncryptionKey"},
        {"op": "replace", "path": "/Tags", "value": [{"Key": "stage", "Value": "dev"}]},
    ]
    assert update(place, DOMAIN_TYPE, DOMAIN, *patch)["OperationStatus"] == "SUCCESS"
    found = read(place, DOMAIN_TYPE, DOMAIN)
    assert found["DefaultExpirationDays"] == 30
    assert found["Tags"] == [{"Key": "stage", "Value": "dev"}]
    assert "DefaultEncryptionKey" not in found

    listed = cloudcontrol.list_resources(TypeName=DOMAIN_TYPE)["ResourceDescriptions"]
    assert [item["Identifier"] for item in listed] == [DOMAIN]
    deleted = cloudcontrol.delete_resource(TypeName=DOMAIN_TYPE, Identifier=DOMAIN)["ProgressEvent"]
    assert (deleted["Operation"], deleted["OperationStatus"]) == ("DELETE", "SUCCESS")
    with pytest.raises(ClientError) as caught:
        read(place, DOMAIN_TYPE, DOMAIN)
    assert error(caught)[0] == "ResourceNotFoundException"


def test_object_type_lists_become_maps_and_back(place: Place) -> None:
    place.domain()
    fields = [{"Name": "email", "ObjectTypeField": {"Source": "_source.email", "Target": "_profile.EmailAddress"}}]
    keys = [
        {
            "Name": "_email",
            "ObjectTypeKeyList": [{"StandardIdentifiers": ["UNIQUE", "PROFILE"], "FieldNames": ["email"]}],
        }
    ]
    event = create(
        place, OBJECT_TYPE_TYPE, DomainName=DOMAIN, ObjectTypeName="Ticket", Description="d", Fields=fields, Keys=keys
    )
    assert event["Identifier"] == f"{DOMAIN}|Ticket"
    assert place.profiles.get_profile_object_type(DomainName=DOMAIN, ObjectTypeName="Ticket")["Keys"] == {
        "_email": [{"StandardIdentifiers": ["UNIQUE", "PROFILE"], "FieldNames": ["email"]}]
    }
    found = read(place, OBJECT_TYPE_TYPE, f"{DOMAIN}|Ticket")
    assert (found["Fields"], found["Keys"]) == (fields, keys)
    patch = {"op": "replace", "path": "/Description", "value": "Tickets"}
    assert update(place, OBJECT_TYPE_TYPE, f"{DOMAIN}|Ticket", patch)["OperationStatus"] == "SUCCESS"
    assert read(place, OBJECT_TYPE_TYPE, f"{DOMAIN}|Ticket")["Description"] == "Tickets"


def cfn_definition(ready: Ready, **options: Any) -> dict[str, Any]:
    definition = ready.definition("flow", **options)
    for task in definition["Tasks"]:
        task["TaskProperties"] = [{"OperatorPropertyKey": "DATA_TYPE", "Property": "string"}]
    return definition


def test_integration_with_a_flow_definition(place: Place) -> None:
    ready = place.ready()
    event = create(
        place,
        INTEGRATION_TYPE,
        DomainName=DOMAIN,
        ObjectTypeName="Salesforce-Contact",
        FlowDefinition=cfn_definition(ready, FirstExecutionFrom=1_700_000_000),
    )
    uri = place.arn("appflow", "flow/flow")
    assert (event["OperationStatus"], event["Identifier"]) == ("SUCCESS", f"{DOMAIN}|{uri}")
    flow = place.appflow.describe_flow(flowName="flow")
    assert flow["tasks"][0]["taskProperties"] == {"DATA_TYPE": "string"}
    schedule = flow["triggerConfig"]["triggerProperties"]["Scheduled"]
    assert schedule["firstExecutionFrom"].timestamp() == 1_700_000_000
    # FlowDefinition is write-only.
    assert "FlowDefinition" not in read(place, INTEGRATION_TYPE, f"{DOMAIN}|{uri}")


@pytest.mark.parametrize("carried", [False, True])
def test_update_carries_the_flow_definition_or_not(place: Place, carried: bool) -> None:
    place.control.behaviours(cloudcontrol_updates_flow_definition=carried)
    ready = place.ready()
    create(
        place,
        INTEGRATION_TYPE,
        DomainName=DOMAIN,
        ObjectTypeName="Salesforce-Contact",
        FlowDefinition=cfn_definition(ready),
    )
    changed = cfn_definition(ready, ScheduleExpression="rate(1days)")
    identifier = f"{DOMAIN}|{place.arn('appflow', 'flow/flow')}"
    patch = {"op": "add", "path": "/FlowDefinition", "value": changed}
    assert update(place, INTEGRATION_TYPE, identifier, patch)["OperationStatus"] == "SUCCESS"
    trigger = place.appflow.describe_flow(flowName="flow")["triggerConfig"]
    expected = "rate(1days)" if carried else "rate(1hours)"
    assert trigger["triggerProperties"]["Scheduled"]["scheduleExpression"] == expected


@pytest.mark.parametrize("left_out", [True, False])
def test_a3_another_template_of_an_object_type(place: Place, left_out: bool) -> None:
    place.domain()
    place.control.behaviours(cloudcontrol_leaves_out_template_content=left_out)
    names = {"DomainName": DOMAIN, "ObjectTypeName": "CTR"}
    create(place, OBJECT_TYPE_TYPE, **names, Description="Contact records", TemplateId="CTR")
    patch = {"op": "replace", "path": "/TemplateId", "value": "CTR-NoInferred"}
    event = update(place, OBJECT_TYPE_TYPE, f"{DOMAIN}|CTR", patch)
    found = place.profiles.get_profile_object_type(**names)["TemplateId"]
    assert (event["OperationStatus"], found) == (("SUCCESS", "CTR-NoInferred") if left_out else ("FAILED", "CTR"))


@pytest.mark.parametrize("accepted", [False, True])
def test_cloudformation_s_spelling_of_servicenow(place: Place, accepted: bool) -> None:
    place.control.behaviours(cloudcontrol_accepts_servicenow_spelling=accepted)
    ready = place.ready("Servicenow")
    definition = cfn_definition(ready)
    definition["SourceFlowConfig"]["ConnectorType"] = "ServiceNow"
    event = create(
        place, INTEGRATION_TYPE, DomainName=DOMAIN, ObjectTypeName="Servicenow-sys_user", FlowDefinition=definition
    )
    if accepted:
        assert event["OperationStatus"] == "SUCCESS"
        assert place.appflow.describe_flow(flowName="flow")["sourceFlowConfig"]["connectorType"] == "Servicenow"
    else:
        assert (event["OperationStatus"], event["ErrorCode"]) == ("FAILED", "InvalidRequest")
        assert "'ServiceNow' is not one of Salesforce, Marketo, Zendesk, Servicenow, S3" in event["StatusMessage"]


def test_instance_association(place: Place) -> None:
    place.domain()
    uri = place.arn("connect", "instance/5e5c0d0e-0000-4000-8000-000000000000")
    association = {"DomainName": DOMAIN, "ObjectTypeName": "CTR", "Uri": uri}
    assert create(place, INTEGRATION_TYPE, **association)["OperationStatus"] == "SUCCESS"
    event = create(place, INTEGRATION_TYPE, **association)
    assert (event["OperationStatus"], event["ErrorCode"]) == ("FAILED", "AlreadyExists")
    listed = place.client("cloudcontrol").list_resources(
        TypeName=INTEGRATION_TYPE, ResourceModel=json.dumps({"DomainName": DOMAIN})
    )["ResourceDescriptions"]
    assert [item["Identifier"] for item in listed] == [f"{DOMAIN}|{uri}"]


@pytest.mark.parametrize(
    ("properties", "code", "message"),
    [
        ({"DomainName": DOMAIN, "DefaultExpirationDays": 3}, "AlreadyExists", f"Domain {DOMAIN} already exists"),
        ({"DomainName": "new"}, "InvalidRequest", "DefaultExpirationDays is required"),
        (
            {"DomainName": "with space", "DefaultExpirationDays": 3},
            "InvalidRequest",
            "DomainName: 'with space' does not match ^[a-zA-Z0-9_-]+$",
        ),
        (
            {"DomainName": "new", "DefaultExpirationDays": 1099},
            "InvalidRequest",
            "DefaultExpirationDays: value 1099 is above 1098",
        ),
    ],
)
def test_failures_are_in_the_progress_event(place: Place, properties: dict[str, Any], code: str, message: str) -> None:
    place.domain()
    event = create(place, DOMAIN_TYPE, **properties)
    assert (event["OperationStatus"], event["ErrorCode"]) == ("FAILED", code)
    assert event["StatusMessage"] == f"{message} (Service: CustomerProfiles, Status Code: 400)"


def test_name_cannot_be_updated(place: Place) -> None:
    place.domain()
    event = update(place, DOMAIN_TYPE, DOMAIN, {"op": "replace", "path": "/DomainName", "value": "other"})
    assert (event["OperationStatus"], event["ErrorCode"]) == ("FAILED", "NotUpdatable")


def test_deleting_what_does_not_exist(place: Place) -> None:
    event = place.client("cloudcontrol").delete_resource(TypeName=DOMAIN_TYPE, Identifier="none")["ProgressEvent"]
    assert (event["OperationStatus"], event["ErrorCode"]) == ("FAILED", "NotFound")


def test_client_token_makes_a_request_repeatable(place: Place) -> None:
    request = {
        "TypeName": DOMAIN_TYPE,
        "DesiredState": json.dumps({"DomainName": DOMAIN, "DefaultExpirationDays": 3}),
        "ClientToken": "once",
    }
    first = place.client("cloudcontrol").create_resource(**request)["ProgressEvent"]
    second = place.client("cloudcontrol").create_resource(**request)["ProgressEvent"]
    assert first == second
    assert first["OperationStatus"] == "SUCCESS"


def test_unknown_type_is_named(place: Place) -> None:
    with pytest.raises(ClientError) as caught:
        create(place, "AWS::S3::Bucket")
    assert error(caught) == ("TypeNotFoundException", "The local cloud does not have the type AWS::S3::Bucket")


def finished(place: Place, event: dict[str, Any], seconds: float = 60) -> dict[str, Any]:
    """The event of a request when it is final; asks when the event says so."""
    give_up = time.monotonic() + seconds
    while event["OperationStatus"] == "IN_PROGRESS":
        assert time.monotonic() < give_up
        time.sleep(max(0.0, event["RetryAfter"].timestamp() - time.time()))
        client = place.client("cloudcontrol")
        event = client.get_resource_request_status(RequestToken=event["RequestToken"])["ProgressEvent"]
    return event


def mapping(place: Place, name: str) -> dict[str, Any]:
    definition = {"DomainName": DOMAIN, "ObjectTypeName": name, "Description": name, "TemplateId": "Marketo-leads"}
    return create(place, OBJECT_TYPE_TYPE, **definition)


def test_a_request_takes_its_time(place: Place) -> None:
    place.domain()
    place.control.behaviours(cloudcontrol_seconds=0.3)
    event = mapping(place, "Leads")
    assert (event["OperationStatus"], event.get("Identifier")) == ("IN_PROGRESS", None)
    assert place.profiles.list_profile_object_types(DomainName=DOMAIN)["Items"] == []
    done = finished(place, event)
    assert (done["OperationStatus"], done["Identifier"]) == ("SUCCESS", f"{DOMAIN}|Leads")
    assert "RetryAfter" not in done
    deleted = place.client("cloudcontrol").delete_resource(TypeName=OBJECT_TYPE_TYPE, Identifier=f"{DOMAIN}|Leads")
    assert finished(place, deleted["ProgressEvent"])["OperationStatus"] == "SUCCESS"
    assert place.profiles.list_profile_object_types(DomainName=DOMAIN)["Items"] == []


@pytest.fixture
def clock(server: LocalCloud, place: Place, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time that the rates go by: it stands still unless a test moves it."""
    now = [0.0]
    monkeypatch.setattr(server.cloud.rates, "wall", lambda: now[0])
    place.control.behaviours(enforce_rates=True)
    return now


def put_calls(place: Place) -> list[int]:
    """The status codes of the handlers' calls that define object types."""
    return [call["status"] for call in place.control.calls("customer-profiles", "PutProfileObjectType")]


def test_a_throttled_call_of_a_handler_is_repeated(place: Place, clock: list[float]) -> None:
    place.domain()
    assert mapping(place, "A")["OperationStatus"] == "SUCCESS"
    event = mapping(place, "B")
    assert event["OperationStatus"] == "IN_PROGRESS"
    clock[0] += 1
    assert finished(place, event)["OperationStatus"] == "SUCCESS"
    assert put_calls(place) == [200, 429, 200]


@pytest.mark.usefixtures("clock")
def test_a_handler_gives_up_after_three_repetitions(place: Place) -> None:
    place.domain()
    mapping(place, "A")
    event = finished(place, mapping(place, "B"))
    assert (event["OperationStatus"], event["ErrorCode"], event["StatusMessage"]) == (
        "FAILED",
        "Throttling",
        "Rate exceeded (Service: CustomerProfiles, Status Code: 429)",
    )
    assert put_calls(place) == [200, 429, 429, 429, 429]


@pytest.mark.usefixtures("clock")
def test_reading_counts_against_the_rate(place: Place) -> None:
    place.domain()
    with pytest.raises(ClientError) as caught:
        [read(place, DOMAIN_TYPE, DOMAIN) for _ in range(20)]
    assert error(caught)[0] == "ThrottlingException"


def test_what_only_the_service_sets_is_not_sent_back(place: Place) -> None:
    rules = {"Enabled": True, "MatchingRules": [{"Rule": ["EmailAddress"]}]}
    place.domain(RuleBasedMatching=rules, DataStore={"Enabled": True})
    assert read(place, DOMAIN_TYPE, DOMAIN)["RuleBasedMatching"]["Status"] == "IN_PROGRESS"
    patch = {"op": "replace", "path": "/DefaultExpirationDays", "value": 30}
    assert update(place, DOMAIN_TYPE, DOMAIN, patch)["OperationStatus"] == "SUCCESS"
    assert read(place, DOMAIN_TYPE, DOMAIN)["DefaultExpirationDays"] == 30
