"""`wait` on the real engine: held until loaded, live, interruptible, and never in the way of starting."""

import re
import signal
import subprocess
import time
from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Place
from .harness import Project, command, config

pytestmark = pytest.mark.e2e

FAST = 3000


def up(stack: Project) -> tuple[str, dict[str, Any]]:
    """Output and outputs of `pulumi up`."""
    lines: list[str] = []
    result = stack.stack.up(on_output=lines.append, color="never")
    return "\n".join(lines), {key: each.value for key, each in result.outputs.items()}


def test_up_returns_when_history_is_loaded(place: Place, project: Callable[..., Project]) -> None:
    place.control.set_speed(FAST)
    text, outputs = up(project(wait={"minutes": 5}))
    [integration] = outputs["integrations"].values()
    assert (integration["status"], integration["failedBatches"]) == ("COMPLETE", [])
    assert integration["recordsProcessed"] > 0
    assert place.existing("integrations") == [integration["integrationUri"]]
    assert re.search(r"salesforce-contact.*history is loaded: [\d,]+ records", text)


def test_what_fails_while_waiting_is_resubmitted(place: Place, project: Callable[..., Project]) -> None:
    place.control.set_speed(FAST)
    place.control.add_fault("step_fails", batch=0, count=4)
    stack = project(wait={"minutes": 5})
    _, outputs = up(stack)
    [integration] = outputs["integrations"].values()
    assert (integration["status"], len(integration["workflowIds"])) == ("COMPLETE", 2)
    # State hears of it at the next refresh.
    state = stack.refresh()["salesforce-contact-ingestion"]
    assert state["workflow_ids"] == integration["workflowIds"]
    assert stack.changes() == {}


def test_i_edited_during_the_load_and_waiting_left_the_edit_to_the_next_up(
    place: Place, project: Callable[..., Project]
) -> None:
    place.control.behaviours(run_seconds=40_000)
    stack = project()
    stack.up()
    Project.write_configuration(stack.folder, "dev", config(reEstablish="again", wait={"minutes": 5}))
    place.control.set_speed(FAST)
    text, outputs = up(stack)
    assert "warning: IntegrationWorkflow: the change of reEstablish waits until the workflow" in text
    [integration] = outputs["integrations"].values()
    assert integration["integrationUri"].endswith("-g2")
    assert place.existing("integrations") == [integration["integrationUri"]]
    # The next update accepts what was done, and does nothing.
    last = place.control.calls()[-1]["id"]
    stack.up()
    assert place.control.calls(operation="PutIntegration", since=last) == []
    assert stack.changes() == {}


def test_what_failed_for_good_fails_the_up_with_cause_and_remedy(place: Place, project: Callable[..., Project]) -> None:
    place.control.set_speed(FAST)
    place.control.add_fault("step_fails", batch=1, permanent=True, message="invalid_grant: token expired")
    with pytest.raises(Exception, match=r"1 batch is not loaded") as failed:
        up(project(wait={"minutes": 5}))
    said = str(failed.value)
    assert "invalid_grant: token expired (credentials). Renew the connection" in said
    # The engine puts the path of an exception's class before its message.
    assert ("connect_customer_profiles." in said, "Traceback" in said) == (False, False)


def test_the_deadline_leaves_everything_running(place: Place, project: Callable[..., Project]) -> None:
    stack = project(wait={"minutes": 1})
    place.control.behaviours(run_seconds=86_400)
    began = time.monotonic()
    text, outputs = up(stack)
    assert 55 < time.monotonic() - began < 110
    assert "history is still loading after 1 minutes" in text
    [integration] = outputs["integrations"].values()
    assert integration["status"] == "IN_PROGRESS"
    assert len(place.existing("workflows")) == 1


def test_an_interrupt_ends_waiting_at_once_and_loses_nothing(place: Place, project: Callable[..., Project]) -> None:
    place.control.behaviours(run_seconds=86_400)
    stack = project(wait={"minutes": 60})
    engine = subprocess.Popen(
        [command().command, "up", "--yes", "--skip-preview", "--non-interactive", "--stack", stack.stack.name],
        cwd=stack.folder,
        env=place.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + 90
    while not place.control.calls(operation="GetWorkflow"):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    interrupted = time.monotonic()
    engine.send_signal(signal.SIGINT)
    engine.wait(timeout=30)
    assert time.monotonic() - interrupted < 15
    [ingestion] = [each for each in stack.resources() if each["type"].endswith(":Ingestion")]
    assert ingestion["outputs"]["workflow_ids"] == place.existing("workflows")
