"""How a command ends early: one line on standard error, and an exit code."""

import sys

from ..aws.errors import AwsError, on_one_line
from ..operations.errors import REFUSED, UNREACHABLE, OperationError
from ..rules import RuleViolation
from ..rules.screen import readable
from . import PROGRAM
from .suggestions import completed


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
    """One line on standard error: line breaks become spaces, nothing else is left out."""
    line = on_one_line(reason.strip(" \t\r\n"))
    print(f"{PROGRAM}: {readable(completed(line))}", file=sys.stderr)
