"""Outputs of a component: values rendered by pure functions, and values that are ready with a resource."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, TypeVar

import pulumi

from .location import Location

T = TypeVar("T")


def rendered(
    function: Callable[..., T], *, at: pulumi.Output[Location] | None = None, **inputs: Any
) -> pulumi.Output[T]:
    """`function(**inputs)`, as soon as all inputs are known.

    Args:
        function: a pure function; it is called with keyword arguments only.
        at: a location, which `function` takes as `region` and `account`.
        inputs: plain values and Outputs, by the names of the function's arguments.
    """

    def call(known: dict[str, Any]) -> T:
        location = asdict(known["at"]) if known["at"] else {}
        return function(**location, **known["inputs"])

    return pulumi.Output.all(at=at, inputs=inputs).apply(call)


def ready(value: pulumi.Output[T], resource: pulumi.CustomResource) -> pulumi.Output[T]:
    """`value`, once `resource` exists as well; whatever uses it depends on both."""
    return pulumi.Output.all(value, resource.id).apply(lambda known: known[0])


def tag_list(tags: pulumi.Input[Mapping[str, str]] | None) -> pulumi.Output[Any] | None:
    """Tags as CloudFormation, and with it `aws-native`, has them: in the order of their keys."""
    if not tags:
        return None
    return pulumi.Output.from_input(tags).apply(
        lambda known: [{"key": key, "value": value} for key, value in sorted(known.items())]
    )
