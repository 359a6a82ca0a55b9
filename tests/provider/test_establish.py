"""The ongoing integration: verified, repaired and re-established; new before old, nothing missed or reloaded."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from localcloud.aws.appflow.models import flows_of
from tests.provider.place import ACCOUNT, DOMAIN, REGION, Place
from tests.provider.stack import Stack, Start
from tests.provider.test_resubmission import iso, settled

MakeStack = Callable[..., Stack]
HOUR = 3600.0


def complete(stack: Stack, place: Place) -> Stack:
    """The stack with its history loaded, after an hour of continuous runs."""
    stack.up()
    settled(stack, place)
    stack.up()
    place.control.advance(HOUR)
    stack.refresh()
    assert stack.state["pulled_until"]
    return stack


def flow(place: Place, name: str) -> dict[str, Any]:
    found: dict[str, Any] = place.client("appflow").describe_flow(flowName=name)
    return found


def pulls(place: Place, name: str) -> list[tuple[str, str]]:
    """What the runs of a flow pulled, oldest first."""
    runs = place.client("appflow").describe_flow_execution_records(flowName=name)["flowExecutions"]
    return sorted((text(each["dataPullStartTime"]), text(each["dataPullEndTime"])) for each in runs)


def text(moment: datetime) -> str:
    return iso(moment.timestamp())


def uri(name: str) -> str:
    return f"arn:aws:appflow:{REGION}:{ACCOUNT}:flow/{name}"


def break_it(stack: Stack, place: Place, how: str) -> None:
    name = stack.planned["flow_name"]
    match how:
        case "deleted":
            place.client("customer-profiles").delete_integration(DomainName=DOMAIN, Uri=stack.state["integration_uri"])
        case "flow deleted":
            place.client("appflow").delete_flow(flowName=name, forceDelete=True)
        case "suspended":
            place.client("appflow").stop_flow(flowName=name)
        case "errored":
            flows_of(place.server.cloud.region(ACCOUNT, REGION))[name].status = "Errored"


@pytest.mark.parametrize(
    ("how", "status"),
    [("deleted", "Missing"), ("flow deleted", "Missing"), ("suspended", "Suspended"), ("errored", "Errored")],
)
def test_what_is_broken_is_shown_and_established_again_from_the_last_successful_pull(
    stack: MakeStack, place: Place, how: str, status: str
) -> None:
    made = complete(stack(), place)
    pulled_until = made.state["pulled_until"]
    break_it(made, place, how)
    made.refresh()
    assert made.state["flow_status"] == status
    assert made.preview() == ["update ingestion"]
    assert made.up() == ["update ingestion"]
    name = f"{made.planned['flow_name']}-g2"
    assert place.existing()["integrations"] == [made.state["integration_uri"]] == [uri(name)]
    assert place.existing()["flows"] == [name]
    place.control.advance(HOUR)
    assert pulls(place, name)[0][0] == pulled_until
    made.refresh()
    assert made.preview() == []
    assert place.calls("CreateIntegrationWorkflow") == place.calls("CreateIntegrationWorkflow")[:1]
    made.destroy()
    assert place.existing() == {}


@pytest.mark.parametrize("days", [100, 30], ids=["by workflow", "incremental"])
def test_re_establish_makes_a_new_one_before_it_deletes_the_old_one(stack: MakeStack, place: Place, days: int) -> None:
    made = complete(stack(import_start_date=place.days_ago(days)), place)
    pulled_until, old = made.state["pulled_until"], made.planned["flow_name"]
    before = place.last_call()
    assert made.up(re_establish="2026-11") == ["update ingestion"]
    changing = [each for each in place.operations(before) if not each.startswith(("Get", "List", "Describe"))]
    # A call over the rate is repeated.
    assert list(dict.fromkeys(changing))[:3] == ["PutIntegration", "StartFlow", "DeleteIntegration"]
    name = f"{old}-g2"
    assert place.existing()["flows"] == [name]
    scheduled = flow(place, name)["triggerConfig"]["triggerProperties"]["Scheduled"]
    assert text(scheduled["firstExecutionFrom"]) == pulled_until
    made.refresh()
    assert made.preview() == []
    assert made.up(re_establish="2026-12") == ["update ingestion"]
    assert place.existing()["flows"] == [f"{old}-g3"]


def test_another_connector_profile_or_key_establishes_it_again(stack: MakeStack, place: Place) -> None:
    made = complete(stack(), place)
    place.control.seed(("renewed", "Salesforce"), account=ACCOUNT)
    connector = {**made.arguments["connector"], "connector_profile_name": "renewed"}
    assert made.up(connector=connector) == ["update plan", "update ingestion"]
    name = f"{made.planned['flow_name']}-g2"
    assert flow(place, name)["sourceFlowConfig"]["connectorProfileName"] == "renewed"
    key = place.client("kms").create_key()["KeyMetadata"]["Arn"]
    assert made.up(kms_key_arn=key) == ["update plan", "update ingestion"]
    name = f"{made.planned['flow_name']}-g3"
    assert flow(place, name)["kmsArn"] == key
    assert place.existing()["flows"] == [name]
    assert len(place.calls("CreateIntegrationWorkflow")) == 1
    made.refresh()
    assert made.preview() == []


def test_a_hole_between_the_batches_and_the_first_run_is_closed(stack: MakeStack, place: Place) -> None:
    place.control.behaviours(final_flow_first_execution="creation")
    made = stack()
    made.up()
    settled(made, place)
    assert made.state["covers_from"] > made.planned["cut_off"]
    assert made.up() == ["update ingestion"]
    name = f"{made.planned['flow_name']}-g2"
    place.control.advance(HOUR)
    assert pulls(place, name)[0][0] == made.planned["cut_off"]
    made.refresh()
    assert (made.preview(), place.existing()["flows"]) == ([], [name])


@pytest.mark.parametrize("fault", ["lost_answer", "error_after"])
@pytest.mark.parametrize("operation", ["PutIntegration", "StartFlow", "DeleteIntegration"])
def test_a_lost_answer_is_cured_within_the_update(stack: MakeStack, place: Place, fault: str, operation: str) -> None:
    made = complete(stack(), place)
    service = "appflow" if operation == "StartFlow" else "customer-profiles"
    place.control.add_fault(fault, service=service, operation=operation)
    made.up(re_establish="again")
    assert place.existing()["flows"] == [f"{made.planned['flow_name']}-g2"]
    made.refresh()
    assert made.preview() == []


def test_one_that_was_put_before_a_kill_is_taken_over(stack: MakeStack, place: Place, start: Start) -> None:
    made = complete(stack(start()), place)
    before = made.state
    assert made.ingestion
    inputs = made.ingestion.inputs
    place.control.behaviours(delete_integration_removes_flow=False)
    made.up(re_establish="again")
    made.ingestion.outputs, made.ingestion.inputs = before, inputs
    made.restarted(start()).refresh()
    made.up()
    made.refresh()
    assert place.existing()["flows"] == [made.state["integration_uri"].rsplit("/", 1)[-1]]
    assert (made.preview(), made.state["flow_status"]) == ([], "Active")


def test_one_that_nobody_wants_any_more_after_a_kill_is_deleted(stack: MakeStack, place: Place, start: Start) -> None:
    """The put was killed, then the edit was taken back."""
    made = complete(stack(start()), place)
    stray = f"{made.planned['flow_name']}-g2"
    place.control.add_fault("kill", service="customer-profiles", operation="PutIntegration")
    with pytest.raises(Exception, match=r"."):
        made.up(re_establish="again")
    assert len(place.existing()["integrations"]) == 2
    made.arguments.pop("re_establish")
    made.restarted(start()).refresh()
    assert made.state["surplus"] == [uri(stray)]
    assert made.up() == ["update ingestion"]
    assert place.existing()["flows"] == [made.planned["flow_name"]]
    made.refresh()
    assert made.preview() == []


def test_a_year_later_there_is_nothing_to_do(stack: MakeStack, place: Place, start: Start) -> None:
    made = complete(stack(), place)
    place.control.advance(365 * 24 * HOUR)
    made.restarted(start(days_later=365)).refresh()
    assert made.preview() == []
