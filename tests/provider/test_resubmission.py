"""Resubmission: only what failed, as often as it may help, and again once its cause is gone."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.provider.place import ACCOUNT, DAY, DOMAIN, Place
from tests.provider.stack import Stack, Start

MakeStack = Callable[..., Stack]
Spans = list[tuple[str, str]]

FOUR_BATCHES = {"batch": {"days": 26}}


def spans(batches: list[dict[str, Any]]) -> Spans:
    return [(each["start"], each["end"]) for each in batches]


def requested(place: Place, index: int) -> Spans:
    """The batches of a CreateIntegrationWorkflow call."""
    call = place.calls("CreateIntegrationWorkflow")[index]
    batches = call["IntegrationConfig"]["AppflowIntegration"]["Batches"]
    return [(iso(each["StartTime"]), iso(each["EndTime"])) for each in batches]


def iso(moment: float) -> str:
    from datetime import UTC

    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def joined(windows: Spans) -> Spans:
    """Windows with neighbours put together."""
    result: Spans = []
    for start, end in sorted(windows):
        if result and result[-1][1] == start:
            result[-1] = (result[-1][0], end)
        else:
            result.append((start, end))
    return result


def statuses(state: dict[str, Any]) -> list[str]:
    return [each["status"] for each in state["batches"]]


def fail(place: Place, batch: int, message: str = "We encountered an internal error.", **settings: Any) -> None:
    place.control.add_fault("step_fails", batch=batch, message=message, **settings)


def settled(stack: Stack, place: Place) -> dict[str, Any]:
    """The state once every workflow has ended and was read."""
    place.finish()
    stack.refresh()
    return stack.state


def test_only_the_failed_batches_are_loaded_again(stack: MakeStack, place: Place) -> None:
    fail(place, 1, count=4)
    fail(place, 3, count=4)
    made = stack(**FOUR_BATCHES)
    made.up()
    planned = spans(made.planned["batches"])
    state = settled(made, place)
    assert (state["status"], statuses(state)) == ("FAILED", ["COMPLETE", "FAILED", "COMPLETE", "FAILED"])
    assert [each["cause"] for each in state["failed_batches"]] == ["transient", "transient"]
    assert made.preview() == ["update ingestion"]
    assert made.up() == ["update ingestion"]
    assert joined(requested(place, 1)) == [planned[1], planned[3]]
    assert made.state["status"] == "NOT_STARTED"
    assert made.preview() == []

    state = settled(made, place)
    assert (state["status"], state["failed_batches"]) == ("COMPLETE", [])
    assert set(statuses(state)) == {"COMPLETE"}
    assert joined(spans(state["batches"])) == joined(planned)
    assert state["resubmitted"] == 0
    assert state["integration_uri"].endswith(f"{made.planned['token']}-g2")
    assert state["flow_status"] == "Active"
    assert made.preview() == []
    made.destroy()
    assert place.existing() == {}


def test_good_batches_are_never_read_twice(stack: MakeStack, place: Place) -> None:
    fail(place, 0, count=4)
    made = stack(**FOUR_BATCHES)
    made.up()
    first = settled(made, place)
    loaded = [each["records"] for each in first["batches"]]
    made.up()
    state = settled(made, place)
    assert [each["records"] for each in state["batches"] if each["generation"] == 1] == loaded[1:]
    assert state["records_processed"] == sum(each["records"] for each in state["batches"])


def test_after_the_limit_failed_batches_stay(stack: MakeStack, place: Place) -> None:
    fail(place, 0, count=1000)
    made = stack(resubmit_limit=2)
    made.up()
    for round_ in (1, 2):
        settled(made, place)
        assert made.up() == ["update ingestion"]
        assert made.state["resubmitted"] == round_
    settled(made, place)
    assert (made.preview(), made.up()) == ([], [])
    assert len(place.calls("CreateIntegrationWorkflow")) == 3
    assert len(made.state["failed_batches"]) >= 1
    # A higher limit lets it try again.
    assert made.up(resubmit_limit=3) == ["update ingestion"]
    assert len(place.calls("CreateIntegrationWorkflow")) == 4


def test_no_resubmission_at_all_if_the_limit_is_zero(stack: MakeStack, place: Place) -> None:
    fail(place, 0, count=4)
    made = stack(resubmit_limit=0)
    made.up()
    settled(made, place)
    assert made.preview() == []


@pytest.mark.parametrize(
    ("message", "cause"),
    [
        ("INVALID_GRANT: expired access/refresh token", "credentials"),
        ("No such column 'Phone2' on entity 'Contact'", "field"),
    ],
)
def test_what_cannot_succeed_is_not_tried_again(stack: MakeStack, place: Place, message: str, cause: str) -> None:
    fail(place, 0, message, permanent=True)
    made = stack()
    made.up()
    state = settled(made, place)
    [failed] = state["failed_batches"]
    assert (failed["message"], failed["cause"]) == (message, cause)
    assert (made.preview(), made.up()) == ([], [])
    assert len(place.calls("CreateIntegrationWorkflow")) == 1


def test_a_field_that_was_corrected_lets_the_missing_batch_be_loaded(stack: MakeStack, place: Place) -> None:
    fail(place, 0, "No such field: Phone2", permanent=True)
    made = stack(fields=["Id", "Phone2"])
    made.up()
    settled(made, place)
    assert made.up(fields=["Id", "Phone"]) == ["update ingestion"]
    sent = place.calls("CreateIntegrationWorkflow")[1]["IntegrationConfig"]["AppflowIntegration"]["FlowDefinition"]
    assert sent["Tasks"][0]["SourceFields"] == ["Id", "Phone", "LastModifiedDate"]
    assert settled(made, place)["status"] == "COMPLETE"


def test_a_missing_permission_is_named_and_nothing_tried_again(stack: MakeStack, place: Place) -> None:
    made = stack()
    iam = place.client("iam")
    document = json.dumps(iam.get_role_policy(RoleName="loader", PolicyName="ingestion")["PolicyDocument"])
    broken = document.replace("appflow:StartFlow", "appflow:StopFlow")
    iam.put_role_policy(RoleName="loader", PolicyName="ingestion", PolicyDocument=broken)
    made.up()
    state = settled(made, place)
    assert [each["cause"] for each in state["failed_batches"]] == ["permission", "permission"]
    assert "appflow:StartFlow" in state["failed_batches"][0]["message"]
    assert made.up() == []


def test_a_permission_that_was_granted_lets_the_missing_batches_be_loaded(
    stack: MakeStack, place: Place, start: Start
) -> None:
    made = stack(start())
    iam = place.client("iam")
    document = json.dumps(iam.get_role_policy(RoleName="loader", PolicyName="ingestion")["PolicyDocument"])
    broken = document.replace("appflow:StartFlow", "appflow:StopFlow")
    iam.put_role_policy(RoleName="loader", PolicyName="ingestion", PolicyDocument=broken)
    made.up()
    settled(made, place)
    iam.put_role_policy(RoleName="loader", PolicyName="ingestion", PolicyDocument=document)
    made.restarted(start())
    assert made.preview() == ["update ingestion"]
    assert made.up() == ["update ingestion"]
    state = settled(made, place)
    assert (state["status"], state["failed_batches"]) == ("COMPLETE", [])
    assert made.preview() == []


def test_a_connection_that_was_renewed_lets_the_missing_batches_be_loaded(
    stack: MakeStack, place: Place, start: Start
) -> None:
    fail(place, 0, "The credentials of the connector profile have expired", permanent=True)
    made = stack()
    made.up()
    settled(made, place)
    assert made.preview() == []
    place.client("appflow").delete_connector_profile(connectorProfileName="salesforce", forceDelete=True)
    place.control.seed(("salesforce", "Salesforce"), account=ACCOUNT)
    assert made.preview() == ["update ingestion"]
    made.up()
    assert settled(made, place)["status"] == "COMPLETE"


def test_a_connection_that_is_younger_by_the_clock_of_aws_alone_does_not_look_renewed(
    stack: MakeStack, place: Place
) -> None:
    # Everything is made by a clock that is ahead of the deployer's.
    place.control.advance(30 * DAY)
    fail(place, 0, "The credentials of the connector profile have expired", permanent=True)
    made = stack()
    made.up()
    settled(made, place)
    assert (made.preview(), made.up()) == ([], [])
    assert len(place.calls("CreateIntegrationWorkflow")) == 1


def test_re_establish_tries_what_failed_for_good_once_more(stack: MakeStack, place: Place) -> None:
    fail(place, 0, "Access denied", permanent=True)
    made = stack()
    made.up()
    settled(made, place)
    assert made.up(re_establish="fixed") == ["update ingestion"]
    assert settled(made, place)["status"] == "COMPLETE"


def test_a_batch_over_the_limit_of_the_source_is_cut_into_smaller_ones(stack: MakeStack, place: Place) -> None:
    place.control.behaviours(oversized_batches="fail")
    place.control.seed(("servicenow", "Servicenow"), account=ACCOUNT)
    iam = place.client("iam")
    connector = {"type": "ServiceNow", "connector_profile_name": "servicenow", "object": "sys_user"}
    made = stack(connector=connector, batch={"days": 50})
    place.control.source("servicenow", "sys_user", account=ACCOUNT, per_day=2500)
    document = json.dumps(iam.get_role_policy(RoleName="loader", PolicyName="ingestion")["PolicyDocument"])
    iam.put_role_policy(
        RoleName="loader",
        PolicyName="ingestion",
        PolicyDocument=document.replace("connectorprofile/salesforce", "connectorprofile/servicenow"),
    )
    made.up()
    planned = spans(made.planned["batches"])
    state = settled(made, place)
    assert {each["cause"] for each in state["failed_batches"]} == {"too_many_records"}
    made.up()
    # The third batch is of today, and small.
    assert joined(requested(place, 1)) == joined(planned[:2])
    assert len(requested(place, 1)) == 4 * 2 + 1
    assert settled(made, place)["status"] == "COMPLETE"
    assert made.preview() == []


EXPORT_QUOTA = "Error 1029: Export daily quota 500MB exceeded."


def test_a_quota_of_a_day_is_waited_for_and_counts_as_one_round(stack: MakeStack, place: Place, start: Start) -> None:
    fail(place, 0, EXPORT_QUOTA, permanent=True)
    fail(place, 1, EXPORT_QUOTA, permanent=True)
    made = stack(start())
    made.up()
    place.control.advance(3_600)
    made.refresh()
    assert {each["cause"] for each in made.state["failed_batches"]} == {"daily_quota"}
    assert all(each["failed_at"] for each in made.state["batches"])
    # However often it is tried on the same day.
    for _ in range(4):
        assert (made.preview(), made.up(), made.refresh() is not None) == ([], [], True)
    assert "quota is there again" in made.state["failed_batches"][0]["remedy"]
    assert len(place.calls("CreateIntegrationWorkflow")) == 1
    made.restarted(start(days_later=2))
    assert made.preview() == ["update ingestion"]
    assert made.up() == ["update ingestion"]
    assert (made.state["resubmitted"], len(place.calls("CreateIntegrationWorkflow"))) == (1, 2)
    assert settled(made, place)["status"] == "COMPLETE"


def test_a_day_that_loads_something_is_no_round(stack: MakeStack, place: Place, start: Start) -> None:
    fail(place, 1, EXPORT_QUOTA, permanent=True)
    made = stack(start(), resubmit_limit=1)
    made.up()
    place.control.advance(3_600)
    made.refresh()
    made.restarted(start(days_later=2)).up()
    assert (made.state["resubmitted"], len(place.calls("CreateIntegrationWorkflow"))) == (0, 2)


def test_when_all_rounds_are_used_up_the_remedy_says_what_helps(stack: MakeStack, place: Place) -> None:
    fail(place, 0, count=1000)
    made = stack(resubmit_limit=0)
    made.up()
    state = settled(made, place)
    assert [each["remedy"] for each in state["failed_batches"]] == [
        "It is not resubmitted (its resubmit limit is 0): run `customer-profiles resubmit Salesforce-Contact`, or "
        "change its re-establish text."
    ]


def test_a_range_that_the_source_does_not_export_at_once_is_cut(stack: MakeStack, place: Place) -> None:
    place.control.seed(("marketo", "Marketo"), account=ACCOUNT)
    iam = place.client("iam")
    connector = {"type": "Marketo", "connector_profile_name": "marketo", "object": "leads"}
    made = stack(connector=connector, batch={"days": 50})
    document = json.dumps(iam.get_role_policy(RoleName="loader", PolicyName="ingestion")["PolicyDocument"])
    iam.put_role_policy(
        RoleName="loader",
        PolicyName="ingestion",
        PolicyDocument=document.replace("connectorprofile/salesforce", "connectorprofile/marketo"),
    )
    made.up()
    state = settled(made, place)
    assert {each["cause"] for each in state["failed_batches"]} == {"range"}
    made.up()
    again = requested(place, 1)
    assert all(
        datetime.fromisoformat(end) - datetime.fromisoformat(begin) <= timedelta(days=31) for begin, end in again
    )
    assert settled(made, place)["status"] == "COMPLETE"
    assert made.preview() == []


def test_what_is_not_loaded_goes_by_todays_batch_size(stack: MakeStack, place: Place) -> None:
    fail(place, 0, count=4)
    made = stack(batch={"days": 60})
    made.up()
    [failed, _] = spans(made.planned["batches"])
    settled(made, place)
    made.up(batch={"days": 20})
    assert joined(requested(place, 1)) == [failed]
    # Three batches of 20 days, the first of them cut by its mark.
    assert len(requested(place, 1)) == 4
    assert settled(made, place)["status"] == "COMPLETE"
    assert made.preview() == []


@pytest.mark.parametrize("related", [True, False], ids=["named", "opaque"])
@pytest.mark.parametrize("fault", ["lost_answer", "error_after"])
def test_a_resubmission_whose_answer_got_lost_is_not_repeated(
    stack: MakeStack, place: Place, related: bool, fault: str
) -> None:
    place.control.behaviours(step_flow_names_related=related)
    fail(place, 0, count=4)
    made = stack()
    made.up()
    settled(made, place)
    place.control.add_fault(fault, service="customer-profiles", operation="CreateIntegrationWorkflow")
    made.up()
    assert len(place.calls("CreateIntegrationWorkflow")) == 2
    assert made.state["workflow_ids"] == place.existing()["workflows"]
    assert settled(made, place)["status"] == "COMPLETE"


@pytest.mark.parametrize("related", [True, False], ids=["named", "opaque"])
@pytest.mark.parametrize("progress", [0.0, 60.0, 10 * DAY], ids=["not started", "running", "complete"])
def test_a_refresh_finds_what_somebody_else_resubmitted(
    stack: MakeStack, place: Place, start: Start, related: bool, progress: float
) -> None:
    """As `wait` does in the program, whose state nobody keeps."""
    place.control.behaviours(step_flow_names_related=related)
    fail(place, 0, count=4)
    made = stack()
    made.up()
    before = dict(settled(made, place))
    made.up()
    workflows = made.state["workflow_ids"]
    assert made.ingestion
    made.ingestion.outputs = before
    place.control.advance(progress)
    made.restarted(start()).refresh()
    assert made.state["workflow_ids"] == workflows
    assert made.preview() == []
    assert settled(made, place)["status"] == "COMPLETE"
    assert len(place.calls("CreateIntegrationWorkflow")) == 2


def test_a_workflow_that_vanished_is_loaded_again(stack: MakeStack, place: Place) -> None:
    made = stack()
    made.up()
    place.client("customer-profiles").delete_workflow(DomainName=DOMAIN, WorkflowId=made.state["workflow_ids"][0])
    made.refresh()
    assert made.state["status"] in ("FAILED", "NOT_STARTED")
    made.refresh()
    assert {each["message"] for each in made.state["failed_batches"]} == {"The workflow is gone; try again"}
    made.up()
    assert settled(made, place)["status"] == "COMPLETE"


def test_what_an_interrupted_attempt_made_with_other_settings_is_replaced(
    stack: MakeStack, place: Place, start: Start
) -> None:
    """A resubmission of which state knows nothing, listed late, is taken over by an `up` with an edit."""
    fail(place, 0, count=4)
    made = stack()
    made.up()
    before = dict(settled(made, place))
    place.control.behaviours(step_flow_names_related=False, list_workflows_lag_seconds=5)
    made.up()
    assert made.ingestion
    made.ingestion.outputs = before
    made.restarted(start()).up(schedule="rate(15minutes)")
    assert len(place.calls("CreateIntegrationWorkflow")) == 2
    settled(made, place)
    assert made.state["outdated"]
    assert made.up() == ["update ingestion"]
    flow = place.client("appflow").describe_flow(flowName=f"{made.planned['flow_name']}-g3")
    assert flow["triggerConfig"]["triggerProperties"]["Scheduled"]["scheduleExpression"] == "rate(15minutes)"
    assert place.existing()["flows"] == [flow["flowName"]]
    made.refresh()
    assert (made.state["outdated"], made.preview()) == (False, [])
