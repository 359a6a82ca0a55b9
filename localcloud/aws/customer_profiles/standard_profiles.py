"""Standard profiles that are written without an object: made, changed and deleted by hand.

What was written so is the profile from then on: objects that come later no longer change these members.
"""

import uuid
from typing import Any

from ..state import Context
from .lookup import domain_of, mapping_of, not_found
from .models import Domain
from .objects import content_of, profile_id
from .profiles import profile_of

_ADDRESSES = ("Address", "ShippingAddress", "MailingAddress", "BillingAddress")
_NESTED = (*_ADDRESSES, "Attributes")


def create_profile(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Makes a profile that no object belongs to."""
    domain = domain_of(context.region, parameters["DomainName"])
    made = uuid.uuid4().hex
    domain.profiles[made] = _members(parameters)
    return {"ProfileId": made}


def update_profile(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Changes what is given: an empty text removes a value (API reference, `UpdateProfile`)."""
    domain, profile = _existing(context, parameters)
    changed = dict(profile)
    for name, value in _members(parameters).items():
        changed[name] = {**profile.get(name, {}), **value} if name in _NESTED else value
    domain.profiles[parameters["ProfileId"]] = {
        name: kept for name, value in changed.items() if (kept := _without_empty(value)) not in ("", {})
    }
    return {"ProfileId": parameters["ProfileId"]}


def delete_profile(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Removes a profile with every object that belongs to it."""
    domain, _ = _existing(context, parameters)
    domain.profiles.pop(parameters["ProfileId"], None)
    for name, stored in domain.objects.by_type.items():
        mapping = mapping_of(domain, name)
        if mapping is None:
            continue
        for unique, content in list(stored.items()):
            if profile_id(domain.name, mapping, content_of(content)) == parameters["ProfileId"]:
                del stored[unique]
    return {"Message": "OK"}


def _existing(context: Context, parameters: dict[str, Any]) -> tuple[Domain, dict[str, Any]]:
    domain = domain_of(context.region, parameters["DomainName"])
    profile = profile_of(domain, parameters["ProfileId"])
    if profile is None:
        raise not_found(f"Profile {parameters['ProfileId']} does not exist in domain {domain.name}")
    return domain, profile


def _members(parameters: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parameters.items() if name not in ("DomainName", "ProfileId")}


def _without_empty(value: Any) -> Any:
    return {name: text for name, text in value.items() if text != ""} if isinstance(value, dict) else value
