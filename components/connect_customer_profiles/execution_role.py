"""`ExecutionRole`: what Customer Profiles may do while it loads history."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from . import names, rules
from . import policy as policy_documents
from .base.arguments import Arguments, type_token
from .base.location import aws_location


class ExecutionRoleArgs(TypedDict):
    """Arguments of `ExecutionRole`."""

    domain_name: pulumi.Input[str]
    """The domain that uses the role; 1 to 64 letters, digits, `_` or `-`."""
    kms_key_arn: pulumi.Input[str]
    """The domain's key."""
    connector_profile_names: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """The AppFlow connector profiles that may be used. Default: all of the account and Region."""
    trust: NotRequired[str]
    """Who may assume the role: the service for this account (`account`; default), for this domain (`domain`) or for
    anybody (`none`). No AWS page says which condition keys the service sends."""
    scope: NotRequired[str]
    """`narrowed` limits the five documented statements to this domain, account and Region (default); `documented`
    leaves them as AWS prints them."""
    role_name: NotRequired[pulumi.Input[str]]
    """The role's name, up to 64 characters. Default: `<domain name>-ingestion-<Region>`."""
    permissions_boundary_arn: NotRequired[pulumi.Input[str]]
    """A policy that bounds the role. Default: none."""
    tags: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Tags of the role and its policy."""


class ExecutionRole(pulumi.ComponentResource):
    """The least-privilege role of a domain's integration workflows: the five statements that AWS documents, narrowed.

    https://docs.aws.amazon.com/connect/latest/adminguide/integrate-customer-profiles-appflow.html

    Raises:
        InvalidArgumentError: an argument breaks a rule.
    """

    role_arn: pulumi.Output[str]
    """The role's ARN, ready when its policy is attached."""
    role_name: pulumi.Output[str]
    """The role's name, ready as soon as the role exists."""

    def __init__(self, name: str, args: ExecutionRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("ExecutionRole"), name, dict(args), opts)
        arguments = Arguments("ExecutionRole", name, args, ExecutionRoleArgs)
        domain_name = arguments.get("domain_name", rules.domain_name)
        kms_key_arn = arguments.get("kms_key_arn", rules.kms_key_arn)
        profiles = arguments.get("connector_profile_names", rules.strings, [])
        trust = arguments.get("trust", rules.one_of("account", "domain", "none"), "account")
        scope = arguments.get("scope", rules.one_of("narrowed", "documented"), "narrowed")
        boundary = arguments.get("permissions_boundary_arn", rules.policy_arn)
        tags = arguments.get("tags", rules.tags)
        location = aws_location(self)
        default_name = pulumi.Output.all(domain_name, location).apply(
            lambda known: names.role_name(known[0], known[1].region)
        )
        role_name = arguments.get("role_name", rules.role_name, default_name)
        checked = pulumi.ResourceOptions(parent=self, depends_on=arguments.passed())

        role = aws.iam.Role(
            f"{name}-role",
            name=role_name,
            description=pulumi.Output.format("Customer Profiles loads history into domain {0}", domain_name),
            assume_role_policy=pulumi.Output.all(location, domain_name, trust).apply(
                lambda known: policy_documents.trust_policy(
                    region=known[0].region, account=known[0].account, domain_name=known[1], trust=known[2]
                )
            ),
            permissions_boundary=boundary,
            tags=tags,
            opts=checked,
        )
        policy = aws.iam.Policy(
            f"{name}-policy",
            name=role_name,
            policy=pulumi.Output.all(location, domain_name, kms_key_arn, profiles, scope).apply(
                lambda known: policy_documents.execution_policy(
                    region=known[0].region,
                    account=known[0].account,
                    domain_name=known[1],
                    kms_key_arn=known[2],
                    connector_profile_names=known[3],
                    scope=known[4],
                )
            ),
            tags=tags,
            opts=checked,
        )
        attachment = aws.iam.RolePolicyAttachment(
            f"{name}-attachment", role=role.name, policy_arn=policy.arn, opts=pulumi.ResourceOptions(parent=self)
        )

        self.role_arn = pulumi.Output.all(role.arn, attachment.id).apply(lambda known: str(known[0]))
        self.role_name = role.name
        self.register_outputs({"role_arn": self.role_arn, "role_name": self.role_name})
