"""Amazon AppFlow."""

from collections.abc import Iterator

from ..service import Service, operations_of
from ..state import Context
from . import connector_profiles, connectors, controls, executions, flows, schedule, tags
from .models import connector_profiles_of, flows_of


def _inventory(context: Context) -> Iterator[tuple[str, str]]:
    yield from (("flows", name) for name in flows_of(context.region))
    yield from (("connector_profiles", name) for name in connector_profiles_of(context.region))


APPFLOW = Service(
    name="appflow",
    signing_names=("appflow",),
    operations=operations_of(connector_profiles, connectors, executions, flows, tags),
    validation_error="ValidationException",
    advance=schedule.advance,
    inventory=_inventory,
    controls={("POST", "sources"): controls.sources, ("POST", "seed"): controls.seed},
)
