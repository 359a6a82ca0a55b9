"""What the local cloud keeps of Amazon Connect."""

from dataclasses import dataclass, field
from typing import Any

from .. import paging
from ..errors import ServiceError
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
    attributes: dict[str, dict[str, str]] = field(default_factory=dict)
    """What was changed of the attributes of an instance, by the instance's id."""


def security_profiles_of(region: Region) -> dict[str, SecurityProfile]:
    """The security profiles of all instances of an account and Region, by id."""
    return region.of(ConnectState).security_profiles


def backend_of(region: Region) -> Any:
    """moto's part of the service."""
    from moto.connect.models import connect_backends

    return connect_backends[region.account][region.name]


def instance_of(region: Region, instance_id: str) -> Any:
    """moto's instance of this id.

    Raises:
        ServiceError: There is none.
    """
    if instance_id not in backend_of(region).instances:
        raise ServiceError("ResourceNotFoundException", f"Instance {instance_id} does not exist", 404)
    return backend_of(region).instances[instance_id]


def page_of(items: list[Any], parameters: dict[str, Any]) -> tuple[list[Any], dict[str, str]]:
    """A page of items and the NextToken member, if there is a next one."""
    try:
        page, following = paging.page(items, parameters.get("NextToken"), parameters.get("MaxResults"))
    except ValueError as error:
        raise ServiceError("InvalidParameterException", str(error)) from None
    return page, {"NextToken": following} if following else {}
