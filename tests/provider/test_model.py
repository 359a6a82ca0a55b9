"""The model at random, and step by step what it has found: see `model`."""

from collections.abc import Callable

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.provider.model import Ingestion

Story = Callable[[Ingestion], None]


def test_an_ingestion_always_comes_to_rest_with_everything_loaded_once() -> None:
    """30 runs of up to 30 steps, the same each time; `HYPOTHESIS_PROFILE=deep` makes others, more and longer ones."""
    deep = settings().max_examples > 100
    size = (
        settings(max_examples=2000, stateful_step_count=60)
        if deep
        else settings(max_examples=30, stateful_step_count=30)
    )
    run_state_machine_as_test(Ingestion, settings=size)


def deleted_before_it_pulled(model: Ingestion) -> None:
    """What the deleted integration should have brought is missing behind the one that a workflow leaves."""
    model.begin({"final_flow_first_execution": "creation"}, days_back=63, bulk="never")
    model.up()
    model.somebody_deletes_the_integration()
    model.up({"days_back": 693, "bulk": "always"})


@pytest.mark.parametrize("story", [deleted_before_it_pulled], ids=lambda story: story.__name__)
def test_what_the_model_has_found(story: Story) -> None:
    model = Ingestion()
    story(model)
    model.teardown()
