"""Requests and responses on the wire, driven by botocore's service models and checked against them both ways.

A request that violates the model is answered as the service would. A response that violates it is our own bug and
ends as a loud HTTP 500.
"""

import functools
import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote

from botocore.loaders import Loader
from botocore.model import ListShape, OperationModel, ServiceModel, Shape, StructureShape

from .errors import ServiceError
from .model_check import ModelViolation, checked_structure
from .service import Service


@dataclass(frozen=True)
class Request:
    """One HTTP request as the front received it, before it is known which operation it is.

    Args:
        path: Raw path, still percent-encoded, without the query string.
        query: Raw query string.
    """

    method: str
    path: str
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Response:
    """One HTTP answer."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@functools.cache
def service_model(service: str) -> ServiceModel:
    """The botocore model of a service, by SDK name such as `customer-profiles`."""
    return ServiceModel(Loader().load_service_model(service, "service-2"), service)


def parse(service: Service, request: Request) -> tuple[OperationModel, dict[str, Any]]:
    """Finds the operation of a request and its parameters, validated.

    Raises:
        ServiceError: No such operation (404), or parameters that violate the model (400).
    """
    operation, uri_parameters = route(service.name, request)
    shape = operation.input_shape
    if shape is None:
        return operation, {}
    try:
        parameters = _members(shape, request, uri_parameters)
        return operation, checked_structure(shape, parameters, "", strict=False)
    except ModelViolation as violation:
        raise ServiceError(service.validation_error, str(violation)) from None


def validated(service: Service, operation: OperationModel, parameters: dict[str, Any]) -> dict[str, Any]:
    """Parameters that did not come over the wire, validated as if they had.

    Raises:
        ServiceError: Parameters that violate the model (400).
    """
    if operation.input_shape is None:
        return {}
    try:
        return checked_structure(operation.input_shape, parameters, "", strict=False)
    except ModelViolation as violation:
        raise ServiceError(service.validation_error, str(violation)) from None


def serialise(operation: OperationModel, result: dict[str, Any] | None) -> Response:
    """The answer of a successful call.

    Raises:
        ModelViolation: The result does not fit the model: a bug of the emulator.
    """
    shape = operation.output_shape
    body = checked_structure(shape, result or {}, "", strict=True) if shape is not None else {}
    status = int(operation.http.get("responseCode") or 200)
    return Response(status, json.dumps(body).encode(), {"Content-Type": _content_type(operation.service_model)})


def serialise_error(service: str, error: ServiceError) -> Response:
    """The answer of a failed call, in the form that every AWS SDK reads."""
    body = {"__type": error.code, "Message": error.message, "message": error.message}
    content_type = _content_type(service_model(service))
    return Response(
        error.status, json.dumps(body).encode(), {"Content-Type": content_type, "x-amzn-errortype": error.code}
    )


def _content_type(model: ServiceModel) -> str:
    if model.metadata["protocol"] == "json":
        return f"application/x-amz-json-{model.metadata['jsonVersion']}"
    return "application/json"


# -- routing ---------------------------------------------------------------------------------------------------------


@functools.cache
def _routes(service: str) -> dict[tuple[str, int], list[tuple[list[str], str]]]:
    """Operations by HTTP method and number of path segments, the most literal path first."""
    model = service_model(service)
    routes: dict[tuple[str, int], list[tuple[list[str], str]]] = {}
    for name in model.operation_names:
        http = model.operation_model(name).http
        segments = http["requestUri"].split("?")[0].strip("/").split("/")
        routes.setdefault((http["method"], len(segments)), []).append((segments, name))
    for candidates in routes.values():
        candidates.sort(key=lambda candidate: sum(segment.startswith("{") for segment in candidate[0]))
    return routes


def route(service: str, request: Request) -> tuple[OperationModel, dict[str, str]]:
    """The operation of a request, and what its path says.

    Raises:
        ServiceError: No such operation (404).
    """
    model = service_model(service)
    if model.metadata["protocol"] == "json":
        name = request.headers.get("x-amz-target", "").rpartition(".")[2]
        if name in model.operation_names:
            return model.operation_model(name), {}
        raise ServiceError("UnknownOperationException", f"unknown operation {name!r}", 404)
    segments = request.path.strip("/").split("/")
    # ARNs in a path arrive unencoded from some SDKs: fold what follows `/tags/` into one segment.
    if segments[0] == "tags" and len(segments) > 2:
        segments = ["tags", "/".join(segments[1:])]
    for template, name in _routes(service).get((request.method, len(segments)), []):
        values = _match(template, segments)
        if values is not None:
            return model.operation_model(name), values
    raise ServiceError("UnknownOperationException", f"no operation for {request.method} {request.path}", 404)


def _match(template: list[str], segments: list[str]) -> dict[str, str] | None:
    values = {}
    for expected, actual in zip(template, segments, strict=True):
        if expected.startswith("{"):
            values[expected.strip("{}+")] = unquote(actual)
        elif expected != actual:
            return None
    return values


def _members(shape: StructureShape, request: Request, uri_parameters: dict[str, str]) -> dict[str, Any]:
    """Collects the members of an input from path, query string and JSON body."""
    try:
        body = json.loads(request.body) if request.body.strip() else {}
    except ValueError:
        raise ModelViolation("the request body is not valid JSON") from None
    if not isinstance(body, dict):
        raise ModelViolation("the request body is not a JSON object")
    query = parse_qs(request.query, keep_blank_values=True)
    members: dict[str, Any] = {}
    for name, member in shape.members.items():
        wire_name = member.serialization.get("name", name)
        location = member.serialization.get("location")
        if location == "uri" and wire_name in uri_parameters:
            members[name] = uri_parameters[wire_name]
        elif location == "querystring" and wire_name in query:
            members[name] = _from_query(member, query[wire_name])
        elif location is None and body.get(wire_name) is not None:
            members[name] = body[wire_name]
    return members


def _from_query(shape: Shape, values: list[str]) -> Any:
    if isinstance(shape, ListShape):
        return values
    value = values[0]
    if shape.type_name in ("integer", "long") and re.fullmatch(r"-?\d+", value):
        return int(value)
    if shape.type_name == "boolean" and value.lower() in ("true", "false"):
        return value.lower() == "true"
    return value
