"""One local cloud for the session; every test finds it empty."""

from typing import Any

import pytest

from localcloud.aws.server import LocalCloud

from .setting import Place


@pytest.fixture
def place(server: LocalCloud) -> Place:
    """An empty account and Region. Rates are off: the tests that are about them switch them on."""
    server.cloud.reset()
    server.cloud.set_behaviour("enforce_rates", False)
    return Place(server.endpoint)


@pytest.fixture
def connect(place: Place) -> Any:
    """The Connect API."""
    return place.client("connect")


@pytest.fixture
def instance(connect: Any) -> str:
    """The ID of a Connect instance, which is moto's."""
    created = connect.create_instance(
        IdentityManagementType="CONNECT_MANAGED", InboundCallsEnabled=True, OutboundCallsEnabled=False
    )
    return str(created["Id"])
