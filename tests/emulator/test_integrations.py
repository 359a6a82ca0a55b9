"""Integrations with a flow definition, a flow of one's own, or a Connect instance."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from .setting import DOMAIN, Place, Ready, batches, error

CONNECT = "connect"


@pytest.fixture
def ready(place: Place) -> Ready:
    return place.ready()


def put(ready: Ready, name: str = "flow", **options: Any) -> Any:
    request = {"ObjectTypeName": "Salesforce-Contact", "FlowDefinition": ready.definition(name)} | options
    given = {key: value for key, value in request.items() if value is not None}
    return ready.place.profiles.put_integration(DomainName=DOMAIN, **given)


def refusal(ready: Ready, **options: Any) -> str:
    with pytest.raises(ClientError) as caught:
        put(ready, **options)
    code, message = error(caught)
    assert code == "BadRequestException"
    return message


def test_integration_and_flow_are_made(ready: Ready) -> None:
    place = ready.place
    answer = put(ready, Tags={"team": "crm"})
    uri = place.arn("appflow", "flow/flow")
    assert answer["Uri"] == uri
    found = place.profiles.get_integration(DomainName=DOMAIN, Uri=uri)
    assert {name: found[name] for name in found if name not in ("ResponseMetadata", "CreatedAt", "LastUpdatedAt")} == {
        "DomainName": DOMAIN,
        "Uri": uri,
        "ObjectTypeName": "Salesforce-Contact",
        "IsUnstructured": False,
        "Scope": "PROFILE",
        "Tags": {"team": "crm"},
    }
    flow = place.appflow.describe_flow(flowName="flow")
    assert flow["flowArn"] == uri
    assert flow["flowStatus"] == "Draft"
    assert flow["kmsArn"] == ready.key
    assert flow["description"] == "Ingests contacts"
    assert flow["sourceFlowConfig"] == {
        "connectorType": "Salesforce",
        "connectorProfileName": "connection",
        "incrementalPullConfig": {"datetimeTypeFieldName": "LastModifiedDate"},
        "sourceConnectorProperties": {"Salesforce": {"object": "Contact"}},
    }
    assert flow["destinationFlowConfigList"] == [
        {
            "connectorType": "CustomerProfiles",
            "destinationConnectorProperties": {
                "CustomerProfiles": {"domainName": DOMAIN, "objectTypeName": "Salesforce-Contact"}
            },
        }
    ]
    assert flow["tasks"][1] == {
        "taskType": "Map",
        "sourceFields": ["Id"],
        "destinationField": "Id",
        "connectorOperator": {"Salesforce": "NO_OP"},
        "taskProperties": {},
    }
    assert flow["triggerConfig"]["triggerProperties"] == {
        "Scheduled": {"scheduleExpression": "rate(1hours)", "dataPullMode": "Incremental"}
    }


@pytest.mark.parametrize(("active", "status"), [(False, "Draft"), (True, "Active")])
def test_new_flow_is_draft_or_active(ready: Ready, active: bool, status: str) -> None:
    ready.place.control.behaviours(put_integration_flow_active=active)
    put(ready)
    assert ready.place.appflow.describe_flow(flowName="flow")["flowStatus"] == status
    ready.place.appflow.start_flow(flowName="flow")
    assert ready.place.appflow.describe_flow(flowName="flow")["flowStatus"] == "Active"


def test_flow_names_are_unique(ready: Ready) -> None:
    put(ready)
    assert refusal(ready) == "Flow with name flow already exists."


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"ObjectTypeName": None}, "Either ObjectTypeName or ObjectTypeNames is required"),
        (
            {"ObjectTypeName": "Unknown"},
            f"Object type Unknown is neither defined in domain {DOMAIN} nor a template",
        ),
        ({"FlowDefinition": None}, "Either Uri or FlowDefinition is required"),
        (
            {"Uri": "arn:aws:appflow:us-east-1:111122223333:flow/x"},
            "Uri and FlowDefinition exclude each other",
        ),
    ],
)
def test_refused_requests(ready: Ready, options: dict[str, Any], message: str) -> None:
    assert refusal(ready, **options) == message


def test_missing_connector_profile_is_refused(ready: Ready) -> None:
    definition = ready.definition("flow")
    definition["SourceFlowConfig"]["ConnectorProfileName"] = "unknown"
    assert refusal(ready, FlowDefinition=definition) == "Connector profile unknown does not exist"


def test_connector_profile_of_another_connector_is_refused(ready: Ready) -> None:
    ready.place.control.seed(("leads", "Marketo"), account=ready.place.account)
    definition = ready.definition("flow")
    definition["SourceFlowConfig"]["ConnectorProfileName"] = "leads"
    assert refusal(ready, FlowDefinition=definition) == "Connector profile leads is for Marketo, not Salesforce"


def test_missing_key_is_refused(ready: Ready) -> None:
    missing = ready.place.arn("kms", "key/12345678-1234-1234-1234-123456789012")
    definition = ready.definition("flow") | {"KmsArn": missing}
    assert refusal(ready, FlowDefinition=definition) == (
        f"No access to the KMS key {missing}: it does not exist in us-east-1"
    )


@pytest.mark.parametrize("required", [False, True])
def test_flow_key_other_than_the_domain_key(ready: Ready, required: bool) -> None:
    ready.place.control.behaviours(flow_key_must_be_domain_key=required)
    another = ready.place.key()
    definition = ready.definition("flow") | {"KmsArn": another}
    if required:
        assert refusal(ready, FlowDefinition=definition) == f"KmsArn {another} is not the key of domain {DOMAIN}"
    else:
        put(ready, FlowDefinition=definition)


def test_tasks_without_projection_may_be_refused(ready: Ready) -> None:
    ready.place.control.behaviours(map_outside_projection=False)
    definition = ready.definition("flow")
    definition["Tasks"] = definition["Tasks"][1:]
    assert refusal(ready, FlowDefinition=definition) == (
        "A flow with Map tasks needs a Filter task with operator PROJECTION"
    )


def test_a_mapped_field_missing_from_the_projection_may_be_refused(ready: Ready) -> None:
    ready.place.control.behaviours(map_outside_projection=False)
    definition = ready.definition("flow")
    definition["Tasks"][0]["SourceFields"].remove("Email")
    assert refusal(ready, FlowDefinition=definition) == (
        "Map task uses the field Email, which the PROJECTION filter does not list"
    )


@pytest.mark.parametrize("schedule", ["every hour", "rate(0minutes)", "rate(hours)", "cron(0 6 * * ? *)"])
def test_unreadable_schedule_is_refused(ready: Ready, schedule: str) -> None:
    definition = ready.definition("flow", ScheduleExpression=schedule)
    assert refusal(ready, FlowDefinition=definition) == (f"Invalid schedule expression {schedule}: use rate(5minutes)")


def test_marketo_runs_hourly_at_most(place: Place) -> None:
    ready = place.ready("Marketo")
    definition = ready.definition("flow", ScheduleExpression="rate(15minutes)")
    assert refusal(ready, FlowDefinition=definition, ObjectTypeName="Marketo-leads") == (
        "Marketo flows run at most every 3600 seconds, not every 900"
    )


@pytest.mark.parametrize(("granted", "quota"), [({}, 50), ({"integrations_per_domain": 51}, 51)])
def test_fifty_integrations_per_domain_or_what_is_granted(ready: Ready, granted: dict[str, int], quota: int) -> None:
    ready.place.control.behaviours(**granted)
    for index in range(quota):
        put(ready, f"flow-{index}")
    assert refusal(ready, FlowDefinition=ready.definition("one-too-many")) == (
        f"The limit of {quota} integrations in domain {DOMAIN} is reached"
    )


@pytest.mark.parametrize(("counted", "expected"), [(False, "COMPLETE"), (True, "FAILED")])
def test_hidden_integrations_count_or_not(ready: Ready, counted: bool, expected: str) -> None:
    ready.place.control.behaviours(hidden_integrations_counted=counted)
    for index in range(45):
        put(ready, f"flow-{index}")
    assert ready.start(batches(2, 10)).finish()["Status"] == expected


@pytest.mark.parametrize("removed", [False, True])
def test_deleting_an_integration_removes_its_flow_or_not(ready: Ready, removed: bool) -> None:
    place = ready.place
    place.control.behaviours(delete_integration_removes_flow=removed)
    uri = put(ready)["Uri"]
    place.profiles.delete_integration(DomainName=DOMAIN, Uri=uri)
    assert place.profiles.list_integrations(DomainName=DOMAIN)["Items"] == []
    assert [flow["flowName"] for flow in place.appflow.list_flows()["flows"]] == ([] if removed else ["flow"])


@pytest.mark.parametrize("removed", [False, True])
def test_deleting_a_domain_removes_its_flows_or_not(ready: Ready, removed: bool) -> None:
    place = ready.place
    place.control.behaviours(delete_domain_removes_flows=removed)
    put(ready)
    ready.start(batches(2, 3))
    place.control.advance(10)
    assert len(place.appflow.list_flows()["flows"]) == 4
    place.profiles.delete_domain(DomainName=DOMAIN)
    assert len(place.appflow.list_flows()["flows"]) == (0 if removed else 4)


def test_instance_belongs_to_one_domain(ready: Ready) -> None:
    place = ready.place
    instance = place.arn(CONNECT, "instance/5e5c0d0e-0000-4000-8000-000000000000")
    place.profiles.put_integration(DomainName=DOMAIN, Uri=instance, ObjectTypeName="CTR")
    [listed] = place.profiles.list_account_integrations(Uri=instance)["Items"]
    assert (listed["DomainName"], listed["ObjectTypeName"]) == (DOMAIN, "CTR")
    place.domain("amazon-connect-other")
    with pytest.raises(ClientError) as caught:
        place.profiles.put_integration(DomainName="amazon-connect-other", Uri=instance, ObjectTypeName="CTR")
    assert error(caught)[1] == f"{instance} is already integrated with domain {DOMAIN}"


def test_uri_of_a_flow_must_exist(ready: Ready) -> None:
    uri = ready.place.arn("appflow", "flow/unknown")
    assert refusal(ready, Uri=uri, FlowDefinition=None) == f"Flow {uri} does not exist"


def test_uri_of_another_region_is_refused(ready: Ready) -> None:
    uri = "arn:aws:connect:eu-central-1:111122223333:instance/1"
    assert refusal(ready, Uri=uri, FlowDefinition=None, ObjectTypeName="CTR") == (
        f"Uri {uri} is not in 111122223333 us-east-1"
    )


def test_flow_of_one_s_own_becomes_an_integration(ready: Ready) -> None:
    place = ready.place
    put(ready)
    own = place.appflow.describe_flow(flowName="flow")
    members = ("description", "triggerConfig", "sourceFlowConfig", "destinationFlowConfigList", "tasks")
    arn = place.appflow.create_flow(flowName="own", **{name: own[name] for name in members})["flowArn"]
    answer = place.profiles.put_integration(DomainName=DOMAIN, Uri=arn, ObjectTypeName="Salesforce-Contact")
    assert answer["IsUnstructured"] is True


def test_tags_of_an_integration(ready: Ready) -> None:
    uri = put(ready)["Uri"]
    arn = f"{ready.place.domain_arn()}/integrations/{uri}"
    ready.place.profiles.tag_resource(resourceArn=arn, tags={"stage": "dev"})
    assert ready.place.profiles.get_integration(DomainName=DOMAIN, Uri=uri)["Tags"] == {"stage": "dev"}


def test_listing_is_paged_and_in_order(ready: Ready) -> None:
    for index in range(5):
        put(ready, f"flow-{index}")
    first = ready.place.profiles.list_integrations(DomainName=DOMAIN, MaxResults=3)
    second = ready.place.profiles.list_integrations(DomainName=DOMAIN, MaxResults=3, NextToken=first["NextToken"])
    names = [item["Uri"].rpartition("/")[2] for item in (*first["Items"], *second["Items"])]
    assert names == [f"flow-{index}" for index in range(5)]
    assert "NextToken" not in second


def instance(place: Place) -> str:
    return str(
        place.client("connect").create_instance(
            IdentityManagementType="CONNECT_MANAGED",
            InstanceAlias="care",
            InboundCallsEnabled=True,
            OutboundCallsEnabled=True,
        )["Arn"]
    )


def associate(place: Place, uri: str, domain: str = DOMAIN, template: str = "CTR") -> None:
    place.profiles.put_integration(DomainName=domain, Uri=uri, ObjectTypeName=template)


def test_a_connect_instance_has_one_domain(place: Place) -> None:
    place.domain()
    place.domain("amazon-connect-other")
    uri = instance(place)
    associate(place, uri)
    with pytest.raises(ClientError) as caught:
        associate(place, uri, "amazon-connect-other")
    assert error(caught) == ("BadRequestException", f"{uri} is already integrated with domain {DOMAIN}")
    [found] = place.profiles.list_account_integrations(Uri=uri)["Items"]
    assert (found["DomainName"], found["ObjectTypeName"]) == (DOMAIN, "CTR")


def test_a_domain_may_have_several_instances(place: Place) -> None:
    place.domain()
    for number in (1, 2, 3):
        associate(place, place.arn("connect", f"instance/{number}"))
    items = place.profiles.list_integrations(DomainName=DOMAIN)["Items"]
    assert [item["ObjectTypeName"] for item in items] == ["CTR"] * 3


@pytest.mark.parametrize("associated", [False, True])
@pytest.mark.parametrize("template", ["CTR-NoInferred", "CTR-AutoAssociateOnly"])
def test_a3_the_object_type_of_an_instance_is_always_ctr(place: Place, template: str, associated: bool) -> None:
    place.domain()
    uri = instance(place)
    if associated:
        associate(place, uri)
    with pytest.raises(ClientError) as caught:
        associate(place, uri, template=template)
    assert error(caught) == ("BadRequestException", f"The object type of Connect instance {uri} must be CTR")
    place.profiles.put_profile_object_type(
        DomainName=DOMAIN, ObjectTypeName="CTR", Description="Contact records", TemplateId=template
    )
    associate(place, uri)


@pytest.mark.parametrize("needed", [False, True])
def test_an_instance_has_to_exist_or_not(place: Place, needed: bool) -> None:
    place.control.behaviours(instance_must_exist=needed)
    place.domain()
    associate(place, instance(place))
    unknown = place.arn("connect", "instance/unknown")
    if not needed:
        associate(place, unknown)
        return
    with pytest.raises(ClientError) as caught:
        associate(place, unknown)
    assert error(caught) == ("BadRequestException", f"Connect instance {unknown} does not exist")


@pytest.mark.parametrize("needed", [False, True])
def test_the_prefix_of_the_domain_is_needed_or_not(place: Place, needed: bool) -> None:
    place.control.behaviours(instance_needs_domain_prefix=needed)
    place.domain()
    place.domain("shop")
    associate(place, place.arn("connect", "instance/a"))
    other = place.arn("connect", "instance/b")
    if not needed:
        associate(place, other, "shop")
        return
    with pytest.raises(ClientError) as caught:
        associate(place, other, "shop")
    assert error(caught) == ("AccessDeniedException", f"Connect instance {other} has no access to domain shop")
