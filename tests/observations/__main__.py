"""`make observe`: finds out in an account of yours what AWS does where nobody documents it."""

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
    # Whoever is stopped deletes what there is.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


@main.command("run")
@account
@region
@salesforce
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default="observed-behaviours.json")
@click.option("--only", multiple=True, type=click.Choice(sorted(OBSERVATIONS)), help="A switch; repeatable.")
def observe(account: str, region: str, salesforce_profile: str, out: Path, only: tuple[str, ...]) -> None:
    """Observe, write the file, and delete what was made."""
    caller = named(account, region)
    name = Stage(caller).name
    click.echo(f"observe: everything that is made in {account}, {region} is named {name}")
    try:
        run(caller, out, only or list(OBSERVATIONS), click.echo, salesforce=salesforce_profile)
    except (ClientError, BotoCoreError) as error:
        raise click.ClickException(str(error)) from None
    finally:
        delete(caller, name)
    click.echo(f"observe: {out}; the local AWS starts with it by --behaviours {out}")


@main.command()
@account
@region
def clean(account: str, region: str) -> None:
    """Delete what an interrupted run has left."""
    delete(named(account, region), PREFIX)


def named(account: str, region: str) -> Caller:
    """The caller in the account that was named.

    Raises:
        ClickException: the credentials are of another one.
    """
    try:
        return Caller.named(account, region)
    except AccountError as error:
        raise click.ClickException(str(error)) from None


def delete(caller: Caller, prefix: str) -> None:
    """Delete everything whose name has the prefix.

    Raises:
        ClickException: something remains.
    """
    remains = leftovers.delete(caller, prefix)
    for line in remains:
        click.echo(f"not deleted: {line}")
    if remains:
        raise click.ClickException(f"run: make observe-clean ACCOUNT={caller.account} REGION={caller.region}")
    click.echo("nothing is left, but for keys that are deleted within seven days")


if __name__ == "__main__":
    main()
