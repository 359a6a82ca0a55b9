"""Errors that end a command early, each on one line and with its own exit code."""

FINE = 0
ATTENTION = 1
"""The command worked and found something that needs attention."""
REFUSED = 2
UNREACHABLE = 3
BUG = 70
"""An error that nobody expected, as in sysexits.h."""
SIGNALLED = 128
"""Plus the number of the signal that ended a command, as shells count: 130 after Ctrl-C."""


class OperationError(Exception):
    """The reason why a command cannot do its work, on one line.

    Attributes:
        exit_code: how the process ends.
    """

    exit_code = REFUSED


class Refused(OperationError):
    """The input is wrong, or the command would cause harm."""


def no_such_domain(name: str, account: str, region: str) -> Refused:
    """The refusal of a domain that does not exist."""
    return Refused(f"{name}: there is no such domain in {account}, {region}")


class Unreachable(OperationError):
    """Pulumi did not answer, or AWS after something was changed; otherwise, that is an `AwsError`."""

    exit_code = UNREACHABLE
