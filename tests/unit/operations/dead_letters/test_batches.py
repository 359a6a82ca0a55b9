"""Handing things on in batches: everything, once, whatever happens to the calls."""

import queue
import threading

import pytest
from connect_customer_profiles.operations.dead_letters import batches as batches_module
from connect_customer_profiles.operations.dead_letters.batches import Batches


def test_everything_is_handed_on_once_in_batches_that_are_full_where_they_can_be() -> None:
    handed: list[list[int]] = []
    batches = Batches(handed.append, lambda _error: None, size=10)
    for number in range(25):
        batches.put(number)
    batches.start()
    batches.close()
    assert handed == [list(range(10)), list(range(10, 20)), list(range(20, 25))]


def test_one_alone_does_not_wait_for_ever() -> None:
    handed = threading.Event()

    def call(_batch: list[str]) -> None:
        handed.set()

    batches = Batches(call, lambda _error: None, size=10)
    batches.start()
    batches.put("one")
    assert handed.wait(10)
    batches.close()


def test_nothing_waits_for_company_that_another_thread_took(monkeypatch: pytest.MonkeyPatch) -> None:
    """A queue that forgets its timeout where its item is gone stands still after some thousand rounds."""
    monkeypatch.setattr(batches_module, "COMPANY_SECONDS", 0.00001)
    handed: queue.Queue[int] = queue.Queue()

    def call(batch: list[int]) -> None:
        for each in batch:
            handed.put(each)

    batches = Batches(call, lambda _error: None, size=10, threads=4)
    batches.start()
    for _ in range(25_000):
        for each in range(3):
            batches.put(each)
        assert {handed.get(timeout=10) for _ in range(3)} == {0, 1, 2}
    batches.close()


def test_several_threads_share_the_work() -> None:
    together = threading.Barrier(2, timeout=10)
    failures: list[Exception] = []

    def call(_batch: list[str]) -> None:
        together.wait()

    batches = Batches(call, failures.append, size=1, threads=2)
    batches.start()
    batches.put("one")
    batches.put("other")
    batches.close()
    assert failures == []


def test_an_error_is_told_and_the_next_batch_handed_on() -> None:
    handed: list[int] = []
    failures: list[str] = []

    def call(batch: list[int]) -> None:
        if batch == [1]:
            raise ValueError("not this one")
        handed.extend(batch)

    batches = Batches(call, lambda error: failures.append(str(error)), size=1)
    batches.start()
    for number in range(3):
        batches.put(number)
    batches.close()
    assert (handed, failures) == ([0, 2], ["not this one"])
