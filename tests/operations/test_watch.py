"""`watch`: follows any number of integrations, slowly enough for everybody else, and repairs if asked."""

import io
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from typing import Any
from unittest import mock

import pytest
from connect_customer_profiles.cli import console
from connect_customer_profiles.cli import watch as cli_watch
from connect_customer_profiles.ingestion import reconciler
from connect_customer_profiles.operations import watch
from rich.console import Console

from tests.operations.command import Command
from tests.operations.deployment import Deployment
from tests.provider.place import DAY, DOMAIN, Place

Deploy = Callable[..., Deployment]

WATCH = ("watch", "--stack", "dev")
FAST = 3000

INTERRUPTIBLE = """
import signal
from connect_customer_profiles.cli import main as cli
signal.signal(signal.SIGINT, signal.default_int_handler)
cli.main()
"""
"""The command as a shell starts it in the foreground, wherever the tests run."""


def calls_per_second(place: Place, since: int) -> float:
    """The most calls to the emulated services within any second of the wall clock."""
    calls = place.control.calls(since=since)
    times = sorted(each["wall_time"] for each in calls if each["service"] in ("customer-profiles", "appflow"))
    return float(max(sum(begin <= at < begin + 1 for at in times) for begin in times))


def test_it_follows_until_everything_is_loaded(command: Command, deployment: Deploy, place: Place) -> None:
    made = deployment(batch={"days": 10})
    place.control.set_speed(FAST)
    done = command(*WATCH)
    assert (done.code, done.stderr) == (0, "")
    made.refresh()
    records, number = int(made.only.state["records_processed"]), len(made.only.state["batches"])
    last = f"contacts: COMPLETE, {number}/{number} batches, {records:,} records, ongoing flow Active"
    assert last in done.stdout
    assert f"1 integration, {number}/{number} batches, {records:,} records" in done.lines[-1]


def test_a_time_without_an_answer_is_an_error_in_the_event_too(
    command: Command, deployment: Deploy, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment()
    monkeypatch.setattr(cli_watch, "watch", lambda *_, **__: [watch.Event("contacts", None, over=True)])
    done = command(*WATCH, "--json")
    assert (done.code, done.stderr) == (3, "customer-profiles: contacts: no answer from AWS\n")
    assert (done.document["error"], done.document["needs_attention"]) == ("no answer from AWS", True)


def test_a_terminal_shows_one_table_that_moves(command: Command, deployment: Deploy, place: Place) -> None:
    place.control.add_fault("step_fails", batch=0, count=4)
    deployment(count=2)
    place.finish()
    place.control.set_speed(FAST)
    shown = io.StringIO()
    terminal = Console(file=shown, force_terminal=True, width=120, highlight=False, color_system=None)
    with mock.patch.object(console, "Console", return_value=terminal):
        done = command(*WATCH, "--repair")
    assert (done.code, done.stderr) == (0, "")
    plain = re.sub(r"\x1b\[[?\d;]*[a-zA-Z]", "", shown.getvalue())
    assert re.search(r"contacts1? +FAILED|contacts1?: resubmits 1 batch: ", plain)
    assert re.search(r"contacts +COMPLETE +━{24} +[23]/[23] batches +[\d,]+", plain)
    assert "2 integrations, " in plain.splitlines()[-1]


def test_events_are_json_lines(command: Command, deployment: Deploy, place: Place) -> None:
    deployment(count=2)
    place.control.set_speed(FAST)
    done = command(*WATCH, "--json")
    events = [json.loads(line) for line in done.lines]
    assert {each["name"] for each in events} == {"contacts", "contacts1"}
    last = {each["name"]: each for each in events if each["over"]}
    assert {name: each["status"]["status"] for name, each in last.items()} == {
        "contacts": "COMPLETE",
        "contacts1": "COMPLETE",
    }


def test_without_repair_a_failure_is_told_and_left(command: Command, deployment: Deploy, place: Place) -> None:
    place.control.add_fault("step_fails", batch=0, count=4)
    deployment()
    place.finish()
    done = command(*WATCH)
    assert done.code == 1
    assert "contacts: FAILED, 1/2 batches, 1 failed" in done.stdout
    assert "`pulumi up --refresh --stack dev` tries it again." in done.stdout
    assert len(place.calls("CreateIntegrationWorkflow")) == 1


def test_repair_resubmits_what_failed_and_pulumi_agrees(command: Command, deployment: Deploy, place: Place) -> None:
    place.control.add_fault("step_fails", batch=0, count=4)
    made = deployment()
    place.finish()
    place.control.set_speed(FAST)
    done = command(*WATCH, "--repair")
    assert (done.code, done.stderr) == (0, "")
    assert "contacts: resubmits 1 batch: " in done.stdout
    assert len(place.calls("CreateIntegrationWorkflow")) == 2
    made.refresh()
    assert made.only.preview() == []
    assert len(made.only.state["workflow_ids"]) == 2


def test_by_domain_alone_a_definition_that_aws_has_forgotten_is_not_invented(
    command: Command, deployment: Deploy, place: Place
) -> None:
    place.control.add_fault("step_fails", batch=0, count=4)
    deployment()
    place.finish()
    done = command("watch", "--domain", DOMAIN, "--repair")
    line = "Salesforce-Contact: AWS does not return its flow definition; use its stack (--stack)"
    assert (done.code, done.stderr) == (2, f"customer-profiles: {line}\n")
    assert len(place.calls("CreateIntegrationWorkflow")) == 1


def test_what_failed_for_good_is_not_tried_again(command: Command, deployment: Deploy, place: Place) -> None:
    place.control.add_fault("step_fails", batch=0, permanent=True, message="invalid_grant: token expired")
    deployment()
    place.finish()
    done = command(*WATCH, "--repair")
    assert done.code == 1
    assert "Renew the connection" in done.stdout
    assert len(place.calls("CreateIntegrationWorkflow")) == 1


@pytest.mark.parametrize(
    "message",
    [
        "Error 1029: Export daily quota 500MB exceeded.",
        "607: Daily API Request Limit reached",
        "REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded.",
        "ExceededQuota: ASYNC_API_EXCEEDED_BATCHES_LIMIT per rolling 24 hours",
    ],
)
def test_repair_waits_for_the_quota_of_the_next_day_and_counts_that_as_one_round(
    message: str, command: Command, deployment: Deploy, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.control.add_fault("step_fails", permanent=True, count=1000, message=message)
    made = deployment(resubmit_limit=1)
    place.control.advance(DAY / 8)
    # However often on the same day.
    for _ in range(3):
        done = command(*WATCH, "--repair")
        assert (done.code, "resubmits" in done.stdout) == (1, False), done
        assert "quota is there again" in done.stdout
    assert len(place.calls("CreateIntegrationWorkflow")) == 1

    place.control.clear_faults()
    place.control.set_speed(FAST)
    for each in (watch, reconciler):
        monkeypatch.setattr(each, "datetime", Tomorrow)
    done = command(*WATCH, "--repair")
    assert (done.code, done.stderr) == (0, "")
    assert "contacts: resubmits 2 batches: " in done.stdout
    assert len(place.calls("CreateIntegrationWorkflow")) == 2
    made.refresh()
    assert made.only.state["status"] == "COMPLETE"


class Tomorrow(datetime):
    """The calendar of two days later."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "Tomorrow":
        return super().now(tz) + timedelta(days=2)


def test_forty_integrations_stay_below_five_calls_a_second(command: Command, deployment: Deploy, place: Place) -> None:
    deployment(count=40)
    before = place.last_call()
    began = time.monotonic()
    done = command(*WATCH, "--minutes", "0.6")
    assert done.code == 0
    assert 36 < time.monotonic() - began < 45
    assert sum("still loading; loading continues without this command" in line for line in done.lines) == 40
    assert len({line.partition(":")[0] for line in done.lines if line.startswith("contacts")}) == 40
    assert len(place.operations(before)) > 60
    assert calls_per_second(place, before) < 5


def test_an_interrupt_ends_it_with_one_line(command: Command, deployment: Deploy, place: Place) -> None:
    deployment()
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTIBLE, *WATCH],
        env=command.environment,
        cwd=command.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    # How far it is depends on how long the process took to start.
    assert process.stdout.readline().startswith("contacts: ")
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors.lstrip()) == (130, "customer-profiles: interrupted\n")


def test_one_that_cannot_be_asked_does_not_stop_the_others(command: Command, deployment: Deploy, place: Place) -> None:
    made = deployment(count=2)
    place.finish()
    state: dict[str, Any] = json.loads(made.file.read_text())
    state["deployment"]["resources"][2]["outputs"]["aws_profile"] = "nobody"
    made.file.write_text(json.dumps(state))
    done = command(*WATCH)
    assert done.code == 3
    assert done.stderr == (
        "customer-profiles: contacts: could not reach AWS: The config profile (nobody) could not be found; check the "
        "credentials: AWS_PROFILE or AWS_ACCESS_KEY_ID\n"
    )
    assert "contacts1: COMPLETE" in done.stdout


def test_a_cron_schedule_is_applied_by_repair(command: Command, deployment: Deploy, place: Place) -> None:
    deployment(schedule="cron(0 6 * * ? *)")
    place.finish()
    done = command(*WATCH, "--repair")
    assert "contacts: changes fields, tasks or schedule of the ongoing integration" in done.stdout
    [name] = place.existing()["flows"]
    scheduled = place.client("appflow").describe_flow(flowName=name)["triggerConfig"]["triggerProperties"]["Scheduled"]
    assert (scheduled["scheduleExpression"], scheduled["timezone"]) == ("cron(0 6 * * ? *)", "UTC")


def test_an_edit_made_during_the_load_is_applied_by_repair_when_it_has_ended(
    command: Command, deployment: Deploy, place: Place
) -> None:
    made = deployment()
    made.only.up(schedule="rate(15minutes)")
    made.write()
    place.finish()
    done = command(*WATCH, "--repair")
    assert "contacts: changes fields, tasks or schedule of the ongoing integration" in done.stdout
    [name] = place.existing()["flows"]
    scheduled = place.client("appflow").describe_flow(flowName=name)["triggerConfig"]["triggerProperties"]["Scheduled"]
    assert scheduled["scheduleExpression"] == "rate(15minutes)"
    made.refresh()
    last = place.last_call()
    assert made.only.up() == ["update ingestion"]
    assert "UpdateFlow" not in place.operations(last)
