"""Stands between the engine and a policy pack, which wants to know its stack before it starts.

The engine tells the stack's name and configuration in a call to the running pack (`ConfigureStack`); the Python SDK of
policy packs reads them from the environment of its process. So the proxy takes that call, the pack is started with
what it says, and every other call is handed on.
"""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import grpc

from .plugin import UNLIMITED, load_protocol

load_protocol()

from pulumi.runtime.proto import analyzer_pb2  # noqa: E402

if TYPE_CHECKING:
    from typing import Self

SERVICE = "/pulumirpc.Analyzer/"
CONFIGURE = f"{SERVICE}ConfigureStack"
NOTHING = b""
"""An answer without content: no field of it is set."""


def stack_environment(stack: Any | None) -> dict[str, str]:
    """The environment variables that tell a policy pack its stack; none if the engine has told nothing."""
    if stack is None:
        return {}
    told = {
        "PULUMI_ORGANIZATION": stack.organization,
        "PULUMI_PROJECT": stack.project,
        "PULUMI_STACK": stack.stack,
        "PULUMI_DRY_RUN": "true" if stack.dry_run else "false",
        "PULUMI_CONFIG": json.dumps(dict(stack.config)),
    }
    return {name: value for name, value in told.items() if value}


class PolicyProxy(grpc.GenericRpcHandler):  # type: ignore[misc] # grpc is untyped
    """An `Analyzer` server in front of the one that a policy pack will start."""

    def __init__(self) -> None:
        """Serve on a free port of the loopback interface, `port`."""
        self.attached = False
        self._stack: bytes | None = None
        self._configured = threading.Event()
        self._ready = threading.Event()
        self._channel: Any = None
        self._server = grpc.server(ThreadPoolExecutor(max_workers=32), handlers=(self,), options=UNLIMITED)
        self.port = self._server.add_insecure_port("127.0.0.1:0")
        self._server.start()

    def __enter__(self) -> Self:
        """Nothing more to do."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the proxy."""
        self.close()

    def wait_for_stack(self) -> Any | None:
        """What the engine tells of the stack; None if it wants something else first, or if the proxy was closed."""
        self._configured.wait()
        return analyzer_pb2.AnalyzerStackConfigureRequest.FromString(self._stack) if self._stack is not None else None

    def attach(self, port: int) -> None:
        """Hand on calls to the policy pack that listens on a port."""
        self.attached = True
        channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=UNLIMITED)
        if self._stack is not None:
            try:
                channel.unary_unary(CONFIGURE)(self._stack, wait_for_ready=True)
            except grpc.RpcError as error:
                if error.code() is not grpc.StatusCode.UNIMPLEMENTED:
                    raise
        self._channel = channel
        self._ready.set()

    def close(self) -> None:
        """Let nobody wait any longer and stop serving."""
        self._configured.set()
        self._ready.set()
        self._server.stop(None)
        if self._channel is not None:
            self._channel.close()

    def service(self, handler_call_details: Any) -> Any:
        """Find the handler of a call by its name."""
        method = handler_call_details.method
        if not method.startswith(SERVICE):
            return None
        if method == CONFIGURE:
            return grpc.unary_unary_rpc_method_handler(self._configure)
        if method == f"{SERVICE}Handshake":
            return grpc.unary_unary_rpc_method_handler(lambda _request, _context: NOTHING)
        return grpc.unary_unary_rpc_method_handler(
            lambda request, context: self._forward(method, request, context),
        )

    def _configure(self, request: bytes, _context: Any) -> bytes:
        self._stack = request
        self._configured.set()
        return NOTHING

    def _forward(self, method: str, request: bytes, context: Any) -> bytes:
        self._configured.set()  # no stack was told before this call: there is none
        self._ready.wait()
        if self._channel is None:
            context.abort(grpc.StatusCode.UNAVAILABLE, "the policy pack did not start")
        try:
            return bytes(self._channel.unary_unary(method)(request))
        except grpc.RpcError as error:
            context.abort(error.code(), error.details())
            raise
