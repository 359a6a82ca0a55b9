"""Values that are gathered from Outputs."""

import asyncio
from collections.abc import Callable
from typing import Any, cast

import pulumi
import pytest
from connect_customer_profiles.base import gathering, outputs
from connect_customer_profiles.base.gathering import gathered
from pulumi.output import Unknown

BATCHES = [{"start": f"{number}", "end": f"{number + 1}"} for number in range(100)]


def resolved(make: Callable[[], pulumi.Output[Any]]) -> tuple[Any, bool, bool]:
    """The value of an Output, whether it is known, and whether it is secret."""

    async def ask() -> tuple[Any, bool, bool]:
        output = make()
        return await output.future(), await output.is_known(), await output.is_secret()

    return asyncio.run(ask())


def of(value: Any) -> pulumi.Output[Any]:
    """An Output whose value may hold Outputs, as those of `apply` do."""
    return pulumi.Output.from_input(1).apply(lambda _: pulumi.Output.from_input(1).apply(lambda _: value))


MAKERS: "tuple[Callable[..., pulumi.Output[Any]], ...]" = (gathered, pulumi.Output.all)


@pytest.mark.parametrize("make", MAKERS)
def test_gathered_outputs_are_what_all_makes_of_them(make: Callable[..., pulumi.Output[Any]]) -> None:
    plain = resolved(lambda: make(batches=of(BATCHES), text=of("a"), empty=of(None)))
    assert plain == ({"batches": BATCHES, "text": "a", "empty": None}, True, False)
    nested = resolved(lambda: make(inner=of({"deep": [pulumi.Output.secret("b")]}), text=of("a")))
    assert nested == ({"inner": {"deep": ["b"]}, "text": "a"}, True, True)
    mixed = resolved(lambda: make(text="a", inner={"deep": of("b")}, number=of(1)))
    assert mixed == ({"text": "a", "inner": {"deep": "b"}, "number": 1}, True, False)
    assert list(mixed[0]) == ["text", "inner", "number"]
    assert resolved(lambda: make(text="a", batches=BATCHES)) == ({"text": "a", "batches": BATCHES}, True, False)
    unknown = cast("Any", Unknown)()
    assert resolved(lambda: make(text=of("a"), batches=of([{"start": unknown}])))[:2] == (None, False)


def test_an_object_or_an_empty_one() -> None:
    unknown = cast("Any", Unknown)()
    assert resolved(lambda: outputs.known_or_empty(of({"batches": BATCHES}))) == ({"batches": BATCHES}, True, False)
    assert resolved(lambda: outputs.known_or_empty(of(unknown))) == ({}, True, False)
    assert resolved(lambda: outputs.known_or_empty(of({"uri": unknown})))[:2] == (None, False)


async def awaited() -> dict[str, Any]:
    return {"batches": BATCHES}


PLAIN: "tuple[Callable[[], pulumi.Output[Any]], ...]" = (
    lambda: gathered(batches=of(BATCHES)),
    lambda: gathered(batches=BATCHES, number=of(1)).apply(lambda known: {"batches": known["batches"]}),
    lambda: outputs.known_or_empty(of({"batches": BATCHES})),
    lambda: gathering.resolved(awaited()),
)


@pytest.mark.parametrize("make", PLAIN)
def test_the_sdk_makes_no_output_of_each_value_in_what_is_plain(
    monkeypatch: pytest.MonkeyPatch, make: Callable[[], pulumi.Output[Any]]
) -> None:
    made = 0
    original = pulumi.Output.from_input

    def counting(value: Any) -> pulumi.Output[Any]:
        nonlocal made
        made += 1
        return original(value)

    monkeypatch.setattr(pulumi.Output, "from_input", staticmethod(counting))
    assert resolved(make) == ({"batches": BATCHES}, True, False)
    assert made < len(BATCHES)
