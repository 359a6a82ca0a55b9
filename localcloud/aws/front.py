"""The WSGI front: emulated services and control plane are answered here, everything else by moto."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import socket
import threading
import time
import traceback
import uuid
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from localcloud.regions import wrong

from . import buckets, caller_rights, control_plane, function_concurrency, functions, moto_rights, trail, wire
from .admission import refusal, without_sharing
from .credentials import Caller, caller_of
from .dispatch import Answer, advance_region, answer, context_of, emulated, evaluated, fault_error
from .errors import ServiceError
from .faults import BEFORE_THE_EFFECT, Fault
from .moto_answers import (
    denial,
    is_unrouted,
    kept_body,
    missing,
    needs_signature,
    nowhere,
    operation_name,
    operation_of,
    request_of,
    status_line,
    told,
    unsigned,
    with_request_id,
)
from .moto_services import LOADED_FIRST, WATCHED
from .wire import Response

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

    def create(service: str | None) -> WSGIApplication:
        if service is None:
            raise NotImplementedError("a service that moto does not have")
        return create_backend_app(service)  # type: ignore[arg-type]

    moto = DomainDispatcherApplication(create)  # type: ignore[arg-type]
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
            response = control_plane.handle(self.cloud, request_of(environ), self._stop)
            return _send(response, start_response)
        # Read at once: what nobody reads would be taken for the connection's next request.
        kept_body(environ)
        caller = caller_of(environ.get("HTTP_AUTHORIZATION", ""), environ.get("QUERY_STRING", ""))
        if needs_signature(caller, environ):
            self._record("", caller, operation_of(environ), {}, HTTPStatus.FORBIDDEN)
            return _send(unsigned(environ), start_response)
        if (unknown := wrong(caller.region)) is not None:
            self._record("", caller, operation_of(environ), {}, HTTPStatus.FORBIDDEN)
            return _send(nowhere(unknown, caller, environ), start_response)
        service = emulated(caller, environ["PATH_INFO"])
        if service is not None:
            return self._emulated(service, caller, environ, start_response)
        operation = operation_of(environ)
        try:
            return self._by_moto(caller, operation, environ, start_response)
        except ConnectionAbortedError:
            raise
        except Exception as error:  # noqa: BLE001 - a bug must be loud and in the call record
            traceback.print_exc()
            bug = ServiceError("LocalCloudBug", f"local cloud bug in {operation}: {error!r}", 500)
            self._record(caller.service, caller, operation, {}, bug.status)
            return _send(told(bug, caller, environ), start_response)

    def _emulated(
        self, service: Service, caller: Caller, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        outcome = answer(self.cloud, service, caller, request_of(environ))
        response = _after_the_effect(service.name, outcome)
        self._record(service.name, caller, outcome.operation, outcome.parameters, response.status)
        if outcome.fault is not None:
            _disturb(outcome.fault, environ)
        return _send(response, start_response)

    def _by_moto(
        self, caller: Caller, operation: str, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        name = operation_name(caller, operation, environ) if self.cloud.faults.expected else ""
        fault = self.cloud.faults.hit(caller.service, operation, caller.account, caller.region, name)
        if fault is not None and fault.kind in BEFORE_THE_EFFECT:
            self._record(caller.service, caller, operation, {}, _status(fault))
            return _send(told(fault_error(fault), caller, environ), start_response)
        advance_region(self.cloud, caller)
        environ["HTTP_X_MOTO_ACCOUNT_ID"] = caller.account
        sent = kept_body(environ) if caller.service == "kms" or evaluated(self.cloud) else b""
        if evaluated(self.cloud) and (denied := self._denied(caller, environ, sent)):
            self._record(caller.service, caller, operation, {}, denied.status)
            return _send(denial(denied, caller, environ), start_response)
        answered = _Capture()
        quota = self.cloud.behaviours.lambda_concurrency
        endpoint = f"http://{environ['HTTP_HOST']}"
        with (
            buckets.dated_by(self.cloud.clock.now),
            function_concurrency.limited_to(quota),
            functions.calling(endpoint),
        ):
            body = self._of_moto(caller, operation, environ, answered)
        if caller.service in WATCHED and self.cloud.behaviours.policy_delay_seconds > 0:
            with self.cloud.lock:
                self.cloud.directory.observe()
        if answered.status_code == _OK:
            trail.tell(self.cloud, caller, operation, sent)
        if fault is not None and fault.kind == "error_after":
            self._record(caller.service, caller, operation, {}, fault.status)
            return _send(told(fault_error(fault), caller, environ), start_response)
        self._record(caller.service, caller, operation, {}, answered.status_code)
        if fault is not None:
            _disturb(fault, environ)
        start_response(answered.status, with_request_id(without_sharing(answered.headers)))
        return [body]

    def _of_moto(self, caller: Caller, operation: str, environ: WSGIEnvironment, answered: _Capture) -> bytes:
        """moto's answer; what it does not have is told by name."""
        try:
            body = b"".join(self._moto(environ, answered.start_response))
        except NotImplementedError:
            response = missing(caller, operation, environ)
        else:
            if not is_unrouted(answered.status_code, body):
                return body
            response = missing(caller, operation, environ)
        headers = {**response.headers, "Content-Length": str(len(response.body))}
        answered.status, answered.headers = status_line(response.status), list(headers.items())
        return response.body

    def _denied(self, caller: Caller, environ: WSGIEnvironment, body: bytes) -> ServiceError | None:
        """What a caller is told whose role does not allow the call."""
        with self.cloud.lock:
            context = context_of(self.cloud, caller)
            try:
                needed = moto_rights.needed(context.region, caller.service, request_of(environ, body))
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


def _send(response: Response, start_response: StartResponse) -> Iterable[bytes]:
    headers = {
        "Content-Length": str(len(response.body)),
        "x-amzn-RequestId": str(uuid.uuid4()),
        **response.headers,
    }
    start_response(status_line(response.status), list(headers.items()))
    return [response.body]


_OK = 200


# -- faults ----------------------------------------------------------------------------------------------------------


def _after_the_effect(service: str, outcome: Answer) -> Response:
    if outcome.fault is not None and outcome.fault.kind == "error_after":
        return wire.serialise_error(service, fault_error(outcome.fault))
    return outcome.response


def _status(fault: Fault) -> int:
    return fault_error(fault).status


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
