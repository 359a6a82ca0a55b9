"""The operations of Cloud Control. Every request is carried out at once: its progress event is final."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import jsonpatch

from localcloud.cloud import paging
from localcloud.cloud.cloudcontrol.resource_types import RESOURCE_TYPES, ResourceType
from localcloud.cloud.errors import ServiceError
from localcloud.cloud.operation import Operation
from localcloud.cloud.state import Context

REQUESTS_KEPT = 1_000

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


def create_resource(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Makes a resource of the desired state."""
    resource_type = _resource_type(parameters)
    properties = _json(parameters["DesiredState"], "DesiredState")

    def create() -> tuple[str, dict[str, Any]]:
        model = resource_type.create(context, properties)
        return resource_type.identify(model), model

    return _handled(context, resource_type, "CREATE", parameters, create)


def get_resource(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """A resource's properties."""
    resource_type = _resource_type(parameters)
    identifier = parameters["Identifier"]
    try:
        properties = resource_type.read(context, resource_type.names(identifier))
    except ServiceError as error:
        raise _request_error(resource_type, identifier, error) from None
    return {"TypeName": resource_type.type_name, "ResourceDescription": _description(resource_type, properties)}


def update_resource(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Applies a JSON patch to a resource's properties."""
    resource_type = _resource_type(parameters)
    identifier = parameters["Identifier"]
    patch = _json(parameters["PatchDocument"], "PatchDocument")

    def update() -> tuple[str, dict[str, Any]]:
        names = resource_type.names(identifier)
        before = resource_type.read(context, names)
        try:
            after = jsonpatch.apply_patch(before, patch)
        except (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException) as error:
            raise ServiceError("InvalidRequest", f"The patch does not apply: {error}") from None
        changed = [name for name in resource_type.create_only if after.get(name) != before.get(name)]
        if changed:
            raise ServiceError("NotUpdatable", f"{changed[0]} is a create-only property")
        resource_type.update(context, names, before, after)
        return identifier, resource_type.read(context, names)

    return _handled(context, resource_type, "UPDATE", parameters, update)


def delete_resource(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Removes a resource."""
    resource_type = _resource_type(parameters)
    identifier = parameters["Identifier"]

    def delete() -> tuple[str, None]:
        resource_type.delete(context, resource_type.names(identifier))
        return identifier, None

    return _handled(context, resource_type, "DELETE", parameters, delete)


def list_resources(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """All resources of a type; integrations and object types of the domain that ResourceModel names."""
    resource_type = _resource_type(parameters)
    model = _json(parameters.get("ResourceModel", "{}"), "ResourceModel")
    try:
        found = resource_type.every(context, model)
        items, token = paging.page(found, parameters.get("NextToken"), parameters.get("MaxResults"))
    except ServiceError as error:
        raise _request_error(resource_type, str(model), error) from None
    except ValueError as error:
        raise ServiceError("InvalidRequestException", str(error)) from None
    descriptions = [_description(resource_type, properties) for properties in items]
    answer = {"TypeName": resource_type.type_name, "ResourceDescriptions": descriptions}
    return answer | ({"NextToken": token} if token else {})


def get_resource_request_status(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """The progress event of an earlier request."""
    event = context.region.resource_requests.get(parameters["RequestToken"])
    if event is None:
        raise ServiceError("RequestTokenNotFoundException", f"Request {parameters['RequestToken']} does not exist")
    return {"ProgressEvent": event}


def _handled(
    context: Context,
    resource_type: ResourceType,
    operation: str,
    parameters: dict[str, Any],
    handler: Callable[[], tuple[str, dict[str, Any] | None]],
) -> dict[str, Any]:
    """Runs a handler; the same client token gives the same event again."""
    requests = context.region.resource_requests
    client_token = parameters.get("ClientToken")
    earlier = requests.get(context.region.client_tokens.get(client_token or "", ""))
    if earlier is not None:
        return {"ProgressEvent": earlier}
    event: dict[str, Any] = {
        "TypeName": resource_type.type_name,
        "RequestToken": str(uuid.uuid4()),
        "Operation": operation,
        "EventTime": context.now,
    }
    if "Identifier" in parameters:
        event["Identifier"] = parameters["Identifier"]
    try:
        identifier, model = handler()
        event |= {"OperationStatus": "SUCCESS", "Identifier": identifier}
        event |= {"ResourceModel": json.dumps(model)} if model is not None else {}
    except ServiceError as error:
        event |= {
            "OperationStatus": "FAILED",
            "StatusMessage": f"{error.message} (Service: CustomerProfiles, Status Code: {error.status})",
            "ErrorCode": _handler_error(error),
        }
    requests[event["RequestToken"]] = event
    while len(requests) > REQUESTS_KEPT:
        del requests[next(iter(requests))]
    if client_token:
        context.region.client_tokens[client_token] = event["RequestToken"]
    return {"ProgressEvent": event}


def _handler_error(error: ServiceError) -> str:
    if "already exists" in error.message:
        return "AlreadyExists"
    return _HANDLER_ERRORS.get(error.code, "ServiceInternalError")


def _request_error(resource_type: ResourceType, identifier: str, error: ServiceError) -> ServiceError:
    if error.code == "ResourceNotFoundException":
        return ServiceError(
            "ResourceNotFoundException",
            f"Resource of type '{resource_type.type_name}' with identifier '{identifier}' was not found.",
        )
    return ServiceError("InvalidRequestException", error.message)


def _resource_type(parameters: dict[str, Any]) -> ResourceType:
    name = parameters["TypeName"]
    if name not in RESOURCE_TYPES:
        raise ServiceError("TypeNotFoundException", f"The local cloud does not have the type {name}")
    return RESOURCE_TYPES[name]


def _description(resource_type: ResourceType, properties: dict[str, Any]) -> dict[str, str]:
    return {"Identifier": resource_type.identify(properties), "Properties": json.dumps(properties)}


def _json(text: str, what: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise ServiceError("InvalidRequestException", f"{what} is not valid JSON") from None


OPERATIONS: dict[str, Operation] = {
    "CreateResource": create_resource,
    "GetResource": get_resource,
    "UpdateResource": update_resource,
    "DeleteResource": delete_resource,
    "ListResources": list_resources,
    "GetResourceRequestStatus": get_resource_request_status,
}
