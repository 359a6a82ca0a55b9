"""State that an earlier version wrote: the present one changes what docs/versioning.md lists, and goes on from it."""

from pathlib import Path

import connect_customer_profiles
import pytest
from pulumi import automation

from tests.e2e.conftest import Place
from tests.e2e.harness import Project

from .content import Content
from .record import project
from .recording import Recording, recorded

pytestmark = pytest.mark.e2e

UPDATED: dict[str, dict[str, set[str]]] = {"0.1.0": {"queue-queue": {"redriveAllowPolicy"}}}
"""What the page lists, by recording."""


@pytest.fixture(params=recorded(), ids=lambda folder: folder.name)
def recording(request: pytest.FixtureRequest, place: Place) -> Recording:
    """Each recording, with a local cloud that has what it speaks of."""
    # That version loaded fields that not every organisation has.
    place.control.seed(("salesforce", "Salesforce"), organisation={"features": ["middle-names"]})
    place.control.seed(("marketo", "Marketo"), organisation={"features": ["salesforce-sync", "mapped-fields"]})
    found = Recording.read(request.param, place.control.endpoint)
    Content(place.control.endpoint).create(found)
    return found


def taken_over(recording: Recording, place: Place, folder: Path) -> Project:
    """A fresh stack that has got the recorded state, and the program of that time."""
    stack = project(folder, place, recording.program, recording.file)
    stack.stack.import_stack(automation.Deployment(version=3, deployment=recording.deployment))
    return stack


def test_the_present_version_is_recorded() -> None:
    version = connect_customer_profiles.__version__
    assert {version, f"{version}-yaml"} <= {folder.name for folder in recorded()}


def test_a_preview_with_the_present_code_updates_what_the_page_says(
    recording: Recording, place: Place, tmp_path: Path
) -> None:
    before = place.existing("workflows"), place.control.calls("customer-profiles", "CreateIntegrationWorkflow")
    steps = taken_over(recording, place, tmp_path).steps()
    assert {name: set(step.diffs or ()) for name, step in steps.items()} == UPDATED.get(recording.version, {})
    assert {step.op for step in steps.values()} <= {automation.OpType.UPDATE}
    after = place.existing("workflows"), place.control.calls("customer-profiles", "CreateIntegrationWorkflow")
    assert after == before


def test_the_present_code_goes_on_from_it_and_leaves_nothing(
    recording: Recording, place: Place, tmp_path: Path
) -> None:
    stack = taken_over(recording, place, tmp_path)
    place.control.advance(24 * 3600)
    assert stack.refresh()["contacts-ingestion"]["status"] == "COMPLETE"
    assert stack.up() == {"status": "COMPLETE"}
    place.control.set_speed(60)
    if UPDATED.get(recording.version):
        with pytest.raises(automation.CommandError, match=r"(?s)queue-queue.*protected"):
            stack.run("destroy", "--preview-only")
        stack.run("state", "unprotect", "--all", "--yes")
    stack.destroy()
    assert place.leftovers() == {}
