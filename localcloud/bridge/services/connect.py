"""Amazon Connect: instances and security profiles."""

# ruff: noqa: ARG002, S105 - the base class names the arguments, and a type token is no secret

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from ..kind import Changes, Kind, State

if TYPE_CHECKING:
    from collections.abc import Iterable

NOT_FOUND = frozenset({"ResourceNotFoundException"})


class SecurityProfile(Kind):
    """A security profile; its id is `<instance id>:<security profile id>`. Its permissions are a set."""

    token = "aws:connect/securityProfile:SecurityProfile"
    service = "connect"
    required = frozenset({"instanceId"})
    optional = frozenset({"description", "permissions"})
    replaces = frozenset({"instanceId", "name"})
    computed = frozenset({"arn", "securityProfileId"})
    named_by = "name"
    name_limit = 127
    tagged = True
    gone = NOT_FOUND

    def same(self, key: str, old: Any, new: Any) -> bool:
        if key == "permissions":
            return sorted(old or []) == sorted(new or [])
        return super().same(key, old, new)

    def create(self, client: Any, inputs: State) -> str:
        request = {"InstanceId": inputs["instanceId"], "SecurityProfileName": inputs["name"]}
        given = {"Description": "description", "Permissions": "permissions", "Tags": "tags"}
        request |= {name: inputs[key] for name, key in given.items() if inputs.get(key)}
        return f"{inputs['instanceId']}:{client.create_security_profile(**request)['SecurityProfileId']}"

    def read(self, client: Any, identifier: str) -> State | None:
        named = _named(identifier)
        profile = client.describe_security_profile(**named)["SecurityProfile"]
        pages = client.get_paginator("list_security_profile_permissions").paginate(**named)
        return {
            "arn": profile["Arn"],
            "description": profile.get("Description") or None,
            "instanceId": named["InstanceId"],
            "name": profile["SecurityProfileName"],
            "permissions": [each for page in pages for each in page["Permissions"]],
            "securityProfileId": profile["Id"],
            "tags": profile.get("Tags", {}),
        }

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        new = changes.new
        if changes.any("description", "permissions"):
            client.update_security_profile(
                **_named(identifier),
                Description=new.get("description", ""),
                Permissions=new.get("permissions", []),
            )
        changes.tag(
            lambda tags: client.tag_resource(resourceArn=changes.old["arn"], tags=tags),
            lambda names: client.untag_resource(resourceArn=changes.old["arn"], tagKeys=names),
        )

    def delete(self, client: Any, identifier: str, state: State) -> None:
        client.delete_security_profile(**_named(identifier))


def _named(identifier: str) -> dict[str, str]:
    instance_id, _, profile_id = identifier.partition(":")
    return {"InstanceId": instance_id, "SecurityProfileId": profile_id}


ATTRIBUTES = {
    "autoResolveBestVoicesEnabled": "AUTO_RESOLVE_BEST_VOICES",
    "contactFlowLogsEnabled": "CONTACTFLOW_LOGS",
    "contactLensEnabled": "CONTACT_LENS",
    "earlyMediaEnabled": "EARLY_MEDIA",
    "inboundCallsEnabled": "INBOUND_CALLS",
    "multiPartyConferenceEnabled": "MULTI_PARTY_CONFERENCE",
    "outboundCallsEnabled": "OUTBOUND_CALLS",
}
"""Attribute of an instance for each argument that switches something on."""


class Instance(Kind):
    """An instance; its id is the instance id."""

    token = "aws:connect/instance:Instance"
    service = "connect"
    required = frozenset({"identityManagementType", "inboundCallsEnabled", "outboundCallsEnabled"})
    optional = frozenset({"directoryId", "instanceAlias"})
    defaults: ClassVar = {
        "autoResolveBestVoicesEnabled": True,
        "contactFlowLogsEnabled": False,
        "contactLensEnabled": True,
        "earlyMediaEnabled": True,
        "multiPartyConferenceEnabled": False,
    }
    replaces = frozenset({"directoryId", "identityManagementType", "instanceAlias"})
    write_only = frozenset({"directoryId"})
    computed = frozenset({"arn", "createdTime", "serviceRole", "status"})
    tagged = True
    gone = NOT_FOUND

    def problem(self, inputs: State) -> str | None:
        if "directoryId" not in inputs and "instanceAlias" not in inputs:
            return "one of 'directoryId' and 'instanceAlias' must be given"
        return None

    def create(self, client: Any, inputs: State) -> str:
        request = {
            "IdentityManagementType": inputs["identityManagementType"],
            "InboundCallsEnabled": inputs["inboundCallsEnabled"],
            "OutboundCallsEnabled": inputs["outboundCallsEnabled"],
        }
        given = {"DirectoryId": "directoryId", "InstanceAlias": "instanceAlias", "Tags": "tags"}
        request |= {name: inputs[key] for name, key in given.items() if inputs.get(key)}
        return str(client.create_instance(**request)["Id"])

    def complete(self, client: Any, identifier: str, inputs: State) -> None:
        self._switch(client, identifier, inputs, ATTRIBUTES)

    def read(self, client: Any, identifier: str) -> State | None:
        found = client.describe_instance(InstanceId=identifier)["Instance"]
        values = {
            key: client.describe_instance_attribute(InstanceId=identifier, AttributeType=kind)["Attribute"]["Value"]
            for key, kind in ATTRIBUTES.items()
        }
        return {
            **{key: value == "true" for key, value in values.items()},
            "arn": found["Arn"],
            "createdTime": found["CreatedTime"].strftime("%Y-%m-%dT%H:%M:%SZ"),
            "identityManagementType": found["IdentityManagementType"],
            "instanceAlias": found.get("InstanceAlias"),
            "serviceRole": found["ServiceRole"],
            "status": found["InstanceStatus"],
            "tags": client.list_tags_for_resource(resourceArn=found["Arn"]).get("tags", {}),
        }

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        self._switch(client, identifier, changes.new, changes.names & ATTRIBUTES.keys())
        changes.tag(
            lambda tags: client.tag_resource(resourceArn=changes.old["arn"], tags=tags),
            lambda names: client.untag_resource(resourceArn=changes.old["arn"], tagKeys=names),
        )

    def delete(self, client: Any, identifier: str, state: State) -> None:
        client.delete_instance(InstanceId=identifier)

    @staticmethod
    def _switch(client: Any, identifier: str, inputs: State, keys: Iterable[str]) -> None:
        for key in sorted(keys):
            client.update_instance_attribute(
                InstanceId=identifier, AttributeType=ATTRIBUTES[key], Value=str(inputs[key]).lower()
            )
