"""Standard profiles that are written without an object: made, changed and deleted by hand.

What was written so is the profile from then on: of the objects that come later, only those of a type with a source
priority change these members.
"""

from typing import Any

from ..state import Context
from .lookup import domain_of
from .models import Domain
from .profile_keys import existing

Texts = dict[str, str]


def create_profile(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Makes a profile that no object belongs to."""
    domain = domain_of(context.region, parameters["DomainName"])
    texts, structures = _members(parameters)
    made = domain.objects.model.create_profile(texts)
    _keep(domain, made, structures)
    return {"ProfileId": domain.objects.model.profile_id(made)}


def update_profile(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Changes what is given: an empty text removes a value (API reference, `UpdateProfile`)."""
    domain, profile = existing(context.region, parameters)
    texts, structures = _members(parameters)
    domain.objects.model.update_profile(profile, texts)
    _keep(domain, profile, structures)
    return {"ProfileId": parameters["ProfileId"]}


def delete_profile(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Removes a profile with every object that belongs to it."""
    domain, profile = existing(context.region, parameters)
    domain.objects.model.delete_profile(profile)
    domain.structures.pop(profile, None)
    return {"Message": "OK"}


def _members(parameters: dict[str, Any]) -> tuple[Texts, dict[str, Any]]:
    """Members that are texts or have texts in them, by path; and the others."""
    texts: Texts = {}
    structures: dict[str, Any] = {}
    for name, value in parameters.items():
        if name in ("DomainName", "ProfileId"):
            continue
        if isinstance(value, str):
            texts[name] = value
        elif isinstance(value, dict) and all(isinstance(each, str) for each in value.values()):
            texts |= {f"{name}.{part}": each for part, each in value.items()}
        else:
            structures[name] = value
    return texts, structures


def _keep(domain: Domain, profile: int, structures: dict[str, Any]) -> None:
    if structures:
        domain.structures[profile] = domain.structures.get(profile, {}) | structures
