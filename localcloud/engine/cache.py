"""The cache folder: one writer at a time, and nothing half-done in it."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .progress import Progress

PARTIAL = ".partial-"
"""Marks the temporary siblings in which folders are filled before they get their name."""


@contextmanager
def locked(root: Path, progress: Progress) -> Iterator[None]:
    """Hold the cache's lock; wait, visibly, while another process holds it. A dead holder's lock is free."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            waiting = False
        except BlockingIOError:
            waiting = True
        with progress.step("waiting for another set-up to finish") if waiting else nullcontext():
            if waiting:
                fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def publishing(folder: Path) -> Iterator[Path]:
    """Give a temporary folder to fill; it takes the place of `folder` in one step if the context ends without error.

    Only to be used under the lock: what interrupted predecessors left is removed first.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    for leftover in folder.parent.glob(f"{folder.name}{PARTIAL}*"):
        remove(leftover)
    partial = Path(tempfile.mkdtemp(prefix=f"{folder.name}{PARTIAL}", dir=folder.parent))
    try:
        partial.chmod(0o755)
        yield partial
        if folder.exists():
            remove(folder)
        partial.rename(folder)
    except BaseException:
        remove(partial)
        raise


def remove(folder: Path) -> None:
    """Delete a folder, read-only parts included."""

    def writable(function: object, path: str, _error: object) -> None:
        parent = Path(path).parent
        parent.chmod(0o700)
        if callable(function):
            Path(path).chmod(0o700)
            function(path)

    if folder.exists():
        shutil.rmtree(folder, onerror=writable)


def write_text(path: Path, text: str, *, mode: int = 0o644) -> None:
    """Replace a file in one step, so that a reader finds the old or the new text, never a part."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=f"{path.name}{PARTIAL}", delete=False) as file:
        file.write(text)
    temporary = Path(file.name)
    temporary.chmod(mode)
    temporary.replace(path)


def link_or_copy(source: Path, target: Path) -> None:
    """Put a large file in a second place without doubling it where the file system can."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
