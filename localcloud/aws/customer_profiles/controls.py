"""What tests and demonstrations make happen in Customer Profiles, through the control plane."""

from typing import Any

from connect_customer_profiles.rules.rule import instead_of

from ..service import Body, only, region_of
from ..state import Cloud, Context
from . import dead_letters as letters
from .lookup import type_of
from .models import Domain, domains_of
from .templates import TEMPLATES


def dead_letters(cloud: Cloud, body: Body) -> Any:
    """Has a domain refuse objects: `{account?, region?, domain, object_type, message, objects: [...]}`."""
    only(body, "account", "region", "domain", "object_type", "message", "objects")
    with cloud.lock:
        region = region_of(cloud, body)
        domains, name = domains_of(region), body["domain"]
        if (domain := domains.get(name)) is None:
            instead = instead_of(name, domains, "domains") if domains else "there is none in this account and Region"
            raise ValueError(f"domain {name!r} does not exist; {instead}")
        _existing(domain, body["object_type"])
        for number, content in enumerate(body["objects"], 1):
            if not isinstance(content, dict):
                raise ValueError(f"object {number}: must be a JSON object")  # noqa: TRY004
        for content in body["objects"]:
            letters.send(Context(cloud, region), domain, body["object_type"], content, body["message"])
        return {"dead_letters": len(body["objects"])}


def _existing(domain: Domain, object_type: str) -> None:
    """Nothing, if the domain can be sent objects of this type."""
    if type_of(domain, object_type) is None:
        instead = instead_of(object_type, {*domain.object_types, *TEMPLATES}, "object types")
        raise ValueError(f"domain {domain.name!r} has no object type {object_type!r}; {instead}")
