"""Several values as one Output, without an Output for every value that is inside another one.

The SDK makes them by the hundred, of the batches of an integration for example, and goes through all that wait whenever
one of them need not any more. There is nothing to wait for in plain values.
"""

from collections.abc import Awaitable, Mapping
from typing import Any, TypeVar

import pulumi

T = TypeVar("T")


class _Whole:
    """A value that the SDK takes as it is."""

    def __init__(self, value: Any) -> None:
        self.value = value


def is_plain(value: Any) -> bool:
    """Whether a value contains no Output."""
    if isinstance(value, Mapping):
        return all(is_plain(item) for item in value.values())
    if isinstance(value, (list, tuple)):
        return all(is_plain(item) for item in value)
    return value is None or isinstance(value, (str, int, float, bool))


def gathered(**inputs: Any) -> pulumi.Output[dict[str, Any]]:
    """`pulumi.Output.all`, but plain values stay what they are, given or resolved."""
    plain = {name: value for name, value in inputs.items() if is_plain(value)}
    awaited = {name: value for name, value in inputs.items() if name not in plain}

    def values(found: Mapping[str, Any]) -> dict[str, Any]:
        return {name: plain[name] if name in plain else _unwrapped(found[name]) for name in inputs}

    if not awaited:
        return pulumi.Output.from_input(_Whole(plain)).apply(_unwrapped)
    given = {name: each.apply(_whole) if isinstance(each, pulumi.Output) else each for name, each in awaited.items()}
    return pulumi.Output.all(**given).apply(values)


def resolved(awaitable: Awaitable[T]) -> pulumi.Output[T]:
    """An Output of what is awaited, which is a plain value."""

    async def whole() -> _Whole:
        return _Whole(await awaitable)

    return pulumi.Output.from_input(whole()).apply(_unwrapped)  # type: ignore[arg-type]


def _whole(value: Any) -> Any:
    return _Whole(value) if is_plain(value) else value


def _unwrapped(value: Any) -> Any:
    return value.value if isinstance(value, _Whole) else value
