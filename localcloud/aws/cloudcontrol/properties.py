"""CloudFormation properties to API parameters and back. Pure.

CloudFormation has lists of pairs where the API has maps: tags, task properties, object type names, fields and keys.
"""

import hashlib
from typing import Any

Properties = dict[str, Any]


def pairs_to_map(pairs: list[dict[str, Any]], key: str, value: str) -> dict[str, Any]:
    """`[{key: k, value: v}]` to `{k: v}`."""
    return {pair[key]: pair[value] for pair in pairs}


def map_to_pairs(entries: dict[str, Any], key: str, value: str) -> list[dict[str, Any]]:
    """`{k: v}` to `[{key: k, value: v}]`, in an order of its own: handlers read a map, and a map has none."""
    scattered = sorted(entries.items(), key=lambda entry: hashlib.sha256(entry[0].encode()).digest())
    return [{key: name, value: item} for name, item in scattered]


# Property name, and the member names of its pairs.
_PAIRS = {
    "Tags": ("Key", "Value"),
    "ObjectTypeNames": ("Key", "Value"),
    "Fields": ("Name", "ObjectTypeField"),
    "Keys": ("Name", "ObjectTypeKeyList"),
}

_READ_ONLY = {"RuleBasedMatching": "Status", "DataStore": "Readiness"}


def to_parameters(properties: Properties) -> dict[str, Any]:
    """Properties as the API takes them."""
    parameters = dict(properties)
    for name, (key, value) in _PAIRS.items():
        if name in parameters:
            parameters[name] = pairs_to_map(parameters[name], key, value)
    if "FlowDefinition" in parameters:
        parameters["FlowDefinition"] = _flow_definition(parameters["FlowDefinition"])
    for name, read_only in _READ_ONLY.items():
        if name in parameters:
            parameters[name] = {key: item for key, item in parameters[name].items() if key != read_only}
    if not parameters.get("Tags", True):
        del parameters["Tags"]
    return parameters


def _flow_definition(definition: Properties) -> dict[str, Any]:
    tasks = [
        task | {"TaskProperties": pairs_to_map(task["TaskProperties"], "OperatorPropertyKey", "Property")}
        if "TaskProperties" in task
        else task
        for task in definition.get("Tasks", [])
    ]
    return definition | {"Tasks": tasks}


def from_response(response: dict[str, Any], names: tuple[str, ...]) -> Properties:
    """The properties `names` of an API response; times become texts, as the read handlers give them."""
    properties = {name: response[name] for name in names if name in response}
    for name, (key, value) in _PAIRS.items():
        if name in properties:
            properties[name] = map_to_pairs(properties[name], key, value)
    for name in ("CreatedAt", "LastUpdatedAt"):
        if name in properties:
            properties[name] = _instant(properties[name])
    return properties


def _instant(moment: float) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
