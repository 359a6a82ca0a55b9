"""`SourceBucketPolicy` under mocks."""

import json
from typing import Any

import pytest
from connect_customer_profiles import SourceBucketPolicy, policy

from tests.unit.deployment import ACCOUNT, REGION, UNKNOWN, Deployment, Later, Place, deployed, refusal

REQUIRED: dict[str, object] = {"bucket_name": "crm-exports"}
KEPT = {"Sid": "Auditors", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}
DOCUMENT = json.dumps({"Version": "2012-10-17", "Statement": [KEPT]})


def made(args: dict[str, object], **options: Any) -> Deployment:
    return deployed(SourceBucketPolicy, "exports", args, **options)


def test_is_a_policy_and_nothing_else() -> None:
    assert made(REQUIRED).tree == {
        ("connect-customer-profiles:index:SourceBucketPolicy", "exports", ""),
        ("aws:s3/bucketPolicy:BucketPolicy", "exports-policy", "exports"),
    }


def test_by_default_every_flow_of_account_and_region_may_read_the_bucket() -> None:
    assert made(REQUIRED)["exports-policy"].inputs == {
        "bucket": "crm-exports",
        "policy": policy.source_bucket_policy(region=REGION, account=ACCOUNT, bucket_name="crm-exports"),
    }


def test_every_argument_narrows_the_policy_or_adds_to_it() -> None:
    plain: dict[str, object] = {
        **REQUIRED,
        "bucket_prefixes": ["customers", "archive/2024"],
        "domain_name": "shop",
        "object_type_names": ["Orders", "Customers"],
        "only_own_flows": True,
        "flow_names": ["old-flow"],
        "source_policy_documents": [DOCUMENT],
    }
    outputs: dict[str, object] = {key: Later(value) for key, value in plain.items()}
    for args in (plain, outputs):
        deployment = made(args, places={"aws": Place("444455556666", "eu-central-1")})
        assert deployment["exports-policy"].inputs["policy"] == policy.source_bucket_policy(
            region="eu-central-1",
            account="444455556666",
            bucket_name="crm-exports",
            bucket_prefixes=["customers", "archive/2024"],
            domain_name="shop",
            object_type_names=["Orders", "Customers"],
            only_own_flows=True,
            flow_names=["old-flow"],
            source_policy_documents=[DOCUMENT],
        )


def test_the_name_is_ready_when_the_policy_is_attached() -> None:
    output = made(REQUIRED).outputs["bucket_name"]
    assert output.value == "crm-exports"
    assert output.waits_for == {"exports-policy"}


def test_an_unknown_bucket_leaves_the_policy_unknown_at_preview() -> None:
    preview = made({"bucket_name": Later(UNKNOWN)}, preview=True)
    assert preview["exports-policy"].inputs == {"bucket": UNKNOWN, "policy": UNKNOWN}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "bucket_name = None: is required"),
        (
            {"bucket_name": "CRM"},
            (
                "bucket_name = 'CRM': a bucket name has 3 to 63 lower-case letters, digits, . or -, and begins and "
                "ends with a letter or digit"
            ),
        ),
        (
            {**REQUIRED, "bucket_prefixes": ["customers/"]},
            (
                "bucket_prefixes = 'customers/': must be a folder in the bucket, such as crm/customers, without a / at "
                "either end"
            ),
        ),
        (
            {**REQUIRED, "bucket_prefixes": "customers"},
            "bucket_prefixes = 'customers': must be a list of non-empty strings",
        ),
        (
            {**REQUIRED, "source_policy_documents": ["{}"]},
            "source_policy_documents = '{}': must be a policy as JSON text, with a list of statements",
        ),
        (
            {**REQUIRED, "source_policy_documents": ["no JSON"]},
            "source_policy_documents = 'no JSON': must be a policy as JSON text, with a list of statements",
        ),
        (
            {**REQUIRED, "object_type_names": ["Orders"]},
            "object_type_names = ['Orders']: needs domain_name",
        ),
        ({**REQUIRED, "only_own_flows": True}, "only_own_flows = True: needs domain_name"),
        ({**REQUIRED, "flow_names": ["a-flow"]}, "flow_names = ['a-flow']: needs domain_name"),
        (
            {**REQUIRED, "domain_name": "_shop", "only_own_flows": True},
            (
                "only_own_flows = True: must be False for _shop: names of flows tell domains apart whose own names "
                "have at most 50 characters and begin with a letter or digit"
            ),
        ),
        ({**REQUIRED, "domain_name": "a b"}, "domain_name = 'a b': a domain name has 1 to 64 letters, digits, _ or -"),
    ],
)
def test_refuses_in_one_line(args: dict[str, object], message: str) -> None:
    assert refusal(SourceBucketPolicy, "exports", args) == f"SourceBucketPolicy 'exports': {message}"
