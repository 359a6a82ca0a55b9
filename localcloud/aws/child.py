"""Runs a command as a child and behaves like it: signals go to it, its exit code comes back."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from types import FrameType

from connect_customer_profiles.rules.screen import readable

_FORWARDED = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


def run(command: Sequence[str], environment: Mapping[str, str], started: Callable[[int], None]) -> int:
    """Runs a command to its end; returns its exit code, 128 + signal number if a signal ended it, 127 if not found.

    Args:
        started: Called with the process id.

    Ctrl-C on a terminal reaches the whole process group, the child included: it is not forwarded a second time, which
    Pulumi would take as an order to abort at once.
    """
    try:
        process = subprocess.Popen(command, env=dict(environment))
    except OSError as error:
        print(f"localcloud: {readable(command[0])}: {error.strerror}", file=sys.stderr)
        return 127

    started(process.pid)

    def forward(number: int, _frame: FrameType | None) -> None:
        if number != signal.SIGINT or not _in_foreground():
            process.send_signal(number)

    previous = {number: signal.signal(number, forward) for number in _FORWARDED}
    try:
        code = process.wait()
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code


def _in_foreground() -> bool:
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (OSError, ValueError):
        return False
