"""Values of a component: what pure functions render, and what is ready with a resource."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

import pulumi

from .arguments import is_plain, logging_refusals
from .location import Location

T = TypeVar("T")


@dataclass(frozen=True)
class _Whole:
    """A value that the SDK takes as it is."""

    value: Any


def gathered(**inputs: Any) -> pulumi.Output[dict[str, Any]]:
    """`pulumi.Output.all` for what may be large. The SDK makes an Output of each value inside another one, hundreds for
    the batches of an integration, although there is none to wait for in plain values."""

    def whole(value: Any) -> Any:
        return _Whole(value) if is_plain(value) else value

    def values(found: dict[str, Any]) -> dict[str, Any]:
        return {name: each.value if isinstance(each, _Whole) else each for name, each in found.items()}

    given = {name: each.apply(whole) if isinstance(each, pulumi.Output) else each for name, each in inputs.items()}
    return pulumi.Output.all(**given).apply(values)


def rendered(function: Callable[..., Any], *, at: pulumi.Output[Location] | None = None, **inputs: Any) -> Any:
    """`function(**inputs)`: its value now if all inputs are plain, else an Output of it.

    Args:
        function: a pure function; it is called with keyword arguments only.
        at: a location, which `function` takes as `region` and `account`.
        inputs: plain values and Outputs, by the names of the function's arguments.
    """
    plain = {name: value for name, value in inputs.items() if is_plain(value)}
    # Plain values stay out of Output.all, which makes an Output of every one of them and of all that is in them.
    awaited = {name: value for name, value in inputs.items() if name not in plain}
    if not awaited and at is None:
        return function(**plain)

    def call(known: dict[str, Any]) -> Any:
        location = asdict(known.pop("at")) if "at" in known else {}
        return function(**location, **plain, **known)

    return gathered(**awaited, **({"at": at} if at else {})).apply(logging_refusals(call))


def ready(value: pulumi.Output[T], resource: pulumi.CustomResource) -> pulumi.Output[T]:
    """`value`, resolved only after `resource` exists; whatever uses it depends on both."""
    return pulumi.Output.all(value, resource.id).apply(lambda known: known[0])


def known_or_empty(output: pulumi.Output[Any]) -> pulumi.Output[dict[str, Any]]:
    """An object, or an empty one while it is unknown at preview, so that it does not hide what is known beside it."""

    def known(found: Any) -> pulumi.Output[dict[str, Any]]:
        return pulumi.Output.from_input(dict(found) if isinstance(found, Mapping) else {})

    return output.apply(known, run_with_unknowns=True)


def may_be_made(value: Any, opts: pulumi.ResourceOptions | None) -> bool | pulumi.Output[bool]:
    """Whether what a value names may be about to be created by the program: the value comes from one of its resources,
    or a resource has to wait for others."""
    if opts and opts.depends_on:
        return True
    if is_plain(value):
        return False

    async def depends() -> bool:
        return bool(await pulumi.Output.from_input(value).resources())

    return pulumi.Output.from_input(depends())


def tag_list(tags: Mapping[str, str] | pulumi.Output[Any] | None) -> Any:
    """Tags in the form of CloudFormation and `aws-native`: a list in the order of their keys."""
    return rendered(_tag_list, tags=tags) if tags else None


def _tag_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in sorted(tags.items())]
