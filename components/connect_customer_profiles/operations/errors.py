"""What ends a command early, each on one line and with an exit code of its own."""

FINE = 0
ATTENTION = 1
"""The command did its work and found something that somebody should look at."""
REFUSED = 2
UNREACHABLE = 3


class OperationError(Exception):
    """The reason why a command cannot do what it was asked, on one line.

    Attributes:
        exit_code: how the process ends.
    """

    exit_code = REFUSED


class Refused(OperationError):
    """The input is wrong, or what was asked would do harm."""


class Unreachable(OperationError):
    """AWS or Pulumi could not be asked."""

    exit_code = UNREACHABLE
