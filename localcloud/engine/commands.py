"""Run the set-up's commands: output to a log, failures with the log's last lines."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING

from .model import EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

LAST_LINES = 15
"""How many lines of a failed command's log an error shows."""


def run(
    command: Sequence[str | Path],
    *,
    log: Path,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    time_limit: float | None = None,
) -> str:
    """Run a command, append its output to a log and return what it wrote to standard output.

    Args:
        command: Program and arguments.
        log: File that both output streams are appended to.
        cwd: Working directory; the present one by default.
        environment: The whole environment; the present one by default.
        time_limit: Seconds after which the command and its children are killed; no limit by default.

    Raises:
        EngineError: It cannot be started, fails or takes too long.
    """
    words = [str(word) for word in command]
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as sink:
        sink.write(f"$ {' '.join(words)}\n".encode())
        sink.flush()
        try:
            process = subprocess.Popen(
                words,
                cwd=cwd,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=sink,
                process_group=0,
            )
        except OSError as error:
            raise EngineError(f"{words[0]} cannot be started: {error}") from error
        try:
            output, _ = process.communicate(timeout=time_limit)
        except subprocess.TimeoutExpired as error:
            _kill(process)
            raise EngineError(f"`{_short(words)}` took longer than {time_limit:.0f} s (log: {log})") from error
        except BaseException:
            _kill(process)  # for example Ctrl-C, which a process group of its own does not get
            raise
        sink.write(output)
    if process.returncode:
        raise EngineError(f"`{_short(words)}` failed with exit code {process.returncode} (log: {log})\n{_tail(log)}")
    return output.decode(errors="replace")


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _short(words: Sequence[str]) -> str:
    """The program's name and its first arguments, enough to recognise the command."""
    return " ".join([words[0].rsplit("/", 1)[-1], *words[1:3]])


def _tail(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines()
    return "\n".join(f"  {line}" for line in lines[-LAST_LINES:])
