"""`ApplicationAccess` under mocks."""

from typing import Any

import pytest
from connect_customer_profiles import ApplicationAccess
from connect_customer_profiles.policy import application_policy

from tests.unit.deployment import ACCOUNT, KEY_ARN, REGION, UNKNOWN, Deployment, Later, Place, deployed, refusal

REQUIRED: dict[str, object] = {"domain_name": "shop", "kms_key_arn": KEY_ARN}
KEY_RULE = "must be the ARN of a KMS key (arn:aws:kms:…:key/…)"


def made(args: dict[str, object], **options: Any) -> Deployment:
    return deployed(ApplicationAccess, "app", args, **options)


def policy(level: str) -> str:
    return application_policy(region=REGION, account=ACCOUNT, domain_name="shop", kms_key_arn=KEY_ARN, level=level)


def test_consists_of_a_policy() -> None:
    assert made(REQUIRED).tree == {
        ("connect-customer-profiles:index:ApplicationAccess", "app", ""),
        ("aws:iam/policy:Policy", "app-policy", "app"),
    }


def test_by_default_an_application_reads() -> None:
    assert made(REQUIRED)["app-policy"].inputs == {"name": f"shop-profiles-read-{REGION}", "policy": policy("read")}


def test_every_argument_reaches_the_policy() -> None:
    deployment = made(
        {
            "domain_name": Later("shop"),
            "kms_key_arn": Later(KEY_ARN),
            "level": "write",
            "policy_name": "profile-writers",
            "tags": {"team": Later("care")},
        }
    )
    assert deployment["app-policy"].inputs == {
        "name": "profile-writers",
        "policy": policy("write"),
        "tags": {"team": "care"},
    }


def test_the_name_of_the_policy_tells_levels_and_regions_apart() -> None:
    there = made({**REQUIRED, "level": "write"}, places={"aws": Place(region="eu-central-1")})
    assert there["app-policy"].inputs["name"] == "shop-profiles-write-eu-central-1"


def test_the_output_waits_for_the_policy() -> None:
    output = made(REQUIRED).outputs["policy_arn"]
    assert output.value == f"arn:aws:iam::{ACCOUNT}:policy/shop-profiles-read-{REGION}"
    assert output.waits_for == {"app-policy"}


def test_at_preview_the_policy_is_known_as_far_as_the_key_is() -> None:
    preview = made({**REQUIRED, "kms_key_arn": Later(UNKNOWN)}, preview=True)
    assert preview["app-policy"].inputs == {"name": f"shop-profiles-read-{REGION}", "policy": UNKNOWN}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"kms_key_arn": KEY_ARN}, "domain_name = None: is required"),
        ({"domain_name": "shop"}, "kms_key_arn = None: is required"),
        (
            {**REQUIRED, "role": "app"},
            "role = 'app': is not an argument; known arguments: domain_name, kms_key_arn, level, policy_name, tags",
        ),
        ({**REQUIRED, "level": "admin"}, "level = 'admin': must be one of read, write"),
        ({**REQUIRED, "kms_key_arn": "shop"}, f"kms_key_arn = 'shop': {KEY_RULE}"),
        (
            {**REQUIRED, "policy_name": "a b"},
            "policy_name = 'a b': a policy name has 1 to 128 letters, digits or _ + = , . @ -",
        ),
    ],
)
def test_refuses_in_one_line(args: dict[str, object], message: str) -> None:
    assert refusal(ApplicationAccess, "app", args) == f"ApplicationAccess 'app': {message}"


@pytest.mark.parametrize(
    ("argument", "value", "rule"),
    [
        ("domain_name", "a b", "a domain name has 1 to 64 letters, digits, _ or -"),
        ("kms_key_arn", "shop", KEY_RULE),
        ("policy_name", "a b", "a policy name has 1 to 128 letters, digits or _ + = , . @ -"),
    ],
)
def test_an_output_that_breaks_a_rule_creates_nothing(argument: str, value: object, rule: str) -> None:
    args = {**REQUIRED, argument: Later(value)}
    assert refusal(ApplicationAccess, "app", args) == f"ApplicationAccess 'app': {argument} = {value!r}: {rule}"
