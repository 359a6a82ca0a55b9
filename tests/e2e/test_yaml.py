"""The components in a program that is written in YAML: the plugin on the real engine."""

from pathlib import Path

import pytest

from .conftest import Place
from .yaml_project import example

pytestmark = pytest.mark.e2e


def test_the_example_goes_up_changes_in_place_and_leaves_nothing(place: Place, tmp_path: Path) -> None:
    stack = example(tmp_path, place)
    outputs = stack.up()
    assert outputs["domainName"] == "amazon-connect-customers-dev"
    assert outputs["mode"] == "workflow"
    assert outputs["batches"][0] == {
        "start": "2023-01-31T00:00:00Z",
        "end": "2023-03-31T00:00:00Z",
        "status": "NOT_STARTED",
        "records": 0,
        "generation": 1,
    }
    assert len(place.existing("workflows")) == 1
    assert stack.changes() == {}

    stack.set("schedule", "rate(15minutes)")
    assert stack.changes() == {"update": 2}  # the component and its ingestion
    workflows = place.existing("workflows")
    stack.up()
    assert place.existing("workflows") == workflows

    place.control.set_speed(3600)
    place.control.advance(30 * 24 * 3600)
    stack.refresh()
    stack.up()
    assert stack.changes() == {}

    stack.destroy()
    assert place.leftovers() == {}
