"""`make demo`: the program of this checkout, unchanged, on a local AWS with the real engine; `make demo-down` ends it.

The stack has a configuration of its own, `Pulumi.demo.yaml`, which git ignores: it can be changed, and `pulumi up`
writes to it, without a change of a file of the repository.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import boto3
import click
import yaml
from connect_customer_profiles.sources import connector

from localcloud import display
from localcloud.aws import process
from localcloud.aws.connectors import source_object
from localcloud.aws.control import Control
from localcloud.aws.sources import Source, Window
from localcloud.engine import ensure, environment
from localcloud.environment import cloud_environment, module_command
from localcloud.running import one_line

ROOT = Path(__file__).parent.parent
DATA = ROOT / ".localcloud"
STACK = "demo"
CONFIGURATION = ROOT / f"Pulumi.{STACK}.yaml"
MODEL = ROOT / "Pulumi.dev.yaml"
"""What the configuration is copied from."""
SPEED = 600.0
"""Cloud seconds per second while history loads: a batch of ten minutes takes one second."""


class DemoError(click.ClickException):
    """A step failed; the engine has said why."""


@dataclass(frozen=True)
class Demo:
    """The program's stack on the local AWS."""

    data: Path
    control: Control
    variables: Mapping[str, str]

    @classmethod
    def start(cls, data: Path) -> "Demo":
        """Start the local AWS, or find it running."""
        engine = ensure()
        data.mkdir(parents=True, exist_ok=True)
        with one_line():
            address = process.running(data) or process.start_detached(data, [])
        state = data / "state"
        state.mkdir(exist_ok=True)
        variables = cloud_environment(os.environ, address.endpoint, data) | environment(engine, state)
        return cls(data, Control(address.endpoint), variables)

    def prepare(self) -> None:
        """The stack with its configuration, and the connector profiles that it names."""
        if not self.has_stack():
            CONFIGURATION.write_text(MODEL.read_text())
        self.pulumi("stack", "select", "--create", STACK, quiet=True)
        self.control.seed(*connector_profiles(yaml.safe_load(CONFIGURATION.read_text())["config"]))

    def pulumi(self, *arguments: str, quiet: bool = False) -> str:
        """Run the engine in the checkout; returns what it printed if `quiet`, else shows it."""
        result = subprocess.run(
            ["pulumi", *arguments],
            cwd=ROOT,
            env=dict(self.variables),
            stdout=subprocess.PIPE if quiet else None,
            text=True,
            check=False,
            executable=shutil.which("pulumi", path=self.variables["PATH"]),
        )
        if result.returncode:
            raise DemoError(f"`pulumi {' '.join(arguments)}` ended with exit code {result.returncode}")
        return result.stdout or ""

    def deploy(self, command: str, *arguments: str) -> None:
        """An operation of the engine on the stack."""
        plain = [] if sys.stdout.isatty() else ["--non-interactive", "--suppress-progress"]
        self.pulumi(command, "--stack", STACK, "--suppress-outputs", *plain, *arguments)

    def resources(self) -> list[dict[str, Any]]:
        """The resources in state."""
        exported = self.pulumi("stack", "export", "--stack", STACK, quiet=True)
        return list(json.loads(exported)["deployment"].get("resources", []))

    def has_stack(self) -> bool:
        """Whether there is anything to destroy."""
        return any((self.data / "state").glob(f".pulumi/stacks/*/{STACK}.json"))


@click.group()
def main() -> None:
    """Shows the whole program without an AWS account."""


@main.command()
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), default=DATA, help="Data folder.")
def up(data: Path) -> None:
    """Deploys, follows the backfill until it is complete, proves a second preview empty, and finds a customer."""
    demo = Demo.start(data.absolute())
    demo.prepare()
    demo.control.set_speed(SPEED)
    display.step("pulumi up: domain, queue, key, role, and the first batches")
    demo.deploy("up", "--yes", "--skip-preview")
    display.created(demo.resources())
    display.step("Loading history: one AppFlow flow per batch")
    for key, value in demo.variables.items():
        os.environ[key] = value
    display.follow([each["outputs"] for each in demo.resources() if each["type"].endswith(":Ingestion")])
    demo.control.set_speed(1)
    display.step("pulumi refresh --run-program: what is now in state, and in the outputs")
    demo.deploy("refresh", "--run-program", "--yes", "--skip-preview")
    display.step("pulumi preview: nothing to change")
    demo.deploy("preview", "--expect-no-changes")
    display.step("Search: a customer of that history, by key name and value")
    ingestions = [each["outputs"] for each in demo.resources() if each["type"].endswith(":Ingestion")]
    for ingestion in ingestions:
        if ingestion["planned_batches"]:
            client = boto3.client("customer-profiles", region_name=ingestion["region"])
            display.found(find_customer(client, ingestion))
    display.done(
        "The backfill is complete and the second preview is empty.",
        f"The local AWS keeps running at {demo.control.endpoint}.",
        f'use it:        eval "$({module_command(Path(sys.executable), Path.cwd())} env)"',
        f"look around:   customer-profiles status --stack {STACK}",
        f"change it:     edit {CONFIGURATION.name}, and then  pulumi up --stack {STACK}",
        "end the demo:  make demo-down",
    )


@main.command()
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), default=DATA, help="Data folder.")
def down(data: Path) -> None:
    """Destroys the stack, checks that the local AWS is empty, and stops it."""
    if not data.exists():
        display.done("There is no demo.")
        return
    demo = Demo.start(data.absolute())
    if demo.has_stack():
        display.step("pulumi destroy")
        demo.control.set_speed(SPEED)
        # The reader's own configuration may protect domain, key and queue; whoever ends the demo wants them gone.
        demo.pulumi("state", "unprotect", "--all", "--yes", "--stack", STACK, quiet=True)
        demo.deploy("destroy", "--yes", "--skip-preview")
        demo.pulumi("stack", "rm", STACK, "--yes", quiet=True)
    left = display.leftovers(demo.control.inventory())
    with one_line():
        process.stop(demo.data)
    if left:
        kept = f"it is stopped, and `rm -rf {os.path.relpath(demo.data)}` discards it"
        raise DemoError(f"the local AWS has more than the demo: {left}; {kept}")
    shutil.rmtree(demo.data)
    display.done("Nothing is left in the local AWS; it is stopped.")


def connector_profiles(configuration: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The AppFlow connector profiles that a stack's configuration names, with their types in AppFlow's spelling.

    At AWS somebody has authorised these connections in the console.
    """
    named = {key.removeprefix("customer-profiles:"): value for key, value in configuration.items()}
    integrations = named.get("integrations") or [named]
    found = {each["connectorProfileName"]: each["connectorType"] for each in integrations}
    return [(name, connector(type_name).api_type) for name, type_name in sorted(found.items())]


def find_customer(client: Any, ingestion: Mapping[str, Any]) -> display.Found:
    """The first customer that an integration loaded, found as an agent would: by key name and value."""
    domain, object_type = ingestion["domain_name"], ingestion["object_type_name"]
    keys = client.get_profile_object_type_template(TemplateId=object_type)["Keys"]
    (key,) = [name for name, variants in keys.items() if "UNIQUE" in variants[0]["StandardIdentifiers"]]
    value = _first_record(ingestion)
    (profile,) = client.search_profiles(DomainName=domain, KeyName=key, Values=[value])["Items"]
    objects = client.list_profile_objects(
        DomainName=domain, ObjectTypeName=object_type, ProfileId=profile["ProfileId"]
    )["Items"]
    return display.Found(key, value, profile["ProfileId"], len(objects))


def _first_record(ingestion: Mapping[str, Any]) -> str:
    """The id of the first record that the local source has in an integration's history."""
    config = ingestion["flow_definition"]["SourceFlowConfig"]
    (properties,) = config["SourceConnectorProperties"].values()
    source = Source(source_object(config["ConnectorType"], properties["Object"]))
    start, end = (
        datetime.fromisoformat(ingestion["planned_batches"][at][side]).timestamp()
        for at, side in ((0, "start"), (-1, "end"))
    )
    return source.object.identify(source.stream(Window(start, end), end).start)


if __name__ == "__main__":
    main(prog_name=f"{Path(sys.executable).name} -m localcloud.demo")
