"""`ExecutionRole`: the permissions of Customer Profiles while it loads history."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NotRequired, TypedDict, get_args

import pulumi
import pulumi_aws as aws

from . import log, names, rules
from .base.arguments import Arguments, type_token
from .base.gathering import gathered
from .base.location import aws_location
from .base.lookup import ask_or
from .base.outputs import ready, rendered
from .base.reservations import reserving
from .base.stack_state import INGESTIONS, stack_resources
from .base.taken import type_of
from .ingestion.progress import RUNNING
from .ingestion.state import State
from .policy import execution_policy, trust_policy

RoleTrust = Literal["account", "domain", "none"]
RoleScope = Literal["narrowed", "documented"]


class ExecutionRoleArgs(TypedDict):
    """Arguments of `ExecutionRole`."""

    domain_name: pulumi.Input[str]
    """The domain that uses the role; 1 to 64 letters, digits, `_` or `-`."""
    kms_key_arn: pulumi.Input[str]
    """The domain's key."""
    connector_profile_names: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """The AppFlow connector profiles that may be used. Default: all of the account and Region."""
    trust: NotRequired[RoleTrust]
    """On whose behalf the service may assume the role: this account (`account`; default), this domain (`domain`) or
    anybody (`none`). AWS does not document which condition keys the service sends."""
    scope: NotRequired[RoleScope]
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

    While a workflow of the stack runs with the role, the role also keeps the connector profile and key with which the
    workflow began, whatever the program has instead; the first update after its end takes them away.

    https://docs.aws.amazon.com/connect/latest/adminguide/integrate-customer-profiles-appflow.html

    Raises:
        InvalidArgumentError: an argument breaks a rule.
    """

    role_arn: pulumi.Output[str]
    """The role's ARN, ready when its policy is attached."""
    role_name: pulumi.Output[str]
    """The role's name, ready when the role exists."""
    role: "aws.iam.Role"
    """The role itself, for settings that have no argument here."""
    policy: "aws.iam.Policy"
    """Its policy."""
    attachment: "aws.iam.RolePolicyAttachment"
    """The attachment of the policy to the role."""

    def __init__(self, name: str, args: ExecutionRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the component with its resources.

        Args:
            name: the component's name in the program, of which the names of its resources are made.
            args: see `ExecutionRoleArgs`.
            opts: the resource options of Pulumi.

        Raises:
            InvalidArgumentError: an argument breaks a rule.
        """
        opts = reserving(self, "ExecutionRole", name, args, ExecutionRoleArgs, opts)
        super().__init__(type_token("ExecutionRole"), name, dict(args), opts)
        arguments = Arguments("ExecutionRole", name, args, ExecutionRoleArgs)
        domain_name = arguments.get("domain_name", rules.domain_name)
        kms_key_arn = arguments.get("kms_key_arn", rules.kms_key_arn)
        profiles = arguments.get("connector_profile_names", rules.strings, [])
        trust = arguments.get("trust", rules.one_of(*get_args(RoleTrust)), "account")
        scope = arguments.get("scope", rules.one_of(*get_args(RoleScope)), "narrowed")
        boundary = arguments.get("permissions_boundary_arn", rules.policy_arn)
        tags = arguments.get("tags", rules.tags)
        location = aws_location(self)
        default_name = rendered(names.role_name, domain_name=domain_name, region=location.region)
        role_name = arguments.get("role_name", rules.role_name, default_name)
        checked = pulumi.ResourceOptions(parent=self, depends_on=arguments.passed())

        self.role = aws.iam.Role(
            f"{name}-role",
            name=role_name,
            description=rendered(
                "Customer Profiles loads history into domain {domain_name}".format, domain_name=domain_name
            ),
            assume_role_policy=rendered(trust_policy, at=location, domain_name=domain_name, trust=trust),
            permissions_boundary=boundary,
            tags=tags,
            opts=checked,
        )
        self.policy = aws.iam.Policy(
            f"{name}-policy",
            name=role_name,
            policy=rendered(
                _policy,
                at=location,
                domain_name=domain_name,
                kms_key_arn=kms_key_arn,
                connector_profile_names=profiles,
                scope=scope,
                loading=self._needs_of_loads(role_name, kms_key_arn, profiles),
            ),
            tags=tags,
            opts=checked,
        )
        self.attachment = aws.iam.RolePolicyAttachment(
            f"{name}-attachment",
            role=self.role.name,
            policy_arn=self.policy.arn,
            opts=pulumi.ResourceOptions(parent=self),
        )

        self.role_arn = ready(self.role.arn, self.attachment)
        self.role_name = self.role.name
        self.register_outputs({"role_arn": self.role_arn, "role_name": self.role_name})

    def _needs_of_loads(
        self,
        role_name: pulumi.Input[str],
        kms_key_arn: pulumi.Input[str],
        connector_profile_names: pulumi.Input[Sequence[str]],
    ) -> pulumi.Output[dict[str, list[str]]]:
        """The `kms_key_arns` and `connector_profile_names` that workflows need beside those of the program, whose edits
        of an integration wait for their end, too.

        AWS is asked whether a workflow still runs only where the program has replaced what it needs. One that cannot be
        looked at counts as running.
        """

        async def look(known: Mapping[str, Any]) -> dict[str, list[str]]:
            keys: set[str] = set()
            profiles: set[str] = set()
            allowed = known["profiles"]
            for urn, outputs in (await stack_resources(self) or {}).items():
                if type_of(urn) not in INGESTIONS or not (state := State.from_state(outputs)).running:
                    continue
                used = state.made_with
                lost_key = {used.kms_key_arn} - {"", known["key"]}
                lost_profile = {used.connector_profile_name} - {"", *allowed} if allowed else set()
                ours = names.last_segment(used.execution_role_arn or "") == known["role"] and state.workflow_ids
                if ours and (lost_key or lost_profile) and await self._runs(state):
                    keys |= lost_key
                    profiles |= lost_profile
            if keys or profiles:
                lost = " and ".join(sorted([*keys, *profiles]))
                log.info(f"keeps {lost} until the workflow that began with it has ended", self)
            return {"kms_key_arns": sorted(keys), "connector_profile_names": sorted(profiles)}

        return gathered(role=role_name, key=kms_key_arn, profiles=connector_profile_names).apply(look)

    async def _runs(self, state: State) -> bool:
        def question(client: Any) -> bool:
            found = client.get_workflow(state.domain_name, state.workflow_ids[-1])
            return bool(found and found["Status"] in RUNNING)

        return await ask_or(self, question, unanswered=True)


def _policy(
    kms_key_arn: str, connector_profile_names: Sequence[str], loading: Mapping[str, Sequence[str]], **rest: str
) -> str:
    return execution_policy(
        kms_key_arn=[kms_key_arn, *loading["kms_key_arns"]],
        connector_profile_names=[*connector_profile_names, *loading["connector_profile_names"]],
        **rest,
    )
