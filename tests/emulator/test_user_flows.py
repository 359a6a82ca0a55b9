"""Flows that a user makes in AppFlow to feed a domain: integration, expiry, runs, client tokens."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from .setting import DAY, DOMAIN, HOUR, Place, error

MAP_ALL = [
    {"taskType": "Map_all", "sourceFields": [], "connectorOperator": {"Salesforce": "NO_OP"}, "taskProperties": {}}
]
OUTCOMES = ("deprecated", "deleted", "gone", "silently")


@pytest.fixture
def place(place: Place) -> Place:
    """With a domain and a connector profile."""
    place.ready()
    return place


def flow(place: Place, **changes: Any) -> dict[str, Any]:
    """A CreateFlow request."""
    return {
        "flowName": "contacts",
        "triggerConfig": {"triggerType": "OnDemand"},
        "sourceFlowConfig": {
            "connectorType": "Salesforce",
            "connectorProfileName": "connection",
            "sourceConnectorProperties": {"Salesforce": {"object": "Contact"}},
        },
        "destinationFlowConfigList": [
            {
                "connectorType": "CustomerProfiles",
                "destinationConnectorProperties": {
                    "CustomerProfiles": {"domainName": DOMAIN, "objectTypeName": "Salesforce-Contact"}
                },
            }
        ],
        "tasks": MAP_ALL,
        **changes,
    }


def integrate(place: Place, name: str = "contacts") -> dict[str, Any]:
    uri = place.arn("appflow", f"flow/{name}")
    made: dict[str, Any] = place.profiles.put_integration(
        DomainName=DOMAIN, ObjectTypeName="Salesforce-Contact", Uri=uri
    )
    return made


def status(place: Place) -> str | None:
    names = {each["flowName"]: each["flowStatus"] for each in place.appflow.list_flows()["flows"]}
    return names.get("contacts")


def test_all_fields_of_all_records_arrive_on_demand(place: Place) -> None:
    place.control.source("connection", "Contact", account=place.account, per_day=10)
    place.appflow.create_flow(**flow(place))
    assert integrate(place)["IsUnstructured"] is True
    answer = place.appflow.start_flow(flowName="contacts")
    assert len(answer["executionId"]) == 36
    [run] = place.appflow.describe_flow_execution_records(flowName="contacts")["flowExecutions"]
    count = place.profiles.get_domain(DomainName=DOMAIN)["Stats"]["ObjectCount"]
    assert run["executionResult"]["recordsProcessed"] == count > 10_000


def test_a_scheduled_flow_runs_once_it_is_started(place: Place) -> None:
    schedule = {"Scheduled": {"scheduleExpression": "rate(1hours)", "dataPullMode": "Incremental"}}
    place.appflow.create_flow(**flow(place, triggerConfig={"triggerType": "Scheduled", "triggerProperties": schedule}))
    integrate(place)
    place.control.advance(5 * HOUR)
    assert place.appflow.describe_flow_execution_records(flowName="contacts")["flowExecutions"] == []
    place.appflow.start_flow(flowName="contacts")
    place.control.advance(2 * HOUR)
    assert len(place.appflow.describe_flow_execution_records(flowName="contacts")["flowExecutions"]) == 3


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_flow_without_an_integration_expires_after_fourteen_days(place: Place, outcome: str) -> None:
    place.control.behaviours(unintegrated_flow_expires=outcome)
    place.appflow.create_flow(**flow(place))
    place.control.advance(14 * DAY - 60)
    assert status(place) == "Active"
    place.control.advance(61)
    shown = {"deprecated": "Deprecated", "deleted": "Deleted", "gone": None, "silently": "Active"}
    assert status(place) == shown[outcome]
    with pytest.raises(ClientError) as raised:
        integrate(place)
    uri = place.arn("appflow", "flow/contacts")
    reason = "does not exist" if outcome == "gone" else "has expired"
    assert error(raised) == ("BadRequestException", f"Flow {uri} {reason}")
    if outcome in ("deprecated", "deleted"):
        with pytest.raises(ClientError) as raised:
            place.appflow.start_flow(flowName="contacts")
        assert error(raised) == ("ConflictException", f"Flow contacts is {outcome}")
        place.appflow.delete_flow(flowName="contacts")
        place.appflow.create_flow(**flow(place))


def test_an_integrated_flow_does_not_expire(place: Place) -> None:
    place.appflow.create_flow(**flow(place))
    integrate(place)
    place.control.advance(100 * DAY)
    assert status(place) == "Active"


@pytest.mark.parametrize("removes", [True, False])
def test_deleting_the_integration_of_a_user_s_flow(place: Place, removes: bool) -> None:
    place.control.behaviours(delete_integration_removes_user_flow=removes)
    place.appflow.create_flow(**flow(place))
    uri = integrate(place)["Uri"]
    place.profiles.delete_integration(DomainName=DOMAIN, Uri=uri)
    assert status(place) == (None if removes else "Active")


def test_a_flow_to_another_domain_cannot_be_integrated(place: Place) -> None:
    place.profiles.create_domain(DomainName="other", DefaultExpirationDays=366)
    place.appflow.create_flow(**flow(place))
    uri = place.arn("appflow", "flow/contacts")
    with pytest.raises(ClientError) as raised:
        place.profiles.put_integration(DomainName="other", ObjectTypeName="Salesforce-Contact", Uri=uri)
    assert error(raised) == ("BadRequestException", f"Flow {uri} does not deliver to domain other")


def test_a_client_token_has_one_effect(place: Place) -> None:
    first = place.appflow.create_flow(**flow(place, clientToken="once"))
    again = place.appflow.create_flow(**flow(place, clientToken="once"))
    assert again["flowArn"] == first["flowArn"]
    with pytest.raises(ClientError) as raised:
        place.appflow.create_flow(**flow(place, clientToken="once", flowName="others"))
    assert error(raised) == ("ConflictException", "The client token was used with other parameters")
    # The token is answered, not performed: a flow that was deleted meanwhile does not come back.
    place.appflow.delete_flow(flowName="contacts")
    place.appflow.create_flow(**flow(place, clientToken="once"))
    assert status(place) is None
    place.control.advance(9 * HOUR)
    place.appflow.create_flow(**flow(place, clientToken="once"))
    assert status(place) == "Active"


def test_a_run_is_not_repeated_with_its_token(place: Place) -> None:
    place.appflow.create_flow(**flow(place))
    first = place.appflow.start_flow(flowName="contacts", clientToken="once")
    assert place.appflow.start_flow(flowName="contacts", clientToken="once")["executionId"] == first["executionId"]
    assert len(place.appflow.describe_flow_execution_records(flowName="contacts")["flowExecutions"]) == 1


@pytest.mark.parametrize("told", ["verbatim", "rewritten"])
def test_tasks_as_they_were_given_or_as_appflow_writes_them(place: Place, told: str) -> None:
    place.control.behaviours(tasks_described=told)
    place.appflow.create_flow(**flow(place))
    [task] = place.appflow.describe_flow(flowName="contacts")["tasks"]
    if told == "verbatim":
        assert task == MAP_ALL[0]
    else:
        added = {"sourceFields": [""], "destinationField": "", "taskProperties": {"EXCLUDE_SOURCE_FIELDS_LIST": "[]"}}
        assert task == {**MAP_ALL[0], **added}


REFUSED = {
    "no tasks": ({"tasks": []}, "A flow needs tasks"),
    "an operator of another source": (
        {"tasks": [{**MAP_ALL[0], "connectorOperator": {"Marketo": "NO_OP"}}]},
        "A Salesforce flow has no operators of Marketo",
    ),
    "properties of another source": (
        {
            "sourceFlowConfig": {
                "connectorType": "Salesforce",
                "connectorProfileName": "connection",
                "sourceConnectorProperties": {"Marketo": {"object": "leads"}},
            }
        },
        "The source connector properties for Salesforce are missing",
    ),
    "two destinations": (
        {"destinationFlowConfigList": [{"connectorType": "LookoutMetrics", "destinationConnectorProperties": {}}] * 2},
        "A flow has one destination",
    ),
    "a short name": ({"flowName": "a"}, "flowName: 'a' does not match"),
}


@pytest.mark.parametrize(("changes", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_does_not_fit_is_refused(place: Place, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ClientError) as raised:
        place.appflow.create_flow(**flow(place, **changes))
    code, said = error(raised)
    assert code == "ValidationException"
    assert said.startswith(message)
    assert status(place) is None


@pytest.mark.parametrize(
    ("part", "value", "what"),
    [
        ("object", {"Salesforce": {"object": "Account"}}, "source object"),
        ("destination", "Salesforce-Account", "destination"),
    ],
)
def test_source_and_destination_cannot_be_edited(place: Place, part: str, value: Any, what: str) -> None:
    place.appflow.create_flow(**flow(place))
    update = flow(place)
    if part == "object":
        update["sourceFlowConfig"]["sourceConnectorProperties"] = value
    else:
        [destination] = update["destinationFlowConfigList"]
        destination["destinationConnectorProperties"]["CustomerProfiles"]["objectTypeName"] = value
    with pytest.raises(ClientError) as raised:
        place.appflow.update_flow(**update)
    assert error(raised) == ("ValidationException", f"The {what} of flow contacts cannot be changed")


@pytest.mark.parametrize("accepted", [True, False])
def test_b5_a_filter_may_need_its_field_in_the_projection(place: Place, accepted: bool) -> None:
    place.control.behaviours(filter_outside_projection=accepted)
    filtering = {
        "taskType": "Filter",
        "sourceFields": ["Email"],
        "connectorOperator": {"Salesforce": "EQUAL_TO"},
        "taskProperties": {"DATA_TYPE": "string", "VALUE": "a"},
    }
    projection = {
        "taskType": "Filter",
        "sourceFields": ["Id"],
        "connectorOperator": {"Salesforce": "PROJECTION"},
        "taskProperties": {},
    }
    if accepted:
        place.appflow.create_flow(**flow(place, tasks=[projection, filtering]))
        return
    with pytest.raises(ClientError) as raised:
        place.appflow.create_flow(**flow(place, tasks=[projection, filtering]))
    reason = "Filter task uses the field Email, which the PROJECTION filter does not list"
    assert error(raised) == ("ValidationException", reason)


def test_update_carries_tasks_and_trigger(place: Place) -> None:
    place.appflow.create_flow(**flow(place))
    projection = {
        "taskType": "Filter",
        "sourceFields": ["Id"],
        "connectorOperator": {"Salesforce": "PROJECTION"},
        "taskProperties": {},
    }
    place.appflow.update_flow(**flow(place, tasks=[projection], description="All of it"))
    found = place.appflow.describe_flow(flowName="contacts")
    assert (found["tasks"], found["description"]) == ([projection], "All of it")
