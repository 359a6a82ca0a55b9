"""Key names are shared by a whole domain: object types of one program that compare a key's values in different ways.

https://docs.aws.amazon.com/connect/latest/adminguide/mapping-key-definitions.html
"""

from collections.abc import Callable, Mapping
from typing import Any

import pulumi

from ..profiles import checks
from ..profiles.definition import MappingDefinition
from ..rules import RuleViolation
from .arguments import Arguments, is_plain
from .program import shared

_Types = dict[str, dict[str, dict[str, set[tuple[str, ...]]]]]
"""The content types of keys, by domain and object type."""

DOMAIN, OBJECT_TYPE = "aws-native:customerprofiles:Domain", "aws-native:customerprofiles:ObjectType"
PLACE = "place"


def check_shared_keys(
    component: pulumi.ComponentResource,
    arguments: Arguments,
    given: Mapping[str, Any],
    defined: Callable[[Mapping[str, Any]], MappingDefinition],
) -> None:
    """Refuse a key whose name another object type of the domain uses, with another content type.

    Args:
        component: the object type.
        arguments: its arguments.
        given: those of them that make up the definition, and `domain_name`.
        defined: makes the definition of them.
    """
    types: _Types = shared(component, ("keys of object types", component.get_provider(OBJECT_TYPE)), dict)

    parts = {key: value for key, value in given.items() if key != "domain_name"}
    plain = is_plain(parts)

    def check(values: Mapping[str, Any]) -> None:
        known = parts if plain else {key: value for key, value in values.items() if key != PLACE}
        try:
            definition = defined(known)
        except RuleViolation:
            return  # refused for itself
        if definition.template_id is not None:
            return
        others = types.setdefault(values[PLACE], {})
        name = known["object_type_name"]
        for finding in checks.shared_key_findings(definition.keys, definition.fields, others):
            raise RuleViolation([key.name for key in definition.keys], finding, argument="keys")
        others[name] = checks.content_types(definition.keys, definition.fields)

    domain = given["domain_name"]
    place = domain if isinstance(domain, str) else _place(pulumi.Output.from_input(domain))
    # Plain values stay out of it: the SDK makes an Output of every one of them.
    arguments.checked({**({} if plain else parts), PLACE: place}, check)


async def _place(domain: "pulumi.Output[str]") -> str:
    """What tells a domain apart: its name; where that is not known yet, the one domain that it comes from. Another
    that is not known is compared with none."""
    name = await domain.future()
    if isinstance(name, str):
        return name
    domains = [each for each in await domain.resources() if getattr(each, "_type", "") == DOMAIN]
    return f"{id(domains[0] if len(domains) == 1 else domain)} is not known"
