"""The base of our custom resources: dynamic ones in a Python program, of the package's own type in its plugin.

A plugin cannot have dynamic resources: the engine would start their provider with the Python of the consumer's program,
which may have none (pulumi/pulumi#5455). So the plugin serves their providers itself.
"""

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.dynamic import Resource, ResourceProvider

from ..names import owned_types

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
            pulumi.CustomResource.__init__(self, self.served_type(), name, dict(props), opts)
        else:
            super().__init__(provider, name, dict(props), opts)

    @classmethod
    def served_type(cls) -> str:
        """The type token in the plugin."""
        return owned_types(cls._resource_type_name.rsplit(":", 1)[1]).served
