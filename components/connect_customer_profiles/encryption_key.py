"""`EncryptionKey`: the key that encrypts a domain."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NotRequired, TypedDict, get_args

import pulumi
import pulumi_aws as aws

from . import log, names, rules
from .base.arguments import Arguments, type_token
from .base.key_loss import keeping_key
from .base.location import aws_caller, aws_location
from .base.outputs import rendered
from .base.reservations import reserving
from .policy import SERVICE_KEY_ACTIONS, additional, administers, key_policy

ADDED = additional(
    actions=SERVICE_KEY_ACTIONS, sids=("AccountDelegatesToIam", "AdministratorsOnly", "CustomerProfilesUsesKey")
)
"""The rule for statements that are added to the key's policy."""


ServiceConditions = Literal["domain", "account", "none"]


class EncryptionKeyArgs(TypedDict):
    """Arguments of `EncryptionKey`."""

    domain_name: pulumi.Input[str]
    """The domain that uses the key; 1 to 64 letters, digits, `_` or `-`."""
    alias: NotRequired[pulumi.Input[str]]
    """The key's alias. Default: `alias/<domain name>`."""
    administrators: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """ARNs of the only principals that may disable or delete the key or change its policy. Default: everybody whom IAM
    allows to."""
    deletion_window_in_days: NotRequired[pulumi.Input[int]]
    """Days between the key's deletion from the stack and its destruction, 7 to 30. Default: 30."""
    service_conditions: NotRequired[ServiceConditions]
    """What the service may use the key for: `domain` (this domain in this account; default), `account` (any domain in
    this account) or `none` (no condition)."""
    source_policy_documents: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """Policies (JSON) whose statements are included in the key's policy, which is the only one it can have. Statements
    that would shut the service out are refused. Default: none."""
    deletion_protection: NotRequired[bool]
    """Whether Pulumi protects the key. Without the key no profile can be read. Default: True."""
    allow_key_loss: NotRequired[bool]
    """Whether a new key may take the place of one that was lost from state, as after somebody scheduled its deletion.
    Profiles that are encrypted with that one become unreadable when it is destroyed. Default: False."""
    tags: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Tags of the key."""


class EncryptionKey(pulumi.ComponentResource):
    """A symmetric key with yearly rotation whose policy lets Customer Profiles use it for one domain.

    The policy is part of the key, so both outputs are ready only when it is attached.
    https://docs.aws.amazon.com/connect/latest/adminguide/enable-customer-profiles.html

    Raises:
        InvalidArgumentError: an argument breaks a rule.
    """

    key_arn: pulumi.Output[str]
    """The key's ARN."""
    key_id: pulumi.Output[str]
    """The key's ID."""
    key: "aws.kms.Key"
    """The key itself, for settings that have no argument here."""
    alias: "aws.kms.Alias"
    """Its alias."""

    def __init__(self, name: str, args: EncryptionKeyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the component with its resources.

        Args:
            name: the component's name in the program, of which the names of its resources are made.
            args: see `EncryptionKeyArgs`.
            opts: the resource options of Pulumi.

        Raises:
            InvalidArgumentError: an argument breaks a rule.
        """
        opts = reserving(self, "EncryptionKey", name, args, EncryptionKeyArgs, opts)
        super().__init__(type_token("EncryptionKey"), name, dict(args), opts)
        arguments = Arguments("EncryptionKey", name, args, EncryptionKeyArgs)
        domain_name = arguments.get("domain_name", rules.domain_name)
        alias = arguments.get("alias", rules.key_alias, rendered(names.key_alias, domain_name=domain_name))
        administrators = arguments.get("administrators", rules.principal_arns, [])
        deletion_window = arguments.get("deletion_window_in_days", rules.deletion_window, 30)
        conditions = arguments.get("service_conditions", rules.one_of(*get_args(ServiceConditions)), "domain")
        protect = arguments.get("deletion_protection", rules.boolean, True)
        abandon = arguments.get("allow_key_loss", rules.boolean, False)
        added = arguments.get("source_policy_documents", ADDED, [])
        tags = arguments.get("tags", rules.tags)
        if administrators != []:
            _say_who_is_locked_out(self, name, administrators)
        checked = pulumi.ResourceOptions(parent=self, protect=protect, depends_on=arguments.passed())

        self.key = aws.kms.Key(
            f"{name}-key",
            description=rendered(names.key_description, domain_name=domain_name),
            policy=rendered(
                key_policy,
                at=aws_location(self),
                domain_name=domain_name,
                administrators=administrators,
                service_conditions=conditions,
                source_policy_documents=added,
            ),
            enable_key_rotation=True,
            deletion_window_in_days=deletion_window,
            tags=tags,
            opts=pulumi.ResourceOptions.merge(checked, keeping_key(self, name, alias, allowed=abandon)),
        )
        self.alias = aws.kms.Alias(
            f"{name}-alias", name=alias, target_key_id=self.key.key_id, opts=pulumi.ResourceOptions(parent=self)
        )

        self.key_arn = self.key.arn
        self.key_id = self.key.key_id
        self.register_outputs({"key_arn": self.key_arn, "key_id": self.key_id})


def _say_who_is_locked_out(parent: EncryptionKey, name: str, administrators: Any) -> None:
    """A warning, because it matters only when the key's policy changes.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
    """

    def say(known: list[Any]) -> None:
        named, caller = known
        if named and not administers(named, caller):
            log.warn(
                f"EncryptionKey {name!r}: administrators: {caller} is not among them: it may not delete the key, and "
                "KMS refuses a new key policy from it",
                parent,
            )

    pulumi.Output.all(administrators, aws_caller(parent)).apply(say)
