"""What lists must say before a closer look is spared: everything that differs calls for one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from connect_customer_profiles.ingestion.batch import Batch
from connect_customer_profiles.ingestion.state import State
from connect_customer_profiles.ingestion.wanted import Pins, Wanted
from connect_customer_profiles.operations.diagnosis.lists import Lists

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
TOKEN, OTHER = "0123456789", "abcdef0123"
DOMAIN = "amazon-connect-test"
OURS, OF_OTHERS = "a" * 32, "b" * 32


def uri(token: str, more: str = "") -> str:
    return f"arn:aws:appflow:us-east-1:111122223333:flow/{DOMAIN}-Contact-{token}{more}"


URI = uri(TOKEN)
NAME = f"{DOMAIN}-Contact-{TOKEN}"
HOURLY = {"TriggerConfig": {"TriggerProperties": {"Scheduled": {"ScheduleExpression": "rate(1hours)"}}}}
MADE_WITH = Wanted(domain_name=DOMAIN, flow_definition=HOURLY, pins=Pins(token=TOKEN, cut_off="2026-04-01T00:00:00Z"))
LOADED = State(
    MADE_WITH,
    status="COMPLETE",
    workflow_ids=(OURS,),
    batches=(Batch("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", "COMPLETE"),),
    integration_uri=URI,
)
LOADING = replace(LOADED, status="IN_PROGRESS", integration_uri="", batches=())
FAILED = replace(LOADED, status="FAILED", batches=(replace(LOADED.batches[0], status="FAILED"),))


def workflow(id_: str = OURS, status: str = "COMPLETE", days_ago: float = 20) -> dict[str, Any]:
    return {"WorkflowId": id_, "Status": status, "CreatedAt": NOW - timedelta(days=days_ago)}


def integration(uri: str = URI, workflow: str = OURS) -> dict[str, Any]:
    return {"Uri": uri, "WorkflowId": workflow}


def flow(status: str = "Active", run: str = "Successful", hours_ago: float = 1, **more: Any) -> dict[str, Any]:
    last = {"mostRecentExecutionStatus": run, "mostRecentExecutionTime": NOW - timedelta(hours=hours_ago)}
    return {"flowName": NAME, "flowStatus": status, "lastRunExecutionDetails": last, **more}


def shown(state: State, **different: Any) -> bool:
    """Whether lists show a state to be well, by what differs from those of an integration that is loaded."""
    lists = {"integrations": [integration()], "workflows": [workflow()], "flows": [flow()], **different}
    runs = lists.pop("runs", None)

    def asked(name: str) -> list[dict[str, Any]]:
        assert runs is not None, "a list says it all"
        assert name == NAME
        return list(runs)

    return Lists.of([state], now=NOW, **lists).show_well(state, asked)


def run(status: str, hours_ago: float = 1) -> dict[str, Any]:
    return {"executionStatus": status, "startedAt": NOW - timedelta(hours=hours_ago)}


RUNNING: dict[str, Any] = {"workflows": [workflow(status="IN_PROGRESS")], "integrations": [], "flows": []}


def test_what_is_loaded_and_has_just_run_is_well() -> None:
    assert shown(LOADED)
    assert shown(replace(LOADED, workflow_ids=(), batches=()), workflows=[])


def test_what_runs_and_ran_before_is_well() -> None:
    """All integrations with one schedule may run at the time that somebody looks."""
    assert shown(LOADED, flows=[flow(run="InProgress")], runs=[run("InProgress"), run("Successful", 2)])


def test_what_loads_is_well() -> None:
    assert shown(LOADING, **RUNNING)


CALLS_FOR_A_LOOK: dict[str, tuple[State, dict[str, Any]]] = {
    "failed batches": (FAILED, {}),
    "no integration is known": (replace(LOADED, integration_uri=""), {}),
    "the integration is gone": (LOADED, {"integrations": []}),
    "another generation as well": (LOADED, {"integrations": [integration(), integration(uri(TOKEN, "-g2"))]}),
    "another generation instead": (LOADED, {"integrations": [integration(uri(TOKEN, "-g2"))]}),
    "some to be tidied up": (replace(LOADED, surplus=(uri(TOKEN, "-g2"),)), {}),
    "the flow is gone": (LOADED, {"flows": []}),
    "the flow is stopped": (LOADED, {"flows": [flow("Suspended")]}),
    "the flow has no status": (LOADED, {"flows": [{"flowName": NAME}]}),
    "the last run failed": (LOADED, {"flows": [flow(run="Error")]}),
    "a run is under way, and the one before failed": (
        LOADED,
        {"flows": [flow(run="InProgress")], "runs": [run("InProgress"), run("Error", 2), run("Successful", 3)]},
    ),
    "a run is under way, and none succeeded for three periods": (
        LOADED,
        {"flows": [flow(run="InProgress")], "runs": [run("InProgress"), run("Successful", 3)]},
    ),
    "the first run is under way": (LOADED, {"flows": [flow(run="InProgress")], "runs": [run("InProgress")]}),
    "nobody may see the runs": (LOADED, {"flows": [flow(run="InProgress")], "runs": []}),
    "a run has been under way for two days": (LOADED, {"flows": [flow(run="InProgress", hours_ago=48)]}),
    "no run yet": (LOADED, {"flows": [flow(lastRunExecutionDetails={})]}),
    "no run for three periods": (LOADED, {"flows": [flow(hours_ago=3)]}),
    "no schedule is known": (replace(LOADED, made_with=replace(MADE_WITH, flow_definition={})), {}),
    "somebody's workflow of ours": (
        LOADED,
        {
            "workflows": [workflow(), workflow(OF_OTHERS)],
            "integrations": [integration(), integration(workflow=OF_OTHERS)],
        },
    ),
    "a workflow that may be ours": (LOADED, {"workflows": [workflow(), workflow(OF_OTHERS, "IN_PROGRESS")]}),
    "no time is known": (
        replace(LOADED, made_with=replace(MADE_WITH, pins=Pins(token=TOKEN))),
        {"workflows": [workflow(), workflow(OF_OTHERS)]},
    ),
    "no token": (replace(LOADED, made_with=Wanted(domain_name=DOMAIN, flow_definition=HOURLY)), {}),
    "its workflow has ended": (LOADING, {**RUNNING, "workflows": [workflow()]}),
    "its workflow is gone": (LOADING, {**RUNNING, "workflows": []}),
    "an earlier workflow runs as well": (
        replace(LOADING, workflow_ids=(OF_OTHERS, OURS)),
        {**RUNNING, "workflows": [workflow(OF_OTHERS, "RETRY"), workflow(status="IN_PROGRESS")]},
    ),
    "it loads more, and the ongoing flow is stopped": (
        replace(LOADING, integration_uri=URI),
        {**RUNNING, "integrations": [integration()], "flows": [flow("Suspended")]},
    ),
}


@pytest.mark.parametrize("why", CALLS_FOR_A_LOOK)
def test_everything_else_calls_for_a_closer_look(why: str) -> None:
    state, different = CALLS_FOR_A_LOOK[why]
    assert not shown(state, **different)


SPARES_IT: dict[str, dict[str, Any]] = {
    "a workflow of another plan": {
        "workflows": [workflow(), workflow(OF_OTHERS)],
        "integrations": [integration(), integration(uri(OTHER), OF_OTHERS)],
    },
    "a workflow older than the plan": {"workflows": [workflow(), workflow(OF_OTHERS, days_ago=40)]},
    "a workflow that is being deleted": {"workflows": [workflow(), workflow(OF_OTHERS, "CANCELLED")]},
    "the integration of a step": {"integrations": [integration(), integration(uri(TOKEN, "_0a1b2c3d4e5f"))]},
    "the last record of its workflow is gone": {"workflows": []},
}


@pytest.mark.parametrize("why", SPARES_IT)
def test_what_cannot_be_of_this_integration_does_not(why: str) -> None:
    assert shown(LOADED, **SPARES_IT[why])


def test_a_cron_expression_has_no_period_to_miss() -> None:
    at_night = {"TriggerConfig": {"TriggerProperties": {"Scheduled": {"ScheduleExpression": "cron(0 3 * * ? *)"}}}}
    state = replace(LOADED, made_with=replace(MADE_WITH, flow_definition=at_night))
    assert shown(state, flows=[flow(hours_ago=1000)])
