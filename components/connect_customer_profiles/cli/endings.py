"""How a command ends early: one line on standard error, and an exit code."""

import sys

from ..aws.errors import AwsError
from ..operations.errors import REFUSED, UNREACHABLE, OperationError
from ..rules import RuleViolation
from ..rules.screen import readable

PROGRAM = "customer-profiles"


def exit_code(error: Exception) -> int | None:
    """How the process ends with an error that can be expected; None for a bug."""
    if isinstance(error, OperationError):
        return error.exit_code
    if isinstance(error, RuleViolation):
        return REFUSED
    aws = isinstance(error, AwsError) or _is_botocore(error)
    return UNREACHABLE if aws else None


def words(error: Exception) -> str:
    """What an error that can be expected says, on one line."""
    return f"AWS could not be asked: {error}" if _is_botocore(error) else str(error)


def complain(reason: str) -> None:
    """One line on standard error."""
    print(f"{PROGRAM}: {readable(' '.join(reason.split()))}", file=sys.stderr)


def _is_botocore(error: Exception) -> bool:
    """Whether it comes from boto3, before any call: no credentials, no such profile."""
    return any(each.__module__.startswith("botocore.") for each in type(error).__mro__)
