"""Tags of flows."""

from typing import Any

from ..errors import ServiceError
from ..state import Context
from .models import Flow, flows_of

MAX_TAGS = 50  # botocore model, TagMap


def tag_resource(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Adds or overwrites tags."""
    flow = _flow(context, parameters["resourceArn"])
    tags = flow.tags | parameters["tags"]
    if len(tags) > MAX_TAGS:
        raise ServiceError("ValidationException", f"A flow has at most {MAX_TAGS} tags")
    flow.tags = tags
    return {}


def untag_resource(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Removes tags."""
    flow = _flow(context, parameters["resourceArn"])
    flow.tags = {key: value for key, value in flow.tags.items() if key not in parameters["tagKeys"]}
    return {}


def list_tags_for_resource(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """The tags of a flow."""
    return {"tags": _flow(context, parameters["resourceArn"]).tags}


def _flow(context: Context, arn: str) -> Flow:
    for flow in flows_of(context.region).values():
        if flow.arn == arn:
            return flow
    raise ServiceError("ResourceNotFoundException", f"Resource {arn} does not exist", 404)
