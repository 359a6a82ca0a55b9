"""AppFlow: flows on a schedule and on demand, connector profiles and what their sources offer."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from .setting import DAY, DOMAIN, HOUR, Place, Ready, error, past


@pytest.fixture
def ready(place: Place) -> Ready:
    return place.ready()


def integrated(ready: Ready, name: str = "flow", **schedule: Any) -> None:
    ready.place.profiles.put_integration(
        DomainName=DOMAIN, ObjectTypeName="Salesforce-Contact", FlowDefinition=ready.definition(name, **schedule)
    )


def executions(place: Place, name: str = "flow") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = place.appflow.describe_flow_execution_records(flowName=name)["flowExecutions"]
    return found


def cloud_now(place: Place) -> datetime:
    return datetime.fromtimestamp(place.control.clock()["now"], UTC)


def test_draft_does_not_run(ready: Ready) -> None:
    integrated(ready)
    ready.place.control.advance(5 * HOUR)
    assert executions(ready.place) == []


def test_first_run_pulls_from_first_execution_then_what_came_since(ready: Ready) -> None:
    place = ready.place
    first = past(10)
    integrated(ready, FirstExecutionFrom=first)
    answer = place.appflow.start_flow(flowName="flow")
    assert (answer["flowStatus"], "executionId" in answer) == ("Active", False)
    place.control.advance(2 * HOUR + 5)
    runs = executions(place)
    assert [run["executionStatus"] for run in runs] == ["Successful"] * 3
    assert [run["executionResult"]["recordsProcessed"] for run in runs] == [1, 1, 240]
    assert runs[2]["dataPullStartTime"] == first
    assert runs[1]["dataPullStartTime"] == runs[2]["dataPullEndTime"]
    assert place.profiles.get_domain(DomainName=DOMAIN)["Stats"]["ObjectCount"] == 242


def test_first_run_without_first_execution_pulls_thirty_days(ready: Ready) -> None:
    integrated(ready)
    ready.place.appflow.start_flow(flowName="flow")
    [run] = executions(ready.place)
    assert run["executionResult"]["recordsProcessed"] == 30 * 24
    assert run["dataPullEndTime"] - run["dataPullStartTime"] == timedelta(days=30)


def test_runs_start_at_the_schedule_s_start(ready: Ready) -> None:
    place = ready.place
    start = cloud_now(place).replace(microsecond=0) + timedelta(hours=3)
    integrated(ready, ScheduleStartTime=start, ScheduleOffset=60)
    place.appflow.start_flow(flowName="flow")
    place.control.advance(2 * HOUR)
    assert executions(place) == []
    place.control.advance(HOUR + 120)
    assert [run["startedAt"] for run in executions(place)] == [start + timedelta(seconds=60)]


def test_schedule_ends(ready: Ready) -> None:
    place = ready.place
    integrated(ready, ScheduleEndTime=cloud_now(place) + timedelta(hours=2, minutes=30))
    place.appflow.start_flow(flowName="flow")
    place.control.advance(10 * HOUR)
    assert len(executions(place)) == 3
    assert place.appflow.describe_flow(flowName="flow")["flowStatus"] == "Suspended"


def test_stopped_flow_goes_on_where_it_was(ready: Ready) -> None:
    place = ready.place
    integrated(ready)
    place.appflow.start_flow(flowName="flow")
    assert len(executions(place)) == 1
    assert place.appflow.stop_flow(flowName="flow")["flowStatus"] == "Suspended"
    place.control.advance(DAY)
    assert len(executions(place)) == 1
    place.appflow.start_flow(flowName="flow")
    latest, first = executions(place)
    assert latest["dataPullStartTime"] == first["dataPullEndTime"]
    assert latest["executionResult"]["recordsProcessed"] == 24


def test_after_a_long_absence_the_last_hundred_runs_are_made(ready: Ready) -> None:
    place = ready.place
    integrated(ready)
    place.appflow.start_flow(flowName="flow")
    place.control.advance(60 * DAY)
    runs = place.appflow.describe_flow_execution_records(flowName="flow", maxResults=100)["flowExecutions"]
    assert len(runs) == 100
    # Nothing is missed: the first of them pulled everything since the run before the absence.
    assert place.profiles.get_domain(DomainName=DOMAIN)["Stats"]["ObjectCount"] == 90 * 24


def test_complete_pull_reads_everything_every_time(ready: Ready) -> None:
    place = ready.place
    place.control.source("connection", "Contact", account=place.account, start=past(2).isoformat(), per_day=24)
    integrated(ready, DataPullMode="Complete")
    place.appflow.start_flow(flowName="flow")
    place.control.advance(HOUR)
    assert [run["executionResult"]["recordsProcessed"] for run in executions(place)] == [50, 49]


def test_incremental_field_decides_whether_changes_are_seen(ready: Ready) -> None:
    place = ready.place
    definition = ready.definition("by-creation")
    definition["SourceFlowConfig"]["IncrementalPullConfig"]["DatetimeTypeFieldName"] = "CreatedDate"
    place.profiles.put_integration(DomainName=DOMAIN, ObjectTypeName="Salesforce-Contact", FlowDefinition=definition)
    integrated(ready, "by-change")
    place.control.source("connection", "Contact", account=place.account, start=past(2).isoformat(), per_day=24)
    for name in ("by-creation", "by-change"):
        place.appflow.start_flow(flowName=name)
    changed = {"id": "003000000000000000", "fields": {"LastName": "Changed"}}
    place.control.source("connection", "Contact", account=place.account, records=[changed])
    place.control.advance(HOUR)
    counts = {
        name: executions(place, name)[0]["executionResult"]["recordsProcessed"] for name in ("by-creation", "by-change")
    }
    assert counts == {"by-creation": 1, "by-change": 2}


def test_on_demand_flow_runs_when_started(ready: Ready) -> None:
    place = ready.place
    place.control.source("connection", "Contact", account=place.account, start=past(1).isoformat(), per_day=24)
    definition = ready.definition("flow") | {"TriggerConfig": {"TriggerType": "OnDemand"}}
    place.profiles.put_integration(DomainName=DOMAIN, ObjectTypeName="Salesforce-Contact", FlowDefinition=definition)
    execution_id = place.appflow.start_flow(flowName="flow")["executionId"]
    [run] = executions(place)
    assert (run["executionId"], run["executionResult"]["recordsProcessed"]) == (execution_id, 25)
    with pytest.raises(ClientError) as caught:
        place.appflow.stop_flow(flowName="flow")
    assert error(caught)[0] == "UnsupportedOperationException"


def test_run_without_its_connector_profile_fails(ready: Ready) -> None:
    place = ready.place
    integrated(ready)
    place.appflow.delete_connector_profile(connectorProfileName="connection", forceDelete=True)
    place.appflow.start_flow(flowName="flow")
    [run] = executions(place)
    assert run["executionStatus"] == "Error"
    assert run["executionResult"]["errorInfo"]["executionMessage"] == "The connector profile does not exist"


def updated(place: Place, **changes: Any) -> dict[str, Any]:
    flow = place.appflow.describe_flow(flowName="flow")
    members = ("description", "triggerConfig", "sourceFlowConfig", "destinationFlowConfigList", "tasks")
    return {"flowName": "flow"} | {name: flow[name] for name in members} | changes


def test_update_changes_schedule_and_description(ready: Ready) -> None:
    place = ready.place
    integrated(ready)
    trigger = place.appflow.describe_flow(flowName="flow")["triggerConfig"]
    trigger["triggerProperties"]["Scheduled"]["scheduleExpression"] = "rate(1days)"
    assert (
        place.appflow.update_flow(**updated(place, triggerConfig=trigger, description="Daily"))["flowStatus"] == "Draft"
    )
    flow = place.appflow.describe_flow(flowName="flow")
    assert flow["description"] == "Daily"
    assert flow["triggerConfig"] == trigger


@pytest.mark.parametrize(
    ("what", "member", "value"),
    [
        ("source object", "sourceConnectorProperties", {"Salesforce": {"object": "Account"}}),
        ("connector profile", "connectorProfileName", "another"),
    ],
)
def test_source_cannot_be_changed(ready: Ready, what: str, member: str, value: Any) -> None:
    place = ready.place
    integrated(ready)
    request = updated(place)
    request["sourceFlowConfig"][member] = value
    with pytest.raises(ClientError) as caught:
        place.appflow.update_flow(**request)
    assert error(caught) == ("ValidationException", f"The {what} of flow flow cannot be changed")


def test_active_flow_is_deleted_by_force_only(ready: Ready) -> None:
    place = ready.place
    integrated(ready)
    place.appflow.start_flow(flowName="flow")
    with pytest.raises(ClientError) as caught:
        place.appflow.delete_flow(flowName="flow")
    assert error(caught)[0] == "ConflictException"
    place.appflow.delete_flow(flowName="flow", forceDelete=True)
    with pytest.raises(ClientError) as caught:
        place.appflow.describe_flow(flowName="flow")
    assert error(caught) == ("ResourceNotFoundException", "Flow flow does not exist")


def test_connector_profiles(place: Place) -> None:
    config = {
        "connectorProfileProperties": {"ServiceNow": {"instanceUrl": "https://example.service-now.com"}},
        "connectorProfileCredentials": {"ServiceNow": {"username": "u", "password": "p"}},
    }
    request = {
        "connectorProfileName": "tickets",
        "connectorType": "Servicenow",
        "connectionMode": "Public",
        "connectorProfileConfig": config,
    }
    arn = place.appflow.create_connector_profile(**request)["connectorProfileArn"]
    assert arn == place.arn("appflow", "connectorprofile/tickets")
    [found] = place.appflow.describe_connector_profiles(connectorProfileNames=["tickets"])["connectorProfileDetails"]
    assert found["connectorType"] == "Servicenow"
    assert found["connectorProfileProperties"] == config["connectorProfileProperties"]
    assert "password" not in str(found)
    with pytest.raises(ClientError) as caught:
        place.appflow.create_connector_profile(**request)
    assert error(caught)[0] == "ConflictException"
    place.appflow.delete_connector_profile(connectorProfileName="tickets")
    assert place.appflow.describe_connector_profiles()["connectorProfileDetails"] == []


@pytest.mark.parametrize(
    ("connector", "entity", "key", "timestamps"),
    [
        ("Salesforce", "Contact", "Id", {"CreatedDate", "LastModifiedDate", "SystemModstamp"}),
        ("Marketo", "leads", "id", {"createdAt", "updatedAt"}),
        ("Servicenow", "sys_user", "sys_id", {"sys_created_on", "sys_updated_on"}),
    ],
)
def test_fields_of_an_object(place: Place, connector: str, entity: str, key: str, timestamps: set[str]) -> None:
    place.control.seed(("connection", connector), account=place.account)
    fields = place.appflow.describe_connector_entity(
        connectorEntityName=entity, connectorType=connector, connectorProfileName="connection"
    )["connectorEntityFields"]
    assert [field["identifier"] for field in fields if field["isPrimaryKey"]] == [key]
    assert {
        field["identifier"] for field in fields if field["sourceProperties"]["isTimestampFieldForIncrementalQueries"]
    } == timestamps


def test_unknown_object(place: Place) -> None:
    place.control.seed(("connection", "Marketo"), account=place.account)
    with pytest.raises(ClientError) as caught:
        place.appflow.describe_connector_entity(connectorEntityName="nothing", connectorProfileName="connection")
    assert error(caught) == ("ResourceNotFoundException", "Marketo has no object nothing")


def test_as_many_flows_as_are_granted(ready: Ready) -> None:
    integrated(ready)
    place = ready.place
    place.control.behaviours(flows_per_region=2)
    request = updated(place)
    place.appflow.create_flow(**request | {"flowName": "second"})
    with pytest.raises(ClientError) as caught:
        place.appflow.create_flow(**request | {"flowName": "third"})
    assert error(caught) == ("ServiceQuotaExceededException", "The limit of 2 flows is reached")


def test_thousand_flows_per_account_and_region(ready: Ready) -> None:
    integrated(ready)
    place = ready.place
    request = updated(place)
    for index in range(999):
        place.appflow.create_flow(**request | {"flowName": f"flow-{index}"})
    with pytest.raises(ClientError) as caught:
        place.appflow.create_flow(**request | {"flowName": "one-too-many"})
    assert error(caught) == ("ServiceQuotaExceededException", "The limit of 1000 flows is reached")
    pages = 0
    token: dict[str, str] = {}
    while True:
        answer = place.appflow.list_flows(maxResults=100, **token)
        pages += 1
        if "nextToken" not in answer:
            break
        token = {"nextToken": answer["nextToken"]}
    assert pages == 10


def test_flow_tags(ready: Ready) -> None:
    integrated(ready)
    arn = ready.place.arn("appflow", "flow/flow")
    ready.place.appflow.tag_resource(resourceArn=arn, tags={"stage": "dev", "team": "crm"})
    ready.place.appflow.untag_resource(resourceArn=arn, tagKeys=["team"])
    assert ready.place.appflow.list_tags_for_resource(resourceArn=arn)["tags"] == {"stage": "dev"}
