"""Key names are shared by a whole domain: refuses one whose values another object type compares in another way, of the
program or, at preview, of the domain as AWS has it.

https://docs.aws.amazon.com/connect/latest/adminguide/mapping-key-definitions.html
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pulumi
import pulumi_aws_native as aws_native

from ..profiles import api, checks
from ..profiles.definition import MappingDefinition
from ..rules import RuleViolation
from .arguments import Arguments, InvalidArgumentError
from .gathering import is_plain
from .lookup import ask
from .program import shared
from .refusals import Hooked, hook, refusing
from .stack_state import stack_resources
from .taken import Stack, type_of

if TYPE_CHECKING:
    from ..aws.client import AwsClient

OBJECT_TYPE = "aws-native:customerprofiles:ObjectType"
PLACE = "place"

Types = dict[str, dict[str, set[tuple[str, ...]]]]
"""The content types of the keys of object types, by their names."""


class SharedKeys:
    """The keys of one object type, beside those of the domain's others.

    Args:
        component: the object type.
        name: the component's name.
    """

    def __init__(self, component: pulumi.ComponentResource, name: str) -> None:
        self._component, self._name = component, name
        self._definition: MappingDefinition | None = None

    def check(
        self, arguments: Arguments, given: Mapping[str, Any], defined: Callable[[Mapping[str, Any]], MappingDefinition]
    ) -> None:
        """Compare with the program's other object types.

        Args:
            arguments: those of the object type.
            given: those of them that make up the definition, and `domain_name`.
            defined: makes the definition of them.
        """
        provider = self._component.get_provider(OBJECT_TYPE)
        domains: dict[str, Types] = shared(self._component, ("keys of object types", provider), dict)
        parts = {key: value for key, value in given.items() if key != "domain_name"}
        plain = is_plain(parts)

        def compare(values: Mapping[str, Any]) -> None:
            known = parts if plain else {key: value for key, value in values.items() if key != PLACE}
            try:
                definition = defined(known)
            except RuleViolation:
                return  # refused for itself
            if definition.template_id is None:
                others = domains.setdefault(values[PLACE], {})
                _refuse(definition, others)
                others[known["object_type_name"]] = checks.content_types(definition.keys, definition.fields)
                self._definition = definition

        domain = given["domain_name"]
        place = domain if isinstance(domain, str) else _place(pulumi.Output.from_input(domain))
        # Plain values stay out of it: the SDK makes an Output of every one of them.
        arguments.checked({**({} if plain else parts), PLACE: place}, compare)

    def options(self) -> pulumi.ResourceOptions:
        """Options of the object type: at preview, a new one is compared with what AWS has in the domain."""
        title = f"ObjectMapping '{self._name}' and the keys of its domain"
        return pulumi.ResourceOptions(
            hooks=pulumi.ResourceHookBinding(before_create=[hook(self._component, title, self._before)])
        )

    async def _before(self, created: Hooked) -> None:
        # In an update AWS itself says it; a hook would hold one of the engine's workers meanwhile.
        if pulumi.runtime.is_dry_run() and self._definition:
            await refusing(self._component, self._compare(self._definition, created.new_inputs))

    async def _compare(self, definition: MappingDefinition, inputs: Mapping[str, Any]) -> None:
        from ..aws.errors import AwsError

        domain, stack = inputs.get("domainName"), await stack_resources(self._component)
        if not isinstance(domain, str) or stack is None:
            return
        looking: asyncio.Task[Types] = shared(
            self._component,
            ("object types at AWS", domain, self._component.get_provider(OBJECT_TYPE)),
            lambda: asyncio.ensure_future(
                ask(self._component, lambda client: _at_aws(client, domain, _of_stack(stack, domain)))
            ),
        )
        try:
            others = await looking
        except AwsError:
            return  # who may not list them is told by AWS, in the update
        try:
            _refuse(definition, {name: each for name, each in others.items() if name != inputs.get("objectTypeName")})
        except RuleViolation as violation:
            raise InvalidArgumentError("ObjectMapping", self._name, violation) from None


def _refuse(definition: MappingDefinition, others: Types) -> None:
    for finding in checks.shared_key_findings(definition.keys, definition.fields, others):
        raise RuleViolation([key.name for key in definition.keys], finding, argument="keys")


def _of_stack(stack: Stack, domain: str) -> set[Any]:
    """The object types of a domain that the stack has: the program says what becomes of them."""
    return {
        each.get("objectTypeName")
        for urn, each in stack.items()
        if type_of(urn) == OBJECT_TYPE and each.get("domainName") == domain
    }


def _at_aws(client: "AwsClient", domain: str, ours: set[Any]) -> Types:
    """The domain's other object types that have fields and keys of their own."""
    found: Types = {}
    for name in [each["ObjectTypeName"] for each in client.object_types(domain)]:
        defined: Any = None if name in ours else client.get_object_type(domain, name)
        if defined and defined.get("Keys") and not defined.get("TemplateId"):
            found[name] = checks.content_types(api.keys_of(defined["Keys"]), api.fields_of(defined.get("Fields") or {}))
    return found


async def _place(domain: "pulumi.Output[str]") -> str:
    """What tells a domain apart: its name; where that is not known yet, the one domain that it comes from. Another
    that is not known is compared with none."""
    name = await domain.future()
    if isinstance(name, str):
        return name
    domains = [each for each in await domain.resources() if isinstance(each, aws_native.customerprofiles.Domain)]
    return f"{id(domains[0] if len(domains) == 1 else domain)} is not known"
