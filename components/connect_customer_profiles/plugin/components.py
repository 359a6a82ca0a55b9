"""Makes components for programs of other languages."""

import json
from importlib import import_module
from typing import Any

import pulumi
from pulumi.provider import ConstructResult, Provider
from pulumi.resource import DependencyProviderResource

from ..base.program import share
from ..ingestion.owned_resource import assuming, stack_roles
from ..names import PACKAGE
from ..rules.argument_names import spell
from . import taking_over
from .translation import Translation, words

PROFILE = "aws_profile"
"""The argument for the AWS profile of a component's own calls."""


class Components(Provider):
    """Makes components by their type tokens."""

    def __init__(self, schema: str) -> None:
        described = json.loads(schema)
        super().__init__(described["version"], schema)
        self._translation = Translation(described)
        self._deployment: tuple[str, dict[Any, Any]] = ("", {})
        self._itself = ""
        spell({**words(described), **taking_over.WORDS})

    def serve_as(self, reference: str) -> None:
        """Take the reference by which the engine knows this very process."""
        self._itself = reference

    def begin(self, monitor: str) -> None:
        """Share what components of one deployment share: that which this monitor belongs to."""
        if self._deployment[0] != monitor:
            self._deployment = (monitor, {})
        share(self._deployment[1])

    def provider_of(self, package: str, given: pulumi.ProviderResource, reference: str) -> pulumi.ProviderResource:
        """The same object for the same provider, as in a program: components that share one also share lookups."""
        found: pulumi.ProviderResource = self._deployment[1].setdefault(("provider", package, reference), given)
        return found

    def construct(
        self, name: str, resource_type: str, inputs: pulumi.Inputs, options: pulumi.ResourceOptions | None = None
    ) -> ConstructResult:
        """Make a component."""
        component = getattr(import_module("connect_customer_profiles"), resource_type.rsplit(":", 1)[1])
        options = options or pulumi.ResourceOptions()
        # Our own resources go to this process, however the program has found the plugin.
        options.providers = {**dict(options.providers or {}), PACKAGE: DependencyProviderResource(self._itself)}  # type: ignore[arg-type]
        if (taken_over := self._deployment[1].get("taken over")) is None:
            taken_over = self._deployment[1]["taken over"] = taking_over.options()
        options = pulumi.ResourceOptions.merge(options, taken_over)
        arguments = self._translation.inputs(resource_type, inputs)
        roles = {} if PROFILE in arguments else stack_roles()
        profile = {} if roles else self._stack_profile(resource_type)
        with assuming(roles):
            made = component(name, {**profile, **arguments}, options)
        return ConstructResult(made.urn, self._translation.outputs(resource_type, made))

    def _stack_profile(self, resource_type: str) -> dict[str, str]:
        """The stack's AWS profile, as an argument of the components that make calls themselves: refresh and destroy,
        which make no component, find it in state."""
        profile = pulumi.runtime.get_config("aws:profile")
        return {PROFILE: profile} if profile and self._translation.takes(resource_type, PROFILE) else {}
