"""What the local cloud adds to moto's Amazon Connect."""

from collections.abc import Iterator

from ..service import Service, operations_of
from ..state import Context
from . import instance_attributes, security_profiles


def _inventory(context: Context) -> Iterator[tuple[str, str]]:
    yield from (("security_profiles", profile.name) for profile in security_profiles.existing(context.region))


CONNECT = Service(
    name="connect",
    signing_names=("connect",),
    operations=operations_of(instance_attributes, security_profiles),
    validation_error="InvalidParameterException",
    paths="/security-profiles|/instance/[^/]+/attribute",
    inventory=_inventory,
)
