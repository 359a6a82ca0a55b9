"""Read: progress as the cloud's clock moves, and an empty preview at each point of it."""

from collections.abc import Callable
from typing import Any

import pytest
from connect_customer_profiles.ingestion.failures import cause_of

from localcloud.aws.customer_profiles.models import domains_of
from tests.provider.place import ACCOUNT, DOMAIN, REGION, Place
from tests.provider.stack import Stack

MakeStack = Callable[..., Stack]


def statuses(state: dict[str, Any]) -> list[str]:
    return [batch["status"] for batch in state["batches"]]


def refreshed(stack: Stack) -> dict[str, Any]:
    """The state after a refresh, behind which a preview is empty."""
    state = stack.refresh()
    assert state is not None
    assert stack.preview() == []
    return state


@pytest.mark.parametrize("times", ["iso8601", "epoch_milliseconds"])
@pytest.mark.parametrize("related", [True, False])
def test_progress_from_the_first_batch_to_the_continuous_integration(
    stack: MakeStack, place: Place, times: str, related: bool
) -> None:
    place.control.behaviours(parallel_steps=1, batch_times=times, step_flow_names_related=related)
    made = stack()
    made.up()
    state = refreshed(made)
    assert (state["status"], statuses(state)) == ("NOT_STARTED", ["NOT_STARTED", "NOT_STARTED"])

    place.control.advance(60)
    state = refreshed(made)
    assert (state["status"], statuses(state)) == ("IN_PROGRESS", ["IN_PROGRESS", "NOT_STARTED"])
    assert state["integration_uri"] == ""

    place.control.advance(700)
    state = refreshed(made)
    assert (state["status"], statuses(state)) == ("IN_PROGRESS", ["COMPLETE", "IN_PROGRESS"])
    assert state["records_processed"] == state["batches"][0]["records"] > 0

    place.finish()
    state = refreshed(made)
    assert (state["status"], statuses(state)) == ("COMPLETE", ["COMPLETE", "COMPLETE"])
    assert state["records_processed"] == sum(batch["records"] for batch in state["batches"])
    assert state["integration_uri"] == f"arn:aws:appflow:{REGION}:{ACCOUNT}:flow/{made.planned['flow_name']}"
    assert state["flow_status"] == "Active"
    assert state["failed_batches"] == []
    assert [(each["start"], each["end"]) for each in state["batches"]] == [
        (each["start"], each["end"]) for each in made.planned["batches"]
    ]
    assert refreshed(made) == state


def test_a_continuous_flow_that_is_a_draft_is_activated_by_the_next_up(stack: MakeStack, place: Place) -> None:
    place.control.behaviours(final_flow_active=False)
    made = stack()
    made.up()
    place.finish()
    state = made.refresh()
    assert state is not None
    assert (state["status"], state["flow_status"]) == ("COMPLETE", "Draft")
    assert made.preview() == ["update ingestion"]
    assert made.up() == ["update ingestion"]
    assert made.state["flow_status"] == "Active"
    assert refreshed(made)["flow_status"] == "Active"
    assert place.calls("UpdateFlow") == []


def test_a_batch_that_failed_is_shown_with_the_words_of_the_service(stack: MakeStack, place: Place) -> None:
    place.control.add_fault("step_fails", batch=0, permanent=True, message="No such field: Phone")
    made = stack()
    made.up()
    place.finish()
    state = refreshed(made)
    assert (state["status"], statuses(state)) == ("FAILED", ["FAILED", "COMPLETE"])
    [failed] = state["failed_batches"]
    assert failed == {
        **made.planned["batches"][0],
        "message": "No such field: Phone",
        "cause": "field",
        "remedy": f"{cause_of('No such field').remedy} Then run `pulumi up --refresh` if the program has changed, "
        "`customer-profiles resubmit Salesforce-Contact` if not.",
    }
    assert state["integration_uri"] == ""


def test_a_batch_that_the_service_tries_again_is_in_progress(stack: MakeStack, place: Place) -> None:
    place.control.add_fault("step_fails", batch=0, count=1)
    place.control.behaviours(retry_seconds=3600)
    made = stack()
    made.up()
    place.control.advance(1200)
    assert statuses(refreshed(made)) == ["IN_PROGRESS", "COMPLETE"]
    place.finish()
    assert statuses(refreshed(made)) == ["COMPLETE", "COMPLETE"]


def test_the_records_of_a_batch_that_was_split_count_once(stack: MakeStack, place: Place) -> None:
    place.control.seed(("servicenow", "Servicenow"), account=ACCOUNT)
    connector = {"type": "ServiceNow", "connector_profile_name": "servicenow", "object": "sys_user"}
    made = stack(connector=connector)
    place.control.source("servicenow", "sys_user", account=ACCOUNT, per_day=2500)
    role = place.client("iam")
    document = role.get_role_policy(RoleName="loader", PolicyName="ingestion")["PolicyDocument"]
    import json

    text = json.dumps(document).replace("connectorprofile/salesforce", "connectorprofile/servicenow")
    role.put_role_policy(RoleName="loader", PolicyName="ingestion", PolicyDocument=text)
    made.up()
    place.finish()
    state = refreshed(made)
    steps = place.client("customer-profiles").get_workflow_steps(
        DomainName=DOMAIN, WorkflowId=state["workflow_ids"][0]
    )["Items"]
    assert "SPLIT" in [step["AppflowIntegration"]["Status"] for step in steps]
    assert (state["status"], statuses(state)) == ("COMPLETE", ["COMPLETE", "COMPLETE"])
    assert state["records_processed"] == sum(batch["records"] for batch in state["batches"]) > 100_000


def test_a_workflow_record_that_expired_leaves_what_is_known(stack: MakeStack, place: Place) -> None:
    made = stack()
    made.up()
    place.finish()
    before = refreshed(made)
    domain = domains_of(place.server.cloud.region(ACCOUNT, REGION))[DOMAIN]
    domain.workflows.clear()
    assert refreshed(made) == before


def test_a_continuous_integration_that_somebody_deleted_is_missing(stack: MakeStack, place: Place) -> None:
    made = stack()
    made.up()
    place.finish()
    uri = refreshed(made)["integration_uri"]
    place.client("customer-profiles").delete_integration(DomainName=DOMAIN, Uri=uri)
    state = made.refresh()
    assert state is not None
    assert (state["status"], state["integration_uri"], state["flow_status"]) == ("COMPLETE", "", "Missing")
    assert made.preview() == ["update ingestion"]


def test_an_ingestion_in_a_domain_that_is_gone_is_gone(stack: MakeStack, place: Place) -> None:
    made = stack()
    made.up()
    place.client("customer-profiles").delete_domain(DomainName=DOMAIN)
    assert made.refresh() is None


def test_a_continuous_integration_alone_shows_its_flow_and_the_records_of_its_runs(
    stack: MakeStack, place: Place
) -> None:
    made = stack(import_start_date=place.days_ago(30))
    made.up()
    assert refreshed(made)["records_processed"] == 0
    place.control.advance(3 * 3600)
    state = refreshed(made)
    assert (state["status"], state["flow_status"]) == ("ACTIVE", "Active")
    assert state["records_processed"] > 30 * 20
    assert state["batches"] == []
    place.client("appflow").stop_flow(flowName=made.planned["flow_name"])
    made.refresh()
    assert made.state["status"] == "SUSPENDED"
    assert made.preview() == ["update ingestion"]


def test_a_continuous_integration_alone_that_is_gone_is_missing(stack: MakeStack, place: Place) -> None:
    made = stack(import_start_date=place.days_ago(30))
    made.up()
    place.client("customer-profiles").delete_integration(DomainName=DOMAIN, Uri=made.state["integration_uri"])
    state = made.refresh()
    assert state is not None
    assert (state["status"], state["integration_uri"], state["flow_status"]) == ("MISSING", "", "Missing")
    assert made.preview() == ["update ingestion"]


def test_reading_changes_nothing_at_aws(stack: MakeStack, place: Place) -> None:
    made = stack()
    made.up()
    place.finish()
    before = place.last_call()
    made.refresh()
    assert set(place.operations(before)) <= {
        *("GetWorkflow", "GetWorkflowSteps", "ListIntegrations", "DescribeFlow", "DescribeFlowExecutionRecords")
    }
