"""Amazon CloudWatch Logs: log groups."""

# ruff: noqa: ARG002, S105 - the base class names the arguments, and a type token is no secret

from __future__ import annotations

from typing import Any, ClassVar

from ..kind import Changes, Kind, State


class LogGroup(Kind):
    """A log group; its id is its name."""

    token = "aws:cloudwatch/logGroup:LogGroup"
    service = "logs"
    optional = frozenset({"kmsKeyId"})
    defaults: ClassVar[dict[str, Any]] = {"retentionInDays": 0, "skipDestroy": False}
    replaces = frozenset({"name"})
    write_only = frozenset({"skipDestroy"})
    computed = frozenset({"arn"})
    named_by = "name"
    name_limit = 512
    tagged = True
    gone = frozenset({"ResourceNotFoundException"})

    def create(self, client: Any, inputs: State) -> str:
        key = {"kmsKeyId": inputs["kmsKeyId"]} if "kmsKeyId" in inputs else {}
        tags = {"tags": inputs["tags"]} if inputs.get("tags") else {}
        client.create_log_group(logGroupName=inputs["name"], **key, **tags)
        return str(inputs["name"])

    def complete(self, client: Any, identifier: str, inputs: State) -> None:
        self._retain(client, identifier, inputs)

    def read(self, client: Any, identifier: str) -> State | None:
        groups = client.describe_log_groups(logGroupNamePrefix=identifier)["logGroups"]
        group = next((each for each in groups if each["logGroupName"] == identifier), None)
        if group is None:
            return None
        arn = group["arn"].removesuffix(":*")
        return {
            "arn": arn,
            "kmsKeyId": group.get("kmsKeyId"),
            "name": identifier,
            "retentionInDays": group.get("retentionInDays", 0),
            "tags": client.list_tags_for_resource(resourceArn=arn).get("tags", {}),
        }

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        if changes.any("retentionInDays"):
            self._retain(client, identifier, changes.new)
        if changes.any("kmsKeyId"):
            if "kmsKeyId" in changes.new:
                client.associate_kms_key(logGroupName=identifier, kmsKeyId=changes.new["kmsKeyId"])
            else:
                client.disassociate_kms_key(logGroupName=identifier)
        changes.tag(
            lambda tags: client.tag_resource(resourceArn=changes.old["arn"], tags=tags),
            lambda names: client.untag_resource(resourceArn=changes.old["arn"], tagKeys=names),
        )

    def delete(self, client: Any, identifier: str, state: State) -> None:
        client.delete_log_group(logGroupName=identifier)

    @staticmethod
    def _retain(client: Any, identifier: str, inputs: State) -> None:
        if inputs["retentionInDays"]:
            client.put_retention_policy(logGroupName=identifier, retentionInDays=inputs["retentionInDays"])
        else:
            client.delete_retention_policy(logGroupName=identifier)
