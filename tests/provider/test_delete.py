"""Delete: nothing of ours is left, nothing of others is touched, and it can be repeated."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from connect_customer_profiles.aws.client import AwsClient
from connect_customer_profiles.ingestion import workflow

from tests.provider.in_process import InProcess
from tests.provider.observed import seen
from tests.provider.place import DOMAIN, Place
from tests.provider.server import INGESTION, Provider, ProviderError
from tests.provider.stack import Stack, Start

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
    assert {*place.existing()} <= {"workflows"}
    place.control.advance(60)
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
    expected = ["DescribeFlow", "StopFlow"] if complete else ["ListIntegrations", "GetDomain"]
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


@pytest.mark.parametrize("record", ["cancelled", "stays"])
@pytest.mark.parametrize("progress", ["not started", "running", "complete"])
def test_b1_a_record_that_stays_is_no_obstacle(
    stack: MakeStack, place: Place, here: InProcess, monkeypatch: pytest.MonkeyPatch, progress: str, record: str
) -> None:
    monkeypatch.setattr(workflow, "FLOWS_TIME", timedelta(days=1))
    place.control.behaviours(deleted_workflow_record=record)
    made = stack(here)
    made.up()
    if progress == "running":
        place.control.advance(60)
    if progress == "complete":
        place.finish()
        made.refresh()
    made.destroy()
    assert list(place.existing()) == ["workflows"]


def test_b1_a_workflow_that_has_ended_need_not_be_deleted_nor_waited_for(
    stack: MakeStack, place: Place, here: InProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workflow, "FLOWS_TIME", timedelta(days=1))
    place.control.behaviours(ended_workflow_deletable=False)
    made = stack(here)
    made.up()
    place.finish()
    made.destroy()
    assert list(place.existing()) == ["workflows"]
    made.up()
    assert len(place.existing()["workflows"]) == 2


def test_b1_a_refused_deletion_of_a_workflow_that_runs_is_an_error(
    stack: MakeStack, place: Place, here: InProcess
) -> None:
    made = stack(here)
    made.up()
    place.control.add_fault(
        "error_before", operation="DeleteWorkflow", code="BadRequestException", status=400, message="not now"
    )
    with pytest.raises(ProviderError, match="DeleteWorkflow: BadRequestException: not now"):
        made.destroy()
    made.destroy()
    assert place.existing() == {}


def test_b1_a_workflow_that_runs_on_is_warned_of(
    stack: MakeStack, place: Place, here: InProcess, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = stack(here)
    made.up()
    monkeypatch.setattr(workflow, "DELETION_TIME", timedelta(seconds=1))
    monkeypatch.setattr(AwsClient, "delete_workflow", lambda *_: None)
    [workflow_id] = made.state["workflow_ids"]
    made.destroy()
    assert (
        f"warning: AWS has accepted the deletion of workflow {workflow_id}, which still runs" in capsys.readouterr().out
    )


@pytest.mark.parametrize("extended", BOTH, ids=["extended", "loaded once"])
def test_a_deletion_that_was_interrupted_and_is_not_wanted_any_more_leaves_no_flow(
    stack: MakeStack, place: Place, start_impatient: Start, extended: bool
) -> None:
    def loaded() -> Stack:
        place.server.cloud.reset()
        place.control.behaviours(
            delete_workflow_seconds=0, delete_integration_removes_flow=False, delete_workflow_removes_integration=False
        )
        made = stack(start_impatient())
        made.up()
        place.finish()
        if extended:
            made.refresh()
            made.up(import_start_date=place.days_ago(160))
            place.finish()
        # What the last workflow has left is not in state.
        return made

    made, before = loaded(), place.last_call()
    made.destroy()
    writing = [call for call in seen(place.control.calls(since=before)) if call.writes]
    assert {"DeleteWorkflow", "DeleteIntegration", "DeleteFlow"} <= {call.operation for call in writing}
    for call in writing:
        made = loaded()
        place.control.add_fault("kill", service=call.service, operation=call.operation, skip=call.occurrence)
        with pytest.raises(ProviderError):
            made.destroy()
        made.restarted(start_impatient())
        for _ in range(4):
            made.refresh()
            if not made.up():
                break
            place.finish()
        [uri] = place.existing()["integrations"]
        assert (str(call), place.existing()["flows"]) == (str(call), [uri.rpartition("/")[2]])
