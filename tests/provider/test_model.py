"""The model at random, and step by step what it has found: see `model`."""

from collections.abc import Callable

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.provider.model import Ingestion
from tests.provider.place import DAY
from tests.provider.simulation import Trouble
from tests.provider.truth import OBJECTS

# Shrinking may take longer than a test may: `deep` does it.
SMALL = settings(
    max_examples=30, stateful_step_count=30, report_multiple_bugs=False, phases=(Phase.explicit, Phase.generate)
)
DEEP = settings(max_examples=2000, stateful_step_count=60)

Story = Callable[[Ingestion], None]


@pytest.mark.timeout(0)
def test_an_ingestion_always_comes_to_rest_with_everything_loaded_once() -> None:
    """30 runs of up to 30 steps, the same each time; `HYPOTHESIS_PROFILE=deep` makes others, more and longer ones."""
    deep = settings().max_examples > 100
    run_state_machine_as_test(Ingestion, settings=DEEP if deep else SMALL)


def deleted_before_it_pulled(model: Ingestion) -> None:
    """What the deleted integration should have brought is missing behind the one that a workflow leaves."""
    model.begin({"final_flow_first_execution": "creation"}, days_back=63, bulk="never")
    model.up()
    model.somebody_deletes_the_integration()
    model.up({"days_back": 693, "bulk": "always"})


def extended_while_a_resubmission_is_not_listed(model: Ingestion) -> None:
    """An earlier start is no first attempt at what `wait` has resubmitted."""
    model.begin({"list_workflows_lag_seconds": 5.0}, days_back=11, bulk="always", batch={"days": 400})
    model.up()
    model.steps_will_fail("We encountered an internal error. Please try again.", permanent=True, batch=None, count=4)
    model.time_passes(90 * DAY)
    model.wait(trouble=None, looks=3, pause=1.0)
    model.up({"days_back": 485})
    model.at_most_one_workflow_runs()
    model.nothing_is_loaded_twice()


def extended_after_a_killed_create(model: Ingestion) -> None:
    """Nor is it one at what the plan already had."""
    model.begin({"list_workflows_lag_seconds": 5.0, "step_flow_names_related": False}, days_back=100)
    model.up(preview=True)  # looks the account up, which a process does once: it is not among the calls
    model.up(trouble=Trouble("kill", "after", 9))
    assert len(model.truth.live_workflows()) == 1
    model.up({"days_back": 200})
    model.at_most_one_workflow_runs()


def another_object_while_history_loads(model: Ingestion) -> None:
    """Refused, and the load goes on."""
    model.begin({}, days_back=400, bulk="always")
    model.up()
    model.up({"object": OBJECTS[1]}, preview=True)
    assert len(model.truth.live_workflows()) == 1
    model.up({"object": OBJECTS[1]})
    assert model.stack.arguments["connector"]["object"] == OBJECTS[0]
    assert len(model.truth.live_workflows()) == 1


STORIES = [
    deleted_before_it_pulled,
    extended_while_a_resubmission_is_not_listed,
    extended_after_a_killed_create,
    another_object_while_history_loads,
]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_what_the_model_has_found(story: Story) -> None:
    model = Ingestion()
    story(model)
    model.teardown()
