"""What tests and demonstrations make happen in Customer Profiles, through the control plane."""

from typing import Any

from connect_customer_profiles.rules.rule import instead_of

from ..service import Body, region_of
from ..state import Cloud, Context
from . import dead_letters as letters
from .models import domains_of


def dead_letters(cloud: Cloud, body: Body) -> Any:
    """Has a domain refuse objects: `{account?, region?, domain, object_type, message, objects: [...]}`."""
    with cloud.lock:
        region = region_of(cloud, body)
        domains, name = domains_of(region), body["domain"]
        if (domain := domains.get(name)) is None:
            instead = instead_of(name, domains, "domains") if domains else "there is none in this account and Region"
            raise ValueError(f"domain {name!r} does not exist; {instead}")
        for content in body["objects"]:
            letters.send(Context(cloud, region), domain, body["object_type"], content, body["message"])
        return {"dead_letters": len(body["objects"])}
