"""Amazon AppFlow: flows and connector profiles."""

# ruff: noqa: ARG002, S105 - the base class names the arguments, and a type token is no secret

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

from ..kind import Changes, Kind, State
from ..spelling import essential, from_api, to_api

if TYPE_CHECKING:
    from botocore.model import Shape

NOT_FOUND = frozenset({"ResourceNotFoundException"})

SETTINGS = {
    "destinationFlowConfigs": "destinationFlowConfigList",
    "metadataCatalogConfig": "metadataCatalogConfig",
    "sourceFlowConfig": "sourceFlowConfig",
    "tasks": "tasks",
    "triggerConfig": "triggerConfig",
}
"""Member of the AppFlow API for each nested argument of a flow."""

OPERATORS = "connectorOperators"
MARK = "flow/"
PROFILE_MARK = "connectorprofile/"


class Flow(Kind):
    """A flow; its id is its ARN, and it is imported by name. It stays a draft, since nobody starts it."""

    token = "aws:appflow/flow:Flow"
    service = "appflow"
    required = frozenset({"destinationFlowConfigs", "sourceFlowConfig", "tasks", "triggerConfig"})
    optional = frozenset({"description", "kmsArn", "metadataCatalogConfig"})
    replaces = frozenset({"name", "kmsArn"})
    sticky = frozenset({"kmsArn", "metadataCatalogConfig"})
    computed = frozenset({"arn", "flowStatus"})
    named_by = "name"
    name_limit = 256
    tagged = True
    gone = NOT_FOUND

    def identified(self, identifier: str, state: State) -> str:
        return str(state["arn"])

    def same(self, key: str, old: Any, new: Any) -> bool:
        if key in ("tasks", "destinationFlowConfigs"):
            return _in_any_order(old) == _in_any_order(new)
        if key in SETTINGS:
            return bool(essential(old or {}) == essential(new or {}))
        return super().same(key, old, new)

    def create(self, client: Any, inputs: State) -> str:
        given = {name: inputs[name] for name in ("description", "kmsArn", "tags") if inputs.get(name)}
        settings = _settings(client, "CreateFlow", inputs)
        return str(client.create_flow(flowName=inputs["name"], **settings, **given)["flowArn"])

    def read(self, client: Any, identifier: str) -> State | None:
        found = client.describe_flow(flowName=_name(identifier, MARK))
        shape = client.meta.service_model.operation_model("DescribeFlow").output_shape
        settings = {
            key: from_api(shape.members[member], found[member]) for key, member in SETTINGS.items() if found.get(member)
        }
        for task in settings["tasks"]:
            task[OPERATORS] = [task[OPERATORS]] if task.get(OPERATORS) else []
        return {
            **settings,
            "arn": found["flowArn"],
            "description": found.get("description") or None,
            "flowStatus": found["flowStatus"],
            "kmsArn": found.get("kmsArn"),
            "name": found["flowName"],
            "tags": found.get("tags", {}),
        }

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        new = changes.new
        if changes.any("description", *SETTINGS):
            # As with the real provider, a description that is no longer given stays.
            described = {"description": new["description"]} if new.get("description") else {}
            settings = _settings(client, "UpdateFlow", new)
            client.update_flow(flowName=_name(identifier, MARK), **settings, **described)
        changes.tag(
            lambda tags: client.tag_resource(resourceArn=identifier, tags=tags),
            lambda names: client.untag_resource(resourceArn=identifier, tagKeys=names),
        )

    def delete(self, client: Any, identifier: str, state: State) -> None:
        client.delete_flow(flowName=_name(identifier, MARK))


CONFIG = "connectorProfileConfig"
CREDENTIALS = "connectorProfileCredentials"


class ConnectorProfile(Kind):
    """A connector profile; its id is its ARN, and it is imported by name. AppFlow does not tell its credentials."""

    token = "aws:appflow/connectorProfile:ConnectorProfile"
    service = "appflow"
    required = frozenset({"connectionMode", CONFIG, "connectorType"})
    optional = frozenset({"connectorLabel", "kmsArn"})
    replaces = frozenset({"name", "connectorType", "connectorLabel", "kmsArn"})
    sticky = frozenset({"kmsArn"})
    write_only = frozenset({"kmsArn"})
    computed = frozenset({"arn", "credentialsArn"})
    secrets: ClassVar = frozenset({f"{CONFIG}.{CREDENTIALS}"})
    named_by = "name"
    name_limit = 256
    gone = NOT_FOUND

    def identified(self, identifier: str, state: State) -> str:
        return str(state["arn"])

    def same(self, key: str, old: Any, new: Any) -> bool:
        if key != CONFIG:
            return super().same(key, old, new)
        old, new = old or {}, new or {}
        told = CREDENTIALS not in new
        return all(essential(old.get(name)) == essential(new.get(name)) for name in old if name != CREDENTIALS) and (
            told or old.get(CREDENTIALS) == new[CREDENTIALS]
        )

    def create(self, client: Any, inputs: State) -> str:
        answer = client.create_connector_profile(
            connectorProfileName=inputs["name"],
            connectorType=inputs["connectorType"],
            **{name: inputs[name] for name in ("connectorLabel", "kmsArn") if inputs.get(name)},
            **_connection(client, "CreateConnectorProfile", inputs),
        )
        return str(answer["connectorProfileArn"])

    def read(self, client: Any, identifier: str) -> State | None:
        name = _name(identifier, PROFILE_MARK)
        details = client.describe_connector_profiles(connectorProfileNames=[name])["connectorProfileDetails"]
        if not details:
            return None
        found = from_api(client.meta.service_model.shape_for("ConnectorProfile"), details[0])
        return {
            "arn": found["connectorProfileArn"],
            "connectionMode": found["connectionMode"],
            "connectorLabel": found.get("connectorLabel"),
            CONFIG: {"connectorProfileProperties": found.get("connectorProfileProperties", {})},
            "connectorType": found["connectorType"],
            "credentialsArn": found.get("credentialsArn"),
            "name": found["connectorProfileName"],
        }

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        client.update_connector_profile(
            connectorProfileName=_name(identifier, PROFILE_MARK),
            **_connection(client, "UpdateConnectorProfile", changes.new),
        )

    def delete(self, client: Any, identifier: str, state: State) -> None:
        client.delete_connector_profile(connectorProfileName=_name(identifier, PROFILE_MARK))


def _name(identifier: str, mark: str) -> str:
    """The name in an ARN; what is no ARN is the name itself, by which an import asks."""
    return identifier.partition(mark)[2] if identifier.startswith("arn:") else identifier


def _settings(client: Any, operation: str, inputs: State) -> dict[str, Any]:
    shape = client.meta.service_model.operation_model(operation).input_shape
    given = {key: inputs[key] for key in SETTINGS if inputs.get(key)}
    given["tasks"] = [_with_one_operator(task) for task in inputs["tasks"]]
    return {SETTINGS[key]: to_api(shape.members[SETTINGS[key]], value) for key, value in given.items()}


def _with_one_operator(task: dict[str, Any]) -> dict[str, Any]:
    """A task as AppFlow wants it: Pulumi has a list of operators, of which there is one. AppFlow requires the list of
    source fields, which is empty for tasks of all fields."""
    [operator] = task.get(OPERATORS) or [{}]
    rest = {key: value for key, value in task.items() if key != OPERATORS}
    return {"sourceFields": [], **rest, **({OPERATORS: operator} if operator else {})}


def _connection(client: Any, operation: str, inputs: State) -> dict[str, Any]:
    shape: Shape = client.meta.service_model.operation_model(operation).input_shape
    return {"connectionMode": inputs["connectionMode"], CONFIG: to_api(shape.members[CONFIG], inputs[CONFIG])}


def _in_any_order(values: Any) -> list[str]:
    """Tasks or destinations without order, and without what has no effect."""
    return sorted(json.dumps(_effective(value), sort_keys=True) for value in values or [])


def _effective(value: dict[str, Any]) -> Any:
    """What says something of a task or destination: for all fields, excluding none is nothing."""
    properties = value.get("taskProperties") or {}
    kept = {name: text for name, text in properties.items() if (name, text) != ("EXCLUDE_SOURCE_FIELDS_LIST", "[]")}
    return essential({**value, "taskProperties": kept})
