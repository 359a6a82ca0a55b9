"""A part of the sweep: the worst faults at every call that writes. `make sweep` does all of it."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from localcloud.aws.state import Cloud
from tests.sweep.cases import Case
from tests.sweep.runner import Result, Runner
from tests.sweep.scenarios import SCENARIOS, Scenario, running
from tests.sweep.workers import run_all
from tests.warm import PROVIDER_MODULES, WarmPython

OPAQUE = {"step_flow_names_related": False, "list_workflows_lag_seconds": 5}


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    # moto's part of the cloud is one in a process: other tests may have left a role in it.
    Cloud().reset()
    python = WarmPython(modules=(*PROVIDER_MODULES, "tests.sweep.views"))
    yield Runner(python)
    python.stop()


def not_converged(runner: Runner, scenarios: list[Scenario], switches: Mapping[str, Any]) -> list[Result]:
    """What is left of the cases of these scenarios, which all run at the same time."""
    results: list[Result] = []

    def groups() -> Iterator[list[Case]]:
        for each in scenarios:
            yield runner.cases(each, switches, thorough=False)

    run_all(groups(), runner.run, results.append)
    assert len(results) >= len(scenarios)
    return [each for each in results if each.wrong]


def of_command(*names: str) -> list[Scenario]:
    """The scenarios whose names begin so."""
    return [each for each in SCENARIOS if each.name.startswith(names)]


@pytest.mark.parametrize(
    "names", [("create", "edit"), ("extend", "resubmit"), ("re-", "another", "close"), ("destroy",)]
)
def test_every_command_converges(runner: Runner, names: tuple[str, ...]) -> None:
    assert not_converged(runner, of_command(*names), {}) == []


def test_attempts_that_show_late_and_only_by_their_batches_are_found(runner: Runner) -> None:
    assert not_converged(runner, of_command("create", "extend", "resubmit"), OPAQUE) == []


def test_a_case_that_does_not_converge_is_told(runner: Runner) -> None:
    """That the invariants see something: nothing of ours can be gone while a workflow runs."""
    scenario = Scenario("refresh while running", running, command="refresh", end="gone")
    result = runner.run(Case(scenario, ()))
    assert {each.split(":")[0] for each in result.wrong} == {"left"}
