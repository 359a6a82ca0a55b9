"""The command on stacks of the real engine: it finds what was deployed, repairs it, and Pulumi agrees."""

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Place
from .harness import Project

pytestmark = pytest.mark.e2e

DAY = 86_400


def customer_profiles(place: Place, stack: Project, *arguments: str) -> tuple[int, Any, str]:
    """Exit code, JSON document and errors of the command, called in the project's folder."""
    done = subprocess.run(
        [sys.executable, "-m", "connect_customer_profiles.cli.main", *arguments, "--stack", "dev", "--json"],
        cwd=stack.folder,
        env=place.environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    lines = done.stdout.splitlines()
    document = [json.loads(line) for line in lines] if arguments[0] == "watch" else json.loads(done.stdout or "null")
    return done.returncode, document, done.stderr


def test_re_established_and_nothing_to_change(place: Place, project: Callable[..., Project]) -> None:
    stack = project()
    stack.up()
    place.control.advance(10 * DAY)
    code, document, errors = customer_profiles(place, stack, "status")
    assert (code, errors) == (0, "")
    [integration] = document["integrations"]
    assert (document["domain"], integration["name"]) == ("amazon-connect-test", "salesforce-contact")
    assert (integration["status"], integration["flow_status"]) == ("COMPLETE", "Active")

    code, document, errors = customer_profiles(place, stack, "reestablish", "--yes")
    assert (code, errors) == (0, "")
    assert (document["done"], document["since"]) == (True, integration["pulled_until"])
    assert place.existing("integrations") == [document["established"]]

    made = len(place.control.calls(operation="PutIntegration"))
    state = stack.refresh()["salesforce-contact-ingestion"]
    assert state["integration_uri"] == document["established"]
    assert stack.changes() == {}
    stack.up()
    assert len(place.control.calls(operation="PutIntegration")) == made
    stack.destroy()
    assert place.leftovers() == {}


def test_repaired_while_watched_and_nothing_to_change(place: Place, project: Callable[..., Project]) -> None:
    place.control.add_fault("step_fails", batch=0, count=4)
    stack = project()
    stack.up()
    place.control.advance(10 * DAY)
    place.control.set_speed(3000)
    code, events, errors = customer_profiles(place, stack, "watch", "--repair")
    assert (code, errors) == (0, "")
    assert [each["step"].partition(":")[0] for each in events if each["step"]] == ["resubmits 1 batch"]
    assert events[-1]["status"]["status"] == "COMPLETE"
    stack.refresh()
    assert stack.changes() == {}


def test_no_such_stack_and_no_project_are_one_line(place: Place, project: Callable[..., Project]) -> None:
    stack = project()
    done = subprocess.run(
        [sys.executable, "-m", "connect_customer_profiles.cli.main", "status", "--stack", "missing"],
        cwd=stack.folder,
        env=place.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "customer-profiles: pulumi: no stack named 'missing' found; the project has dev\n"
    done = subprocess.run(
        [sys.executable, "-m", "connect_customer_profiles.cli.main", "status"],
        cwd="/",
        env=place.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("customer-profiles: pulumi: no Pulumi.yaml project file found")
    assert done.stderr.count("\n") == 1
