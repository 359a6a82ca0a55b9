"""Refuses to make a stack's components anew in another account or Region, where a refresh has found none of them."""

import pulumi

from .. import log, rules
from .arguments import InvalidArgumentError, LoggedError, type_token
from .deployed import deployed_elsewhere
from .location import aws_location
from .program import shared
from .stack_state import stack_resources


async def check_place(resource: pulumi.ComponentResource, component: str, name: str) -> None:
    """Check that a component stays where state has it; one line says so for all that are in the same place.

    Args:
        resource: the component, registered or not.
        component: its class.
        name: its name.

    Raises:
        InvalidArgumentError: it is deployed elsewhere.
    """
    stack, here = await stack_resources(resource), await aws_location(resource).future()
    if not stack or here is None:
        return
    arn = deployed_elsewhere(stack, type_token(component), name, here.account, here.region)
    if arn is None:
        return
    told: set[object] = shared(resource, "told where the stack is", set)
    violation = rules.moved(here.account, here.region, (arn.account, arn.region))
    if str(violation) not in told:
        told.add(str(violation))
        log.error(str(InvalidArgumentError(component, name, violation)))
    raise LoggedError
