"""Profiles found, joined and told apart by hand: keys that somebody adds, profiles that are one person."""

from typing import Any

from ..errors import ServiceError
from ..state import Context, Region
from .lookup import domain_of, not_found
from .models import Domain
from .profiles import members_of


def add_profile_key(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Has a profile be found by more values of a key."""
    domain, profile = existing(context.region, parameters)
    domain.objects.model.add_key(profile, parameters["KeyName"], parameters["Values"])
    return {"KeyName": parameters["KeyName"], "Values": parameters["Values"]}


def delete_profile_key(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Has a profile no longer be found by values of a key."""
    domain, profile = existing(context.region, parameters)
    domain.objects.model.delete_key(profile, parameters["KeyName"], parameters["Values"])
    return {"Message": "OK"}


def merge_profiles(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Makes one profile of several: the main one's fields count, or those of the profiles that are named for them."""
    domain = domain_of(context.region, parameters["DomainName"])
    model = domain.objects.model
    main = _number(domain, parameters["MainProfileId"])
    others = [_number(domain, each) for each in parameters["ProfileIdsToBeMerged"]]
    sources: dict[str, int] = {}
    for name, given in parameters.get("FieldSourceProfileIds", {}).items():
        if isinstance(given, dict):
            sources |= {f"{name}.{part}": _number(domain, each) for part, each in given.items()}
        else:
            paths = [path for path in model.fields.paths if path.startswith(f"{name}.")]
            sources |= dict.fromkeys(paths or [name], _number(domain, given))
    model.merge(main, others, sources)
    gone = [domain.structures.pop(each, {}) for each in others]
    for structures in gone:
        domain.structures[main] = structures | domain.structures.get(main, {})
    return {"Message": "OK"}


def batch_get_profile(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Profiles by their ids; those that do not exist are among the errors."""
    domain = domain_of(context.region, parameters["DomainName"])
    profiles, errors = [], []
    for profile_id in dict.fromkeys(parameters["ProfileIds"]):
        try:
            number = _number(domain, profile_id)
        except ServiceError as error:
            errors.append({"Code": error.code, "Message": error.message, "ProfileId": profile_id})
        else:
            profiles.append({"ProfileId": profile_id} | members_of(domain, number))
    return {"Profiles": profiles, "Errors": errors}


def delete_profile_object(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Deletes an object of a profile; what it wrote to the profile stays."""
    domain, profile = existing(context.region, parameters)
    model, name, unique = domain.objects.model, parameters["ObjectTypeName"], parameters["ProfileObjectUniqueKey"]
    held = {each for each, _ in model.objects_of(profile, name)} if name in model.types else set()
    if unique not in held:
        raise not_found(f"Profile {parameters['ProfileId']} has no object {unique} of type {name}")
    model.delete_object(name, unique)
    return {"Message": "OK"}


def existing(region: Region, parameters: dict[str, Any]) -> tuple[Domain, int]:
    """The domain and the number of the profile that a request names."""
    domain = domain_of(region, parameters["DomainName"])
    return domain, _number(domain, parameters["ProfileId"])


def _number(domain: Domain, profile_id: str) -> int:
    profile = domain.objects.model.profile_of(profile_id)
    if profile is None:
        raise not_found(f"Profile {profile_id} does not exist in domain {domain.name}")
    return profile
