"""What `pulumi` says when it refuses, in one line with the way out. Pure."""

from pathlib import Path

from .errors import OperationError, Refused, Unreachable

NO_STACK = "no stack"
"""How those begin that mean that the command needs the name of another stack."""

_NO_PROJECT = "no Pulumi project in {folder}: go to its folder or give --cwd FOLDER; --domain NAME needs no project"
_WAYS_OUT = (
    ("no Pulumi.yaml", _NO_PROJECT),
    # With --stack, Pulumi asks for an organisation before it looks for the project.
    ("pass the fully qualified name", _NO_PROJECT),
    ("incorrect passphrase", "the stack has another passphrase: set PULUMI_CONFIG_PASSPHRASE to that one"),
    ("passphrase must be set", "the stack has a passphrase: set PULUMI_CONFIG_PASSPHRASE to it"),
    ("PULUMI_ACCESS_TOKEN must be set", "not logged in to the stack's state: pulumi login, or set PULUMI_BACKEND_URL"),
    (NO_STACK, "pulumi: {said}"),
    ("invalid stack name", "pulumi: {said}"),
    ("a stack name may only contain", "pulumi: {said}"),
)
"""Messages that mean wrong options or settings, and what is said instead."""


def refusal(stderr: str, folder: Path) -> OperationError:
    """The error of a command that `pulumi` refused.

    Args:
        stderr: what it wrote to standard error.
        folder: where it ran.
    """
    words = said(stderr)
    for message, way_out in _WAYS_OUT:
        if message in words:
            return Refused(way_out.format(folder=folder.absolute(), said=words))
    return Unreachable(f"pulumi: {words}")


def said(stderr: str) -> str:
    """The first error of Pulumi's output on one line."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    errors = [line.removeprefix("error:").strip() for line in lines if line.startswith("error:")]
    return next(iter([*errors, *lines]), "ended without a message")
