"""One local cloud for the session; every test finds it empty."""

import pytest

from localcloud.aws.server import LocalCloud

from .setting import Place


@pytest.fixture
def place(server: LocalCloud) -> Place:
    """An empty account and Region. Rates are off: the tests that are about them switch them on."""
    server.cloud.reset()
    server.cloud.set_behaviour("enforce_rates", False)
    return Place(server.endpoint)
