"""State of every component, written before the library's code was put into folders: only what docs/versioning.md lists
is updated, and nothing is replaced."""

import json
from pathlib import Path

import pytest
import yaml
from connect_customer_profiles.plugin.server import SCHEMA
from pulumi import automation

from tests.e2e.conftest import Place
from tests.e2e.harness import Project

from .record import CONFIGURATION, EVERY_COMPONENT, PASSPHRASE
from .record import project as of_recording
from .recording import Recording

pytestmark = pytest.mark.e2e

COMPONENTS = {token.rpartition(":")[2] for token in json.loads(SCHEMA.read_text())["resources"]}
RECORDED = Path(__file__).parent / "every_component"
UPDATED = {
    "instance-integration": {"objectTypeName"},
    "monitoring-dashboard": {"dashboardBody"},
    "monitoring-dead-letters": {"treatMissingData"},
    "monitoring-deactivated-flows": {"eventPattern"},
    "monitoring-failed-runs": {"eventPattern"},
    "monitoring-oldest-dead-letter": {"treatMissingData"},
    "queue-queue": {"redriveAllowPolicy"},
    "redrive-failures": {"kmsMasterKeyId"},
    "redrive-function": {"code", "handler", "reservedConcurrentExecutions"},
    "supervisor-function": {"code", "handler", "reservedConcurrentExecutions"},
    "supervisor-policy": {"policy"},
}


def test_an_upgrade_updates_what_the_page_says_and_replaces_nothing(place: Place, tmp_path: Path) -> None:
    (tmp_path / "aws").write_text(
        "[profile ingestion]\nregion = us-east-1\naws_access_key_id = 123456789012\naws_secret_access_key = local\n"
    )
    recording = Recording.read(RECORDED, place.environment["AWS_ENDPOINT_URL"])
    variables = {**place.environment, **PASSPHRASE}
    project = Project.create(tmp_path / "project", variables, CONFIGURATION, program=recording.program)
    # Nothing of it exists on this local cloud, so a refresh would find it gone.
    definition = project.folder / "Pulumi.yaml"
    settings = yaml.safe_load(definition.read_text())
    del settings["options"]
    definition.write_text(yaml.safe_dump(settings))
    project.stack.import_stack(automation.Deployment(version=3, deployment=recording.deployment))
    steps = project.steps()
    created = {name for name, step in steps.items() if step.op is automation.OpType.CREATE}
    assert created == {"instance-contact-records", "monitoring-dead-letters-remain"}
    assert {step.op for name, step in steps.items() if name not in created} == {automation.OpType.UPDATE}
    changed = {name: set(step.diffs or ()) for name, step in steps.items()}
    assert {name: changed[name] for name in UPDATED} == UPDATED
    # A component has no inputs of its own that could change, but shows as updated with its children.
    assert changed.keys() - UPDATED.keys() - created <= {"instance", "monitoring", "queue", "redrive", "supervisor"}


FUNCTIONS = ("redrive-function", "supervisor-function")
"""Their code is part of the library: any version may change it."""


def test_what_a_plugin_deployed_stays_as_it_is(place: Place, tmp_path: Path) -> None:
    """Nothing of it exists on this local cloud: the preview looks at state alone."""
    recording = Recording.read(EVERY_COMPONENT, place.environment["AWS_ENDPOINT_URL"])
    stack = of_recording(tmp_path, place, recording.program, recording.file)
    stack.stack.import_stack(automation.Deployment(version=3, deployment=recording.deployment))
    assert {type_.rpartition(":")[2] for type_ in {each["type"] for each in recording.resources("")}} >= COMPONENTS
    changed = {name: set(step.diffs or ()) for name, step in stack.steps().items()}
    assert {name: keys for name, keys in changed.items() if name not in FUNCTIONS} == {}
    assert all(keys == {"code"} for keys in changed.values())
