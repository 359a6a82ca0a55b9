"""The operations of Cloud Control."""

import json
from typing import Any

import jsonpatch

from .. import paging
from ..errors import ServiceError
from ..state import Context
from . import requests
from .models import CloudControlState
from .resource_types import RESOURCE_TYPES, ResourceType, admit


def create_resource(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Makes a resource of the desired state."""
    _json(parameters["DesiredState"], "DesiredState")
    return _requested(context, "CREATE", parameters)


def get_resource(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """A resource's properties."""
    resource_type = _resource_type(parameters)
    identifier = parameters["Identifier"]
    try:
        names = resource_type.names(identifier)
        admit(context, resource_type.read_operation, names)
        properties = resource_type.read(context, names)
    except ServiceError as error:
        raise _request_error(resource_type, identifier, error) from None
    return {"TypeName": resource_type.type_name, "ResourceDescription": _description(resource_type, properties)}


def update_resource(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Applies a JSON patch to a resource's properties."""
    _json(parameters["PatchDocument"], "PatchDocument")
    return _requested(context, "UPDATE", parameters)


def delete_resource(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Removes a resource."""
    return _requested(context, "DELETE", parameters)


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
    event = context.region.of(CloudControlState).events.get(parameters["RequestToken"])
    if event is None:
        raise ServiceError("RequestTokenNotFoundException", f"Request {parameters['RequestToken']} does not exist")
    return {"ProgressEvent": event}


def advance(context: Context) -> None:
    """Does what has been asked for, when its time has come."""
    requests.advance(context, RESOURCE_TYPES, _WORK)


def _requested(context: Context, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
    event = requests.submit(context, _resource_type(parameters).type_name, operation, parameters)
    advance(context)
    return {"ProgressEvent": event}


def _create(
    context: Context, resource_type: ResourceType, parameters: dict[str, Any]
) -> tuple[str, dict[str, Any] | None]:
    model = resource_type.create(context, json.loads(parameters["DesiredState"]))
    return resource_type.identify(model), model


def _update(
    context: Context, resource_type: ResourceType, parameters: dict[str, Any]
) -> tuple[str, dict[str, Any] | None]:
    identifier = parameters["Identifier"]
    names = resource_type.names(identifier)
    before = resource_type.read(context, names)
    try:
        after = jsonpatch.apply_patch(before, json.loads(parameters["PatchDocument"]))
    except (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException) as error:
        raise ServiceError("InvalidRequest", f"The patch does not apply: {error}") from None
    changed = [name for name in resource_type.create_only if after.get(name) != before.get(name)]
    if changed:
        raise ServiceError("NotUpdatable", f"{changed[0]} is a create-only property")
    resource_type.update(context, names, before, after)
    return identifier, resource_type.read(context, names)


def _delete(
    context: Context, resource_type: ResourceType, parameters: dict[str, Any]
) -> tuple[str, dict[str, Any] | None]:
    resource_type.delete(context, resource_type.names(parameters["Identifier"]))
    return parameters["Identifier"], None


_WORK: dict[str, requests.Work] = {"CREATE": _create, "UPDATE": _update, "DELETE": _delete}


def _request_error(resource_type: ResourceType, identifier: str, error: ServiceError) -> ServiceError:
    if error.code == "ResourceNotFoundException":
        return ServiceError(
            "ResourceNotFoundException",
            f"Resource of type '{resource_type.type_name}' with identifier '{identifier}' was not found.",
        )
    if error.code == "ThrottlingException":
        return error
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
