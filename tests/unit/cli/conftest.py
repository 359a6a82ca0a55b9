"""Each test begins as a command that no options were given to."""

from collections.abc import Iterator

import pytest
from connect_customer_profiles.cli import suggestions
from connect_customer_profiles.operations.selection import Selection


@pytest.fixture(autouse=True)
def nothing_given() -> Iterator[None]:
    suggestions.remember(Selection())
    yield
    suggestions.remember(Selection())
