"""Refuses that a program creates a policy beside that of a component, whoever declares it, before it is attached.

The engine asks about each resource that it gets after the first component, in whatever language. Names tell what a
policy is attached to. Where one is not known yet, at preview, what the policy depends on tells; the engine does not say
which property depends on what, so what may come from something else as well is left to the update.
"""

import asyncio
from collections.abc import Collection, Coroutine, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import pulumi
from pulumi.runtime.settings import _get_callbacks, get_root_resource

from .. import log
from ..names import topic_arn
from ..policy.attached import ATTACHED
from .arguments import InvalidArgumentError, LoggedError
from .children import Child, python_name
from .location import aws_location
from .program import is_in_python, is_mocked, shared
from .refusals import Hooked, hook, refusing
from .second_policy import HOLDERS, is_component, names, new_second_policy, second_policy
from .stack_state import stack_resources
from .taken import QUEUE, type_of, types_of

T = TypeVar("T")

INPUTS: Mapping[str, str] = {"queue": "queue_url", "bucket": "bucket", "key": "target_key_id"}
"""The input of a component's child that names what has the policy; a topic is the child itself."""


class Held(NamedTuple):
    """What a property refers to.

    Attributes:
        names: what it names, as far as that is known.
        sources: the URNs of the resources that it comes from, as far as the program tells.
    """

    names: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()

    def meets(self, other: "Held") -> bool:
        """Whether both are one thing: names tell; where one is unknown, what both come from."""
        if self.names and other.names:
            return bool(self.names & other.names)
        return bool(self.sources & other.sources)


class Holder(NamedTuple):
    """A component's child that has the one policy of something, or stands for what has it.

    Attributes:
        child: the child.
        component: the component's class.
        name: the component's name.
        arguments: the component's arguments.
        held: what has the policy, when it is known.
    """

    child: Child
    component: str
    name: str
    arguments: Collection[str]
    held: "asyncio.Task[Held]"


class _Refused(NamedTuple):
    """The component that has the policy, and why there must not be a second one."""

    component: pulumi.ComponentResource
    error: InvalidArgumentError

    async def raised(self) -> None:
        raise self.error


class _Watch:
    """What is known of one program.

    Attributes:
        holders: of all components.
        queues: of each component.
        before: policies that the program, if it is in Python, has declared before its first component.
        refused: types and names of resources that an update must not create or change.
        registered: when the engine asks.
    """

    def __init__(self) -> None:
        self.holders: list[Holder] = []
        self.queues: dict[pulumi.Resource, list[Child]] = {}
        self.before: list[pulumi.Resource] = []
        self.refused: set[tuple[str, str]] = set()
        self.registered: asyncio.Task[None] | None = None


def watch(child: Child, props: Mapping[str, Any], component: str, name: str, arguments: Collection[str]) -> None:
    """Refuse from now on what would be a second policy beside that of a child.

    Args:
        child: any child of a component that is being declared.
        props: its inputs, under their names in Python.
        component: the component's class.
        name: the component's name.
        arguments: the component's arguments.
    """
    if is_mocked():
        return
    watching: _Watch = shared(child.parent, "policies beside", _Watch)
    if child.type == QUEUE:
        watching.queues.setdefault(child.parent, []).append(child)
    if child.type not in HOLDERS:
        return
    watching.holders.append(
        Holder(child, component, name, arguments, _begun(_held_by(child, props, watching.queues.get(child.parent, []))))
    )
    if watching.registered is None:
        watching.before = list(_declared(get_root_resource()))
        watching.registered = _begun(_register(child.parent, watching))


async def check_declared_before(child: Child) -> None:
    """Check that the program has declared no policy beside that of a child before its first component, which the engine
    asks nobody about.

    Args:
        child: any child of a component.

    Raises:
        LoggedError: it has one, and a line says so.
    """
    watching: _Watch = shared(child.parent, "policies beside", _Watch)
    for holder in [each for each in watching.holders if each.child is child]:
        noun, _ = HOLDERS[child.type]
        for policy in [each for each in watching.before if ATTACHED[each._type].noun == noun]:
            if (await holder.held).meets(
                await _held_safely(getattr(policy, python_name(ATTACHED[policy._type].property)))
            ):
                violation = new_second_policy(noun, policy._name, holder.arguments)
                log.error(str(InvalidArgumentError(holder.component, holder.name, violation)), child.parent)
                raise LoggedError


def _declared(resource: pulumi.Resource | None) -> Iterator[pulumi.Resource]:
    """The policies below a resource, without those of components."""
    for each in resource._childResources if resource else ():
        if each._type in ATTACHED:
            yield each
        if not is_component(each._type):
            yield from _declared(each)


async def watched(component: pulumi.ComponentResource) -> None:
    """Wait until the engine asks, so that nothing that comes from a component is missed."""
    watching: _Watch = shared(component, "policies beside", _Watch)
    if watching.registered is not None:
        await watching.registered


async def _register(component: pulumi.ComponentResource, watching: _Watch) -> None:
    """Have the engine ask. `pulumi.runtime.register_resource_transform` would first wait for everything that the
    program has declared so far, which may take an hour."""

    async def transform(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
        if args.type_ not in ATTACHED:
            return None
        parent = await args.opts.parent.urn.future() if args.opts.parent else None
        if parent and is_component(type_of(parent)):
            return None
        if pulumi.runtime.is_dry_run() and is_in_python():
            # A plugin is done with its component by then, and its preview would end well.
            await refusing(component, _previewed(watching, args))
            return None
        if not (refused := await _refusal(watching, args)):
            return None
        log.error(str(refused.error), refused.component)
        watching.refused.add((args.type_, args.name))
        hooked = pulumi.ResourceOptions.merge(args.opts, pulumi.ResourceOptions(hooks=binding))
        return pulumi.ResourceTransformResult(args.props, hooked)

    async def refuse(created: Hooked) -> None:
        if (created.type, created.urn.rpartition("::")[2]) in watching.refused:
            raise LoggedError

    refusal = hook(component, "a second policy", refuse)
    binding = pulumi.ResourceHookBinding(before_create=[refusal], before_update=[refusal])
    if callbacks := await _get_callbacks():
        callbacks.register_stack_transform(transform)


async def _previewed(watching: _Watch, args: pulumi.ResourceTransformArgs) -> None:
    if refused := await _refusal(watching, args):
        await refusing(refused.component, refused.raised())


async def _refusal(watching: _Watch, args: pulumi.ResourceTransformArgs) -> _Refused | None:
    """Why a policy must not be created or changed; None if it is no second one."""
    noun, given = ATTACHED[args.type_]
    held = await _held(args.props.get(given))
    if not held.names:
        depends_on = await _urns(args.opts.depends_on)
        held = Held(sources=depends_on if not any(may_be(noun, each) for each in depends_on) else frozenset())
    for holder in [each for each in watching.holders if HOLDERS[each.child.type][0] == noun]:
        # In an update, what is not known yet may wait for this very resource.
        known = pulumi.runtime.is_dry_run() or holder.held.done()
        if not known or not (await holder.held).meets(held):
            continue
        stack = await stack_resources(holder.child.parent) or {}
        owned = [each for each in await holder.child.urns() if each in stack]
        if any(second_policy(each, holder.arguments, stack) for each in owned):
            continue  # Which is refused for what state has, with what helps then.
        violation = new_second_policy(noun, args.name, holder.arguments)
        return _Refused(holder.child.parent, InvalidArgumentError(holder.component, holder.name, violation))
    return None


def may_be(noun: str, urn: str) -> bool:
    """Whether an output of a resource that no component of this library has made may name a queue, a bucket, a key or a
    topic: those of other services of AWS do not."""
    if any(is_component(each) for each in types_of(urn)):
        return False
    package, service = _service(type_of(urn))
    return package not in ("aws", "aws-native") or service in {
        _service(each)[1] for each, attached in ATTACHED.items() if attached.noun == noun
    }


def _service(resource_type: str) -> tuple[str, str]:
    """Package and service of a type token."""
    package, module, _ = resource_type.split(":", 2)
    return package, module.partition("/")[0]


async def _urns(resources: Any) -> frozenset[str]:
    every = await pulumi.Output.from_input([each.urn for each in resources or ()]).future()
    return frozenset(every or ())


async def _held_by(child: Child, props: Mapping[str, Any], queues: Sequence[Child]) -> Held:
    """What a child holds; nothing if it fails, as whatever depends on it does then.

    Args:
        child: the child.
        props: its inputs.
        queues: those of its component. If there is one, its name is known before its URL.
    """
    try:
        noun, _ = HOLDERS[child.type]
        if noun in INPUTS:
            held = await _held(props[INPUTS[noun]])
            named = (await queues[0].identity()).get("name") if noun == "queue" and len(queues) == 1 else None
            # What a component hands out may come from the child, so that it is used after it. In other languages it
            # comes from the component itself.
            sources = held.sources | {*await child.urns(), str(await child.parent.urn.future())}
            return Held(held.names | ({named} if named else set()), sources)
        here = await aws_location(child.parent).future()
        named = (await child.identity()).get("name")
        arns = {topic_arn(here.region, here.account, named)} if here and named else set()
        return Held(frozenset(arns), frozenset(await child.urns()))
    except Exception:  # noqa: BLE001 - its own error is the one to show
        return Held()


async def _held_safely(value: object) -> Held:
    """The same of a resource's output; nothing if the resource fails."""
    try:
        return await _held(value)
    except Exception:  # noqa: BLE001 - its own error is the one to show
        return Held()


async def _held(value: object) -> Held:
    if isinstance(value, list):
        every = [await _held(each) for each in value]
        return Held(
            frozenset().union(*(each.names for each in every)), frozenset().union(*(each.sources for each in every))
        )
    if not isinstance(value, pulumi.Output):
        return Held(frozenset(names(value)))
    sources = {await each.urn.future() for each in await value.resources()}
    inner = await _held(await value.future()) if await value.is_known() else Held()
    return Held(inner.names, inner.sources | {each for each in sources if each})


def _begun(work: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
    """A task; of one that is cancelled before it has begun, Python would warn."""
    task = asyncio.ensure_future(work)
    task.add_done_callback(lambda _: work.close())
    return task
