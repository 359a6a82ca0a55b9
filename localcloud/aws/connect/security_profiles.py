"""Security profiles: permissions by name. Any name is a permission: AWS publishes no list that the API could check."""

import uuid
from collections.abc import Iterator
from typing import Any

from ..errors import ServiceError
from ..state import Context, Region
from .models import (
    MAX_SECURITY_PROFILES,
    SecurityProfile,
    backend_of,
    instance_of,
    page_of,
    security_profiles_of,
)


def create_security_profile(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Adds a security profile to an instance."""
    region, instance_id = context.region, _instance_id(context.region, parameters)
    name = parameters["SecurityProfileName"]
    present = [each for each in existing(region) if each.instance_id == instance_id]
    if any(each.name == name for each in present):
        raise ServiceError("DuplicateResourceException", f"Security profile {name} already exists", 409)
    if len(present) >= MAX_SECURITY_PROFILES:
        raise ServiceError(
            "LimitExceededException", f"The limit of {MAX_SECURITY_PROFILES} security profiles is reached", 429
        )
    profile_id = str(uuid.uuid4())
    profile = SecurityProfile(
        profile_id=profile_id,
        arn=region.arn("connect", f"instance/{instance_id}/security-profile/{profile_id}"),
        instance_id=instance_id,
        name=name,
        description=parameters.get("Description"),
        permissions=parameters.get("Permissions", []),
        updated_at=context.now,
    )
    security_profiles_of(region)[profile_id] = profile
    if "Tags" in parameters:
        backend_of(region).tag_resource(profile.arn, parameters["Tags"])
    return {"SecurityProfileId": profile_id, "SecurityProfileArn": profile.arn}


def describe_security_profile(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """A security profile without its permissions, which are listed."""
    profile = _profile(context.region, parameters)
    members = {
        "Id": profile.profile_id,
        "Arn": profile.arn,
        "SecurityProfileName": profile.name,
        "Description": profile.description,
        "Tags": backend_of(context.region).list_tags_for_resource(profile.arn) or None,
        "LastModifiedTime": profile.updated_at,
        "LastModifiedRegion": context.region.name,
        "Type": "CUSTOMER_MANAGED",
    }
    return {"SecurityProfile": {key: value for key, value in members.items() if value is not None}}


def update_security_profile(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Replaces description and permissions, each where it is given."""
    profile = _profile(context.region, parameters)
    profile.description = parameters.get("Description", profile.description)
    profile.permissions = parameters.get("Permissions", profile.permissions)
    profile.updated_at = context.now
    return {}


def delete_security_profile(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Removes a security profile."""
    profile = _profile(context.region, parameters)
    del security_profiles_of(context.region)[profile.profile_id]
    return {}


def list_security_profiles(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """The security profiles of an instance."""
    instance_id = _instance_id(context.region, parameters)
    found = [
        {
            "Id": each.profile_id,
            "Arn": each.arn,
            "Name": each.name,
            "LastModifiedTime": each.updated_at,
            "LastModifiedRegion": context.region.name,
        }
        for each in existing(context.region)
        if each.instance_id == instance_id
    ]
    items, following = page_of(found, parameters)
    return {"SecurityProfileSummaryList": items, **following}


def list_security_profile_permissions(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """The permissions of a security profile, in an order of the service's own."""
    profile = _profile(context.region, parameters)
    items, following = page_of(sorted(profile.permissions, reverse=True), parameters)
    return {
        "Permissions": items,
        "LastModifiedTime": profile.updated_at,
        "LastModifiedRegion": context.region.name,
        **following,
    }


def existing(region: Region) -> Iterator[SecurityProfile]:
    """The security profiles of a Region; those of a deleted instance went with it."""
    if security_profiles_of(region):
        instances = backend_of(region).instances
        yield from (each for each in security_profiles_of(region).values() if each.instance_id in instances)


def _profile(region: Region, parameters: dict[str, Any]) -> SecurityProfile:
    instance_id, profile_id = _instance_id(region, parameters), parameters["SecurityProfileId"]
    profile = security_profiles_of(region).get(profile_id)
    if profile is None or profile.instance_id != instance_id:
        raise ServiceError("ResourceNotFoundException", f"Security profile {profile_id} does not exist", 404)
    return profile


def _instance_id(region: Region, parameters: dict[str, Any]) -> str:
    return str(instance_of(region, parameters["InstanceId"]).id)
