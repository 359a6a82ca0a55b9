"""The local AWS that a command is for, and how the commands say what is wrong: in one line that a screen only shows."""

import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from connect_customer_profiles.aws.errors import on_one_line
from connect_customer_profiles.cli.group import way_out
from connect_customer_profiles.cli.main import TRACEBACK
from connect_customer_profiles.operations.errors import BUG, REFUSED, SIGNALLED
from connect_customer_profiles.rules.screen import readable

from localcloud.environment import ACCOUNT, REGION, UsedCloud, module_command, used_cloud
from localcloud.regions import wrong

if TYPE_CHECKING:
    from localcloud.aws.control import Control

DATA = Path(".localcloud")
THIS = module_command(Path(sys.executable), Path.cwd())
"""What somebody types here to run this module."""


class Commands(click.Group):
    """Commands whose errors are one line each; a bug is one as well."""

    def main(self, *arguments: Any, **options: Any) -> Any:
        """Runs one, and ends the process with its exit code."""
        code: Any = REFUSED
        try:
            code = super().main(*arguments, **{**options, "standalone_mode": False})
        except click.exceptions.NoArgsIsHelpError as help_:
            help_.show()
        except click.ClickException as error:
            code = complain(way_out(error), error.exit_code)
        except click.Abort:
            code = complain("interrupted", SIGNALLED + signal.SIGINT)
        except OSError as error:
            code = complain(reason(error), 1)
        except Exception as error:
            if os.environ.get(TRACEBACK):
                raise
            bug = f"a bug in this command: {type(error).__name__}: {error}; {TRACEBACK}=1 shows where"
            code = complain(bug, BUG)
        sys.exit(code)


def say(text: str) -> None:
    """One line for people, of which a screen obeys nothing."""
    click.echo(readable(text))


def complain(text: str, code: int) -> int:
    """One line on standard error; returns the exit code."""
    click.echo(readable(on_one_line(f"Error: {text}")), err=True)
    return code


def reason(error: Exception) -> str:
    """What is wrong; of an error of the operating system, with the file that it is about."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)


class Folder(click.Path):
    """A folder. An empty name, as of a variable that is not set, is none: it would be the present folder, which would
    become its owner's alone."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, file_okay=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Its path."""
        if value == "":
            self.fail("a folder has a name", param, ctx)
        return super().convert(value, param, ctx)


data_option = click.option(
    "--data",
    type=Folder(),
    help=f"Folder of the data. Default: the local AWS that this environment uses, else the one in {DATA}.",
)


def not_running() -> click.ClickException:
    """No local AWS is running, and what starts one."""
    return click.ClickException(f"not running: start it with `{THIS} serve --detach`")


def find(data: Path | None, account: str | None, region: str | None) -> tuple["Control", UsedCloud]:
    """The control plane of the local AWS in `data`, else of the one that this environment uses, else of the one in the
    default folder; with the account and Region that are meant.

    Raises:
        click.ClickException: none is running there.
    """
    from localcloud.aws import process
    from localcloud.aws.control import Control

    used = used_cloud(os.environ) if data is None else None
    if used is None:
        address = process.running((data or DATA).absolute())
        if address is None:
            raise not_running()
        used = UsedCloud(address.endpoint, ACCOUNT, REGION)
    return Control(used.endpoint), UsedCloud(used.endpoint, account or used.account, region or used.region)


def region(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """Checks a Region that somebody has typed."""
    if value is not None and (reason := wrong(value)):
        raise click.BadParameter(reason)
    return value


def account(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """Checks an account that somebody has typed."""
    if value is not None and not re.fullmatch("[0-9]{12}", value):
        raise click.BadParameter(f"{value!r}: an account is twelve digits, such as {ACCOUNT}")
    return value


@contextmanager
def one_line() -> Iterator[None]:
    """Turns expected errors into one line without a traceback."""
    try:
        yield
    except (ValueError, RuntimeError, OSError) as error:
        raise click.ClickException(reason(error)) from None
