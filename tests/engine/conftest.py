"""A local AWS, and the bridge as the engine would talk to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest

from localcloud.aws.server import LocalCloud
from tests.engine.conversation import started_bridge
from tests.without_http import without_http

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.engine.conversation import Bridge

CREDENTIALS = {"AWS_ACCESS_KEY_ID": "123456789012", "AWS_SECRET_ACCESS_KEY": "local", "AWS_REGION": "us-east-1"}


@pytest.fixture(scope="session")
def cloud() -> Iterator[LocalCloud]:
    """A local cloud on a free port."""
    server = LocalCloud()
    server.start()
    with without_http(server):
        yield server
    server.stop()


@pytest.fixture(scope="session")
def aws_environment(cloud: LocalCloud) -> dict[str, str]:
    """What leads clients to it."""
    return {**CREDENTIALS, "AWS_ENDPOINT_URL": cloud.endpoint}


@pytest.fixture
def aws(cloud: LocalCloud, aws_environment: dict[str, str]) -> Callable[..., Any]:
    """Makes boto3 clients of the local AWS, which is empty: what moto holds is one in a process, so other tests may
    have left something."""
    cloud.cloud.reset()

    def client(service: str, region: str = "us-east-1") -> Any:
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=aws_environment["AWS_ENDPOINT_URL"],
            aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        )

    return client


@pytest.fixture(scope="session")
def bridge(aws_environment: dict[str, str]) -> Iterator[Bridge]:
    """A bridge with its ordinary configuration."""
    with started_bridge(aws_environment) as started:
        started.configure(region="us-east-1")
        yield started


@pytest.fixture
def start_bridge(aws_environment: dict[str, str]) -> Callable[[], Any]:
    """Starts further bridges, as the engine does for explicit providers."""
    return lambda: started_bridge(aws_environment)
