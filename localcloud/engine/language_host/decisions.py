"""What the language host decides: which interpreter, which arguments, which answer. Pure but for looking at files."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from .plugin import load_protocol

load_protocol()

from pulumi.runtime.proto import language_pb2  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Mapping

ALREADY_REPORTED = 32
"""Exit code of a program that has shown its error itself."""


class Python(NamedTuple):
    """An interpreter and the environment that it needs."""

    command: str
    environment: dict[str, str]


def environment_folder(options: Mapping[str, Any], *, plugin: bool) -> str | None:
    """The folder of the virtual environment, relative to the project; None for the ambient interpreter.

    Args:
        options: `runtime.options` of the project file.
        plugin: Whether it is a plugin's.

    Raises:
        ValueError: The toolchain is none that this host knows, and the options name no folder.
    """
    toolchain = options.get("toolchain", "pip")
    if toolchain not in ("pip", "uv") and "virtualenv" not in options:
        raise ValueError(f"for the toolchain {toolchain!r}, set the option 'virtualenv' in the project file's runtime")
    of_plugin = "venv" if plugin else None
    return options.get("virtualenv") or (".venv" if toolchain == "uv" else of_plugin)


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
    folder = environment_folder(options, plugin=plugin)
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


def recorded_version(python: str) -> str | None:
    """The version that a virtual environment says its interpreter has; None if it says none, or is none."""
    try:
        lines = Path(python).parent.parent.joinpath("pyvenv.cfg").read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return None
    said = dict(re.split(r"\s*=\s*", each.strip(), maxsplit=1) for each in lines if "=" in each)
    return said.get("version") or None


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
