"""`ProfilesDomain`: the container of profiles, object types and integrations."""

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_aws_native as aws_native

from . import log, names, rules
from .base.arguments import Arguments, type_token
from .base.key_loss import DOMAIN, keeping_readable
from .base.location import Location, one_location, own_queue
from .base.outputs import rendered, tag_list
from .base.reservations import reserving
from .base.targeting import known
from .rules import RuleViolation
from .rules import domain as domain_options
from .rules.domain import (
    AddressAttribute,
    AttributeMatchingModel,
    ConflictResolvingModel,
    DayOfTheWeek,
    EmailAddressAttribute,
    PhoneNumberAttribute,
)


class S3ExportingArgs(TypedDict):
    """The bucket for results; its policy must let `profile.amazonaws.com` write."""

    s3_bucket_name: pulumi.Input[str]
    """3 to 63 characters."""
    s3_key_name: NotRequired[pulumi.Input[str]]
    """The prefix of the keys of results, 1 to 800 characters. Default: none."""


class ExportingArgs(TypedDict):
    """Where results of identity resolution are written."""

    s3_exporting: NotRequired[pulumi.Input[S3ExportingArgs]]
    """A bucket. Default: none."""


class ConflictResolutionArgs(TypedDict):
    """Which of two conflicting values a merged profile keeps."""

    conflict_resolving_model: pulumi.Input[ConflictResolvingModel]
    """`RECENCY` (the latest value) or `SOURCE` (the value from `source_name`)."""
    source_name: NotRequired[pulumi.Input[str]]
    """The object type whose data wins. Required for `SOURCE`."""


class JobScheduleArgs(TypedDict):
    """When the weekly job starts."""

    day_of_the_week: pulumi.Input[DayOfTheWeek]
    """`SUNDAY` to `SATURDAY`."""
    time: pulumi.Input[str]
    """A time in UTC, such as `06:30`."""


class ConsolidationArgs(TypedDict):
    """Which attributes make two profiles one."""

    matching_attributes_list: pulumi.Input[Sequence[pulumi.Input[Sequence[pulumi.Input[str]]]]]
    """1 to 10 lists of 1 to 20 attributes; profiles that agree in one list are merged."""


class AutoMergingArgs(TypedDict):
    """Whether profiles that match are merged."""

    enabled: pulumi.Input[bool]
    """Whether matching profiles are merged."""
    consolidation: NotRequired[pulumi.Input[ConsolidationArgs]]
    """Which attributes decide. Default: AWS's."""
    conflict_resolution: NotRequired[pulumi.Input[ConflictResolutionArgs]]
    """Which of two conflicting values the merged profile keeps. Default: AWS's."""
    min_allowed_confidence_score_for_merging: NotRequired[pulumi.Input[float]]
    """The lowest confidence score at which profiles are merged, 0 to 1. Default: AWS's."""


class MatchingArgs(TypedDict):
    """Identity resolution by machine learning."""

    enabled: pulumi.Input[bool]
    """Whether the job runs every week."""
    job_schedule: NotRequired[pulumi.Input[JobScheduleArgs]]
    """When the job runs. Default: Saturday 00:00 UTC."""
    auto_merging: NotRequired[pulumi.Input[AutoMergingArgs]]
    """Whether matching profiles are merged. Default: they are not."""
    exporting_config: NotRequired[pulumi.Input[ExportingArgs]]
    """Where results are written. Default: nowhere."""


class MatchingRuleArgs(TypedDict):
    """One rule."""

    rule: pulumi.Input[Sequence[pulumi.Input[str]]]
    """1 to 15 attributes in which two profiles must agree."""


class AttributeTypesArgs(TypedDict):
    """Which attributes count as a phone number, an email address or an address in rules."""

    attribute_matching_model: pulumi.Input[AttributeMatchingModel]
    """`ONE_TO_ONE` (the same attribute) or `MANY_TO_MANY` (any attributes of the type)."""
    address: NotRequired[pulumi.Input[Sequence[pulumi.Input[AddressAttribute]]]]
    """1 to 4 of `Address`, `BusinessAddress`, `MailingAddress`, `ShippingAddress`."""
    phone_number: NotRequired[pulumi.Input[Sequence[pulumi.Input[PhoneNumberAttribute]]]]
    """1 to 4 of `PhoneNumber`, `HomePhoneNumber`, `MobilePhoneNumber`, `BusinessPhoneNumber`."""
    email_address: NotRequired[pulumi.Input[Sequence[pulumi.Input[EmailAddressAttribute]]]]
    """1 to 3 of `EmailAddress`, `BusinessEmailAddress`, `PersonalEmailAddress`."""


class RuleBasedMatchingArgs(TypedDict):
    """Identity resolution by rules."""

    enabled: pulumi.Input[bool]
    """Whether profiles are matched by rules."""
    matching_rules: NotRequired[pulumi.Input[Sequence[pulumi.Input[MatchingRuleArgs]]]]
    """1 to 15 rules, the most exact one first."""
    max_allowed_rule_level_for_matching: NotRequired[pulumi.Input[int]]
    """The last rule by which profiles are matched, 1 to 15. Default: AWS's."""
    max_allowed_rule_level_for_merging: NotRequired[pulumi.Input[int]]
    """The last rule by which profiles are merged, 1 to 15. Default: AWS's."""
    attribute_types_selector: NotRequired[pulumi.Input[AttributeTypesArgs]]
    """Which attributes the rules' attribute types stand for. Default: AWS's."""
    conflict_resolution: NotRequired[pulumi.Input[ConflictResolutionArgs]]
    """Which value a merged profile keeps. Default: AWS's."""
    exporting_config: NotRequired[pulumi.Input[ExportingArgs]]
    """Where results are written. Default: nowhere."""


class DataStoreArgs(TypedDict):
    """The data store."""

    enabled: pulumi.Input[bool]
    """Whether to create a data store. It cannot be removed later."""


class ProfilesDomainArgs(TypedDict):
    """Arguments of `ProfilesDomain`."""

    domain_name: pulumi.Input[str]
    """1 to 64 letters, digits, `_` or `-`; fixed once created. Connect instances may use a domain out of the box if its
    name begins with `amazon-connect-`."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """The customer managed key that encrypts the domain. Required unless `aws_managed_key` is True."""
    aws_managed_key: NotRequired[bool]
    """Whether an AWS managed key encrypts the domain. Default: False. Integrations with flows need a customer managed
    key."""
    default_expiration_days: NotRequired[pulumi.Input[int]]
    """Days until an ingested object expires, 1 to 1098. A change applies to new objects only. Default: 366."""
    dead_letter_queue_url: NotRequired[pulumi.Input[str]]
    """The URL of the queue for objects that could not be ingested: `DeadLetterQueue.queue_url`. Default: none."""
    matching: NotRequired[pulumi.Input[MatchingArgs]]
    """Identity resolution by machine learning, with its weekly job. Default: off."""
    rule_based_matching: NotRequired[pulumi.Input[RuleBasedMatchingArgs]]
    """Identity resolution by rules. AWS accepts no change of the rules while an earlier one is being applied, and for a
    day afterwards.
    Default: off."""
    data_store: NotRequired[pulumi.Input[DataStoreArgs]]
    """The data store for long-term data. It needs a customer managed key and cannot be disabled later. Default: off."""
    deletion_protection: NotRequired[bool]
    """Whether Pulumi protects the domain, whose deletion deletes every profile. Default: True."""
    allow_key_loss: NotRequired[bool]
    """Whether another key may take the place of one that is pending deletion, disabled or unreadable. Profiles that are
    encrypted with that one become unreadable when it is destroyed. Default: False."""
    tags: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Tags of the domain."""


class ProfilesDomain(pulumi.ComponentResource):
    """A Customer Profiles domain, encrypted with a customer managed key.

    Wraps `aws-native:customerprofiles:Domain` permanently: another type would replace the domain and delete every
    profile. https://docs.aws.amazon.com/connect/latest/adminguide/enable-customer-profiles.html

    Raises:
        InvalidArgumentError: an argument breaks a rule, or the `aws` and `aws-native` providers work in different
            accounts or Regions.
    """

    domain_name: pulumi.Output[str]
    """The domain's name, ready when the domain exists."""
    domain_arn: pulumi.Output[str]
    """The domain's ARN, ready when the domain exists."""
    domain: "aws_native.customerprofiles.Domain"
    """The domain itself, for settings that have no argument here."""

    def __init__(self, name: str, args: ProfilesDomainArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the component with its resources.

        Args:
            name: the component's name in the program, of which the names of its resources are made.
            args: see `ProfilesDomainArgs`.
            opts: the resource options of Pulumi.

        Raises:
            InvalidArgumentError: an argument breaks a rule.
        """
        opts = reserving(self, "ProfilesDomain", name, args, ProfilesDomainArgs, opts)
        super().__init__(type_token("ProfilesDomain"), name, dict(args), opts)
        arguments = Arguments("ProfilesDomain", name, args, ProfilesDomainArgs)
        domain_name = arguments.get("domain_name", rules.domain_name)
        kms_key_arn = arguments.get("kms_key_arn", rules.kms_key_arn)
        arguments.build(_one_kind_of_key, "kms_key_arn", "aws_managed_key")
        expiration_days = arguments.get("default_expiration_days", rules.expiration_days, rules.DEFAULT_EXPIRATION)
        queue_url = own_queue(arguments, "dead_letter_queue_url", rules.queue_url, self)
        matching = arguments.get("matching", domain_options.matching)
        rule_based_matching = arguments.get("rule_based_matching", domain_options.rule_based_matching)
        data_store = arguments.get("data_store", domain_options.data_store)
        arguments.build(_own_key_for_the_store, "data_store", "kms_key_arn")
        protect = arguments.get("deletion_protection", rules.boolean, True)
        abandon = arguments.get("allow_key_loss", rules.boolean, False)
        tags = arguments.get("tags", rules.tags)
        checked = pulumi.ResourceOptions(parent=self, protect=protect, depends_on=arguments.passed())
        location = one_location("ProfilesDomain", name, self)

        self.domain = aws_native.customerprofiles.Domain(
            f"{name}-domain",
            domain_name=rendered(_in_one_place, location=location, domain_name=domain_name),
            default_expiration_days=expiration_days,
            default_encryption_key=kms_key_arn,
            dead_letter_queue_url=queue_url,
            matching=matching,
            rule_based_matching=rule_based_matching,
            data_store=self._irreversible(data_store),
            tags=tag_list(tags),
            opts=pulumi.ResourceOptions.merge(checked, keeping_readable(self, name, DOMAIN, allowed=abandon)),
        )

        self.domain_name = known(self.domain.domain_name).apply(str)
        self.domain_arn = rendered(names.domain_arn, at=location, domain_name=self.domain_name)
        self.register_outputs({"domain_name": self.domain_name, "domain_arn": self.domain_arn})

    def _irreversible(self, data_store: Any) -> Any:
        """The setting, unchanged; with a warning if it cannot be reversed."""

        def warned(known: dict[str, bool]) -> dict[str, bool]:
            if known["enabled"]:
                log.warn("a data store cannot be disabled later; only deleting the domain removes it", self)
            return known

        return None if data_store is None else pulumi.Output.from_input(data_store).apply(warned)


def _in_one_place(location: Location, domain_name: str) -> str:  # noqa: ARG001 - it has only to be known
    """The domain's name, once both providers are known to use the same account and Region."""
    return domain_name


def _one_kind_of_key(given: dict[str, Any]) -> None:
    aws_managed = rules.checked("aws_managed_key", given.get("aws_managed_key", False), rules.boolean)
    if ("kms_key_arn" in given) == aws_managed:
        rule = "give either the ARN of a customer managed key or aws_managed_key: True"
        raise RuleViolation(given.get("kms_key_arn"), rule, argument="kms_key_arn")


def _own_key_for_the_store(given: dict[str, Any]) -> None:
    if given.get("data_store", {}).get("enabled") and "kms_key_arn" not in given:
        raise RuleViolation(given["data_store"], "a data store needs a customer managed key", argument="data_store")
