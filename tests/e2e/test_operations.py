"""The command on stacks of the real engine: it finds what was deployed, repairs it, and Pulumi agrees."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
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
    code, document, errors = customer_profiles(place, stack, "preflight")
    assert (code, errors, place.leftovers()) == (0, "", {})
    assert {(each["name"], each["outcome"]) for each in document["checks"]} == {
        (name, "passed") for name in ("preview", "source", "permissions", "flows", "integrations")
    }
    stack.up()
    code, document, errors = customer_profiles(place, stack, "preflight")
    assert (code, errors) == (0, "")
    assert {each["name"]: each["words"] for each in document["checks"]}["integrations"].endswith("0 more are needed")
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


DOMAIN = """
import connect_customer_profiles as library

options = {"domain_name": "amazon-connect-test", "deletion_protection": False}
key = library.EncryptionKey("key", options)
library.ProfilesDomain("domain", {**options, "kms_key_arn": key.key_arn})
"""
CLOSED = "http://127.0.0.1:9"
"""An endpoint at which nobody listens."""


def test_without_credentials_or_an_answer_diagnose_saw_nothing_and_said_that_all_was_well(
    place: Place, project: Callable[..., Project]
) -> None:
    stack = project(program=DOMAIN)
    stack.up()
    without = {name: value for name, value in place.environment.items() if "AWS_ACCESS" not in name}
    for environment, reason in (
        (without, "GetDomain: Unable to locate credentials"),
        ({**place.environment, "AWS_ENDPOINT_URL": CLOSED}, "GetDomain: Could not connect to the endpoint URL"),
    ):
        blind = replace(place, environment=environment)
        code, document, errors = customer_profiles(blind, stack, "diagnose")
        assert (code, document["findings"], document["needs_attention"], errors) == (3, [], True, "")
        [unseen] = document["unseen"]
        assert (unseen["what"], unseen["reason"].startswith(reason)) == ("the domain", True)
        code, document, errors = customer_profiles(blind, stack, "status")
        assert (code, document, errors.startswith(f"customer-profiles: {reason}")) == (3, None, True)


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
    assert done.stderr == (
        "customer-profiles: no Pulumi project in /: go to its folder or give --cwd FOLDER; "
        "--domain NAME needs no project\n"
    )
