"""What a domain refuses, in its dead-letter queue."""

import json
from typing import Any

from .. import directory
from ..errors import ServiceError
from ..state import Context
from . import access
from .models import Domain


def refusal(context: Context, domain: Domain) -> ServiceError | None:
    """Why a domain takes no object at all, if so: its key is not there or cannot be used."""
    key_id = domain.settings.get("DefaultEncryptionKey")
    if not key_id:
        return None
    try:
        access.existing_key(context, key_id)
    except ServiceError as error:
        return error
    return None


def send(context: Context, domain: Domain, object_type_name: str, content: dict[str, Any], message: str) -> None:
    """Sends a refused object to the domain's dead-letter queue, if there is one that still lets the service send.

    The body is the object, the error is in the attributes, as the AWS solution Unified Profiles for Travelers reads it.
    """
    url = domain.settings.get("DeadLetterQueueUrl")
    if not url:
        return
    try:
        queue = access.writable_queue(context, url, domain.arn)
    except ServiceError:
        return
    attributes = {"Message": message, "DomainName": domain.name, "ObjectTypeName": object_type_name}
    directory.deliver(context.region.account, context.region.name, queue.name, json.dumps(content), attributes)
