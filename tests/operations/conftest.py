"""One local cloud for the session, emptied for every test, and deployments in it that the command finds in a stack."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from localcloud.aws.server import LocalCloud
from localcloud.environment import cloud_environment
from tests.operations.blind import Aws, observed
from tests.operations.command import Command
from tests.operations.deployment import Deployment
from tests.operations.stage import Stage, staged
from tests.provider.place import ACCOUNT, REGION, Place


@pytest.fixture
def place(server: LocalCloud) -> Place:
    """An empty local cloud, in which workflows are deleted at once."""
    server.cloud.reset()
    server.cloud.set_behaviour("delete_workflow_seconds", 0)
    return Place(server)


@pytest.fixture
def command(server: LocalCloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command `customer-profiles`, in this process or one of its own, with `pulumi` replaced by a recording."""
    import os

    base = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    environment = cloud_environment(base, server.endpoint, tmp_path, region=REGION, account=ACCOUNT)
    for name in set(os.environ) - set(environment):
        if name.startswith(("AWS_", "PULUMI_")):
            monkeypatch.delenv(name)
    made = Command(tmp_path, environment)
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    return made


@pytest.fixture
def deployment(place: Place, command: Command) -> Callable[..., Deployment]:
    """Deploys one integration or several into the local cloud, as the engine would."""

    def deploy(count: int = 1, **changes: Any) -> Deployment:
        return Deployment.made(place, command.stack_file, count, changes)

    return deploy


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Aws:
    """Every call that boto3 makes, of which one may fail."""
    return observed(monkeypatch)


@pytest.fixture
def stage(
    place: Place, deployment: Callable[..., Deployment], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Stage:
    """A domain in trouble whose answers are recorded."""
    return staged(place, deployment, monkeypatch, tmp_path)
