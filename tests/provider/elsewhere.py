"""What is deployed stays in its account and Region; credentials of another account neither read nor delete it."""

from collections.abc import Callable

import pytest

from tests.provider.place import ACCOUNT, REGION, Place
from tests.provider.reserved import RESERVATION, Reserved
from tests.provider.server import ProviderError

ELSEWHERE = {"aws:accessKey": "444455556666", "aws:secretKey": "local", "aws:region": REGION}
"""The configuration of a provider with such credentials."""

REASON = (
    f"deployed in account {ACCOUNT}, but the credentials belong to account 444455556666. Go back to account "
    f"{ACCOUNT}; another account or Region takes a stack of its own, or `pulumi destroy` of this one first"
)

ANOTHER_PLACE = pytest.mark.parametrize("changes", [{"account": "444455556666"}, {"region": "eu-central-1"}])
"""For each other place, what changes of a resource's inputs."""


def assert_stays(place: Place, made: Reserved, component: str, changes: dict[str, str]) -> None:
    """Neither the reserved name nor what has it moves to another place, and AWS is asked nothing."""
    made.up()
    assert made.reservation
    assert made.resource
    before = place.last_call()
    (argument, value), here = *changes.items(), {"account": ACCOUNT, "region": REGION, **changes}
    reason = (
        f"{component}: {argument} = '{value}': deployed in account {ACCOUNT} in {REGION}, but the aws provider works "
        f"in account {here['account']} in {here['region']}. "
    )
    for provider, olds in ((RESERVATION, made.reservation.inputs), (made.owner, made.resource.inputs)):
        (failure,) = made.provider.check(provider, olds, {**olds, **changes})[1]
        assert failure.startswith(reason)
    assert place.operations(before) == []


def assert_left_alone(place: Place, *commands: Callable[[], object]) -> None:
    """Each command is refused, and asks AWS nothing."""
    before = place.last_call()
    for command in commands:
        with pytest.raises(ProviderError, match=REASON):
            command()
    assert place.operations(before) == []
