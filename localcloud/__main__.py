"""`python -m localcloud`: a local AWS for one command, or one that keeps running."""

import os
import shlex
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

try:
    import click
    import connect_customer_profiles  # noqa: F401 - whatever comes below imports it
except ModuleNotFoundError as missing:
    sys.exit(f"localcloud: {sys.executable} has no {missing.name}: use .venv/bin/python, which `make setup` installs")

from localcloud.controls import CONTROLS
from localcloud.coverage import operations
from localcloud.environment import ACCOUNT, REGION, cloud_environment, removed_variables
from localcloud.running import DATA, THIS, Commands, Folder, account, not_running, one_line, region, say

_data = click.option(
    "--data",
    type=Folder(),
    default=DATA,
    show_default=True,
    help="Folder of the data.",
)
_speed = click.option(
    "--speed",
    type=click.FloatRange(min=1),
    help="Cloud seconds per second. Default: unchanged, in a new cloud 1.",
)
_behaviour = click.option(
    "--behaviour",
    "behaviours",
    multiple=True,
    metavar="NAME=VALUE",
    help="A switch to set; repeatable. See `behaviours`.",
)
_observed = click.option(
    "--behaviours",
    "observed",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file of `make observe`, whose switches are set; --behaviour overrides them.",
)
_region = click.option(
    "--region", default=REGION, show_default=True, callback=region, help="Region in the command's environment."
)
_account = click.option(
    "--account", default=ACCOUNT, show_default=True, callback=account, help="Account of the credentials: 12 digits."
)
_engine = click.option(
    "--engine/--no-engine", default=True, help="Put the Pulumi engine on PATH, or not. Default: yes."
)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """A local AWS: no account, no credentials, no network."""


for _control in CONTROLS:
    main.add_command(_control)
main.add_command(operations)


@main.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.option(
    "--data",
    type=Folder(),
    help="Folder to keep the data in. Default: none is kept.",
)
@_speed
@_behaviour
@_observed
@_region
@_account
@_engine
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
def run(
    data: Path | None,
    speed: float | None,
    behaviours: tuple[str, ...],
    observed: Path | None,
    region: str,
    account: str,
    engine: bool,
    command: tuple[str, ...],
) -> None:
    """Start a local AWS, run COMMAND with it, stop it, and exit with COMMAND's exit code."""
    from localcloud.aws import child
    from localcloud.aws.persistence import restore, save
    from localcloud.aws.process import apply_settings
    from localcloud.aws.server import LocalCloud
    from localcloud.aws.watchdog import watchdog

    settings = _settings(behaviours, observed)
    _forget_profile()
    with watchdog() as guard, _folder(data) as folder:
        if data is None:
            guard.folder(folder)
        server = LocalCloud()
        with one_line():
            if data is not None:
                restore(server.cloud, folder)
            apply_settings(server, settings, speed)
        server.start()
        environment = _environment(server.endpoint, folder, region, account, engine)
        try:
            code = child.run(command, environment | guard.environment, guard.child)
        finally:
            server.stop()
            if data is not None:
                save(server.cloud, folder)
    sys.exit(code)


@main.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="TCP port. Default: any free one.")
@_data
@_speed
@_behaviour
@_observed
@click.option("--detach", is_flag=True, help="Run in the background, and return as soon as it answers.")
def serve(
    port: int, data: Path, speed: float | None, behaviours: tuple[str, ...], observed: Path | None, detach: bool
) -> None:
    """Keep a local AWS running. When it stops, everything in it is saved in the data folder."""
    from localcloud.aws import process

    data = data.absolute()
    settings = _settings(behaviours, observed)
    _forget_profile()
    found = process.running(data)
    if found is not None:
        running = f"already running at {found.endpoint} (process {found.pid})"
        if settings or speed or port:
            raise click.ClickException(
                f"{running}: nothing was changed; `{THIS} behaviours NAME=VALUE` and `{THIS} clock --speed` change it, "
                f"`{THIS} stop` makes room for another"
            )
        say(f"localcloud: {running}")
        return
    with one_line():
        if detach:
            options = ["--port", str(port), *(["--speed", str(speed)] if speed else [])]
            options += [part for name, value in settings.items() for part in ("--behaviour", f"{name}={value}")]
            started = process.start_detached(data, options)
            say(f"localcloud: running at {started.endpoint} (process {started.pid})")
            return
        try:
            process.serve(data, port, settings, speed, _announce)
        except process.AlreadyRunningError as error:
            say(f"localcloud: {error}")


@main.command()
@_data
def stop(data: Path) -> None:
    """Stop the running local AWS and save its data."""
    from localcloud.aws import process

    with one_line():
        stopped = process.stop(data.absolute())
    say("localcloud: stopped" if stopped else "localcloud: not running")


@main.command()
@_data
def status(data: Path) -> None:
    """Say whether a local AWS is running, and what time its clock shows. Exit code 1 if none is."""
    from localcloud.aws import process
    from localcloud.aws.control import Control

    address = process.running(data.absolute())
    if address is None:
        say("localcloud: not running")
        sys.exit(1)
    clock = Control(address.endpoint).clock()
    say(f"localcloud: running at {address.endpoint} (process {address.pid})")
    say(f"cloud time {clock['iso']}, {clock['speed']:g} seconds per second")


@main.command()
@_data
@_region
@_account
@_engine
def env(data: Path, region: str, account: str, engine: bool) -> None:
    """Print what a shell needs to use the running local AWS: eval "$(.venv/bin/python -m localcloud env)"."""
    from localcloud.aws import process

    data = data.absolute()
    address = process.running(data)
    if address is None:
        raise not_running()
    environment = _environment(address.endpoint, data, region, account, engine)
    tell = say if sys.stdout.isatty() else click.echo  # a shell gets the values as they are
    for name in removed_variables(os.environ):
        tell(f"unset {name}")
    for name, value in environment.items():
        if os.environ.get(name) != value:
            tell(f"export {name}={shlex.quote(value)}")


@main.command()
def setup() -> None:
    """Set up the Pulumi engine: find, install or build it once, and cache it."""
    from localcloud.engine import EngineError, ensure

    try:
        engine = ensure()
    except EngineError as error:
        raise click.ClickException(str(error)) from None
    say(f"engine: pulumi {engine.version} in {engine.bin}")


def _environment(endpoint: str, data: Path, region: str, account: str, engine: bool) -> dict[str, str]:
    environment = cloud_environment(os.environ, endpoint, data, region=region, account=account)
    if not engine:
        return environment
    from localcloud.engine import EngineError, ensure
    from localcloud.engine import environment as engine_environment

    try:
        return environment | engine_environment(ensure(), data / "state")
    except EngineError as error:
        raise click.ClickException(str(error)) from None


def _settings(behaviours: tuple[str, ...], file: Path | None) -> dict[str, Any]:
    """Switches from the command line and from a file, checked."""
    from localcloud.aws.behaviours import Behaviours, observed

    given = dict(each.partition("=")[::2] for each in behaviours)
    with one_line():
        for name, value in given.items():
            Behaviours().set(name, value)
        return {**(observed(file) if file else {}), **given}


def _forget_profile() -> None:
    """moto asks boto3 for the Regions, which wants to read the profile that the shell names."""
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE"):
        os.environ.pop(name, None)


@contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    if data is not None:
        from localcloud.aws.persistence import private_folder

        yield private_folder(data.absolute())
        return
    with tempfile.TemporaryDirectory(prefix="localcloud-") as folder:
        yield Path(folder)


def _announce(address: object) -> None:
    say(f"localcloud: running at {getattr(address, 'endpoint', address)}; stop with Ctrl-C")


if __name__ == "__main__":
    main(prog_name=THIS)
