"""AWS Secrets Manager: secrets."""

# ruff: noqa: S105 - a type token is no secret

from __future__ import annotations

from typing import Any, ClassVar

from ..documents import tag_list, tag_map
from ..kind import Changes, Kind, State

NOT_FOUND = frozenset({"ResourceNotFoundException"})


class Secret(Kind):
    """A secret without its value; its id is its ARN."""

    token = "aws:secretsmanager/secret:Secret"
    service = "secretsmanager"
    optional = frozenset({"description", "kmsKeyId", "policy"})
    defaults: ClassVar = {"forceOverwriteReplicaSecret": False, "recoveryWindowInDays": 30}
    replaces = frozenset({"name"})
    sticky = frozenset({"policy"})
    write_only = frozenset({"forceOverwriteReplicaSecret", "recoveryWindowInDays"})
    computed = frozenset({"arn"})
    documents = frozenset({"policy"})
    named_by = "name"
    name_limit = 512
    tagged = True
    gone = NOT_FOUND

    def create(self, client: Any, inputs: State) -> str:
        request = {"Name": inputs["name"], "Tags": tag_list(inputs.get("tags", {}))}
        if "description" in inputs:
            request["Description"] = inputs["description"]
        if "kmsKeyId" in inputs:
            request["KmsKeyId"] = inputs["kmsKeyId"]
        return str(client.create_secret(**request)["ARN"])

    def complete(self, client: Any, identifier: str, inputs: State) -> None:
        if "policy" in inputs:
            client.put_resource_policy(SecretId=identifier, ResourcePolicy=inputs["policy"])

    def read(self, client: Any, identifier: str) -> State | None:
        secret = client.describe_secret(SecretId=identifier)
        if "DeletedDate" in secret:
            return None
        return {
            "arn": secret["ARN"],
            "description": secret.get("Description") or None,
            "kmsKeyId": secret.get("KmsKeyId"),
            "name": secret["Name"],
            "policy": client.get_resource_policy(SecretId=identifier).get("ResourcePolicy"),
            "tags": tag_map(secret.get("Tags", [])),
        }

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        new = changes.new
        if changes.any("description", "kmsKeyId"):
            key = {"KmsKeyId": new["kmsKeyId"]} if "kmsKeyId" in new else {}
            client.update_secret(SecretId=identifier, Description=new.get("description", ""), **key)
        if changes.any("policy"):
            client.put_resource_policy(SecretId=identifier, ResourcePolicy=new["policy"])
        changes.tag(
            lambda tags: client.tag_resource(SecretId=identifier, Tags=tag_list(tags)),
            lambda names: client.untag_resource(SecretId=identifier, TagKeys=names),
        )

    def delete(self, client: Any, identifier: str, state: State) -> None:
        days = state.get("recoveryWindowInDays", 30)
        how = {"RecoveryWindowInDays": days} if days else {"ForceDeleteWithoutRecovery": True}
        client.delete_secret(SecretId=identifier, **how)
