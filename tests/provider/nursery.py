"""Provider processes by the hundred: each is forked from one that has imported what every provider imports.

What counts stays real: `pulumi.dynamic` runs in a process of its own. Importing our modules reads neither environment
nor clock, and here nothing of them is called: a process begins with nothing that another one has remembered.
"""

import contextlib
import gc
import io
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from tests.api_models import share_loader
from tests.conftest import REPOSITORY

SERVICES = ("customer-profiles", "appflow", "sts", "iam", "kms")


class Born:
    """A forked process. It ends with the connection over which it was asked for."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.stdout: IO[str] = connection.makefile("r")

    def kill(self) -> None:
        """End it."""
        self._connection.close()
        self.stdout.close()

    def wait(self) -> int:
        """Closing the connection was the last that is heard of it."""
        return 0


class Nursery:
    """Starts provider processes within milliseconds."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._path = str(Path(self._folder.name) / "nursery")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.provider.nursery", self._path],
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._process.stdout
        self._process.stdout.readline()

    def born(self, environment: Mapping[str, str]) -> Born:
        """A new provider process with this environment, and nothing else of ours."""
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(self._path)
        connection.sendall(json.dumps(dict(environment)).encode() + b"\n")
        return Born(connection)

    def stop(self) -> None:
        """No more processes."""
        self._process.communicate()
        self._folder.cleanup()


def main(path: str) -> None:
    """Fork for every connection, until standard input ends."""
    _import_everything()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(100)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    parent = os.getpid()
    while True:
        ready = _readable(sys.stdin.fileno(), listener.fileno())
        if listener.fileno() not in ready:
            return
        connection, _ = listener.accept()
        os.fork()
        if os.getpid() != parent:
            listener.close()
            _live(connection)
        connection.close()


def _readable(*files: int) -> list[int]:
    import select

    return select.select(files, [], [])[0]


def _import_everything() -> None:
    import boto3
    import connect_customer_profiles.ingestion.appflow_provider
    import connect_customer_profiles.ingestion.provider  # noqa: F401
    import dill  # noqa: F401
    import grpc  # noqa: F401
    import pulumi.dynamic  # noqa: F401
    from pulumi.runtime.proto import provider_pb2_grpc  # noqa: F401

    share_loader()
    session = boto3.Session(aws_access_key_id="none", aws_secret_access_key="none", region_name="us-east-1")
    for service in SERVICES:
        session.client(service)
    # What is there now is left where it is: collecting it would copy its memory in every process.
    gc.freeze()


def _live(connection: socket.socket) -> None:
    """Be a provider process until the connection ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    environment = json.loads(connection.makefile("r").readline())
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(connection.fileno(), 1)
    # Unbuffered, as `python -u`: the provider prints its port and does not flush.
    sys.stdout = io.TextIOWrapper(io.FileIO(1, "w"), write_through=True)
    sys.argv = ["pulumi.dynamic", "127.0.0.1:1"]
    threading.Thread(target=_end_with, args=(connection,), daemon=True).start()
    runpy.run_module("pulumi.dynamic", run_name="__main__")


def _end_with(connection: socket.socket) -> None:
    with contextlib.suppress(ConnectionError):
        connection.recv(1)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
