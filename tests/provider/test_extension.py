"""An earlier import-start date loads the missing range, and only that."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.provider.place import ACCOUNT, DOMAIN, REGION, Place
from tests.provider.stack import Stack, Start
from tests.provider.test_resubmission import joined, requested, settled, spans

MakeStack = Callable[..., Stack]


def uris(place: Place) -> list[str]:
    return place.existing()["integrations"]


def complete(stack: Stack, place: Place) -> Stack:
    stack.up()
    settled(stack, place)
    assert stack.preview() == []
    return stack


@pytest.mark.parametrize("active", [True, False], ids=["final flow active", "final flow a draft"])
def test_an_earlier_start_loads_the_missing_range_only(stack: MakeStack, place: Place, active: bool) -> None:
    place.control.behaviours(final_flow_active=active)
    made = stack()
    made.up()
    settled(made, place)
    made.up()
    token, uri, loaded_from = made.planned["token"], made.state["integration_uri"], made.planned["loaded_from"]
    earlier = place.days_ago(300)
    assert made.preview(import_start_date=earlier) == ["update plan", "update ingestion"]
    assert made.up(import_start_date=earlier) == ["update plan", "update ingestion"]
    assert made.planned["token"] == token
    assert joined(requested(place, 1)) == [(f"{earlier}T00:00:00Z", loaded_from)]
    assert made.state["integration_uri"] == uri
    assert made.preview() == []

    settled(made, place)
    assert made.state["status"] == "COMPLETE"
    assert joined(spans(made.state["batches"])) == [(f"{earlier}T00:00:00Z", made.planned["cut_off"])]
    assert len(uris(place)) == 2
    made.up()
    assert uris(place) == [uri]
    assert place.existing()["flows"] == [uri.rsplit("/", 1)[-1]]
    assert len(place.existing()["workflows"]) == 2
    made.refresh()
    assert made.preview() == []
    made.destroy()
    assert place.existing() == {}


def test_the_first_attempt_of_an_extension_looks_for_nothing(stack: MakeStack, place: Place) -> None:
    made = complete(stack(), place)
    before = place.last_call()
    made.up(import_start_date=place.days_ago(300))
    assert [each for each in place.operations(before) if not each.startswith(("List", "Describe", "Get"))] == [
        "CreateIntegrationWorkflow"
    ]
    assert "ListWorkflows" not in place.operations(before)


@pytest.mark.parametrize("related", [True, False], ids=["named", "opaque"])
def test_an_extension_that_was_killed_is_not_started_twice(
    stack: MakeStack, place: Place, start: Start, related: bool
) -> None:
    place.control.behaviours(step_flow_names_related=related)
    made = complete(stack(start()), place)
    before = made.state
    made.up(import_start_date=place.days_ago(300))
    workflows = made.state["workflow_ids"]
    assert made.ingestion
    # The answer never came: state is as before, the plan has the new range.
    made.ingestion.outputs = before
    made.restarted(start())
    assert made.up() == ["update ingestion"]
    assert made.state["workflow_ids"] == workflows
    assert len(place.calls("CreateIntegrationWorkflow")) == 2
    settled(made, place)
    made.up()
    assert len(uris(place)) == 1
    assert made.preview() == []


def test_a_lost_extension_that_has_finished_is_taken_over(stack: MakeStack, place: Place, start: Start) -> None:
    made = complete(stack(start()), place)
    before = made.state
    made.up(import_start_date=place.days_ago(300))
    assert made.ingestion
    made.ingestion.outputs = before
    place.finish()
    made.restarted(start())
    made.refresh()
    made.up()
    made.refresh()
    assert made.preview() == []
    assert len(place.calls("CreateIntegrationWorkflow")) == 2
    assert len(uris(place)) == 1
    assert made.state["status"] == "COMPLETE"
    assert joined(spans(made.state["batches"]))[0][0] == f"{place.days_ago(300)}T00:00:00Z"


def test_an_integration_that_began_without_batches_is_extended_by_batches(stack: MakeStack, place: Place) -> None:
    made = stack(import_start_date=place.days_ago(30))
    made.up()
    place.control.advance(3 * 3600)
    made.refresh()
    uri, loaded_from = made.state["integration_uri"], made.planned["loaded_from"]
    made.up(import_start_date=place.days_ago(300))
    assert joined(requested(place, 0)) == [(f"{place.days_ago(300)}T00:00:00Z", loaded_from)]
    settled(made, place)
    made.up()
    made.refresh()
    assert (made.state["status"], made.state["integration_uri"], uris(place)) == ("COMPLETE", uri, [uri])
    assert made.preview() == []
    assert place.calls("PutIntegration") == place.calls("PutIntegration")[:1]


def test_without_batches_the_continuous_integration_is_established_from_the_earlier_date(
    stack: MakeStack, place: Place
) -> None:
    made = stack(import_start_date=place.days_ago(30), bulk="never")
    made.up()
    place.control.advance(3 * 3600)
    made.refresh()
    earlier = place.days_ago(50)
    assert made.up(import_start_date=earlier) == ["update plan", "update ingestion"]
    name = f"{made.planned['flow_name']}-g2"
    assert uris(place) == [f"arn:aws:appflow:{REGION}:{ACCOUNT}:flow/{name}"]
    flow = place.client("appflow").describe_flow(flowName=name)
    first = flow["triggerConfig"]["triggerProperties"]["Scheduled"]["firstExecutionFrom"]
    assert first.strftime("%Y-%m-%d") == earlier
    made.refresh()
    assert made.preview() == []


def test_a_later_start_changes_nothing_and_calls_nothing(stack: MakeStack, place: Place) -> None:
    made = complete(stack(), place)
    before, start = place.last_call(), made.arguments["import_start_date"]
    assert made.up(import_start_date=place.days_ago(50)) == ["update plan"]
    assert place.operations(before) == []
    assert made.planned["loaded_from"] == f"{start}T00:00:00Z"


def test_a_failed_extension_keeps_the_continuous_integration_and_is_resubmitted(stack: MakeStack, place: Place) -> None:
    made = complete(stack(), place)
    uri = made.state["integration_uri"]
    place.control.add_fault("step_fails", batch=0, count=4)
    made.up(import_start_date=place.days_ago(300))
    state = settled(made, place)
    assert (state["status"], state["integration_uri"], state["flow_status"]) == ("FAILED", uri, "Active")
    # Edits of the ongoing integration are not held up by what failed.
    assert made.up(schedule="rate(15minutes)") == ["update ingestion"]
    scheduled = place.client("appflow").describe_flow(flowName=uri.rsplit("/", 1)[-1])["triggerConfig"]
    assert scheduled["triggerProperties"]["Scheduled"]["scheduleExpression"] == "rate(15minutes)"
    settled(made, place)
    made.up()
    made.refresh()
    assert (made.state["status"], uris(place)) == ("COMPLETE", [uri])
    assert made.preview() == []


def test_records_changed_while_the_extension_runs_arrive(stack: MakeStack, place: Place) -> None:
    made = complete(stack(), place)
    made.up(import_start_date=place.days_ago(300))
    place.control.source(
        "salesforce", "Contact", account=ACCOUNT, records=[{"id": "003000000000LATE", "fields": {"LastName": "Late"}}]
    )
    settled(made, place)
    place.control.advance(3600)
    found: dict[str, Any] = place.client("customer-profiles").search_profiles(
        DomainName=DOMAIN, KeyName="_salesforceContactId", Values=["003000000000LATE"]
    )
    assert len(found["Items"]) == 1
