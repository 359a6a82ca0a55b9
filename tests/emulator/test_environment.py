"""The environment of a command never leads to real credentials or another endpoint."""

from pathlib import Path

import pytest

from localcloud.environment import cloud_environment, removed_variables, used_cloud

BASE = {
    "PATH": "/bin",
    "AWS_PROFILE": "production",
    "AWS_SESSION_TOKEN": "secret",
    "AWS_ACCESS_KEY_ID": "AKIAREAL",
    "AWS_ENDPOINT_URL_SQS": "https://sqs.example.com",
    "AWS_ROLE_ARN": "arn:aws:iam::1:role/x",
    "AWS_REGION": "ap-northeast-1",
    "NO_PROXY": "intranet,localhost",
}


def test_everything_points_to_the_local_cloud() -> None:
    assert cloud_environment(BASE, "http://127.0.0.1:4000", Path("/data"), region="eu-central-1") == {
        "PATH": "/bin",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:4000",
        "AWS_ACCESS_KEY_ID": "123456789012",
        "AWS_SECRET_ACCESS_KEY": "localcloud",
        "AWS_REGION": "eu-central-1",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "5",
        "AWS_CONFIG_FILE": "/data/aws-config",
        "AWS_SHARED_CREDENTIALS_FILE": "/data/aws-credentials",
        "NO_PROXY": "intranet,localhost,127.0.0.1",
        "no_proxy": "intranet,localhost,127.0.0.1",
    }


def test_base_is_left_alone() -> None:
    before = dict(BASE)
    cloud_environment(BASE, "http://127.0.0.1:4000", Path("/data"))
    assert before == BASE


def test_region_and_account_defaults() -> None:
    environment = cloud_environment({}, "http://127.0.0.1:4000", Path("/data"), account="111122223333")
    assert (environment["AWS_REGION"], environment["AWS_ACCESS_KEY_ID"]) == ("us-east-1", "111122223333")


def test_variables_that_a_shell_has_to_unset() -> None:
    assert removed_variables(BASE) == ["AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_SQS", "AWS_ROLE_ARN"]


def test_a_name_that_no_shell_can_unset_is_not_given_to_one() -> None:
    """`eval "$(python -m localcloud env)"` would run what is in it."""
    assert removed_variables({"AWS_ENDPOINT_URL_;touch x": "", "AWS_ENDPOINT_URL_": "", "AWS_ENDPOINT_URL_É": ""}) == []


@pytest.mark.parametrize(
    ("endpoint", "used"),
    [
        ("http://127.0.0.1:4000", True),
        ("http://127.0.0.1:4000/\x1b[2J", False),
        ("http://127.0.0.1:4000\n", False),
        ("http://example.com:4000", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_only_a_local_endpoint_is_the_local_cloud_that_an_environment_uses(endpoint: str, used: bool) -> None:
    environment = cloud_environment({}, endpoint, Path("/data"))
    assert (used_cloud(environment) is not None) is used
