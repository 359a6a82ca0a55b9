"""What the components of one program have in common: what they ask once, and whose turn it is."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import pulumi
from pulumi.runtime.settings import get_root_resource

T = TypeVar("T")

_SHARED = "_connect_customer_profiles_shared"


def shared(component: pulumi.ComponentResource, key: Hashable, make: Callable[[], T]) -> T:
    """What `make` made when it was first asked for under `key` by any component of this program.

    It is kept with the program's stack, so that two programs in one process know nothing of each other.
    """
    values: dict[Hashable, Any] = vars(get_root_resource() or component).setdefault(_SHARED, {})
    if key not in values:
        values[key] = make()
    found: T = values[key]
    return found


class Turns:
    """The resources of a program that one API call of a low rate makes: each waits for the one before.

    Pulumi creates siblings at once, and PutProfileObjectType and PutIntegration take one request a second of an account
    in a Region. So each resource depends on the one before it, in the program's order and of the same provider; the
    engine then also deletes them one after the other. A dependency is no input: another order changes no resource.
    """

    def __init__(self, component: pulumi.ComponentResource, resource_type: str) -> None:
        key = ("turns", resource_type, component.get_provider(resource_type))
        self._made: list[pulumi.Resource] = shared(component, key, list)

    def next(
        self, gate: list[pulumi.Resource] | pulumi.Output[list[pulumi.Resource]]
    ) -> list[pulumi.Resource] | pulumi.Output[list[pulumi.Resource]]:
        """What the next resource depends on, beside what `gate` waits for."""
        previous = self._made[-1:]
        if isinstance(gate, list):
            return [*gate, *previous]
        return gate.apply(lambda waited_for: [*waited_for, *previous])

    def made(self, resource: pulumi.Resource) -> None:
        """`resource` is what the next one waits for."""
        self._made.append(resource)
