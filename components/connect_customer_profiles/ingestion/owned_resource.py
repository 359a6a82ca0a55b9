"""The base of our custom resources: dynamic ones in a Python program, of the package's own type in its plugin.

A plugin cannot have dynamic resources: the engine would start their provider with the Python of the consumer's program,
which may have none (pulumi/pulumi#5455). So the plugin serves their providers itself.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import pulumi
from pulumi.dynamic import Resource, ResourceProvider

from ..names import OwnedTypes, owned_types
from ..rules.argument_names import told

STACK = "stack_configuration"
"""The input of a served resource that holds what the stack's configuration says of roles to assume: the engine tells a
plugin nothing of `aws:` when it refreshes or destroys. It is among the inputs in state, not among the outputs, so that
another role changes no resource."""

KEYS = ("aws:profile", "aws:assumeRole", "aws:assumeRoles")
"""The keys of the stack's configuration in that input. Access keys are none of them: they would be in state."""

_served = False

_roles: ContextVar[Mapping[str, Any] | None] = ContextVar("roles", default=None)


def serve_own_resources() -> None:
    """From now on, our resources in this process are of the package's own type."""
    global _served  # noqa: PLW0603 - a process is a plugin, or it is not
    _served = True


def stack_roles() -> dict[str, pulumi.Input[str]]:
    """The stack's configuration of roles to assume, and the profile that assumes them; nothing where there is no role.
    What is secret there is secret here."""
    config = pulumi.runtime.config
    found = {key: config.get_config(key) for key in KEYS}
    if not (found["aws:assumeRole"] or found["aws:assumeRoles"]):
        return {}
    secret = [key for key in KEYS if config.is_config_secret(key)]
    return {key: pulumi.Output.secret(value) if key in secret else value for key, value in found.items() if value}


@contextmanager
def assuming(roles: Mapping[str, Any]) -> Iterator[None]:
    """Resources that are made meanwhile assume these roles."""
    token = _roles.set(roles)
    try:
        yield
    finally:
        _roles.reset(token)


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
            assumed = {STACK: roles} if (roles := _roles.get()) else {}
            pulumi.CustomResource.__init__(self, types.served, name, {**props, **assumed}, opts)
        else:
            super().__init__(provider, name, {**props, **told()}, opts)

    @classmethod
    def served_type(cls) -> str:
        """The type token in the plugin."""
        return cls._types().served

    @classmethod
    def _types(cls) -> OwnedTypes:
        return owned_types(cls._resource_type_name.rsplit(":", 1)[1])
