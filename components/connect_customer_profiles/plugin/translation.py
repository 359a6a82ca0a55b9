"""Translates arguments and outputs between the package's schema, with names in `camelCase`, and Python: only the names
that the schema declares, never the keys of a map. Pure but for Outputs, which it follows.
"""

import re
from collections.abc import Mapping
from typing import Any

import pulumi

_TYPES = "#/types/"


def camel(name: str) -> str:
    """The schema's name."""
    first, *rest = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)


def snake(name: str) -> str:
    """The Python name."""
    return re.sub("[A-Z]", lambda found: f"_{found[0].lower()}", name)


def words(schema: Mapping[str, Any]) -> dict[str, str]:
    """The schema's names by Python's, for those that differ."""
    owners = [
        *(each["inputProperties"] for each in schema["resources"].values()),
        *(each.get("properties", {}) for each in (*schema["resources"].values(), *schema["types"].values())),
    ]
    return {snake(name): name for owner in owners for name in owner if snake(name) != name}


class Translation:
    """The names of one schema."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._resources = schema["resources"]
        self._types = schema["types"]

    def inputs(self, token: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments of a component, as Python names them."""
        return self._object(inputs, self._resources[token]["inputProperties"])

    def takes(self, token: str, argument: str) -> bool:
        """Whether a component has an argument, under its name in Python."""
        return camel(argument) in self._resources[token]["inputProperties"]

    def outputs(self, token: str, component: pulumi.ComponentResource) -> dict[str, Any]:
        """The outputs of a component, as the schema names them."""
        found = {name: getattr(component, snake(name), None) for name in self._resources[token]["properties"]}
        return {name: value for name, value in found.items() if value is not None}

    def _object(self, value: Mapping[str, Any], declared: Mapping[str, Any]) -> dict[str, Any]:
        return {snake(key): self._value(item, declared.get(key, {})) for key, item in value.items()}

    def _value(self, value: Any, declared: Mapping[str, Any]) -> Any:
        if isinstance(value, pulumi.Output):
            return value.apply(lambda known: self._value(known, declared))
        if isinstance(value, Mapping):
            return self._mapping(value, declared)
        if isinstance(value, list):
            [items] = [each["items"] for each in _alternatives(declared) if "items" in each] or [{}]
            return [self._value(item, items) for item in value]
        if isinstance(value, float) and value.is_integer():
            # The engine passes every number as a float; messages show it as it was written.
            return int(value)
        return value

    def _mapping(self, value: Mapping[str, Any], declared: Mapping[str, Any]) -> dict[str, Any]:
        for each in _alternatives(declared):
            reference = each.get("$ref", "")
            if reference.startswith(_TYPES):
                return self._object(value, self._types[reference.removeprefix(_TYPES)]["properties"])
            if "additionalProperties" in each:
                return {key: self._value(item, each["additionalProperties"]) for key, item in value.items()}
        return {key: self._value(item, {}) for key, item in value.items()}


def _alternatives(declared: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The types that a value may have."""
    return list(declared.get("oneOf", [declared]))
