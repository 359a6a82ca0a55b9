"""What the local cloud keeps of Amazon Connect."""

from dataclasses import dataclass

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
