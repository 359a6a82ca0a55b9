"""Get a `pulumi` executable from the best source that this machine offers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .cache import publishing
from .commands import run
from .model import EngineError, Source, choose_source, parse_version, without_folder

if TYPE_CHECKING:
    from .model import Version
    from .modules import ModuleBuilder
    from .progress import Progress

INSTALLER = "https://get.pulumi.com/install.sh"
"""What the Automation API's `PulumiCommand.install()` downloads first."""

REACHABLE_WITHIN = 3.0
"""Seconds within which the installer's host must answer."""

INSTALL_WITHIN = 300.0
"""Seconds within which a download of the engine or of a plugin must finish."""

LANGUAGE_HOST = "pulumi-language-python"


@dataclass(frozen=True)
class Installation:
    """An engine on this machine, without our plugins."""

    source: Source
    pulumi: Path
    version: str

    @property
    def complete(self) -> bool:
        """Whether it brings its own Python language host."""
        return self.source is not Source.MODULES


def obtain(root: Path, builder: ModuleBuilder, progress: Progress, log: Path) -> Installation:
    """Find, install or build the engine.

    Raises:
        EngineError: No source works.
    """
    path = without_folder(os.environ.get("PATH", os.defpath), root)
    found = shutil.which("pulumi", path=path)
    version = _version(Path(found)) if found else None
    complete = found is not None and has_language_host(Path(found), path)
    source = choose_source(on_path=version, complete=complete, installer_reachable=False)
    if source is Source.MODULES:
        with progress.step("looking for the official installer"):
            reachable = installer_reachable()
        source = choose_source(on_path=version, complete=complete, installer_reachable=reachable)
    if source is Source.PATH and found and version:
        return Installation(source, Path(found), ".".join(map(str, version)))
    if source is Source.INSTALLER and (installed := _install(root, progress, log)):
        return installed
    pulumi = builder.pulumi() / "pulumi"
    built = _version(pulumi)
    if built is None:
        raise EngineError(f"{pulumi} was built, but `pulumi version` does not print a version")
    return Installation(Source.MODULES, pulumi, ".".join(map(str, built)))


def has_language_host(pulumi: Path, path: str) -> bool:
    """Whether a Python language host is on a PATH or beside the executable, where the engine looks for it."""
    return shutil.which(LANGUAGE_HOST, path=path) is not None or pulumi.resolve().with_name(LANGUAGE_HOST).exists()


def installer_reachable() -> bool:
    """Whether the official installer answers, directly or through a configured proxy."""
    import urllib.request  # slow to import, and the plugins import this package too

    try:
        with urllib.request.urlopen(INSTALLER, timeout=REACHABLE_WITHIN) as answer:
            return bool(answer.status == 200)
    except (OSError, ValueError):
        return False


def _install(root: Path, progress: Progress, log: Path) -> Installation | None:
    """Run the official installer, None if it fails: then there still are the Go modules."""
    from pulumi._version import version

    folder = root / "binaries" / f"pulumi-{version}-official"
    if not folder.exists():
        script = "import sys; from pulumi.automation import PulumiCommand; PulumiCommand.install(root=sys.argv[1])"
        try:
            with progress.step(f"installing pulumi {version}", "once"), publishing(folder) as partial:
                run([sys.executable, "-c", script, partial], log=log, time_limit=INSTALL_WITHIN)
        except EngineError:
            return None
    return Installation(Source.INSTALLER, folder / "bin" / "pulumi", str(version))


def _version(pulumi: Path) -> Version | None:
    environment = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"}
    try:
        answer = subprocess.run(
            [pulumi, "version"], env=environment, capture_output=True, text=True, check=True, timeout=30
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return parse_version(answer.stdout)
