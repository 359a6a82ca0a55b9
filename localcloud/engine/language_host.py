"""Pulumi's Python language host: starts programs, policy packs and plugins for an engine built from Go modules.

A complete Pulumi installation has its own; the Go modules of the engine lack it. The set-up copies this file beside
`pulumi`, so it stands alone: the standard library, grpc and the protocol from the Pulumi SDK.
"""

# ruff: noqa: N802, ARG002 - the protocol names the methods and their arguments

from __future__ import annotations

import importlib.util
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
import types
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import grpc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ORPHAN_POLL_SECONDS = 0.5
"""How often a plugin looks whether its engine still lives: a killed engine cannot say goodbye."""

STOP_SECONDS = 1.0
"""How long a child has to end itself; the engine counts a plugin as hung after five."""

ALREADY_REPORTED = 32
"""Exit code of a program that has shown its error itself."""

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


load_protocol()

from google.protobuf import empty_pb2, json_format  # noqa: E402
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2  # noqa: E402


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


class Python(NamedTuple):
    """An interpreter and the environment that it needs."""

    command: str
    environment: dict[str, str]


def choose_python(options: Mapping[str, Any], root: Path, environment: Mapping[str, str], *, plugin: bool) -> Python:
    """Choose the interpreter as Pulumi does: the `virtualenv` option relative to the project, else the ambient one.

    Args:
        options: `runtime.options` of the project file.
        root: Folder of the project file.
        environment: The environment to build on.
        plugin: Whether a plugin is run: it never gets the ambient interpreter.

    Raises:
        ValueError: The options name no usable interpreter.
    """
    toolchain = options.get("toolchain", "pip")
    if toolchain not in ("pip", "uv") and "virtualenv" not in options:
        raise ValueError(f"for the toolchain {toolchain!r}, set the option 'virtualenv' in the project file's runtime")
    folder = options.get("virtualenv") or (".venv" if toolchain == "uv" else "venv" if plugin else None)
    if folder is None:
        command = environment.get("PULUMI_PYTHON_CMD") or shutil.which("python3") or "python"
        return Python(command, dict(environment))
    path = Path(root, folder).absolute()
    if not (path / "bin" / "python").exists():
        raise ValueError(
            f"The 'virtualenv' option in Pulumi.yaml is set to {str(folder)!r}, but {path} "
            + ("is not a virtual environment." if path.exists() else "does not exist.")
            + " Run `pulumi install` to create it."
        )
    changed = {"VIRTUAL_ENV": str(path), "PATH": f"{path / 'bin'}{os.pathsep}{environment.get('PATH', '')}"}
    rest = {name: value for name, value in environment.items() if name != "PYTHONHOME"}
    return Python(str(path / "bin" / "python"), {**rest, **changed})


def program_arguments(request: Any, engine: str) -> list[str]:
    """The arguments of `pulumi-language-python-exec` for a request to run a program."""
    named = {
        "monitor": request.monitor_address,
        "engine": engine,
        "project": request.project,
        "root_directory": request.info.root_directory,
        "stack": request.stack,
        "pwd": request.pwd,
        "dry_run": "true" if request.dryRun else "false",
        "parallel": str(request.parallel),
        "organization": request.organization,
    }
    flags = [word for name, value in named.items() if value for word in (f"--{name}", value)]
    return [*flags, request.info.entry_point, *request.args]


def plugin_arguments(request: Any, folder: Path) -> list[str]:
    """The interpreter's arguments for a request to run a plugin: a policy pack, a script or an installed package."""
    if request.kind == "analyzer":
        return ["-u", "-m", "pulumi.policy", *request.args, str(folder)]
    if (folder / "__main__.py").exists():
        return ["-u", str(folder), *request.args]
    import tomllib

    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]["name"]
    return ["-u", "-m", "pulumi.run.plugin", project, *request.args]


def outcome(code: int, *, stopped: bool) -> Any:
    """The answer to a request to run a program, from its exit code."""
    if code == 0:
        return language_pb2.RunResponse()
    if code == ALREADY_REPORTED or stopped:
        return language_pb2.RunResponse(bail=True)
    return language_pb2.RunResponse(error=f"program exited with non-zero exit code: {code}")


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
        script = "import platform, sys; print(sys.executable); print(platform.python_version())"
        executable, version = self._output(python, ["-c", script]).split("\n")[:2]
        return language_pb2.AboutResponse(executable=executable, version=version, metadata={"toolchain": "pip"})

    def GetProgramDependencies(self, request: Any, context: Any) -> Any:
        listed = self._output(self._python(request.info, context), ["-m", "pip", "list", "--format", "json"])
        found = [language_pb2.DependencyInfo(name=one["name"], version=one["version"]) for one in json.loads(listed)]
        return language_pb2.GetProgramDependenciesResponse(dependencies=found)

    def InstallDependencies(self, request: Any, context: Any) -> Iterator[Any]:
        root, options = _project(request.info)
        folder = options.get("virtualenv")
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
        executor = str(Path(__file__).with_name("pulumi-language-python-exec"))
        environment = {
            **python.environment,
            "PULUMI_CONFIG": json.dumps(dict(request.config)),
            "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(request.configSecretKeys)),
        }
        command = [python.command, "-u", executor, *program_arguments(request, self._engine)]
        with self._children.started(command, context, env=environment) as child:
            return outcome(child.wait(), stopped=self._children.stopped)

    def RunPlugin(self, request: Any, context: Any) -> Iterator[Any]:
        analyzer = request.kind == "analyzer"
        folder = Path(request.info.program_directory)
        given = dict(pair.split("=", 1) for pair in request.env)
        python = self._python(request.info, context, plugin=not analyzer, environment={**os.environ, **given})
        command = [python.command, *plugin_arguments(request, folder)]
        cwd = folder if analyzer else Path(request.pwd)
        for name, data in self._streamed(command, context, cwd=cwd, env=python.environment):
            yield language_pb2.RunPluginResponse(**{name: data})

    def _install(self, python: Python, arguments: list[str], cwd: Path, context: Any) -> Iterator[Any]:
        for name, data in self._streamed([python.command, *arguments], context, cwd=cwd, env=python.environment):
            if name != "exitcode":
                yield language_pb2.InstallDependenciesResponse(**{name: data})
            elif data:
                context.abort(grpc.StatusCode.UNKNOWN, f"`{' '.join(arguments)}` failed with exit code {data}")

    def _streamed(self, command: list[str], context: Any, **options: Any) -> Iterator[tuple[str, Any]]:
        """Run a child and yield what it writes, then its exit code, each with the name of its field in the protocol."""
        pieces: queue.SimpleQueue[tuple[str, bytes] | None] = queue.SimpleQueue()

        def read(name: str, stream: Any) -> None:
            while piece := stream.read1():
                pieces.put((name, piece))
            pieces.put(None)

        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        with self._children.started(command, context, **pipes, **options) as child:
            for name, stream in (("stdout", child.stdout), ("stderr", child.stderr)):
                threading.Thread(target=read, args=(name, stream), daemon=True).start()
            for _ in range(2):
                yield from iter(pieces.get, None)
            yield "exitcode", child.wait()

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
