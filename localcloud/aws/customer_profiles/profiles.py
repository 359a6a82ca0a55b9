"""Profile objects put and found by hand."""

import json
from collections.abc import Iterator
from typing import Any

from ..errors import throttled
from ..state import Context
from . import access, objects
from .lookup import bad_request, domain_of, mapping_of, paged
from .models import Domain
from .objects import Mapping, content_of

CROWDED_MESSAGE = "Too many objects ingested on the profile per second"

_PROFILE_ID = "_profileId"
_PROFILE_PREFIX = "_profile."
_FULL_NAME = "_fullName"
# Keys that are predefined for every profile (Customer Profiles API reference, SearchProfiles), with the members that
# hold their values.
_STANDARD_KEYS = {
    "_account": ("AccountNumber",),
    "_email": ("EmailAddress", "PersonalEmailAddress", "BusinessEmailAddress"),
    _FULL_NAME: (),
    "_phone": ("PhoneNumber", "MobilePhoneNumber", "HomePhoneNumber", "BusinessPhoneNumber"),
}
_STRUCTURES = ("Address", "ShippingAddress", "MailingAddress", "BillingAddress", "Attributes")


def put_profile_object(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Stores one object."""
    domain = domain_of(context.region, parameters["DomainName"])
    name = parameters["ObjectTypeName"]
    mapping = _mapping(domain, name)
    try:
        content = json.loads(parameters["Object"])
    except ValueError:
        raise bad_request("Object is not valid JSON") from None
    if not isinstance(content, dict):
        raise bad_request("Object is not a JSON object")
    if key_id := domain.settings.get("DefaultEncryptionKey"):
        access.existing_key(context, key_id)
    _check_crowd(context, objects.profile_id(domain.name, mapping, content))
    try:
        unique = domain.objects.put(name, mapping, content)
    except ValueError as error:
        raise bad_request(str(error)) from None
    return {"ProfileObjectUniqueKey": unique[:255]}


def _check_crowd(context: Context, profile: str | None) -> None:
    """Refuses a second object of a profile within a second, as `crowded_profile` says."""
    answer = context.behaviours.crowded_profile
    if profile is None or answer == "accepted":
        return
    if not context.cloud.rates.apart(profile, 1 / context.behaviours.rate_factor):
        raise throttled(CROWDED_MESSAGE) if answer == "throttled" else bad_request(CROWDED_MESSAGE)


def list_profile_objects(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """The objects of one type of a profile."""
    domain = domain_of(context.region, parameters["DomainName"])
    name, profile = parameters["ObjectTypeName"], parameters["ProfileId"]
    mapping = _mapping(domain, name)
    found = [
        (unique, content)
        for unique, content in _objects_of_profile(domain, name, mapping, profile)
        if _passes(mapping, content, parameters.get("ObjectFilter"))
    ]
    items, following = paged(found, parameters)
    return {
        "Items": [
            {"ObjectTypeName": name, "ProfileObjectUniqueKey": unique[:255], "Object": json.dumps(content)}
            for unique, content in items
        ],
        **following,
    }


def search_profiles(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Profiles by the values of one key, or of several joined by OR (default) or AND."""
    domain = domain_of(context.region, parameters["DomainName"])
    searches = [parameters, *parameters.get("AdditionalSearchKeys", [])]
    results = [_search(domain, search["KeyName"], search["Values"]) for search in searches]
    both = parameters.get("LogicalOperator") == "AND"
    ids = [profile for result in results for profile in result]
    wanted = {profile for profile in ids if not both or all(profile in result for result in results)}
    merged: dict[str, dict[str, Any]] = {}
    for result in results:
        for profile, members in result.items():
            if profile in wanted:
                merged[profile] = merged.get(profile, {}) | members
    items, following = paged(sorted(merged.items()), parameters, default=20)
    return {"Items": [{"ProfileId": profile} | members for profile, members in items], **following}


def _mapping(domain: Domain, object_type_name: str) -> Mapping:
    mapping = mapping_of(domain, object_type_name)
    if mapping is None:
        raise bad_request(f"Object type {object_type_name} is neither defined in domain {domain.name} nor a template")
    return mapping


def _search(domain: Domain, key_name: str, values: list[str]) -> dict[str, dict[str, Any]]:
    """Profile ids with the profiles' members, from every object and written profile whose key has one of the values."""
    found: dict[str, dict[str, Any]] = {}
    for name in list(domain.objects.by_type):
        mapping = mapping_of(domain, name)
        if mapping is None:
            continue
        for unique, content in _candidates(domain, name, mapping, key_name, values):
            profile = objects.profile_id(domain.name, mapping, content)
            if profile is not None:
                domain.objects.issued[profile] = (name, unique)
                found[profile] = found.get(profile, {}) | profile_members(mapping, content)
    for profile, members in domain.profiles.items():
        keyed = {profile} if key_name == _PROFILE_ID else _standard_values(key_name, members)
        if profile in found or keyed & set(values):
            found[profile] = members
    return found


def profile_of(domain: Domain, profile: str) -> dict[str, Any] | None:
    """A profile's members; None if there is no such profile."""
    return _search(domain, _PROFILE_ID, [profile]).get(profile)


def _candidates(
    domain: Domain, name: str, mapping: Mapping, key_name: str, values: list[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    if key_name == _PROFILE_ID:
        for value in values:
            yield from _objects_of_profile(domain, name, mapping, value)
        return
    if key_name in _STANDARD_KEYS and key_name not in mapping.keys:
        for unique, content in domain.objects.items(name):
            if _standard_values(key_name, profile_members(mapping, content)) & set(values):
                yield unique, content
        return
    stored = domain.objects.by_type[name]
    if key_name == mapping.unique_key_name():
        yield from ((value, content_of(stored[value])) for value in values if value in stored)
        return
    variants = mapping.keys.get(key_name, [])
    for unique, content in domain.objects.items(name) if variants else ():
        if any(mapping.value(content, variant.get("FieldNames", [])) in values for variant in variants):
            yield unique, content


def _standard_values(key_name: str, members: dict[str, Any]) -> set[str]:
    """The values of a predefined key in a profile with these members."""
    if key_name == _FULL_NAME:
        return {" ".join(members[part] for part in ("FirstName", "MiddleName", "LastName") if members.get(part))}
    return {members[member] for member in _STANDARD_KEYS.get(key_name, ()) if member in members}


def _objects_of_profile(
    domain: Domain, name: str, mapping: Mapping, profile: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    for unique, content in domain.objects.items(name):
        if objects.profile_id(domain.name, mapping, content) == profile:
            yield unique, content


def _passes(mapping: Mapping, content: dict[str, Any], object_filter: dict[str, Any] | None) -> bool:
    if object_filter is None:
        return True
    variants = mapping.keys.get(object_filter["KeyName"], [])
    return any(mapping.value(content, variant.get("FieldNames", [])) in object_filter["Values"] for variant in variants)


def profile_members(mapping: Mapping, content: dict[str, Any]) -> dict[str, Any]:
    """The standard profile's members that an object fills."""
    members: dict[str, Any] = {}
    for name, described in mapping.fields.items():
        target = described.get("Target", "")
        value = mapping.field_value(content, name)
        if value is None or not target.startswith(_PROFILE_PREFIX):
            continue
        member, _, part = target.removeprefix(_PROFILE_PREFIX).partition(".")
        if member in _STRUCTURES and part:
            members.setdefault(member, {})[part] = value[:255]
        elif not part:
            members[member] = value[:255]
    return members
