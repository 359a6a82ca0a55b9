"""Refuses what a hook has found out: at preview in the background, so that nothing waits for a lookup."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any, NamedTuple

import pulumi
from pulumi.runtime.settings import _get_rpc_manager

from .. import log
from .arguments import InvalidArgumentError, LoggedError
from .program import shared

END = "refused: nothing was changed"

QUIET, PAUSE = 3, 0.1
"""A refused preview ends when nothing has been going on at so many looks, so many seconds apart."""

STILL = 1.0
"""A program that fails ends when the engine has answered nothing for so many seconds."""


class _Preview:
    """What one preview has found.

    Attributes:
        looking: lookups that are under way.
        refused: the components that were refused; each gets one line.
        ending: fails the preview when the lookups are done.
    """

    def __init__(self) -> None:
        self.looking: set[asyncio.Task[None]] = set()
        self.refused: set[int] = set()
        self.ending: asyncio.Task[bool] | None = None


class Hooked(NamedTuple):
    """What a hook is called for.

    Attributes:
        urn: the resource's.
        type: its type token.
        new_inputs: the inputs that it is to have, those that are secret included; empty if it is deleted.
        old_inputs: the inputs that it has; empty if it is new.
        secret: the names of inputs that are secret.
    """

    urn: str
    type: str
    new_inputs: Mapping[str, Any]
    old_inputs: Mapping[str, Any]
    secret: frozenset[str]


def hook(
    resource: pulumi.ComponentResource, title: str, function: Callable[[Hooked], Awaitable[None]]
) -> pulumi.ResourceHook:
    """A hook that also runs at preview.

    Args:
        resource: the component.
        title: what the engine calls it if it fails; it knows each title once.
        function: what it does.
    """
    taken: dict[str, int] = shared(resource, "titles of hooks", dict)
    taken[title] = taken.get(title, 0) + 1
    unique = title if taken[title] == 1 else f"{title} ({taken[title]})"

    async def run(args: pulumi.ResourceHookArgs) -> None:
        new, old = await _plain(args.new_inputs), await _plain(args.old_inputs)
        secret = {key for each in (args.new_inputs, args.old_inputs) for key in _outputs(each)}
        await function(Hooked(args.urn, args.type, new, old, frozenset(secret)))

    return pulumi.ResourceHook(unique, run, pulumi.ResourceHookOptions(on_dry_run=True))


async def _plain(inputs: Mapping[str, Any] | None) -> dict[str, Any]:
    return {key: await each.future() for key, each in _outputs(inputs).items()} | {
        key: each for key, each in (inputs or {}).items() if not isinstance(each, pulumi.Output)
    }


def _outputs(inputs: Mapping[str, Any] | None) -> dict[str, pulumi.Output[Any]]:
    return {key: each for key, each in (inputs or {}).items() if isinstance(each, pulumi.Output)}


async def refusing(resource: pulumi.ComponentResource, check: Coroutine[Any, Any, None]) -> None:
    """Run a check that may refuse a component: in an update at once, at preview beside everything else.

    Raises:
        InvalidArgumentError: it is refused. At preview the component gets a line, and the preview fails at its end.
    """
    if not pulumi.runtime.is_dry_run():
        await check
        return
    preview = shared(resource, "preview of refusals", _Preview)
    looking = asyncio.ensure_future(_previewed(preview, resource, check))
    # A program that ends in the meantime cancels it, perhaps before it has begun: Python would warn of the check.
    looking.add_done_callback(lambda _: check.close())
    preview.looking.add(looking)
    if preview.ending is None or preview.ending.done():
        preview.ending = asyncio.ensure_future(_ended(preview))
        # The program ends, and fails, with it.
        pulumi.Output.from_input(preview.ending)  # type: ignore[arg-type]


async def _previewed(preview: _Preview, resource: pulumi.ComponentResource, check: Coroutine[Any, Any, None]) -> None:
    try:
        await check
    except InvalidArgumentError as error:
        if id(resource) not in preview.refused:
            preview.refused.add(id(resource))
            if not isinstance(error, LoggedError):
                log.error(str(error), resource)


async def _ended(preview: _Preview) -> bool:
    """Wait for all lookups, and for all that the engine still has to answer: it would report hooks of a program that
    has ended as failures of their own.

    Raises:
        RunError: something was refused; the lines have been logged.
    """
    quiet = 0
    while quiet < QUIET:
        if looking := preview.looking | set(_calls() if preview.refused else ()):
            await asyncio.wait(looking)
            for each in preview.looking & looking:
                each.result()
            preview.looking -= looking
            quiet = 0
        elif preview.refused:
            await asyncio.sleep(PAUSE)
            quiet += 1
        else:
            return True
    raise pulumi.RunError(END)


async def settled() -> None:
    """Wait until the engine has answered all that the program has asked, and nothing more is asked."""
    quiet = 0
    while quiet < QUIET:
        if calls := _calls():
            await asyncio.wait(calls)
            quiet = 0
        else:
            await asyncio.sleep(PAUSE)
            quiet += 1


async def answered() -> None:
    """Wait until the engine has answered what it can: whatever is left waits for the caller, which is about to fail.

    The engine calls hooks while it answers, and reports those of a program that has ended as failures of their own.
    """
    while calls := _calls():
        done, _ = await asyncio.wait(calls, timeout=STILL, return_when=asyncio.FIRST_COMPLETED)
        if not done:
            return


def _calls() -> list["asyncio.Future[Any]"]:
    return [each for each in _get_rpc_manager().rpcs if isinstance(each, asyncio.Future) and not each.done()]
