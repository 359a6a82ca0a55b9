"""Requests of Cloud Control: each is a handler's work that takes its time, and may be throttled by the service.

Handlers use the Java SDK, which repeats a throttled call three times, waiting longer each time, before it gives up.
"""

import json
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ..errors import ServiceError
from ..state import Context
from .models import CloudControlState, PendingRequest
from .resource_types import ResourceType

REQUESTS_KEPT = 1_000
ATTEMPTS = 4
BACKOFF_SECONDS = 0.5

Work = Callable[[Context, ResourceType, dict[str, Any]], tuple[str, dict[str, Any] | None]]
"""Does what a request asks for: identifier and, but for deletions, the properties."""

# Exceptions of the service to Cloud Control's HandlerErrorCode.
_HANDLER_ERRORS = {
    "AlreadyExists": "AlreadyExists",
    "InvalidRequest": "InvalidRequest",
    "NotUpdatable": "NotUpdatable",
    "ResourceNotFoundException": "NotFound",
    "BadRequestException": "InvalidRequest",
    "AccessDeniedException": "AccessDenied",
    "ThrottlingException": "Throttling",
}


def submit(context: Context, type_name: str, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """Takes a request; its event may be final already. The same client token gives the same event again."""
    state = context.region.of(CloudControlState)
    client_token = parameters.get("ClientToken", "")
    earlier = state.events.get(state.client_tokens.get(client_token, ""))
    if earlier is not None:
        return earlier
    token = str(uuid.uuid4())
    due = time.time() + context.behaviours.cloudcontrol_seconds
    event: dict[str, Any] = {
        "TypeName": type_name,
        "RequestToken": token,
        "Operation": operation,
        "OperationStatus": "IN_PROGRESS",
        "EventTime": context.now,
        "RetryAfter": due,
    }
    if "Identifier" in parameters:
        event["Identifier"] = parameters["Identifier"]
    state.events[token] = event
    while len(state.events) > REQUESTS_KEPT:
        del state.events[next(iter(state.events))]
    state.pending[token] = PendingRequest(event, parameters, due, role_arn=context.role_arn)
    if client_token:
        state.client_tokens[client_token] = token
    return event


def advance(context: Context, types: dict[str, ResourceType], work: dict[str, Work]) -> None:
    """Does the work of the requests whose time has come."""
    pending = context.region.of(CloudControlState).pending
    now = time.time()
    for token, request in list(pending.items()):
        if request.due <= now and _finished(context, request, types[request.event["TypeName"]], work):
            del pending[token]


def _finished(context: Context, request: PendingRequest, resource_type: ResourceType, work: dict[str, Work]) -> bool:
    event = request.event
    request.attempts += 1
    try:
        asker = replace(context, role_arn=request.role_arn)
        identifier, model = work[event["Operation"]](asker, resource_type, request.parameters)
    except ServiceError as error:
        if error.code == "ThrottlingException" and request.attempts < ATTEMPTS:
            request.due = time.time() + BACKOFF_SECONDS * 2 ** (request.attempts - 1)
            event["RetryAfter"] = request.due
            return False
        event |= {
            "OperationStatus": "FAILED",
            "StatusMessage": f"{error.message} (Service: CustomerProfiles, Status Code: {error.status})",
            "ErrorCode": _handler_error(error),
        }
    else:
        event |= {"OperationStatus": "SUCCESS", "Identifier": identifier}
        event |= {"ResourceModel": json.dumps(model)} if model is not None else {}
    event.pop("RetryAfter", None)
    return True


def _handler_error(error: ServiceError) -> str:
    if "already exists" in error.message:
        return "AlreadyExists"
    return _HANDLER_ERRORS.get(error.code, "ServiceInternalError")
