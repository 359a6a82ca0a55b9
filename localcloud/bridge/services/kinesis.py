"""Amazon Kinesis: data streams."""

from __future__ import annotations

from typing import Any, ClassVar

from ..documents import tag_map
from ..kind import Changes, Kind, State


class Stream(Kind):
    """A data stream; its id is its ARN."""

    token = "aws:kinesis/stream:Stream"  # noqa: S105 - a type token is no secret
    service = "kinesis"
    optional = frozenset({"shardCount", "kmsKeyId", "streamModeDetails"})
    defaults: ClassVar = {"retentionPeriod": 24, "encryptionType": "NONE", "enforceConsumerDeletion": False}
    replaces = frozenset({"name"})
    sticky = frozenset({"shardCount", "streamModeDetails"})
    write_only = frozenset({"enforceConsumerDeletion"})
    computed = frozenset({"arn"})
    named_by = "name"
    name_limit = 128
    tagged = True
    gone = frozenset({"ResourceNotFoundException"})

    def create(self, client: Any, inputs: State) -> str:
        name, mode = inputs["name"], inputs.get("streamModeDetails")
        request: dict[str, Any] = {"StreamModeDetails": {"StreamMode": mode["streamMode"]}} if mode else {}
        if "shardCount" in inputs:
            request["ShardCount"] = int(inputs["shardCount"])
        client.create_stream(StreamName=name, **request)
        return str(client.describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]["StreamARN"])

    def complete(self, client: Any, identifier: str, inputs: State) -> None:
        self._retain(client, identifier, 24, int(inputs["retentionPeriod"]))
        self._encrypt(client, identifier, inputs)
        if tags := inputs.get("tags"):
            client.add_tags_to_stream(StreamARN=identifier, Tags=tags)

    def read(self, client: Any, identifier: str) -> State | None:
        name = identifier.rpartition("/")[2]
        found = client.describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]
        mode = found.get("StreamModeDetails", {}).get("StreamMode", "PROVISIONED")
        return {
            "arn": found["StreamARN"],
            "encryptionType": found.get("EncryptionType") or "NONE",
            "kmsKeyId": found.get("KeyId"),
            "name": found["StreamName"],
            "retentionPeriod": found["RetentionPeriodHours"],
            "shardCount": found["OpenShardCount"] if mode == "PROVISIONED" else None,
            "streamModeDetails": {"streamMode": mode},
            "tags": tag_map(client.list_tags_for_stream(StreamName=name)["Tags"]),
        }

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        old, new = changes.old, changes.new
        if changes.any("retentionPeriod"):
            self._retain(client, identifier, int(old["retentionPeriod"]), int(new["retentionPeriod"]))
        if changes.any("encryptionType", "kmsKeyId"):
            self._encrypt(client, identifier, new, old)
        if changes.any("shardCount") and "shardCount" in new:
            count = int(new["shardCount"])
            client.update_shard_count(StreamARN=identifier, TargetShardCount=count, ScalingType="UNIFORM_SCALING")
        changes.tag(
            lambda tags: client.add_tags_to_stream(StreamARN=identifier, Tags=tags),
            lambda names: client.remove_tags_from_stream(StreamARN=identifier, TagKeys=names),
        )

    def delete(self, client: Any, identifier: str, state: State) -> None:
        client.delete_stream(StreamARN=identifier, EnforceConsumerDeletion=bool(state.get("enforceConsumerDeletion")))

    @staticmethod
    def _retain(client: Any, identifier: str, before: int, hours: int) -> None:
        if hours > before:
            client.increase_stream_retention_period(StreamARN=identifier, RetentionPeriodHours=hours)
        elif hours < before:
            client.decrease_stream_retention_period(StreamARN=identifier, RetentionPeriodHours=hours)

    @staticmethod
    def _encrypt(client: Any, identifier: str, new: State, old: State | None = None) -> None:
        if new["encryptionType"] == "KMS":
            client.start_stream_encryption(StreamARN=identifier, EncryptionType="KMS", KeyId=new["kmsKeyId"])
        elif old and old.get("kmsKeyId"):
            client.stop_stream_encryption(StreamARN=identifier, EncryptionType="KMS", KeyId=old["kmsKeyId"])
