"""Profile objects put and found by hand."""

from collections.abc import Iterator, Mapping
from typing import Any

from connect_customer_profiles.profiles.object_type import ObjectType
from connect_customer_profiles.profiles.record import decoded, written
from connect_customer_profiles.profiles.rejections import CROWDED, INVALID_OBJECT
from connect_customer_profiles.profiles.standard import PROFILE, STANDARD_OBJECTS, TIMESTAMP

from ..errors import ServiceError, throttled
from ..state import Context
from . import dead_letters
from .lookup import bad_request, domain_of, paged, type_of
from .models import Domain


def put_profile_object(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Stores one object. What only matching refuses is accepted, and becomes a dead letter."""
    domain = domain_of(context.region, parameters["DomainName"])
    name = parameters["ObjectTypeName"]
    defined = _object_type(domain, name)
    content = decoded(parameters["Object"])
    if content is None:
        raise bad_request(INVALID_OBJECT)
    if error := dead_letters.key_fault(context, domain, name):
        raise error
    if dead_letters.crowded(context, domain.objects.owner(defined, content)):
        is_error = context.behaviours.crowded_profile == "refused"
        raise bad_request(CROWDED) if is_error else throttled(CROWDED)
    outcome = domain.objects.put(defined, content)
    if outcome.message is None:
        dead_letters.remember(context, domain.objects.model.profile_id(outcome.profile))
    elif not outcome.valid:
        raise bad_request(outcome.message)
    else:
        dead_letters.send(context, domain, name, content, outcome.message)
    return {"ProfileObjectUniqueKey": outcome.unique[:255]}


def batch_put_profile_object(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Stores up to ten objects of a type, each as PutProfileObject would."""
    whole = {name: parameters[name] for name in ("DomainName", "ObjectTypeName")}
    _object_type(domain_of(context.region, whole["DomainName"]), whole["ObjectTypeName"])
    names = [item["Id"] for item in parameters["Items"]]
    if len({*names}) < len(names):
        raise bad_request("The ids of the items must differ")
    successful, failed = [], []
    for item in parameters["Items"]:
        try:
            made = put_profile_object(context, {**whole, "Object": item["Object"]})
        except ServiceError as error:
            failed.append({"Id": item["Id"], "Code": error.status, "Message": error.message})
        else:
            successful.append({"Id": item["Id"], **made})
    return {"Successful": successful, "Failed": failed}


def list_profile_objects(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """The objects of one type of a profile."""
    domain = domain_of(context.region, parameters["DomainName"])
    name, profile = parameters["ObjectTypeName"], parameters["ProfileId"]
    wanted = parameters.get("ObjectFilter")
    if name in STANDARD_OBJECTS and name != PROFILE:
        found = list(_standard(domain, name, profile, wanted))
    else:
        defined = _object_type(domain, name)
        found = [
            (unique, content)
            for unique, content in domain.objects.of_profile(profile, defined)
            if wanted is None or domain.objects.model.has_key(name, content, wanted["KeyName"], wanted["Values"])
        ]
    items, following = paged(found, parameters)
    return {
        "Items": [
            {"ObjectTypeName": name, "ProfileObjectUniqueKey": unique[:255], "Object": written(content)}
            for unique, content in items
        ],
        **following,
    }


def _standard(
    domain: Domain, name: str, profile_id: str, wanted: dict[str, Any] | None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Id and members of the standard objects of one kind, such as `_asset`, that a profile has."""
    model, id_field = domain.objects.model, STANDARD_OBJECTS[name].id_field
    profile = model.profile_of(profile_id)
    for number, fields in model.entities.of_profile(name, profile) if profile is not None else ():
        identity = f"{number:032x}"
        if wanted is None or _has(domain, name, number, identity, wanted):
            yield identity, {id_field: identity} | _nested(fields)


def _has(domain: Domain, name: str, number: int, identity: str, wanted: dict[str, Any]) -> bool:
    """Whether a standard object has one of the values of a key, be it that of its id, such as `_assetId`."""
    key, values = wanted["KeyName"], wanted["Values"]
    if key == f"{name}Id":
        return identity in values
    model = domain.objects.model
    return any(number in model.entities.having(name, key, model.types.comparable(key, [value])) for value in values)


def search_profiles(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Profiles by the values of one key, or of several joined by OR (default) or AND."""
    domain = domain_of(context.region, parameters["DomainName"])
    searches = [parameters, *parameters.get("AdditionalSearchKeys", [])]
    model = domain.objects.model
    results = [model.search(search["KeyName"], search["Values"]) for search in searches]
    both = parameters.get("LogicalOperator") == "AND"
    found = set.intersection(*results) if both else set().union(*results)
    ordered = sorted((model.profile_id(profile), profile) for profile in found)
    items, following = paged(ordered, parameters, default=20)
    described = [{"ProfileId": profile_id} | members_of(domain, profile) for profile_id, profile in items]
    if len(searches) > 1:  # botocore model, `Profile$FoundByItems`
        for each, (_, profile) in zip(described, items, strict=True):
            by = [search for search, result in zip(searches, results, strict=True) if profile in result]
            each["FoundByItems"] = [{"KeyName": search["KeyName"], "Values": search["Values"]} for search in by]
    return {"Items": described, **following}


def _object_type(domain: Domain, name: str) -> ObjectType:
    defined = type_of(domain, name)
    if defined is None:
        raise bad_request(f"Object type {name} is neither defined in domain {domain.name} nor a template")
    return defined


def members_of(domain: Domain, profile: int) -> dict[str, Any]:
    """The members of a profile in the API's shape: `Address.City` is in `Address`. The time of the last change at the
    source decides which value counts, and is no member."""
    members = _nested(domain.objects.model.fields.of(profile)) | domain.structures.get(profile, {})
    members.pop(TIMESTAMP, None)
    return members


def _nested(fields: Mapping[str, str]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for path, value in fields.items():
        member, _, part = path.partition(".")
        if part:
            members.setdefault(member, {})[part] = value
        else:
            members[member] = value
    return members
