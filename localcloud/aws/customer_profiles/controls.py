"""What tests and demonstrations make happen in Customer Profiles, through the control plane."""

from typing import Any

from ..service import Body, region_of
from ..state import Cloud, Context
from . import dead_letters as letters
from .models import domains_of


def dead_letters(cloud: Cloud, body: Body) -> Any:
    """Has a domain refuse objects: `{account?, region?, domain, object_type, message, objects: [...]}`."""
    with cloud.lock:
        region = region_of(cloud, body)
        domain = domains_of(region).get(body["domain"])
        if domain is None:
            raise ValueError(f"domain {body['domain']!r} does not exist")
        for content in body["objects"]:
            letters.send(Context(cloud, region), domain, body["object_type"], content, body["message"])
        return {"dead_letters": len(body["objects"])}
