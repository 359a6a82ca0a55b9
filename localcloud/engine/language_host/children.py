"""The processes that the language host runs."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

STOP_SECONDS = 1.0
"""How long a child has to end itself; the engine counts a plugin as hung after five."""


class Children:
    """The running programs and policy packs, each in a process group of its own.

    Only this process gets the engine's signals; it passes on one that ends a Python program without a traceback.
    """

    def __init__(self) -> None:
        self.stopped = False
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()

    @contextmanager
    def started(self, command: list[str], context: Any, **options: Any) -> Iterator[subprocess.Popen[bytes]]:
        """Start a child that ends with the call it serves."""
        with self._lock:
            if self.stopped:
                raise InterruptedError("the language host is stopping")
            child = subprocess.Popen(command, process_group=0, stdin=subprocess.DEVNULL, **options)
            self._running.add(child)
        context.add_callback(lambda: self._signal(child, signal.SIGTERM))
        try:
            yield child
        finally:
            with self._lock:
                self._running.discard(child)

    def streamed(self, command: list[str], context: Any, **options: Any) -> Iterator[tuple[str, Any]]:
        """Run a child and yield what it writes, then its exit code, each with the name of its field in the protocol."""
        pieces: queue.SimpleQueue[tuple[str, bytes] | None] = queue.SimpleQueue()

        def read(name: str, stream: Any) -> None:
            while piece := stream.read1():
                pieces.put((name, piece))
            pieces.put(None)

        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        with self.started(command, context, **pipes, **options) as child:
            for name, stream in (("stdout", child.stdout), ("stderr", child.stderr)):
                threading.Thread(target=read, args=(name, stream), daemon=True).start()
            for _ in range(2):
                yield from iter(pieces.get, None)
            yield "exitcode", child.wait()

    def stop(self) -> None:
        """End every child, politely at first."""
        with self._lock:
            self.stopped = True
            running = list(self._running)
        for child in running:
            self._signal(child, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for child in running:
            with suppress(subprocess.TimeoutExpired):
                child.wait(max(0, deadline - time.monotonic()))
        for child in running:
            self._signal(child, signal.SIGKILL)

    @staticmethod
    def _signal(child: subprocess.Popen[bytes], number: int) -> None:
        if child.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, number)
