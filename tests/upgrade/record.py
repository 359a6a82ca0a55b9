"""`make record-upgrade`: deploys `program.py` on a local cloud and keeps the state that the present version writes."""

import tempfile
from pathlib import Path
from typing import Any

import click
import connect_customer_profiles

from localcloud.aws.control import Control
from localcloud.aws.server import LocalCloud
from localcloud.engine import ensure, environment
from localcloud.environment import cloud_environment
from tests.e2e.harness import Project, config

from .recording import Recording

PROGRAM = Path(__file__).parent / "program.py"
CONFIGURATION = {key: value for key, value in config().items() if key.startswith("aws")}

PASSPHRASE = {"PULUMI_CONFIG_PASSPHRASE": "recorded"}
"""Of the secrets in recorded state, which are none: aws-native marks whole inputs as secret."""

PLACES = ("sourcePosition", "stackTrace")
"""What state says of a resource's place in the program: paths of the machine on which it was recorded."""


def main() -> None:
    """Record."""
    program = PROGRAM.read_text()
    server = LocalCloud()
    server.start()
    try:
        Control(server.endpoint).seed(("salesforce", "Salesforce"), ("marketo", "Marketo"))
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            variables = cloud_environment({}, server.endpoint, folder) | environment(ensure(), folder / "state")
            variables |= PASSPHRASE
            project = Project.create(folder / "project", variables, CONFIGURATION, program=program)
            project.up()
            deployment: dict[str, Any] = dict(project.stack.export_stack().deployment or {})
    finally:
        server.stop()
    for resource in deployment["resources"]:
        for place in PLACES:
            resource.pop(place, None)
    recording = Recording(connect_customer_profiles.__version__, deployment, program)
    click.echo(f"recorded: {recording.write(server.endpoint).relative_to(Path.cwd())}")


if __name__ == "__main__":
    main()
