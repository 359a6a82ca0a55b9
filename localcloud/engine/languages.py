"""What an engine built from Go modules lacks for programs in other languages: built when it is first wanted."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from .cache import PARTIAL, link_or_copy, locked
from .model import cache_root
from .modules import ModuleBuilder, Programs
from .progress import default_progress
from .setup import ensure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .model import Engine
    from .progress import Progress

_MODULES = Path(__file__).parent

YAML = Programs(
    "yaml",
    "the language host for YAML",
    "1.25.0",
    _MODULES / "go-yaml",
    {"pulumi-language-yaml": "."},
    "-X github.com/pulumi/pulumi-yaml/pkg/version.Version=v1.25.0",
    "2 minutes",
)
HOSTS = Programs(
    "hosts",
    "the language hosts for TypeScript and Go",
    "3.60.0",  # later releases have them as modules of their own, which are not to be had everywhere
    _MODULES / "go-hosts",
    {
        "pulumi-language-nodejs": "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
        "pulumi-language-go": "github.com/pulumi/pulumi/sdk/v3/go/pulumi-language-go",
    },
    "-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.60.0",
    "a minute",
)
SDKS = Programs(
    "sdks",
    "the generator of SDKs",
    "3.228.0",  # the newest that still generates C#, and that the generator for Java is made for
    _MODULES / "go-sdks",
    {"sdks": "."},
    "",
    "a minute",
)


def ensure_languages(engine: Engine, *wanted: Programs, progress: Progress | None = None) -> None:
    """Make the engine able to run programs in other languages: a complete installation brings their hosts, one that was
    built from Go modules gets them.

    Args:
        engine: The engine that `ensure` returned.
        wanted: Hosts, of `YAML` and `HOSTS`.
        progress: As for `ensure`.

    Raises:
        EngineError: A build failed.
    """
    builder = _builder(progress)
    if not [name for each in wanted for name in _lacking(engine, builder, each)]:
        return
    with locked(cache_root(os.environ, Path.home()), progress or default_progress()):
        for each in wanted:
            for name in _lacking(engine, builder, each):
                _replace(engine.bin / name, builder.programs(each) / name)
        builder.clean()


def generator(progress: Progress | None = None) -> Path:
    """The program `sdks SCHEMA FOLDER`, which writes the SDKs of a package.

    Raises:
        EngineError: The build failed.
    """
    return build(SDKS, progress=progress) / "sdks"


def prepare() -> None:
    """Everything for other languages, with one removal of the build's work files at the end."""
    engine, builder = ensure(), _builder(None)
    build(*(each for each in (YAML, HOSTS) if list(_lacking(engine, builder, each))), SDKS)
    ensure_languages(engine, YAML, HOSTS)


def build(*wanted: Programs, progress: Progress | None = None) -> Path:
    """Build programs that have not been built yet; the folder of the last of them."""
    builder = _builder(progress)
    if not all(builder.folder(each).exists() for each in wanted):
        with locked(cache_root(os.environ, Path.home()), progress or default_progress()):
            for each in wanted:
                builder.programs(each)
            builder.clean()
    return builder.folder(wanted[-1])


def _builder(progress: Progress | None) -> ModuleBuilder:
    root = cache_root(os.environ, Path.home())
    return ModuleBuilder(root, progress or default_progress(), root / "setup.log")


def _lacking(engine: Engine, builder: ModuleBuilder, wanted: Programs) -> Iterator[str]:
    """The programs that the engine has neither brought nor, as they are built now, been given."""
    for name in wanted.packages:
        own, brought, found = engine.bin / name, engine.pulumi.resolve().with_name(name), shutil.which(name)
        if any(path.exists() and path != own.resolve() for path in (brought, *([Path(found)] if found else []))):
            continue
        if not _same(own, builder.folder(wanted) / name):
            yield name


def _replace(given: Path, built: Path) -> None:
    """Give the engine a program in one step: another checkout's engine may be about to start the one that it has."""
    partial = given.with_name(f"{given.name}{PARTIAL}")
    partial.unlink(missing_ok=True)
    link_or_copy(built, partial)
    partial.replace(given)


def _same(given: Path, built: Path) -> bool:
    """Whether a link or a copy is that of this file."""
    if not (given.exists() and built.exists()):
        return False
    stats = [(path.stat().st_size, path.stat().st_mtime_ns) for path in (given, built)]
    return stats[0] == stats[1]
