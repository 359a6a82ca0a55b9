"""Cleans up after a `run` that was killed: a process of its own, which ends the command and removes the folder.

Nothing can catch SIGKILL. But the operating system closes the pipe to this process then, on Linux and macOS alike. This
file is run as a script, so it imports nothing of the local cloud.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import psutil

CHILD = "child"
FOLDER = "folder"
DONE = "done"
MARK = "LOCALCLOUD_RUN"
"""The environment variable by which a process is known that belongs to nobody's children any more."""
SECONDS_TO_DIE = 5.0


class Watchdog:
    """What is to be cleaned up if this process is killed.

    Attributes:
        environment: the variables of the command that it watches.
    """

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.environment = {MARK: secrets.token_hex(16)}

    def folder(self, path: Path) -> None:
        """A folder to remove."""
        self._tell(f"{FOLDER} {json.dumps(str(path))}")  # a name may have a line break

    def child(self, pid: int) -> None:
        """A process to kill, with all that it has started."""
        self._tell(f"{CHILD} {pid} {self.environment[MARK]}")

    def done(self) -> None:
        """Everything has been cleaned up."""
        self._tell(DONE)

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None  # noqa: S101 - for the type checker
        with contextlib.suppress(BrokenPipeError):  # somebody has ended the watchdog: nobody to tell
            self._process.stdin.write(f"{line}\n")
            self._process.stdin.flush()


@contextlib.contextmanager
def watchdog() -> Iterator[Watchdog]:
    """A watchdog until the end of the block, in a session of its own: signals of the terminal do not reach it."""
    process = subprocess.Popen(
        [sys.executable, "-I", __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    guard = Watchdog(process)
    try:
        yield guard
    finally:
        guard.done()
        with contextlib.suppress(BrokenPipeError):
            process.communicate()


def main() -> None:
    """Reads what is to be cleaned up, and cleans up if the pipe ends before it is said to be done."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    lines = [line.rstrip("\n").partition(" ") for line in sys.stdin]
    if any(kind == DONE for kind, _, _ in lines):
        return
    for kind, _, value in lines:
        if kind == CHILD:
            pid, mark = value.split()
            _kill(int(pid), mark)
    for kind, _, value in lines:
        if kind == FOLDER:
            shutil.rmtree(json.loads(value), ignore_errors=True)


def _kill(pid: int, mark: str) -> None:
    """Kills a process and all that it has started: they are stopped first, so that none starts another meanwhile."""
    import psutil

    found: set[psutil.Process] = set()
    while new := _started(pid, mark) - found:
        for process in new:
            with contextlib.suppress(psutil.Error):
                process.suspend()
        found |= new
    for process in found:
        with contextlib.suppress(psutil.Error):
            process.kill()
    deadline = time.monotonic() + SECONDS_TO_DIE
    while any(_runs(process) for process in found) and time.monotonic() < deadline:
        time.sleep(0.02)


def _started(pid: int, mark: str) -> set[psutil.Process]:
    """A process with its children and theirs, and those with its mark: whose parent has ended is nobody's child."""
    import psutil

    found = {process for process in psutil.process_iter() if _mark(process) == mark}
    with contextlib.suppress(psutil.NoSuchProcess):
        top = psutil.Process(pid)
        found |= {top, *top.children(recursive=True)}
    return found


def _mark(process: psutil.Process) -> str | None:
    """The mark of a process; None if it has none, or is somebody else's."""
    import psutil

    try:
        return process.environ().get(MARK)
    except (psutil.Error, OSError):
        return None


def _runs(process: psutil.Process) -> bool:
    """Whether a process can still do anything; a zombie only waits for whoever is to notice."""
    import psutil

    try:
        return process.status() not in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)
    except psutil.NoSuchProcess:
        return False


if __name__ == "__main__":
    main()
