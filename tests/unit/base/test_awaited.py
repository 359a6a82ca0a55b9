"""A preview that ends early leaves nothing behind that Python warns of on the user's screen."""

import asyncio
import gc
import warnings
from collections.abc import Coroutine
from typing import Any

import pulumi
import pytest
from connect_customer_profiles import log
from connect_customer_profiles.base import location, refusals
from connect_customer_profiles.base.arguments import LoggedError


@pytest.fixture
def previewed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines that a preview logs."""
    lines: list[str] = []
    monkeypatch.setattr(location, "is_mocked", lambda: False)
    monkeypatch.setattr(log, "error", lambda text, *_: lines.append(text))
    monkeypatch.setattr(pulumi.runtime, "is_dry_run", lambda: True)
    return lines


def warned_of(program: Coroutine[Any, Any, None]) -> list[str]:
    """What Python warns of while a program runs and when it has ended."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        asyncio.run(program)
        gc.collect()
    return [str(each.message) for each in caught if issubclass(each.category, RuntimeWarning)]


async def unanswered(error: Exception) -> None:
    """A program that asks a provider where it works, and gets an error."""

    async def no_answer() -> str:
        raise error

    asked: list[pulumi.Output[str]] = [pulumi.Output.from_input(asyncio.ensure_future(no_answer())) for _ in "12"]
    found = location._location("aws", asked[0], asked[1])
    with pytest.raises(LoggedError):
        await found.future()
    found._untrack()


def test_my_preview_warned_of_a_coroutine_after_a_provider_had_not_answered(previewed: list[str]) -> None:
    assert warned_of(unanswered(OSError("Unable to locate credentials"))) == []
    assert len(previewed) == 1
    assert "the aws provider does not say in which account and Region it works" in previewed[0]


def test_the_engine_refused_a_resource_and_i_was_told_to_check_my_credentials(previewed: list[str]) -> None:
    closing = f"invocation of aws:index/getRegion:getRegion returned an error: grpc: {location.CLOSING}"
    assert warned_of(unanswered(RuntimeError(closing))) == []
    assert previewed == []


def test_my_preview_warned_of_a_check_that_it_had_not_begun(
    previewed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    preview = refusals._Preview()
    monkeypatch.setattr(refusals, "shared", lambda *_: preview)

    async def check() -> None:
        raise AssertionError("it has begun")

    async def up() -> None:
        component: Any = object()
        await refusals.refusing(component, check())
        # As the SDK does at the end of a program that has failed.
        unfinished = asyncio.all_tasks() - {asyncio.current_task()}
        for each in unfinished:
            each.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
        preview.looking.clear()

    assert warned_of(up()) == []
    assert previewed == []
