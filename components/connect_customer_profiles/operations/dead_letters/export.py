"""Writes letters to a file that only its owner may read, which is there when it is complete."""

import errno
import glob
import json
import os
import secrets
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from ..errors import Refused
from . import triage
from .keys import NO_KEYS, ObjectKeys
from .messages import Letter, flaw, shown

UNLOCKED_SECONDS = 60.0
"""An unfinished file without a lock that was last written so long ago is nobody's."""


def export(
    letters: Iterable[Letter],
    path: Path,
    *,
    domain: str,
    keys: Callable[[str], ObjectKeys],
    bodies: bool,
) -> int:
    """Write letters as JSON lines to a new file that only its owner may read; returns their number.

    The file appears when it is complete: whatever ends this earlier, it can be run again.

    Args:
        keys: the keys of an object type; the UNIQUE one names the object.
        bodies: also the objects themselves.

    Raises:
        Refused: the file cannot be created, or exists already.
    """
    _tidy(path)
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}.partial")
    try:
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}") from None
    try:
        with partial.open("w", encoding="utf-8") as file:
            _lock(file.fileno())
            count = _write(file, letters, domain, keys, bodies=bodies)
            file.flush()
            # Whoever discards letters has nothing else of them.
            os.fsync(file.fileno())
        _publish(partial, path)
        _keep_name(path)
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}") from None
    finally:
        partial.unlink(missing_ok=True)
    return count


def _tidy(path: Path) -> None:
    """Delete what killed exports to this file have left: it is personal data that nobody looks for."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.????????.partial"):
        with suppress(OSError), left.open("rb") as file:
            # One that is being made is locked; one that has just been made may not be yet.
            if time.time() - left.stat().st_mtime > UNLOCKED_SECONDS and _lock(file.fileno()):
                left.unlink()


def _lock(handle: int) -> bool:
    """Lock a file, or a folder, until it is closed or its process ends; False if somebody else holds it, or nobody
    can."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _keep_name(path: Path) -> None:
    """Have the file's name survive a power cut as well: a discard deletes the letters that are in it."""
    with suppress(OSError):  # folders cannot be opened everywhere, nor written through
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _publish(partial: Path, path: Path) -> None:
    """Give a complete file its name, unless somebody has made a file of that name meanwhile.

    Nothing else ever has that name: whatever ends this at any moment, a rerun finds no file in its way. An empty file
    is none: an export that found every letter in flight has left it.

    Raises:
        FileExistsError: somebody has.
    """
    if _is_empty(path):
        with _alone_in(path.parent):
            if _is_empty(path):
                path.unlink()
    try:
        path.hardlink_to(partial)
    except FileExistsError:
        raise
    except OSError:  # exFAT and some network shares have no hard links
        with _alone_in(path.parent):
            if os.path.lexists(path):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
            partial.rename(path)


def _is_empty(path: Path) -> bool:
    try:
        found = path.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size == 0


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """No other process publishes in a folder meanwhile; whoever holds it and is killed holds it no longer."""
    if sys.platform == "win32":  # where renaming replaces no file
        yield
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        # A share that cannot be locked either is left to its few microseconds.
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _write(
    file: IO[str], letters: Iterable[Letter], domain: str, keys: Callable[[str], ObjectKeys], *, bodies: bool
) -> int:
    count = 0
    for letter in letters:
        known = keys(letter.object_type) if letter.object_type else NO_KEYS
        line = {
            **shown(letter),
            "cause": triage.cause(letter, domain).name,
            "key": known.of_object(letter.content() or {}).unique,
            "cannot_be_put_since_it": flaw(letter, domain),
            **({"body": letter.body} if bodies else {}),
        }
        file.write(json.dumps(line) + "\n")
        count += 1
    return count
