"""Refuses that a resource of our own is replaced by itself, as `pulumi up --replace` and `pulumi state taint` ask for:
the replacement would find what is there, which is deleted then as the old one.

Its provider cannot refuse that: the engine shows it such a resource as a new one.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import pulumi

from ..rules import RuleViolation
from .arguments import InvalidArgumentError
from .lookup import ask
from .program import after
from .refusals import Hooked, hook, refusing
from .stack_state import stack_resources

if TYPE_CHECKING:
    from ..aws.client import AwsClient

Props = Mapping[str, Any]


class LastingResource(Protocol):
    """What a resource is that must not be replaced by itself."""

    def refusal(self, urn: str, before: Props) -> RuleViolation:
        """Why not; `before` are its outputs in state."""

    @property
    def same(self) -> Callable[[Props, Props], bool]:
        """Whether the outputs in state and the inputs of a replacement are of one and the same thing."""

    @property
    def remains(self) -> "Callable[[AwsClient, Props], bool]":
        """Whether it is there at AWS: a refresh of the same update may have dropped it from state."""


def lasting(
    component: pulumi.ComponentResource,
    name: str,
    what: LastingResource,
    depends_on: pulumi.Input[Sequence[pulumi.Input[pulumi.Resource]] | pulumi.Resource] | None = None,
) -> pulumi.ResourceOptions:
    """The options of a component's resource that is not replaced by itself.

    Args:
        component: the component that declares it.
        name: the component's name.
        what: the resource.
        depends_on: what it depends on.
    """
    title = f"{type(component).__name__} '{name}'"

    async def check(created: Hooked) -> None:
        before = (await stack_resources(component) or {}).get(created.urn)
        if before and what.same(before, created.new_inputs) and await _remains(component, what, before):
            raise InvalidArgumentError(type(component).__name__, name, what.refusal(created.urn, before))

    async def before_create(created: Hooked) -> None:
        await refusing(component, check(created))

    own = pulumi.ResourceOptions(parent=component, depends_on=depends_on)
    hooked = pulumi.ResourceOptions(
        hooks=pulumi.ResourceHookBinding(before_create=[hook(component, f"{title} is replaced", before_create)]),
        depends_on=after(lambda: stack_resources(component)),
    )
    return pulumi.ResourceOptions.merge(own, hooked)


async def _remains(component: pulumi.ComponentResource, what: LastingResource, before: Props) -> bool:
    from ..aws.errors import AwsError

    try:
        return await ask(component, lambda client: what.remains(client, before))
    except AwsError:
        # It is in state, and nobody says that it is gone.
        return True
