"""Update: what reaches the continuous flow, and when it is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.provider.place import DOMAIN, Place
from tests.provider.server import ProviderError
from tests.provider.stack import Stack

MakeStack = Callable[..., Stack]


def complete(stack: Stack, place: Place) -> Stack:
    """The stack after its history was loaded and its progress read."""
    stack.up()
    place.finish()
    stack.refresh()
    assert stack.state["status"] == "COMPLETE"
    return stack


def flow(stack: Stack, place: Place) -> dict[str, Any]:
    found: dict[str, Any] = place.client("appflow").describe_flow(flowName=stack.planned["flow_name"])
    return found


@pytest.mark.parametrize("active", [True, False])
def test_schedule_and_fields_reach_the_flow_once_history_is_loaded(
    stack: MakeStack, place: Place, active: bool
) -> None:
    place.control.behaviours(final_flow_active=active)
    made = complete(stack(), place)
    before = flow(made, place)
    changes = {"schedule": "rate(15minutes)", "fields": ["Id", "Email"]}
    assert made.preview(**changes) == ["update ingestion"]
    assert made.up(**changes) == ["update ingestion"]
    after = flow(made, place)
    assert [task["sourceFields"] for task in after["tasks"]] == [
        ["Id", "Email", "LastModifiedDate"],
        ["Id"],
        ["Email"],
        ["LastModifiedDate"],
    ]
    old, new = (each["triggerConfig"]["triggerProperties"]["Scheduled"] for each in (before, after))
    assert new["scheduleExpression"] == "rate(15minutes)"
    assert new["firstExecutionFrom"] == old["firstExecutionFrom"]
    assert after["destinationFlowConfigList"] == before["destinationFlowConfigList"]
    assert after["flowStatus"] == made.state["flow_status"] == "Active"
    assert len(place.calls("UpdateFlow")) == 1
    made.refresh()
    assert made.preview() == []


def test_tags_reach_the_integration_without_touching_the_flow(stack: MakeStack, place: Place) -> None:
    made = complete(stack(tags={"team": "care", "cost": "42"}), place)
    assert made.up(tags={"team": "sales"}) == ["update ingestion"]
    integration = place.client("customer-profiles").get_integration(
        DomainName=DOMAIN, Uri=made.state["integration_uri"]
    )
    assert integration["Tags"]["team"] == "sales"
    assert "cost" not in integration["Tags"]
    assert place.calls("UpdateFlow") == []
    assert [call["tagKeys"] for call in place.calls("UntagResource")] == [["cost"]]
    assert [call["tags"] for call in place.calls("TagResource")] == [{"team": "sales"}]
    assert made.preview() == []


def test_the_last_tag_can_be_taken_away(stack: MakeStack, place: Place) -> None:
    made = complete(stack(), place)
    made.up(tags=None)
    assert [call["tagKeys"] for call in place.calls("UntagResource")] == [["team"]]
    assert made.preview() == []


@pytest.mark.parametrize(
    "changes",
    [{"schedule": "rate(15minutes)"}, {"fields": ["Id"]}, {"tags": {"team": "sales"}}],
    ids=lambda each: next(iter(each)),
)
@pytest.mark.parametrize("progress", [0.0, 60.0])
def test_what_reaches_the_flow_is_refused_while_a_workflow_runs(
    stack: MakeStack, place: Place, changes: dict[str, Any], progress: float
) -> None:
    made = stack()
    made.up()
    place.control.advance(progress)
    made.refresh()
    before = place.last_call()
    with pytest.raises(ProviderError) as refused:
        made.preview(**changes)
    assert str(refused.value).strip() == (
        "connect_customer_profiles.ingestion.client.IngestionError: IntegrationWorkflow: the workflow that loads "
        f"{made.planned['flow_name']} is running (0 of 2 batches done): its fields, schedule and tags can change once "
        "it has finished"
    )
    assert place.operations(before) == []


def test_the_schedule_of_a_continuous_integration_alone_can_change_at_once(stack: MakeStack, place: Place) -> None:
    made = stack(import_start_date=place.days_ago(30))
    made.up()
    assert made.up(schedule="rate(1days)") == ["update ingestion"]
    scheduled = flow(made, place)["triggerConfig"]["triggerProperties"]["Scheduled"]
    assert scheduled["scheduleExpression"] == "rate(1days)"
    assert made.state["status"] == "ACTIVE"
    assert made.preview() == []


def test_a_flow_that_somebody_stopped_stays_stopped_when_only_tags_change(stack: MakeStack, place: Place) -> None:
    made = complete(stack(), place)
    place.client("appflow").stop_flow(flowName=made.planned["flow_name"])
    made.refresh()
    made.up(tags={"team": "sales"})
    assert flow(made, place)["flowStatus"] == "Suspended"


def test_an_update_whose_answer_got_lost_can_be_repeated(stack: MakeStack, place: Place) -> None:
    made = complete(stack(), place)
    place.control.add_fault("lost_answer", service="appflow", operation="UpdateFlow")
    made.up(schedule="rate(15minutes)")
    scheduled = flow(made, place)["triggerConfig"]["triggerProperties"]["Scheduled"]
    assert scheduled["scheduleExpression"] == "rate(15minutes)"
    assert made.preview() == []


def test_without_a_continuous_integration_there_is_nothing_to_change(stack: MakeStack, place: Place) -> None:
    made = complete(stack(), place)
    place.client("customer-profiles").delete_integration(DomainName=DOMAIN, Uri=made.state["integration_uri"])
    made.refresh()
    with pytest.raises(ProviderError) as refused:
        made.up(schedule="rate(15minutes)")
    assert str(refused.value).strip() == (
        "connect_customer_profiles.ingestion.client.IngestionError: Ingestion: there is no continuous integration "
        f"{made.planned['flow_name']} to change; wait until the workflow has finished, or replace the resource if the "
        "integration was deleted"
    )


def test_what_changed_at_the_source_during_the_backfill_arrives(stack: MakeStack, place: Place) -> None:
    """The continuous flow begins where the batches end."""
    made = complete(stack(), place)
    scheduled = flow(made, place)["triggerConfig"]["triggerProperties"]["Scheduled"]
    assert scheduled["firstExecutionFrom"].strftime("%Y-%m-%dT%H:%M:%SZ") == made.planned["cut_off"]
