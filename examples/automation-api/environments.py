"""The environments, in the order in which they are rolled out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Environment:
    """One environment: a stack of this project."""

    name: str
    region: str
    domain_name: str
    import_start_date: str
    """How far back contacts are loaded: a few months are enough to try it."""
    deletion_protection: bool = True


ENVIRONMENTS = (
    Environment("dev", "us-east-1", "amazon-connect-care-dev", "2026-06-30", deletion_protection=False),
    Environment("staging", "us-east-1", "amazon-connect-care-staging", "2025-12-31", deletion_protection=False),
    Environment("prod", "eu-central-1", "amazon-connect-care", "2019-01-31"),
)
