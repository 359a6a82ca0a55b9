"""Values that are not known at preview: no false alarm, and nothing known is let through because of them."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from tests.policies.cases import OURS, UNKNOWN, Resource, document
from tests.policies.collection import domains, integrations, keys, queues, roles
from tests.policies.pack import judged, setup

BROAD = json.loads(roles.GOOD)["Statement"]
BY_SID = {each["Sid"]: each for each in BROAD}
BY_SID["UseConnectorResources"]["Resource"] = [UNKNOWN]
BY_SID["AccessFlowResources"]["Resource"] = "*"


def said(*resources: Resource | Sequence[Resource]) -> list[dict[str, Any]]:
    return judged([setup(each) for each in resources])


def test_what_is_unknown_but_given_counts_as_given() -> None:
    (raw, native, ours) = said(
        domains.raw(defaultEncryptionKey=UNKNOWN, deadLetterQueueUrl=UNKNOWN),
        domains.native(defaultEncryptionKey=UNKNOWN, deadLetterQueueUrl=UNKNOWN),
        domains.ours(kms_key_arn=UNKNOWN, dead_letter_queue_url=UNKNOWN),
    )
    for each in (raw, native, ours):
        assert (each["findings"], each["unknown"]) == ({}, [])


@pytest.mark.parametrize(
    ("resource", "rules"),
    [
        (domains.native(defaultExpirationDays=UNKNOWN), ["domain-expiration"]),
        (domains.raw(domainName=UNKNOWN), ["domain-name-valid", "domain-name-prefix"]),
        (keys.raw(deletionWindowInDays=UNKNOWN), ["domain-key-deletion-window"]),
        (queues.raw(messageRetentionSeconds=UNKNOWN), ["dead-letter-queue-retention"]),
        (integrations.native(schedule=UNKNOWN), ["integration-schedule"]),
        (integrations.planned(batch=UNKNOWN), ["integration-batch-size", "integration-flow-limit"]),
    ],
    ids=lambda value: value.type if isinstance(value, Resource) else "",
)
def test_only_the_rules_that_need_an_unknown_value_wait_for_it(resource: Resource, rules: list[str]) -> None:
    (verdict,) = said(resource)
    assert (verdict["findings"], verdict["unknown"]) == ({}, rules)


def test_an_unknown_value_hides_no_other_fault() -> None:
    (verdict,) = said(domains.raw(domainName=UNKNOWN, defaultExpirationDays=2000.0, defaultEncryptionKey=None))
    assert sorted(verdict["findings"]) == ["domain-customer-key", "domain-expiration"]
    assert sorted(verdict["unknown"]) == ["domain-name-prefix", "domain-name-valid"]


def test_an_unknown_statement_hides_no_other_statement() -> None:
    policy = Resource(type="aws-native:iam:ManagedPolicy", props={"policyDocument": {"Statement": BROAD}})
    (verdict,) = said(policy)
    assert verdict["findings"] == {
        "execution-role-resources": ["statement 'AccessFlowResources' applies to every resource (*)"]
    }
    assert verdict["unknown"] == ["execution-role-resources"]


def test_a_document_that_may_be_anybodys_is_judged_when_it_is_known() -> None:
    (queue, role) = said(queues.attached(UNKNOWN), roles.policy(UNKNOWN))
    for verdict in (queue, role):
        assert (verdict["findings"], verdict["unknown"]) == ({}, [])
    assert "dead-letter-queue-guarded" in queue["not_applicable"]
    assert "execution-role-actions" in role["not_applicable"]


def test_what_a_component_makes_is_judged_with_it_while_it_is_unknown() -> None:
    child = Resource(type="aws:iam/policy:Policy", props={"policy": UNKNOWN}, inside=[f"{OURS}ExecutionRole"])
    (bad, good) = said([roles.ours(scope="documented"), child], [roles.ours(kms_key_arn=UNKNOWN), child])
    assert list(bad["findings"]) == ["execution-role-resources"]
    assert (good["findings"], good["unknown"]) == ({}, [])
    assert "execution-role-resources" in good["not_applicable"]


def test_what_has_nothing_to_do_with_customer_profiles_is_left_alone() -> None:
    public = document({"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"})
    anybody = document({"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "*"})
    for verdict in said(
        queues.raw(policy=public, sqsManagedSseEnabled=False, messageRetentionSeconds=60.0, fifoQueue=True),
        queues.attached(public),
        queues.attached("no policy document"),
        keys.raw(policy=None, enableKeyRotation=False, deletionWindowInDays=7.0),
        roles.role(anybody),
        roles.policy(document({"Effect": "Allow", "Action": "*", "Resource": "*"})),
        Resource(type="aws:appflow/flow:Flow", props={"destinationFlowConfigs": [{"connectorType": "S3"}]}),
    ):
        assert (verdict["findings"], verdict["unknown"], verdict["not_applicable"]) == ({}, [], [])
