"""Blindness where something is wrong or to be done: no command hides it, and none says that it has done all."""

import json
import pickle
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

import pytest
from connect_customer_profiles.aws.errors import AwsError
from connect_customer_profiles.functions import INTEGRATIONS, supervisor
from connect_customer_profiles.ingestion.memory import MEMORY
from connect_customer_profiles.operations.dead_letters import survey

from tests.operations.blind import FAULTS, TARGETS, Aws
from tests.operations.command import Command, Result
from tests.operations.deployment import Deployment
from tests.operations.letters import DOMAIN, Letters
from tests.operations.scene import Scene
from tests.operations.test_agreement import fails, stopped, without_its_flow
from tests.operations.test_blindness import HEALTHY
from tests.provider.place import ACCOUNT, DAY, REGION, Place


def letters(scene: Scene) -> None:
    scene.load()
    scene.source(records=[{"fields": {"Id": None}}])
    scene.pass_hours(1)


TROUBLES: dict[str, Callable[[Scene], None]] = {
    "letters": letters,
    "failed": fails(),
    "stopped": stopped,
    "without its flow": without_its_flow,
}
LOOKS = (
    *(words for name in ("status", "watch", "diagnose", "profiles") for words in HEALTHY[name]),
    *(words for name in ("list", "triage", "export") for words in HEALTHY[f"dead-letters {name}"]),
    *(("dead-letters", "redrive", "--dry-run", *target) for target in TARGETS),
    *((name, "--dry-run", *target) for name in ("resubmit", "reestablish") for target in TARGETS),
)
REPAIRS = {
    ("failed", "resubmit"): ("resubmit", "--stack", "dev", "--yes"),
    ("failed", "watch"): ("watch", "--stack", "dev", "--repair", "--minutes", "{minutes}"),
    ("stopped", "watch"): ("watch", "--stack", "dev", "--repair", "--minutes", "{minutes}"),
    ("stopped", "reestablish"): ("reestablish", "--stack", "dev", "--yes"),
    ("without its flow", "watch"): ("watch", "--stack", "dev", "--repair", "--minutes", "{minutes}"),
    ("without its flow", "reestablish"): ("reestablish", "--stack", "dev", "--yes"),
}


@pytest.fixture
def scene(place: Place, deployment: Callable[..., Deployment]) -> Callable[[str], Scene]:
    def make(trouble: str) -> Scene:
        MEMORY.forget()
        made = Scene.made(place, deployment)
        TROUBLES[trouble](made)
        made.refresh()
        return made

    return make


@pytest.mark.parametrize("trouble", TROUBLES)
def test_what_is_not_seen_is_said(
    trouble: str, scene: Callable[[str], Scene], command: Command, aws: Aws, tmp_path: Path
) -> None:
    scene(trouble)
    for number, template in enumerate(LOOKS):
        file = tmp_path / f"letters-{number}.jsonl"
        arguments = [each.format(customer="nobody", file=file) for each in template]
        aws.made.clear()
        command(*arguments)
        for call, fault in zip(aws.calls, cycle(FAULTS), strict=False):
            file.unlink(missing_ok=True)
            with aws.blind(call, FAULTS[fault]):
                result = command(*arguments)
            told = (arguments, call, fault, result)
            assert result.code in (1, 2, 3), told
            assert call[1] in result.stdout + result.stderr or not aws.hit, told


@contextmanager
def afterwards_as_before(scene: Scene) -> Iterator[None]:
    """What Customer Profiles and AppFlow have is left as it was."""
    cloud = scene.place.server.cloud
    with cloud.lock:
        regions = pickle.dumps(cloud.regions)
    yield
    with cloud.lock:
        cloud.regions = pickle.loads(regions)  # noqa: S301 - our own


@contextmanager
def passing_days(scene: Scene) -> Iterator[None]:
    """Meanwhile, what was started ends."""
    over = threading.Event()

    def go() -> None:
        while not over.wait(0.5):
            scene.place.control.advance(DAY)

    clock = threading.Thread(target=go)
    clock.start()
    yield
    over.set()
    clock.join()


@pytest.mark.parametrize(("trouble", "name"), REPAIRS)
def test_a_repair_that_did_not_get_all_answers_says_so_and_can_be_repeated(
    trouble: str, name: str, scene: Callable[[str], Scene], command: Command, aws: Aws
) -> None:
    made = scene(trouble)

    def run(minutes: float = 5) -> tuple[Result, bool]:
        """How the command ends, and whether all is well once what it has started has ended."""
        with passing_days(made):
            result = command(*(each.format(minutes=minutes) for each in REPAIRS[trouble, name]))
        aws.failing = None
        made.place.finish()
        return result, command("status", "--stack", "dev").code == 0

    with afterwards_as_before(made):
        aws.made.clear()
        assert run()[1]
        calls = aws.calls
    for call, fault in zip(calls, cycle(FAULTS), strict=False):
        with afterwards_as_before(made):
            with aws.blind(call, FAULTS[fault]):
                result, well = run(minutes=0.05)
            told = (call, fault, result)
            assert well or result.code in (1, 2, 3), told
            assert run()[1], told
            assert len(made.place.existing()["integrations"]) == 1, told


@pytest.mark.parametrize("trouble", ["failed", "stopped", "without its flow"])
def test_a_supervisor_that_did_not_get_all_answers_fails_and_its_next_round_repairs(
    trouble: str,
    scene: Callable[[str], Scene],
    command: Command,
    aws: Aws,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = scene(trouble)
    topic = made.client("sns").create_topic(Name="supervisor")["TopicArn"]
    (tmp_path / INTEGRATIONS).write_text(json.dumps({"contacts": made.deployed.only.inputs}))
    monkeypatch.setattr(supervisor, "__file__", str(tmp_path / "supervisor.py"))
    monkeypatch.setenv("PERIOD_MINUTES", "15")
    monkeypatch.setenv("TOPIC_ARN", topic)

    def repaired() -> bool:
        """Whether all is well once what a round has started has ended."""
        supervisor.handle({}, None)
        made.place.finish()
        return command("status", "--stack", "dev").code == 0

    with afterwards_as_before(made):
        aws.made.clear()
        supervisor.handle({}, None)
        calls = aws.calls
        made.place.finish()
        assert command("status", "--stack", "dev").code == 0
    assert ("sns", "Publish") in calls
    for call, fault in zip(calls, cycle(FAULTS), strict=False):
        told = (call, fault)
        with afterwards_as_before(made):
            failed = False
            with aws.blind(call, FAULTS[fault]):
                try:
                    supervisor.handle({}, None)
                except (AwsError, RuntimeError):
                    failed = True
            # Role and key are read to notice that they have changed; whoever may not read them does without.
            spared = fault == "denied" and call[0] in ("iam", "kms")
            assert failed or spared, told
            assert repaired(), told
            assert len(made.place.existing()["integrations"]) == 1, told


def test_a_redrive_that_did_not_get_all_answers_says_so_and_loses_nothing(
    place: Place, command: Command, aws: Aws
) -> None:
    letters = Letters(place.server.endpoint, ACCOUNT, REGION).make()
    arguments = ("dead-letters", "redrive", "--domain", DOMAIN, "--region", REGION, "--visibility", "5")
    letters.refused(3)
    aws.made.clear()
    assert command(*arguments).code == 0
    stored = letters.stored()
    for call, fault in zip(aws.calls, cycle(FAULTS), strict=False):
        letters.refused(3, first=stored)
        with aws.blind(call, FAULTS[fault]):
            result = command(*arguments)
        told = (call, fault, result)
        assert letters.waiting() == (0, 0) or result.code in (1, 2, 3), told
        while letters.waiting()[1]:
            time.sleep(0.5)
        assert command(*arguments).code == 0, told
        stored += 3
        assert (letters.stored(), letters.waiting()) == (stored, (0, 0)), told


def test_a_discard_that_did_not_get_all_answers_says_so_and_deletes_only_what_its_file_has(
    place: Place, command: Command, aws: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "EMPTY_RECEIVES", 1)
    letters = Letters(place.server.endpoint, ACCOUNT, REGION).make()

    def discard(file: Path) -> Result:
        return command("dead-letters", "discard", str(file), "--domain", DOMAIN, "--region", REGION, "--yes")

    letters.refused(3)
    aws.made.clear()
    assert (discard(tmp_path / "well.jsonl").code, letters.waiting()) == (0, (0, 0))
    calls = aws.calls
    assert ("sqs", "DeleteMessageBatch") in calls
    for number, (call, fault) in enumerate(zip(calls, cycle(FAULTS), strict=False)):
        # What a run has received stays hidden for a while.
        place.server.cloud.reset()
        letters.make().refused(3)
        file = tmp_path / f"blind-{number}.jsonl"
        with aws.blind(call, FAULTS[fault]):
            result = discard(file)
        told = (call, fault, result)
        assert (result.code in (1, 2, 3) and call[1] in result.stdout + result.stderr) or not aws.hit, told
        left = sum(letters.waiting())
        kept = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
        # Nothing is gone but what has been written down.
        assert left + len(kept) >= 3, told
