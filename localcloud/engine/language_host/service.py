"""The `LanguageRuntime` service of the Pulumi protocol."""

# ruff: noqa: N802, ARG002 - the protocol names the methods and their arguments

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import grpc

from .children import Children
from .decisions import (
    Python,
    choose_python,
    environment_folder,
    outcome,
    plugin_arguments,
    program_arguments,
    recorded_version,
)
from .plugin import load_protocol, serve
from .policy_proxy import PolicyProxy, stack_environment

load_protocol()

from google.protobuf import empty_pb2, json_format  # noqa: E402
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

EXECUTOR = "pulumi-language-python-exec"
"""The script that runs a program; it lies beside `pulumi`, as this package does."""


class LanguageHost(language_pb2_grpc.LanguageRuntimeServicer):
    """The `LanguageRuntime` service of the Pulumi protocol, as far as programs and policy packs need it."""

    def __init__(self, engine: str, children: Children) -> None:
        """Serve the engine that listens on an address."""
        self._engine = engine
        self._children = children

    def Handshake(self, request: Any, context: Any) -> Any:
        self._engine = request.engine_address
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:
        return plugin_pb2.PluginInfo(version="")

    def GetRequiredPackages(self, request: Any, context: Any) -> Any:
        # The SDKs send their plugin's version with every resource, which is all that the engine needs.
        return language_pb2.GetRequiredPackagesResponse()

    def GetRequiredPlugins(self, request: Any, context: Any) -> Any:
        return language_pb2.GetRequiredPluginsResponse()

    def RuntimeOptionsPrompts(self, request: Any, context: Any) -> Any:
        return language_pb2.RuntimeOptionsResponse()

    def Cancel(self, request: Any, context: Any) -> Any:
        self._children.stop()
        return empty_pb2.Empty()

    def About(self, request: Any, context: Any) -> Any:
        python = self._python(request.info, context)
        # The engine asks with every command: most environments say it without starting an interpreter.
        executable, version = python.command, recorded_version(python.command)
        if version is None:
            script = "import platform, sys; print(sys.executable); print(platform.python_version())"
            executable, version = self._output(python, ["-c", script]).split("\n")[:2]
        return language_pb2.AboutResponse(executable=executable, version=version, metadata={"toolchain": "pip"})

    def GetProgramDependencies(self, request: Any, context: Any) -> Any:
        listed = self._output(self._python(request.info, context), ["-m", "pip", "list", "--format", "json"])
        found = [language_pb2.DependencyInfo(name=one["name"], version=one["version"]) for one in json.loads(listed)]
        return language_pb2.GetProgramDependenciesResponse(dependencies=found)

    def InstallDependencies(self, request: Any, context: Any) -> Iterator[Any]:
        root, options = _project(request.info)
        try:
            folder = environment_folder(options, plugin=request.is_plugin)
        except ValueError as error:
            context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(error))
            raise
        if folder and not (root / folder / "bin" / "python").exists():
            ambient = choose_python({}, root, os.environ, plugin=False)
            yield from self._install(ambient, ["-m", "venv", str(root / folder)], root, context)
        python = self._python(request.info, context, plugin=request.is_plugin)
        source = Path(request.info.program_directory)
        wanted = ["-r", "requirements.txt"] if (source / "requirements.txt").exists() else ["."]
        if wanted != ["."] or (source / "pyproject.toml").exists():
            yield from self._install(python, ["-m", "pip", "install", *wanted], source, context)

    def Run(self, request: Any, context: Any) -> Any:
        python = self._python(request.info, context)
        executor = str(Path(__file__).parents[1] / EXECUTOR)
        environment = {
            **python.environment,
            "PULUMI_CONFIG": json.dumps(dict(request.config)),
            "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(request.configSecretKeys)),
        }
        command = [python.command, "-u", executor, *program_arguments(request, self._engine)]
        with self._children.started(command, context, env=environment) as child:
            return outcome(child.wait(), stopped=self._children.stopped)

    def RunPlugin(self, request: Any, context: Any) -> Iterator[Any]:
        pieces = self._policy_pack(request, context) if request.kind == "analyzer" else self._plugin(request, context)
        for name, data in pieces:
            yield language_pb2.RunPluginResponse(**{name: data})

    def _plugin(self, request: Any, context: Any) -> Iterator[tuple[str, Any]]:
        given = dict(pair.split("=", 1) for pair in request.env)
        python = self._python(request.info, context, plugin=True, environment={**os.environ, **given})
        command = [python.command, *plugin_arguments(request, Path(request.info.program_directory))]
        yield from self._children.streamed(command, context, cwd=request.pwd, env=python.environment)

    def _policy_pack(self, request: Any, context: Any) -> Iterator[tuple[str, Any]]:
        """Run a policy pack behind a proxy that knows the stack's configuration before the pack starts."""
        given = dict(pair.split("=", 1) for pair in request.env)
        python = self._python(request.info, context, environment={**os.environ, **given})
        folder = Path(request.info.program_directory)
        with PolicyProxy() as proxy:
            context.add_callback(proxy.close)
            yield "stdout", f"{proxy.port}\n".encode()
            environment = {**python.environment, **stack_environment(proxy.wait_for_stack())}
            command = [python.command, *plugin_arguments(request, folder)]
            first_line = b""
            for name, data in self._children.streamed(command, context, cwd=folder, env=environment):
                if name != "stdout" or proxy.attached:
                    yield name, data
                    continue
                first_line += data
                if b"\n" in first_line:
                    port, _, rest = first_line.partition(b"\n")
                    proxy.attach(int(port))
                    if rest:
                        yield name, rest

    def _install(self, python: Python, arguments: list[str], cwd: Path, context: Any) -> Iterator[Any]:
        for name, data in self._children.streamed(
            [python.command, *arguments], context, cwd=cwd, env=python.environment
        ):
            if name != "exitcode":
                yield language_pb2.InstallDependenciesResponse(**{name: data})
            elif data:
                context.abort(grpc.StatusCode.UNKNOWN, f"`{' '.join(arguments)}` failed with exit code {data}")

    def _python(
        self, info: Any, context: Any, *, plugin: bool = False, environment: Mapping[str, str] = os.environ
    ) -> Python:
        root, options = _project(info)
        try:
            return choose_python(options, root, environment, plugin=plugin)
        except ValueError as error:
            context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(error))
            raise

    @staticmethod
    def _output(python: Python, arguments: list[str]) -> str:
        command = [python.command, *arguments]
        return subprocess.run(command, env=python.environment, capture_output=True, text=True, check=True).stdout


def _project(info: Any) -> tuple[Path, dict[str, Any]]:
    return Path(info.root_directory), json_format.MessageToDict(info.options)


def main() -> None:
    """Serve the engine whose address is the last argument."""
    children = Children()
    host = LanguageHost(sys.argv[-1] if len(sys.argv) > 1 else "", children)
    serve(lambda server: language_pb2_grpc.add_LanguageRuntimeServicer_to_server(host, server), stop=children.stop)


if __name__ == "__main__":
    main()
