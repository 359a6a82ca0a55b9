"""Put together what a set-up consists of: the `bin` folder and the PULUMI_HOME with the provider plugins."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from . import release
from .cache import link_or_copy, remove, write_text
from .commands import run
from .model import ROOT_VARIABLE, EngineError, Source
from .sources import INSTALL_WITHIN, LANGUAGE_HOST

if TYPE_CHECKING:
    from .modules import ModuleBuilder
    from .progress import Progress
    from .sources import Installation
    from .versions import PluginVersions

HOST_PACKAGE = Path(__file__).with_name("language_host")
CHECKOUT = Path(__file__).parents[2]
"""The folder that holds this `localcloud` package."""

HOST_START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from language_host.service import main; main()"
BRIDGE_START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from localcloud.bridge.provider import main; main()"


def language_host_script(python: Path) -> str:
    """The executable that the engine starts as Python language host: the package beside it, by the caller's Python."""
    return (
        "#!/bin/sh\n"
        f'exec "${{PULUMI_PYTHON_CMD:-{_quoted(python)}}}" -P -c {shlex.quote(HOST_START)} "$(dirname "$0")" "$@"\n'
    )


def bridge_script(python: Path, root: Path) -> str:
    """The executable that the engine starts as `aws` provider: the bridge of the caller's checkout.

    Python and folder come from the environment, so that several checkouts can share one cache; those recorded here are
    for an engine that was started without it. `-P` keeps the folder of the program, where plugins start, off the path.
    """
    return (
        "#!/bin/sh\n"
        f'exec "${{PULUMI_PYTHON_CMD:-{_quoted(python)}}}" -P -c {shlex.quote(BRIDGE_START)} '
        f'"${{{ROOT_VARIABLE}:-{_quoted(root)}}}" "$@"\n'
    )


def _quoted(path: Path) -> str:
    """A path inside the double quotes of a shell script."""
    text = str(path)
    for special in ("\\", '"', "$", "`"):
        text = text.replace(special, f"\\{special}")
    return text


def bridge_path(home: Path, versions: PluginVersions) -> Path:
    """Where the engine expects the `aws` provider plugin."""
    return home / "plugins" / f"resource-aws-v{versions.aws}" / "pulumi-resource-aws"


def native_path(home: Path, versions: PluginVersions) -> Path:
    """Where the engine expects the `aws-native` provider plugin."""
    return home / "plugins" / f"resource-aws-native-v{versions.aws_native}" / "pulumi-resource-aws-native"


def fill_bin(folder: Path, installation: Installation) -> None:
    """Fill the folder for PATH: `pulumi` and, unless the installation has its own, the Python language host."""
    folder.mkdir()
    if installation.complete:
        # A folder of its own: the installation's would bring whatever else is in it to the front of PATH.
        (folder / "pulumi").symlink_to(installation.pulumi.absolute())
        return
    for part in installation.pulumi.parent.iterdir():
        link_or_copy(part, folder / part.name)
    shutil.copytree(HOST_PACKAGE, folder / HOST_PACKAGE.name, ignore=shutil.ignore_patterns("__pycache__"))


def write_scripts(folder: Path, installation_complete: bool, versions: PluginVersions) -> None:
    """Write the scripts that name a Python: at set-up and again when that Python has disappeared."""
    python = Path(sys.executable)
    if not installation_complete:
        write_text(folder / "bin" / LANGUAGE_HOST, language_host_script(python), mode=0o755)
    bridge = bridge_path(folder / "home", versions)
    if bridge.exists():
        write_text(bridge, bridge_script(python, CHECKOUT), mode=0o755)


def forget_schema(home: Path, versions: PluginVersions) -> None:
    """Let the engine ask the bridge for its schema. It keeps one by the plugin's version, while the bridge of another
    checkout knows other types."""
    for kept in (home / "plugins").glob(f"schema-aws-{versions.aws}*.json"):
        kept.unlink(missing_ok=True)
    (home / "schemas" / f"aws-{versions.aws}.json").unlink(missing_ok=True)


def install_plugins(
    folder: Path,
    installation: Installation,
    versions: PluginVersions,
    builder: ModuleBuilder,
    progress: Progress,
    log: Path,
) -> None:
    """Install the provider plugins into the set-up's PULUMI_HOME."""
    installer = _PluginInstaller(folder, log)
    with tempfile.TemporaryDirectory(prefix="bridge-") as temporary:
        write_text(Path(temporary) / "pulumi-resource-aws", bridge_script(Path(sys.executable), CHECKOUT), mode=0o755)
        installer.install("aws", versions.aws, Path(temporary))
    if installation.source is not Source.MODULES and release.checksum(installation.version):
        with progress.step(f"installing the aws-native provider {versions.aws_native}", "once"):
            if installer.download("aws-native", versions.aws_native):
                return
    native = builder.aws_native(versions.aws_native)
    with progress.step("installing the provider plugins"):
        installer.install("aws-native", versions.aws_native, native)
        # The installed copy gives way to a link: every upgrade of anything gets a set-up of its own.
        copy = native_path(folder / "home", versions)
        copy.unlink()
        link_or_copy(native / copy.name, copy)


class _PluginInstaller:
    """`pulumi plugin install resource ...` into the set-up's own PULUMI_HOME."""

    def __init__(self, folder: Path, log: Path) -> None:
        self._pulumi = folder / "bin" / "pulumi"
        self._log = log
        self._environment = {
            **os.environ,
            "PULUMI_HOME": str(folder / "home"),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_BACKEND_URL": f"file://{folder}",
        }

    def install(self, name: str, version: str, source: Path) -> None:
        self._run(name, version, "--file", str(source))

    def download(self, name: str, version: str) -> bool:
        try:
            self._run(name, version)
        except EngineError:
            remove(Path(self._environment["PULUMI_HOME"]) / "plugins" / f"resource-{name}-v{version}")
            return False
        return True

    def _run(self, name: str, version: str, *options: str) -> None:
        command = [str(self._pulumi), "plugin", "install", "resource", name, version, *options]
        run(command, environment=self._environment, log=self._log, time_limit=INSTALL_WITHIN)
