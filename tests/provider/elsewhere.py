"""What is deployed is neither read nor deleted with credentials of another account."""

from collections.abc import Callable

import pytest

from tests.provider.place import ACCOUNT, REGION, Place
from tests.provider.server import ProviderError

ELSEWHERE = {"aws:accessKey": "444455556666", "aws:secretKey": "local", "aws:region": REGION}
"""The configuration of a provider with such credentials."""

REASON = (
    f"deployed in account {ACCOUNT}, but the credentials belong to account 444455556666. Go back to account "
    f"{ACCOUNT}; another account or Region takes a stack of its own, or `pulumi destroy` of this one first"
)


def assert_left_alone(place: Place, *commands: Callable[[], object]) -> None:
    """Each command is refused, and asks AWS nothing."""
    before = place.last_call()
    for command in commands:
        with pytest.raises(ProviderError, match=REASON):
            command()
    assert place.operations(before) == []
