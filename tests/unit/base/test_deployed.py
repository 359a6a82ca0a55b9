"""Where a component is deployed, as its outputs in state tell."""

from typing import Any

import pytest
from connect_customer_profiles.base.deployed import deployed_elsewhere

QUEUE = "connect-customer-profiles:index:DeadLetterQueue"
MINE, OTHER = "123456789012", "210987654321"
HERE = (MINE, "us-east-1")
URN = f"urn:pulumi:dev::shop::acme:index:Team${QUEUE}::dlq"


def sqs(account: str, region: str) -> dict[str, Any]:
    return {"queue_arn": f"arn:aws:sqs:{region}:{account}:letters", "queue_url": "https://sqs"}


@pytest.mark.parametrize(
    ("outputs", "found"),
    [
        (sqs(*HERE), None),
        (sqs(OTHER, "us-east-1"), (OTHER, "us-east-1")),
        (sqs(MINE, "eu-central-1"), (MINE, "eu-central-1")),
        ({"alarm_arns": [f"arn:aws:cloudwatch:us-east-1:{OTHER}:alarm:a"]}, (OTHER, "us-east-1")),
        ({"role_arn": f"arn:aws:iam::{MINE}:role/loader"}, None),
        ({"role_arn": f"arn:aws:iam::{OTHER}:role/loader"}, (OTHER, "")),
        ({"role_arn": f"arn:aws:iam::{MINE}:role/loader", **sqs(MINE, "eu-central-1")}, (MINE, "eu-central-1")),
        ({"topic_arn": f"arn:aws:sns:us-east-1:{OTHER}:somebody"}, None),
        ({"bucket_name": "crm-export", "arn": "arn:aws:s3:::crm-export", "count": 1, "none": None}, None),
        ({}, None),
    ],
)
def test_the_arns_of_its_outputs_tell(outputs: dict[str, Any], found: tuple[str, str] | None) -> None:
    arn = deployed_elsewhere({URN: outputs}, QUEUE, "dlq", *HERE)
    assert (arn and (arn.account, arn.region)) == found


def test_only_its_own_outputs_count() -> None:
    others = {URN.replace("::dlq", "::other"): sqs(OTHER, "us-east-1"), f"urn:pulumi:dev::shop::{QUEUE}$a:b:C::dlq": {}}
    assert deployed_elsewhere(others, QUEUE, "dlq", *HERE) is None


def test_of_two_components_of_one_name_in_different_parents_one_may_be_here() -> None:
    other = URN.replace("acme:index:Team$", "")
    both = {URN: sqs(OTHER, "us-east-1"), other: sqs(*HERE)}
    assert deployed_elsewhere(both, QUEUE, "dlq", *HERE) is None
