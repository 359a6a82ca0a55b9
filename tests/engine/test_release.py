"""The official release: only an archive with the listed checksum is unpacked."""

from __future__ import annotations

import functools
import hashlib
import io
import tarfile
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from localcloud.engine import EngineError, release

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

VERSION = "3.259.0"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a web site that has the archive and its checksum."""
    folder = tmp_path / "site"
    (folder / f"v{VERSION}").mkdir(parents=True)
    archive = archive_of({"pulumi/pulumi": b"#!/bin/sh", "pulumi/pulumi-language-python": b"host"})
    name = release.archive_name(VERSION)
    assert name
    (folder / name).write_bytes(archive)
    listed = f"{'0' * 64}  pulumi-v{VERSION}-plan9-x64.tar.gz\n{hashlib.sha256(archive).hexdigest()}  {name}\n"
    (folder / f"v{VERSION}" / f"pulumi-{VERSION}-checksums.txt").write_text(listed)

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for name in ("ARCHIVES", "CHECKSUMS"):
        monkeypatch.setattr(release, name, f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    yield folder
    server.shutdown()
    server.server_close()


def archive_of(files: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:gz") as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o755
            tar.addfile(entry, io.BytesIO(content))
    return written.getvalue()


def test_what_was_released_is_unpacked(site: Path, tmp_path: Path) -> None:
    folder = tmp_path / "engine"
    folder.mkdir()
    expected = release.checksum(VERSION)
    assert expected
    release.install(VERSION, expected, folder)
    assert {each.name: each.read_bytes() for each in (folder / "bin").iterdir()} == {
        "pulumi": b"#!/bin/sh",
        "pulumi-language-python": b"host",
    }
    assert (folder / "bin" / "pulumi").stat().st_mode & 0o111
    assert [each.name for each in folder.iterdir()] == ["bin"]


def test_of_another_file_nothing_is_unpacked(site: Path, tmp_path: Path) -> None:
    folder, name = tmp_path / "engine", release.archive_name(VERSION)
    folder.mkdir()
    expected = release.checksum(VERSION)
    assert expected
    assert name
    (site / name).write_bytes(archive_of({"pulumi/pulumi": b"#!/bin/sh\n# something else"}))
    with pytest.raises(EngineError, match=f"but the release lists {expected}: somebody has changed one of them"):
        release.install(VERSION, expected, folder)
    assert list(folder.iterdir()) == []


def test_nothing_leaves_the_folder(site: Path, tmp_path: Path) -> None:
    folder, name = tmp_path / "engine", release.archive_name(VERSION)
    folder.mkdir()
    assert name
    bad = archive_of({"pulumi/../../escaped": b"x"})
    (site / name).write_bytes(bad)
    with pytest.raises(tarfile.OutsideDestinationError):
        release.install(VERSION, hashlib.sha256(bad).hexdigest(), folder)
    assert not (tmp_path / "escaped").exists()


@pytest.mark.parametrize("lost", ["checksums", "archive"])
def test_what_does_not_answer_is_unreachable(site: Path, tmp_path: Path, lost: str) -> None:
    if lost == "checksums":
        (site / f"v{VERSION}" / f"pulumi-{VERSION}-checksums.txt").unlink()
        assert release.checksum(VERSION) is None
        return
    (site / str(release.archive_name(VERSION))).unlink()
    with pytest.raises(release.Unreachable):
        release.install(VERSION, "0" * 64, tmp_path)


@pytest.mark.parametrize(
    ("system", "machine", "name"),
    [
        ("Linux", "x86_64", "pulumi-v3.259.0-linux-x64.tar.gz"),
        ("Linux", "aarch64", "pulumi-v3.259.0-linux-arm64.tar.gz"),
        ("Darwin", "arm64", "pulumi-v3.259.0-darwin-arm64.tar.gz"),
        ("Plan9", "x86_64", None),
        ("Linux", "riscv64", None),
    ],
)
def test_archives_are_named_after_the_machine(system: str, machine: str, name: str | None) -> None:
    assert release.archive_name(VERSION, system, machine) == name
