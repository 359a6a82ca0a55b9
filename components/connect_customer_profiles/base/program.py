"""What the components of one program share: answers to lookups, what they wait for, and who runs it."""

from collections.abc import Awaitable, Callable, Hashable
from contextvars import ContextVar
from typing import Any, TypeVar

import pulumi
from pulumi.runtime.mocks import MockMonitor
from pulumi.runtime.settings import get_monitor, get_root_resource

T = TypeVar("T")

_SHARED = "_connect_customer_profiles_shared"
_deployment: ContextVar[dict[Hashable, Any] | None] = ContextVar("deployment", default=None)


def share(values: dict[Hashable, Any]) -> None:
    """Keep what components share in `values`: a plugin, which makes them one by one, has no stack to keep it with."""
    _deployment.set(values)


def is_in_python() -> bool:
    """Whether the program is in Python; of all others, a plugin makes the components."""
    return _deployment.get() is None


def is_mocked() -> bool:
    """Whether a test's mocks stand for the engine, which call no hooks."""
    return isinstance(get_monitor(), MockMonitor)


def shared(component: pulumi.ComponentResource, key: Hashable, make: Callable[[], T]) -> T:
    """The object that `make` returned when a component of this program first asked for `key`.

    It is kept with the program's stack, so that two programs in one process know nothing of each other.
    """
    values = _deployment.get()
    if values is None:
        values = vars(get_root_resource() or component).setdefault(_SHARED, {})
    if key not in values:
        values[key] = make()
    found: T = values[key]
    return found


def after(
    ready: Callable[[], Awaitable[object]], *, at_preview: bool = False
) -> pulumi.Input[list[pulumi.Input[pulumi.Resource]]]:
    """Dependencies that are none, but known only when something is ready. Nothing waits in a test with mocks, which
    call no hooks, nor at preview, unless that is asked for.
    """

    async def none() -> list[pulumi.Input[pulumi.Resource]]:
        await ready()
        return []

    if is_mocked() or (pulumi.runtime.is_dry_run() and not at_preview):
        return []
    return pulumi.Output.from_input(none())


class Turns:
    """A queue of resources that are created by an API call with a low rate: each waits for the one before.

    Pulumi creates siblings at once, and PutProfileObjectType and PutIntegration accept one request a second per account
    and Region. So each resource depends on the one before it, in the program's order and of the same provider; the
    engine then also deletes them one after the other. A dependency is not an input, so another order changes no
    resource.
    """

    def __init__(self, component: pulumi.ComponentResource, resource_type: str) -> None:
        key = ("turns", resource_type, component.get_provider(resource_type))
        self._made: list[pulumi.Resource] = shared(component, key, list)

    def next(
        self, gate: list[pulumi.Resource] | pulumi.Output[list[pulumi.Resource]]
    ) -> list[pulumi.Resource] | pulumi.Output[list[pulumi.Resource]]:
        """The dependencies of the next resource: those of `gate`, and the previous resource."""
        previous = self._made[-1:]
        if isinstance(gate, list):
            return [*gate, *previous]
        return gate.apply(lambda waited_for: [*waited_for, *previous])

    def made(self, resource: pulumi.Resource) -> None:
        """Add `resource` to the queue: the next one waits for it."""
        self._made.append(resource)
