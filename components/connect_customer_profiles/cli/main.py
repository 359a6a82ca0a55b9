"""`customer-profiles`: runs a sub-command and turns errors into one line and an exit code."""

import io
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TextIO

from ..operations.errors import BUG, FINE, REFUSED, SIGNALLED
from . import PROGRAM

EXTRA = ("click", "rich")
TRACEBACK = "CUSTOMER_PROFILES_TRACEBACK"
"""The environment variable with which a bug shows its traceback."""


def main(arguments: Sequence[str] | None = None) -> None:
    """The command's entry point."""
    try:
        code = _run(arguments)
    except KeyboardInterrupt:
        # A text of ours, maybe before anything is loaded that makes others safe.
        sys.stderr.write(f"{PROGRAM}: interrupted\n")
        code = SIGNALLED + signal.SIGINT
    sys.exit(code)


def _run(arguments: Sequence[str] | None) -> int:
    """Runs the sub-command; returns the exit code. Modules are loaded here, so that Ctrl-C may come meanwhile."""
    from .endings import complain, exit_code, reason

    # A stream that whoever called has closed gets nothing, and the other one nothing of it.
    sys.stdout, sys.stderr = (stream or _nowhere() for stream in (sys.stdout, sys.stderr))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal or pipe that cannot show a character gets its escape, not a traceback.
            stream.reconfigure(errors="backslashreplace")
    try:
        import click
        import rich  # noqa: F401 - the commands are loaded later

        from .group import group, way_out
        from .progress import waiting_told
    except ModuleNotFoundError as missing:
        if missing.name not in EXTRA:
            raise
        complain("the command needs more than the library: pip install 'connect-customer-profiles[cli]'")
        return REFUSED
    try:
        with waiting_told():
            code: int = group.main(args=arguments, prog_name=PROGRAM, standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as help_:
        help_.show()
        code = REFUSED
    except click.ClickException as error:
        complain(way_out(error))
        code = REFUSED
    except click.Abort:
        raise KeyboardInterrupt from None
    except BrokenPipeError:
        _give_up_output()  # its reader has closed it
        code = FINE
    except Exception as error:
        expected = exit_code(error)
        if expected is None:
            if os.environ.get(TRACEBACK):
                raise
            complain(f"a bug in this command: {type(error).__name__}: {error}; {TRACEBACK}=1 shows where")
        else:
            complain(reason(error))
        if isinstance(error, OSError) and error.filename is None:
            _give_up_output()
        code = BUG if expected is None else expected
    return code


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - until the process ends


def _give_up_output() -> None:
    """Nothing more is written to standard output when the interpreter ends."""
    with suppress(io.UnsupportedOperation):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
