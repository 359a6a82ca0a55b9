"""`make record-upgrade`: deploys the programs on a local cloud and keeps the state that the present version writes: of
`program.py`, of the same in YAML, and of every component in YAML."""

import json
import tempfile
from pathlib import Path
from typing import Any

import click
import connect_customer_profiles

from localcloud.aws.control import Control
from localcloud.aws.server import LocalCloud
from localcloud.engine import ensure, environment
from localcloud.environment import cloud_environment
from tests.e2e.conftest import Place, connect_instance
from tests.e2e.harness import Project, config
from tests.e2e.yaml_project import with_plugin, written

from .recording import FOLDER, PYTHON, STATE, YAML, Recording

HERE = Path(__file__).parent
EVERY_COMPONENT = HERE / "every_component_yaml"
CONFIGURATION = {key: value for key, value in config().items() if key.startswith("aws")}

PASSPHRASE = {"PULUMI_CONFIG_PASSPHRASE": "recorded"}
"""Of the secrets in recorded state, which are none: aws-native marks whole inputs as secret."""

PLACES = ("sourcePosition", "stackTrace")
"""What state says of a resource's place in the program: paths of the machine on which it was recorded."""


def main() -> None:
    """Record what has not been recorded yet."""
    version = connect_customer_profiles.__version__
    for program, folder in (
        (HERE / PYTHON, FOLDER / version),
        (HERE / YAML, FOLDER / f"{version}-yaml"),
        (EVERY_COMPONENT / YAML, EVERY_COMPONENT),
    ):
        done = "kept" if (folder / STATE).exists() else "recorded"
        if done == "recorded":
            _record(program, folder)
        click.echo(f"{done}: {folder.relative_to(Path.cwd())}")


def project(folder: Path, place: Place, program: str, file: str) -> Project:
    """A project with a program that was or is to be recorded."""
    variables = {**place.environment, **PASSPHRASE}
    if file == PYTHON:
        return Project.create(folder / "project", variables, CONFIGURATION, program=program)
    plugin = with_plugin(folder, place)
    return written(
        folder / "project", Place(place.control, variables), program.replace("PLUGIN", json.dumps(str(plugin)))
    )


def _record(program: Path, folder: Path) -> None:
    server = LocalCloud()
    server.start()
    try:
        with tempfile.TemporaryDirectory() as name:
            place = _place(server.endpoint, Path(name))
            text = program.read_text().replace("INSTANCE", connect_instance(place))
            stack = project(Path(name), place, text, program.name)
            stack.up()
            deployment: dict[str, Any] = dict(stack.stack.export_stack().deployment or {})
    finally:
        server.stop()
    for resource in deployment["resources"]:
        for each in PLACES:
            resource.pop(each, None)
    Recording(folder.name, deployment, text, program.name).write(folder, server.endpoint)


def _place(endpoint: str, folder: Path) -> Place:
    """A local cloud with what the programs need and do not make."""
    control = Control(endpoint)
    control.reset()
    control.seed(("salesforce", "Salesforce"), ("marketo", "Marketo"))
    place = Place(control, dict(cloud_environment({}, endpoint, folder) | environment(ensure(), folder / "state")))
    everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    place.client("iam").create_policy(PolicyName="bounds", PolicyDocument=json.dumps(everything))
    place.client("s3").create_bucket(Bucket="kept-exports")
    return place


if __name__ == "__main__":
    main()
