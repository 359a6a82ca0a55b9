"""The base of our custom resources: dynamic ones in a Python program, of the package's own type in its plugin.

A plugin cannot have dynamic resources: the engine would start their provider with the Python of the consumer's program,
which may have none (pulumi/pulumi#5455). So the plugin serves their providers itself.
"""

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.dynamic import Resource, ResourceProvider

from ..names import OwnedTypes, owned_types
from ..rules.argument_names import told

_served = False


def serve_own_resources() -> None:
    """From now on, our resources in this process are of the package's own type."""
    global _served  # noqa: PLW0603 - a process is a plugin, or it is not
    _served = True


class OwnedResource(Resource):
    """A resource whose provider is in this package."""

    def __init__(
        self,
        provider: ResourceProvider,
        name: str,
        props: Mapping[str, Any],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        if _served:
            types = self._types()
            # A stack keeps what it has when its Python program is written anew in another language.
            before = pulumi.ResourceOptions(aliases=[pulumi.Alias(type_=types.dynamic)])
            opts = pulumi.ResourceOptions.merge(opts, before)
            pulumi.CustomResource.__init__(self, types.served, name, dict(props), opts)
        else:
            super().__init__(provider, name, {**props, **told()}, opts)

    @classmethod
    def served_type(cls) -> str:
        """The type token in the plugin."""
        return cls._types().served

    @classmethod
    def _types(cls) -> OwnedTypes:
        return owned_types(cls._resource_type_name.rsplit(":", 1)[1])
