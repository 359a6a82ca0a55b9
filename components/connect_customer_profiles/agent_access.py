"""`AgentAccess`: what agents may do with profiles in the agent workspace."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NotRequired, TypedDict, get_args

import pulumi
import pulumi_aws as aws

from . import names, rules
from .base.arguments import Arguments, type_token
from .base.location import Location, aws_location
from .base.outputs import rendered
from .base.reservations import reserving
from .rules import RuleViolation

# Edit includes View, Create does not include Edit: each level names everything that it allows.
# https://docs.aws.amazon.com/connect/latest/adminguide/security-profile-customer-profile-agent.html
AgentAccessLevel = Literal["view", "edit", "create"]

PERMISSIONS: Mapping[str, tuple[str, ...]] = {
    "view": ("CustomerProfiles.View",),
    "edit": ("CustomerProfiles.View", "CustomerProfiles.Edit"),
    "create": ("CustomerProfiles.View", "CustomerProfiles.Edit", "CustomerProfiles.Create"),
}


class AgentAccessArgs(TypedDict):
    """Arguments of `AgentAccess`."""

    instance_arn: pulumi.Input[str]
    """The Connect instance, in the account and Region of the `aws` provider."""
    security_profile_name: pulumi.Input[str]
    """The security profile's name, unique in the instance: 1 to 127 letters, digits, spaces, `_`, `@` or `-`. Another
    name replaces the profile."""
    level: NotRequired[AgentAccessLevel]
    """What agents may do: find and see profiles (`view`; default), also change them (`edit`), also create new ones
    (`create`)."""
    base_permissions: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """Permissions in addition to those of `level`, by their API names. Default: `BasicAgentAccess`, the contact control
    panel. https://docs.aws.amazon.com/connect/latest/adminguide/security-profile-list.html"""
    tags: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Tags of the security profile."""


class AgentAccess(pulumi.ComponentResource):
    """A security profile for agents with the Customer Profiles permissions of one level, and no others of that service.

    Assign it to agents as a user's security profile. It is `aws:connect:SecurityProfile`, which compares permissions as
    a set: the API returns them in any order.
    https://docs.aws.amazon.com/connect/latest/adminguide/assign-security-profile-customer-profile.html

    Raises:
        InvalidArgumentError: an argument breaks a rule, or the instance is in another account or Region.
    """

    security_profile_arn: pulumi.Output[str]
    """The security profile's ARN."""
    security_profile: "aws.connect.SecurityProfile"
    """The security profile itself, for settings that have no argument here."""

    def __init__(self, name: str, args: AgentAccessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the component with its resources.

        Args:
            name: the component's name in the program, of which the names of its resources are made.
            args: see `AgentAccessArgs`.
            opts: the resource options of Pulumi.

        Raises:
            InvalidArgumentError: an argument breaks a rule.
        """
        opts = reserving(self, "AgentAccess", name, args, AgentAccessArgs, opts)
        super().__init__(type_token("AgentAccess"), name, dict(args), opts)
        arguments = Arguments("AgentAccess", name, args, AgentAccessArgs)
        instance_arn = arguments.get("instance_arn", rules.instance_arn)
        profile_name = arguments.get("security_profile_name", rules.security_profile_name)
        level = arguments.get("level", rules.one_of(*get_args(AgentAccessLevel)), "view")
        base_permissions = arguments.get("base_permissions", _base_permissions, ["BasicAgentAccess"])
        tags = arguments.get("tags", rules.tags)
        instance_id = arguments.checked(
            {"instance_arn": instance_arn, "location": aws_location(self)}, lambda known: _instance_id(**known)
        )

        self.security_profile = aws.connect.SecurityProfile(
            f"{name}-profile",
            instance_id=instance_id,
            name=profile_name,
            description=f"Customer Profiles: {level}",
            permissions=rendered(_permissions, base_permissions=base_permissions, level=level),
            tags=tags,
            opts=pulumi.ResourceOptions(parent=self, depends_on=arguments.passed()),
        )

        self.security_profile_arn = self.security_profile.arn
        self.register_outputs({"security_profile_arn": self.security_profile_arn})


def _base_permissions(value: Any) -> list[str]:
    permissions = rules.permissions(value)
    decided = [name for name in permissions if name in PERMISSIONS["create"]]
    if decided:
        raise RuleViolation(decided[0], "is decided by level")
    return permissions


def _permissions(base_permissions: Sequence[str], level: str) -> list[str]:
    return sorted([*base_permissions, *PERMISSIONS[level]])


def _instance_id(instance_arn: str, location: Location) -> str:
    """The instance's ID. The provider looks it up in its own account and Region only."""
    if not instance_arn.startswith(names.instance_arn(location.region, location.account, "")):
        raise RuleViolation(instance_arn, f"the aws provider works in {location}", argument="instance_arn")
    return names.last_segment(instance_arn)
