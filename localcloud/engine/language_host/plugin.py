"""What every plugin process does: load the protocol, serve the engine, end in time."""

from __future__ import annotations

import importlib.util
import os
import signal
import sys
import threading
import types
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import grpc

if TYPE_CHECKING:
    from collections.abc import Callable

ORPHAN_POLL_SECONDS = 0.5
"""How often a plugin looks whether its engine still lives: a killed engine cannot say goodbye."""

UNLIMITED = (("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1))


def load_protocol() -> None:
    """Make `pulumi.runtime.proto` importable without the rest of the SDK, which costs 0.2 s in every plugin process."""
    if "pulumi" in sys.modules:
        return
    spec = importlib.util.find_spec("pulumi")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"the Pulumi SDK is not installed for {sys.executable}")
    location = spec.submodule_search_locations[0]
    for name, folder in (("pulumi", location), ("pulumi.runtime", str(Path(location) / "runtime"))):
        package = types.ModuleType(name)
        package.__path__ = [folder]
        sys.modules[name] = package


def serve(register: Callable[[Any], None], *, stop: Callable[[], None], orphan_grace: float = 0) -> None:
    """Run a plugin's gRPC server: print the port, serve until a signal or the engine's death, then end the process.

    Args:
        register: Adds the services to the server.
        stop: Called before the process ends.
        orphan_grace: Seconds that running calls get to finish after the engine was killed.
    """
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    server = grpc.server(ThreadPoolExecutor(max_workers=64), options=UNLIMITED)
    register(server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    engine = os.getppid()
    print(port, flush=True)
    while not ended.wait(ORPHAN_POLL_SECONDS):
        if os.getppid() != engine:
            server.stop(orphan_grace).wait()
            break
    stop()
    # At once and quietly: threads that still serve a call of a dead engine would keep the interpreter for seconds.
    os._exit(0)
