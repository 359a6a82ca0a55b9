"""A second policy on our queue: who finds it, and how its statements get into ours without locking the service out."""

import json
from collections.abc import Callable

import pytest

from tests.policies.engine import violations

from .conftest import Place
from .harness import Project

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


def test_my_second_policy_locked_the_service_out_every_other_update(
    place: Place, project: Callable[..., Project]
) -> None:
    stack = project(program=PROGRAM + BARE + SECOND)
    # The policy pack says so before anything is created.
    assert violations(stack) == {("audit", "one-policy-per-resource")}
    found = []
    for _ in range(3):
        stack.up()
        found.append(statements(place))
        assert stack.changes() == {"update": 1}
    assert [SERVICE in each for each in found] == [False, True, False]

    # Its statements go into ours as docs/names.md says: an update that deletes it would take our policy with it.
    stack.run("state", "delete", "--yes", URN)
    (stack.folder / "__main__.py").write_text(PROGRAM + GIVEN)
    stack.up()
    assert set(statements(place)) == {"ReadByAudit", SERVICE, "TlsOnly"}
    assert stack.changes() == {}
    assert violations(stack) == set()


def statements(place: Place) -> list[str]:
    """The statements that the queue has."""
    sqs = place.client("sqs")
    url = sqs.get_queue_url(QueueName="amazon-connect-test-dead-letters")["QueueUrl"]
    policy = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"]).get("Attributes", {}).get("Policy")
    return [each.get("Sid") for each in json.loads(policy)["Statement"]] if policy else []
