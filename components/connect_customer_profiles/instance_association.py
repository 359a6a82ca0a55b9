"""`InstanceAssociation`: a Connect instance whose agents see the profiles of a domain."""

from collections.abc import Mapping
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws_native as aws_native

from . import log, names, rules
from .base.arguments import Arguments, InvalidArgumentError, type_token
from .base.location import Location, aws_native_location
from .base.outputs import rendered, tag_list
from .base.program import Turns
from .base.reservations import reserving
from .base.targeting import known
from .profiles.words import CONTACT_RECORD_TEMPLATES, ContactRecordTemplate
from .rules import RuleViolation


class InstanceAssociationArgs(TypedDict):
    """Arguments of `InstanceAssociation`."""

    domain_name: pulumi.Input[str]
    """The domain: `ProfilesDomain.domain_name`, which is ready when the domain exists. One domain may serve many
    instances; a name that does not begin with `amazon-connect-` causes a warning."""
    instance_arn: pulumi.Input[str]
    """The Connect instance, in the account and Region of the domain. An instance can have one domain only."""
    template_id: NotRequired[pulumi.Input[ContactRecordTemplate]]
    """How contact records become profiles: `CTR` creates an inferred profile for every contact that nobody has
    associated with a profile (default); `CTR-NoInferred` first looks for the one profile with the caller's phone
    number; `CTR-AutoAssociateOnly` does the same and never creates an inferred profile. Contact records are objects of
    this type."""
    tags: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Tags of the integration."""
    adopt_existing: NotRequired[bool]
    """Whether to take over an association of the instance with this domain that this stack has not created.
    Default: False, which refuses a name that is taken."""


class InstanceAssociation(pulumi.ComponentResource):
    """Associates a Connect instance with a domain, as an integration whose URI is the instance's ARN.

    AWS refuses an instance that already has a domain. Delete that association first, in the console or with
    DeleteIntegration; no profile is lost. https://docs.aws.amazon.com/connect/latest/adminguide/enable-customer-profiles.html

    Raises:
        InvalidArgumentError: an argument breaks a rule, or the instance is in another account or Region.
    """

    uri: pulumi.Output[str]
    """The integration's URI, ready when the instance is associated."""
    integration: "aws_native.customerprofiles.Integration"
    """The integration itself, for settings that have no argument here."""

    def __init__(self, name: str, args: InstanceAssociationArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the component with its resources.

        Args:
            name: the component's name in the program, of which the names of its resources are made.
            args: see `InstanceAssociationArgs`.
            opts: the resource options of Pulumi.

        Raises:
            InvalidArgumentError: an argument breaks a rule.
        """
        opts = reserving(self, "InstanceAssociation", name, args, InstanceAssociationArgs, opts)
        super().__init__(type_token("InstanceAssociation"), name, dict(args), opts)
        arguments = Arguments("InstanceAssociation", name, args, InstanceAssociationArgs)
        arguments.get("adopt_existing", rules.boolean)
        domain_name = arguments.get("domain_name", rules.domain_name)
        instance_arn = arguments.get("instance_arn", rules.instance_arn)
        template_id = arguments.get("template_id", rules.one_of(*CONTACT_RECORD_TEMPLATES), "CTR")
        tags = arguments.get("tags", rules.tags)

        turns = Turns(self, "aws-native:customerprofiles:Integration")
        self.integration = aws_native.customerprofiles.Integration(
            f"{name}-integration",
            domain_name=rendered(self._warned, domain_name=domain_name),
            uri=rendered(_local, name=name, location=aws_native_location(self), instance_arn=instance_arn),
            object_type_name=template_id,
            tags=tag_list(tags),
            opts=pulumi.ResourceOptions(parent=self, depends_on=turns.next(arguments.passed())),
        )
        turns.made(self.integration)

        self.uri = known(self.integration.uri).apply(str)
        self.register_outputs({"uri": self.uri})

    def _warned(self, domain_name: str) -> str:
        if not domain_name.startswith(names.DOMAIN_PREFIX):
            log.warn(
                f"the instance's service-linked role may use domains named {names.DOMAIN_PREFIX}… only: agents of an "
                f"instance with '{domain_name}' may be refused until it is associated again in the Connect console",
                self,
            )
        return domain_name


def _local(name: str, location: Location, instance_arn: str) -> str:
    """The instance's ARN, if it is in the domain's account and Region."""
    region, account = instance_arn.split(":")[3:5]
    if Location(account, region) != location:
        rule = f"must be an instance in {location}, where the domain is"
        raise InvalidArgumentError(
            "InstanceAssociation", name, RuleViolation(instance_arn, rule, argument="instance_arn")
        )
    return instance_arn
