"""AWS KMS: keys, their policies, and aliases."""

# ruff: noqa: ARG002, S105 - the base class names the arguments, and a type token is no secret

from __future__ import annotations

import json
from typing import Any, ClassVar

from ..documents import tag_list, tag_map
from ..kind import Changes, Kind, State

ENDED = ("PendingDeletion", "PendingReplicaDeletion")
"""Key states in which a key counts as deleted."""


class Key(Kind):
    """A customer managed key; its id is the key id. Deleting it schedules its deletion."""

    token = "aws:kms/key:Key"
    service = "kms"
    optional = frozenset({"deletionWindowInDays", "description", "multiRegion", "policy", "rotationPeriodInDays"})
    defaults: ClassVar = {
        "bypassPolicyLockoutSafetyCheck": False,
        "customerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "enableKeyRotation": False,
        "isEnabled": True,
        "keyUsage": "ENCRYPT_DECRYPT",
    }
    replaces = frozenset({"customerMasterKeySpec", "keyUsage", "multiRegion"})
    sticky = frozenset({"description", "multiRegion", "policy", "rotationPeriodInDays"})
    write_only = frozenset({"bypassPolicyLockoutSafetyCheck", "deletionWindowInDays"})
    computed = frozenset({"arn", "keyId"})
    documents = frozenset({"policy"})
    tagged = True
    gone = frozenset({"NotFoundException", "KMSInvalidStateException"})

    def create(self, client: Any, inputs: State) -> str:
        request: dict[str, Any] = {
            "KeySpec": inputs["customerMasterKeySpec"],
            "KeyUsage": inputs["keyUsage"],
            "MultiRegion": bool(inputs.get("multiRegion")),
            "BypassPolicyLockoutSafetyCheck": inputs["bypassPolicyLockoutSafetyCheck"],
            "Tags": tag_list(inputs.get("tags", {}), "TagKey", "TagValue"),
        }
        if "description" in inputs:
            request["Description"] = inputs["description"]
        if "policy" in inputs:
            request["Policy"] = inputs["policy"]
        return str(client.create_key(**request)["KeyMetadata"]["KeyId"])

    def complete(self, client: Any, identifier: str, inputs: State) -> None:
        if inputs["enableKeyRotation"]:
            self._rotate(client, identifier, inputs)
        if not inputs["isEnabled"]:
            client.disable_key(KeyId=identifier)

    def read(self, client: Any, identifier: str) -> State | None:
        key = client.describe_key(KeyId=identifier)["KeyMetadata"]
        if key["KeyState"] in ENDED:
            return None
        rotation = client.get_key_rotation_status(KeyId=identifier)
        rotates = bool(rotation["KeyRotationEnabled"])
        return {
            "arn": key["Arn"],
            "customerMasterKeySpec": key.get("KeySpec", key.get("CustomerMasterKeySpec")),
            "description": key.get("Description", ""),
            "enableKeyRotation": rotates,
            "isEnabled": key["Enabled"],
            "keyId": key["KeyId"],
            "keyUsage": key.get("KeyUsage", "ENCRYPT_DECRYPT"),  # moto leaves it out where nobody has given it
            "multiRegion": bool(key.get("MultiRegion")),
            "policy": client.get_key_policy(KeyId=identifier, PolicyName="default")["Policy"],
            "rotationPeriodInDays": rotation.get("RotationPeriodInDays") if rotates else None,
            "tags": tag_map(client.list_resource_tags(KeyId=identifier)["Tags"], "TagKey", "TagValue"),
        }

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        new = changes.new
        if changes.any("isEnabled") and new["isEnabled"]:
            client.enable_key(KeyId=identifier)
        if changes.any("enableKeyRotation", "rotationPeriodInDays"):
            if new["enableKeyRotation"]:
                self._rotate(client, identifier, new)
            else:
                client.disable_key_rotation(KeyId=identifier)
        if changes.any("description"):
            client.update_key_description(KeyId=identifier, Description=new.get("description", ""))
        if changes.any("policy"):
            client.put_key_policy(
                KeyId=identifier,
                PolicyName="default",
                Policy=new["policy"],
                BypassPolicyLockoutSafetyCheck=new["bypassPolicyLockoutSafetyCheck"],
            )
        changes.tag(
            lambda tags: client.tag_resource(KeyId=identifier, Tags=tag_list(tags, "TagKey", "TagValue")),
            lambda names: client.untag_resource(KeyId=identifier, TagKeys=names),
        )
        if changes.any("isEnabled") and not new["isEnabled"]:
            client.disable_key(KeyId=identifier)

    def delete(self, client: Any, identifier: str, state: State) -> None:
        client.schedule_key_deletion(KeyId=identifier, PendingWindowInDays=state.get("deletionWindowInDays", 30))

    @staticmethod
    def _rotate(client: Any, identifier: str, inputs: State) -> None:
        period = inputs.get("rotationPeriodInDays")
        client.enable_key_rotation(KeyId=identifier, **({"RotationPeriodInDays": period} if period else {}))


class KeyPolicy(Kind):
    """The policy of a key, whose id as given is its id. Deleting it leaves the key the default one of KMS, or this one
    if it was put without the check that somebody can still change it."""

    token = "aws:kms/keyPolicy:KeyPolicy"
    service = "kms"
    required = frozenset({"keyId", "policy"})
    defaults: ClassVar = {"bypassPolicyLockoutSafetyCheck": False}
    replaces = frozenset({"keyId"})
    write_only = frozenset({"bypassPolicyLockoutSafetyCheck"})
    documents = frozenset({"policy"})
    gone = frozenset({"NotFoundException", "KMSInvalidStateException"})

    def create(self, client: Any, inputs: State) -> str:
        self._put(client, inputs["keyId"], inputs)
        return str(inputs["keyId"])

    def read(self, client: Any, identifier: str) -> State | None:
        if client.describe_key(KeyId=identifier)["KeyMetadata"]["KeyState"] in ENDED:
            return None
        policy = client.get_key_policy(KeyId=identifier, PolicyName="default")["Policy"]
        return {"keyId": identifier, "policy": policy}

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        self._put(client, identifier, changes.new)

    def delete(self, client: Any, identifier: str, state: State) -> None:
        if state.get("bypassPolicyLockoutSafetyCheck"):
            return
        account = client.describe_key(KeyId=identifier)["KeyMetadata"]["AWSAccountId"]
        owner = {
            "Sid": "Enable IAM User Permissions",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
            "Action": "kms:*",
            "Resource": "*",
        }
        default = {"Version": "2012-10-17", "Id": "default", "Statement": [owner]}
        self._put(client, identifier, {"policy": json.dumps(default)})

    @staticmethod
    def _put(client: Any, key: str, state: State) -> None:
        client.put_key_policy(
            KeyId=key,
            PolicyName="default",
            Policy=state["policy"],
            BypassPolicyLockoutSafetyCheck=bool(state.get("bypassPolicyLockoutSafetyCheck")),
        )


class Alias(Kind):
    """A key's alias; its id is its name, `alias/...`."""

    token = "aws:kms/alias:Alias"
    service = "kms"
    required = frozenset({"targetKeyId"})
    replaces = frozenset({"name"})
    computed = frozenset({"arn", "targetKeyArn"})
    named_by = "name"
    name_limit = 256
    gone = frozenset({"NotFoundException"})

    def generated_name(self, name: str, suffix: str, inputs: State) -> str:
        return f"alias/{self._fitting(name, suffix)}"

    def same(self, key: str, old: Any, new: Any) -> bool:
        if key == "targetKeyId" and isinstance(old, str) and isinstance(new, str):
            return old.rsplit("/", 1)[-1] == new.rsplit("/", 1)[-1]  # the key's id or its ARN
        return super().same(key, old, new)

    def create(self, client: Any, inputs: State) -> str:
        client.create_alias(AliasName=inputs["name"], TargetKeyId=inputs["targetKeyId"])
        return str(inputs["name"])

    def read(self, client: Any, identifier: str) -> State | None:
        pages = client.get_paginator("list_aliases").paginate()
        found = next((one for page in pages for one in page["Aliases"] if one["AliasName"] == identifier), None)
        if found is None or "TargetKeyId" not in found:
            return None
        key = found["TargetKeyId"]
        return {
            "arn": found["AliasArn"],
            "name": identifier,
            "targetKeyArn": client.describe_key(KeyId=key)["KeyMetadata"]["Arn"],
            "targetKeyId": key,
        }

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        client.update_alias(AliasName=identifier, TargetKeyId=changes.new["targetKeyId"])

    def delete(self, client: Any, identifier: str, state: State) -> None:
        client.delete_alias(AliasName=identifier)
