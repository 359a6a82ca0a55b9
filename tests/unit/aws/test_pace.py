"""The pace of calls, with a clock of our own."""

import itertools
import threading
from pathlib import Path

import pytest
from connect_customer_profiles import aws
from connect_customer_profiles.aws import pace as rates
from connect_customer_profiles.aws.pace import TokenBucket
from hypothesis import given
from hypothesis import strategies as st

from localcloud.aws.customer_profiles import models


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.pauses: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds


def bucket(rate: float, clock: Clock) -> TokenBucket:
    return TokenBucket(rate, clock=clock, sleep=clock.sleep)


def test_the_first_call_does_not_wait_and_the_next_ones_keep_their_distance() -> None:
    clock = Clock()
    paced = bucket(5, clock)
    for _ in range(4):
        paced.take()
    assert clock.pauses == pytest.approx([0.2, 0.2, 0.2])


def test_time_that_passed_anyway_counts() -> None:
    clock = Clock()
    paced = bucket(1, clock)
    paced.take()
    clock.now += 0.75
    paced.take()
    clock.now += 10
    paced.take()
    assert clock.pauses == pytest.approx([0.25])


@given(st.floats(0.5, 20), st.lists(st.floats(0, 3), min_size=1, max_size=30))
def test_two_calls_are_never_closer_than_the_rate_allows(rate: float, gaps: list[float]) -> None:
    clock = Clock()
    paced = bucket(rate, clock)
    times = []
    for gap in gaps:
        clock.now += gap
        paced.take()
        times.append(clock.now)
    for before, after in itertools.pairwise(times):
        assert after - before >= 1 / rate - 1e-9


def test_threads_get_turns_of_their_own() -> None:
    pauses: list[float] = []
    paced = TokenBucket(5, clock=lambda: 0.0, sleep=pauses.append)
    threads = [threading.Thread(target=paced.take) for _ in range(5)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(pauses) == pytest.approx([0.2, 0.4, 0.6, 0.8])


def test_each_account_region_and_api_has_a_pace_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[float, list[int]]] = []

    class Recorded:
        def __init__(self, rate: float) -> None:
            self.taken: list[int] = []
            made.append((rate, self.taken))

        def take(self) -> None:
            self.taken.append(1)

    monkeypatch.setattr(rates, "TokenBucket", Recorded)
    monkeypatch.setattr(rates, "_buckets", {})
    for _ in range(3):
        rates.pace("1", "us-east-1", "PutIntegration")
    rates.pace("2", "us-east-1", "PutIntegration")
    rates.pace("1", "us-east-2", "PutIntegration")
    rates.pace("1", "us-east-1", "CreateIntegrationWorkflow")
    rates.pace("1", "us-east-1", "DescribeFlow")
    assert [(rate, len(taken)) for rate, taken in made if taken] == [(1, 3), (1, 1), (1, 1), (5, 1)]


def test_every_call_with_a_documented_quota_is_paced_by_it() -> None:
    files = set(Path(aws.__file__).parent.glob("*.py")) - {Path(rates.__file__)}
    sources = "".join(file.read_text() for file in files)
    called = {api: rate for api, rate in models.RATES.items() if f'"{api}"' in sources}
    assert called.pop("PutProfileObject") == 100  # paced by the redrive, whose rate is an argument
    assert called == rates.CALLS_PER_SECOND
