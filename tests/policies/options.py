"""The options of the components that a program gives, and those that there are, from the types of the arguments.

An option is a key of a component's arguments or of a type in them, such as `ExecutionRoleArgs.trust`; and each word
that an argument of the component itself may be, such as `ExecutionRoleArgs.trust = none`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints, is_typeddict

import connect_customer_profiles as library
import pulumi

from tests.packaging.reference import components
from tests.unit.deployment import Registered

COMPONENT = "connect-customer-profiles:index:"


def declared() -> set[str]:
    """Every option of every component."""
    found: set[str] = set()
    for component in components():
        arguments = getattr(library, f"{component.__name__}Args")
        found.update(_declared(arguments))
        for name, hint in _members(arguments).items():
            found.update(f"{arguments.__name__}.{name} = {word}" for word in _words(hint))
    return found


def given(resources: Iterable[Registered]) -> set[str]:
    """The options that the components among `resources` were given."""
    found: set[str] = set()
    for each in resources:
        if each.type.startswith(COMPONENT):
            arguments = getattr(library, f"{each.type.removeprefix(COMPONENT)}Args")
            found.update(_given(arguments, each.inputs))
            for name, value in each.inputs.items():
                words = {*_words(_members(arguments)[name])} & {*_texts(value)}
                found.update(f"{arguments.__name__}.{name} = {word}" for word in words)
    return found


@cache
def _members(typed: Any) -> dict[str, Any]:
    return get_type_hints(typed, localns={"Output": pulumi.Output, "T": Any})


def _declared(hint: Any) -> Iterator[str]:
    if is_typeddict(hint):
        for name, inner in _members(hint).items():
            yield f"{hint.__name__}.{name}"
            yield from _declared(inner)
    for part in get_args(hint):
        yield from _declared(part)


def _given(hint: Any, value: Any) -> Iterator[str]:
    if is_typeddict(hint):
        if isinstance(value, Mapping) and _is_one(hint, value):
            for name, inner in value.items():
                yield f"{hint.__name__}.{name}"
                yield from _given(_members(hint)[name], inner)
    elif get_origin(hint) is Mapping and isinstance(value, Mapping):
        for inner in value.values():
            yield from _given(get_args(hint)[-1], inner)
    elif get_origin(hint) is Sequence and isinstance(value, list):
        for inner in value:
            yield from _given(get_args(hint)[0], inner)
    else:
        for part in get_args(hint):
            yield from _given(part, value)


def _is_one(typed: Any, value: Mapping[str, Any]) -> bool:
    """Whether a dictionary is of a type, and not of another one beside it, such as another kind of credentials."""
    members = _members(typed)
    if not typed.__required_keys__ <= value.keys() <= members.keys():
        return False
    words = {name: {*_words(members[name])} for name in value}
    return all({*_texts(value[name])} <= known for name, known in words.items() if known)


def _words(hint: Any) -> Iterator[str]:
    """The words that a value may be."""
    if get_origin(hint) is Literal:
        yield from get_args(hint)
    elif not is_typeddict(hint):
        for part in get_args(hint):
            yield from _words(part)


def _texts(value: Any) -> list[str]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]
