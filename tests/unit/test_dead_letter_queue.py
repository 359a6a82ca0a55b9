"""`DeadLetterQueue` under mocks."""

from typing import Any

import pytest
from connect_customer_profiles import DeadLetterQueue, policy

from tests.unit.deployment import ACCOUNT, KEY_ARN, REGION, UNKNOWN, Deployment, Later, deployed, refusal

URL = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/shop-dead-letters"
ARN = f"arn:aws:sqs:{REGION}:{ACCOUNT}:shop-dead-letters"


def made(args: dict[str, object], **options: Any) -> Deployment:
    return deployed(DeadLetterQueue, "dlq", args, **options)


def test_consists_of_a_queue_and_its_policy() -> None:
    assert made({"domain_name": "shop"}).tree == {
        ("connect-customer-profiles:index:DeadLetterQueue", "dlq", ""),
        ("aws:sqs/queue:Queue", "dlq-queue", "dlq"),
        ("aws:sqs/queuePolicy:QueuePolicy", "dlq-policy", "dlq"),
    }


def test_by_default_keeps_messages_fourteen_days_encrypted_by_sqs() -> None:
    assert made({"domain_name": "shop"})["dlq-queue"].inputs == {
        "name": "shop-dead-letters",
        "messageRetentionSeconds": 14 * 24 * 3600,
        "redriveAllowPolicy": '{"redrivePermission":"denyAll"}',
        "sqsManagedSseEnabled": True,
    }


@pytest.mark.parametrize(("given", "protected"), [({}, True), ({"deletion_protection": False}, False)])
def test_letters_are_protected_unless_the_program_says_otherwise(given: dict[str, object], protected: bool) -> None:
    resources = made({"domain_name": "shop", **given}).resources
    assert {name for name, each in resources.items() if each.protect} == ({"dlq-queue"} if protected else set())


@pytest.mark.parametrize("key", [KEY_ARN, Later(KEY_ARN)], ids=["plain", "later"])
def test_every_argument_reaches_the_queue_and_a_key_replaces_the_encryption_by_sqs(key: object) -> None:
    args = {
        "domain_name": "shop",
        "queue_name": "letters",
        "kms_key_arn": key,
        "message_retention_seconds": 3600.0,
        "visibility_timeout_seconds": 365,
        "tags": {"team": "care"},
    }
    assert made(args)["dlq-queue"].inputs == {
        "name": "letters",
        "messageRetentionSeconds": 3600,
        "visibilityTimeoutSeconds": 365,
        "redriveAllowPolicy": '{"redrivePermission":"denyAll"}',
        "kmsMasterKeyId": KEY_ARN,
        "tags": {"team": "care"},
    }


def test_the_policy_names_the_queue_by_its_deterministic_arn() -> None:
    assert made({"domain_name": "shop"})["dlq-policy"].inputs == {
        "queueUrl": URL,
        "policy": policy.queue_policy(region=REGION, account=ACCOUNT, domain_name="shop", queue_arn=ARN),
    }


def test_outputs_are_ready_when_the_policy_is_attached() -> None:
    outputs = made({"domain_name": "shop"}).outputs
    assert outputs["queue_url"].value == URL
    assert outputs["queue_url"].waits_for == {"dlq-policy"}
    assert outputs["queue_arn"].value == ARN
    assert outputs["queue_arn"].waits_for == {"dlq-queue", "dlq-policy"}


def test_at_preview_the_policy_is_known_and_the_outputs_are_not() -> None:
    preview = made({"domain_name": "shop"}, preview=True)
    whole = made({"domain_name": "shop"})
    assert preview["dlq-policy"].inputs == {**whole["dlq-policy"].inputs, "queueUrl": UNKNOWN}
    assert {name: each.value for name, each in preview.outputs.items()} == {
        "queue_url": UNKNOWN,
        "queue_arn": UNKNOWN,
        "visibility_timeout_seconds": 30,
    }


def test_an_unknown_domain_name_leaves_what_depends_on_it_unknown_at_preview() -> None:
    unknown = Later(UNKNOWN)
    preview = made({"domain_name": unknown}, preview=True)
    assert preview["dlq-queue"].inputs["name"] == UNKNOWN
    assert preview["dlq-policy"].inputs["policy"] == UNKNOWN


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "domain_name = None: is required"),
        (
            {"domain_name": "shop", "queue": "letters"},
            "queue = 'letters': is not an argument; did you mean queue_name?",
        ),
        (
            {"domain_name": "shop", "queue": Later("letters")},
            "queue = [output]: is not an argument; did you mean queue_name?",
        ),
        ({"domain_name": "a b"}, "domain_name = 'a b': a domain name has 1 to 64 letters, digits, _ or -"),
        (
            {"domain_name": "shop", "queue_name": "a.fifo"},
            "queue_name = 'a.fifo': a queue name has 1 to 80 letters, digits, _ or -",
        ),
        (
            {"domain_name": "shop", "kms_key_arn": "alias/shop"},
            "kms_key_arn = 'alias/shop': must be the ARN of a KMS key (arn:aws:kms:…:key/…)",
        ),
        (
            {"domain_name": "shop", "message_retention_seconds": 59},
            "message_retention_seconds = 59: must be 60 to 1209600 seconds",
        ),
        (
            {"domain_name": "shop", "visibility_timeout_seconds": 43_201},
            "visibility_timeout_seconds = 43201: must be 0 to 43200 seconds",
        ),
        (
            {"domain_name": "shop", "tags": {"aws:team": "care"}},
            "tags = 'aws:team': a tag key has 1 to 128 of a-z A-Z 0-9 + - = . _ : / and does not start with aws:",
        ),
        (
            {"domain_name": "shop", "tags": {"team": 1}},
            "tags.team = 1: a tag value is a string of at most 256 characters",
        ),
    ],
)
def test_refuses_in_one_line(args: dict[str, object], message: str) -> None:
    assert refusal(DeadLetterQueue, "dlq", args) == f"DeadLetterQueue 'dlq': {message}"


@pytest.mark.parametrize("preview", [True, False])
@pytest.mark.parametrize(
    ("argument", "value", "rule"),
    [
        ("domain_name", "a b", "a domain name has 1 to 64 letters, digits, _ or -"),
        ("queue_name", "a b", "a queue name has 1 to 80 letters, digits, _ or -"),
        ("kms_key_arn", "shop", "must be the ARN of a KMS key (arn:aws:kms:…:key/…)"),
        ("message_retention_seconds", 1, "must be 60 to 1209600 seconds"),
    ],
)
def test_an_output_that_breaks_a_rule_creates_nothing(argument: str, value: object, rule: str, preview: bool) -> None:
    args = {"domain_name": "shop", argument: Later(value)}
    assert (
        refusal(DeadLetterQueue, "dlq", args, preview=preview)
        == f"DeadLetterQueue 'dlq': {argument} = {value!r}: {rule}"
    )
