"""The deployer's policies, as resources that the scanners read."""

from connect_customer_profiles.policy.deployer import deployer_policies

from tests.unit.deployment import ACCOUNT, REGION

from .rendering import IDENTITY_POLICY
from .resource import Resource

NAME = "deployer"
"""The name of the set."""


def policies() -> list[Resource]:
    """A policy for each of them."""
    found = deployer_policies(REGION, ACCOUNT, "amazon-connect-shop")
    return [Resource(IDENTITY_POLICY, name, {"name": name, "policy": document}) for name, document in found.items()]
