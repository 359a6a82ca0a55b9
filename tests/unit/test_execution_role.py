"""`ExecutionRole` under mocks."""

from typing import Any

import pytest
from connect_customer_profiles import ExecutionRole, policy

from tests.unit.deployment import ACCOUNT, KEY_ARN, REGION, UNKNOWN, Deployment, Later, Place, deployed, refusal

REQUIRED: dict[str, object] = {"domain_name": "shop", "kms_key_arn": KEY_ARN}
NAME = f"shop-ingestion-{REGION}"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/boundary"


def made(args: dict[str, object], **options: Any) -> Deployment:
    return deployed(ExecutionRole, "role", args, **options)


def trust(kind: str) -> str:
    return policy.trust_policy(region=REGION, account=ACCOUNT, domain_name="shop", trust=kind)


def permissions(profiles: list[str], scope: str) -> str:
    return policy.execution_policy(
        region=REGION,
        account=ACCOUNT,
        domain_name="shop",
        kms_key_arn=KEY_ARN,
        connector_profile_names=profiles,
        scope=scope,
    )


def test_consists_of_a_role_a_policy_and_the_attachment() -> None:
    assert made(REQUIRED).tree == {
        ("connect-customer-profiles:index:ExecutionRole", "role", ""),
        ("aws:iam/role:Role", "role-role", "role"),
        ("aws:iam/policy:Policy", "role-policy", "role"),
        ("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "role-attachment", "role"),
    }


def test_by_default_trusts_the_service_for_this_account_and_is_narrowed() -> None:
    deployment = made(REQUIRED)
    assert deployment["role-role"].inputs == {
        "name": NAME,
        "description": "Customer Profiles loads history into domain shop",
        "assumeRolePolicy": trust("account"),
    }
    assert deployment["role-policy"].inputs == {"name": NAME, "policy": permissions([], "narrowed")}
    assert deployment["role-attachment"].inputs == {
        "role": NAME,
        "policyArn": f"arn:aws:iam::{ACCOUNT}:policy/{NAME}",
    }


def test_every_argument_reaches_role_and_policy() -> None:
    deployment = made(
        {
            **REQUIRED,
            "connector_profile_names": ["salesforce", Later("marketo")],
            "trust": "domain",
            "scope": "documented",
            "role_name": "loader",
            "permissions_boundary_arn": BOUNDARY,
            "tags": {"team": "care"},
        }
    )
    assert deployment["role-role"].inputs == {
        "name": "loader",
        "description": "Customer Profiles loads history into domain shop",
        "assumeRolePolicy": trust("domain"),
        "permissionsBoundary": BOUNDARY,
        "tags": {"team": "care"},
    }
    assert deployment["role-policy"].inputs == {
        "name": "loader",
        "policy": permissions(["salesforce", "marketo"], "documented"),
        "tags": {"team": "care"},
    }


def test_the_name_of_the_role_tells_regions_apart() -> None:
    there = made(REQUIRED, places={"aws": Place(region="eu-central-1")})
    assert there["role-role"].inputs["name"] == "shop-ingestion-eu-central-1"


def test_the_arn_is_ready_when_the_policy_is_attached_and_the_name_when_the_role_exists() -> None:
    outputs = made(REQUIRED).outputs
    assert outputs["role_arn"].value == f"arn:aws:iam::{ACCOUNT}:role/{NAME}"
    assert outputs["role_arn"].waits_for == {"role-role", "role-attachment"}
    assert outputs["role_name"].value == NAME
    assert outputs["role_name"].waits_for == {"role-role"}


def test_at_preview_policies_are_known_as_far_as_the_key_is() -> None:
    preview = made({**REQUIRED, "kms_key_arn": Later(UNKNOWN)}, preview=True)
    assert preview["role-role"].inputs["assumeRolePolicy"] == trust("account")
    assert preview["role-policy"].inputs == {"name": NAME, "policy": UNKNOWN}
    assert preview.outputs["role_arn"].value == UNKNOWN
    assert preview.outputs["role_name"].value == NAME


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"kms_key_arn": KEY_ARN}, "domain_name = None: is required"),
        ({"domain_name": "shop"}, "kms_key_arn = None: is required"),
        (
            {**REQUIRED, "boundary": BOUNDARY},
            (
                f"boundary = '{BOUNDARY}': is not an argument; known arguments: connector_profile_names, domain_name, "
                "kms_key_arn, permissions_boundary_arn, role_name, scope, tags, trust"
            ),
        ),
        (
            {**REQUIRED, "kms_key_arn": "shop"},
            "kms_key_arn = 'shop': must be the ARN of a KMS key (arn:aws:kms:…:key/…)",
        ),
        (
            {**REQUIRED, "connector_profile_names": ["a", "b", "a"]},
            "connector_profile_names = ['a', 'b', 'a']: contains a more than once",
        ),
        ({**REQUIRED, "trust": "all"}, "trust = 'all': must be one of account, domain, none"),
        ({**REQUIRED, "scope": "all"}, "scope = 'all': must be one of narrowed, documented"),
        (
            {**REQUIRED, "role_name": "a b"},
            "role_name = 'a b': a role name has 1 to 64 letters, digits or _ + = , . @ -",
        ),
        (
            {**REQUIRED, "permissions_boundary_arn": "boundary"},
            "permissions_boundary_arn = 'boundary': must be the ARN of an IAM policy (arn:aws:iam::…:policy/…)",
        ),
    ],
)
def test_refuses_in_one_line(args: dict[str, object], message: str) -> None:
    assert refusal(ExecutionRole, "role", args) == f"ExecutionRole 'role': {message}"


@pytest.mark.parametrize(
    ("argument", "value", "rule"),
    [
        ("domain_name", "a b", "a domain name has 1 to 64 letters, digits, _ or -"),
        ("role_name", "a b", "a role name has 1 to 64 letters, digits or _ + = , . @ -"),
        ("kms_key_arn", "shop", "must be the ARN of a KMS key (arn:aws:kms:…:key/…)"),
        ("connector_profile_names", "salesforce", "must be a list of non-empty strings"),
        (
            "permissions_boundary_arn",
            "x",
            "must be the ARN of an IAM policy (arn:aws:iam::…:policy/…)",
        ),
    ],
)
def test_an_output_that_breaks_a_rule_creates_nothing(argument: str, value: object, rule: str) -> None:
    args = {**REQUIRED, argument: Later(value)}
    assert refusal(ExecutionRole, "role", args) == f"ExecutionRole 'role': {argument} = {value!r}: {rule}"
