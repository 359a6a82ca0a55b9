"""`ApplicationAccess`: what an application needs to call the profile APIs."""

from collections.abc import Mapping
from typing import Literal, NotRequired, TypedDict, get_args

import pulumi
import pulumi_aws as aws

from . import names, rules
from .base.arguments import Arguments, type_token
from .base.location import aws_location
from .base.outputs import rendered
from .base.reservations import reserving
from .policy import application_policy

ApplicationAccessLevel = Literal["read", "write"]


class ApplicationAccessArgs(TypedDict):
    """Arguments of `ApplicationAccess`."""

    domain_name: pulumi.Input[str]
    """The domain whose profiles may be used; 1 to 64 letters, digits, `_` or `-`."""
    kms_key_arn: pulumi.Input[str]
    """The domain's key."""
    level: NotRequired[ApplicationAccessLevel]
    """`read`: search profiles, read them, their objects and calculated attributes (default). `write`: also create,
    change, merge and delete profiles, their keys and objects."""
    policy_name: NotRequired[pulumi.Input[str]]
    """The policy's name, up to 128 characters. Default: `<domain name>-profiles-<level>-<Region>`."""
    tags: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Tags of the policy."""


class ApplicationAccess(pulumi.ComponentResource):
    """A managed policy for callers of the profile APIs of one domain; attach it to their roles.

    Besides the API itself, callers need permissions of their own on the domain's key.
    https://docs.aws.amazon.com/connect/latest/adminguide/enable-customer-profiles.html

    Raises:
        InvalidArgumentError: an argument breaks a rule.
    """

    policy_arn: pulumi.Output[str]
    """The policy's ARN."""
    policy: "aws.iam.Policy"
    """The policy itself, for settings that have no argument here."""

    def __init__(self, name: str, args: ApplicationAccessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the component with its resources.

        Args:
            name: the component's name in the program, of which the names of its resources are made.
            args: see `ApplicationAccessArgs`.
            opts: the resource options of Pulumi.

        Raises:
            InvalidArgumentError: an argument breaks a rule.
        """
        opts = reserving(self, "ApplicationAccess", name, args, ApplicationAccessArgs, opts)
        super().__init__(type_token("ApplicationAccess"), name, dict(args), opts)
        arguments = Arguments("ApplicationAccess", name, args, ApplicationAccessArgs)
        domain_name = arguments.get("domain_name", rules.domain_name)
        kms_key_arn = arguments.get("kms_key_arn", rules.kms_key_arn)
        level = arguments.get("level", rules.one_of(*get_args(ApplicationAccessLevel)), "read")
        tags = arguments.get("tags", rules.tags)
        location = aws_location(self)
        default_name = rendered(
            names.application_policy_name, domain_name=domain_name, level=level, region=location.region
        )
        policy_name = arguments.get("policy_name", rules.policy_name, default_name)

        self.policy = aws.iam.Policy(
            f"{name}-policy",
            name=policy_name,
            policy=rendered(
                application_policy, at=location, domain_name=domain_name, kms_key_arn=kms_key_arn, level=level
            ),
            tags=tags,
            opts=pulumi.ResourceOptions(parent=self, depends_on=arguments.passed()),
        )

        self.policy_arn = self.policy.arn
        self.register_outputs({"policy_arn": self.policy_arn})
