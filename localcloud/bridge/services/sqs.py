"""Amazon SQS: queues and their policies."""

# ruff: noqa: ARG002, S105 - the base class names the arguments, and a type token is no secret

from __future__ import annotations

from typing import Any, ClassVar

from ..kind import Changes, Kind, State

ATTRIBUTES = {
    "contentBasedDeduplication": "ContentBasedDeduplication",
    "deduplicationScope": "DeduplicationScope",
    "delaySeconds": "DelaySeconds",
    "fifoQueue": "FifoQueue",
    "fifoThroughputLimit": "FifoThroughputLimit",
    "kmsDataKeyReusePeriodSeconds": "KmsDataKeyReusePeriodSeconds",
    "kmsMasterKeyId": "KmsMasterKeyId",
    "maxMessageSize": "MaximumMessageSize",
    "messageRetentionSeconds": "MessageRetentionPeriod",
    "policy": "Policy",
    "receiveWaitTimeSeconds": "ReceiveMessageWaitTimeSeconds",
    "redriveAllowPolicy": "RedriveAllowPolicy",
    "redrivePolicy": "RedrivePolicy",
    "sqsManagedSseEnabled": "SqsManagedSseEnabled",
    "visibilityTimeoutSeconds": "VisibilityTimeout",
}
"""Attribute of the SQS API for each argument."""

FLAGS = frozenset({"contentBasedDeduplication", "fifoQueue", "sqsManagedSseEnabled"})
TEXTS = frozenset(
    {"deduplicationScope", "fifoThroughputLimit", "kmsMasterKeyId", "policy", "redriveAllowPolicy", "redrivePolicy"}
)
FIFO_ONLY = frozenset({"contentBasedDeduplication", "deduplicationScope", "fifoQueue", "fifoThroughputLimit"})

MISSING = frozenset({"AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"})


def to_attributes(inputs: State) -> dict[str, str]:
    """The API's attributes for a queue's arguments: all of them are texts, and standard queues refuse FIFO's."""
    fifo = bool(inputs.get("fifoQueue"))
    return {
        attribute: _text(inputs[key])
        for key, attribute in ATTRIBUTES.items()
        if key in inputs and (fifo or key not in FIFO_ONLY)
    }


def from_attributes(attributes: dict[str, str]) -> State:
    """A queue's properties for the API's attributes; an empty text means that there is none."""
    found = {key: attributes[attribute] for key, attribute in ATTRIBUTES.items() if attributes.get(attribute)}
    state: State = {"fifoQueue": False, "contentBasedDeduplication": False}
    for key, text in found.items():
        state[key] = _property(key, text)
    return state


def _property(key: str, text: str) -> bool | int | str:
    if key in FLAGS:
        return text.lower() == "true"
    return text if key in TEXTS else int(text)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


class Queue(Kind):
    """A queue; its id is the queue URL."""

    token = "aws:sqs/queue:Queue"
    service = "sqs"
    optional = frozenset(ATTRIBUTES)
    defaults: ClassVar[dict[str, Any]] = {
        "contentBasedDeduplication": False,
        "delaySeconds": 0,
        "fifoQueue": False,
        "maxMessageSize": 262144,
        "messageRetentionSeconds": 345600,
        "receiveWaitTimeSeconds": 0,
        "visibilityTimeoutSeconds": 30,
    }
    replaces = frozenset({"name", "fifoQueue"})
    sticky = frozenset(ATTRIBUTES) - frozenset(defaults) - {"kmsMasterKeyId"}
    computed = frozenset({"arn", "url"})
    documents = frozenset({"policy", "redrivePolicy", "redriveAllowPolicy"})
    named_by = "name"
    name_limit = 80
    tagged = True
    gone = MISSING

    def generated_name(self, name: str, suffix: str, inputs: State) -> str:
        return self._fitting(name, suffix, ".fifo" if inputs.get("fifoQueue") else "")

    def create(self, client: Any, inputs: State) -> str:
        answer = client.create_queue(
            QueueName=inputs["name"], Attributes=to_attributes(inputs), tags=inputs.get("tags", {})
        )
        return str(answer["QueueUrl"])

    def read(self, client: Any, identifier: str) -> State | None:
        attributes = client.get_queue_attributes(QueueUrl=identifier, AttributeNames=["All"])["Attributes"]
        return {
            **from_attributes(attributes),
            "arn": attributes["QueueArn"],
            "name": identifier.rsplit("/", 1)[-1],
            "tags": client.list_queue_tags(QueueUrl=identifier).get("Tags", {}),
            "url": identifier,
        }

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        changed = changes.names & ATTRIBUTES.keys()
        attributes = to_attributes({key: value for key, value in changes.new.items() if key in changed | {"fifoQueue"}})
        attributes.pop("FifoQueue", None)
        # An attribute with an empty value is removed.
        attributes |= {ATTRIBUTES[key]: "" for key in changed & TEXTS if key not in changes.new}
        if attributes:
            client.set_queue_attributes(QueueUrl=identifier, Attributes=attributes)
        changes.tag(
            lambda tags: client.tag_queue(QueueUrl=identifier, Tags=tags),
            lambda names: client.untag_queue(QueueUrl=identifier, TagKeys=names),
        )

    def delete(self, client: Any, identifier: str, state: State) -> None:
        client.delete_queue(QueueUrl=identifier)


class QueuePolicy(Kind):
    """A queue's policy; its id is the queue URL."""

    token = "aws:sqs/queuePolicy:QueuePolicy"
    service = "sqs"
    required = frozenset({"queueUrl", "policy"})
    replaces = frozenset({"queueUrl"})
    documents = frozenset({"policy"})
    gone = MISSING

    def create(self, client: Any, inputs: State) -> str:
        self._set(client, inputs["queueUrl"], inputs["policy"])
        return str(inputs["queueUrl"])

    def read(self, client: Any, identifier: str) -> State | None:
        answer = client.get_queue_attributes(QueueUrl=identifier, AttributeNames=["Policy"])
        policy = answer.get("Attributes", {}).get("Policy")
        return {"queueUrl": identifier, "policy": policy} if policy else None

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        self._set(client, identifier, changes.new["policy"])

    def delete(self, client: Any, identifier: str, state: State) -> None:
        self._set(client, identifier, "")

    @staticmethod
    def _set(client: Any, queue: str, policy: str) -> None:
        client.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})


class RedrivePolicy(Kind):
    """Where a queue sends what was received too often; its id is the queue URL."""

    token = "aws:sqs/redrivePolicy:RedrivePolicy"
    service = "sqs"
    required = frozenset({"queueUrl", "redrivePolicy"})
    replaces = frozenset({"queueUrl"})
    documents = frozenset({"redrivePolicy"})
    gone = MISSING

    def create(self, client: Any, inputs: State) -> str:
        self._set(client, inputs["queueUrl"], inputs["redrivePolicy"])
        return str(inputs["queueUrl"])

    def read(self, client: Any, identifier: str) -> State | None:
        answer = client.get_queue_attributes(QueueUrl=identifier, AttributeNames=["RedrivePolicy"])
        policy = answer.get("Attributes", {}).get("RedrivePolicy")
        return {"queueUrl": identifier, "redrivePolicy": policy} if policy else None

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        self._set(client, identifier, changes.new["redrivePolicy"])

    def delete(self, client: Any, identifier: str, state: State) -> None:
        self._set(client, identifier, "")

    @staticmethod
    def _set(client: Any, queue: str, policy: str) -> None:
        client.set_queue_attributes(QueueUrl=queue, Attributes={"RedrivePolicy": policy})
