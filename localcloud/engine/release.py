"""The engine's official release, verified: the archive of Pulumi's download site has to have the SHA-256 checksum that
the release on GitHub lists for it."""

from __future__ import annotations

import hashlib
import platform
import tarfile
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .model import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.client import HTTPResponse
    from pathlib import Path

ARCHIVES = "https://get.pulumi.com/releases/sdk"
CHECKSUMS = "https://github.com/pulumi/pulumi/releases/download"

SYSTEMS = {"Linux": "linux", "Darwin": "darwin"}
MACHINES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}

REACHABLE_WITHIN = 3.0
"""Seconds within which the list of checksums must answer."""
STALLED_AFTER = 60.0
"""Seconds after which a download that brings nothing is given up."""


class Unreachable(Exception):
    """The release cannot be downloaded here."""


def archive_name(version: str, system: str = "", machine: str = "") -> str | None:
    """The name of the archive for a machine, such as `pulumi-v3.259.0-linux-x64.tar.gz`; None if there is none.

    Args:
        version: of the engine.
        system: as `platform.system`; the default is this one's.
        machine: as `platform.machine`; the default is this one's.
    """
    known = SYSTEMS.get(system or platform.system()), MACHINES.get((machine or platform.machine()).lower())
    return f"pulumi-v{version}-{known[0]}-{known[1]}.tar.gz" if all(known) else None


def checksum(version: str) -> str | None:
    """The checksum of this machine's archive; None if GitHub cannot be reached, or lists none."""
    wanted = archive_name(version)
    try:
        with _opened(f"{CHECKSUMS}/v{version}/pulumi-{version}-checksums.txt", REACHABLE_WITHIN) as answer:
            lines = answer.read(1 << 20).decode("utf-8", "replace").splitlines()
    except Unreachable:
        return None
    listed = (line.split() for line in lines)
    return next((each[0] for each in listed if len(each) == 2 and each[1].removeprefix("./") == wanted), None)


def install(version: str, expected: str, folder: Path) -> None:
    """Download and verify the archive, and unpack its executables into `bin` of a folder.

    Args:
        version: of the engine.
        expected: the SHA-256 checksum, in hexadecimal digits.
        folder: an empty one.

    Raises:
        Unreachable: it cannot be downloaded.
        EngineError: it is another file than the one that was released. Nothing of it is unpacked.
    """
    name, digest = archive_name(version), hashlib.sha256()
    with tempfile.TemporaryFile(dir=folder) as archive:
        with _opened(f"{ARCHIVES}/{name}", STALLED_AFTER) as answer:
            try:
                while part := answer.read(1 << 20):
                    digest.update(part)
                    archive.write(part)
            except (OSError, ValueError) as error:
                raise Unreachable(str(error)) from None
        if digest.hexdigest() != expected:
            raise EngineError(
                f"{ARCHIVES}/{name} has the SHA-256 checksum {digest.hexdigest()}, but the release lists {expected}: "
                "somebody has changed one of them; nothing was installed"
            )
        archive.seek(0)
        with tarfile.open(fileobj=archive) as tar:
            for member in tar:
                member.name = member.name.removeprefix("./").removeprefix("pulumi/")
                tar.extract(member, folder / "bin", filter="data")


@contextmanager
def _opened(url: str, seconds: float) -> Iterator[HTTPResponse]:
    """The answer to a request, directly or through a configured proxy."""
    import urllib.request  # slow to import, and the plugins import this package too

    try:
        answer = urllib.request.urlopen(url, timeout=seconds)  # noqa: S310 - addresses of this file
    except (OSError, ValueError) as error:
        raise Unreachable(str(error)) from None
    with answer:
        yield answer
