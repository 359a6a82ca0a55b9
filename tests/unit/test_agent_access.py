"""`AgentAccess` under mocks."""

from typing import Any

import pytest
from connect_customer_profiles import AgentAccess

from tests.unit.deployment import ACCOUNT, REGION, UNKNOWN, Deployment, Later, Place, deployed, refusal

INSTANCE_ID = "12345678-1234-1234-1234-123456789012"
INSTANCE_ARN = f"arn:aws:connect:{REGION}:{ACCOUNT}:instance/{INSTANCE_ID}"
REQUIRED: dict[str, object] = {"instance_arn": INSTANCE_ARN, "security_profile_name": "Care agents"}
ARN_RULE = "must be the ARN of a Connect instance (arn:aws:connect:…:instance/…)"


def made(args: dict[str, object], **options: Any) -> Deployment:
    return deployed(AgentAccess, "agents", args, **options)


def test_consists_of_a_security_profile() -> None:
    assert made(REQUIRED).tree == {
        ("connect-customer-profiles:index:AgentAccess", "agents", ""),
        ("aws:connect/securityProfile:SecurityProfile", "agents-profile", "agents"),
    }


def test_by_default_agents_see_profiles() -> None:
    assert made(REQUIRED)["agents-profile"].inputs == {
        "instanceId": INSTANCE_ID,
        "name": "Care agents",
        "description": "Customer Profiles: view",
        "permissions": ["BasicAgentAccess", "CustomerProfiles.View"],
    }


@pytest.mark.parametrize(
    ("level", "permissions"),
    [
        ("view", ["CustomerProfiles.View"]),
        ("edit", ["CustomerProfiles.Edit", "CustomerProfiles.View"]),
        ("create", ["CustomerProfiles.Create", "CustomerProfiles.Edit", "CustomerProfiles.View"]),
    ],
)
def test_a_level_has_exactly_its_permissions(level: str, permissions: list[str]) -> None:
    inputs = made({**REQUIRED, "level": level, "base_permissions": []})["agents-profile"].inputs
    assert inputs["permissions"] == permissions
    assert inputs["description"] == f"Customer Profiles: {level}"


def test_every_argument_reaches_the_security_profile() -> None:
    deployment = made(
        {
            "instance_arn": Later(INSTANCE_ARN),
            "security_profile_name": Later("supervisors"),
            "level": "edit",
            "base_permissions": [Later("OutboundCallAccess"), "BasicAgentAccess"],
            "tags": {"team": Later("care")},
        }
    )
    assert deployment["agents-profile"].inputs == {
        "instanceId": INSTANCE_ID,
        "name": "supervisors",
        "description": "Customer Profiles: edit",
        "permissions": ["BasicAgentAccess", "CustomerProfiles.Edit", "CustomerProfiles.View", "OutboundCallAccess"],
        "tags": {"team": "care"},
    }


def test_the_output_waits_for_the_security_profile() -> None:
    output = made(REQUIRED).outputs["security_profile_arn"]
    assert output.value == f"{INSTANCE_ARN}/security-profile/agents-profile-id"
    assert output.waits_for == {"agents-profile"}


def test_an_instance_that_is_not_known_yet_is_previewed() -> None:
    preview = made({**REQUIRED, "instance_arn": Later(UNKNOWN)}, preview=True)
    assert preview["agents-profile"].inputs["instanceId"] == UNKNOWN
    assert preview["agents-profile"].inputs["permissions"] == ["BasicAgentAccess", "CustomerProfiles.View"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"security_profile_name": "agents"}, "instance_arn = None: is required"),
        ({"instance_arn": INSTANCE_ARN}, "security_profile_name = None: is required"),
        (
            {**REQUIRED, "permissions": []},
            "permissions = []: is not an argument; did you mean base_permissions?",
        ),
        ({**REQUIRED, "instance_arn": INSTANCE_ID}, f"instance_arn = '{INSTANCE_ID}': {ARN_RULE}"),
        ({**REQUIRED, "level": "delete"}, "level = 'delete': must be one of view, edit, create"),
        (
            {**REQUIRED, "security_profile_name": "agents!"},
            "security_profile_name = 'agents!': a security profile name has 1 to 127 letters, digits, spaces, _ @ or -",
        ),
        (
            {**REQUIRED, "base_permissions": ["CustomerProfiles.Create"]},
            "base_permissions = 'CustomerProfiles.Create': is decided by level",
        ),
        (
            {**REQUIRED, "base_permissions": ["Contact control panel"]},
            "base_permissions = 'Contact control panel': must be the API name of a permission, such as "
            "BasicAgentAccess",
        ),
        (
            {**REQUIRED, "base_permissions": ["BasicAgentAccess", "BasicAgentAccess"]},
            "base_permissions = ['BasicAgentAccess', 'BasicAgentAccess']: contains BasicAgentAccess more than once",
        ),
    ],
)
def test_refuses_in_one_line(args: dict[str, object], message: str) -> None:
    assert refusal(AgentAccess, "agents", args) == f"AgentAccess 'agents': {message}"


@pytest.mark.parametrize("place", [Place(region="eu-west-2"), Place(account="999988887777")])
def test_refuses_an_instance_elsewhere(place: Place) -> None:
    assert refusal(AgentAccess, "agents", REQUIRED, places={"aws": place}) == (
        f"AgentAccess 'agents': instance_arn = '{INSTANCE_ARN}': the aws provider works in account {place.account} in "
        f"{place.region}"
    )


@pytest.mark.parametrize(
    ("argument", "value", "message"),
    [
        ("instance_arn", "here", f"'here': {ARN_RULE}"),
        ("base_permissions", "all", "'all': must be a list of non-empty strings"),
        ("base_permissions", ["CustomerProfiles.View"], "'CustomerProfiles.View': is decided by level"),
    ],
)
def test_an_output_that_breaks_a_rule_creates_nothing(argument: str, value: object, message: str) -> None:
    args = {**REQUIRED, argument: Later(value)}
    assert refusal(AgentAccess, "agents", args) == f"AgentAccess 'agents': {argument} = {message}"
