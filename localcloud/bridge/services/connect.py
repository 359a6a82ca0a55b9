"""Amazon Connect: security profiles."""

# ruff: noqa: ARG002, S105 - the base class names the arguments, and a type token is no secret

from __future__ import annotations

from typing import Any

from ..kind import Changes, Kind, State

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
