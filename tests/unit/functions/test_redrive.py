"""The function behind the dead-letter queue answers in time, however slow the service is."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from connect_customer_profiles.aws.errors import AwsError
from connect_customer_profiles.functions import redrive
from connect_customer_profiles.operations.dead_letters.keys import NO_KEYS, ObjectKeys
from hypothesis import given
from hypothesis import strategies as st

CROWDED = "Too many objects ingested on the profile per second"


@dataclass
class Context:
    """An invocation that ends at a time of the monotonic clock."""

    ends: float

    def get_remaining_time_in_millis(self) -> int:
        return int((self.ends - time.monotonic()) * 1000)


@dataclass
class Slow:
    """A domain whose every answer takes so many seconds."""

    put_seconds: float
    definition_seconds: float = 0.0
    domain: str = "shop"
    calls: int = 0

    def put(self, _letter: object) -> None:
        self.calls += 1
        time.sleep(self.put_seconds)

    def keys(self, _object_type: str) -> ObjectKeys:
        time.sleep(self.definition_seconds)
        return NO_KEYS

    def trouble(self) -> str | None:
        return ""


def event(letters: int) -> dict[str, Any]:
    """Letters of as many object types."""

    def text(value: str) -> dict[str, str]:
        return {"stringValue": value, "dataType": "String"}

    return {
        "Records": [
            {
                "messageId": f"m-{number}",
                "receiptHandle": f"r-{number}",
                "body": json.dumps({"id": number}),
                "messageAttributes": {"Message": text(CROWDED), "ObjectTypeName": text(f"Type-{number}")},
            }
            for number in range(letters)
        ]
    }


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Callable[[Slow], None]:
    """Replaces the domain."""
    variables = {"CALLS_PER_SECOND": "40", "CAUSES": "crowded-profile", "DOMAIN_NAME": "shop"}
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    for cached in (redrive._limits, redrive._pace, redrive._causes):
        cached.cache_clear()

    def use(store: Slow) -> None:
        monkeypatch.setattr(redrive, "_profiles", lambda _network: store)

    return use


@pytest.mark.parametrize("case", ["calls", "definitions", "calls that never end"])
def test_it_answers_in_time_with_every_answer_as_slow_as_the_time_outs_allow(
    environment: Callable[[Slow], None], case: str
) -> None:
    seconds = 5.0
    network = redrive.time_outs(seconds - redrive.ANSWER_SECONDS)
    longest = network.connect_timeout + network.read_timeout
    store = {
        "calls": Slow(put_seconds=longest),
        "definitions": Slow(put_seconds=longest, definition_seconds=longest),
        "calls that never end": Slow(put_seconds=60),
    }[case]
    environment(store)
    ends = time.monotonic() + seconds
    failed = redrive.handle(event(60), Context(ends))["batchItemFailures"]
    assert time.monotonic() < ends
    done = 60 - len(failed)
    assert done <= store.calls
    # What begins while the time-outs still fit is not wasted.
    assert done > 0 or case != "calls"


@pytest.mark.parametrize(("seconds", "longest"), [(60, 15.0), (11, 4.0)])
def test_no_call_begins_that_could_end_after_the_answer(
    environment: Callable[[Slow], None], monkeypatch: pytest.MonkeyPatch, seconds: int, longest: float
) -> None:
    waits: list[float] = []

    class Timer:
        def __init__(self, wait: float, *_stop: Any) -> None:
            waits.append(wait)

        def start(self) -> None:
            pass

        cancel = start

    monkeypatch.setattr("threading.Timer", Timer)
    environment(Slow(put_seconds=0))
    assert redrive.handle(event(1), Context(time.monotonic() + seconds)) == {"batchItemFailures": []}
    assert waits == [pytest.approx(seconds - redrive.ANSWER_SECONDS - longest, abs=0.5)]


class Refusing(Slow):
    """A domain that answers with words of a customer's."""

    def put(self, _letter: object) -> None:
        raise AwsError("", "AccessDeniedException", words="not for Ann <ann@example.com>", status=403)


def test_the_log_has_counts_codes_and_ids_and_no_words_of_a_service(
    environment: Callable[[Slow], None], capsys: pytest.CaptureFixture[str]
) -> None:
    environment(Refusing(put_seconds=0))
    redrive.handle(event(3), Context(time.monotonic() + 10))
    (line,) = capsys.readouterr().out.splitlines()
    written = json.loads(line)
    assert written["halted"] == "AccessDeniedException"
    assert (written["letters"], sorted(written["failed"])) == (3, ["m-0", "m-1", "m-2"])
    assert "ann" not in line.lower()


@given(st.floats(0.5, 900))
def test_the_time_outs_of_a_call_follow_from_the_time_of_an_invocation(seconds: float) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CALLS_PER_SECOND", "10")
        redrive._limits.cache_clear()
        found = redrive.time_outs(seconds)
    longest = found.connect_timeout + found.read_timeout
    assert 0 < found.connect_timeout <= redrive.CONNECT_SECONDS
    assert 0 < found.read_timeout <= redrive.READ_SECONDS
    assert longest <= max(0.6, (seconds + 0.5) * redrive.SHARE)
    if seconds >= 38:
        assert longest == redrive.CONNECT_SECONDS + redrive.READ_SECONDS
