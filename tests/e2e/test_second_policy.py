"""A second policy on our queue: who finds it, and how its statements get into ours without locking the service out."""

import json
from collections.abc import Callable

import pytest
from connect_customer_profiles.base.refusals import END

from tests.policies.engine import violations

from .conftest import Place
from .harness import Project
from .one_of_each import run

pytestmark = pytest.mark.e2e

PROGRAM = """
import json

import pulumi
import pulumi_aws as aws
from connect_customer_profiles import DeadLetterQueue, ProfilesDomain

DOMAIN = "amazon-connect-test"
AUDIT = json.dumps({"Version": "2012-10-17", "Statement": [{
    "Sid": "ReadByAudit", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:role/audit"},
    "Action": "sqs:ReceiveMessage", "Resource": "*"}]})
"""
BARE = """
letters = DeadLetterQueue("letters", {"domain_name": DOMAIN})
"""
SECOND = """
aws.sqs.QueuePolicy("audit", queue_url=letters.queue_url, policy=AUDIT,
                    opts=pulumi.ResourceOptions(depends_on=[letters]))
"""
URN = "urn:pulumi:dev::customer-profiles::aws:sqs/queuePolicy:QueuePolicy::audit"
GIVEN = """
letters = DeadLetterQueue("letters", {"domain_name": DOMAIN, "source_policy_documents": [AUDIT]})
"""


SERVICE = "CustomerProfilesSendsDeadLetters"
"""The statement that lets Customer Profiles send letters."""


REFUSED = (
    "error: DeadLetterQueue 'letters': 'audit': is a second policy of the queue, which has room for one: each update "
    "attaches the other one, and where this one is deleted none is left. Run `pulumi state delete --yes "
    f"'{URN}'`, take it out of the program, and give its statements to source_policy_documents (docs/names.md)"
)


def test_my_second_policy_locked_the_service_out_every_other_update(
    place: Place, project: Callable[..., Project]
) -> None:
    stack = project(program=PROGRAM + BARE + SECOND)
    # The policy pack says so before anything is created.
    assert violations(stack) == {("audit", "one-policy-per-resource")}
    stack.up()
    assert SERVICE not in statements(place)
    # The component cannot know before; from now on it says so.
    assert set(stack.refusal()) == {REFUSED, f"error: {END}"}

    stack.run("state", "delete", "--yes", URN)
    (stack.folder / "__main__.py").write_text(PROGRAM + GIVEN)
    stack.up()
    assert set(statements(place)) == {"ReadByAudit", SERVICE, "TlsOnly"}
    assert stack.changes() == {}
    assert violations(stack) == set()


@pytest.mark.parametrize("now", [GIVEN, BARE], ids=["statements given to the component", "statements dropped"])
def test_dropping_my_second_policy_left_the_queue_without_any(
    place: Place, project: Callable[..., Project], now: str
) -> None:
    stack = project(program=PROGRAM + BARE + SECOND)
    stack.up()
    before = statements(place)
    (stack.folder / "__main__.py").write_text(PROGRAM + now)
    assert set(stack.refusal()) == {REFUSED, f"error: {END}"}
    code, text = run(stack, place, "up", "--skip-preview", "--yes")
    assert code != 0
    assert REFUSED.removeprefix("error: ") in text
    assert statements(place) == before

    stack.run("state", "delete", "--yes", URN)
    stack.up("--refresh")
    assert SERVICE in statements(place)


def statements(place: Place) -> list[str]:
    """The statements that the queue has."""
    sqs = place.client("sqs")
    url = sqs.get_queue_url(QueueName="amazon-connect-test-dead-letters")["QueueUrl"]
    policy = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"]).get("Attributes", {}).get("Policy")
    return [each.get("Sid") for each in json.loads(policy)["Statement"]] if policy else []
