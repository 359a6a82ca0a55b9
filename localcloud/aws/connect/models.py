"""What the local cloud keeps of Amazon Connect."""

from dataclasses import dataclass, field

from ..state import Region

MAX_SECURITY_PROFILES = 100  # per instance (Amazon Connect administrator guide, `amazon-connect-service-limits`)


@dataclass
class SecurityProfile:
    """What users of an instance may do."""

    profile_id: str
    arn: str
    instance_id: str
    name: str
    description: str | None
    permissions: list[str]
    updated_at: float


@dataclass
class ConnectState:
    """What the local cloud keeps of Amazon Connect in one account and Region, besides what moto does."""

    security_profiles: dict[str, SecurityProfile] = field(default_factory=dict)
    """Of all instances, by id."""


def security_profiles_of(region: Region) -> dict[str, SecurityProfile]:
    """The security profiles of all instances of an account and Region, by id."""
    return region.of(ConnectState).security_profiles
