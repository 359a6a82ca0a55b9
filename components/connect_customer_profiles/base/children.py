"""What components declare below them, as far as their names are concerned: identities and URNs, when they are known."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from .taken import Stack

PATIENCE, TURNS = 0.1, 100
"""Seconds, and turns of the event loop, within which a name is known that follows from known arguments; a busy machine
may take all that time for one turn. Other names follow from what is not there yet."""


@dataclass(eq=False, repr=False)
class Child:
    """A resource that a component declares, with the inputs that make up its identity; Outputs may be among them.

    Attributes:
        parent: the component.
        type: its type token.
        name: its name.
        inputs: the inputs.
        former: the URNs of resources whose place in state it takes.
    """

    parent: pulumi.ComponentResource
    type: str
    name: str
    inputs: Mapping[str, Any]
    former: tuple[str, ...] = ()
    _identity: "asyncio.Task[Mapping[str, Any]] | None" = None
    _urns: "asyncio.Task[list[str]] | None" = None

    def identity(self) -> "asyncio.Task[Mapping[str, Any]]":
        """Those inputs, when they are known; empty if they are unknown in this update."""
        if self._identity is None:
            self._identity = asyncio.ensure_future(values(self.inputs))
        return self._identity

    def urns(self) -> "asyncio.Task[list[str]]":
        """Its URN, and those by the aliases of the component, when the component is registered."""
        if self._urns is None:
            self._urns = asyncio.ensure_future(self._below())
        return self._urns

    async def _below(self) -> list[str]:
        own = str(await self.parent.urn.future())
        before = [await pulumi.Output.from_input(each).future() for each in self.parent._aliases]
        suffix = self.name.removeprefix(own.rpartition("::")[2])
        # A child inherits the aliases of its parent.
        places = (each.rpartition("::") for each in (own, *before) if each)
        found = [f"{place}${self.type}::{name}{suffix}" for place, _, name in places]
        return [*(found if self.name.startswith(own.rpartition("::")[2]) else found[:1]), *self.former]

    def is_renamed(self, stack: Stack) -> bool:
        """Whether it is in state with another identity: the engine deletes what has a name of its own before it creates
        it anew. Its identity and URNs are known."""
        return any(self._differs(stack[urn]) for urn in self.urns().result() if urn in stack)

    def is_new(self, stack: Stack) -> bool:
        """Whether it is not in state. Its URNs are known."""
        return not any(urn in stack for urn in self.urns().result())

    def _differs(self, before: Mapping[str, Any]) -> bool:
        identity = self.identity().result()
        return any(before.get(key) != value for key, value in identity.items())


def former_urns(aliases: "Sequence[pulumi.Input[str | pulumi.Alias]] | None") -> tuple[str, ...]:
    """The URNs among the aliases of a resource."""
    return tuple(each for each in aliases or () if isinstance(each, str))


def python_name(key: str) -> str:
    """The name in Python of a property: `queue_url` of `queueUrl`."""
    return re.sub("([A-Z])", r"_\1", key).lower()


Declared = dict[Child, Callable[[Child, Stack], Awaitable[None]]]
"""The children of all components of a program, each with what checks its name."""


async def all_checked(declared: Declared, stack: Stack) -> None:
    """Check all names that are known, before the first thing is deleted because its name changes."""
    for child in await known(list(declared), registered=True):
        await declared[child](child, stack)


async def known(children: Sequence[Child], *, registered: bool) -> list[Child]:
    """Those children whose identity is known without anything else being created.

    Args:
        children: of any component.
        registered: whether their URNs have to be known as well.
    """
    tasks: dict[Child, list[asyncio.Task[Any]]] = {
        each: [each.identity(), *([each.urns()] if registered else [])] for each in children
    }
    every = [task for of in tasks.values() for task in of]
    for _ in range(TURNS if every else 0):
        _, waiting = await asyncio.wait(every, timeout=PATIENCE / TURNS)
        if not waiting:
            break
    return [child for child, of in tasks.items() if all(each.done() for each in of)]


async def values(inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """Values, when they are known; empty if some are unknown, or if there will be none because something failed."""
    try:
        return await pulumi.Output.all(**inputs).future() or {}
    except Exception:  # noqa: BLE001 - whoever the values are for fails with them
        return {}
