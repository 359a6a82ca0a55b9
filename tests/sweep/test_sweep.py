"""A part of the sweep: the worst faults at every call that writes. `make sweep` does all of it."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from localcloud.aws.state import Cloud
from tests.sweep.__main__ import of_part, tasks_of
from tests.sweep.cases import FLIPPED, Case
from tests.sweep.runner import Result, Runner
from tests.sweep.scenarios import SCENARIOS, Scenario, running
from tests.sweep.workers import SWEEP_MODULES, Task, run_all
from tests.warm import WarmPython

OPAQUE = (("step_flow_names_related", False), ("list_workflows_lag_seconds", 5))


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    # moto's part of the cloud is one in a process: other tests may have left a role in it.
    Cloud().reset()
    python = WarmPython(modules=SWEEP_MODULES)
    yield Runner(python)
    python.stop()


def not_converged(runner: Runner, undisturbed: Sequence[Case]) -> list[Result]:
    """What is left of the cases of these scenarios, which all run at the same time."""
    results: list[Result] = []

    def groups() -> Iterator[list[Case]]:
        for each in undisturbed:
            yield runner.cases(each, thorough=False)

    run_all(groups(), runner.run, results.append)
    assert len(results) >= len(undisturbed)
    return [each for each in results if each.wrong]


def of_command(*names: str, **how: Any) -> list[Case]:
    """The scenarios whose names begin so."""
    return [Case(each, **{"switches": (), **how}) for each in SCENARIOS if each.name.startswith(names)]


@pytest.mark.parametrize("names", [("create", "edit"), ("extend", "resubmit"), ("destroy",)])
def test_every_command_converges(runner: Runner, names: tuple[str, ...]) -> None:
    assert not_converged(runner, of_command(*names)) == []


def test_b2_a_flow_that_is_made_again_starts_later_than_it_is_activated(runner: Runner) -> None:
    """The cloud is hours ahead here, and so must be whoever asks for a start."""
    refused = (("past_schedule_start_refused", True),)
    assert not_converged(runner, of_command("re-", "another", "close", switches=refused)) == []


def test_every_kind_of_command_converges_in_the_plugin(runner: Runner) -> None:
    names = ("create", "edit flow", "extend and", "resubmit in", "refresh finds", "destroy while")
    assert not_converged(runner, of_command(*names, in_plugin=True)) == []


def test_attempts_that_show_late_and_only_by_their_batches_are_found(runner: Runner) -> None:
    assert not_converged(runner, of_command("create", "extend", "resubmit", switches=OPAQUE)) == []


def test_the_parts_of_a_sweep_are_all_of_it() -> None:
    tasks = [Task(number, None, in_plugin=False, thorough=True) for number in range(7)]
    parts = [of_part(tasks, f"{number}/3") for number in (1, 2, 3)]
    assert sorted(each.scenario for part in parts for each in part) == [*range(7)]
    assert of_part(tasks, "") == tasks
    for wrong in ("0/3", "4/3", "3", "a/b"):
        with pytest.raises(SystemExit, match="such as 2/8"):
            of_part(tasks, wrong)


def test_what_is_asked_for_by_a_switch_is_swept_under_that_alone() -> None:
    [each] = {task.switches for task in tasks_of(["delete_workflow_seconds=5"], quick=False)}
    assert each is not None
    assert FLIPPED[each] == {"delete_workflow_seconds": 5}
    under_all = tasks_of([], quick=False)
    assert {task.switches for task in under_all} == {None, *range(len(FLIPPED))}
    assert len(under_all) == len(SCENARIOS) * (len(FLIPPED) + 2)


def test_a_case_that_does_not_converge_is_told(runner: Runner) -> None:
    """That the invariants see something: nothing of ours can be gone while a workflow runs."""
    scenario = Scenario("refresh while running", running, command="refresh", end="gone")
    result = runner.run(Case(scenario, ()))
    assert {each.split(":")[0] for each in result.wrong} == {"left"}
