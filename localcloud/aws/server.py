"""A local cloud that listens on a loopback port."""

import contextlib
import socket
import threading

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from .front import Front
from .state import Cloud

HOST = "127.0.0.1"

POLL_SECONDS = 1.0
"""How often a server that nobody calls looks whether it is to end; `stop` calls it."""


class _QuietHandler(WSGIRequestHandler):
    """Logs no requests: the control plane's call record is the log."""

    # Sends headers and body at once. Between the two, the Go SDK that the providers use may close its own connection
    # ("use of closed network connection"): https://github.com/aws/aws-sdk-go-v2/issues/2737
    wbufsize = 65_536

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


class LocalCloud:
    """A running local cloud.

    Args:
        port: TCP port on 127.0.0.1; 0 (default) for a free one.
        cloud: State to start from; by default an empty cloud.
    """

    def __init__(self, port: int = 0, cloud: Cloud | None = None) -> None:
        self.cloud = cloud or Cloud()
        self.stopped = threading.Event()
        self.front = Front(self.cloud, self.stopped.set)
        self._server: BaseWSGIServer = make_server(HOST, port, self.front, threaded=True, request_handler=_QuietHandler)
        self._server.daemon_threads = True  # type: ignore[attr-defined]
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": POLL_SECONDS}, daemon=True
        )

    @property
    def endpoint(self) -> str:
        """Such as `http://127.0.0.1:41234`: the value for AWS_ENDPOINT_URL."""
        return f"http://{HOST}:{self._server.server_port}"

    def start(self) -> None:
        """Answers requests from now on, in background threads."""
        self.front.load_moto()
        self._thread.start()

    def stop(self) -> None:
        """Answers no more requests."""
        ending = threading.Thread(target=self._server.shutdown)
        ending.start()
        while ending.is_alive():
            # Whoever connects wakes the server up: it sees that it is to end.
            with contextlib.suppress(OSError), socket.create_connection((HOST, self._server.server_port), timeout=1):
                pass
            ending.join(0.01)
        self._server.server_close()
        self._thread.join()
