"""Python processes by the hundred: each is forked from one that has imported what most of them import.

The engine starts a language host, a program and up to three providers for every command, and each of them spends most
of its time on imports. Here the engine finds a `python` that hands its arguments, environment and files to a process
that has done them. What counts stays real: a process of its own for each, with its own environment, files and signals.
"""

import os
import platform
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
LIBRARY = ROOT / "components" / "connect_customer_profiles"
AWS_SERVICES = ("cloudwatch", "connect", "iam", "kms", "lambda_", "s3", "sns", "sqs")

PROVIDER_MODULES = (
    *("pulumi.dynamic", "pulumi.runtime.proto.provider_pb2_grpc", "boto3", "dill", "tests.warm.models"),
    *("grpc._server", "grpc._interceptor", "grpc._utilities", "encodings.idna"),
    *(
        f"connect_customer_profiles.{room}.{each.stem}"
        for room in ("aws", "appflow", "ingestion")
        for each in sorted((LIBRARY / room).glob("[a-z]*.py"))
    ),
)
"""What the processes of our dynamic resources import."""
PLUGIN_MODULES = ("connect_customer_profiles.plugin.server", "grpc.aio", "asyncio.runners", "concurrent.futures.thread")
"""What the plugin imports beside."""
MODULES = (
    *PROVIDER_MODULES,
    *PLUGIN_MODULES,
    *("pulumi.runtime", "pulumi.runtime.proto.language_pb2_grpc", "pulumi.runtime.proto.engine_pb2_grpc"),
    *("grpc.experimental", "grpc._channel", "grpc._simple_stubs", "zoneinfo"),
    *(f"pulumi_aws.{each}" for each in AWS_SERVICES),
    "pulumi_aws_native.customerprofiles",
    *(f"connect_customer_profiles.{each.stem}" for each in sorted(LIBRARY.glob("[a-z]*.py"))),
)
"""What all of the engine's processes import."""


DYNAMIC = ("-m", "pulumi.dynamic")
PLUGIN = (str(ROOT / "plugin" / "__main__.py"),)


class WarmProcess:
    """A process that lives as long as its connection."""

    def __init__(self, connection: socket.socket, stdout: IO[str]) -> None:
        self._connection = connection
        self.stdout = stdout

    def kill(self) -> None:
        """End it."""
        self._connection.close()

    def wait(self) -> int:
        """Wait until it has ended, and so has what it prints."""
        self.stdout.read()
        return 0


class WarmPython:
    """A folder like a virtual environment's, whose `python` starts within milliseconds.

    Args:
        python: the interpreter that it stands for.
        modules: what is imported beforehand.
    """

    def __init__(self, python: str = sys.executable, modules: Sequence[str] = MODULES) -> None:
        self._holder = tempfile.TemporaryDirectory()
        self.folder = Path(self._holder.name)
        self._socket = str(self.folder / "socket")
        self.python = self.folder / "bin" / "python"
        self.python.parent.mkdir()
        self.python.write_text(f"#!{python} -IS\n{(HERE / 'client.py').read_text()}")
        self.python.chmod(0o755)
        (self.folder / "pyvenv.cfg").write_text(f"version = {platform.python_version()}\n")
        self._server = subprocess.Popen(
            [python, "-P", str(HERE / "server.py"), str(ROOT), self._socket, *modules],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._server.stdout
        assert self._server.stdout.readline() == b"ready\n"

    def provider(self, environment: Mapping[str, str], run: Sequence[str] = DYNAMIC) -> WarmProcess:
        """Start a process that drives our resources with this environment, and nothing else of ours: that of dynamic
        resources, or the plugin."""
        arguments = ["-u", *run, "127.0.0.1:1"]
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(self._socket)
        variables = (f"{key}={value}" for key, value in environment.items())
        message = "\0".join([str(self.folder), str(len(arguments)), *arguments, *variables]).encode()
        reading, writing = os.pipe()
        with Path(os.devnull).open("r+b") as nothing, os.fdopen(writing, "wb") as stdout:
            files = [nothing.fileno(), stdout.fileno(), nothing.fileno()]
            socket.send_fds(connection, [len(message).to_bytes(4)], files)
        connection.sendall(message)
        return WarmProcess(connection, os.fdopen(reading, encoding="utf-8"))

    def stop(self) -> None:
        """No more processes; those that run are ended."""
        self._server.communicate()
        self._holder.cleanup()
