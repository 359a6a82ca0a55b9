"""The source of a flow: from a `connector` or `source` argument to `sourceFlowConfig` of the AppFlow API. Pure."""

from collections.abc import Mapping
from typing import Any

from .. import rules
from ..rules import RuleViolation
from . import SOURCES
from . import connector as find_connector
from .source import Source

_API_VERSION = rules.text(r"\S{1,256}", "must be a version of the connector's API")


def integration_source(given: Any) -> tuple[Source, dict[str, Any]]:
    """The source of a `connector` argument, and its checked parts.

    Raises:
        RuleViolation: names the part of the argument, its value and the rule it breaks.
    """
    if not isinstance(given, Mapping):
        raise RuleViolation(given, "must be an object with type, connector_profile_name and object")
    source = find_connector(given.get("type"))
    return source, _checked(source, given, f"{source.type} connectors", in_appflow=False)


def appflow_source(given: Any) -> tuple[Source, dict[str, Any]]:
    """The source of a `source` argument, and its checked parts.

    Raises:
        RuleViolation: names the part of the argument, its value and the rule it breaks.
    """
    if not isinstance(given, Mapping):
        raise RuleViolation(given, "must be an object with type and the parts that the source needs")
    source = SOURCES[rules.checked("type", given.get("type"), rules.one_of(*SOURCES))]
    return source, _checked(source, given, f"a {source.type} source", in_appflow=True)


def source_flow_config(source: Source, parts: Mapping[str, Any]) -> dict[str, Any]:
    """`sourceFlowConfig` of the AppFlow API, from checked parts."""
    properties: dict[str, Any] = {}
    for key, option in source.parts(in_appflow=True).items():
        if key in parts:
            holder = properties.setdefault(option.below, {}) if option.below else properties
            holder[option.property] = parts[key]
    named = {"connectorProfileName": "connector_profile_name", "apiVersion": "api_version"}
    return {
        "connectorType": source.api_type,
        "sourceConnectorProperties": {source.type: properties},
        **{name: parts[key] for name, key in named.items() if key in parts},
    }


_EXAMPLES = {
    "connector_profile_name": ": the name of its connection in AppFlow",
    "bucket_name": ": the bucket that files are written to",
    "bucket_prefix": ", such as crm/customers: the folder in the bucket",
}


def _checked(source: Source, given: Mapping[str, Any], what: str, *, in_appflow: bool) -> dict[str, Any]:
    options = source.parts(in_appflow=in_appflow)
    connected = {} if source.reads_files else {"connector_profile_name": rules.connector_profile_name}
    version = {"api_version": _API_VERSION} if source.versioned and in_appflow else {}
    rule = {**connected, **{key: option.rule for key, option in options.items()}, **version}
    parts = rules.known_keys(given, {"type", *rule}, what)
    for key in (*connected, *(key for key, option in options.items() if option.required)):
        if not parts.get(key):
            needed = f"is required for {source.type}{_example(source, key)}"
            raise RuleViolation(parts.get(key), needed, argument=key)
    return {key: rules.checked(key, parts[key], check) for key, check in rule.items() if key in parts}


def _example(source: Source, key: str) -> str:
    if key == "object":
        return f", such as {next(iter(source.objects))}" if source.objects else ""
    return _EXAMPLES.get(key, "")
