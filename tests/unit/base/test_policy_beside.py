"""What a policy that is beside a component's is attached to."""

import pytest
from connect_customer_profiles.base.policy_beside import INPUTS, Held, may_be
from connect_customer_profiles.base.second_policy import HOLDERS

PREFIX = "urn:pulumi:dev::shop::"
OURS = f"{PREFIX}acme:index:Team$connect-customer-profiles:index:DeadLetterQueue$aws:sqs/queue:Queue::letters-queue"


def held(*names: str, by: str = "") -> Held:
    return Held(frozenset(names), frozenset({by} if by else ()))


def test_names_tell_and_otherwise_what_both_come_from() -> None:
    assert held("letters").meets(held("other", "letters"))
    assert not held("letters", by=OURS).meets(held("other", by=OURS))
    assert held(by=OURS).meets(held("letters", by=OURS))
    assert not held(by=OURS).meets(held("letters"))
    assert not held().meets(held())


@pytest.mark.parametrize(
    ("urn", "expected"),
    [
        (OURS, False),
        (f"{PREFIX}connect-customer-profiles:index:DeadLetterQueue::letters", False),
        (f"{PREFIX}aws:iam/role:Role::reader", False),
        (f"{PREFIX}aws-native:iam:Role::reader", False),
        (f"{PREFIX}aws:sqs/queue:Queue::other", True),
        (f"{PREFIX}aws-native:sqs:Queue::other", True),
        (f"{PREFIX}acme:index:Queue::other", True),
        (f"{PREFIX}pulumi:pulumi:StackReference::other", True),
    ],
)
def test_another_resource_may_be_what_has_the_policy(urn: str, expected: bool) -> None:
    assert may_be("queue", urn) is expected


def test_every_holder_says_what_it_holds() -> None:
    assert {noun for noun, _ in HOLDERS.values()} == {*INPUTS, "topic"}
