"""The account and Region that a component's providers work in."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from ..rules import RuleViolation
from .arguments import InvalidArgumentError


@dataclass(frozen=True)
class Location:
    """An account (12 digits) and a Region name."""

    account: str
    region: str

    def __str__(self) -> str:
        return f"account {self.account} in {self.region}"


def aws_location(parent: pulumi.ComponentResource) -> pulumi.Output[Location]:
    """Where the `aws` provider of `parent` works: an explicit one from its options, else the default provider."""
    options = pulumi.InvokeOptions(parent=parent)
    identity = aws.get_caller_identity_output(opts=options)
    region = aws.get_region_output(opts=options)
    return pulumi.Output.all(identity.account_id, region.region).apply(lambda found: Location(found[0], found[1]))


def aws_native_location(parent: pulumi.ComponentResource) -> pulumi.Output[Location]:
    """Where the `aws-native` provider of `parent` works."""
    import pulumi_aws_native as aws_native

    options = pulumi.InvokeOptions(parent=parent)
    account = aws_native.get_account_id_output(opts=options)
    region = aws_native.get_region_output(opts=options)
    return pulumi.Output.all(account.account_id, region.region).apply(lambda found: Location(found[0], found[1]))


def one_location(component: str, name: str, parent: pulumi.ComponentResource) -> pulumi.Output[Location]:
    """Where both providers of `parent` work.

    Raises:
        InvalidArgumentError: (when known, which is at preview) they work in different accounts or Regions, so that
            policies would name one and the domain be created in the other.
    """

    def compare(found: list[Location]) -> Location:
        classic, native = found
        if classic != native:
            rule = f"the aws provider works in {classic}, aws-native in {native}: give both the same account and Region"
            raise InvalidArgumentError(component, name, RuleViolation(str(native), rule, argument="providers"))
        return classic

    return pulumi.Output.all(aws_location(parent), aws_native_location(parent)).apply(compare)
