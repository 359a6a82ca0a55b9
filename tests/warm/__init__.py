"""Python processes by the hundred: each is forked from one that has imported what most of them import.

The engine starts a language host, a program and up to three providers for every command, and each of them spends most
of its time on imports. Here the engine finds a `python` that hands its arguments, environment and files to a process
that has done them. What counts stays real: a process of its own for each, with its own environment, files and signals.
"""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
LIBRARY = ROOT / "components" / "connect_customer_profiles"
AWS_SERVICES = ("cloudwatch", "connect", "iam", "kms", "lambda_", "s3", "sns", "sqs")
MODULES = (
    *("pulumi.runtime", "pulumi.dynamic", "pulumi.runtime.proto.provider_pb2_grpc", "boto3", "dill"),
    *("pulumi.runtime.proto.language_pb2_grpc", "pulumi.runtime.proto.engine_pb2_grpc", "grpc.experimental"),
    *("grpc._channel", "grpc._server", "grpc._simple_stubs", "encodings.idna", "zoneinfo"),
    *(f"pulumi_aws.{each}" for each in AWS_SERVICES),
    *("pulumi_aws_native.customerprofiles", "tests.warm.models"),
    *(f"connect_customer_profiles.{each.stem}" for each in sorted(LIBRARY.glob("[a-z]*.py"))),
    *(f"connect_customer_profiles.aws.{each.stem}" for each in sorted((LIBRARY / "aws").glob("[a-z]*.py"))),
    *("connect_customer_profiles.ingestion.provider", "connect_customer_profiles.ingestion.appflow_provider"),
)
"""What the engine's processes import."""


class WarmPython:
    """A folder like a virtual environment's, whose `python` starts within milliseconds.

    Args:
        python: the interpreter that it stands for.
        modules: what is imported beforehand.
    """

    def __init__(self, python: str = sys.executable, modules: Sequence[str] = MODULES) -> None:
        self._holder = tempfile.TemporaryDirectory()
        self.folder = Path(self._holder.name)
        socket = str(self.folder / "socket")
        self.python = self.folder / "bin" / "python"
        self.python.parent.mkdir()
        self.python.write_text(f"#!{python} -IS\n{(HERE / 'client.py').read_text()}")
        self.python.chmod(0o755)
        (self.folder / "pyvenv.cfg").write_text("")
        self._server = subprocess.Popen(
            [python, "-P", str(HERE / "server.py"), str(ROOT), socket, *modules],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._server.stdout
        assert self._server.stdout.readline() == b"ready\n"

    def stop(self) -> None:
        """No more processes; those that run go on."""
        self._server.communicate()
        self._holder.cleanup()
