"""`status`: what it tells, and what it costs."""

from collections.abc import Callable
from typing import Any

from tests.operations.command import Command
from tests.operations.deployment import Deployment
from tests.provider.place import DAY, DOMAIN, Place

Deploy = Callable[..., Deployment]

STACK = ("status", "--stack", "dev")
LOADED = ["ListIntegrations", "ListWorkflows", "ListIntegrations", "DescribeFlow", "DescribeFlowExecutionRecords"]
"""What tells that there is nothing beside what the stack knows, and how the ongoing integration is."""


def integrations(command: Command) -> list[dict[str, Any]]:
    return list(command(*STACK, "--json").document["integrations"])


def cost(command: Command, place: Place) -> list[str]:
    """The calls of one `status`."""
    before = place.last_call()
    assert command(*STACK).code in (0, 1)
    return place.operations(before)


def test_loading(command: Command, deployment: Deploy, place: Place) -> None:
    deployment(batch={"days": 10})
    place.control.advance(0.0105 * DAY)
    [found] = integrations(command)
    assert (found["name"], found["status"], found["mode"]) == ("contacts", "IN_PROGRESS", "workflow")
    assert found["batches"] == 10 or found["batches"] == 11
    assert 0 < found["done"] < found["batches"]
    assert found["running"] > 0
    assert (found["failed"], found["needs_attention"]) == (0, False)
    assert found["records"] > 0
    assert found["expected_end"].endswith("Z")
    assert cost(command, place) == ["GetWorkflow", "GetWorkflowSteps"]


def test_loaded_since_the_stack_was_refreshed(command: Command, deployment: Deploy, place: Place) -> None:
    made = deployment()
    place.finish()
    [found] = integrations(command)
    assert sorted(cost(command, place)) == sorted(["GetWorkflow", "GetWorkflowSteps", *LOADED])
    made.refresh()
    [refreshed] = integrations(command)
    assert cost(command, place) == LOADED
    assert found == refreshed
    assert (found["status"], found["done"], found["flow_status"]) == ("COMPLETE", 2, "Active")
    assert found["records"] == made.only.state["records_processed"] > 0
    assert found["pulled_until"] == made.only.state["pulled_until"]
    assert len(found["runs"]) == 5
    assert {run["status"] for run in found["runs"]} == {"Successful"}


def test_failed_batches_have_cause_and_remedy_and_the_exit_code_is_1(
    command: Command, deployment: Deploy, place: Place
) -> None:
    place.control.add_fault("step_fails", batch=1, permanent=True, message="invalid_grant: token expired")
    deployment(batch={"days": 26})
    place.finish()
    done = command(*STACK)
    assert done.code == 1
    assert "3/4 batches, 1 failed" in done.stdout
    assert "invalid_grant: token expired" in done.stdout
    assert "Renew the connection of the AppFlow connector profile" in done.stdout
    [found] = integrations(command)
    assert (found["status"], found["failed_batches"][0]["cause"]) == ("FAILED", "credentials")
    # DescribeFlow: of the flow that an interrupted deletion may have left.
    assert cost(command, place) == ["GetWorkflow", "GetWorkflowSteps", *LOADED[:3], "GetDomain", "DescribeFlow"]


def test_a_resubmission_of_somebody_else_is_seen(command: Command, deployment: Deploy, place: Place) -> None:
    place.control.add_fault("step_fails", batch=0, permanent=True)
    made = deployment()
    place.finish()
    made.refresh()
    stale = made.file.read_text()
    made.only.up()
    place.control.advance(60)
    made.file.write_text(stale)
    [found] = integrations(command)
    assert (found["status"], found["failed"], found["needs_attention"]) == ("IN_PROGRESS", 0, False)


def test_a_suspended_flow_needs_attention(command: Command, deployment: Deploy, place: Place) -> None:
    made = deployment()
    place.finish()
    made.refresh()
    place.client("appflow").stop_flow(flowName=made.only.state["flow_name"])
    done = command(*STACK)
    assert done.code == 1
    assert "contacts: the ongoing flow is suspended: customer-profiles diagnose --stack dev\n" in done.stdout


def test_an_incremental_integration(command: Command, deployment: Deploy, place: Place) -> None:
    deployment(import_start_date=place.days_ago(20))
    place.control.advance(7200)
    [found] = integrations(command)
    assert (found["mode"], found["status"], found["batches"], found["flow_status"]) == (
        "incremental",
        "ACTIVE",
        0,
        "Active",
    )
    assert cost(command, place) == LOADED


def test_hundreds_of_batches_are_told_one_by_one(command: Command, deployment: Deploy, place: Place) -> None:
    deployment(import_start_date=place.days_ago(1001), batch={"days": 2})
    place.control.advance(900)
    [found] = integrations(command)
    assert 0 < found["done"] < found["batches"] == 501
    assert found["records"] > 0
    assert found["expected_end"].endswith("Z")
    assert cost(command, place) == ["GetWorkflow", *["GetWorkflowSteps"] * 6]


def test_several_share_what_they_ask_of_the_domain(command: Command, deployment: Deploy, place: Place) -> None:
    count = 7
    made = deployment(count=count)
    place.finish()
    assert len(integrations(command)) == count
    made.refresh()
    assert len(cost(command, place)) == 3 + 2 * count


def test_by_domain_alone_it_tells_the_same(command: Command, deployment: Deploy, place: Place) -> None:
    made = deployment()
    place.finish()
    made.refresh()
    [by_stack] = integrations(command)
    [by_domain] = command("status", "--domain", DOMAIN, "--json").document["integrations"]
    assert by_domain == {**by_stack, "name": "Salesforce-Contact"}


def test_without_integrations_it_says_so(command: Command, place: Place) -> None:
    place.prepared()
    done = command("status", "--domain", DOMAIN)
    none = "the domain has no integration of this library"
    assert (done.code, done.lines[-1]) == (0, none)
    assert command("watch", "--domain", DOMAIN).lines[-1] == none
    assert none in command("diagnose", "--domain", DOMAIN).lines
