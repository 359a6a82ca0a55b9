"""The process of a local cloud that keeps running: one per data folder, found by others through a small file."""

import contextlib
import fcntl
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from http.client import HTTPException
from pathlib import Path
from typing import IO, Any

from connect_customer_profiles.operations.whole_files import MAPPING_BYTES, content

from .control import Control, ControlError
from .persistence import private_folder, restore, save
from .server import HOST, LocalCloud

ADDRESS_FILE = "cloud.json"
PORT_FILE = "cloud.port"
LOCK_FILE = "cloud.lock"
LOG_FILE = "cloud.log"
START_SECONDS = 20.0
LARGEST_PORT = 65_535


class AlreadyRunningError(Exception):
    """A local cloud with the same data folder is running."""

    def __init__(self, address: "Address") -> None:
        super().__init__(f"already running at {address.endpoint} (process {address.pid})")
        self.address = address


@dataclass(frozen=True)
class Address:
    """Where a local cloud runs."""

    endpoint: str
    pid: int


def running(folder: Path) -> Address | None:
    """The local cloud that runs with this data folder, if any."""
    try:
        address = Address(**json.loads(content(folder / ADDRESS_FILE, MAPPING_BYTES)))
        if not re.fullmatch(rf"http://{re.escape(HOST)}:\d{{1,5}}", address.endpoint):
            return None
        health = Control(address.endpoint, timeout=2).health()
        return address if health["pid"] == address.pid else None
    except (OSError, ValueError, TypeError, LookupError, RecursionError, ControlError, HTTPException):
        return None  # no file, not ours, or whoever answers there is not a local cloud


def serve(folder: Path, port: int, settings: dict[str, Any], speed: float | None, announce: Any) -> None:
    """Runs a local cloud in this process until SIGINT, SIGTERM or the control plane stops it, then saves it.

    Args:
        folder: Data folder; what an earlier process saved there is restored.
        port: 0 for the last one used with this folder, or else a free one.
        settings: Switches by name.
        speed: Cloud seconds per wall second; None keeps the restored speed.
        announce: Called with the address once requests are answered.

    Raises:
        AlreadyRunningError: Another process serves this folder.
        ValueError: A bad switch, or a data file of another version.
    """
    private_folder(folder)
    with _only_one(folder):
        if port and not _is_free(port):
            raise ValueError(f"port {port} is in use")
        server = _server(folder, port)
        restore(server.cloud, folder)
        apply_settings(server, settings, speed)
        address = Address(server.endpoint, os.getpid())
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: server.stopped.set())
        server.start()
        (folder / PORT_FILE).write_text(server.endpoint.rpartition(":")[2])
        (folder / ADDRESS_FILE).write_text(json.dumps(asdict(address)))
        announce(address)
        server.stopped.wait()
        server.stop()
        save(server.cloud, folder)
        (folder / ADDRESS_FILE).unlink(missing_ok=True)


def _server(folder: Path, port: int) -> LocalCloud:
    """A server on the given port, else on that of the last time if it is free: queue URLs contain the port."""
    last = _last_port(folder) if port == 0 else 0
    return LocalCloud(last if last and _is_free(last) else port)


def _last_port(folder: Path) -> int:
    """The port that was used with this folder before, 0 for none.

    Raises:
        ValueError: The file holds something else.
    """
    path = folder / PORT_FILE
    if not path.exists():
        return 0
    text = content(path, MAPPING_BYTES) if path.is_file() else b""
    if not re.fullmatch(rb"\d{1,5}\s{0,9}", text) or not 0 < int(text) <= LARGEST_PORT:
        raise ValueError(f"{path} does not hold a port: delete it for a free one")
    return int(text)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def apply_settings(server: LocalCloud, settings: dict[str, Any], speed: float | None) -> None:
    """Sets switches and speed before the first request."""
    for name, value in settings.items():
        server.cloud.set_behaviour(name, value)
    if speed is not None:
        server.cloud.clock.set_speed(speed)


def start_detached(folder: Path, arguments: list[str]) -> Address:
    """Starts a local cloud in a process of its own and waits until it answers.

    Raises:
        RuntimeError: It ended or did not answer; the message has the end of its log.
    """
    private_folder(folder)
    log = folder / LOG_FILE
    package = Path(__file__).parent.parent.parent
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "localcloud", "serve", "--data", str(folder), *arguments],
            cwd=package,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        address = running(folder)
        if address is not None:
            return address
        time.sleep(0.05)
    late = process.poll() is None
    if late:  # nobody would know of it
        process.kill()
        process.wait()
    nothing = f"no answer in {START_SECONDS:g} seconds" if late else "no message"
    raise RuntimeError(f"the local cloud did not start: {log.read_text(errors='replace')[-500:].strip() or nothing}")


def stop(folder: Path, seconds: float = 60.0) -> bool:
    """Stops the local cloud of a data folder and waits until it has saved; False if none was running.

    Raises:
        RuntimeError: It has not ended by then.
    """
    address = running(folder)
    if address is None:
        return False
    Control(address.endpoint).shutdown()
    deadline = time.monotonic() + seconds
    while (folder / ADDRESS_FILE).exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    if (folder / ADDRESS_FILE).exists():
        raise RuntimeError(
            f"process {address.pid} is still saving {folder} after {seconds:g} seconds; `stop` waits again"
        )
    return True


@contextlib.contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Holds the folder's lock, which the operating system releases however this process ends."""
    with (folder / LOCK_FILE).open("w") as lock:
        if not _locked(lock):
            raise AlreadyRunningError(_await_address(folder))
        yield


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _await_address(folder: Path) -> Address:
    """The address of whoever holds the lock: it may be starting or stopping just now."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        address = running(folder)
        if address is not None:
            return address
        time.sleep(0.05)
    return Address("an unknown port", 0)
