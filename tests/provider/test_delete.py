"""Delete: nothing of ours is left, nothing of others is touched, and it can be repeated."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.provider.place import DOMAIN, Place
from tests.provider.server import INGESTION, Provider
from tests.provider.stack import Stack

MakeStack = Callable[..., Stack]

BOTH = [True, False]


@pytest.mark.parametrize("with_flow", BOTH, ids=["integration with flow", "integration without flow"])
@pytest.mark.parametrize("with_integration", BOTH, ids=["workflow with integration", "workflow without integration"])
@pytest.mark.parametrize("progress", ["not started", "running", "complete"])
def test_nothing_is_left(
    stack: MakeStack, place: Place, progress: str, with_integration: bool, with_flow: bool
) -> None:
    place.control.behaviours(
        delete_workflow_removes_integration=with_integration,
        delete_integration_removes_flow=with_flow,
        step_flow_names_related=with_flow,
    )
    made = stack()
    made.up()
    if progress == "running":
        place.control.advance(60)
        assert len(place.existing()["flows"]) > 0
    if progress == "complete":
        place.finish()
    made.destroy()
    assert place.existing() == {}


@pytest.mark.parametrize("complete", BOTH)
def test_deletion_waits_for_a_workflow_that_goes_slowly(stack: MakeStack, place: Place, complete: bool) -> None:
    place.control.behaviours(delete_workflow_seconds=60, delete_workflow_removes_integration=False)
    made = stack()
    made.up()
    if complete:
        place.finish()
    place.control.set_speed(60)
    made.destroy()
    assert place.existing() == {}


def test_a_failed_workflow_whose_flows_stayed_leaves_nothing(stack: MakeStack, place: Place) -> None:
    place.control.behaviours(failed_workflow_keeps_flows=True, step_flow_names_related=False)
    place.control.add_fault("step_fails", permanent=True, count=9)
    made = stack()
    made.up()
    place.finish()
    assert place.existing()["flows"]
    made.destroy()
    assert place.existing() == {}


@pytest.mark.parametrize("with_flow", BOTH, ids=["integration with flow", "integration without flow"])
def test_nothing_is_left_of_a_continuous_integration_alone(stack: MakeStack, place: Place, with_flow: bool) -> None:
    place.control.behaviours(delete_integration_removes_flow=with_flow)
    made = stack(import_start_date=place.days_ago(30))
    made.up()
    made.destroy()
    assert place.existing() == {}


def test_what_belongs_to_others_stays(stack: MakeStack, place: Place, shared: Provider) -> None:
    ours = stack(import_start_date=place.days_ago(30))
    theirs = Stack(ours.arguments, shared)
    theirs.up()
    ours.up()
    ours.destroy()
    assert place.existing() == {
        "integrations": [theirs.state["integration_uri"]],
        "flows": [theirs.planned["flow_name"]],
    }
    assert shared.read(INGESTION, "id", theirs.state)[1]["flow_status"] == "Active"


@pytest.mark.parametrize("complete", BOTH)
def test_stop_keeps_the_integration_and_deactivates_its_flow(stack: MakeStack, place: Place, complete: bool) -> None:
    made = stack(on_delete="stop")
    made.up()
    if complete:
        place.finish()
        made.refresh()
    before = place.last_call()
    # While the workflow runs there is no flow to stop yet, nor after it that state knows of.
    expected = ["StopFlow"] if complete else ["ListIntegrations", "GetDomain"]
    name = made.planned["flow_name"]
    made.destroy()
    assert place.operations(before) == expected
    if complete:
        assert place.client("appflow").describe_flow(flowName=name)["flowStatus"] == "Suspended"
        assert len(place.existing()["integrations"]) == 1


def test_stop_also_stops_a_flow_that_nobody_has_read_since_the_workflow_finished(
    stack: MakeStack, place: Place
) -> None:
    made = stack(on_delete="stop")
    made.up()
    place.finish()
    name = made.planned["flow_name"]
    made.destroy()
    assert place.client("appflow").describe_flow(flowName=name)["flowStatus"] == "Suspended"


def test_retain_calls_nothing(stack: MakeStack, place: Place) -> None:
    made = stack(on_delete="retain")
    made.up()
    before = place.last_call()
    made.destroy()
    assert place.operations(before) == []
    assert len(place.existing()["workflows"]) == 1


def test_what_deletion_means_can_change_while_a_workflow_runs(stack: MakeStack, place: Place) -> None:
    made = stack()
    made.up()
    assert made.up(on_delete="retain") == ["update plan", "update ingestion"]
    made.destroy()
    assert len(place.existing()["workflows"]) == 1


def test_delete_can_be_repeated(stack: MakeStack, place: Place, shared: Provider) -> None:
    made = stack()
    made.up()
    outputs, id_ = made.state, made.ingestion.id if made.ingestion else ""
    shared.delete(INGESTION, id_, outputs)
    shared.delete(INGESTION, id_, outputs)
    assert place.existing() == {}


@pytest.mark.parametrize(
    "fault",
    [
        {"service": "customer-profiles", "operation": "DeleteWorkflow"},
        {"service": "customer-profiles", "operation": "DeleteIntegration"},
        {"service": "appflow", "operation": "DeleteFlow"},
    ],
    ids=lambda fault: fault["operation"],
)
def test_lost_answers_do_not_stop_a_deletion(stack: MakeStack, place: Place, fault: dict[str, Any]) -> None:
    place.control.behaviours(delete_workflow_removes_integration=False, delete_integration_removes_flow=False)
    made = stack()
    made.up()
    place.finish()
    place.control.add_fault("lost_answer", **fault)
    made.destroy()
    assert place.existing() == {}


def test_a_domain_that_is_gone_is_no_obstacle(stack: MakeStack, place: Place) -> None:
    place.control.behaviours(delete_domain_removes_flows=False)
    made = stack()
    made.up()
    place.finish()
    place.client("customer-profiles").delete_domain(DomainName=DOMAIN)
    assert place.existing()["flows"] == [made.planned["flow_name"]]
    made.destroy()
    assert place.existing() == {}
