"""How far a command is: on standard error, now and then, and what it waits for."""

import logging
from types import SimpleNamespace

import pytest
from connect_customer_profiles.aws import call
from connect_customer_profiles.cli import progress, redrive
from connect_customer_profiles.cli.console import Output


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, which stands still until a test changes it."""
    now = [1000.0]
    monkeypatch.setattr("connect_customer_profiles.cli.progress.time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


def test_without_a_terminal_there_is_a_line_now_and_then(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    with progress.progress(Output(as_json=False), "letters") as report:
        for second in range(25):
            clock[0] = 1000.0 + second
            report(second * 100, 2500, "throttled to 28 calls a second" if second > 15 else "")
    assert capsys.readouterr() == (
        "",
        "customer-profiles: 1,000 of 2,500 letters\n"
        "customer-profiles: 2,000 of 2,500 letters, throttled to 28 calls a second\n",
    )


def test_machines_are_told_nothing(clock: list[float], capsys: pytest.CaptureFixture[str]) -> None:
    with progress.progress(Output(as_json=True), "letters") as report:
        clock[0] += 60
        report(1, 2, "")
    assert capsys.readouterr() == ("", "")


def test_calls_that_wait_say_so_and_many_of_them_once(clock: list[float], capsys: pytest.CaptureFixture[str]) -> None:
    log = logging.getLogger(call.__name__)
    with progress.waiting_told():
        for second in range(8):
            clock[0] = 1000.0 + second
            log.info("GetWorkflow is throttled: the next attempt is in %.0f seconds", 8)
    log.info("nobody listens any more")
    line = "customer-profiles: GetWorkflow is throttled: the next attempt is in 8 seconds\n"
    assert capsys.readouterr() == ("", line * 2)


@pytest.mark.parametrize(
    ("slowed", "patience", "told"),
    [
        (None, None, ""),
        (28.4, None, "throttled to 28 calls a second"),
        (None, 118.2, "waits for letters in flight, 118 seconds at most"),
        (28.4, 118.2, "waits for letters in flight, 118 seconds at most"),
    ],
)
def test_a_redrive_says_what_keeps_it_from_full_speed(slowed: float | None, patience: float | None, told: str) -> None:
    assert redrive._remark(slowed, patience) == told
