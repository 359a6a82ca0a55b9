"""What moto is asked, and what callers are told that it cannot do."""

from __future__ import annotations

import io
import json
import uuid
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from botocore.exceptions import DataNotFoundError

from . import wire
from .admission import MOTO_CONTROLS
from .errors import ServiceError, not_implemented
from .services import SERVICES
from .wire import Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

    from .credentials import Caller

_UNSIGNED = ("AssumeRoleWithWebIdentity", "AssumeRoleWithSAML")
"""Operations that AWS takes without a signature (STS API reference)."""
_SDK_NAMES = {"monitoring": "cloudwatch", "email": "ses"}
"""Names in the SDKs of services that sign with another name."""
_REASONS = {status.value: status.phrase for status in HTTPStatus}


def request_of(environ: WSGIEnvironment, body: bytes | None = None) -> Request:
    path, _, query = str(environ.get("RAW_URI") or environ["PATH_INFO"]).partition("?")
    headers = {"x-amz-target": environ.get("HTTP_X_AMZ_TARGET", "")}
    return Request(environ["REQUEST_METHOD"], path, query, headers, _read_body(environ) if body is None else body)


def _read_body(environ: WSGIEnvironment) -> bytes:
    # Without a length the body is in pieces, whose end the server sees, or there is none.
    length = int(environ.get("CONTENT_LENGTH") or (-1 if environ.get("wsgi.input_terminated") else 0))
    body: bytes = environ["wsgi.input"].read(length) if length else b""
    return body


def kept_body(environ: WSGIEnvironment) -> bytes:
    """The body of a request that somebody else reads, too."""
    body = _read_body(environ)
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def operation_of(environ: WSGIEnvironment) -> str:
    """The operation of a request that moto answers: target header, `Action` of the form, else method and path."""
    target = environ.get("HTTP_X_AMZ_TARGET")
    if target:
        return str(target).rpartition(".")[2]
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        body = kept_body(environ)
        action = parse_qs(body.decode(errors="replace")).get("Action")
        if action:
            return action[0]
    return f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"


def generic_error(error: ServiceError) -> Response:
    """An error that the SDKs understand from any service, in both of AWS's forms."""
    told = f"<Error><Code>{error.code}</Code><Message>{escape(error.message)}</Message></Error>"
    request = str(uuid.uuid4())
    body = f"<ErrorResponse>{told}<RequestId>{request}</RequestId></ErrorResponse>"
    headers = {"Content-Type": "text/xml", "x-amzn-errortype": error.code, "x-amzn-RequestId": request}
    return Response(error.status, body.encode(), headers)


def denial(error: ServiceError, caller: Caller, environ: WSGIEnvironment) -> Response:
    """A refusal in the form of the service's protocol."""
    if caller.service == "lambda" or environ.get("HTTP_X_AMZ_TARGET"):
        body = {"__type": error.code, "message": error.message}
        headers = {"Content-Type": "application/json", "x-amzn-errortype": error.code}
        return Response(error.status, json.dumps(body).encode(), headers)
    if caller.service == "s3":
        told = f"<Error><Code>AccessDenied</Code><Message>{escape(error.message)}</Message></Error>"
        return Response(error.status, told.encode(), {"Content-Type": "application/xml"})
    return generic_error(ServiceError("AccessDenied", error.message, error.status))


def status_line(status: int) -> str:
    """Such as `404 Not Found`."""
    return f"{status} {_REASONS.get(status, 'Error')}"


def with_request_id(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The headers with the id of the request, which every answer of AWS has."""
    if any(name.lower() in ("x-amzn-requestid", "x-amz-request-id") for name, _ in headers):
        return headers
    return [*headers, ("x-amzn-RequestId", str(uuid.uuid4()))]


def needs_signature(caller: Caller, environ: WSGIEnvironment) -> bool:
    """Whether a request is to be refused because nobody has signed it."""
    if caller.service or environ["PATH_INFO"].startswith(MOTO_CONTROLS):
        return False
    return operation_of(environ) not in _UNSIGNED


def unsigned(environ: WSGIEnvironment) -> Response:
    """The answer to a request without a signature: HTTP 403 (common errors of every API reference)."""
    if environ.get("HTTP_X_AMZ_TARGET") or _is_emulated(request_of(environ, b"")):
        error = ServiceError("MissingAuthenticationTokenException", "Missing Authentication Token", 403)
        return wire.serialise_error("customer-profiles", error)
    return generic_error(ServiceError("MissingAuthenticationToken", "Request is missing Authentication Token", 403))


def nowhere(reason: str, caller: Caller, environ: WSGIEnvironment) -> Response:
    """The answer to a request for a Region that does not exist; at AWS there is no endpoint that could be asked.

    The code and the first words are those of the global endpoints, such as STS's.
    """
    message = f"Credential should be scoped to a valid region: {reason}"
    error = ServiceError("SignatureDoesNotMatch", message, HTTPStatus.FORBIDDEN)
    emulated = _is_emulated(request_of(environ, b""))
    return wire.serialise_error("customer-profiles", error) if emulated else told(error, caller, environ)


def _is_emulated(request: Request) -> bool:
    return any(_name(service.name, request) is not None for service in SERVICES)


def is_unrouted(status: int, body: bytes) -> bool:
    """Whether moto has no operation for a path: then the answer is not in the form of any service."""
    return status == HTTPStatus.NOT_FOUND and body.lstrip()[:9].lower() == b"<!doctype"


def missing(caller: Caller, operation: str, environ: WSGIEnvironment) -> Response:
    """The answer to what moto does not have: HTTP 501, by name. `operation` is what `operation_of` said."""
    service = _SDK_NAMES.get(caller.service, caller.service)
    return told(not_implemented(service, operation_name(caller, operation, environ)), caller, environ)


def operation_name(caller: Caller, operation: str, environ: WSGIEnvironment) -> str:
    """An operation by its name, also where `operation_of` has method and path; these, if the model has no name."""
    service = _SDK_NAMES.get(caller.service, caller.service)
    return (_name(service, request_of(environ, b"")) if " " in operation else None) or operation


def told(error: ServiceError, caller: Caller, environ: WSGIEnvironment) -> Response:
    """An error in the form of the service's protocol."""
    service = _SDK_NAMES.get(caller.service, caller.service)
    if environ.get("HTTP_X_AMZ_TARGET") or _protocol(service) == "rest-json":
        body = {"__type": error.code, "message": error.message, "Message": error.message}
        headers = {"Content-Type": "application/json", "x-amzn-errortype": error.code}
        return Response(error.status, json.dumps(body).encode(), headers)
    if _protocol(service) == "rest-xml":
        text = f"<Error><Code>{error.code}</Code><Message>{escape(error.message)}</Message></Error>"
        return Response(error.status, text.encode(), {"Content-Type": "application/xml"})
    return generic_error(error)


def _name(service: str, request: Request) -> str | None:
    """The operation that a path stands for in a service's model; None without one."""
    try:
        operation, _ = wire.route(service, request)
    except (ServiceError, DataNotFoundError, ValueError):
        return None
    return str(operation.name)


@cache
def _protocol(service: str) -> str:
    try:
        return str(wire.service_model(service).metadata["protocol"])
    except (DataNotFoundError, ValueError):
        return ""
