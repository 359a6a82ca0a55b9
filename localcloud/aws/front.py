"""The WSGI front: emulated services and control plane are answered here, everything else by moto."""

from __future__ import annotations

import contextlib
import functools
import io
import json
import os
import socket
import threading
import time
import uuid
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from . import buckets, caller_rights, control_plane, function_concurrency, functions, moto_rights, trail, wire
from .admission import refusal, without_sharing
from .credentials import Caller, caller_of
from .dispatch import Answer, advance_region, answer, context_of, emulated, evaluated, fault_error
from .errors import ServiceError
from .faults import BEFORE_THE_EFFECT, Fault
from .moto_services import LOADED_FIRST, WATCHED
from .wire import Request, Response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from .service import Service
    from .state import Cloud


_LOADING = threading.Lock()


@functools.cache
def _moto() -> WSGIApplication:
    """moto, whose state is one in a process; made before the first request.

    Threads must not do that at the same time: moto's modules import each other, and Python 3.11 loses count of the
    depth of syntax trees (https://github.com/python/cpython/issues/106905), which werkzeug makes for its routes.
    """
    from moto.backends import get_backend
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

    from . import key_lockout, moto_corrections, policy_simulation, queues

    for service in LOADED_FIRST:
        get_backend(service)  # type: ignore[call-overload]
    queues.install()
    buckets.install()
    key_lockout.install()
    function_concurrency.install()
    functions.install()
    moto_corrections.install()
    policy_simulation.install()
    moto = DomainDispatcherApplication(create_backend_app)
    moto.app_instances.update({service: create_backend_app(service) for service in LOADED_FIRST})  # type: ignore[arg-type]
    return moto


class Front:
    """One port for everything.

    Args:
        cloud: The state of the emulated services.
        stop: Ends the server; called by `POST /_localcloud/shutdown`.
    """

    def __init__(self, cloud: Cloud, stop: Callable[[], None]) -> None:
        self.cloud = cloud
        self._stop = stop
        self._moto: WSGIApplication

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        refused = refusal(environ)
        if refused is not None:
            status, reason = refused
            body = json.dumps({"error": reason}).encode()
            return _send(Response(status, body, {"Content-Type": "application/json"}), start_response)
        if environ["PATH_INFO"].startswith(control_plane.PREFIX):
            response = control_plane.handle(self.cloud, _request(environ), self._stop)
            return _send(response, start_response)
        caller = caller_of(environ.get("HTTP_AUTHORIZATION", ""))
        service = emulated(caller, environ["PATH_INFO"])
        if service is not None:
            return self._emulated(service, caller, environ, start_response)
        return self._by_moto(caller, environ, start_response)

    def _emulated(
        self, service: Service, caller: Caller, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        outcome = answer(self.cloud, service, caller, _request(environ))
        response = _after_the_effect(service.name, outcome)
        self._record(service.name, caller, outcome.operation, outcome.parameters, response.status)
        if outcome.fault is not None:
            _disturb(outcome.fault, environ)
        return _send(response, start_response)

    def _by_moto(self, caller: Caller, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        operation = _operation(environ)
        fault = self.cloud.faults.hit(caller.service, operation, caller.account, caller.region)
        if fault is not None and fault.kind in BEFORE_THE_EFFECT:
            self._record(caller.service, caller, operation, {}, _status(fault))
            return _send(_generic_error(fault_error(fault)), start_response)
        advance_region(self.cloud, caller)
        environ["HTTP_X_MOTO_ACCOUNT_ID"] = caller.account
        told = _kept_body(environ) if caller.service == "kms" or evaluated(self.cloud) else b""
        if evaluated(self.cloud) and (denied := self._denied(caller, environ, told)):
            self._record(caller.service, caller, operation, {}, denied.status)
            return _send(_denial(denied, caller, environ), start_response)
        answered = _Capture()
        quota = self.cloud.behaviours.lambda_concurrency
        endpoint = f"http://{environ['HTTP_HOST']}"
        with (
            buckets.dated_by(self.cloud.clock.now),
            function_concurrency.limited_to(quota),
            functions.calling(endpoint),
        ):
            body = b"".join(self._moto(environ, answered.start_response))
        if caller.service in WATCHED and self.cloud.behaviours.policy_delay_seconds > 0:
            with self.cloud.lock:
                self.cloud.directory.observe()
        if answered.status_code == _OK:
            trail.tell(self.cloud, caller, operation, told)
        if fault is not None and fault.kind == "error_after":
            self._record(caller.service, caller, operation, {}, fault.status)
            return _send(_generic_error(fault_error(fault)), start_response)
        self._record(caller.service, caller, operation, {}, answered.status_code)
        if fault is not None:
            _disturb(fault, environ)
        start_response(answered.status, without_sharing(answered.headers))
        return [body]

    def _denied(self, caller: Caller, environ: WSGIEnvironment, body: bytes) -> ServiceError | None:
        """What a caller is told whose role does not allow the call."""
        with self.cloud.lock:
            context = context_of(self.cloud, caller)
            try:
                needed = moto_rights.needed(context.region, caller.service, _request(environ, body))
                caller_rights.require(context, needed)
            except ServiceError as error:
                return error
        return None

    def load_moto(self) -> None:
        """Makes what requests need."""
        with _LOADING:
            self._moto = _moto()

    def _record(self, service: str, caller: Caller, operation: str, parameters: dict[str, Any], status: int) -> None:
        self.cloud.calls.add(service, operation, caller.account, caller.region, parameters, status, time.time())


class _Capture:
    """Takes what an application gives to `start_response`."""

    status = "500 Internal Server Error"
    headers: list[tuple[str, str]]

    def start_response(self, status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> Any:
        self.status, self.headers = status, headers
        return lambda _data: None

    @property
    def status_code(self) -> int:
        return int(self.status.split(" ", 1)[0])


def _request(environ: WSGIEnvironment, body: bytes | None = None) -> Request:
    path, _, query = str(environ.get("RAW_URI") or environ["PATH_INFO"]).partition("?")
    headers = {"x-amz-target": environ.get("HTTP_X_AMZ_TARGET", "")}
    return Request(environ["REQUEST_METHOD"], path, query, headers, _read_body(environ) if body is None else body)


def _read_body(environ: WSGIEnvironment) -> bytes:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body: bytes = environ["wsgi.input"].read(length) if length else b""
    return body


def _send(response: Response, start_response: StartResponse) -> Iterable[bytes]:
    headers = {
        "Content-Length": str(len(response.body)),
        "x-amzn-RequestId": str(uuid.uuid4()),
        **response.headers,
    }
    start_response(f"{response.status} {_REASONS.get(response.status, 'Error')}", list(headers.items()))
    return [response.body]


def _kept_body(environ: WSGIEnvironment) -> bytes:
    """The body of a request that somebody else reads, too."""
    body = _read_body(environ)
    environ["wsgi.input"] = io.BytesIO(body)
    return body


_OK = 200
_REASONS = {status.value: status.phrase for status in HTTPStatus}


def _operation(environ: WSGIEnvironment) -> str:
    """The operation of a request that moto answers: target header, `Action` of the form, else method and path."""
    target = environ.get("HTTP_X_AMZ_TARGET")
    if target:
        return str(target).rpartition(".")[2]
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        body = _kept_body(environ)
        action = parse_qs(body.decode(errors="replace")).get("Action")
        if action:
            return action[0]
    return f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"


# -- faults ----------------------------------------------------------------------------------------------------------


def _after_the_effect(service: str, outcome: Answer) -> Response:
    if outcome.fault is not None and outcome.fault.kind == "error_after":
        return wire.serialise_error(service, fault_error(outcome.fault))
    return outcome.response


def _status(fault: Fault) -> int:
    return fault_error(fault).status


def _generic_error(error: ServiceError) -> Response:
    """An error that the SDKs understand from any service, in both of AWS's forms."""
    told = f"<Error><Code>{error.code}</Code><Message>{escape(error.message)}</Message></Error>"
    body = f"<ErrorResponse>{told}</ErrorResponse>"
    return Response(error.status, body.encode(), {"Content-Type": "text/xml", "x-amzn-errortype": error.code})


def _denial(error: ServiceError, caller: Caller, environ: WSGIEnvironment) -> Response:
    """A refusal in the form of the service's protocol."""
    if caller.service == "lambda" or environ.get("HTTP_X_AMZ_TARGET"):
        body = {"__type": error.code, "message": error.message}
        headers = {"Content-Type": "application/json", "x-amzn-errortype": error.code}
        return Response(error.status, json.dumps(body).encode(), headers)
    if caller.service == "s3":
        told = f"<Error><Code>AccessDenied</Code><Message>{escape(error.message)}</Message></Error>"
        return Response(error.status, told.encode(), {"Content-Type": "application/xml"})
    return _generic_error(ServiceError("AccessDenied", error.message, error.status))


def _disturb(fault: Fault, environ: WSGIEnvironment) -> None:
    """Keeps the answer back, drops the connection, or kills who asked."""
    if fault.kind == "slow_answer":
        time.sleep(fault.seconds)
    elif fault.kind == "lost_answer":
        _drop(environ)
    elif fault.kind == "kill":
        _kill_client(int(environ["REMOTE_PORT"]), int(environ["SERVER_PORT"]))
        _drop(environ)


def _drop(environ: WSGIEnvironment) -> None:
    with contextlib.suppress(OSError):
        environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError("fault injection: the connection is dropped")


def _kill_client(client_port: int, server_port: int) -> None:
    """Sends SIGKILL to the process that holds the other end of a loopback connection; never to this one."""
    import psutil

    for pid, local, remote in _connections():
        if (local, remote) == (client_port, server_port) and pid not in (None, os.getpid()):
            psutil.Process(pid).kill()
            return


def _connections() -> Iterator[tuple[int | None, int | None, int | None]]:
    """Process, local and remote port of the connections of this machine that may be seen."""
    import psutil

    try:
        every = psutil.net_connections(kind="tcp4")
    except psutil.AccessDenied:  # macOS: only those of one's own processes
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.AccessDenied, psutil.NoSuchProcess):
                yield from (_ports(process.pid, each) for each in process.net_connections(kind="tcp4"))
        return
    yield from (_ports(each.pid, each) for each in every)


def _ports(pid: int | None, connection: Any) -> tuple[int | None, int | None, int | None]:
    local, remote = connection.laddr, connection.raddr
    return pid, local.port if local else None, remote.port if remote else None
