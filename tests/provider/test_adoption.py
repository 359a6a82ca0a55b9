"""Integrations that somebody else has made are taken over: nothing is written to AWS, nothing is loaded again."""

import copy
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from connect_customer_profiles.ingestion import lost
from connect_customer_profiles.operations.supervisor import Outcome, supervise
from connect_customer_profiles.rules import rfc3339
from connect_customer_profiles.sources.integration import integration_definition

from localcloud.aws.customer_profiles.models import domains_of
from tests.provider.in_process import InProcess
from tests.provider.place import DOMAIN, Place
from tests.provider.server import PLAN
from tests.provider.stack import RefusedError, Stack, Start
from tests.provider.test_loaded_elsewhere import CONSOLE, WRITES, by_hand

MakeStack = Callable[..., Stack]
HISTORY = f"Customer_Profiles_{DOMAIN}_Salesforce_Contact_1600000000000"
MONTH = timedelta(days=30)


def adopting(uri: str, *workflow_ids: str) -> dict[str, Any]:
    return {"adopt": {"integration_uri": uri, "workflow_ids": list(workflow_ids)}, "on_delete": "retain"}


def taken_over(place: Place, made: Stack, uri: str, start: Start, *workflow_ids: str, **changes: Any) -> int:
    """Takes the integration over; returns the last call before."""
    date = first_pull(place, uri)
    before = place.last_call()
    made.restarted(start()).up(**{"import_start_date": date, **adopting(uri, *workflow_ids), **changes})
    return before


def first_pull(place: Place, uri: str) -> str:
    """The time from which a flow has pulled."""
    flow = place.client("appflow").describe_flow(flowName=uri.rpartition("/")[2])
    scheduled = flow["triggerConfig"]["triggerProperties"]["Scheduled"]
    return rfc3339(scheduled.get("firstExecutionFrom") or flow["createdAt"] - MONTH)


def activated(place: Place, uri: str) -> str:
    place.client("appflow").start_flow(flowName=uri.rpartition("/")[2])
    return uri


def workflow_by_hand(place: Place, arguments: dict[str, Any], name: str = HISTORY, since: int = 90) -> str:
    """A workflow of two batches that somebody else has begun; returns its ID."""
    flow = copy.deepcopy(integration_definition({"connector": arguments["connector"]}).flow_definition)
    now = datetime.now(UTC).replace(microsecond=0)
    flow["TriggerConfig"]["TriggerProperties"]["Scheduled"]["FirstExecutionFrom"] = now
    edges = [now - timedelta(days=days) for days in (since, since // 2, 0)]
    workflow_id: str = place.client("customer-profiles").create_integration_workflow(
        DomainName=DOMAIN,
        WorkflowType="APPFLOW_INTEGRATION",
        ObjectTypeName="Salesforce-Contact",
        RoleArn=arguments["execution_role_arn"],
        IntegrationConfig={
            "AppflowIntegration": {
                "FlowDefinition": {**flow, "FlowName": name, "KmsArn": arguments["kms_key_arn"]},
                "Batches": [{"StartTime": one, "EndTime": two} for one, two in pairwise(edges)],
            }
        },
    )["WorkflowId"]
    return workflow_id


def loaded_by_hand(place: Place, arguments: dict[str, Any], name: str = HISTORY, since: int = 90) -> tuple[str, str]:
    """An integration that a workflow of somebody else has left behind; returns its URI and the workflow."""
    workflow_id = workflow_by_hand(place, arguments, name, since)
    place.finish()
    return of_workflow(place, workflow_id), workflow_id


def of_workflow(place: Place, workflow_id: str) -> str:
    """The URI of the integration that a workflow has left behind."""
    listed = place.client("customer-profiles").list_integrations(DomainName=DOMAIN)["Items"]
    [uri] = [each["Uri"] for each in listed if each.get("WorkflowId") == workflow_id]
    return str(uri)


def written(place: Place, since: int) -> list[str]:
    return [each for each in place.operations(since) if each.startswith(WRITES)]


def refused(made: Stack, **changes: Any) -> str:
    with pytest.raises(RefusedError) as refusal:
        made.up(**changes)
    return str(refusal.value)


def test_nothing_is_written_and_nothing_is_loaded(stack: MakeStack, place: Place, start: Start) -> None:
    made = stack()
    uri = activated(place, by_hand(place, made.arguments))
    everything = place.existing()
    before = taken_over(place, made, uri, start, tags=None)
    assert made.steps == ["create plan", "create ingestion"]
    assert written(place, before) == []
    assert place.existing() == everything
    assert (made.planned["mode"], made.planned["flow_name"], made.planned["batches"]) == ("incremental", CONSOLE, [])
    assert (made.state["integration_uri"], made.state["status"]) == (uri, "ACTIVE")
    # The next commands of new processes have nothing to do.
    made.restarted(start())
    assert made.refresh()
    assert made.preview() == []
    assert made.up() == []
    assert written(place, before) == []


def test_the_history_of_its_workflow_is_known_and_an_earlier_date_loads_the_missing_range(
    stack: MakeStack, place: Place, start: Start
) -> None:
    made = stack()
    uri, workflow_id = loaded_by_hand(place, made.arguments)
    [given] = [each["IntegrationConfig"]["AppflowIntegration"] for each in place.calls("CreateIntegrationWorkflow")]
    since = rfc3339(datetime.fromtimestamp(float(given["Batches"][0]["StartTime"]), UTC))
    before = taken_over(place, made, uri, start, import_start_date=since, tags=None)
    assert written(place, before) == []
    assert (made.planned["mode"], made.planned["loaded_from"]) == ("workflow", since)
    assert (made.state["status"], made.state["workflow_ids"]) == ("COMPLETE", [workflow_id])
    assert all(each["status"] == "COMPLETE" for each in made.state["batches"])
    assert made.state["records_processed"] > 0
    made.restarted(start())
    made.refresh()
    assert made.up() == []
    calls = len(place.calls("CreateIntegrationWorkflow"))
    assert made.up(import_start_date=place.days_ago(150)) == ["update plan", "update ingestion"]
    *_, created = place.calls("CreateIntegrationWorkflow")
    assert len(place.calls("CreateIntegrationWorkflow")) == calls + 1
    batches = created["IntegrationConfig"]["AppflowIntegration"]["Batches"]
    assert max(rfc3339(datetime.fromtimestamp(float(each["EndTime"]), UTC)) for each in batches) == since
    # What its workflow leaves behind goes; the integration that was taken over stays.
    place.finish()
    made.restarted(start())
    made.refresh()
    made.up()
    made.refresh()
    assert made.state["integration_uri"] == uri
    assert place.existing()["integrations"] == [uri]
    assert made.preview() == []


@pytest.mark.parametrize("recorded", [True, False])
@pytest.mark.parametrize("value", [None, "lost", []])
def test_batches_that_state_has_lost_are_still_loaded(
    stack: MakeStack, place: Place, value: Any, recorded: bool
) -> None:
    made = stack()
    uri, workflow_id = loaded_by_hand(place, made.arguments)
    [given] = [each["IntegrationConfig"]["AppflowIntegration"] for each in place.calls("CreateIntegrationWorkflow")]
    since = rfc3339(datetime.fromtimestamp(float(given["Batches"][0]["StartTime"]), UTC))
    made.up(import_start_date=since, tags=None, **adopting(uri, workflow_id))
    whole = copy.deepcopy(made.refresh())
    assert whole is not None
    assert [each["status"] for each in whole["batches"]] == ["COMPLETE", "COMPLETE"]
    made.state["batches"] = value
    if not recorded:
        domains_of(place.server.cloud.region(place.account, place.region))[DOMAIN].workflows.clear()
    state = made.refresh()
    assert state is not None
    for each in (*whole["batches"], *state["batches"]):
        each["records"] *= recorded
    whole["records_processed"] *= recorded
    assert state == whole
    assert made.up() == []
    assert len(place.calls("CreateIntegrationWorkflow")) == 1


def test_a_schedule_edit_is_one_update_of_the_flow(stack: MakeStack, place: Place, start: Start) -> None:
    made = stack()
    uri = activated(place, by_hand(place, made.arguments))
    taken_over(place, made, uri, start, tags=None)
    before = place.last_call()
    assert made.restarted(start()).up(schedule="rate(3hours)") == ["update ingestion"]
    assert written(place, before) == ["UpdateFlow"]
    assert made.restarted(start()).preview() == []


def test_the_offset_of_its_schedule_stays(stack: MakeStack, place: Place, start: Start) -> None:
    made, appflow = stack(), place.client("appflow")
    uri = activated(place, by_hand(place, made.arguments))
    name = uri.rpartition("/")[2]
    flow = appflow.describe_flow(flowName=name)
    flow["triggerConfig"]["triggerProperties"]["Scheduled"]["scheduleOffset"] = 1200
    parts = ("flowName", "triggerConfig", "sourceFlowConfig", "destinationFlowConfigList", "tasks")
    appflow.update_flow(**{key: flow[key] for key in parts})

    def offset() -> int | None:
        trigger = appflow.describe_flow(flowName=name)["triggerConfig"]["triggerProperties"]
        found: int | None = trigger["Scheduled"].get("scheduleOffset")
        return found

    taken_over(place, made, uri, start, tags=None)
    assert offset() == 1200
    made.restarted(start()).up(schedule="rate(3hours)")
    assert offset() == 1200
    assert made.restarted(start()).preview() == []
    # There is none that is longer than the time between two runs.
    made.restarted(start()).up(schedule="rate(15minutes)")
    assert not offset()
    assert made.restarted(start()).preview() == []


def test_what_differs_shows_at_the_next_preview_and_not_before(stack: MakeStack, place: Place, start: Start) -> None:
    made = stack()
    uri = activated(place, by_hand(place, made.arguments))
    before = taken_over(place, made, uri, start, tags={"team": "care"}, schedule="rate(3hours)")
    assert written(place, before) == []
    made.restarted(start())
    assert made.preview() == ["update ingestion"]
    assert made.up() == ["update ingestion"]
    assert sorted(written(place, before)) == ["TagResource", "UpdateFlow"]
    assert made.restarted(start()).preview() == []


@pytest.fixture
def supervised(here: InProcess, monkeypatch: pytest.MonkeyPatch) -> Callable[[Stack], Outcome]:
    """A round of the supervisor for one integration; everything is listed at once."""
    monkeypatch.setattr(lost, "LISTING_LAG", timedelta(0))

    def supervised(made: Stack) -> Outcome:
        [outcome] = supervise({"contacts": made.inputs}, timedelta(minutes=15))
        return outcome

    return supervised


def test_the_supervisor_repairs_it_and_loads_nothing(
    stack: MakeStack, place: Place, start: Start, supervised: Callable[[Stack], Outcome]
) -> None:
    made = stack()
    uri, _ = loaded_by_hand(place, made.arguments)
    taken_over(place, made, uri, start, tags=None)
    before = place.last_call()
    assert (supervised(made).step, supervised(made).error) == ("", "")
    assert written(place, before) == []
    place.client("appflow").stop_flow(flowName=HISTORY)
    assert "its flow is suspended" in supervised(made).step
    assert len(place.calls("CreateIntegrationWorkflow")) == 1
    [left] = place.existing()["integrations"]
    assert left.endswith(f"-{made.planned['token']}-g2")
    made.restarted(start()).refresh()
    assert made.up() == []


def test_a_new_integration_takes_its_place(stack: MakeStack, place: Place, start: Start) -> None:
    made = stack()
    uri = activated(place, by_hand(place, made.arguments))
    taken_over(place, made, uri, start)
    made.restarted(start()).up(re_establish="anew")
    [left] = place.existing()["integrations"]
    assert left.endswith(f"-{made.planned['token']}-g2")
    assert made.restarted(start()).preview() == []


def test_a_deletion_deletes_nothing_until_it_is_handed_over(stack: MakeStack, place: Place, start: Start) -> None:
    made = stack()
    uri, _ = loaded_by_hand(place, made.arguments)
    taken_over(place, made, uri, start)
    everything, before = place.existing(), place.last_call()
    made.restarted(start()).destroy()
    assert written(place, before) == []
    assert place.existing() == everything
    # Once more, and handed over.
    taken_over(place, made, uri, start)
    made.restarted(start()).up(adopt=None, on_delete="delete")
    assert written(place, before) == [each for each in written(place, before) if each == "TagResource"]
    made.restarted(start()).destroy()
    assert [kind for kind, each in place.existing().items() if each] == []


def test_a_killed_update_is_finished_by_the_next_one(stack: MakeStack, place: Place, start: Start) -> None:
    made = stack()
    uri, _ = loaded_by_hand(place, made.arguments)
    everything, before = place.existing(), place.last_call()
    made.arguments |= {"import_start_date": first_pull(place, uri), **adopting(uri)}
    made.restarted(start()).up_plan()
    planned = dict(made.planned)
    assert made.restarted(start()).up(tags=None) == ["create ingestion"]
    assert made.planned == planned
    assert place.existing() == everything
    assert written(place, before) == []


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"connector": {"object": "Account"}}, "connector.object = 'Account': {flow} has the object 'Contact'"),
        (
            {"connector": {"connector_profile_name": "other"}},
            "connector.connector_profile_name = 'other': {flow} has the connector profile 'salesforce'",
        ),
        (
            {"connector": {"type": "Marketo", "object": "leads"}},
            "connector.type = 'Marketo': {flow} has the connector 'Salesforce'",
        ),
        (
            {"object_type_name": "Contact", "fields": ["Id"]},
            "object_type_name = 'Contact': {flow} has the object type 'Salesforce-Contact'",
        ),
        (
            {"kms_key_arn": "arn:aws:kms:us-east-1:111122223333:key/other"},
            "kms_key_arn = 'arn:aws:kms:us-east-1:111122223333:key/other': {flow} has the key '{key}'",
        ),
        (
            {"import_start_date": "2019-05-01"},
            "import_start_date = '2019-05-01': {flow} has loaded records since {since}: adopt it with that date; an "
            "earlier one loads the missing range once it is adopted",
        ),
    ],
)
def test_another_one_than_the_program_says_is_one_line(
    stack: MakeStack, place: Place, start: Start, changes: dict[str, Any], line: str
) -> None:
    made = stack(start())
    key = made.arguments["kms_key_arn"]
    uri = activated(place, by_hand(place, made.arguments))
    since, before = first_pull(place, uri), place.last_call()
    if "connector" in changes:
        changes = {"connector": {**made.arguments["connector"], **changes["connector"]}}
    told = refused(made, **{"import_start_date": since, **adopting(uri), **changes})
    flow = f"flow {CONSOLE}, which is to be adopted,"
    assert told == "IntegrationWorkflow: " + line.format(flow=flow, key=key, since=since)
    assert written(place, before) == []


def test_what_does_not_exist_or_does_not_rest_is_one_line(stack: MakeStack, place: Place, start: Start) -> None:
    made = stack(start())
    uri = by_hand(place, made.arguments)
    date = first_pull(place, uri)
    assert refused(made, import_start_date=date, **adopting(uri)) == (
        f"IntegrationWorkflow: adopt.integration_uri = '{uri}': its flow is draft; activate it first"
    )
    activated(place, uri)
    missing = f"{uri}-missing"
    assert refused(made, **adopting(missing)) == (
        f"IntegrationWorkflow: adopt.integration_uri = '{missing}': domain {DOMAIN} has no such integration"
    )
    assert refused(made, **adopting(uri, "0" * 32)) == (
        f"IntegrationWorkflow: adopt.workflow_ids = '{'0' * 32}': domain {DOMAIN} has no such workflow"
    )


def test_a_workflow_that_still_loads_is_one_line(stack: MakeStack, place: Place, start: Start) -> None:
    made = stack(start())
    uri = activated(place, by_hand(place, made.arguments))
    running = workflow_by_hand(place, made.arguments)
    [status] = {place.client("customer-profiles").get_workflow(DomainName=DOMAIN, WorkflowId=running)["Status"]}
    assert status in ("NOT_STARTED", "IN_PROGRESS")
    assert refused(made, import_start_date=first_pull(place, uri), **adopting(uri, running)) == (
        f"IntegrationWorkflow: adopt.workflow_ids = '{running}': is {status}; adopt the integration once it has ended"
    )


def test_what_a_failed_workflow_has_not_loaded_another_one_has_to_have_loaded(
    stack: MakeStack, place: Place, start: Start
) -> None:
    made = stack(start())
    uri = activated(place, by_hand(place, made.arguments))
    place.control.add_fault("step_fails", batch=0, permanent=True)
    failed = workflow_by_hand(place, made.arguments)
    place.finish()
    [step, _] = place.client("customer-profiles").get_workflow_steps(DomainName=DOMAIN, WorkflowId=failed)["Items"]
    assert step["AppflowIntegration"]["Status"] == "FAILED"
    batches = place.calls("CreateIntegrationWorkflow")[-1]["IntegrationConfig"]["AppflowIntegration"]["Batches"]
    first, second = (rfc3339(datetime.fromtimestamp(float(batches[0][key]), UTC)) for key in ("StartTime", "EndTime"))
    date, before = first_pull(place, uri), place.last_call()
    assert refused(made, import_start_date=date, **adopting(uri, failed)) == (
        f"IntegrationWorkflow: adopt.workflow_ids = ['{failed}']: nobody has loaded {first} to {second}: list the "
        "workflow that has, or delete the integration and let this one load everything"
    )
    assert written(place, before) == []
    anew = workflow_by_hand(place, made.arguments, name=f"{HISTORY}1", since=95)
    place.finish()
    place.client("customer-profiles").delete_integration(DomainName=DOMAIN, Uri=of_workflow(place, anew))
    before = taken_over(place, made, uri, start, failed, anew, tags=None)
    assert written(place, before) == []
    assert made.state["workflow_ids"] == [failed, anew]
    assert (made.state["status"], {each["status"] for each in made.state["batches"]}) == ("COMPLETE", {"COMPLETE"})
    assert made.restarted(start()).up() == []


def test_a_second_one_beside_it_is_refused_unless_it_may_be(stack: MakeStack, place: Place, start: Start) -> None:
    made = stack(start())
    uri = activated(place, by_hand(place, made.arguments))
    second = activated(place, by_hand(place, made.arguments, name=f"{CONSOLE}1"))
    date = first_pull(place, uri)
    assert f"flow {CONSOLE}1, which no IntegrationWorkflow of this stack has made" in refused(
        made, import_start_date=date, **adopting(uri)
    )
    assert made.restarted(start()).up(beside=True) == ["create plan", "create ingestion"]
    assert place.existing()["integrations"] == [uri, second]


def test_one_that_is_deployed_already_does_not_become_another(stack: MakeStack, place: Place, start: Start) -> None:
    made = stack(start(), import_start_date=place.days_ago(30))
    made.up()
    uri = activated(place, by_hand(place, made.arguments))
    assert refused(made.restarted(start()), **adopting(uri)) == (
        f"IntegrationWorkflow: adopt.integration_uri = '{uri}': the integration is deployed already, with flow "
        f"{made.planned['flow_name']}; it is adopted only when it is first deployed"
    )


def test_the_refusal_of_a_second_load_says_what_to_paste(stack: MakeStack, place: Place, start: Start) -> None:
    made = stack(start())
    uri = activated(place, by_hand(place, made.arguments))
    assert f'Take it over with adopt: {{"integration_uri": "{uri}"}}, or pass beside: True' in refused(made)


def test_one_of_this_stack_is_not_adopted_by_another(stack: MakeStack, place: Place, start: Start) -> None:
    made = stack(start(), import_start_date=place.days_ago(30))
    made.up()
    from tests.provider.stack import plan_inputs_of

    news = plan_inputs_of({**made.arguments, **adopting(made.state["integration_uri"])})
    _, failures = made.provider.check(PLAN, {}, {**news, "own": made.own})
    assert failures == [
        f"IntegrationWorkflow: adopt.integration_uri = '{made.state['integration_uri']}': is of another "
        "IntegrationWorkflow of this stack"
    ]
