"""`ProfilesDomain`: the container of profiles, object types and integrations."""

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_aws_native as aws_native

from . import naming, rules
from .account import Location, one_location
from .arguments import Arguments, type_token
from .native import tag_list
from .rules import RuleViolation


class ProfilesDomainArgs(TypedDict):
    """Arguments of `ProfilesDomain`."""

    domain_name: pulumi.Input[str]
    """1 to 64 letters, digits, `_` or `-`; fixed once created. Connect instances may use a domain out of the box if its
    name begins with `amazon-connect-`."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """The customer managed key that encrypts the domain. Required unless `aws_managed_key` is True."""
    aws_managed_key: NotRequired[bool]
    """Whether an AWS managed key encrypts the domain. Default: False; integrations with flows need a key of yours."""
    default_expiration_days: NotRequired[pulumi.Input[int]]
    """Days until an ingested object expires, 1 to 1098; a change reaches new objects only. Default: 366."""
    dead_letter_queue_url: NotRequired[pulumi.Input[str]]
    """The URL of the queue that gets what could not be ingested: `DeadLetterQueue.queue_url`. Default: none."""
    matching: NotRequired[pulumi.Input["aws_native.customerprofiles.DomainMatchingArgsDict"]]
    """Identity resolution by machine learning, with its weekly job. Default: off."""
    rule_based_matching: NotRequired[pulumi.Input["aws_native.customerprofiles.DomainRuleBasedMatchingArgsDict"]]
    """Identity resolution by rules. Default: off."""
    data_store: NotRequired[pulumi.Input["aws_native.customerprofiles.DomainDataStoreArgsDict"]]
    """The data store for long-term data; it cannot be disabled again. Default: off."""
    deletion_protection: NotRequired[bool]
    """Whether Pulumi protects the domain: its deletion deletes every profile. Default: True."""
    tags: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Tags of the domain."""


class ProfilesDomain(pulumi.ComponentResource):
    """A Customer Profiles domain, encrypted with a key of yours.

    Wraps `aws-native:customerprofiles:Domain` for good: another type would replace the domain and lose every profile.
    https://docs.aws.amazon.com/connect/latest/adminguide/enable-customer-profiles.html

    Raises:
        InvalidArgumentError: an argument breaks a rule, or the `aws` and `aws-native` providers work in different
            accounts or Regions.
    """

    domain_name: pulumi.Output[str]
    """The domain's name, ready when the domain exists."""
    domain_arn: pulumi.Output[str]
    """The domain's ARN, ready when the domain exists."""

    def __init__(self, name: str, args: ProfilesDomainArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("ProfilesDomain"), name, dict(args), opts)
        arguments = Arguments("ProfilesDomain", name, args, ProfilesDomainArgs)
        domain_name = arguments.get("domain_name", rules.domain_name)
        kms_key_arn = arguments.get("kms_key_arn", rules.kms_key_arn)
        arguments.build(_one_kind_of_key, "kms_key_arn", "aws_managed_key")
        expiration_days = arguments.get("default_expiration_days", rules.expiration_days, 366)
        queue_url = arguments.get("dead_letter_queue_url", rules.queue_url)
        protect = arguments.get("deletion_protection", rules.boolean, True)
        tags = arguments.get("tags", rules.tags)
        location = one_location("ProfilesDomain", name, self)

        domain = aws_native.customerprofiles.Domain(
            f"{name}-domain",
            domain_name=_where(location, domain_name),
            default_expiration_days=expiration_days,
            default_encryption_key=kms_key_arn,
            dead_letter_queue_url=queue_url,
            matching=args.get("matching"),
            rule_based_matching=args.get("rule_based_matching"),
            data_store=args.get("data_store"),
            tags=tag_list(tags),
            opts=pulumi.ResourceOptions(parent=self, protect=protect, depends_on=arguments.passed()),
        )

        self.domain_name = domain.domain_name.apply(str)
        self.domain_arn = pulumi.Output.all(location, domain.domain_name).apply(
            lambda known: naming.domain_arn(known[0].region, known[0].account, known[1])
        )
        self.register_outputs({"domain_name": self.domain_name, "domain_arn": self.domain_arn})


def _where(location: pulumi.Output[Location], domain_name: pulumi.Input[str]) -> pulumi.Output[str]:
    """The domain's name, once it is clear that both providers work in one place."""
    return pulumi.Output.all(location, domain_name).apply(lambda known: str(known[1]))


def _one_kind_of_key(given: dict[str, Any]) -> None:
    aws_managed = rules.checked("aws_managed_key", given.get("aws_managed_key", False), rules.boolean)
    if ("kms_key_arn" in given) == aws_managed:
        rule = "give either the ARN of a key of yours or aws_managed_key: True"
        raise RuleViolation(given.get("kms_key_arn"), rule, argument="kms_key_arn")
