"""The examples, each as a reader runs it: the library installed from its wheel, the real engine, the local cloud."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pulumi.automation import ConfigValue

from tests.e2e.conftest import Place
from tests.e2e.harness import ROOT
from tests.policies.engine import violations
from tests.policies.pack import PACK

from .example import Example

pytestmark = pytest.mark.e2e

EXAMPLES = ROOT / "examples"


def test_two_integrations_are_added_to_a_program_with_its_own_key_queue_and_domain(
    place: Place, example: Callable[[Path], Example]
) -> None:
    stack = example(EXAMPLES / "import-components").stack("dev")
    outputs = stack.up()
    assert outputs["domainName"] == "amazon-connect-care"
    assert outputs["contacts"]["batches"][0]["start"] == "2025-01-31T00:00:00Z"
    assert outputs["leads"]["batches"][0] == {
        "start": "2025-06-30T00:00:00Z",
        "end": "2025-07-30T00:00:00Z",
        "status": "NOT_STARTED",
        "records": 0,
    }
    assert len(place.existing("workflows")) == 2
    assert stack.changes() == {}
    assert violations(stack) == set()
    place.control.set_speed(60)
    stack.destroy()
    assert place.leftovers() == {}


def test_environments_are_rolled_out_one_after_the_other(place: Place, example: Callable[[Path], Example]) -> None:
    rollout = example(EXAMPLES / "automation-api")
    python = str(rollout.folder / ".venv" / "bin" / "python")

    done = rollout.run(python, "rollout.py", "dev", "prod")
    assert done.returncode == 0, done.stderr
    dev, prod = done.stdout.splitlines()
    assert dev.startswith("dev: amazon-connect-care-dev is up, ")
    assert prod.startswith("prod: amazon-connect-care is up, ")
    assert place.existing("domains", "us-east-1") == ["amazon-connect-care-dev"]
    assert place.existing("domains", "eu-central-1") == ["amazon-connect-care"]
    for environment in ("dev", "prod"):
        assert violations(rollout.stack(environment)) == set()

    place.control.advance(24 * 3600)
    environments = rollout.folder / "environments.py"
    environments.write_text(environments.read_text().replace('"amazon-connect-care-dev"', '"amazon-connect-renamed"'))
    stopped = rollout.run(python, "rollout.py", "--preview")
    assert stopped.returncode == 1, stopped.stderr
    (line,) = stopped.stdout.splitlines()
    assert re.fullmatch(r"dev: stopped, the preview has \d+ to replace", line)
    assert place.existing("domains", "us-east-1") == ["amazon-connect-care-dev"]


def test_a_pipeline_checks_deploys_and_audits_with_the_policy_pack(
    place: Place, example: Callable[[Path], Example]
) -> None:
    pipeline = example(EXAMPLES / "policy-in-ci")
    (pipeline.folder.parent.parent / "policies").symlink_to(PACK)
    pipeline.stack("ci")
    for step in ("check", "deploy", "audit"):
        done = pipeline.run("./pipeline.sh", step)
        assert done.returncode == 0, done.stdout + done.stderr
    assert place.existing("domains") == ["amazon-connect-checked"]


def test_external_applications_are_fed_changed_repaired_and_removed(
    place: Place, example: Callable[[Path], Example]
) -> None:
    place.control.seed(("hubspot", "CustomConnector"))
    stack = example(EXAMPLES / "external-application").stack("dev")
    stack.stack.set_config("servicenowPassword", ConfigValue("hunter2-hunter2", secret=True))
    outputs = stack.up()
    assert (outputs["contacts"]["status"], outputs["users"]["status"]) == ("Active", "Active")
    assert sorted(place.existing("integrations")) == sorted(outputs[each]["uri"] for each in ("contacts", "users"))
    assert stack.changes() == {}
    assert violations(stack) == set()
    stack.set("hubspotSchedule", "rate(15minutes)")
    assert stack.up()["contacts"] == outputs["contacts"]
    assert len(place.control.calls("appflow", "UpdateFlow")) == 1
    stack.destroy()
    assert place.leftovers() == {}
