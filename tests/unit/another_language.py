"""The bad inputs of the tests, as a program in another language makes them: the plugin refuses them in the same line,
with the names of that program.
"""

import json
import types
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import connect_customer_profiles as library
from connect_customer_profiles.names import PACKAGE
from connect_customer_profiles.plugin.components import Components
from connect_customer_profiles.plugin.server import SCHEMA
from connect_customer_profiles.plugin.translation import camel, snake
from connect_customer_profiles.rules.argument_names import spell, spelled

_TYPES = "#/types/"


@cache
def _schema() -> dict[str, Any]:
    described: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return described


@contextmanager
def plugin() -> Iterator[tuple[Components, Callable[[str], str]]]:
    """The part of the plugin that makes components, and how its messages spell one of Python's."""
    try:
        made = Components(json.dumps(_schema()))
        made.serve_as("urn:pulumi:test::customer-profiles::pulumi:providers:connect-customer-profiles::plugin::id")
        yield made, spelled
    finally:
        spell({})


def inputs(component: Callable[..., Any], args: Mapping[str, Any]) -> dict[str, Any] | None:
    """The properties of a component as the plugin gets them; None if no other language can say this.

    Names are written as other languages write them, and every number is a float, as on the engine's wire.
    """
    kind = f"{PACKAGE}:index:{getattr(component, '__name__', '')}"
    if not (isinstance(component, type) and component.__module__.startswith(library.__name__)):
        return None
    try:
        return _object(args, _schema()["resources"][kind]["inputProperties"])
    except _OnlyInPython:
        return None


class _OnlyInPython(Exception):
    """A value or a name that only a Python program can make."""


def _object(value: Mapping[Any, Any], declared: Mapping[str, Any]) -> dict[str, Any]:
    written = {}
    for name, item in value.items():
        if not isinstance(name, str) or snake(camel(name)) != name:
            raise _OnlyInPython(name)
        written[camel(name)] = _value(item, declared.get(camel(name), {}))
    return written


def _value(value: Any, declared: Mapping[str, Any]) -> Any:
    alternatives = declared.get("oneOf", [declared])
    match value:
        case bool() | str() | types.NoneType():
            return value
        case int() | float():
            return float(value)
        case list():
            items: Mapping[str, Any] = next((each["items"] for each in alternatives if "items" in each), {})
            return [_value(item, items) for item in value]
        case Mapping():
            for each in alternatives:
                if each.get("$ref", "").startswith(_TYPES):
                    return _object(value, _schema()["types"][each["$ref"].removeprefix(_TYPES)].get("properties", {}))
                if "additionalProperties" in each:
                    return {name: _value(item, each["additionalProperties"]) for name, item in value.items()}
            return {name: _value(item, {}) for name, item in value.items()}
    if hasattr(value, "value"):  # an Output that arrives later
        return type(value)(_value(value.value, declared))
    raise _OnlyInPython(value)
