"""Get a `pulumi` executable from the best source that this machine offers."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from . import release
from .cache import publishing
from .model import EngineError, Source, choose_source, parse_version, without_folder

if TYPE_CHECKING:
    from .model import Version
    from .modules import ModuleBuilder
    from .progress import Progress

INSTALL_WITHIN = 300.0
"""Seconds within which a plugin must be installed."""

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


def obtain(root: Path, builder: ModuleBuilder, progress: Progress) -> Installation:
    """Find, install or build the engine.

    Raises:
        EngineError: no source works, or a download is not what was released.
    """
    from pulumi._version import version as sdk_version  # slow to import

    path = without_folder(os.environ.get("PATH", os.defpath), root)
    found = shutil.which("pulumi", path=path)
    version = _version(Path(found)) if found else None
    complete = found is not None and has_language_host(Path(found), path)
    source = choose_source(on_path=version, complete=complete, release_reachable=False)
    released, expected = str(sdk_version), None
    if source is Source.MODULES:
        with progress.step("looking for the official release"):
            expected = release.checksum(released)
        source = choose_source(on_path=version, complete=complete, release_reachable=expected is not None)
    if source is Source.PATH and found and version:
        return Installation(source, Path(found), ".".join(map(str, version)))
    if expected and (installed := _install(root, released, expected, progress)):
        return installed
    pulumi = builder.pulumi() / "pulumi"
    built = _version(pulumi)
    if built is None:
        raise EngineError(f"{pulumi} was built, but `pulumi version` does not print a version")
    return Installation(Source.MODULES, pulumi, ".".join(map(str, built)))


def has_language_host(pulumi: Path, path: str) -> bool:
    """Whether a Python language host is on a PATH or beside the executable, where the engine looks for it."""
    return shutil.which(LANGUAGE_HOST, path=path) is not None or pulumi.resolve().with_name(LANGUAGE_HOST).exists()


def _install(root: Path, version: str, expected: str, progress: Progress) -> Installation | None:
    """Install the official release, None if it cannot be downloaded: then there still are the Go modules.

    Raises:
        EngineError: what was downloaded is not what was released.
    """
    folder = root / "binaries" / f"pulumi-{version}-official"
    if not folder.exists():
        try:
            with progress.step(f"installing pulumi {version}", "once"), publishing(folder) as partial:
                release.install(version, expected, partial)
        except release.Unreachable:
            return None
    return Installation(Source.RELEASE, folder / "bin" / "pulumi", version)


def _version(pulumi: Path) -> Version | None:
    environment = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"}
    try:
        answer = subprocess.run(
            [pulumi, "version"], env=environment, capture_output=True, text=True, check=True, timeout=30
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return parse_version(answer.stdout)
