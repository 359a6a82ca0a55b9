"""`InstanceAssociation`: a Connect instance whose agents see the profiles of a domain."""

from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple, NotRequired, TypedDict

import pulumi
import pulumi_aws_native as aws_native

from . import log, names, rules
from .base.arguments import Arguments, InvalidArgumentError, type_token
from .base.location import Location, aws_native_location
from .base.only_domain import only_domain
from .base.outputs import rendered, tag_list
from .base.program import Turns, shared
from .base.reservations import reserving
from .base.targeting import known
from .ingestion.memory import ProcessMemory
from .ingestion.quotas import full_domain
from .profiles.words import CONTACT_RECORD_TEMPLATES, ContactRecordTemplate
from .rules import RuleViolation

CONTACT_RECORDS = "CTR"
"""The object type of contact records, whichever template defines it.
https://docs.aws.amazon.com/connect/latest/adminguide/ctr-contact-record-template.html"""
OBJECT_TYPE = "aws-native:customerprofiles:ObjectType"


class InstanceAssociationArgs(TypedDict):
    """Arguments of `InstanceAssociation`."""

    domain_name: pulumi.Input[str]
    """The domain: `ProfilesDomain.domain_name`, which is ready when the domain exists. One domain may serve many
    instances; a name that does not begin with `amazon-connect-` causes a warning."""
    instance_arn: pulumi.Input[str]
    """The Connect instance, in the account and Region of the domain. An instance can have one domain only."""
    template_id: NotRequired[pulumi.Input[ContactRecordTemplate]]
    """How contact records become profiles: `CTR` creates an inferred profile for every contact that nobody has
    associated with a profile; `CTR-NoInferred` first looks for the one profile with the caller's phone number;
    `CTR-AutoAssociateOnly` does the same and never creates an inferred profile. It defines the domain's object type
    `CTR`, also where there is one, for all its instances, and stays with the domain. Default: the domain's own, which
    is `CTR` at first."""
    tags: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Tags of the integration."""
    adopt_existing: NotRequired[bool]
    """Whether to take over an association of the instance with this domain that this stack has not created.
    Default: False, which refuses a name that is taken."""


class InstanceAssociation(pulumi.ComponentResource):
    """Associates a Connect instance with a domain, as an integration whose URI is the instance's ARN.

    An instance that already has a domain is refused at preview. Delete that association first, in the console or with
    DeleteIntegration; no profile is lost. https://docs.aws.amazon.com/connect/latest/adminguide/enable-customer-profiles.html

    Raises:
        InvalidArgumentError: an argument breaks a rule, or the instance is in another account or Region.
    """

    uri: pulumi.Output[str]
    """The integration's URI, ready when the instance is associated."""
    integration: "aws_native.customerprofiles.Integration"
    """The integration itself, for settings that have no argument here."""
    object_type: "aws_native.customerprofiles.ObjectType | None"
    """The object type of contact records; None without a template, and where another association of the program has
    made it."""

    def __init__(self, name: str, args: InstanceAssociationArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the component with its resources.

        Args:
            name: the component's name in the program, of which the names of its resources are made.
            args: see `InstanceAssociationArgs`.
            opts: the resource options of Pulumi.

        Raises:
            InvalidArgumentError: an argument breaks a rule.
        """
        opts = reserving(
            self, "InstanceAssociation", name, args, InstanceAssociationArgs, opts, shared_types=(OBJECT_TYPE,)
        )
        super().__init__(type_token("InstanceAssociation"), name, dict(args), opts)
        arguments = Arguments("InstanceAssociation", name, args, InstanceAssociationArgs)
        arguments.get("adopt_existing", rules.boolean)
        domain_name = arguments.get("domain_name", rules.domain_name)
        instance_arn = arguments.get("instance_arn", rules.instance_arn)
        template_id = arguments.get("template_id", rules.one_of(*CONTACT_RECORD_TEMPLATES))
        tags = arguments.get("tags", rules.tags)

        self.object_type = None
        defined = (
            None if template_id is None else self._contact_records(name, args, domain_name, template_id, arguments)
        )
        turns = Turns(self, "aws-native:customerprofiles:Integration")
        full = partial(full_domain, shared(self, "room for integrations", ProcessMemory))
        self.integration = aws_native.customerprofiles.Integration(
            f"{name}-integration",
            domain_name=rendered(self._warned, domain_name=domain_name),
            uri=rendered(_local, name=name, location=aws_native_location(self), instance_arn=instance_arn),
            object_type_name=CONTACT_RECORDS,
            tags=tag_list(tags),
            opts=pulumi.ResourceOptions.merge(
                pulumi.ResourceOptions(
                    parent=self, depends_on=turns.next(arguments.passed()), hooks=only_domain(self, name, full)
                ),
                pulumi.ResourceOptions(depends_on=[defined] if defined else []),
            ),
        )
        turns.made(self.integration)

        self.uri = known(self.integration.uri).apply(str)
        self.register_outputs({"uri": self.uri})

    def _contact_records(
        self,
        name: str,
        args: InstanceAssociationArgs,
        domain_name: pulumi.Input[str],
        template_id: pulumi.Input[str],
        arguments: Arguments,
    ) -> "aws_native.customerprofiles.ObjectType":
        """The domain's object type of contact records: one, however many instances the program associates with it."""
        made: list[_ContactRecords] = shared(self, "contact records", list)
        for each in made:
            if _same(each.domain_name, args["domain_name"]):
                if not _same(each.template_id, args.get("template_id")):
                    rule = f"must be that of '{each.component}': contact records of a domain have one template"
                    violation = RuleViolation(args.get("template_id"), rule, argument="template_id")
                    raise InvalidArgumentError("InstanceAssociation", name, violation)
                return each.object_type
        turns = Turns(self, OBJECT_TYPE)
        self.object_type = aws_native.customerprofiles.ObjectType(
            f"{name}-contact-records",
            domain_name=domain_name,
            object_type_name=CONTACT_RECORDS,
            description="Contact records",
            template_id=template_id,
            # Its deletion would delete every contact record of the domain, and disable what else uses it.
            opts=pulumi.ResourceOptions(parent=self, retain_on_delete=True, depends_on=turns.next(arguments.passed())),
        )
        turns.made(self.object_type)
        made.append(_ContactRecords(name, args["domain_name"], args.get("template_id"), self.object_type))
        return self.object_type

    def _warned(self, domain_name: str) -> str:
        if not domain_name.startswith(names.DOMAIN_PREFIX):
            log.warn(
                f"the instance's service-linked role may use domains named {names.DOMAIN_PREFIX}… only: agents of an "
                f"instance with '{domain_name}' may be refused until it is associated again in the Connect console",
                self,
            )
        return domain_name


class _ContactRecords(NamedTuple):
    """The object type of a domain's contact records, and the component that has made it."""

    component: str
    domain_name: Any
    template_id: Any
    object_type: "aws_native.customerprofiles.ObjectType"


def _same(one: Any, other: Any) -> bool:
    """Whether two arguments are one value, as far as that is known while the program runs."""
    return one is other or (isinstance(one, str) and isinstance(other, str) and one == other)


def _local(name: str, location: Location, instance_arn: str) -> str:
    """The instance's ARN, if it is in the domain's account and Region."""
    region, account = instance_arn.split(":")[3:5]
    if Location(account, region) != location:
        rule = f"must be an instance in {location}, where the domain is"
        raise InvalidArgumentError(
            "InstanceAssociation", name, RuleViolation(instance_arn, rule, argument="instance_arn")
        )
    return instance_arn
