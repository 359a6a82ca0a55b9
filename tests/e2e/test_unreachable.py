"""The local cloud that is not running any more: the engine says so in seconds, and changes nothing."""

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from localcloud.environment import cloud_environment

from .conftest import Place
from .harness import BUGS, Project
from .one_of_each import in_state, prepared, program, run

pytestmark = pytest.mark.e2e

NOWHERE = "http://127.0.0.1:9"
SECONDS = 180
"""Within which a command ends: it takes seven, on a loaded machine a multiple; it took minutes."""


def test_my_preview_waited_for_minutes_for_a_local_cloud_that_had_ended(
    place: Place, project: Callable[..., Project], tmp_path: Path
) -> None:
    stack = project(program=program(prepared(place)))
    ended = replace(place, environment=cloud_environment(place.environment, NOWHERE, tmp_path))
    unwritten = previewed(stack, ended)
    assert any(line.startswith("error: the aws provider does not say in which account") for line in unwritten)
    stack.up()
    known = in_state(stack)
    written = previewed(stack, ended)
    # Each package says it: classic aws, aws-native and our own resources.
    for words in (
        "EndpointConnectionError",
        "could not get AWS account ID",
        "error: Preview failed: could not reach AWS",
    ):
        assert any(words in line for line in written), written
    assert in_state(stack) == known


def test_my_preflight_says_that_it_does_not_know_at_an_endpoint_that_is_down(
    place: Place, project: Callable[..., Project], tmp_path: Path
) -> None:
    stack = project(program=program(prepared(place)))
    stack.up()
    environment = cloud_environment(place.environment, NOWHERE, tmp_path)
    del environment["AWS_MAX_ATTEMPTS"]
    done = subprocess.run(
        [*(sys.executable, "-m", "connect_customer_profiles.cli.main"), "preflight", "--stack", "dev"],
        cwd=stack.folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3, done.stdout + done.stderr
    assert "unknown  preview, program: could not reach AWS" in done.stdout


def previewed(stack: Project, place: Place) -> list[str]:
    """The error lines of a preview, which ends in good time."""
    begun = time.monotonic()
    code, text = run(stack, place, "preview")
    assert (code != 0, time.monotonic() - begun < SECONDS) == (True, True), text
    assert [each for each in BUGS if each in text] == [], text
    return [line.strip() for line in text.splitlines() if line.strip().startswith("error:")]
