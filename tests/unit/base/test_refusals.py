"""A program that fails lets the engine finish its answers: it would report hooks of a program that has ended."""

import asyncio

import pytest
from connect_customer_profiles.base import refusals


def test_what_the_engine_can_answer_is_awaited_and_what_waits_for_the_failure_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def program() -> list[str]:
        said: list[str] = []

        async def answer(name: str, steps: int) -> None:
            for _ in range(steps):
                await asyncio.sleep(0)
            said.append(name)

        waits_for_the_failure = asyncio.get_running_loop().create_future()
        calls = [asyncio.ensure_future(answer("key", 3)), asyncio.ensure_future(answer("queue", 9))]
        monkeypatch.setattr(
            refusals, "_calls", lambda: [each for each in (*calls, waits_for_the_failure) if not each.done()]
        )
        monkeypatch.setattr(refusals, "STILL", 0.01)
        await refusals.answered()
        assert not waits_for_the_failure.done()
        return said

    assert asyncio.run(program()) == ["key", "queue"]


def test_without_calls_nothing_is_awaited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "_calls", list)
    monkeypatch.setattr(refusals, "STILL", float("nan"))
    asyncio.run(refusals.answered())
