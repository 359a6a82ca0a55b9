"""What a domain refuses, in its dead-letter queue."""

import json
from typing import Any

from .. import directory
from ..errors import ServiceError
from ..state import Context
from . import access
from .models import Domain


def key_fault(context: Context, domain: Domain, object_type_name: str) -> access.KeyFaultError | None:
    """Why a domain takes no object of a type at all, if so: the key that encrypts them is not there or cannot be used.

    That is the key of the object type, else that of the domain. Of permissions, AWS names GenerateDataKey and a grant:
    here the key policy decides each time, as when the key was named.
    """
    defined, source = domain.object_types.get(object_type_name), domain.arn
    key_id = defined.settings.get("EncryptionKey") if defined else None
    if key_id:
        source = access.object_type_source(context, domain.arn, object_type_name)
    else:
        key_id = domain.settings.get("DefaultEncryptionKey")
    try:
        if key_id:
            access.usable_key(context, key_id, source, access.OBJECT_KEY_ACTIONS)
    except access.KeyFaultError as error:
        return error
    return None


def crowded(context: Context, profile: str | None) -> bool:
    """Whether an object comes within a second of the last one of its profile, if `crowded_profile` looks at that.

    Args:
        context: the call, or the run of a flow.
        profile: the id of the profile that the object would join; None where it would make one.
    """
    if profile is None or context.behaviours.crowded_profile == "accepted":
        return False
    return not context.cloud.rates.apart(profile, 1 / context.behaviours.rate_factor)


def remember(context: Context, profile: str) -> None:
    """A profile has got an object just now, be it its first."""
    if context.behaviours.crowded_profile != "accepted":
        context.cloud.rates.apart(profile, 0)


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
