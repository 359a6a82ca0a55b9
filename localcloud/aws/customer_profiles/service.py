"""Amazon Connect Customer Profiles."""

from collections.abc import Iterator

from ..service import Service, operations_of
from ..state import Context
from . import (
    calculated_attributes,
    controls,
    detection,
    domains,
    event_streams,
    integrations,
    object_types,
    profile_keys,
    profiles,
    standard_profiles,
    tags,
    workflow_engine,
    workflows,
)
from .models import RATES, domains_of


def _inventory(context: Context) -> Iterator[tuple[str, str]]:
    for domain in domains_of(context.region).values():
        yield "domains", domain.name
        for integration in domain.integrations.values():
            yield "hidden_integrations" if integration.hidden else "integrations", integration.uri
        yield from (("workflows", workflow_id) for workflow_id in domain.workflows)
        yield from (("object_types", f"{domain.name}/{name}") for name in domain.object_types)
        yield from (("event_streams", f"{domain.name}/{name}") for name in domain.event_streams)
        yield from (("calculated_attributes", f"{domain.name}/{name}") for name in domain.calculated_attributes)


CUSTOMER_PROFILES = Service(
    name="customer-profiles",
    signing_names=("profile",),
    operations=operations_of(
        calculated_attributes,
        detection,
        domains,
        event_streams,
        integrations,
        object_types,
        profiles,
        profile_keys,
        standard_profiles,
        tags,
        workflows,
    ),
    validation_error="BadRequestException",
    rates=RATES,
    advance=workflow_engine.advance,
    inventory=_inventory,
    controls={("POST", "dead-letters"): controls.dead_letters},
)
