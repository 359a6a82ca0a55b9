"""The local AWS that a command is for, and how the commands say what is wrong: in one line."""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from localcloud.environment import ACCOUNT, REGION, UsedCloud, module_command, used_cloud
from localcloud.regions import wrong

if TYPE_CHECKING:
    from localcloud.aws.control import Control

DATA = Path(".localcloud")
THIS = module_command(Path(sys.executable), Path.cwd())
"""What somebody types here to run this module."""


data_option = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
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
        raise click.ClickException(str(error)) from None
