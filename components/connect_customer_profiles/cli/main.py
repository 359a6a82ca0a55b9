"""`customer-profiles`: runs a sub-command and turns whatever ends it early into one line and an exit code."""

import io
import os
import sys
from collections.abc import Sequence

from ..aws.errors import AwsError
from ..operations.errors import FINE, REFUSED, UNREACHABLE, OperationError
from ..rules import RuleViolation
from ..rules.screen import readable

PROGRAM = "customer-profiles"
EXTRA = ("click", "rich")


def main(arguments: Sequence[str] | None = None) -> None:
    """The command's entry point."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal or pipe that cannot show a character gets its escape, not a traceback.
            stream.reconfigure(errors="backslashreplace")
    try:
        import click
        import rich  # noqa: F401 - the commands are loaded later

        from .group import group
    except ModuleNotFoundError as missing:
        if missing.name not in EXTRA:
            raise
        complain("the command needs more than the library: pip install 'connect-customer-profiles[cli]'")
        sys.exit(REFUSED)
    try:
        code = group.main(args=arguments, prog_name=PROGRAM, standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as help_:
        help_.show()
        code = REFUSED
    except click.ClickException as error:
        complain(error.format_message())
        code = REFUSED
    except (click.Abort, KeyboardInterrupt):
        complain("interrupted")
        code = 130
    except BrokenPipeError:
        # Whoever read the output has seen enough; nothing may be written to it when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = FINE
    except Exception as error:
        expected = exit_code(error)
        if expected is None:
            raise
        complain(f"AWS could not be asked: {error}" if _is_botocore(error) else str(error))
        code = expected
    sys.exit(code)


def exit_code(error: Exception) -> int | None:
    """How the process ends with an error that can be expected; None for a bug."""
    if isinstance(error, OperationError):
        return error.exit_code
    if isinstance(error, RuleViolation):
        return REFUSED
    aws = isinstance(error, AwsError) or _is_botocore(error)
    return UNREACHABLE if aws else None


def _is_botocore(error: Exception) -> bool:
    """Whether it comes from boto3, before any call: no credentials, no such profile."""
    return any(each.__module__.startswith("botocore.") for each in type(error).__mro__)


def complain(reason: str) -> None:
    """One line on standard error."""
    print(f"{PROGRAM}: {readable(' '.join(reason.split()))}", file=sys.stderr)


if __name__ == "__main__":
    main()
