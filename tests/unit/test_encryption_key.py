"""`EncryptionKey` under mocks."""

from typing import Any

import pulumi
import pytest
from connect_customer_profiles import EncryptionKey
from connect_customer_profiles.policy import key_policy

from tests.unit.deployment import ACCOUNT, KEY_ARN, REGION, UNKNOWN, Deployment, Later, deployed, refusal

ADMINISTRATOR = f"arn:aws:iam::{ACCOUNT}:role/administrator"
DEPLOYER = f"arn:aws:iam::{ACCOUNT}:user/deployer"


def made(args: dict[str, object], **options: Any) -> Deployment:
    return deployed(EncryptionKey, "key", args, **options)


def policy(administrators: list[str], service_conditions: str) -> str:
    return key_policy(
        region=REGION,
        account=ACCOUNT,
        domain_name="shop",
        administrators=administrators,
        service_conditions=service_conditions,
    )


def test_consists_of_a_key_and_below_it_an_alias() -> None:
    assert made({"domain_name": "shop"}).tree == {
        ("connect-customer-profiles:index:EncryptionKey", "key", ""),
        ("aws:kms/key:Key", "key-key", "key"),
        ("aws:kms/alias:Alias", "key-alias", "key"),
    }


def test_by_default_rotates_yearly_serves_one_domain_and_dies_after_thirty_days() -> None:
    deployment = made({"domain_name": "shop"})
    assert deployment["key-key"].inputs == {
        "description": "Customer Profiles domain shop",
        "policy": policy([], "domain"),
        "enableKeyRotation": True,
        "deletionWindowInDays": 30,
    }
    assert deployment["key-alias"].inputs == {"name": "alias/shop", "targetKeyId": KEY_ARN.rsplit("/", 1)[-1]}


def test_every_argument_reaches_key_and_alias() -> None:
    deployment = made(
        {
            "domain_name": "shop",
            "alias": "alias/customers",
            "administrators": [ADMINISTRATOR],
            "deletion_window_in_days": 7,
            "service_conditions": "account",
            "tags": {"team": "care"},
        }
    )
    assert deployment["key-key"].inputs == {
        "description": "Customer Profiles domain shop",
        "policy": policy([ADMINISTRATOR], "account"),
        "enableKeyRotation": True,
        "deletionWindowInDays": 7,
        "tags": {"team": "care"},
    }
    assert deployment["key-alias"].inputs["name"] == "alias/customers"


def test_arguments_may_be_outputs() -> None:
    given: dict[str, object] = {
        "domain_name": "shop",
        "alias": "alias/customers",
        "administrators": [ADMINISTRATOR],
        "deletion_window_in_days": 7.0,
    }
    later: dict[str, object] = {key: Later(value) for key, value in given.items()}
    assert made(later)["key-key"].inputs == made(given)["key-key"].inputs
    assert made(later)["key-alias"].inputs == made(given)["key-alias"].inputs


@pytest.mark.parametrize(("args", "protected"), [({}, True), ({"deletion_protection": False}, False)])
def test_protects_the_key_unless_told_not_to(args: dict[str, object], protected: bool) -> None:
    assert made({"domain_name": "shop", **args})["key-key"].protect is protected


def test_outputs_come_from_the_key_whose_policy_is_part_of_it() -> None:
    outputs = made({"domain_name": "shop"}).outputs
    assert outputs["key_arn"].value == KEY_ARN
    assert outputs["key_arn"].waits_for == {"key-key"}
    assert outputs["key_id"].value == KEY_ARN.rsplit("/", 1)[-1]
    assert outputs["key_id"].waits_for == {"key-key"}


def test_at_preview_the_policy_is_known_and_the_outputs_are_not() -> None:
    preview = made({"domain_name": "shop"}, preview=True)
    assert preview["key-key"].inputs["policy"] == policy([], "domain")
    assert {name: each.value for name, each in preview.outputs.items()} == {"key_arn": UNKNOWN, "key_id": UNKNOWN}


@pytest.mark.parametrize("later", [False, True])
@pytest.mark.parametrize("administrators", [[ADMINISTRATOR], [DEPLOYER], [f"arn:aws:iam::{ACCOUNT}:user/*"], []])
def test_a11_says_that_the_deployer_is_locked_out(
    administrators: list[str], later: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", lambda message, *_args, **_options: found.append(message))
    made({"domain_name": "shop", "administrators": Later(administrators) if later else administrators})
    warning = (
        f"EncryptionKey 'key': administrators: {DEPLOYER} is not among them: it may not delete the key, and KMS "
        "refuses a new key policy from it"
    )
    assert found == [warning] * (administrators == [ADMINISTRATOR])


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "domain_name = None: is required"),
        (
            {"domain_name": "shop", "name": "x"},
            (
                "name = 'x': is not an argument; known arguments: administrators, alias, allow_key_loss, "
                "deletion_protection, deletion_window_in_days, domain_name, service_conditions, "
                "source_policy_documents, tags"
            ),
        ),
        ({"domain_name": ""}, "domain_name = '': a domain name has 1 to 64 letters, digits, _ or -"),
        (
            {"domain_name": "shop", "alias": "customers"},
            "alias = 'customers': a key alias is alias/ and up to 250 letters, digits, / _ or -, not below alias/aws/",
        ),
        (
            {"domain_name": "shop", "administrators": ADMINISTRATOR},
            f"administrators = '{ADMINISTRATOR}': must be a list of non-empty strings",
        ),
        ({"domain_name": "shop", "deletion_window_in_days": 6}, "deletion_window_in_days = 6: must be 7 to 30 days"),
        (
            {"domain_name": "shop", "service_conditions": "all"},
            "service_conditions = 'all': must be one of domain, account, none",
        ),
        (
            {"domain_name": "shop", "deletion_protection": "false"},
            "deletion_protection = 'false': must be true or false",
        ),
    ],
)
def test_refuses_in_one_line(args: dict[str, object], message: str) -> None:
    assert refusal(EncryptionKey, "key", args) == f"EncryptionKey 'key': {message}"


@pytest.mark.parametrize("wrap", [list, Later], ids=["value", "output"])
def test_a11_a_session_is_no_administrator_but_its_role_is(wrap: Any) -> None:
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/administrator/me"
    assert refusal(EncryptionKey, "key", {"domain_name": "shop", "administrators": wrap([session])}) == (
        f"EncryptionKey 'key': administrators = '{session}': must be the session's role: {ADMINISTRATOR}"
    )


@pytest.mark.parametrize(
    ("argument", "value", "rule"),
    [
        ("domain_name", "a b", "a domain name has 1 to 64 letters, digits, _ or -"),
        ("administrators", [""], "must be a list of non-empty strings"),
        ("deletion_window_in_days", 31, "must be 7 to 30 days"),
        (
            "alias",
            "alias/aws/x",
            "a key alias is alias/ and up to 250 letters, digits, / _ or -, not below alias/aws/",
        ),
    ],
)
def test_an_output_that_breaks_a_rule_creates_nothing(argument: str, value: object, rule: str) -> None:
    args = {"domain_name": "shop", argument: Later(value)}
    assert refusal(EncryptionKey, "key", args) == f"EncryptionKey 'key': {argument} = {value!r}: {rule}"
