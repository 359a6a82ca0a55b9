"""What `--target` and `--exclude` leave out of an update is unknown."""

from typing import Any, TypeVar, cast

import pulumi

from .gathering import gathered

T = TypeVar("T")


def known(value: pulumi.Output[T]) -> pulumi.Output[T]:
    """`value`, but unknown if a resource that it comes from has been left out of the update.

    What such a resource returns of its own inputs, the SDK resolves to None, as if None were the answer.
    """
    if pulumi.runtime.is_dry_run():
        return value

    async def identifiers() -> list[Any]:
        # What a plugin gets from the program stands for a resource, and has no ID.
        found = [vars(each).get("id") for each in await value.resources()]
        return [each for each in found if isinstance(each, pulumi.Output)]

    # The ID of what has been left out is unknown, and with it the whole.
    together = gathered(value=value, identifiers=identifiers())
    return cast("pulumi.Output[T]", together.apply(lambda found: found["value"]))
