"""The engine's data and every decision of its set-up, free of I/O."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CACHE_VARIABLE = "CUSTOMER_PROFILES_CACHE"
"""Environment variable that names the cache folder."""

ROOT_VARIABLE = "LOCALCLOUD_ROOT"
"""Environment variable that names the folder whose `localcloud` package the provider bridge runs from."""

MINIMUM_PULUMI = (3, 231, 0)
"""Oldest engine that the installed providers' SDKs (pulumi-aws 7.51) accept."""

Version = tuple[int, int, int]


class EngineError(RuntimeError):
    """The engine could not be set up; the message says which step failed, why, and where its log is."""


@dataclass(frozen=True)
class Engine:
    """A Pulumi engine that is ready to run, with its plugins.

    `bin.parent` is also what the Automation API's `PulumiCommand(root=...)` takes.
    """

    pulumi: Path
    """The `pulumi` executable."""
    bin: Path
    """The folder to put first on PATH; it holds `pulumi`."""
    home: Path
    """A private PULUMI_HOME in which the provider plugins are installed."""
    version: str
    """Version of the engine, for example `3.259.0`."""


class Source(Enum):
    """Where the engine comes from, in order of preference."""

    PATH = "found on PATH"
    RELEASE = "installed from the official release"
    MODULES = "built from Go modules"


def choose_source(*, on_path: Version | None, complete: bool, release_reachable: bool) -> Source:
    """Choose the engine's source.

    Args:
        on_path: Version of the `pulumi` on PATH, None if there is none.
        complete: Whether that installation brings a Python language host.
        release_reachable: Whether the official release can be downloaded.
    """
    if on_path is not None and on_path >= MINIMUM_PULUMI and complete:
        return Source.PATH
    return Source.RELEASE if release_reachable else Source.MODULES


def parse_version(text: str) -> Version | None:
    """Read the first `X.Y` or `X.Y.Z` in a tool's version output, for example `v3.259.0` or `go version go1.26.8`."""
    match = re.search(r"(?<![\d.])(?:v|go)?(\d+)\.(\d+)(?:\.(\d+))?", text)
    if match is None:
        return None
    major, minor, patch = match.groups(default="0")
    return int(major), int(minor), int(patch)


def search_path(base: Mapping[str, str], first: Path, last: Path) -> str:
    """PATH with one folder in front and one behind, each folder once however often it is laid over itself."""
    present = base.get("PATH", os.defpath).split(os.pathsep)
    kept = [each for each in present if each != str(first)]
    return os.pathsep.join(dict.fromkeys([str(first), *kept, str(last)]))


def cache_root(environment: Mapping[str, str], home: Path) -> Path:
    """The cache folder: `$CUSTOMER_PROFILES_CACHE`, else below `$XDG_CACHE_HOME`, else below `~/.cache`."""
    if chosen := environment.get(CACHE_VARIABLE):
        return Path(chosen).expanduser().absolute()
    base = environment.get("XDG_CACHE_HOME")
    # The XDG specification says to ignore a relative path.
    folder = Path(base) if base and Path(base).is_absolute() else home / ".cache"
    return folder / "connect-customer-profiles"


def digest(parts: Iterable[str | bytes]) -> str:
    """Twelve hexadecimal digits that identify a sequence of texts."""
    whole = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        whole.update(len(data).to_bytes(8, "big") + data)
    return whole.hexdigest()[:12]


def without_folder(path: str, excluded: Path) -> str:
    """A PATH without its entries below a folder: the engine of an outer run must not be taken for the user's own."""
    return os.pathsep.join(
        entry for entry in path.split(os.pathsep) if entry and not Path(entry).absolute().is_relative_to(excluded)
    )
