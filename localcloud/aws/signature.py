"""Signs what the local cloud saves, with a key of this user: loading it can execute code, so only one's own is loaded.

The key is a file that only its owner can read, beside the cache of the engine. It is made at the first use.
"""

import contextlib
import hashlib
import hmac
import os
import secrets
import tempfile
from pathlib import Path

from localcloud.engine.model import cache_root

KEY_FILE = "localcloud.key"
SIZE = hashlib.sha256().digest_size
"""Bytes of a key, and of a signature."""


def sign(content: bytes) -> bytes:
    """The content with its signature in front."""
    return _digest(own_key(), content) + content


def verified(signed: bytes) -> bytes:
    """The content of what `sign` gave.

    Raises:
        ValueError: This user's key has not signed it.
    """
    signature, content = signed[:SIZE], signed[SIZE:]
    if not hmac.compare_digest(signature, _digest(own_key(), content)):
        raise ValueError("it was not saved by this user on this machine")
    return content


def _digest(key: bytes, content: bytes) -> bytes:
    return hmac.digest(key, content, "sha256")


def own_key() -> bytes:
    """This user's key, made if there is none.

    Raises:
        ValueError: The file is not a key, or not this user's alone.
    """
    path = cache_root(os.environ, Path.home()) / KEY_FILE
    if not path.exists():
        _make(path)
    if not path.is_file():
        raise ValueError(f"{path} is not a key: delete it")
    with path.open("rb") as file:
        status = os.fstat(file.fileno())
        if status.st_uid != os.getuid() or status.st_mode & 0o077:
            raise ValueError(f"others can read or change the key {path}: delete it")
        key = file.read()
    if len(key) != SIZE:
        raise ValueError(f"{path} is not a key: delete it")
    return key


def _make(path: Path) -> None:
    """Writes a new key, complete at once; whoever comes second keeps the first one's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{KEY_FILE}-")  # readable by its owner only
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(SIZE))
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(name)
    finally:
        Path(name).unlink()
