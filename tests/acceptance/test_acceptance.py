"""The acceptance on the local AWS: every step ends well, and nothing is left."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import psutil
import pytest

from tests.conftest import REPOSITORY
from tests.e2e.conftest import CREDENTIALS, Place, place, vault, warm_python  # noqa: F401 - fixtures
from tests.observations.caller import Caller

from .journey import Journey, reason, travel

pytestmark = pytest.mark.e2e


@pytest.fixture
def caller(place: Place) -> Caller:  # noqa: F811 - the fixture
    session = boto3.Session(
        aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"], aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"]
    )
    return Caller(session, "us-east-1", "test", pause=place.control.advance, now=lambda: place.control.clock()["now"])


SPEED = 600
"""Twenty minutes of history are loaded in two seconds."""


@pytest.mark.parametrize("salesforce", ["salesforce", pytest.param("", marks=pytest.mark.nightly, id="files only")])
def test_every_step_ends_well_and_nothing_is_left(
    place: Place,  # noqa: F811 - the fixture
    caller: Caller,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    salesforce: str,
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", place.environment["AWS_ENDPOINT_URL"])
    place.control.set_speed(SPEED if salesforce else 1)
    said: list[str] = []
    journey = Journey(caller, tmp_path / "project", place.environment, salesforce)
    passed = travel(journey, said.append)
    assert [each.partition(" (")[0] for each in said] == [
        *(f"ok      {name}" for name, _ in journey.steps()),
        "ok      nothing is left",
    ]
    assert passed
    assert place.leftovers() == {}


def started_with(environment: dict[str, str]) -> Iterator[psutil.Process]:
    """The processes of this test, by a file that only its environment names."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            if process.environ().get("AWS_CONFIG_FILE") == environment["AWS_CONFIG_FILE"]:
                yield process


POINTS = (1, 3, 5, 7, 9, 11, 13, 15, 17, 19)
"""Numbers of things that exist when the run is killed."""
ENGINE_GOES_ON = POINTS[::2]
"""Where only the run is killed, and the engine that it has started is not."""

Command = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def command(place: Place, tmp_path: Path) -> Command:  # noqa: F811 - the fixture
    """Starts a command of the acceptance, in a group of its own."""

    def start(name: str, *options: str) -> subprocess.Popen[str]:
        where = ("--account", CREDENTIALS["AWS_ACCESS_KEY_ID"], "--folders", str(tmp_path / "runs"))
        return subprocess.Popen(
            [sys.executable, "-m", "tests.acceptance", name, *where, *options],
            cwd=REPOSITORY,
            env=place.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    return start


def wait_for(place: Place, things: int, running: subprocess.Popen[str]) -> None:  # noqa: F811
    """Until a run has made so many things."""
    while sum(map(len, place.leftovers().values())) < things:
        assert running.poll() is None
        time.sleep(0.05)


@pytest.mark.parametrize(
    "things", [POINTS[4], *(pytest.param(each, marks=pytest.mark.nightly) for each in POINTS if each != POINTS[4])]
)
def test_what_a_killed_run_has_left_is_deleted(place: Place, command: Command, things: int) -> None:  # noqa: F811
    running = command("run", "--no-observe")
    wait_for(place, things, running)
    os.killpg(running.pid, signal.SIGKILL)
    running.communicate()
    # The engine and its plugins have groups of their own: they die with the machine, and go on where one process dies.
    while things not in ENGINE_GOES_ON and (orphans := [*started_with(place.environment)]):
        for orphan in orphans:
            orphan.kill()
        psutil.wait_procs(orphans, timeout=1)
    cleaning = command("clean")
    said, _ = cleaning.communicate()
    assert (cleaning.returncode, said) == (0, "nothing is left, but for keys that are deleted within seven days\n")
    assert place.leftovers() == {}
    assert psutil.wait_procs([*started_with(place.environment)], timeout=60)[1] == []


def test_a_run_that_is_stopped_deletes_what_it_has_made(place: Place, command: Command, tmp_path: Path) -> None:  # noqa: F811
    running = command("run")
    wait_for(place, POINTS[1], running)
    os.killpg(running.pid, signal.SIGINT)
    said, complained = running.communicate()
    assert complained == "acceptance: interrupted: what was made is being deleted; once more leaves it\n"
    # A run that goes on meanwhile is at another step.
    interrupted, ended = said.splitlines()[-2:]
    assert re.fullmatch("failed  .*: interrupted", interrupted)
    assert ended == "ok      nothing is left"
    assert running.returncode == 128 + signal.SIGINT
    assert place.leftovers() == {}
    assert [*(tmp_path / "runs").glob("*/*")] == []
    assert psutil.wait_procs([*started_with(place.environment)], timeout=60)[1] == []


@pytest.mark.parametrize(
    ("output", "said"),
    [
        (
            "Diagnostics:\n  aws:kms:Key (key):\n    error: 1 error occurred:\n        * creating KMS Key: no right\n"
            "    error: 1 error occurred:\n  pulumi:pulumi:Stack (a):\n    error: update failed\nDuration: 3s\n",
            "creating KMS Key: no right",
        ),
        ("customer-profiles: stack = 'x': there is none\n\n", "customer-profiles: stack = 'x': there is none"),
        ("\n", "it printed nothing"),
    ],
)
def test_a_failed_command_is_one_line(output: str, said: str) -> None:
    assert reason(output) == said
