"""Values of a component: what pure functions render, and what is ready with a resource."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, TypeVar

import pulumi

from .arguments import logging_refusals
from .gathering import gathered, is_plain
from .location import Location

T = TypeVar("T")


def rendered(function: Callable[..., Any], *, at: pulumi.Output[Location] | None = None, **inputs: Any) -> Any:
    """`function(**inputs)`: its value now if all inputs are plain, else an Output of it.

    Args:
        function: a pure function; it is called with keyword arguments only.
        at: a location, which `function` takes as `region` and `account`.
        inputs: plain values and Outputs, by the names of the function's arguments.
    """
    if at is None and is_plain(inputs):
        return function(**inputs)

    def call(known: dict[str, Any]) -> Any:
        location = asdict(known.pop("at")) if "at" in known else {}
        return function(**location, **known)

    return gathered(**inputs, **({"at": at} if at else {})).apply(logging_refusals(call))


def ready(value: pulumi.Output[T], resource: pulumi.CustomResource) -> pulumi.Output[T]:
    """`value`, resolved only after `resource` exists; whatever uses it depends on both."""
    return gathered(value=value, created=resource.id).apply(lambda known: known["value"])


def known_or_empty(output: pulumi.Output[Any]) -> pulumi.Output[dict[str, Any]]:
    """An object, or an empty one while it is unknown at preview, so that it does not hide what is known beside it."""

    def known(found: Any) -> dict[str, Any]:
        return dict(found) if isinstance(found, Mapping) else {}

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
