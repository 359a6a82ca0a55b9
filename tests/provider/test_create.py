"""Create: the exact requests, the state, and no second attempt whatever happens to the first."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from connect_customer_profiles.aws.client import AwsClient
from connect_customer_profiles.aws.session import Credentials
from connect_customer_profiles.ingestion.lost import LISTING_LAG
from connect_customer_profiles.ingestion.memory import ProcessMemory
from connect_customer_profiles.ingestion.reconciler import Reconciler
from connect_customer_profiles.ingestion.state import State
from connect_customer_profiles.ingestion.wanted import Wanted
from connect_customer_profiles.rules import instant, rfc3339
from connect_customer_profiles.sources.integration import integration_definition

from tests.provider.place import ACCOUNT, DAY, DOMAIN, REGION, Place
from tests.provider.server import INGESTION, Provider, ProviderError
from tests.provider.stack import Stack, Start

MakeStack = Callable[..., Stack]

CREATE = {"service": "customer-profiles", "operation": "CreateIntegrationWorkflow"}
PUT = {"service": "customer-profiles", "operation": "PutIntegration"}
EXTREMES = pytest.mark.parametrize(
    ("related", "lag"), [(True, 0), (False, 0), (False, 5)], ids=["named", "opaque", "opaque and listed late"]
)


class Clock:
    """Time that passes only while somebody sleeps, five seconds at least."""

    def __init__(self) -> None:
        self._now = datetime.now(UTC)
        self.pauses: list[float] = []

    def __call__(self) -> datetime:
        return self._now

    def sleep(self, seconds: float) -> None:
        self.pauses.append(max(seconds, 5))
        self._now += timedelta(seconds=self.pauses[-1])


def epoch(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def definition(stack: Stack, *, first_run_from: str, sent: dict[str, Any]) -> dict[str, Any]:
    """The flow definition that must have been sent; the time of the first run is taken from what was sent."""
    expected = integration_definition({"connector": stack.arguments["connector"]}).flow_definition
    scheduled = expected["TriggerConfig"]["TriggerProperties"]["Scheduled"]
    times = {"FirstExecutionFrom": epoch(first_run_from)}
    told = sent["TriggerConfig"]["TriggerProperties"]["Scheduled"]
    times |= {key: told[key] for key in ("ScheduleStartTime",) if key in told}
    return {
        **expected,
        "FlowName": stack.planned["flow_name"],
        "Description": sent["Description"],
        "KmsArn": stack.arguments["kms_key_arn"],
        "TriggerConfig": {"TriggerType": "Scheduled", "TriggerProperties": {"Scheduled": {**scheduled, **times}}},
    }


def test_a_flows_description_tells_whose_it_is_and_what_it_was_made_with(stack: MakeStack, place: Place) -> None:
    first = stack()
    made = [first, *(Stack({**first.arguments, "tags": {"team": team}}, first.provider) for team in ("care", "sales"))]
    for each in made:
        each.up()
    described = [
        call["IntegrationConfig"]["AppflowIntegration"]["FlowDefinition"]["Description"].split(" ")
        for call in place.calls("CreateIntegrationWorkflow")
    ]
    assert [each[:3] for each in described] == [["Customer", "Profiles", "ingestion"]] * 3
    assert [each[3] for each in described] == [each.planned["token"] for each in made]
    assert len(described[0][4]) == 10
    assert described[0][4] == described[1][4] != described[2][4]


def starts_in_five_minutes(sent: dict[str, Any]) -> bool:
    start = sent["TriggerConfig"]["TriggerProperties"]["Scheduled"]["ScheduleStartTime"]
    return bool(200 < start - datetime.now(UTC).timestamp() < 301)


def test_history_is_loaded_by_one_workflow_with_the_planned_batches(stack: MakeStack, place: Place) -> None:
    made = stack()
    assert made.up() == ["create plan", "create ingestion"]
    [sent] = place.calls("CreateIntegrationWorkflow")
    flow = sent["IntegrationConfig"]["AppflowIntegration"]["FlowDefinition"]
    assert sent == {
        "DomainName": DOMAIN,
        "WorkflowType": "APPFLOW_INTEGRATION",
        "ObjectTypeName": "Salesforce-Contact",
        "RoleArn": made.arguments["execution_role_arn"],
        "Tags": {"team": "care"},
        "IntegrationConfig": {
            "AppflowIntegration": {
                "FlowDefinition": definition(made, first_run_from=made.planned["cut_off"], sent=flow),
                "Batches": [
                    {"StartTime": epoch(each["start"]), "EndTime": epoch(each["end"])}
                    for each in made.planned["batches"]
                ],
            }
        },
    }
    assert "ScheduleStartTime" not in flow["TriggerConfig"]["TriggerProperties"]["Scheduled"]
    assert place.calls("PutIntegration") == []


def test_after_create_the_state_has_the_workflow_and_every_batch(stack: MakeStack, place: Place) -> None:
    made = stack()
    made.up()
    batches = [{**each, "status": "NOT_STARTED", "records": 0, "generation": 1} for each in made.planned["batches"]]
    assert {**made.known, "attempted_at": "", "circumstances": ""} == {
        **State().facts(),
        "status": "NOT_STARTED",
        "workflow_ids": place.existing()["workflows"],
        "batches": batches,
        "latest_generation": 1,
    }
    assert epoch(made.known["attempted_at"]) == pytest.approx(datetime.now(UTC).timestamp(), abs=30)
    assert made.ingestion
    assert made.ingestion.id == f"{DOMAIN}/{made.planned['flow_name']}"


def test_the_first_attempt_of_a_plan_looks_for_nothing(stack: MakeStack, place: Place) -> None:
    made = stack()
    before = place.last_call()
    made.up()
    # The plan asks once what others load.
    assert place.operations(before) == ["ListIntegrations", "CreateIntegrationWorkflow"]


def test_a_short_history_is_loaded_by_the_continuous_integration(stack: MakeStack, place: Place) -> None:
    made = stack(import_start_date=place.days_ago(30), execution_role_arn=None)
    before = place.last_call()
    made.up()
    assert place.operations(before)[:4] == ["ListIntegrations", "PutIntegration", "DescribeFlow", "StartFlow"]
    [sent] = place.calls("PutIntegration")
    loaded_from = made.planned["loaded_from"]
    assert sent == {
        "DomainName": DOMAIN,
        "ObjectTypeName": "Salesforce-Contact",
        "FlowDefinition": definition(made, first_run_from=loaded_from, sent=sent["FlowDefinition"]),
        "Tags": {"team": "care"},
    }
    assert starts_in_five_minutes(sent["FlowDefinition"])
    assert place.calls("CreateIntegrationWorkflow") == []
    assert {**made.known, "flow_shape": {}} == {
        **State().facts(),
        "status": "ACTIVE",
        "integration_uri": f"arn:aws:appflow:{REGION}:{ACCOUNT}:flow/{made.planned['flow_name']}",
        "flow_status": "Active",
        "latest_generation": 1,
        "covers_from": loaded_from,
    }
    assert set(made.known["flow_shape"]) == {"schedule", "fields and tasks", "source"}


@pytest.mark.parametrize("related", [True, False])
@pytest.mark.parametrize("progress", ["not started", "running", "complete"])
def test_a_second_create_in_a_new_process_takes_the_workflow_of_the_first(
    stack: MakeStack, place: Place, start: Start, related: bool, progress: str
) -> None:
    place.control.behaviours(step_flow_names_related=related)
    made = stack()
    made.up()
    place.control.advance({"not started": 0.0, "running": 60.0, "complete": 10 * DAY}[progress])
    _, outputs = start().create(INGESTION, made.inputs)
    assert outputs["workflow_ids"] == made.state["workflow_ids"] == place.existing()["workflows"]


@pytest.mark.parametrize("related", [True, False])
@pytest.mark.parametrize("fault", ["lost_answer", "error_after"])
def test_an_answer_that_got_lost_is_cured_within_create(
    stack: MakeStack, place: Place, fault: str, related: bool
) -> None:
    place.control.behaviours(step_flow_names_related=related)
    place.control.add_fault(fault, **CREATE)
    made = stack()
    made.up()
    assert made.state["workflow_ids"] == place.existing()["workflows"]
    assert len(place.calls("CreateIntegrationWorkflow")) == 1


def test_a_late_list_does_not_make_create_start_a_second_workflow(stack: MakeStack, place: Place) -> None:
    place.control.behaviours(step_flow_names_related=False, list_workflows_lag_seconds=2)
    place.control.add_fault("lost_answer", **CREATE)
    made = stack()
    made.up()
    assert made.state["workflow_ids"] == place.existing()["workflows"]
    assert len(place.calls("CreateIntegrationWorkflow")) == 1


def test_a_server_error_without_effect_is_repeated_once_nothing_showed(
    stack: MakeStack, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a clock of our own: the search takes as long as a list may be late."""
    place.control.add_fault("error_before", **CREATE)
    made = stack()
    made.up_plan()
    clock = Clock()
    monkeypatch.setenv("AWS_ENDPOINT_URL", place.server.endpoint)
    client = AwsClient(ACCOUNT, REGION, Credentials(access_key=ACCOUNT, secret_key="local"))
    reconciler = Reconciler(client, ProcessMemory(), now=clock, sleep=clock.sleep)
    state = reconciler.create(Wanted.from_inputs(made.ingestion_inputs()), first_attempt=True)
    assert list(state.workflow_ids) == place.existing()["workflows"]
    assert len(place.calls("CreateIntegrationWorkflow")) == 2
    assert sum(clock.pauses) >= LISTING_LAG.total_seconds()


@EXTREMES
def test_create_after_a_killed_provider_takes_what_it_left(
    stack: MakeStack, place: Place, start: Start, related: bool, lag: float
) -> None:
    place.control.behaviours(step_flow_names_related=related, list_workflows_lag_seconds=lag)
    made = stack(start())
    killed_after_create(made, place)
    assert made.restarted(start()).up() == ["create ingestion"]
    assert made.state["workflow_ids"] == place.existing()["workflows"]
    assert len(made.state["workflow_ids"]) == 1


@EXTREMES
def test_destroy_after_a_killed_provider_leaves_nothing(
    stack: MakeStack, place: Place, start: Start, related: bool, lag: float
) -> None:
    place.control.behaviours(step_flow_names_related=related, list_workflows_lag_seconds=lag)
    made = stack(start())
    killed_after_create(made, place)
    place.control.advance(60)
    made.restarted(start()).destroy()
    assert place.existing() == {}


def killed_after_create(made: Stack, place: Place) -> None:
    """An `up` whose provider dies with the answer to CreateIntegrationWorkflow on its way."""
    place.control.add_fault("kill", **CREATE)
    with pytest.raises(ProviderError):
        made.up()
    assert made.plan
    assert made.ingestion is None
    assert len(place.existing()["workflows"]) == 1


@pytest.mark.parametrize("fault", ["lost_answer", "error_after"])
def test_a_lost_answer_to_put_integration_is_cured_within_create(stack: MakeStack, place: Place, fault: str) -> None:
    place.control.add_fault(fault, **PUT)
    made = stack(import_start_date=place.days_ago(30))
    made.up()
    assert place.existing()["integrations"] == [made.state["integration_uri"]]
    assert made.state["flow_status"] == "Active"
    assert len(place.calls("PutIntegration")) == 1


def test_create_after_a_provider_killed_in_put_integration_takes_the_integration(
    stack: MakeStack, place: Place, start: Start
) -> None:
    made = stack(start(), import_start_date=place.days_ago(30))
    place.control.add_fault("kill", **PUT)
    with pytest.raises(ProviderError):
        made.up()
    made.restarted(start()).up()
    assert place.existing()["integrations"] == [made.state["integration_uri"]]
    assert made.state["flow_status"] == "Active"
    assert len(place.calls("PutIntegration")) == 1


def test_destroy_after_a_provider_killed_in_put_integration_leaves_nothing(
    stack: MakeStack, place: Place, start: Start
) -> None:
    place.control.behaviours(delete_integration_removes_flow=False)
    made = stack(start(), import_start_date=place.days_ago(30))
    place.control.add_fault("kill", **PUT)
    with pytest.raises(ProviderError):
        made.up()
    assert len(place.existing()["integrations"]) == 1
    made.restarted(start()).destroy()
    assert place.existing() == {}


def test_create_after_a_provider_killed_before_start_flow_activates_the_flow(
    stack: MakeStack, place: Place, start: Start
) -> None:
    made = stack(start(), import_start_date=place.days_ago(30))
    place.control.add_fault("kill", service="appflow", operation="DescribeFlow")
    with pytest.raises(ProviderError):
        made.up()
    made.restarted(start()).up()
    assert made.state["flow_status"] == "Active"
    assert place.existing() == {"integrations": [made.state["integration_uri"]], "flows": [made.planned["flow_name"]]}


def test_a_throttled_create_is_repeated(stack: MakeStack, place: Place) -> None:
    place.control.add_fault("throttle", **CREATE)
    made = stack()
    made.up()
    assert made.state["workflow_ids"] == place.existing()["workflows"]
    assert len(place.calls("CreateIntegrationWorkflow")) == 2


def test_create_waits_for_a_role_that_has_not_taken_effect(stack: MakeStack, place: Place) -> None:
    made = stack()
    place.control.behaviours(policy_delay_seconds=3)
    made.up(execution_role_arn=place.role("late", made.arguments["kms_key_arn"]))
    assert made.state["workflow_ids"] == place.existing()["workflows"]
    assert len(place.calls("CreateIntegrationWorkflow")) > 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"connector": {"type": "Salesforce", "connector_profile_name": "nowhere", "object": "Contact"}},
            "CreateIntegrationWorkflow: BadRequestException: ",
        ),
        ({"domain_name": "elsewhere"}, "CreateIntegrationWorkflow: ResourceNotFoundException: "),
    ],
)
def test_what_fails_for_good_fails_at_once_on_one_line(
    stack: MakeStack, place: Place, changes: dict[str, Any], message: str
) -> None:
    made = stack(**changes)
    with pytest.raises(ProviderError) as failed:
        made.up()
    [line] = str(failed.value).splitlines()
    assert line.startswith(f"{message}")
    assert len(place.calls("CreateIntegrationWorkflow")) == 1
    assert place.existing() == {}


@pytest.mark.parametrize("related", [True, False])
def test_integrations_that_were_planned_in_the_same_second_are_not_mixed_up(
    stack: MakeStack, place: Place, start: Start, shared: Provider, related: bool
) -> None:
    place.control.behaviours(step_flow_names_related=related)
    first = stack()
    first.up()
    token = "f" * 10
    flow_name = first.planned["flow_name"].replace(first.planned["token"], token)
    # A plan's cut-off is at a second that its token chooses.
    *earlier, last = first.inputs["planned_batches"]
    batches = [*earlier, {**last, "end": rfc3339(instant(last["end"]) - timedelta(seconds=1))}]
    inputs = {**first.inputs, "token": token, "flow_name": flow_name, "planned_batches": batches}
    _, second = shared.create(INGESTION, inputs)
    _, again = start().create(INGESTION, inputs)
    assert second["workflow_ids"] != first.state["workflow_ids"]
    assert again["workflow_ids"] == second["workflow_ids"]


def test_integrations_that_were_planned_at_different_times_do_not_touch_each_other(
    stack: MakeStack, place: Place, start: Start, shared: Provider
) -> None:
    first = stack()
    first.up()
    second = Stack({**first.arguments, "import_start_date": place.days_ago(120)}, shared)
    second.up()
    _, again = start().create(INGESTION, second.inputs)
    assert again["workflow_ids"] == second.state["workflow_ids"] != first.state["workflow_ids"]
    second.destroy()
    assert place.existing()["workflows"] == first.state["workflow_ids"]
