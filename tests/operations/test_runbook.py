"""The runbook's output is what the commands print: made here, compared with `docs/operations.md`."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from connect_customer_profiles.ingestion.memory import MEMORY

from tests.operations.command import Command
from tests.operations.deployment import Deployment
from tests.operations.scene import Scene, statement
from tests.provider.place import DAY, Place

RUNBOOK = Path(__file__).parent.parent.parent / "docs" / "operations.md"


def stopped(scene: Scene) -> None:
    scene.load()
    scene.client("appflow").stop_flow(flowName=scene.flow)


def refused(scene: Scene) -> None:
    scene.load()
    scene.break_runs("INVALID_SESSION_ID expired access token", count=4)


def failed(scene: Scene) -> None:
    scene.place.control.add_fault("step_fails", batch=1, permanent=True, message="Service unavailable")
    scene.place.control.advance(DAY)
    scene.refresh()


def letters(scene: Scene) -> None:
    scene.load()
    scene.source(records=[{"fields": {"Id": None}}])
    scene.pass_hours(1)


def disabled(scene: Scene) -> None:
    scene.load()
    scene.client("kms").disable_key(KeyId=scene.key_id)


def unguarded(scene: Scene) -> None:
    scene.load()
    scene.set_queue_policy('{"Version": "2012-10-17", "Statement": []}')


def powerless(scene: Scene) -> None:
    scene.set_role_policy(statement(Effect="Allow", Action="appflow:*", Resource="*"))
    scene.load()


def same(text: str) -> str:
    """What differs from run to run is written in one way."""
    text = re.sub(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "1234abcd-…", text)
    text = re.sub(r"-[0-9a-f]{10}\b", "-0123456789", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "2026-01-31T12:00:00Z", text)
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "2026-01-31 12:00", text)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


@pytest.mark.parametrize("trouble", [stopped, refused, failed, letters, disabled, unguarded, powerless])
def test_the_runbook_shows_what_diagnose_prints(
    place: Place, deployment: Callable[..., Deployment], command: Command, trouble: Callable[[Scene], None]
) -> None:
    MEMORY.forget()
    trouble(Scene.made(place, deployment))
    result = command("diagnose", "--stack", "dev")
    assert result.code == 1
    # The page begins below the integrations, and in the folder of the stack.
    _, findings = result.stdout.replace(" --stack dev", "").split("\n\n", 1)
    assert same(findings) in same(RUNBOOK.read_text()), findings
