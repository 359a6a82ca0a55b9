"""Update: what reaches the ongoing flow, and when."""

from collections.abc import Callable
from typing import Any

import pytest
from connect_customer_profiles import names
from connect_customer_profiles.aws.client import AwsClient
from connect_customer_profiles.aws.session import Credentials
from connect_customer_profiles.ingestion.memory import MEMORY, ProcessMemory
from connect_customer_profiles.ingestion.plain import normalised
from connect_customer_profiles.ingestion.reconciler import Reconciler
from connect_customer_profiles.ingestion.state import State
from connect_customer_profiles.ingestion.wanted import Wanted
from connect_customer_profiles.rules.schedule import DEFAULT_SCHEDULE

from tests.provider.in_process import InProcess
from tests.provider.place import ACCOUNT, DOMAIN, REGION, Place
from tests.provider.server import INGESTION
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


def test_a10_an_integration_of_long_names_can_be_tagged(stack: MakeStack, place: Place) -> None:
    """TagResource takes an ARN of 256 characters."""
    name = "T" * 255
    made = stack(object_type_name=name)
    place.client("customer-profiles").put_profile_object_type(
        DomainName=DOMAIN, ObjectTypeName=name, Description="Contacts", TemplateId="Salesforce-Contact"
    )
    complete(made, place)
    assert made.up(tags={"team": "sales"}) == ["update ingestion"]
    assert [call["tags"] for call in place.calls("TagResource")] == [{"team": "sales"}]
    assert made.up(re_establish="again", tags={"team": "care"}) == ["update ingestion"]
    uri = names.integration_arn(REGION, ACCOUNT, DOMAIN, made.state["integration_uri"])
    assert (len(uri), uri[-3:]) == (256, "-g2")


def test_the_last_tag_can_be_taken_away(stack: MakeStack, place: Place) -> None:
    made = complete(stack(), place)
    made.up(tags=None)
    assert [call["tagKeys"] for call in place.calls("UntagResource")] == [["team"]]
    assert made.preview() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"schedule": "rate(15minutes)"},
        {"fields": ["Id"]},
        {"tags": {"team": "sales"}},
        {"tags": None},
        {"re_establish": "again"},
        {"import_start_date": "2020-01-01", "tags": None},
    ],
    ids="-".join,
)
@pytest.mark.parametrize("refreshed", [False, True])
def test_an_edit_during_a_load_waits_for_its_end_and_is_applied_then(
    stack: MakeStack, place: Place, changes: dict[str, Any], refreshed: bool
) -> None:
    made = stack()
    made.up()
    planned = ["update plan"] if "import_start_date" in changes else []
    assert made.preview(**changes) == [*planned, "update ingestion"]
    # Whatever need not wait is applied at once, and does not take the rest along.
    assert made.up(**changes, on_delete="stop") == ["update plan", "update ingestion"]
    assert (made.state["on_delete"], made.preview()) == ("stop", [])
    assert len(place.calls("CreateIntegrationWorkflow")) == 1
    assert place.calls("UpdateFlow") == place.calls("PutIntegration") == place.calls("TagResource") == []

    place.finish()
    if refreshed:
        made.refresh()
    assert made.up() == ["update ingestion"]
    place.finish()
    made.refresh()
    made.up()
    assert made.preview() == []
    assert {key: made.state.get(key) for key in changes.keys() & made.state.keys()} == {
        key: value for key, value in changes.items() if key in made.state
    }
    assert len(place.calls("CreateIntegrationWorkflow")) == 1 + ("import_start_date" in changes)


@pytest.mark.parametrize(
    "changes",
    [{"schedule": "rate(15minutes)", "tags": {"team": "sales"}}, {"re_establish": "again"}, {"tags": None}],
    ids="-".join,
)
def test_an_edit_that_somebody_applied_after_the_load_is_not_applied_again(
    stack: MakeStack, place: Place, changes: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", place.server.endpoint)
    made = stack()
    made.up()
    made.up(**changes)
    place.finish()
    wanted, noted = Wanted.from_inputs(normalised(made.inputs)), State.from_state(normalised(made.state))
    assert noted.edits_wait
    credentials = Credentials(access_key=wanted.account, secret_key="local")
    reconciler = Reconciler(AwsClient(wanted.account, wanted.region, credentials), ProcessMemory())
    ended = reconciler.read(noted)
    assert ended
    assert reconciler.apply(wanted, ended).made_with == wanted
    integrations, last = place.existing()["integrations"], place.last_call()
    made.refresh()
    assert made.up() == ["update ingestion"]
    assert made.state["applied"] == {}
    assert made.preview() == []
    assert place.existing()["integrations"] == integrations
    writes = ("PutIntegration", "UpdateFlow", "StartFlow", "CreateIntegrationWorkflow")
    assert [each for each in place.operations(last) if each in writes] == []


def test_what_two_edits_during_one_load_wait_for_is_said_once(
    stack: MakeStack, place: Place, here: InProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    made = stack(here)
    made.up()
    made.up(schedule="rate(15minutes)")
    MEMORY.forget()
    capsys.readouterr()
    # `up --refresh`: the engine first asks for the difference to the inputs in state.
    assert made.ingestion is not None
    here.diff(INGESTION, made.ingestion.id, made.state, made.inputs)
    made.preview(tags={"team": "sales"})
    made.up(tags={"team": "sales"})
    [line] = [each for each in capsys.readouterr().out.splitlines() if "until the workflow" in each]
    assert line.startswith(
        "warning: IntegrationWorkflow: the changes of fields, tasks or schedule and tags wait until the workflow"
    )


def test_an_edit_that_is_taken_back_during_a_load_is_forgotten(stack: MakeStack, place: Place) -> None:
    made = stack()
    made.up()
    made.up(re_establish="again")
    assert made.state["applied"]
    assert made.up(re_establish=None) == ["update ingestion"]
    assert (made.state["applied"], made.preview()) == ({}, [])


def test_whether_a_workflow_still_runs_is_asked_before_an_edit_waits(stack: MakeStack, place: Place) -> None:
    made = stack()
    made.up()
    place.finish()
    assert made.preview(schedule="rate(15minutes)") == ["update ingestion"]
    assert made.up(schedule="rate(15minutes)") == ["update ingestion"]
    scheduled = flow(made, place)["triggerConfig"]["triggerProperties"]["Scheduled"]
    assert scheduled["scheduleExpression"] == "rate(15minutes)"


def test_the_schedule_of_a_continuous_integration_alone_can_change_at_once(stack: MakeStack, place: Place) -> None:
    made = stack(import_start_date=place.days_ago(30))
    made.up()
    assert made.up(schedule="rate(1days)") == ["update ingestion"]
    scheduled = flow(made, place)["triggerConfig"]["triggerProperties"]["Scheduled"]
    assert scheduled["scheduleExpression"] == "rate(1days)"
    assert made.state["status"] == "ACTIVE"
    assert made.preview() == []


DAILY = {"expression": "cron(0 6 * * ? *)", "timezone": "Europe/Berlin"}


def timing(made: Stack, place: Place) -> tuple[Any, ...]:
    name = made.state["integration_uri"].rsplit("/", 1)[-1] or made.planned["flow_name"]
    present = place.client("appflow").describe_flow(flowName=name)
    scheduled = present["triggerConfig"]["triggerProperties"]["Scheduled"]
    return scheduled["scheduleExpression"], scheduled.get("timezone")


@pytest.mark.parametrize("answer", ["kept", "lost"])
def test_a_cron_schedule_applies_once_history_is_loaded(stack: MakeStack, place: Place, answer: str) -> None:
    made = stack(schedule=DAILY)
    made.up()
    assert made.up() == made.preview() == []
    place.finish()
    made.refresh()
    assert timing(made, place) == (DEFAULT_SCHEDULE, None)
    assert made.preview() == ["update ingestion"]
    if answer == "lost":
        place.control.add_fault("lost_answer", service="appflow", operation="UpdateFlow")
    assert made.up() == ["update ingestion"]
    assert timing(made, place) == ("cron(0 6 * * ? *)", "Europe/Berlin")
    made.refresh()
    assert (made.preview(), made.state["drift"], made.state["outdated"]) == ([], [], False)


def test_a_cron_schedule_applies_at_once_without_history_in_batches(stack: MakeStack, place: Place) -> None:
    made = stack(import_start_date=place.days_ago(30), schedule="cron(0 6 * * ? *)")
    made.up()
    assert timing(made, place) == ("cron(0 6 * * ? *)", "UTC")
    made.refresh()
    assert made.preview() == []


def test_a_cron_schedule_stays_when_the_integration_is_made_anew_or_extended(stack: MakeStack, place: Place) -> None:
    made = complete(stack(schedule=DAILY), place)
    made.up()
    made.up(re_establish="again")
    assert timing(made, place) == ("cron(0 6 * * ? *)", "Europe/Berlin")
    made.up(import_start_date=place.days_ago(400))
    place.finish()
    made.refresh()
    made.up()
    assert timing(made, place) == ("cron(0 6 * * ? *)", "Europe/Berlin")
    made.refresh()
    assert made.preview() == []


def test_another_time_zone_and_the_way_back_to_a_rate_change_the_flow(stack: MakeStack, place: Place) -> None:
    made = stack(import_start_date=place.days_ago(30), schedule=DAILY)
    made.up()
    assert made.up(schedule={**DAILY, "timezone": "America/Lima"}) == ["update ingestion"]
    assert timing(made, place) == ("cron(0 6 * * ? *)", "America/Lima")
    assert made.up(schedule="rate(1days)") == ["update ingestion"]
    assert timing(made, place)[0] == "rate(1days)"
    made.refresh()
    assert made.preview() == []


def test_a_time_zone_changed_by_hand_is_changed_back(stack: MakeStack, place: Place) -> None:
    made = stack(import_start_date=place.days_ago(30), schedule=DAILY)
    made.up()
    present = flow(made, place)
    keys = ("flowName", "description", "triggerConfig", "sourceFlowConfig", "destinationFlowConfigList", "tasks")
    request = {key: present[key] for key in keys}
    request["triggerConfig"]["triggerProperties"]["Scheduled"]["timezone"] = "UTC"
    place.client("appflow").update_flow(**request)
    made.refresh()
    assert made.state["drift"] == ["schedule"]
    assert made.up() == ["update ingestion"]
    assert timing(made, place) == ("cron(0 6 * * ? *)", "Europe/Berlin")


def test_an_update_whose_answer_got_lost_can_be_repeated(stack: MakeStack, place: Place) -> None:
    made = complete(stack(), place)
    place.control.add_fault("lost_answer", service="appflow", operation="UpdateFlow")
    made.up(schedule="rate(15minutes)")
    scheduled = flow(made, place)["triggerConfig"]["triggerProperties"]["Scheduled"]
    assert scheduled["scheduleExpression"] == "rate(15minutes)"
    assert made.preview() == []


def test_what_somebody_changed_by_hand_is_shown_and_changed_back(stack: MakeStack, place: Place) -> None:
    made = complete(stack(), place)
    present = flow(made, place)
    request = {
        key: present[key] for key in ("flowName", "triggerConfig", "sourceFlowConfig", "destinationFlowConfigList")
    }
    request["triggerConfig"]["triggerProperties"]["Scheduled"]["scheduleExpression"] = "rate(1days)"
    place.client("appflow").update_flow(**request, tasks=present["tasks"][:2])
    state = made.refresh()
    assert state is not None
    assert state["drift"] == ["schedule", "fields and tasks"]
    assert made.up() == ["update ingestion"]
    restored = flow(made, place)
    assert len(restored["tasks"]) == len(present["tasks"])
    assert restored["triggerConfig"]["triggerProperties"]["Scheduled"]["scheduleExpression"] == DEFAULT_SCHEDULE
    made.refresh()
    assert (made.state["drift"], made.preview()) == ([], [])


def test_what_changed_at_the_source_during_the_backfill_arrives(stack: MakeStack, place: Place) -> None:
    """The ongoing flow begins where the batches end."""
    made = complete(stack(), place)
    scheduled = flow(made, place)["triggerConfig"]["triggerProperties"]["Scheduled"]
    assert scheduled["firstExecutionFrom"].strftime("%Y-%m-%dT%H:%M:%SZ") == made.planned["cut_off"]
