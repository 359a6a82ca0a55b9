"""Which integrations had loaded into an object type that is made anew."""

from typing import Any

import pytest
from connect_customer_profiles.base.emptied import loaded_before
from connect_customer_profiles.names import owned_types

COMPONENT = "connect-customer-profiles:index:IntegrationWorkflow"
HERE = {"domain_name": "shop", "object_type_name": "Guests", "integration_uri": "arn:aws:appflow:::flow/guests"}


def urn(resource_type: str) -> str:
    return (
        f"urn:pulumi:dev::shop::connect-customer-profiles:index:IntegrationWorkflow${resource_type}::guests-ingestion"
    )


@pytest.mark.parametrize("resource_type", owned_types("Ingestion"))
@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, True),
        ({"integration_uri": "", "workflow_ids": ["1234"]}, True),
        # Planned, and failed before anything was loaded.
        ({"integration_uri": "", "workflow_ids": []}, False),
        ({"integration_uri": None}, False),
        ({"object_type_name": "Contact"}, False),
        ({"domain_name": "care"}, False),
    ],
)
def test_an_ingestion_has_loaded_into_it(resource_type: str, changes: dict[str, Any], found: bool) -> None:
    stack: dict[str, dict[str, Any]] = {
        urn(resource_type): {**HERE, **changes},
        urn(owned_types("IngestionPlan").dynamic): HERE,
    }
    assert loaded_before(stack, "shop", "Guests") == [urn(resource_type)] * found
