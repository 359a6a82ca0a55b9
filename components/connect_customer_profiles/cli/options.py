"""The options that commands share."""

import math
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from ..operations.errors import Refused
from ..operations.selection import Selection
from . import suggestions
from .completions import integrations, stack_option
from .console import Output

Command = TypeVar("Command", bound=Callable[..., Any])


class Range(click.FloatRange):
    """A range of numbers, which `nan` is not in: it compares with nothing."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number."""
        found = super().convert(value, param, ctx)
        if math.isnan(found):
            self.fail(f"{found} is not a number.", param, ctx)
        return found


DRY_RUN = "--dry-run to see what would be done"


def askable(out: Output, instead: str = DRY_RUN) -> None:
    """Refuse to ask where nobody can answer; `instead` is what to run to see what would be done.

    Raises:
        Refused: standard input is not a terminal, so there is nobody to confirm.
    """
    if out.as_json or not sys.stdin.isatty():
        raise Refused(f"not a terminal, so there is nobody to confirm: pass --yes, or {instead}")


def confirmed(out: Output, *, yes: bool) -> None:
    """Ask whether to go on, unless `--yes` has said so.

    Raises:
        Refused: standard input is not a terminal, so there is nobody to confirm.
        click.Abort: the answer was no.
    """
    if yes:
        return
    askable(out)
    click.confirm("Go on?", abort=True)


def repair(function: Command) -> Command:
    """`[INTEGRATION]`, `--dry-run` and `--yes` of a command that repairs one integration, and what `target` gives."""
    for option in (
        target,
        click.option("--yes", is_flag=True, help="Do not ask for confirmation."),
        click.option("--dry-run", is_flag=True, help="Only say what would be done."),
        click.argument("integration", required=False, shell_complete=integrations),
    ):
        function = option(function)
    return function


def output(function: Command) -> Command:
    """`--json`; the command gets `out`, an `Output`."""

    @click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output, for machines.")
    @wraps(function)
    def command(*args: Any, as_json: bool, **options: Any) -> Any:
        return function(*args, out=Output(as_json=as_json), **options)

    return command  # type: ignore[return-value]


def target(function: Command) -> Command:
    """`--stack`, `--cwd`, `--domain`, `--region`, `--profile` and `--json`; the command gets `where` and `out`."""

    @stack_option
    @click.option("--domain", metavar="NAME", help="Domain. Without --stack it is looked up at AWS, without Pulumi.")
    @click.option("--region", metavar="REGION", help="Region of the domain. Default: the stack's, else the profile's.")
    @click.option("--profile", metavar="PROFILE", help="Named AWS profile. Default: the stack's, else boto3's chain.")
    @output
    @wraps(function)
    def command(
        *args: Any,
        stack: str | None,
        cwd: Path | None,
        domain: str | None,
        region: str | None,
        profile: str | None,
        **options: Any,
    ) -> Any:
        where = Selection(stack, cwd, domain, region, profile)
        suggestions.remember(where)
        return function(*args, where=where, **options)

    return command  # type: ignore[return-value]
