"""State that an earlier version wrote: the present one changes what docs/versioning.md lists, and goes on from it."""

from pathlib import Path

import connect_customer_profiles
import pytest
from pulumi import automation

from tests.e2e.conftest import Place
from tests.e2e.harness import Project

from .content import Content
from .record import CONFIGURATION, PASSPHRASE
from .recording import Recording, recorded

pytestmark = pytest.mark.e2e

UPDATED = {"queue-queue": {"redriveAllowPolicy"}}


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
    variables = {**place.environment, **PASSPHRASE}
    project = Project.create(folder / "project", variables, CONFIGURATION, program=recording.program)
    project.stack.import_stack(automation.Deployment(version=3, deployment=recording.deployment))
    return project


def test_the_present_version_is_recorded() -> None:
    assert connect_customer_profiles.__version__ in [folder.name for folder in recorded()]


def test_a_preview_with_the_present_code_updates_what_the_page_says(
    recording: Recording, place: Place, tmp_path: Path
) -> None:
    before = place.existing("workflows"), place.control.calls("customer-profiles", "CreateIntegrationWorkflow")
    project = taken_over(recording, place, tmp_path)
    steps = project.steps()
    assert {name: set(step.diffs or ()) for name, step in steps.items()} == UPDATED
    assert {step.op for step in steps.values()} == {automation.OpType.UPDATE}
    after = place.existing("workflows"), place.control.calls("customer-profiles", "CreateIntegrationWorkflow")
    assert after == before


def test_the_present_code_goes_on_from_it_and_leaves_nothing(
    recording: Recording, place: Place, tmp_path: Path
) -> None:
    project = taken_over(recording, place, tmp_path)
    place.control.advance(24 * 3600)
    assert project.up() == {"status": "COMPLETE"}
    place.control.set_speed(60)
    with pytest.raises(automation.CommandError, match=r"(?s)queue-queue.*protected"):
        project.run("destroy", "--preview-only")
    project.run("state", "unprotect", "--all", "--yes")
    project.destroy()
    assert place.leftovers() == {}
