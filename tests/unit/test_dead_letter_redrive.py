"""`DeadLetterRedrive` under mocks."""

import json
from typing import Any

import pytest
from connect_customer_profiles import DeadLetterRedrive, policy
from connect_customer_profiles.dead_letter_redrive import concurrency

from tests.unit.deployment import ACCOUNT, KEY_ARN, REGION, UNKNOWN, Deployment, Later, deployed, refusal

ARN = f"arn:aws:sqs:{REGION}:{ACCOUNT}:shop-dead-letters"
URL = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/shop-dead-letters"
FAILURES = f"arn:aws:sqs:{REGION}:{ACCOUNT}:shop-redrive-failures"
FUNCTION = "shop-dead-letter-redrive"
REQUIRED = {
    "domain_name": "shop",
    "queue_url": URL,
    "queue_arn": ARN,
    "queue_visibility_timeout_seconds": 365,
    "kms_key_arn": KEY_ARN,
}


def made(args: dict[str, Any], **options: Any) -> Deployment:
    return deployed(DeadLetterRedrive, "redrive", args, **options)


def plain(value: Any) -> Any:
    """Inputs without the code."""
    return {key: each for key, each in value.items() if key != "code"}


def test_consists_of_a_function_behind_the_queue_and_a_queue_for_what_it_cannot_store() -> None:
    assert made(REQUIRED).tree == {
        ("connect-customer-profiles:index:DeadLetterRedrive", "redrive", ""),
        ("aws:sqs/queue:Queue", "redrive-failures", "redrive"),
        ("aws:sqs/queuePolicy:QueuePolicy", "redrive-failures-policy", "redrive"),
        ("aws:sqs/redrivePolicy:RedrivePolicy", "redrive-redrive-policy", "redrive"),
        ("aws:cloudwatch/logGroup:LogGroup", "redrive-logs", "redrive"),
        ("aws:iam/role:Role", "redrive-role", "redrive"),
        ("aws:iam/policy:Policy", "redrive-policy", "redrive"),
        ("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "redrive-attachment", "redrive"),
        ("aws:lambda/function:Function", "redrive-function", "redrive"),
        ("aws:lambda/eventSourceMapping:EventSourceMapping", "redrive-mapping", "redrive"),
    }


@pytest.mark.parametrize(("given", "protected"), [({}, True), ({"deletion_protection": False}, False)])
def test_what_failed_is_protected_unless_the_program_says_otherwise(given: dict[str, Any], protected: bool) -> None:
    resources = made({**REQUIRED, **given}).resources
    assert {name for name, each in resources.items() if each.protect} == ({"redrive-failures"} if protected else set())


def test_by_default() -> None:
    deployment = made(REQUIRED)
    assert plain(deployment["redrive-function"].inputs) == {
        "name": FUNCTION,
        "description": "Redrives the dead letters of domain shop",
        "handler": "connect_customer_profiles.functions.redrive.handle",
        "runtime": "python3.13",
        "architectures": ["arm64"],
        "memorySize": 256,
        "timeout": 60,
        "role": f"arn:aws:iam::{ACCOUNT}:role/shop-redrive-{REGION}",
        "environment": {
            "variables": {"DOMAIN_NAME": "shop", "CALLS_PER_SECOND": "10.000", "CAUSES": "crowded-profile"}
        },
        "loggingConfig": {"logFormat": "JSON", "logGroup": f"/aws/lambda/{FUNCTION}"},
        "tracingConfig": {"mode": "PassThrough"},
    }
    assert deployment["redrive-mapping"].inputs == {
        "eventSourceArn": ARN,
        "functionName": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{FUNCTION}",
        "batchSize": 100,
        "maximumBatchingWindowInSeconds": 5,
        "functionResponseTypes": ["ReportBatchItemFailures"],
        "scalingConfig": {"maximumConcurrency": 9},
    }
    assert deployment["redrive-logs"].inputs == {"name": f"/aws/lambda/{FUNCTION}", "retentionInDays": 365}
    queue = deployment["redrive-failures"].inputs
    assert json.loads(queue.pop("redriveAllowPolicy")) == {"redrivePermission": "byQueue", "sourceQueueArns": [ARN]}
    assert queue == {
        "name": "shop-redrive-failures",
        "messageRetentionSeconds": 1_209_600,
        "sqsManagedSseEnabled": True,
    }
    assert deployment["redrive-failures-policy"].inputs["policy"] == policy.private_queue_policy(FAILURES)
    redrive = deployment["redrive-redrive-policy"].inputs
    assert redrive["queueUrl"] == URL
    assert json.loads(redrive["redrivePolicy"]) == {"deadLetterTargetArn": FAILURES, "maxReceiveCount": 5}
    assert deployment["redrive-role"].inputs["assumeRolePolicy"] == policy.function_trust_policy()


def test_the_role_may_take_from_the_queue_put_into_the_domain_and_log_and_nothing_else() -> None:
    document = json.loads(made(REQUIRED)["redrive-policy"].inputs["policy"])
    domain = f"arn:aws:profile:{REGION}:{ACCOUNT}:domains/shop"
    assert {
        each["Sid"]: (each["Action"], each["Resource"], each.get("Condition")) for each in document["Statement"]
    } == {
        "TakeDeadLetters": (["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"], ARN, None),
        "PutObjects": (
            ["profile:GetProfileObjectType", "profile:PutProfileObject"],
            [domain, f"{domain}/object-types/*"],
            None,
        ),
        "UseKeyThroughCustomerProfiles": (
            ["kms:Decrypt", "kms:GenerateDataKey"],
            KEY_ARN,
            {"StringEquals": {"kms:ViaService": f"profile.{REGION}.amazonaws.com"}},
        ),
        "WriteLogs": (
            ["logs:CreateLogStream", "logs:PutLogEvents"],
            f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/{FUNCTION}:*",
            None,
        ),
    }


def test_every_argument_reaches_its_resource() -> None:
    other = KEY_ARN.replace("key/", "key/9")
    args = {
        **REQUIRED,
        "queue_visibility_timeout_seconds": Later(905),
        "queue_kms_key_arn": other,
        "causes": ["crowded-profile", "no-profile"],
        "calls_per_second": 20,
        "timeout_seconds": 150,
        "max_receive_count": 3,
        "failure_queue_name": "failures",
        "function_name": "redriver",
        "role_name": "redriver-role",
        "permissions_boundary_arn": f"arn:aws:iam::{ACCOUNT}:policy/boundary",
        "log_retention_days": 30,
        "log_kms_key_arn": other,
        "tracing": True,
        "reserve_concurrency": True,
        "tags": {"team": "care"},
    }
    deployment = made(args)
    function = deployment["redrive-function"].inputs
    assert (function["name"], function["timeout"], function["reservedConcurrentExecutions"]) == ("redriver", 150, 2)
    assert function["environment"]["variables"] == {
        "DOMAIN_NAME": "shop",
        "CALLS_PER_SECOND": "10.000",
        "CAUSES": "crowded-profile,no-profile",
    }
    assert function["tracingConfig"] == {"mode": "Active"}
    assert deployment["redrive-logs"].inputs == {
        "name": "/aws/lambda/redriver",
        "retentionInDays": 30,
        "kmsKeyId": other,
        "tags": {"team": "care"},
    }
    assert deployment["redrive-role"].inputs["permissionsBoundary"] == args["permissions_boundary_arn"]
    assert deployment["redrive-role"].inputs["name"] == deployment["redrive-policy"].inputs["name"] == "redriver-role"
    assert deployment["redrive-failures"].inputs["name"] == "failures"
    statements = json.loads(deployment["redrive-policy"].inputs["policy"])["Statement"]
    by_name = {each["Sid"]: each for each in statements}
    assert by_name["DecryptDeadLetters"]["Resource"] == other
    assert by_name["DecryptDeadLetters"]["Condition"] == {
        "StringEquals": {"kms:ViaService": f"sqs.{REGION}.amazonaws.com"}
    }
    assert by_name["SendTraces"]["Resource"] == "*"
    tagged = ("failures", "logs", "role", "policy", "function", "mapping")
    assert all(deployment[f"redrive-{each}"].inputs["tags"] == {"team": "care"} for each in tagged)


def test_the_function_is_ready_when_letters_reach_it_and_failures_have_a_place() -> None:
    outputs = made(REQUIRED).outputs
    assert outputs["function_name"].value == FUNCTION
    assert "redrive-mapping" in outputs["function_name"].waits_for
    assert outputs["failure_queue_arn"].value == FAILURES
    assert "redrive-failures-policy" in outputs["failure_queue_arn"].waits_for


def test_at_preview_names_and_policies_are_known() -> None:
    preview, whole = made({**REQUIRED, "queue_url": Later(UNKNOWN)}, preview=True), made(REQUIRED)
    assert preview["redrive-policy"].inputs == whole["redrive-policy"].inputs
    assert preview["redrive-redrive-policy"].inputs["queueUrl"] == UNKNOWN


@pytest.mark.parametrize(("rate", "environments"), [(1, 2), (20, 2), (23, 3), (90, 9), (95, 9), (100, 9), (1000, 90)])
def test_environments_are_rate_times_duration_with_ten_calls_in_each(rate: int, environments: int) -> None:
    assert concurrency(rate) == environments


@pytest.mark.parametrize("preview", [True, False])
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"queue_visibility_timeout_seconds": 30},
            "queue_visibility_timeout_seconds = 30: must be at least 365 seconds for a function timeout of 60: give "
            "the queue a longer one",
        ),
        (
            {"queue_visibility_timeout_seconds": Later(364)},
            "queue_visibility_timeout_seconds = 364: must be at least 365 seconds for a function timeout of 60: give "
            "the queue a longer one",
        ),
        (
            {"timeout_seconds": 61},
            "queue_visibility_timeout_seconds = 365: must be at least 371 seconds for a function timeout of 61: give "
            "the queue a longer one",
        ),
        ({"timeout_seconds": 5}, "timeout_seconds = 5: must be 10 to 900 seconds"),
        (
            {"queue_arn": f"{ARN}.fifo"},
            f"queue_arn = '{ARN}.fifo': must be the ARN of a standard SQS queue (arn:aws:sqs:…)",
        ),
        ({"queue_url": "shop-dead-letters"}, "queue_url = 'shop-dead-letters': must be the URL of an SQS queue"),
        (
            {"queue_url": Later(URL.replace("us-east-1", "eu-west-1"))},
            f"queue_url = '{URL.replace('us-east-1', 'eu-west-1')}': must be a queue of account 111122223333 in "
            "us-east-1, where the domain is",
        ),
        (
            {"queue_arn": ARN.replace("us-east-1", "eu-west-1")},
            f"queue_arn = '{ARN.replace('us-east-1', 'eu-west-1')}': must be a queue of account 111122223333 in "
            "us-east-1, where the domain is",
        ),
        ({"calls_per_second": 0}, "calls_per_second = 0: must be 1 to 1000 calls a second"),
        ({"calls_per_second": 1.5}, "calls_per_second = 1.5: must be a whole number of calls a second"),
        ({"max_receive_count": 0}, "max_receive_count = 0: must be 1 to 1000 receives"),
        ({"tracing": "no"}, "tracing = 'no': must be true or false"),
        ({"function_name": "a b"}, "function_name = 'a b': a function name has 1 to 64 letters, digits, _ or -"),
        (
            {"kms_key_arn": "alias/shop"},
            "kms_key_arn = 'alias/shop': must be the ARN of a KMS key (arn:aws:kms:…:key/…)",
        ),
    ],
)
def test_refuses_in_one_line(changes: dict[str, Any], message: str, preview: bool) -> None:
    assert (
        refusal(DeadLetterRedrive, "redrive", {**REQUIRED, **changes}, preview=preview)
        == f"DeadLetterRedrive 'redrive': {message}"
    )


def test_refuses_unknown_causes_and_periods_with_those_that_there_are() -> None:
    assert "must be one of missing-key, crowded-profile" in refusal(
        DeadLetterRedrive, "redrive", {**REQUIRED, "causes": ["broken"]}
    )
    assert "log_retention_days = 31: must be one of 1, 3, 5" in refusal(
        DeadLetterRedrive, "redrive", {**REQUIRED, "log_retention_days": 31}
    )
    assert "missing" not in refusal(DeadLetterRedrive, "redrive", {**REQUIRED, "colour": 1})


def test_the_failure_queue_has_the_key_of_the_queue() -> None:
    inputs = made({**REQUIRED, "queue_kms_key_arn": KEY_ARN})["redrive-failures"].inputs
    assert inputs["kmsMasterKeyId"] == KEY_ARN
    assert "sqsManagedSseEnabled" not in inputs
