"""`make acceptance`: deploys, changes and destroys in an account of yours, and observes what nobody documents."""

import shutil
import sys
from pathlib import Path

import click
from botocore.exceptions import BotoCoreError, ClientError

from tests.conftest import REPOSITORY
from tests.observations.__main__ import account, begun, cleaning, delete, named, region, salesforce
from tests.observations.caller import Caller
from tests.observations.report import OBSERVATIONS
from tests.observations.report import run as observe
from tests.observations.stage import PREFIX, Stage

from .journey import ENGINE, Journey, travel

COMMAND = "acceptance"

_folders = click.option(
    "--folders",
    type=click.Path(path_type=Path, file_okay=False),
    default=REPOSITORY / "build" / "acceptance",
    help="A folder for the project and the state of each run. Default: build/acceptance.",
)


@click.group()
def main() -> None:
    """The components at AWS itself. Costs less than a dollar and takes about an hour."""


@main.command()
@account
@region
@_folders
@salesforce
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default="observed-behaviours.json")
@click.option("--observe/--no-observe", "observes", default=True, help="Whether to observe as well. Default: yes.")
def run(account: str, region: str, folders: Path, salesforce_profile: str, out: Path, observes: bool) -> None:
    """Take all steps, observe, and delete what was made."""
    if not shutil.which(ENGINE):
        raise click.ClickException(f"the {ENGINE} command is not found: https://www.pulumi.com/docs/install/")
    caller = begun(account, region, COMMAND, "an hour, less than a dollar")
    folder = of_account(folders, caller) / caller.token
    folder.mkdir(parents=True)
    try:
        passed = travel(Journey(caller, folder, {}, salesforce_profile), click.echo)
    finally:
        if folder.exists():
            click.echo(f"{COMMAND}: {cleaning(caller, COMMAND)}", err=True)
    if observes:
        try:
            observe(caller, out, list(OBSERVATIONS), click.echo, salesforce=salesforce_profile)
        except (ClientError, BotoCoreError) as error:
            raise click.ClickException(str(error)) from None
        finally:
            delete(caller, Stage(caller).name, COMMAND)
    sys.exit(not passed)


@main.command()
@account
@region
@_folders
def clean(account: str, region: str, folders: Path) -> None:
    """Destroy and delete what interrupted runs have left."""
    caller = named(account, region)
    found = sorted(of_account(folders, caller).glob("*/"))
    for folder in found:
        Journey(caller, folder, {}).rescue()
    delete(caller, PREFIX, COMMAND)
    for folder in found:
        shutil.rmtree(folder)


def of_account(folders: Path, caller: Caller) -> Path:
    """Where the runs in an account and Region are: in another one, nothing of their state would be found."""
    return folders.absolute() / f"{caller.account}-{caller.region}"


if __name__ == "__main__":
    main()
