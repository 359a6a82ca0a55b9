"""How a command ends early: one line on standard error, and an exit code."""

import sys
from contextlib import suppress

from ..aws.errors import AwsError, on_one_line
from ..operations.errors import REFUSED, UNREACHABLE, OperationError
from ..rules import RuleViolation
from ..rules.screen import readable
from . import PROGRAM
from .suggestions import pieces

TRIMMED = " \t\r\n"


def exit_code(error: Exception) -> int | None:
    """The exit code for an error that can be expected; None for a bug."""
    if isinstance(error, OperationError):
        return error.exit_code
    if isinstance(error, (RuleViolation, OSError)):
        return REFUSED
    return UNREACHABLE if isinstance(error, AwsError) else None


def reason(error: Exception) -> str:
    """Why a command ends, on one line; of an error of the operating system, what it is about and what it says."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'standard output'}: {error.strerror}"
    return str(error)


def complain(reason: str) -> None:
    """One line on standard error: line breaks become spaces, nothing else is left out. On a terminal that is too narrow
    for it, several; see `wrapping`."""
    line = f"{PROGRAM}: {on_one_line(reason.strip(TRIMMED))}"
    parts = [(readable(part), whole) for part, whole in pieces(line)]
    lines = ["".join(part for part, _ in parts)]
    with suppress(ModuleNotFoundError):  # That the modules of the command are missing is said here, too.
        if sys.stderr.isatty():
            from rich.console import Console

            from .wrapping import wrapped

            lines = wrapped(parts, Console(stderr=True).width)
    print(*lines, sep="\n", file=sys.stderr)
