"""Nested settings in Pulumi's spelling and in the API's: the model of the API tells the names. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.model import Shape

# Lists have plural names in Pulumi, by structure and member of the API; `ParallelismConfig` is the provider's slip.
_RENAMED = {
    "AttributeTypesSelector.Address": "addresses",
    "AttributeTypesSelector.EmailAddress": "emailAddresses",
    "AttributeTypesSelector.PhoneNumber": "phoneNumbers",
    "Consolidation.MatchingAttributesList": "matchingAttributesLists",
    "MatchingRule.Rule": "rules",
    "PrefixConfig.pathPrefixHierarchy": "prefixHierarchies",
    "SAPODataParallelismConfig.maxParallelism": "maxPageSize",
    "Task.connectorOperator": "connectorOperators",
}
_RESPELT = (("SAPOData", "sapoData"), ("oAuth", "oauth"), ("PrivateLinkFor", "PrivatelinkFor"))


def to_api(shape: Shape, value: Any) -> Any:
    """A value for the API.

    Raises:
        ValueError: A name that the API does not have.
    """
    if shape.type_name == "list":
        return [to_api(shape.member, item) for item in value]
    if shape.type_name != "structure":
        return value
    members = {pulumi_name(shape, name): name for name in shape.members}
    if unknown := sorted(set(value) - set(members)):
        raise ValueError(f"{shape.name} has no {unknown[0]}")
    return {members[name]: to_api(shape.members[members[name]], item) for name, item in value.items()}


def from_api(shape: Shape, value: Any) -> Any:
    """A value of the API for Pulumi; times are texts in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if shape.type_name == "list":
        return [from_api(shape.member, item) for item in value]
    if shape.type_name != "structure":
        return value
    return {pulumi_name(shape, name): from_api(shape.members[name], item) for name, item in value.items()}


def pulumi_name(shape: Shape, member: str) -> str:
    """What Pulumi calls a member of a structure."""
    if renamed := _RENAMED.get(f"{shape.name}.{member}"):
        return renamed
    for ours, theirs in _RESPELT:
        member = member.replace(ours, theirs)
    return member[:1].lower() + member[1:]


def essential(value: Any) -> Any:
    """A nested value without what says nothing: the API may leave out, or add, what is empty, off or zero."""
    if isinstance(value, dict):
        return {name: kept for name, item in value.items() if (kept := essential(item)) not in _NOTHING}
    if isinstance(value, list):
        return [kept for item in value if (kept := essential(item)) not in _NOTHING]
    return value


_NOTHING: tuple[Any, ...] = (None, "", False, 0, [], {})
