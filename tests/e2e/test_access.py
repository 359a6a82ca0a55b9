"""Who may use profiles: agents of a Connect instance, and applications."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from connect_customer_profiles import policy

from .conftest import Place, connect_instance
from .harness import Project

pytestmark = pytest.mark.e2e

PROGRAM = """
import pulumi
from connect_customer_profiles import AgentAccess, ApplicationAccess, EncryptionKey

name = "amazon-connect-test"
key = EncryptionKey("key", {{"domain_name": name, "deletion_protection": False}})
agents = AgentAccess("agents", {{
    "instance_arn": "{instance}",
    "security_profile_name": "Care agents",
    "level": "{level}",
    "tags": {{"team": "care"}},
}})
lookup = ApplicationAccess("lookup", {{"domain_name": name, "kms_key_arn": key.key_arn}})
pulumi.export("profile", agents.security_profile_arn)
pulumi.export("policy", lookup.policy_arn)
pulumi.export("key", key.key_arn)
"""


def permissions(connect: Any, arn: str) -> list[str]:
    _, instance_id, _, profile_id = arn.split("/")
    listed = connect.list_security_profile_permissions(InstanceId=instance_id, SecurityProfileId=profile_id)
    return sorted(listed["Permissions"])


def test_agents_and_applications_get_what_they_need_and_no_more(place: Place, project: Callable[..., Project]) -> None:
    instance, connect, iam = connect_instance(place), place.client("connect"), place.client("iam")
    stack = project(program=PROGRAM.format(instance=instance, level="view"))
    outputs = stack.up()
    assert permissions(connect, outputs["profile"]) == ["BasicAgentAccess", "CustomerProfiles.View"]
    version = iam.get_policy(PolicyArn=outputs["policy"])["Policy"]["DefaultVersionId"]
    attached = iam.get_policy_version(PolicyArn=outputs["policy"], VersionId=version)["PolicyVersion"]["Document"]
    assert attached == json.loads(
        policy.application_policy(
            region="us-east-1",
            account="123456789012",
            domain_name="amazon-connect-test",
            kms_key_arn=outputs["key"],
            level="read",
        )
    )
    assert stack.changes() == {}

    _, instance_id, _, profile_id = outputs["profile"].split("/")
    connect.update_security_profile(
        InstanceId=instance_id, SecurityProfileId=profile_id, Permissions=["BasicAgentAccess", "Users.Delete"]
    )
    assert stack.changes() == {"update": 1}
    stack.up()
    assert permissions(connect, outputs["profile"]) == ["BasicAgentAccess", "CustomerProfiles.View"]

    (stack.folder / "__main__.py").write_text(PROGRAM.format(instance=instance, level="create"))
    assert stack.up()["profile"] == outputs["profile"]
    assert permissions(connect, outputs["profile"]) == [
        "BasicAgentAccess",
        "CustomerProfiles.Create",
        "CustomerProfiles.Edit",
        "CustomerProfiles.View",
    ]
    stack.destroy()
    assert place.leftovers() == {"123456789012 us-east-1 connect_instances": [instance]}
