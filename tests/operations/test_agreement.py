"""`status`, `watch` and `diagnose`, of stack and domain, say the same: after every command and every fault."""

import json
import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from connect_customer_profiles.aws import pace
from connect_customer_profiles.ingestion import lost
from connect_customer_profiles.operations import watch

from tests.operations.command import Command
from tests.operations.deployment import Deployment
from tests.operations.scene import Scene
from tests.operations.views import agreed
from tests.provider.place import DAY, DOMAIN, Place

Deploy = Callable[..., Deployment]

PERMANENT = "invalid_grant: token expired"
TOO_MANY = "The run exceeds the maximum number of records"


@pytest.fixture
def scene(place: Place, deployment: Deploy, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Scene]:
    monkeypatch.setattr(pace, "pace", lambda *_: None)
    monkeypatch.setattr(watch, "CALLS_PER_SECOND", 10_000.0)
    monkeypatch.setattr(lost, "LISTING_LAG", timedelta(0))
    # Nothing happens between two looks.
    now = time.time()
    monkeypatch.setattr(place.server.cloud.clock, "wall", lambda: now)
    return lambda **changes: Scene.made(place, deployment, **changes)


def some_minutes(scene: Scene) -> None:
    scene.place.control.advance(0.005 * DAY)


def ended(scene: Scene) -> None:
    scene.place.finish()


def fails(message: str = "Service unavailable", *, batch: int = 0, **more: Any) -> Callable[[Scene], None]:
    """A batch fails, and everything else ends."""

    def happen(scene: Scene) -> None:
        scene.place.control.add_fault("step_fails", batch=batch, permanent=True, message=message, **more)
        scene.place.finish()

    return happen


def stopped(scene: Scene) -> None:
    scene.load()
    scene.client("appflow").stop_flow(flowName=scene.flow)


def without_its_flow(scene: Scene) -> None:
    stopped(scene)
    scene.client("appflow").delete_flow(flowName=scene.flow, forceDelete=True)


def without_its_integration(scene: Scene) -> None:
    scene.load()
    uri = scene.deployed.only.state["integration_uri"]
    scene.client("customer-profiles").delete_integration(DomainName=DOMAIN, Uri=uri)


def with_failing_runs(scene: Scene) -> None:
    scene.load()
    scene.break_runs("Service unavailable", 2)


def extended_by_a_killed_command(scene: Scene) -> None:
    """An update extends the history, and is killed before the stack is written."""
    scene.load()
    scene.deployed.only.up(import_start_date=scene.place.days_ago(160))
    scene.place.control.advance(60)


REPAIR = ("watch", "--stack", "dev", "--repair", "--minutes", "0.1")
REESTABLISH = ("reestablish", "--stack", "dev", "--yes")
RESUBMIT = ("resubmit", "--stack", "dev", "--yes")
REDRIVE = ("dead-letters", "redrive", "--stack", "dev")
INCREMENTAL = 30
BATCHES = 103

CASES: dict[str, tuple[int, Callable[[Scene], None], tuple[tuple[str, ...], ...]]] = {
    "loading": (BATCHES, some_minutes, (REPAIR,)),
    "loaded, and nobody has looked": (BATCHES, ended, (REPAIR,)),
    "loaded": (BATCHES, Scene.load, (REESTABLISH, REDRIVE)),
    "incremental": (INCREMENTAL, Scene.load, (REESTABLISH, REPAIR)),
    "failed": (BATCHES, fails(), (REPAIR,)),
    "failed for good": (BATCHES, fails(PERMANENT, batch=1), (RESUBMIT,)),
    "failed in part": (BATCHES, fails(TOO_MANY), (RESUBMIT, REPAIR)),
    "stopped": (BATCHES, stopped, (REESTABLISH,)),
    "incremental, stopped": (INCREMENTAL, stopped, (REPAIR,)),
    "without its flow": (BATCHES, without_its_flow, (REPAIR,)),
    "incremental, without its flow": (INCREMENTAL, without_its_flow, (REESTABLISH,)),
    "without its integration": (BATCHES, without_its_integration, (REESTABLISH,)),
    "incremental, without its integration": (INCREMENTAL, without_its_integration, (REPAIR,)),
    "with failing runs": (BATCHES, with_failing_runs, (REPAIR,)),
    "extended by a killed command": (BATCHES, extended_by_a_killed_command, (REPAIR,)),
    "incremental, extended by a killed command": (INCREMENTAL, extended_by_a_killed_command, (REPAIR,)),
}
"""Days of history, what happens, and the commands that follow."""
WRONG = ("failed", "failing", "stopped", "without")


@pytest.mark.parametrize("case", CASES)
def test_the_views_agree(command: Command, scene: Callable[..., Scene], case: str, place: Place) -> None:
    days, happen, commands = CASES[case]
    made = scene(import_start_date=place.days_ago(days))
    happen(made)
    [found] = agreed(command)
    assert found["needs_attention"] == any(words in case for words in WRONG)
    assert made.causes_by_lists() == made.causes()
    for words in commands:
        # 3: on a slow machine the time is over before the first look.
        assert command(*words).code in (0, 1, 3)
        [found] = agreed(command)
    place.finish()
    [found] = agreed(command)
    assert not found["failed"] or found["needs_attention"]


def test_a_domain_that_is_gone_is_told_by_all(command: Command, scene: Callable[..., Scene], place: Place) -> None:
    scene()
    place.finish()
    place.client("customer-profiles").delete_domain(DomainName=DOMAIN)
    for words in ("status", "watch"):
        done = command(words, "--stack", "dev")
        assert (done.code, "contacts: the domain amazon-connect-test is gone" in done.stdout) == (1, True)
    assert "The domain does not exist." in command("diagnose", "--stack", "dev").stdout


def test_a_load_of_nothing_is_worth_a_word(command: Command, scene: Callable[..., Scene], place: Place) -> None:
    made = scene()
    made.source(per_day=0)
    place.finish()
    done = command("status", "--stack", "dev")
    assert done.code == 0
    assert (
        "contacts: all 2 batches that are loaded together had 0 records: is there anything at the source" in done.stdout
    )


def test_what_cannot_be_looked_at_hides_nothing(command: Command, place: Place, deployment: Deploy) -> None:
    made = deployment(count=2)
    place.finish()
    made.refresh()
    state: dict[str, Any] = json.loads(made.file.read_text())
    state["deployment"]["resources"][2]["outputs"]["aws_profile"] = "nobody"
    made.file.write_text(json.dumps(state))
    done = command("status", "--stack", "dev")
    assert done.code == 3
    assert "could not look at integration contacts: could not reach AWS: The config profile (nobody)" in done.stdout
    assert re.search(r"^contacts1 +COMPLETE", done.stdout, re.MULTILINE)
