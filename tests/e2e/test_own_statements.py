"""Statements of one's own on a queue or key, without a second policy that locks the service out."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Place
from .harness import Project

pytestmark = pytest.mark.e2e

PROGRAM = """
import json

from connect_customer_profiles import DeadLetterQueue, EncryptionKey, ProfilesDomain

DOMAIN = "amazon-connect-test"


def allowing(action):
    audit = {"AWS": "arn:aws:iam::123456789012:role/audit"}
    statement = {"Sid": "ReadByAudit", "Effect": "Allow", "Principal": audit, "Action": action, "Resource": "*"}
    return [json.dumps({"Version": "2012-10-17", "Statement": [statement]})]


key = EncryptionKey("key", {"domain_name": DOMAIN, "source_policy_documents": allowing("kms:DescribeKey")})
letters = DeadLetterQueue("letters", {"domain_name": DOMAIN, "source_policy_documents": allowing("sqs:ReceiveMessage")})
queue = letters.queue_url
ProfilesDomain("domain", {"domain_name": DOMAIN, "kms_key_arn": key.key_arn, "dead_letter_queue_url": queue})
"""


def test_my_statement_locked_the_service_out(place: Place, project: Callable[..., Project]) -> None:
    stack = project(program=PROGRAM)
    stack.up()
    domain = place.client("customer-profiles").get_domain(DomainName="amazon-connect-test")
    kms, sqs = place.client("kms"), place.client("sqs")
    url = domain["DeadLetterQueueUrl"]
    key = kms.get_key_policy(KeyId=domain["DefaultEncryptionKey"], PolicyName="default")["Policy"]
    queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]["Policy"]
    assert actions(key)["ReadByAudit"] == "kms:DescribeKey"
    assert actions(queue)["ReadByAudit"] == "sqs:ReceiveMessage"
    assert "sqs:SendMessage" in actions(queue).values()
    assert stack.changes() == {}


def actions(policy: str) -> dict[str, Any]:
    """The actions of each statement, by its name."""
    return {each["Sid"]: each["Action"] for each in json.loads(policy)["Statement"]}
