"""What AWS does not document: whatever it answers, the ingestion comes to its end, or the error says what to change."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from connect_customer_profiles.aws import converging
from connect_customer_profiles.ingestion import continuous_flow
from connect_customer_profiles.policy import trust_policy

from localcloud.aws.appflow.models import flows_of
from tests.provider.in_process import InProcess
from tests.provider.place import ACCOUNT, DOMAIN, REGION, Place
from tests.provider.server import ProviderError
from tests.provider.stack import Stack, Start

MakeStack = Callable[..., Stack]
HOUR = 3600.0


@pytest.mark.parametrize("draft", ["never", "for_another_trigger", "always"])
def test_a12_an_ongoing_flow_is_active_after_an_edit(stack: MakeStack, place: Place, draft: str) -> None:
    place.control.behaviours(updated_flow_is_draft=draft)
    made = stack(import_start_date=place.days_ago(30))
    made.up()
    made.up(schedule="rate(15minutes)")
    assert made.state["flow_status"] == "Active"
    assert made.preview() == []


@pytest.mark.parametrize("accepted", [True, False])
def test_b5_records_are_filtered_by_a_field_that_is_not_loaded(stack: MakeStack, place: Place, accepted: bool) -> None:
    place.control.behaviours(filter_outside_projection=accepted, map_outside_projection=accepted)
    by_name = {"type": "Filter", "field": "LastName", "operator": "NOT_EQUAL_TO", "value": "Nobody"}
    made = stack(fields=["Id", "Email"], tasks=[by_name])
    made.up()
    place.finish()
    made.refresh()
    assert {each["status"] for each in made.state["batches"]} == {"COMPLETE"}
    assert made.up() == []


@pytest.mark.parametrize("directly", [True, False])
def test_b4_fields_are_made_of_several(stack: MakeStack, place: Place, directly: bool) -> None:
    place.control.behaviours(results_written_directly=directly)
    merged = {"type": "Merge", "fields": ["FirstName", "LastName"], "format": "${FirstName} ${LastName}", "to": "Name"}
    made = stack(fields=["Id", "FirstName", "LastName"], tasks=[merged])
    made.up()
    place.finish()
    made.refresh()
    assert {each["status"] for each in made.state["batches"]} == {"COMPLETE"}
    assert made.up() == []


@pytest.mark.parametrize("answer", ["accepted", "ConflictException", "UnsupportedOperationException"])
@pytest.mark.parametrize("status", ["Draft", "Suspended", "Active"])
def test_b3_a_flow_that_is_not_active_need_not_be_stopped(
    stack: MakeStack, place: Place, answer: str, status: str
) -> None:
    place.control.behaviours(stop_of_idle_flow=answer)
    made = stack(import_start_date=place.days_ago(30), on_delete="stop")
    made.up()
    flow = flows_of(place.server.cloud.region(ACCOUNT, REGION))[made.planned["flow_name"]]
    flow.status = status
    made.destroy()
    assert flow.status == ("Suspended" if status == "Active" else status)


@pytest.mark.parametrize("refused", [True, False])
@pytest.mark.parametrize("active", [True, False])
def test_b2_the_flow_of_a_workflow_is_active_days_later(
    stack: MakeStack, place: Place, refused: bool, active: bool
) -> None:
    place.control.behaviours(past_schedule_start_refused=refused, final_flow_active=active)
    made = stack()
    made.up()
    place.finish()
    made.refresh()
    made.up()
    assert made.state["flow_status"] == "Active"
    assert made.up() == []


@pytest.mark.parametrize("refused", [True, False])
def test_b2_an_old_draft_gets_a_fresh_start(stack: MakeStack, place: Place, start: Start, refused: bool) -> None:
    place.control.behaviours(past_schedule_start_refused=refused, final_flow_active=False)
    made = stack()
    made.up()
    place.finish()
    made.refresh()
    # A version before this one has asked for a start at its own time.
    flow = flows_of(place.server.cloud.region(ACCOUNT, REGION))[made.planned["flow_name"]]
    flow.schedule["scheduleStartTime"] = flow.created_at - HOUR
    made.restarted(start(days_later=11)).up()
    assert made.state["flow_status"] == "Active"
    assert made.up() == []


@pytest.mark.parametrize("refused", [True, False])
def test_b2_what_a_kill_left_days_ago_gets_a_fresh_start(
    stack: MakeStack, place: Place, start: Start, refused: bool
) -> None:
    place.control.behaviours(past_schedule_start_refused=refused)
    made = stack(start(), import_start_date=place.days_ago(30))
    place.control.add_fault("kill", service="customer-profiles", operation="PutIntegration")
    with pytest.raises(ProviderError):
        made.up()
    place.control.advance(11 * 24 * HOUR)
    made.restarted(start(days_later=11)).up()
    assert made.state["flow_status"] == "Active"
    assert len(place.calls("PutIntegration")) == 1


@pytest.mark.parametrize("told", [True, False])
def test_b6_runs_without_the_end_of_their_pull_count(stack: MakeStack, place: Place, told: bool) -> None:
    place.control.behaviours(run_pull_end_told=told)
    made = stack(import_start_date=place.days_ago(30))
    made.up()
    place.control.advance(3 * HOUR)
    made.refresh()
    place.control.behaviours(run_pull_end_told=True)
    runs = place.client("appflow").describe_flow_execution_records(flowName=made.planned["flow_name"])["flowExecutions"]
    last = max(each["dataPullEndTime"] for each in runs if each["executionStatus"] == "Successful")
    last = last.replace(microsecond=0)
    pulled_until = datetime.fromisoformat(made.state["pulled_until"])
    assert made.state["records_processed"] > 0
    # Never later than AppFlow pulled: whoever continues from there misses nothing.
    assert timedelta(0) <= last - pulled_until <= (timedelta(0) if told else continuous_flow.LATE_BEGIN)
    assert made.up() == []


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ({"dataPullEndTime": datetime(2026, 1, 1, 12, tzinfo=UTC)}, "2026-01-01T12:00:00Z"),
        ({"startedAt": datetime(2026, 1, 1, 12, tzinfo=UTC)}, "2026-01-01T11:00:00Z"),
        ({"lastUpdatedAt": datetime(2026, 1, 1, 12, tzinfo=UTC)}, "2026-01-01T11:00:00Z"),
        ({}, ""),
    ],
)
def test_b6_until_when_a_run_has_pulled(run: dict[str, datetime], expected: str) -> None:
    assert continuous_flow.pulled_until(run) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize("sent", [True, False])
def test_b8_a_role_that_cannot_be_assumed_names_the_argument_to_change(
    stack: MakeStack, place: Place, here: InProcess, monkeypatch: pytest.MonkeyPatch, sent: bool
) -> None:
    monkeypatch.setattr(converging, "LATE_EFFECT", timedelta(0))
    place.control.behaviours(workflow_source_account_sent=sent)
    made = stack(here)
    if not sent:
        with pytest.raises(ProviderError) as refused:
            made.up()
        assert str(refused.value).startswith(
            "CreateIntegrationWorkflow: AccessDeniedException: Customer Profiles cannot"
        )
        assert str(refused.value).endswith(
            ". AWS does not document which condition keys the service sends when it assumes the role: if the role "
            "exists, set `trust` of ExecutionRole to `none`, and try again"
        )
        document = trust_policy(region=REGION, account=ACCOUNT, domain_name=DOMAIN, trust="none")
        place.client("iam").update_assume_role_policy(RoleName="loader", PolicyDocument=document)
    made.up()
    assert len(place.existing()["workflows"]) == 1
