"""What the resources of `aws-native` have in common: the form of tags, and creation one after the other."""

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.runtime.settings import get_root_resource

_REGISTRY = "_connect_customer_profiles_turns"


def tag_list(tags: pulumi.Input[Mapping[str, str]] | None) -> pulumi.Output[Any] | None:
    """Tags as CloudFormation has them, in the order of their keys."""
    if not tags:
        return None
    return pulumi.Output.from_input(tags).apply(
        lambda known: [{"key": key, "value": value} for key, value in sorted(known.items())]
    )


class Turns:
    """The resources of a program that one API call of a low rate makes: each waits for the one before.

    Pulumi creates siblings at once, and PutProfileObjectType and PutIntegration take one request a second of an account
    in a Region. So each resource depends on the one before it, in the program's order and of the same provider; the
    engine then also deletes them one after the other. A dependency is no input: another order changes no resource.
    """

    def __init__(self, component: pulumi.ComponentResource, resource_type: str) -> None:
        provider = component.get_provider(resource_type)
        # Kept with the stack, so that two programs in one process know nothing of each other.
        registry = vars(get_root_resource() or component).setdefault(_REGISTRY, {})
        self._made: list[pulumi.Resource] = registry.setdefault((resource_type, provider), [])

    def next(self, gate: pulumi.Output[list[pulumi.Resource]]) -> pulumi.Output[list[pulumi.Resource]]:
        """What the next resource depends on, beside what `gate` waits for."""
        previous = self._made[-1:]
        return gate.apply(lambda waited_for: [*waited_for, *previous])

    def made(self, resource: pulumi.Resource) -> None:
        """`resource` is what the next one waits for."""
        self._made.append(resource)
