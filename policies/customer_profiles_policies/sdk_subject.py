"""From the SDK's resources to subjects."""

import pulumi
from pulumi_policy import PolicyResource, ResourceValidationArgs

from .subject import Subject, View


def subject_of(resource: ResourceValidationArgs | PolicyResource, view: View) -> Subject:
    """A resource seen through a view."""
    return Subject(
        view=view,
        type=resource.resource_type,
        props=resource.props,
        protect=bool(resource.opts.protect),
        stack=pulumi.get_stack(),
        ancestors=ancestors(resource.urn),
    )


def ancestors(urn: str) -> tuple[str, ...]:
    """The type tokens of what contains a resource: `urn:pulumi:stack::project::parent$child::name`."""
    parts = urn.split("::")
    return tuple(parts[2].split("$")[:-1]) if len(parts) > 3 else ()
