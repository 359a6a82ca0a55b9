"""Tags of domains and of all that is defined in them."""

from collections.abc import Iterator
from typing import Any

from ..state import Context, Region
from .lookup import bad_request, not_found
from .models import CalculatedAttribute, Domain, EventStream, Integration, ObjectType, Workflow, domains_of

MAX_TAGS = 50  # botocore model, TagMap

Tagged = Domain | ObjectType | Integration | Workflow | EventStream | CalculatedAttribute


def tag_resource(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Adds or overwrites tags."""
    tagged = _resource(context.region, parameters["resourceArn"])
    tags = tagged.tags | parameters["tags"]
    if len(tags) > MAX_TAGS:
        raise bad_request(f"A resource has at most {MAX_TAGS} tags")
    tagged.tags = tags
    return {}


def untag_resource(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Removes tags."""
    tagged = _resource(context.region, parameters["resourceArn"])
    tagged.tags = {key: value for key, value in tagged.tags.items() if key not in parameters["tagKeys"]}
    return {}


def list_tags_for_resource(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """The tags of a resource."""
    tags = _resource(context.region, parameters["resourceArn"]).tags
    return {"tags": tags} if tags else {}


def _resource(region: Region, arn: str) -> Tagged:
    for tagged in _resources(region):
        if tagged.arn == arn:
            return tagged
    raise not_found(f"Resource {arn} does not exist")


def _resources(region: Region) -> Iterator[Tagged]:
    for domain in domains_of(region).values():
        yield domain
        yield from domain.object_types.values()
        yield from domain.integrations.values()
        yield from domain.workflows.values()
        yield from domain.event_streams.values()
        yield from domain.calculated_attributes.values()
