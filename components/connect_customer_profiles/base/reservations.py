"""Reserves the physical names that a component chooses: one that is taken is refused before anything is created.

A hook runs before a resource is created, at preview as well, and looks up its name. Nothing is looked up for resources
that exist in state, and nothing is written to state but the hook's name.
"""

import asyncio
import re
from collections.abc import Mapping
from typing import Any

import pulumi

from .arguments import InvalidArgumentError, type_token
from .location import Location, aws_location
from .lookup import name_holder
from .refusals import hook, refusing
from .stack_state import stack_resources
from .taken import ADOPT, KINDS, Claim, refusal

QUEUE, QUEUE_POLICY = "aws:sqs/queue:Queue", "aws:sqs/queuePolicy:QueuePolicy"
"""A queue that is created together with its policy has had none before."""


def reserving(
    resource: pulumi.ComponentResource,
    component: str,
    name: str,
    args: Mapping[str, Any],
    declared: type,
    opts: pulumi.ResourceOptions | None,
) -> pulumi.ResourceOptions:
    """The options of a component, completed so that no name of its children is taken by anything else.

    Args:
        resource: the component, before it is registered.
        component: its class, such as `DeadLetterQueue`.
        name: its name.
        args: its arguments. With `adopt_existing` it takes over what AWS accepts the creation of although it exists.
        declared: its `TypedDict`.
        opts: its options as given.
    """
    reservations = _Reservations(resource, component, name, args, declared)
    binding = pulumi.ResourceHookBinding(
        before_create=[hook(resource, f"{component} '{name}'", reservations.before_create)]
    )

    def reserve(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        # What is imported exists, and is meant.
        if args.type_ not in KINDS or args.opts.import_:
            return None
        reservations.declare(args.type_, args.name, args.props)
        hooked = pulumi.ResourceOptions.merge(args.opts, pulumi.ResourceOptions(hooks=binding))
        return pulumi.ResourceTransformationResult(args.props, hooked)

    own = pulumi.ResourceOptions(hooks=binding, transformations=[reserve])
    return pulumi.ResourceOptions.merge(opts, own)


class _Reservations:
    """The names of one component's children."""

    def __init__(
        self, resource: pulumi.ComponentResource, component: str, name: str, args: Mapping[str, Any], declared: type
    ) -> None:
        self._resource = resource
        self._component = component
        self._name = name
        self._arguments = set(declared.__annotations__)
        self._adopts = args.get(ADOPT) is True
        self._new_queue = False
        self._children: list[tuple[str, str, Mapping[str, Any]]] = []

    def declare(self, resource_type: str, name: str, props: Mapping[str, Any]) -> None:
        """Note a child that the component declares, with its inputs under their names in Python."""
        inputs = {key: props.get(_snake_case(key)) for key in KINDS[resource_type].identity}
        self._children.append((resource_type, name, inputs))

    async def before_create(self, created: pulumi.ResourceHookArgs) -> None:
        """Look up the name of a child; at preview in the background, so that nothing waits for it."""
        if created.type == type_token(self._component):
            await self._before_children(created.urn)
            return
        inputs = created.new_inputs or {}
        if created.type == QUEUE_POLICY and self._new_queue:
            return
        self._new_queue |= created.type == QUEUE
        if not self._reserves(created.type, inputs):
            return
        await refusing(self._resource, self._check(created.urn, inputs))

    async def _before_children(self, urn: str) -> None:
        """Look up the names of the children that are known already, for an update that no preview came before: a
        component in state whose children were refused could not be given an alias."""
        if pulumi.runtime.is_dry_run():
            return
        parent, _ = urn.rsplit("::", 1)
        children = [
            self._check(f"{parent}${resource_type}::{child}", inputs)
            for resource_type, child, inputs in self._children
            if self._reserves(resource_type, inputs)
        ]
        await asyncio.gather(*children)

    def _reserves(self, resource_type: str, inputs: Mapping[str, Any]) -> bool:
        """Whether there is something to look up: names that are known, and that may not be taken over."""
        kind = KINDS[resource_type]
        known = all(isinstance(inputs.get(key), str) for key in kind.identity)
        return known and not (self._adopts and kind.shared)

    async def _check(self, urn: str, inputs: Mapping[str, Any]) -> None:
        location = await aws_location(self._resource).future() or Location("", "")
        claim = Claim(self._component, self._name, urn, inputs, self._arguments, location.region)
        identity = {key: inputs[key] for key in claim.kind.identity}
        what = await name_holder(self._resource, f"{self._component} '{self._name}'", claim.type, identity)
        if what is None:
            return
        if violation := refusal(claim, what, await stack_resources(self._resource)):
            raise InvalidArgumentError(self._component, self._name, violation)


def _snake_case(key: str) -> str:
    return re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", key)
