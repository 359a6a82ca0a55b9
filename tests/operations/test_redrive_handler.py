"""The handler of `DeadLetterRedrive`: its archive in a process of its own, events made from the queue's messages."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pulumi
import pytest
from connect_customer_profiles.dead_letter_redrive import HANDLER
from connect_customer_profiles.functions import archive as lambda_code

from localcloud.environment import cloud_environment
from tests.operations.letters import CROWDED, DOMAIN, MISSING_KEY, Letters
from tests.provider.place import ACCOUNT, REGION, Place

Invoke = Callable[..., dict[str, Any]]


@pytest.fixture
def letters(place: Place) -> Letters:
    return Letters(place.server.endpoint, ACCOUNT, REGION).make()


@pytest.fixture
def start(place: Place, tmp_path: Path) -> Iterator[Callable[..., "Function"]]:
    """Starts an execution environment; all are ended after the test."""
    code = tmp_path / "code"
    for name, asset in lambda_code.archive(HANDLER).assets.items():
        assert isinstance(asset, pulumi.FileAsset)
        (code / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(asset.path, code / name)
    started: list[Function] = []

    def make(seconds: float = 60, **variables: str) -> Function:
        environment = {
            **cloud_environment({}, place.server.endpoint, tmp_path, region=REGION, account=ACCOUNT),
            "DOMAIN_NAME": DOMAIN,
            "CALLS_PER_SECOND": "50",
            "CAUSES": "crowded-profile",
            **variables,
        }
        started.append(Function(code, environment, seconds))
        return started[-1]

    yield make
    for each in started:
        each.end()


class Function:
    """One execution environment."""

    def __init__(self, code: Path, environment: dict[str, str], seconds: float) -> None:
        self._logged: str | None = None
        runner = Path(__file__).parent / "lambda_runner.py"
        self._process = subprocess.Popen(
            [sys.executable, str(runner), str(code), lambda_code.lambda_handler(HANDLER), str(seconds)],
            env=environment,
            cwd=code,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __call__(self, records: list[dict[str, Any]]) -> list[str]:
        """Invoke it; returns the ids of the letters that it reports as failed."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"Records": records}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert set(answer) == {"batchItemFailures"}
        return [each["itemIdentifier"] for each in answer["batchItemFailures"]]

    def end(self) -> str:
        """End it; returns what it has logged."""
        if self._logged is None:
            _, self._logged = self._process.communicate(timeout=30)
        return self._logged


def event(letters: Letters, count: int) -> list[dict[str, Any]]:
    """What SQS hands to the function: messages of the queue as records."""
    sqs = letters.client("sqs")
    records: list[dict[str, Any]] = []
    while len(records) < count:
        found = sqs.receive_message(
            QueueUrl=letters.url,
            MaxNumberOfMessages=10,
            VisibilityTimeout=600,
            MessageAttributeNames=["All"],
            MessageSystemAttributeNames=["All"],
        )["Messages"]
        records += [letters.record(each) for each in found]
    return records


def test_stored_letters_are_done_and_all_others_reported(letters: Letters, start: Callable[..., Function]) -> None:
    letters.refused(7, email="jane@example.com")
    letters.refused(2, first=50, message=MISSING_KEY)
    letters.send("no object")
    letters.send('{"profile": "without a unique key"}')
    function = start()
    records = event(letters, 11)
    failed = function(records)
    by_id = {each["messageId"]: each for each in records}
    assert letters.stored() == 7
    assert len(failed) == 4
    bodies = {by_id[each]["body"] for each in failed}
    assert {"no object", '{"profile": "without a unique key"}'} < bodies
    assert {json.loads(body)["id"] for body in bodies if '"id"' in body} == {"o-50", "o-51"}
    assert {by_id[each]["messageAttributes"]["Message"]["stringValue"] for each in failed} == {CROWDED, MISSING_KEY}
    logged = function.end()
    assert "jane" not in logged
    [line] = logged.splitlines()
    assert json.loads(line)["stored"] == 7
    assert json.loads(line)["failed"] == failed


def test_the_pace_outlives_an_invocation(letters: Letters, start: Callable[..., Function]) -> None:
    """Three batches of ten at ten calls a second take three seconds, however they are delivered."""
    letters.refused(30)
    function = start(CALLS_PER_SECOND="10")
    records = event(letters, 30)
    assert [function(records[first : first + 10]) for first in (0, 10, 20)] == [[], [], []]
    calls = letters.control.calls(service="customer-profiles", operation="PutProfileObject")
    assert len(calls) == 30
    assert calls[-1]["wall_time"] - calls[0]["wall_time"] > 29 / 10 - 0.3
    assert max(letters.per_second()) <= 12


def test_throttled_and_failed_calls_are_repeated_within_the_invocation(
    letters: Letters, start: Callable[..., Function]
) -> None:
    letters.refused(5)
    for kind in ("throttle", "error_before"):
        letters.control.add_fault(kind, service="customer-profiles", operation="PutProfileObject", count=2)
    assert start()(event(letters, 5)) == []
    assert letters.stored() == 5


def test_what_is_not_done_when_time_is_up_is_reported(letters: Letters, start: Callable[..., Function]) -> None:
    letters.refused(40)
    function = start(seconds=10, CALLS_PER_SECOND="5")
    failed = function(event(letters, 40))
    assert 0 < len(failed) < 40
    assert letters.stored() == 40 - len(failed)


def test_what_concerns_all_fails_all_of_them_and_stores_none(letters: Letters, start: Callable[..., Function]) -> None:
    letters.refused(5)
    records = event(letters, 5)
    function = start(DOMAIN_NAME="another-domain")
    assert sorted(function(records)) == sorted(each["messageId"] for each in records)
    assert letters.stored() == 0


def test_objects_of_one_profile_are_put_apart(letters: Letters, start: Callable[..., Function]) -> None:
    letters.control.behaviours(crowded_profile="refused")
    letters.refused(4, profile="same")
    assert start()(event(letters, 4)) == []
    assert letters.stored() == 4


def test_any_record_is_answered(letters: Letters, start: Callable[..., Function]) -> None:
    strange: list[dict[str, Any]] = [
        {"messageId": "1"},
        {"messageId": "2", "body": None, "messageAttributes": {"Message": 1}},
    ]
    assert start(CAUSES="crowded-profile,no-object")(strange) == ["1", "2"]
