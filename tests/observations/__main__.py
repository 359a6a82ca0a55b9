"""`make observe`: finds out in an account of yours what AWS does where nobody documents it."""

import contextlib
import itertools
import os
import signal
import sys
from pathlib import Path

import click
from botocore.exceptions import BotoCoreError, ClientError

from . import leftovers
from .caller import AccountError, Caller
from .report import OBSERVATIONS, run
from .stage import PREFIX, Stage

account = click.option("--account", required=True, help="The account of the shell's credentials, 12 digits.")
region = click.option("--region", default="us-east-1", show_default=True, help="The Region.")
salesforce = click.option("--salesforce-profile", default="", help="A connector profile, for what needs history.")


@click.group()
def main() -> None:
    """What AWS does where nobody documents it. Costs a few cents and takes about half an hour."""


@main.command("run")
@account
@region
@salesforce
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default="observed-behaviours.json")
@click.option("--only", multiple=True, type=click.Choice(sorted(OBSERVATIONS)), help="A switch; repeatable.")
def observe(account: str, region: str, salesforce_profile: str, out: Path, only: tuple[str, ...]) -> None:
    """Observe, write the file, and delete what was made."""
    caller = begun(account, region, "observe", "half an hour, a few cents")
    name = Stage(caller).name
    try:
        run(caller, out, only or list(OBSERVATIONS), click.echo, salesforce=salesforce_profile)
    except (ClientError, BotoCoreError) as error:
        raise click.ClickException(str(error)) from None
    finally:
        delete(caller, name, "observe")
    click.echo(f"observe: {out}; the local AWS starts with it by --behaviours {out}")


@main.command()
@account
@region
def clean(account: str, region: str) -> None:
    """Delete what an interrupted run has left."""
    delete(named(account, region), PREFIX, "observe")


def named(account: str, region: str) -> Caller:
    """The caller in the account that was named.

    Raises:
        ClickException: the credentials are of another one.
    """
    try:
        return Caller.named(account, region)
    except AccountError as error:
        raise click.ClickException(str(error)) from None


def begun(account: str, region: str, command: str, takes: str) -> Caller:
    """The caller of a run that makes something, after a look at what may keep it from that.

    Args:
        account: as it was named.
        region: the Region.
        command: of `make`, whose other half is `-clean`.
        takes: how long it takes, and what it costs.

    Raises:
        ClickException: the credentials are of another account, or Customer Profiles does not answer.
    """
    caller = named(account, region)
    try:
        before = leftovers.domains(caller)
    except (ClientError, BotoCoreError) as error:
        raise click.ClickException(f"--region = {region!r}: Customer Profiles does not answer: {error}") from None
    stoppable(caller, command)
    if before:
        click.echo(f"{command}: there is {', '.join(before)} of another run; {cleaning(caller, command)}")
    click.echo(f"{command}: everything that is made in {account}, {region} is named {Stage(caller).name}; {takes}")
    return caller


def stoppable(caller: Caller, command: str) -> None:
    """Whoever is stopped, by Ctrl-C or as the terminal is closed, deletes what there is; stopped again, leaves it."""
    lines = itertools.chain(
        ["interrupted: what was made is being deleted; once more leaves it"],
        itertools.repeat(f"interrupted: {cleaning(caller, command)}"),
    )

    def stop(number: int, _frame: object) -> None:
        # Whatever was being written may be half written, and nobody may be left to read it.
        with contextlib.suppress(OSError):
            os.write(sys.stderr.fileno(), f"{command}: {next(lines)}\n".encode())
        sys.exit(128 + number)

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, stop)


def cleaning(caller: Caller, command: str) -> str:
    """What deletes what is left."""
    return f"run: make {command}-clean ACCOUNT={caller.account} REGION={caller.region}"


def delete(caller: Caller, prefix: str, command: str) -> None:
    """Delete everything whose name has the prefix.

    Raises:
        ClickException: something remains.
    """
    remains = leftovers.delete(caller, prefix)
    for line in remains:
        click.echo(f"not deleted: {line}")
    if remains:
        raise click.ClickException(cleaning(caller, command))
    click.echo("nothing is left, but for keys that are deleted within seven days")


if __name__ == "__main__":
    main()
