"""Files and streams that are read whole: never without end, and never waiting for somebody who does not come.

What is named on the command line may be a device, which never ends, or a pipe that nobody writes to.
"""

import errno
import os
import stat
import time
from pathlib import Path
from typing import BinaryIO

MAPPING_BYTES = 10_000_000
"""The largest file that somebody writes by hand, such as definitions."""
DOCUMENT_BYTES = 100_000_000
"""The largest document that a program writes, such as a preview of thousands of resources."""
KEPT_BYTES = 256_000_000
"""The largest sample that is kept in memory because it can be read once only; a file is read piece by piece."""

WRITER_SECONDS = 10.0
"""How long a pipe waits for somebody who writes to it."""
_CHUNK = 1 << 20
_NO_WAITING = getattr(os, "O_NONBLOCK", 0)
"""Opening a pipe that nobody writes to waits for ever otherwise."""


def content(file: Path, most: int) -> bytes:
    """What a file, a device or a pipe holds.

    Args:
        file: its path.
        most: the largest number of bytes.

    Raises:
        OSError: it cannot be read, has more bytes, or is a pipe that nobody writes to.
    """
    with open(file, "rb", opener=lambda path, flags: os.open(path, flags | _NO_WAITING)) as stream:
        handle = stream.fileno()
        begun = _begun(handle, str(file)) if stat.S_ISFIFO(os.fstat(handle).st_mode) else b""
        if _NO_WAITING:
            os.set_blocking(handle, True)
        return whole(stream, most, str(file), begun)


def whole(stream: BinaryIO, most: int, label: str, begun: bytes = b"") -> bytes:
    """A whole stream.

    Args:
        stream: a stream of bytes.
        most: the largest number of bytes.
        label: what it is called in errors.
        begun: what was read of it before, which counts.

    Raises:
        OSError: it cannot be read, or has more bytes.
    """
    parts, size = [begun], len(begun)
    while part := stream.read(_CHUNK):
        parts.append(part)
        size += len(part)
        if size > most:
            raise OSError(errno.EFBIG, f"has more than {most:,} bytes", label)
    return b"".join(parts)


def _begun(handle: int, label: str) -> bytes:
    """The beginning of what somebody writes to a pipe; "" where somebody has opened it, and not written yet."""
    deadline = time.monotonic() + WRITER_SECONDS
    while True:
        try:
            part = os.read(handle, _CHUNK)
        except BlockingIOError:
            return b""
        if part:
            return part
        if time.monotonic() > deadline:
            raise OSError(errno.ETIMEDOUT, f"is a pipe that nobody writes to within {WRITER_SECONDS:g} seconds", label)
        time.sleep(0.02)
