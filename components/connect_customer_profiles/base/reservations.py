"""Reserves the physical names that a component chooses: one that is taken is refused before anything is created.

A hook runs before a resource is created, at preview as well. Nothing is looked up for resources that exist in state,
and nothing is written to state but the hook's name.

At preview a hook asks in the background. In an update it may only use what is known: it holds one of the engine's
workers (four for each processor) until it returns, and a call of a provider's function may need a worker itself, for a
default provider that has to be created first. So resources are registered when what their hooks need has been asked.
"""

import asyncio
from collections.abc import Collection, Mapping
from typing import Any

import pulumi

from .. import log
from ..rules import HIDDEN, RuleViolation
from .arguments import InvalidArgumentError, LoggedError, type_token
from .children import Child, Declared, all_checked, former_urns, known, python_name, values
from .kinds import KINDS, import_id
from .location import Location, aws_location
from .lookup import exists, has_policy, name_holder
from .moved import check_place
from .policy_beside import check_declared_before, watch, watched
from .program import after, is_in_python, is_mocked, shared
from .refusals import Hooked, hook, refusing
from .second_policy import check_only_policy
from .stack_state import stack_resources
from .taken import ADOPT, QUEUE, Claim, Stack, claimed_twice, holder, refusal, replaced, several_regions, unanswered

QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy"
"""A queue that is created together with its policy has had none before."""

DECLARED = "children with names"


def reserving(
    resource: pulumi.ComponentResource,
    component: str,
    name: str,
    args: Mapping[str, Any],
    declared: type,
    opts: pulumi.ResourceOptions | None,
    shared_types: Collection[str] = (),
) -> pulumi.ResourceOptions:
    """The options of a component, completed so that no name of its children is taken by anything else, and that it
    stays in its account and Region.

    Args:
        resource: the component, before it is registered.
        component: its class, such as `DeadLetterQueue`.
        name: its name.
        args: its arguments. With `adopt_existing` it takes over what exists and nothing in this stack has created.
        declared: its `TypedDict`.
        opts: its options as given.
        shared_types: the types of children that are taken over in any case, because they belong to the domain.
    """
    parent = opts.parent if opts else None
    reservations = _Reservations(resource, parent, component, name, args, declared, shared_types)
    if pulumi.runtime.is_dry_run() and not is_mocked():
        pulumi.Output.from_input(refusing(resource, check_place(resource, component, name)))  # type: ignore[arg-type]
    binding = pulumi.ResourceHookBinding(
        before_create=[hook(resource, f"{component} '{name}'", reservations.before_create)]
    )

    def reserve(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        # What is imported exists, and is meant.
        if args.type_ not in KINDS or args.opts.import_:
            return None
        child = reservations.declare(args.type_, args.name, args.props, former_urns(args.opts.aliases))
        hooked = pulumi.ResourceOptions(hooks=binding, depends_on=after(lambda: reservations.ready_for(child)))
        return pulumi.ResourceTransformationResult(args.props, pulumi.ResourceOptions.merge(args.opts, hooked))

    adopting: list[pulumi.ResourceTransform] | None = (
        [reservations.adopt] if (args.get(ADOPT) is True or shared_types) and not is_mocked() else None
    )
    ready = reservations.asked if pulumi.runtime.is_dry_run() else reservations.ready
    own = pulumi.ResourceOptions(
        hooks=binding, transformations=[reserve], transforms=adopting, depends_on=after(ready, at_preview=True)
    )
    return pulumi.ResourceOptions.merge(opts, own)


class _Reservations:
    """The names of one component's children."""

    def __init__(
        self,
        resource: pulumi.ComponentResource,
        parent: pulumi.Resource | None,
        component: str,
        name: str,
        args: Mapping[str, Any],
        declared: type,
        shared_types: Collection[str],
    ) -> None:
        self._resource = resource
        self._parent = parent
        self._component = component
        self._name = name
        self._arguments = set(declared.__annotations__)
        self._adopts = args.get(ADOPT) is True
        self._shared_types = shared_types
        self._new_queue = False
        self._args = args
        self._children: list[Child] = []
        self._known_first: list[tuple[Child, Mapping[str, Any]]] = []
        self._lookups: dict[tuple[str, ...], asyncio.Task[str | None]] = {}

    def declare(self, resource_type: str, name: str, props: Mapping[str, Any], former: tuple[str, ...] = ()) -> Child:
        """Note a child that the component declares, with its inputs under their names in Python."""
        inputs = {key: props.get(python_name(key)) for key in KINDS[resource_type].identity}
        child = Child(self._resource, resource_type, name, inputs, former)
        self._children.append(child)
        self._declared()[child] = self._check_change
        watch(child, props, self._component, self._name, self._arguments)
        if pulumi.runtime.is_dry_run() and not is_mocked():
            pulumi.Output.from_input(refusing(self._resource, self._check_policy(child)))  # type: ignore[arg-type]
        return child

    async def _check_policy(self, child: Child) -> None:
        await check_only_policy(child, self._component, self._name, self._arguments)
        await check_declared_before(child)

    def _declared(self) -> Declared:
        return shared(self._resource, DECLARED, dict)

    async def asked(self) -> None:
        """Let nothing that comes from the component be registered before the engine asks about it; takes no time."""
        await watched(self._resource)

    async def ready(self) -> None:
        """Ask what the hooks of the component need. A new component waits for its arguments, so that the names of its
        children are known as well, except those that follow from each other."""
        await check_place(self._resource, self._component, self._name)
        await watched(self._resource)
        stack = await stack_resources(self._resource)
        own = pulumi.create_urn(self._name, type_token(self._component), self._parent)
        if any(
            [await pulumi.Output.from_input(each).future() in (stack or {}) for each in (own, *self._resource._aliases)]
        ):
            return
        await values(self._args)
        new = [each for each in self._children if (stack or {}).keys().isdisjoint(each.former)]
        found = [(each, each.identity().result()) for each in await known(new, registered=False)]
        self._known_first = [each for each in found if self._reserves(each[0].type, each[1])]
        looking = (self._holder_of(child.type, found) for child, found in self._known_first)
        await asyncio.gather(*looking, return_exceptions=True)  # Its check says what could not be looked up.

    async def ready_for(self, child: Child) -> None:
        """Ask what the hook of a child needs, when its name is known. If that changes, the hook would come too late."""
        await asyncio.gather(self._holder_of(child.type, await child.identity()), return_exceptions=True)
        await self._check_policy(child)
        stack = await stack_resources(self._resource) or {}
        await child.urns()
        if child.is_renamed(stack):
            every = self._declared()
            await shared(self._resource, "exchange", lambda: asyncio.ensure_future(all_checked(every, stack)))
            await self._check_change(child, stack)

    async def _check_change(self, child: Child, stack: Stack) -> None:
        """Check the name that a child is to get, if it is in state with another one, or takes another one's.

        Raises:
            LoggedError: it is refused, and a line says why.
        """
        urn, inputs = child.urns().result()[0], child.identity().result()
        if not self._reserves(child.type, inputs):
            return
        region = (await self._location()).region
        taken = child.is_new(stack) and holder(child.type, inputs, region, stack)
        if child.is_renamed(stack) or taken:
            try:
                await self._check(urn, inputs)
            except InvalidArgumentError as error:
                refused: set[str] = shared(self._resource, "refused changes", set)
                if urn not in refused:
                    refused.add(urn)
                    log.error(str(error), self._resource)
                raise LoggedError from None

    async def adopt(self, args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
        """Import what exists, where AWS does not let it be created again; what is different is updated after that."""
        kind = KINDS.get(args.type_)
        if kind is None or not kind.imported or args.opts.import_ or not self._takes_over(args.type_):
            return None
        identity = await values({key: args.props.get(key) for key in kind.identity})
        if not self._reserves(args.type_, identity):
            return None
        location, stack = await self._location(), await stack_resources(self._resource) or {}
        if holder(args.type_, identity, location.region, stack):
            return None
        try:
            found = await name_holder(self._resource, args.type_, identity)
        except Exception as error:  # noqa: BLE001 - AWS says whether it can be created
            self._warn(" of ".join(map(str, identity.values())), error)
            return None
        if found is None:
            return None
        args.opts.import_ = import_id(args.type_, identity, found)
        return pulumi.ResourceTransformResult(args.props, args.opts)

    async def before_create(self, created: Hooked) -> None:
        """Check the name of a child; at preview in the background, so that nothing waits for it."""
        if created.type == type_token(self._component):
            await self._before_children(created.urn)
            return
        inputs = created.new_inputs
        self._new_queue |= created.type == QUEUE
        if self._reserves(created.type, inputs):
            await refusing(self._resource, self._check(created.urn, inputs))

    async def _before_children(self, urn: str) -> None:
        """Check the names of the children that are known already, for an update that no preview came before: a
        component in state whose children were refused could not be given an alias."""
        parent, _ = urn.rsplit("::", 1)
        for child, found in self._known_first:
            await self._check(f"{parent}${child.type}::{child.name}", found)

    def _reserves(self, resource_type: str, inputs: Mapping[str, Any]) -> bool:
        """Whether there is something to look up: names that are known, and not those of what is new as a whole."""
        kind = KINDS[resource_type]
        complete = all(isinstance(inputs.get(key), str) for key in kind.identity)
        return complete and not (resource_type == QUEUE_POLICY and self._new_queue)

    async def _check(self, urn: str, inputs: Mapping[str, Any]) -> None:
        location = await self._location()
        claim = Claim(
            *(self._component, self._name, urn, inputs, self._arguments, location.region), in_python=is_in_python()
        )
        claims: dict[tuple[object, ...], str] = shared(self._resource, "claimed names", dict)
        place = location.account if claim.kind.everywhere else location
        first = claims.setdefault((claim.type, place, *claim.identity.values()), urn)
        violation = claimed_twice(claim, first) or await self._taken(claim)
        if violation and await self._is_secret(claim.argument):
            rule = violation.rule.replace(claim.value, repr(HIDDEN))
            violation = RuleViolation(HIDDEN, rule, argument=claim.argument)
        if violation:
            raise InvalidArgumentError(self._component, self._name, violation)

    async def _taken(self, claim: Claim) -> RuleViolation | None:
        """Why a name must not be claimed because of what exists."""
        from ..aws.errors import AwsError

        try:
            what = await self._holder_of(claim.type, claim.inputs)
            if what == claim.urn and claim.kind.adoptable:
                there = await exists(self._resource, claim.type, claim.identity)
                return replaced(claim) if there else None
        except AwsError as error:
            if claim.kind.adoptable:
                return unanswered(claim, str(error))
            self._warn(claim.value, error)
            return None
        if what is None:
            return None
        has = claim.type == QUEUE and not what.startswith("urn:") and await has_policy(self._resource, what)
        return refusal(claim, what, await stack_resources(self._resource), with_policy=has)

    async def _is_secret(self, argument: str) -> bool:
        given = self._args.get(argument)
        outputs = [each for each in (given if isinstance(given, list) else [given]) if isinstance(each, pulumi.Output)]
        return any([await each.is_secret() for each in outputs])

    def _warn(self, name: str, error: Exception) -> None:
        title = f"{self._component} '{self._name}'"
        log.warn(f"{title}: could not look up whether {name} is taken: {error}", self._resource)

    async def _holder_of(self, resource_type: str, inputs: Mapping[str, Any]) -> str | None:
        """What has the name that a child is to get, looked up once; None for nothing."""
        if not self._reserves(resource_type, inputs):
            return None
        identity = {key: inputs[key] for key in KINDS[resource_type].identity}
        key = (resource_type, *identity.values())
        if key not in self._lookups:
            self._lookups[key] = asyncio.ensure_future(self._look_up(resource_type, identity))
        return await self._lookups[key]

    async def _look_up(self, resource_type: str, identity: Mapping[str, str]) -> str | None:
        kind = KINDS[resource_type]
        location, stack = await self._location(), await stack_resources(self._resource) or {}
        own = holder(resource_type, identity, location.region, stack)
        if own and several_regions(resource_type, stack):
            # It may be in another Region; then nothing has this name here.
            return own if await name_holder(self._resource, resource_type, identity) else None
        if own or kind.asks or (self._takes_over(resource_type) and kind.adoptable):
            return own
        return await name_holder(self._resource, resource_type, identity)

    def _takes_over(self, resource_type: str) -> bool:
        return self._adopts or resource_type in self._shared_types

    async def _location(self) -> Location:
        return await aws_location(self._resource).future() or Location("", "")
