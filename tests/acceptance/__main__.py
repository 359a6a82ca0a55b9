"""`make acceptance`: deploys, changes and destroys in an account of yours, and observes what nobody documents."""

import shutil
import signal
import sys
from pathlib import Path

import click
from botocore.exceptions import BotoCoreError, ClientError

from tests.conftest import REPOSITORY
from tests.observations.__main__ import account, delete, named, region, salesforce
from tests.observations.report import OBSERVATIONS
from tests.observations.report import run as observe
from tests.observations.stage import PREFIX, Stage

from .journey import Journey, travel

_folders = click.option(
    "--folders",
    type=click.Path(path_type=Path, file_okay=False),
    default=REPOSITORY / "build" / "acceptance",
    help="A folder for the project and the state of each run. Default: build/acceptance.",
)


@click.group()
def main() -> None:
    """The components at AWS itself. Costs less than a dollar and takes about an hour."""
    # Whoever is stopped deletes what there is.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


@main.command()
@account
@region
@_folders
@salesforce
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default="observed-behaviours.json")
@click.option("--observe/--no-observe", "observes", default=True, help="Whether to observe as well. Default: yes.")
def run(account: str, region: str, folders: Path, salesforce_profile: str, out: Path, observes: bool) -> None:
    """Take all steps, observe, and delete what was made."""
    caller = named(account, region)
    folder = folders.absolute() / caller.token
    folder.mkdir(parents=True)
    click.echo(f"acceptance: everything that is made in {account}, {region} is named {Stage(caller).name}")
    passed = travel(Journey(caller, folder, {}, salesforce_profile), click.echo)
    if passed:
        shutil.rmtree(folder)
    if observes:
        try:
            observe(caller, out, list(OBSERVATIONS), click.echo, salesforce=salesforce_profile)
        except (ClientError, BotoCoreError) as error:
            raise click.ClickException(str(error)) from None
        finally:
            delete(caller, Stage(caller).name)
    sys.exit(not passed)


@main.command()
@account
@region
@_folders
def clean(account: str, region: str, folders: Path) -> None:
    """Destroy and delete what interrupted runs have left."""
    caller = named(account, region)
    for folder in sorted(folders.absolute().glob("*")):
        Journey(caller, folder, {}).rescue()
        shutil.rmtree(folder)
    delete(caller, PREFIX)


if __name__ == "__main__":
    main()
