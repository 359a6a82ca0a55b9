"""Amazon Kinesis: data streams."""

# ruff: noqa: ARG002 - the base class names the arguments

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from ..documents import tag_map
from ..kind import Changes, Kind, State

if TYPE_CHECKING:
    from collections.abc import Iterator


ON_DEMAND, PROVISIONED = "ON_DEMAND", "PROVISIONED"


class Stream(Kind):
    """A data stream; its id is its ARN, and it is imported by name. Its shard-level metrics are a set."""

    token = "aws:kinesis/stream:Stream"  # noqa: S105 - a type token is no secret
    service = "kinesis"
    optional = frozenset({"shardCount", "shardLevelMetrics", "kmsKeyId", "streamModeDetails"})
    defaults: ClassVar = {"retentionPeriod": 24, "encryptionType": "NONE", "enforceConsumerDeletion": False}
    replaces = frozenset({"name"})
    sticky = frozenset({"shardCount", "streamModeDetails"})
    write_only = frozenset({"enforceConsumerDeletion"})
    computed = frozenset({"arn"})
    named_by = "name"
    name_limit = 128
    tagged = True
    gone = frozenset({"ResourceNotFoundException"})

    def identified(self, identifier: str, state: State) -> str:
        return str(state["arn"])

    def same(self, key: str, old: Any, new: Any) -> bool:
        if key == "shardLevelMetrics":
            return sorted(old or []) == sorted(new or [])
        return super().same(key, old, new)

    def problem(self, inputs: State) -> str | None:
        details = inputs.get("streamModeDetails", {})
        mode = details.get("streamMode", PROVISIONED) if isinstance(details, dict) else None
        if mode == ON_DEMAND and "shardCount" in inputs:
            return "'shardCount' must not be given when the stream mode is ON_DEMAND"
        if mode == PROVISIONED and not inputs.get("shardCount"):
            return "'shardCount' must be at least 1 when the stream mode is PROVISIONED"
        return None

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
        self._watch(client, identifier, [], inputs.get("shardLevelMetrics", []))
        if tags := inputs.get("tags"):
            client.add_tags_to_stream(StreamARN=identifier, Tags=tags)

    def read(self, client: Any, identifier: str) -> State | None:
        name = identifier.rpartition("/")[2]
        found = client.describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]
        mode = found.get("StreamModeDetails", {}).get("StreamMode", PROVISIONED)
        return {
            "arn": found["StreamARN"],
            "encryptionType": found.get("EncryptionType") or "NONE",
            "kmsKeyId": found.get("KeyId"),
            "name": found["StreamName"],
            "retentionPeriod": found["RetentionPeriodHours"],
            "shardCount": found["OpenShardCount"] if mode == PROVISIONED else None,
            "shardLevelMetrics": sorted(_metrics(found)),
            "streamModeDetails": {"streamMode": mode},
            "tags": tag_map(client.list_tags_for_stream(StreamName=name)["Tags"]),
        }

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        old, new = changes.old, changes.new
        if changes.any("streamModeDetails"):
            mode = {"StreamMode": new["streamModeDetails"]["streamMode"]}
            client.update_stream_mode(StreamARN=identifier, StreamModeDetails=mode)
        if changes.any("retentionPeriod"):
            self._retain(client, identifier, int(old["retentionPeriod"]), int(new["retentionPeriod"]))
        if changes.any("encryptionType", "kmsKeyId"):
            self._encrypt(client, identifier, new, old)
        if changes.any("shardCount") and "shardCount" in new:
            count = int(new["shardCount"])
            client.update_shard_count(StreamARN=identifier, TargetShardCount=count, ScalingType="UNIFORM_SCALING")
        if changes.any("shardLevelMetrics"):
            self._watch(client, identifier, old.get("shardLevelMetrics", []), new.get("shardLevelMetrics", []))
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

    @staticmethod
    def _watch(client: Any, identifier: str, before: list[str], wanted: list[str]) -> None:
        if unwanted := sorted(set(before) - set(wanted)):
            client.disable_enhanced_monitoring(StreamARN=identifier, ShardLevelMetrics=unwanted)
        if new := sorted(set(wanted) - set(before)):
            client.enable_enhanced_monitoring(StreamARN=identifier, ShardLevelMetrics=new)


def _metrics(summary: dict[str, Any]) -> Iterator[str]:
    for each in summary.get("EnhancedMonitoring", []):
        yield from each["ShardLevelMetrics"]
