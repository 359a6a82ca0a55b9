"""`ObjectMapping`: how the records of a source become objects and profiles."""

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_aws_native as aws_native

from . import names, rules
from .base.arguments import Arguments, type_token
from .base.emptied import telling_what_went
from .base.key_loss import OBJECT_TYPE, keeping_readable
from .base.location import aws_native_location
from .base.outputs import rendered, tag_list
from .base.program import Turns
from .base.reservations import reserving
from .base.shared_keys import SharedKeys
from .base.targeting import known
from .profiles.definition import ARGUMENTS, mapping_definition
from .profiles.words import ContentType, StandardIdentifier
from .rules import RuleViolation
from .sources import TEMPLATES


class FieldArgs(TypedDict):
    """One field of an object type."""

    source: pulumi.Input[str]
    """Where the value comes from: `_source.Email`, or Handlebars such as `{{_source.First}} {{_source.Last}}`."""
    target: NotRequired[pulumi.Input[str]]
    """The place in a standard object that it is written to, such as `_profile.EmailAddress` or
    `_profile.Attributes.Tier`. Default: none; the field can still be part of a key."""
    content_type: NotRequired[pulumi.Input[ContentType]]
    """How searches compare the value: `STRING`, `NUMBER`, `PHONE_NUMBER`, `EMAIL_ADDRESS` or `NAME`. Default:
    `STRING`."""


class KeyArgs(TypedDict):
    """One key of an object type."""

    field_names: pulumi.Input[Sequence[pulumi.Input[str]]]
    """The fields whose values, in this order, are the key's value. Their names must not contain a dot."""
    standard_identifiers: NotRequired[pulumi.Input[Sequence[pulumi.Input[StandardIdentifier]]]]
    """What the key is for: `UNIQUE` identifies the object, `PROFILE` ties it to a profile, `ASSET`, `CASE`, `ORDER` and
    so on to another standard object; `SECONDARY`, `LOOKUP_ONLY` and `NEW_ONLY` limit that. Default: only for
    searches."""


class ObjectMappingArgs(TypedDict):
    """Arguments of `ObjectMapping`."""

    domain_name: pulumi.Input[str]
    """The domain: `ProfilesDomain.domain_name`, which is ready when the domain exists."""
    object_type_name: pulumi.Input[str]
    """1 to 255 letters, digits, `_` or `-`, beginning with a letter; fixed once created. The ID of a template redefines
    AWS's own object type of that name."""
    template_id: NotRequired[pulumi.Input[str]]
    """One of AWS's templates, such as `Salesforce-Contact`. Required unless there are `fields` and `keys`."""
    fields: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[FieldArgs]]]]
    """The fields by name, at most 250; a name begins with a letter. Required unless there is a template."""
    keys: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[KeyArgs] | pulumi.Input[Sequence[pulumi.Input[KeyArgs]]]]]]
    """The keys by name, at most 10, each definition of a name counted. Names begin with a letter, or are AWS's own such
    as `_email`; they are shared by the whole domain: equal names and values link objects of different types. Exactly
    one key is `UNIQUE`, at least one is `PROFILE`. Required unless there is a template."""
    description: NotRequired[pulumi.Input[str]]
    """1 to 1000 characters. Default: `Objects of type <name>`."""
    expiration_days: NotRequired[pulumi.Input[int]]
    """Days until an object expires, 1 to 1098. A change applies to new objects only. Default: the domain's."""
    allow_profile_creation: NotRequired[pulumi.Input[bool]]
    """Whether an object that matches no profile creates one; otherwise it goes to the dead-letter queue. Not allowed
    with a template, which decides it. Default: False."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """A customer managed key for the objects of this type; its policy must let `profile.amazonaws.com` use it for the
    domain. Default: the domain's key."""
    source_last_updated_timestamp_format: NotRequired[pulumi.Input[str]]
    """How a field with the target `_profile.SourceLastUpdatedTimestamp` is read: a pattern of Java's
    `SimpleDateFormat`, or `EPOCHMILLI`. Not allowed with a template. Required if there is such a field."""
    max_profile_object_count: NotRequired[pulumi.Input[int]]
    """The maximum number of objects of the type that a profile keeps, at least 1. Default: AWS's."""
    source_priority: NotRequired[pulumi.Input[int]]
    """The priority of the object type if several fill the same field of a profile, at least 1; the lowest number wins.
    Default: the lowest priority."""
    allow_key_loss: NotRequired[bool]
    """Whether another key may take the place of one that is pending deletion, disabled or unreadable. Objects that are
    encrypted with that one become unreadable when it is destroyed. Default: False."""
    deletion_protection: NotRequired[bool]
    """Whether Pulumi protects the object type from deletion and replacement, which delete its objects. Default:
    True."""
    tags: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Tags of the object type."""
    adopt_existing: NotRequired[bool]
    """Whether to take over an object type of this name that this stack has not created.
    Default: False, which refuses a name that is taken."""


class ObjectMapping(pulumi.ComponentResource):
    """An object type, defined by one of AWS's templates or by its own fields and keys.

    The object types of a program are created one after the other, because the service accepts one a second.
    https://docs.aws.amazon.com/connect/latest/adminguide/object-type-mapping-requirements.html

    Raises:
        InvalidArgumentError: an argument breaks a rule, or fields and keys do not fit together.
    """

    object_type_name: pulumi.Output[str]
    """The object type's name, ready when it exists."""
    object_type: "aws_native.customerprofiles.ObjectType"
    """The object type itself, for settings that have no argument here."""

    def __init__(self, name: str, args: ObjectMappingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the component with its resources.

        Args:
            name: the component's name in the program, of which the names of its resources are made.
            args: see `ObjectMappingArgs`.
            opts: the resource options of Pulumi.

        Raises:
            InvalidArgumentError: an argument breaks a rule.
        """
        opts = reserving(self, "ObjectMapping", name, args, ObjectMappingArgs, opts)
        super().__init__(type_token("ObjectMapping"), name, dict(args), opts)
        arguments = Arguments("ObjectMapping", name, args, ObjectMappingArgs)
        arguments.get("adopt_existing", rules.boolean)
        domain_name = arguments.get("domain_name", rules.domain_name)
        object_type_name = arguments.get("object_type_name", rules.object_type_name)
        definition = arguments.build(_definition, *ARGUMENTS)
        default_description = rendered("Objects of type {object_type_name}".format, object_type_name=object_type_name)
        description = arguments.get("description", rules.description, default_description)
        expiration_days = arguments.get("expiration_days", rules.expiration_days)
        kms_key_arn = arguments.get("kms_key_arn", rules.kms_key_arn)
        max_count = arguments.get("max_profile_object_count", rules.object_count)
        source_priority = arguments.get("source_priority", rules.priority)
        protect = arguments.get("deletion_protection", rules.boolean, True)
        abandon = arguments.get("allow_key_loss", rules.boolean, False)
        tags = arguments.get("tags", rules.tags)
        given = {key: args[key] for key in ("domain_name", *ARGUMENTS) if args.get(key) is not None}  # type: ignore[literal-required]
        shared_keys = SharedKeys(self, name)
        shared_keys.check(arguments, given, lambda known: mapping_definition(known, TEMPLATES))
        if tags is not None:
            named = {"domain_name": domain_name, "object_type_name": object_type_name}
            arguments.checked({"location": aws_native_location(self), **named}, _can_be_tagged)

        readable = keeping_readable(self, name, OBJECT_TYPE, allowed=abandon)
        turns = Turns(self, "aws-native:customerprofiles:ObjectType")
        self.object_type = aws_native.customerprofiles.ObjectType(
            f"{name}-object-type",
            domain_name=domain_name,
            object_type_name=object_type_name,
            description=description,
            template_id=definition["template_id"],
            fields=definition["fields"],
            keys=definition["keys"],
            allow_profile_creation=definition["allow_profile_creation"],
            source_last_updated_timestamp_format=definition["source_last_updated_timestamp_format"],
            expiration_days=expiration_days,
            encryption_key=kms_key_arn,
            max_profile_object_count=max_count,
            source_priority=source_priority,
            tags=tag_list(tags),
            opts=pulumi.ResourceOptions.merge(
                pulumi.ResourceOptions(parent=self, protect=protect, depends_on=turns.next(arguments.passed())),
                pulumi.ResourceOptions.merge(
                    pulumi.ResourceOptions.merge(readable, telling_what_went(self, name)), shared_keys.options()
                ),
            ),
        )
        turns.made(self.object_type)

        self.object_type_name = known(self.object_type.object_type_name).apply(str)
        self.register_outputs({"object_type_name": self.object_type_name})


def _definition(given: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of the resource that make up the definition."""
    definition = mapping_definition(given, TEMPLATES)
    return {
        "template_id": definition.template_id,
        "fields": definition.native_fields(),
        "keys": definition.native_keys(),
        "allow_profile_creation": definition.allow_profile_creation,
        "source_last_updated_timestamp_format": definition.source_last_updated_timestamp_format,
    }


def _can_be_tagged(known: Mapping[str, Any]) -> None:
    """PutProfileObjectType takes longer names with tags, which can then never be changed."""
    at, domain_name, object_type_name = (known[key] for key in ("location", "domain_name", "object_type_name"))
    room = names.TAGGED_ARN - len(names.object_type_arn(at.region, at.account, domain_name, ""))
    if len(object_type_name) > room:
        rule = f"must have at most {room} characters: the ARN of what has tags has {names.TAGGED_ARN} at most"
        raise RuleViolation(object_type_name, rule, argument="object_type_name")
