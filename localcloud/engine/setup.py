"""Set the engine up, once: afterwards a set-up is a look at its record and a few files."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .cache import locked, publishing, write_text
from .model import ROOT_VARIABLE, Engine, EngineError, cache_root, digest, search_path
from .modules import ModuleBuilder, native_recipe, pulumi_recipe
from .plugins import (
    CHECKOUT,
    HOST_PACKAGE,
    bridge_path,
    bridge_script,
    fill_bin,
    forget_schema,
    install_plugins,
    language_host_script,
    native_path,
    write_scripts,
)
from .progress import default_progress
from .sources import obtain
from .versions import installed_plugin_versions

if TYPE_CHECKING:
    from .progress import Progress
    from .versions import PluginVersions

RECORD = "engine.json"


@dataclass(frozen=True)
class Record:
    """What a finished set-up remembers, so that the next one has nothing to start or to compute."""

    version: str
    complete: bool
    """Whether the installation has its own language host."""
    pulumi: tuple[str, int, int]
    """The real executable with its size in bytes and its modification time in nanoseconds."""
    python: str
    """The Python that the plugins' scripts fall back to."""
    root: str
    """The checkout that the bridge's script falls back to."""

    @staticmethod
    def read(path: Path) -> Record | None:
        """Read a record, None if there is none that this version understands."""
        try:
            fields = json.loads(path.read_text())
            return Record(**{**fields, "pulumi": tuple(fields["pulumi"])})
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def write(self, path: Path) -> None:
        """Write the record in one step."""
        write_text(path, json.dumps(asdict(self), indent=2) + "\n")


def ensure(progress: Progress | None = None) -> Engine:
    """Find, install or build the Pulumi engine with its provider plugins, unless that has been done already.

    Several processes may call it at once. An interrupted set-up leaves nothing half-done and is continued by the next.

    Args:
        progress: Shows the steps; by default a spinner on a terminal, plain lines on the error stream elsewhere.

    Raises:
        EngineError: A step failed; the message holds the last lines of the log and its path.
    """
    if os.name != "posix":
        raise EngineError("the local cloud's engine runs on Linux and macOS; on Windows use WSL")
    root = cache_root(os.environ, Path.home())
    versions = installed_plugin_versions()
    folder = root / "engines" / engine_key(versions)
    if (record := _finished(folder, versions)) and _scripts_usable(record):
        forget_schema(folder / "home", versions)
        return _engine(folder, record)
    shown = progress or default_progress()
    try:
        with locked(root, shown):
            record = _finished(folder, versions)
            if record is None:
                record = _set_up(root, folder, versions, shown)
            elif not _scripts_usable(record):
                record = _renew_scripts(folder, versions, record)
    except OSError as error:  # for example a full disk
        raise EngineError(f"the engine cannot be set up in {root}: {error}") from error
    forget_schema(folder / "home", versions)
    return _engine(folder, record)


def environment(engine: Engine, state: Path) -> dict[str, str]:
    """The environment variables that a command needs to use the engine, to be laid over the present ones.

    Args:
        engine: The engine that `ensure` returned.
        state: Folder of the stacks' state; created if missing.
    """
    state = state.absolute()
    state.mkdir(parents=True, exist_ok=True)
    return {
        # Behind all others, the commands of this environment: `customer-profiles`.
        "PATH": search_path(os.environ, engine.bin, Path(sys.executable).parent),
        "PULUMI_BACKEND_URL": f"file://{state}",
        # Secrets of a local cloud's state protect nothing, but the engine wants a passphrase; a chosen one is kept.
        "PULUMI_CONFIG_PASSPHRASE": os.environ.get("PULUMI_CONFIG_PASSPHRASE", "localcloud"),
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_HOME": str(engine.home),
        "PULUMI_PYTHON_CMD": sys.executable,
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        ROOT_VARIABLE: str(CHECKOUT),
    }


def engine_key(versions: PluginVersions) -> str:
    """Name of a set-up's folder: every version that it is made of, so that an upgrade gets a folder of its own."""
    anywhere = Path("anywhere")
    scripts = (language_host_script(anywhere), bridge_script(anywhere, anywhere))
    host = (path.read_bytes() for path in sorted(HOST_PACKAGE.glob("*.py")))
    parts: list[str | bytes] = [pulumi_recipe(), native_recipe(versions.aws_native), *scripts, *host]
    return f"aws-{versions.aws}-native-{versions.aws_native}-{digest(parts)}"


def _set_up(root: Path, folder: Path, versions: PluginVersions, progress: Progress) -> Record:
    log = root / "setup.log"
    log.unlink(missing_ok=True)
    builder = ModuleBuilder(root, progress, log)
    installation = obtain(root, builder, progress)
    with publishing(folder) as partial:
        fill_bin(partial / "bin", installation)
        write_scripts(partial, installation.complete, versions)
        install_plugins(partial, installation, versions, builder, progress, log)
        pulumi = (partial / "bin" / "pulumi").resolve() if installation.complete else folder / "bin" / "pulumi"
        stat = (partial / "bin" / "pulumi").stat()
        record = Record(
            version=installation.version,
            complete=installation.complete,
            pulumi=(str(pulumi), stat.st_size, stat.st_mtime_ns),
            python=sys.executable,
            root=str(CHECKOUT),
        )
        record.write(partial / RECORD)
    builder.clean()
    return record


def _renew_scripts(folder: Path, versions: PluginVersions, record: Record) -> Record:
    """Point the scripts to this Python and checkout: the recorded ones have disappeared."""
    renewed = Record(record.version, record.complete, record.pulumi, sys.executable, str(CHECKOUT))
    write_scripts(folder, record.complete, versions)
    renewed.write(folder / RECORD)
    return renewed


def _finished(folder: Path, versions: PluginVersions) -> Record | None:
    """The record of a set-up whose files are all still there, unchanged."""
    record = Record.read(folder / RECORD)
    if record is None:
        return None
    home = folder / "home"
    if not (bridge_path(home, versions).exists() and native_path(home, versions).exists()):
        return None
    path, size, modified = record.pulumi
    try:
        stat = Path(path).stat()
    except OSError:
        return None
    return record if (stat.st_size, stat.st_mtime_ns) == (size, modified) else None


def _scripts_usable(record: Record) -> bool:
    return Path(record.python).exists() and (Path(record.root) / "localcloud" / "bridge").exists()


def _engine(folder: Path, record: Record) -> Engine:
    return Engine(folder / "bin" / "pulumi", folder / "bin", folder / "home", record.version)
