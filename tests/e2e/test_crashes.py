"""The provider or the engine is killed when history has just begun to load: the next command finishes the work."""

import signal
import subprocess
import time
from collections.abc import Callable

import psutil
import pytest

from .conftest import Place
from .harness import Project, command

pytestmark = pytest.mark.e2e

CREATE = {"service": "customer-profiles", "operation": "CreateIntegrationWorkflow"}
HOUR = 3600.0


def kill_provider_after_create(place: Place, stack: Project) -> None:
    """An `up` whose provider process dies with the answer to CreateIntegrationWorkflow on its way."""
    place.control.add_fault("kill", **CREATE)
    with pytest.raises(Exception, match=r"error reading from server|EOF"):
        stack.up()
    assert len(place.existing("workflows")) == 1
    assert not any(each["type"].endswith(":Ingestion") for each in stack.resources())


def kill_engine_after_create(place: Place, stack: Project) -> None:
    """An `up` whose engine dies while the provider waits for the answer to CreateIntegrationWorkflow."""
    kill_engine_in(place, stack, "CreateIntegrationWorkflow", "up", "--skip-preview")


def kill_engine_in(place: Place, stack: Project, operation: str, *arguments: str) -> None:
    """A command whose engine dies while the provider waits for the answer to a call that has had its effect."""
    place.control.add_fault("slow_answer", seconds=3, operation=operation)
    before = len(place.control.calls(operation=operation))
    engine = subprocess.Popen(
        [command().command, *arguments, "--yes", "--non-interactive", "--stack", stack.stack.name],
        cwd=stack.folder,
        env=place.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 180
    while len(place.control.calls(operation=operation)) == before:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    children = psutil.Process(engine.pid).children(recursive=True)
    engine.send_signal(signal.SIGKILL)
    engine.wait()
    # The orphaned provider gets its answer and has nobody to tell; the engine's plugins never end by themselves.
    _, orphans = psutil.wait_procs(children, timeout=5)
    for orphan in orphans:
        orphan.kill()


def assert_one_workflow_completes(place: Place, stack: Project) -> None:
    stack.up()
    assert len(place.existing("workflows")) == 1
    place.control.advance(24 * HOUR)
    done = stack.refresh()["salesforce-contact-ingestion"]
    assert done["status"] == "COMPLETE"
    assert place.existing("integrations") == [done["integration_uri"]]
    assert place.existing("flows") == [done["flow_name"]]
    assert stack.changes() == {}
    stack.destroy()
    assert place.leftovers() == {}


@pytest.mark.parametrize("related", [True, False], ids=["related step flow names", "opaque step flow names"])
@pytest.mark.parametrize("lag", [0, 5], ids=["listed at once", "listed late"])
def test_up_after_a_killed_provider_adopts_the_workflow(
    place: Place, project: Callable[..., Project], related: bool, lag: int
) -> None:
    place.control.behaviours(step_flow_names_related=related, list_workflows_lag_seconds=lag)
    stack = project()
    kill_provider_after_create(place, stack)
    assert_one_workflow_completes(place, stack)


def test_destroy_after_a_killed_provider_leaves_nothing(place: Place, project: Callable[..., Project]) -> None:
    place.control.behaviours(list_workflows_lag_seconds=5)
    stack = project()
    kill_provider_after_create(place, stack)
    place.control.set_speed(60)
    stack.destroy()
    assert place.leftovers() == {}


def test_up_after_a_killed_engine_and_cancel_adopts_the_workflow(place: Place, project: Callable[..., Project]) -> None:
    stack = project()
    kill_engine_after_create(place, stack)
    stack.stack.cancel()
    assert_one_workflow_completes(place, stack)


def test_destroy_after_a_killed_engine_and_cancel_leaves_nothing(place: Place, project: Callable[..., Project]) -> None:
    stack = project()
    kill_engine_after_create(place, stack)
    stack.stack.cancel()
    place.control.set_speed(60)
    stack.destroy()
    assert place.leftovers() == {}


def test_a_lost_answer_is_cured_within_the_same_up(place: Place, project: Callable[..., Project]) -> None:
    place.control.add_fault("lost_answer", **CREATE)
    stack = project()
    stack.up()
    assert len(place.existing("workflows")) == 1


@pytest.mark.parametrize(
    ("change", "operation", "workflows"),
    [
        (("importStartDate", "2024-10-31"), "CreateIntegrationWorkflow", 2),
        (("reEstablish", "again"), "PutIntegration", 1),
    ],
    ids=["extension", "re-establishing"],
)
def test_up_after_a_killed_engine_and_cancel_finishes_a_change(
    place: Place, project: Callable[..., Project], change: tuple[str, str], operation: str, workflows: int
) -> None:
    stack = project()
    stack.up()
    place.control.advance(24 * HOUR)
    stack.up()
    stack.set(f"customer-profiles:{change[0]}", change[1])
    kill_engine_in(place, stack, operation, "up", "--skip-preview")
    stack.stack.cancel()
    assert_everything_is_loaded_once(place, stack, workflows=workflows)


def test_up_after_a_killed_engine_and_cancel_finishes_a_resubmission(
    place: Place, project: Callable[..., Project]
) -> None:
    place.control.add_fault("step_fails", batch=0, permanent=True, message="Service unavailable")
    stack = project()
    stack.up()
    place.control.advance(24 * HOUR)
    kill_engine_in(place, stack, "CreateIntegrationWorkflow", "up", "--skip-preview")
    stack.stack.cancel()
    assert_everything_is_loaded_once(place, stack, workflows=2)


def test_destroy_of_what_is_loaded_goes_on_after_a_killed_engine_and_cancel(
    place: Place, project: Callable[..., Project]
) -> None:
    place.control.behaviours(delete_workflow_removes_integration=False)
    stack = project()
    stack.up()
    place.control.advance(24 * HOUR)
    place.control.set_speed(60)
    kill_engine_in(place, stack, "DeleteWorkflow", "destroy")
    stack.stack.cancel()
    stack.destroy()
    assert place.leftovers() == {}


def assert_everything_is_loaded_once(place: Place, stack: Project, *, workflows: int) -> None:
    """As many workflows as it takes, one ongoing integration, nothing to do, and nothing left after a destroy."""
    for _ in range(2):
        stack.up()
        place.control.advance(24 * HOUR)
    stack.up()
    done = stack.refresh()["salesforce-contact-ingestion"]
    assert (done["status"], done["flow_status"]) == ("COMPLETE", "Active")
    assert sorted(done["workflow_ids"]) == sorted(place.existing("workflows"))
    assert len(done["workflow_ids"]) == workflows
    assert place.existing("integrations") == [done["integration_uri"]]
    assert place.existing("flows") == [done["integration_uri"].rsplit("/", 1)[-1]]
    assert stack.changes() == {}
    place.control.set_speed(60)
    stack.destroy()
    assert place.leftovers() == {}
