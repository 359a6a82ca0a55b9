"""Integration workflows from the first step to the ongoing integration."""

import itertools
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .setting import DAY, DOMAIN, HOUR, OWNING_SERVICE, Place, Ready, batches, error, past

SALESFORCE_PER_DAY = 24


@pytest.fixture
def ready(place: Place) -> Ready:
    return place.ready()


def hidden_and_visible(place: Place) -> tuple[list[str], list[str]]:
    visible = [item["Uri"] for item in place.profiles.list_integrations(DomainName=DOMAIN)["Items"]]
    everything = place.profiles.list_integrations(DomainName=DOMAIN, IncludeHidden=True)["Items"]
    return [item["Uri"] for item in everything if item["Uri"] not in visible], visible


def test_from_the_first_step_to_the_continuous_integration(ready: Ready) -> None:
    place = ready.place
    place.control.behaviours(
        parallel_steps=2, run_seconds=600, run_seconds_per_1000_records=0, workflow_start_seconds=5
    )
    workflow = ready.start(batches(10, 3), Tags={"team": "crm"})
    assert (workflow.status, workflow.metrics) == (
        "NOT_STARTED",
        {"RecordsProcessed": 0, "StepsCompleted": 0, "TotalSteps": 3},
    )
    place.control.advance(10)
    assert workflow.status == "IN_PROGRESS"
    assert [step["Status"] for step in workflow.steps()] == ["IN_PROGRESS", "IN_PROGRESS", "NOT_STARTED"]
    hidden, visible = hidden_and_visible(place)
    assert (len(hidden), visible) == (3, [])
    assert len(place.appflow.list_flows()["flows"]) == 3

    place.control.advance(600)
    assert [step["Status"] for step in workflow.steps()] == ["COMPLETE", "COMPLETE", "IN_PROGRESS"]
    assert workflow.metrics == {
        "RecordsProcessed": 2 * 10 * SALESFORCE_PER_DAY,
        "StepsCompleted": 2,
        "TotalSteps": 3,
    }

    place.control.advance(600)
    found = workflow.get()
    assert found["Status"] == "COMPLETE"
    assert found["Metrics"]["AppflowIntegration"]["RecordsProcessed"] == 30 * SALESFORCE_PER_DAY
    assert found["Attributes"] == {
        "AppflowIntegration": {
            "SourceConnectorType": "Salesforce",
            "ConnectorProfileName": "connection",
            "RoleArn": ready.role,
        }
    }
    uri = place.arn("appflow", "flow/continuous")
    assert hidden_and_visible(place) == ([], [uri])
    integration = place.profiles.get_integration(DomainName=DOMAIN, Uri=uri)
    assert integration["WorkflowId"] == workflow.workflow_id
    assert integration["Tags"] == {"awsOwningService": OWNING_SERVICE, "team": "crm"}
    [flow] = place.appflow.list_flows()["flows"]
    assert (flow["flowName"], flow["triggerType"]) == ("continuous", "Scheduled")
    assert flow["tags"] == {"awsOwningService": OWNING_SERVICE, "team": "crm"}
    assert place.profiles.get_domain(DomainName=DOMAIN)["Stats"]["ObjectCount"] >= 30 * SALESFORCE_PER_DAY


def test_steps_show_their_batches(ready: Ready) -> None:
    wanted = batches(10, 3)
    steps = ready.start(wanted).steps()
    shown = [(step["BatchRecordsStartTime"], step["BatchRecordsEndTime"]) for step in steps]
    assert shown == [tuple(moment.strftime("%Y-%m-%dT%H:%M:%SZ") for moment in batch) for batch in wanted]


def test_steps_show_their_batches_as_epoch_milliseconds(ready: Ready) -> None:
    ready.place.control.behaviours(batch_times="epoch_milliseconds")
    wanted = batches(10, 1)
    [step] = ready.start(wanted).steps()
    assert step["BatchRecordsStartTime"] == str(int(wanted[0][0].timestamp() * 1000))


def test_steps_are_paged(ready: Ready) -> None:
    workflow = ready.start(batches(1, 7))
    answer = ready.place.profiles.get_workflow_steps(DomainName=DOMAIN, WorkflowId=workflow.workflow_id, MaxResults=5)
    assert len(answer["Items"]) == 5
    assert len(workflow.steps()) == 7


@pytest.mark.parametrize("connector", ["Salesforce", "Marketo", "Servicenow"])
def test_every_featured_application(place: Place, connector: str) -> None:
    workflow = place.ready(connector).start(batches(5, 2))
    assert workflow.finish()["Status"] == "COMPLETE"
    assert workflow.metrics["RecordsProcessed"] == 10 * SALESFORCE_PER_DAY


def test_loaded_objects_are_the_source_s_records(ready: Ready) -> None:
    place = ready.place
    start = past(2)
    place.control.source("connection", "Contact", account=place.account, start=start.isoformat(), per_day=24)
    ready.start([(start, start + timedelta(hours=3))]).finish()
    [profile] = place.profiles.search_profiles(
        DomainName=DOMAIN, KeyName="_salesforceContactId", Values=["003000000000000001"]
    )["Items"]
    assert profile["LastName"] == "Okafor"
    assert profile["EmailAddress"] == "ben.okafor.1@example.com"
    assert profile["Attributes"] == {"sfdcContactId": "003000000000000001", "sfdcAccountId": "001000000000000001"}


def test_zendesk_has_no_workflows(place: Place) -> None:
    ready = place.ready()
    definition = ready.definition()
    definition["SourceFlowConfig"]["ConnectorType"] = "Zendesk"
    with pytest.raises(ClientError) as caught:
        ready.start([], IntegrationConfig={"AppflowIntegration": {"FlowDefinition": definition}})
    assert error(caught)[1] == "Workflows do not support Zendesk: use one of Salesforce, Servicenow, Marketo"


@pytest.mark.parametrize(
    ("ranges", "message"),
    [
        ([], "Batches must not be empty"),
        ([(10, 10)], "A batch must start before it ends"),
        ([(20, 10), (11, 5)], "Batches must not overlap"),
        ([(5, -1)], "A batch must not end in the future"),
    ],
)
def test_invalid_batches_are_refused(ready: Ready, ranges: list[tuple[float, float]], message: str) -> None:
    with pytest.raises(ClientError) as caught:
        ready.start([(past(start), past(end)) for start, end in ranges])
    assert error(caught)[0] == "BadRequestException"
    assert error(caught)[1].startswith(message)


@pytest.mark.parametrize(
    ("switch", "ranges"),
    [("overlapping_batches_rejected", [(20, 10), (11, 5)]), ("future_batches_rejected", [(5, -1)])],
)
def test_doubtful_batches_are_accepted_with_the_switch_off(
    ready: Ready, switch: str, ranges: list[tuple[float, float]]
) -> None:
    ready.place.control.behaviours(**{switch: False})
    workflow = ready.start([(past(start), past(end)) for start, end in ranges])
    assert workflow.finish()["Status"] == "COMPLETE"


def test_without_batches_history_is_loaded_in_steps_of_two_months(ready: Ready) -> None:
    definition = ready.definition(FirstExecutionFrom=past(150))
    workflow = ready.start([], IntegrationConfig={"AppflowIntegration": {"FlowDefinition": definition}})
    assert len(workflow.steps()) == 3
    assert workflow.finish()["Status"] == "COMPLETE"
    assert workflow.metrics["RecordsProcessed"] == 150 * SALESFORCE_PER_DAY


@pytest.mark.parametrize("at_call", [False, True])
def test_taken_flow_name_fails_the_call_or_the_workflow(ready: Ready, at_call: bool) -> None:
    ready.place.control.behaviours(duplicate_flow_name_rejected_at_call=at_call)
    ready.start(batches(1, 1)).finish()
    message = "Flow with name continuous already exists."
    if at_call:
        with pytest.raises(ClientError) as caught:
            ready.start(batches(1, 1))
        assert error(caught) == ("BadRequestException", message)
    else:
        found = ready.start(batches(1, 1)).finish()
        assert (found["Status"], found["ErrorDescription"]) == ("FAILED", message)


def test_listing_by_status_and_time(ready: Ready) -> None:
    place = ready.place
    done = ready.start(batches(1, 1), "first")
    done.finish()
    waiting = ready.start(batches(1, 1), "second")

    def listed(**filters: Any) -> list[str]:
        return [item["WorkflowId"] for item in place.profiles.list_workflows(DomainName=DOMAIN, **filters)["Items"]]

    assert listed() == [done.workflow_id, waiting.workflow_id]
    assert listed(Status="COMPLETE") == [done.workflow_id]
    assert listed(Status="NOT_STARTED") == [waiting.workflow_id]
    now = datetime.fromtimestamp(place.control.clock()["now"], UTC)
    assert listed(QueryStartDate=now - timedelta(days=1)) == [waiting.workflow_id]
    assert listed(QueryEndDate=now - timedelta(days=20)) == [done.workflow_id]
    [item] = place.profiles.list_workflows(DomainName=DOMAIN, Status="COMPLETE")["Items"]
    assert item["StatusDescription"] == "1 of 1 steps complete"


@pytest.mark.parametrize("lag", [0.0, 5.0])
def test_new_workflow_may_appear_late_in_the_list(ready: Ready, lag: float) -> None:
    ready.place.control.behaviours(list_workflows_lag_seconds=lag)
    workflow = ready.start(batches(1, 1))
    listed = ready.place.profiles.list_workflows(DomainName=DOMAIN)["Items"]
    assert [item["WorkflowId"] for item in listed] == ([] if lag else [workflow.workflow_id])
    assert workflow.status == "NOT_STARTED"


@pytest.mark.parametrize("related", [False, True])
def test_step_flow_names_are_related_or_not(ready: Ready, related: bool) -> None:
    ready.place.control.behaviours(step_flow_names_related=related)
    workflow = ready.start(batches(1, 3))
    ready.place.control.advance(10)
    names = [step["FlowName"] for step in workflow.steps()]
    assert len(set(names)) == 3
    assert [name.startswith("continuous") for name in names] == [related] * 3
    flows = ready.place.appflow.list_flows()["flows"]
    assert sorted(flow["flowName"] for flow in flows) == sorted(names)
    assert {flow["description"] for flow in flows} == {"Ingests contacts"}


@pytest.mark.parametrize(("active", "status"), [(False, "Draft"), (True, "Active")])
def test_continuous_flow_is_active_or_draft(ready: Ready, active: bool, status: str) -> None:
    ready.place.control.behaviours(final_flow_active=active)
    ready.start(batches(1, 1)).finish()
    assert ready.place.appflow.describe_flow(flowName="continuous")["flowStatus"] == status


@pytest.mark.parametrize("mode", ["requested", "last_batch_end", "creation"])
def test_first_pull_of_the_continuous_flow(ready: Ready, mode: str) -> None:
    place = ready.place
    place.control.behaviours(final_flow_first_execution=mode, workflow_start_seconds=0, run_seconds=600)
    [batch] = batches(5, 1)
    requested = past(3)
    begun = place.control.clock()["now"]
    definition = ready.definition(FirstExecutionFrom=requested)
    config = {"FlowDefinition": definition, "Batches": [{"StartTime": batch[0], "EndTime": batch[1]}]}
    ready.start([], IntegrationConfig={"AppflowIntegration": config}).finish()
    schedule = place.appflow.describe_flow(flowName="continuous")["triggerConfig"]["triggerProperties"]["Scheduled"]
    first = schedule["firstExecutionFrom"]
    if mode == "creation":
        assert 600 <= first.timestamp() - begun < 610
    else:
        assert first == (requested if mode == "requested" else batch[1])


@pytest.mark.parametrize("removed", [False, True])
def test_deleting_a_workflow_removes_the_integration_or_not(ready: Ready, removed: bool) -> None:
    place = ready.place
    place.control.behaviours(delete_workflow_removes_integration=removed)
    workflow = ready.start(batches(1, 1))
    workflow.finish()
    workflow.delete()
    assert workflow.status == "COMPLETE"
    place.control.advance(20)
    with pytest.raises(ClientError) as caught:
        workflow.get()
    assert error(caught)[0] == "ResourceNotFoundException"
    uri = place.arn("appflow", "flow/continuous")
    assert hidden_and_visible(place) == ([], [] if removed else [uri])
    assert len(place.appflow.list_flows()["flows"]) == (0 if removed else 1)


def test_deleting_a_running_workflow_leaves_nothing(ready: Ready) -> None:
    place = ready.place
    workflow = ready.start(batches(10, 6))
    place.control.advance(700)
    workflow.delete()
    assert workflow.status == "CANCELLED"
    assert {step["Status"] for step in workflow.steps()} == {"COMPLETE", "CANCELLED"}
    place.control.advance(20)
    assert place.profiles.list_workflows(DomainName=DOMAIN)["Items"] == []
    assert hidden_and_visible(place) == ([], [])
    assert place.appflow.list_flows()["flows"] == []


def test_batch_over_the_source_s_limit_is_split(place: Place) -> None:
    ready = place.ready("Servicenow")
    place.control.source("connection", "sys_user", account=place.account, per_day=40_000)
    workflow = ready.start(batches(4, 1))
    assert workflow.finish()["Status"] == "COMPLETE"
    steps = workflow.steps()
    assert [step["Status"] for step in steps] == ["SPLIT", "COMPLETE", "COMPLETE"]
    assert [step["RecordsProcessed"] for step in steps] == [0, 80_000, 80_000]
    assert steps[1]["BatchRecordsEndTime"] == steps[2]["BatchRecordsStartTime"]
    assert workflow.metrics == {"RecordsProcessed": 160_000, "StepsCompleted": 2, "TotalSteps": 2}


def test_seven_years_load_quickly(ready: Ready) -> None:
    workflow = ready.start(batches(60, 43))
    begun = time.process_time()
    assert workflow.finish()["Status"] == "COMPLETE"
    assert time.process_time() - begun < 2  # of this process alone, whatever else the machine does
    assert workflow.metrics["RecordsProcessed"] == 43 * 60 * SALESFORCE_PER_DAY


def test_continuous_flow_brings_what_changed_during_the_backfill(ready: Ready) -> None:
    place = ready.place
    start = past(3)
    place.control.source("connection", "Contact", account=place.account, start=start.isoformat(), per_day=24)
    end = past(1)
    definition = ready.definition(FirstExecutionFrom=end)
    config = {"FlowDefinition": definition, "Batches": [{"StartTime": start, "EndTime": end}]}
    ready.start([], IntegrationConfig={"AppflowIntegration": config})
    place.control.advance(300)
    changed = {"id": "003000000000000000", "fields": {"LastName": "Changed"}}
    place.control.source("connection", "Contact", account=place.account, records=[changed])
    place.control.advance(2 * HOUR)
    [profile] = place.profiles.search_profiles(
        DomainName=DOMAIN, KeyName="_salesforceContactId", Values=["003000000000000000"]
    )["Items"]
    assert profile["LastName"] == "Changed"


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cuts=st.lists(st.integers(1, 40 * DAY - 1), max_size=12, unique=True),
    per_day=st.sampled_from([1, 7, 24, 100]),
    parallel=st.integers(1, 6),
)
def test_every_record_is_loaded_exactly_once_whatever_the_batches(
    place: Place, cuts: list[int], per_day: int, parallel: int
) -> None:
    place.control.reset()
    place.control.behaviours(
        enforce_rates=False, parallel_steps=parallel, final_flow_active=False, workflow_start_seconds=0
    )
    ready = place.ready()
    start = past(50)
    place.control.source("connection", "Contact", account=place.account, start=start.isoformat(), per_day=per_day)
    bounds = [start + timedelta(seconds=cut) for cut in [0, *sorted(cuts), 40 * DAY]]
    workflow = ready.start(list(itertools.pairwise(bounds)))
    assert workflow.finish()["Status"] == "COMPLETE"
    loaded = sum(step["RecordsProcessed"] for step in workflow.steps())
    stored = place.profiles.get_domain(DomainName=DOMAIN)["Stats"]["ObjectCount"]
    assert (loaded, stored) == (40 * per_day, 40 * per_day)


@pytest.mark.parametrize("there", [True, False])
def test_a1_a_flow_that_reads_a_missing_field_fails(ready: Ready, there: bool) -> None:
    place = ready.place
    seeds = place.appflow.describe_connector_profiles()["connectorProfileDetails"]
    [(name, connector)] = [(each["connectorProfileName"], each["connectorType"]) for each in seeds]
    organisation = {"features": ["middle-names"] if there else []}
    place.control.seed((name, connector), account=place.account, organisation=organisation)
    start = past(10)
    definition = ready.definition(fields=["Id", "MiddleName", "LastModifiedDate"])
    batch = [{"StartTime": start, "EndTime": start + timedelta(hours=3)}]
    workflow = ready.start(
        [], IntegrationConfig={"AppflowIntegration": {"FlowDefinition": definition, "Batches": batch}}
    )
    workflow.finish()
    [step] = workflow.steps()
    assert ("No such column" in step["ExecutionMessage"], "MiddleName" in step["ExecutionMessage"]) == (not there,) * 2
