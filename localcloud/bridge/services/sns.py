"""Amazon SNS: topics, their policies and subscriptions."""

# ruff: noqa: ARG002, S105 - the base class names the arguments, and a type token is no secret

from __future__ import annotations

import json
from typing import Any, ClassVar

from ..documents import tag_list, tag_map
from ..kind import Changes, Kind, State

NOT_FOUND = frozenset({"NotFound", "NotFoundException"})

ATTRIBUTES = {"displayName": "DisplayName", "kmsMasterKeyId": "KmsMasterKeyId", "policy": "Policy"}
"""Attribute of the SNS API for each argument."""


class Topic(Kind):
    """A standard topic; its id is its ARN."""

    token = "aws:sns/topic:Topic"
    service = "sns"
    optional = frozenset(ATTRIBUTES)
    replaces = frozenset({"name"})
    sticky = frozenset({"policy"})
    computed = frozenset({"arn", "owner"})
    documents = frozenset({"policy"})
    named_by = "name"
    name_limit = 256
    tagged = True
    gone = NOT_FOUND

    def create(self, client: Any, inputs: State) -> str:
        attributes = {name: inputs[key] for key, name in ATTRIBUTES.items() if key in inputs}
        answer = client.create_topic(Name=inputs["name"], Attributes=attributes, Tags=tag_list(inputs.get("tags", {})))
        return str(answer["TopicArn"])

    def read(self, client: Any, identifier: str) -> State | None:
        attributes = client.get_topic_attributes(TopicArn=identifier)["Attributes"]
        return {
            **{key: attributes.get(name) or None for key, name in ATTRIBUTES.items()},
            "arn": identifier,
            "name": identifier.rsplit(":", 1)[-1],
            "owner": attributes.get("Owner"),
            "tags": tag_map(client.list_tags_for_resource(ResourceArn=identifier)["Tags"]),
        }

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        for key in sorted(changes.names & ATTRIBUTES.keys()):
            client.set_topic_attributes(
                TopicArn=identifier, AttributeName=ATTRIBUTES[key], AttributeValue=changes.new.get(key, "")
            )
        changes.tag(
            lambda tags: client.tag_resource(ResourceArn=identifier, Tags=tag_list(tags)),
            lambda names: client.untag_resource(ResourceArn=identifier, TagKeys=names),
        )

    def delete(self, client: Any, identifier: str, state: State) -> None:
        client.delete_topic(TopicArn=identifier)


class TopicPolicy(Kind):
    """The policy of a topic, whose ARN is its id; without it the topic has none but the owner's."""

    token = "aws:sns/topicPolicy:TopicPolicy"
    service = "sns"
    required = frozenset({"arn", "policy"})
    replaces = frozenset({"arn"})
    computed = frozenset({"owner"})
    documents = frozenset({"policy"})
    gone = NOT_FOUND

    def create(self, client: Any, inputs: State) -> str:
        self._put(client, inputs["arn"], inputs["policy"])
        return str(inputs["arn"])

    def read(self, client: Any, identifier: str) -> State | None:
        attributes = client.get_topic_attributes(TopicArn=identifier)["Attributes"]
        return {"arn": identifier, "owner": attributes.get("Owner"), "policy": attributes["Policy"]}

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        self._put(client, identifier, changes.new["policy"])

    def delete(self, client: Any, identifier: str, state: State) -> None:
        account = identifier.split(":")[4]
        owner = {
            "Sid": "__default_statement_ID",
            "Effect": "Allow",
            "Principal": {"AWS": "*"},
            "Action": ["SNS:GetTopicAttributes", "SNS:SetTopicAttributes", "SNS:DeleteTopic", "SNS:Publish"],
            "Resource": identifier,
            "Condition": {"StringEquals": {"AWS:SourceOwner": account}},
        }
        self._put(client, identifier, json.dumps({"Version": "2008-10-17", "Statement": [owner]}))

    @staticmethod
    def _put(client: Any, topic: str, policy: str) -> None:
        client.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)


class TopicSubscription(Kind):
    """A subscription to a topic; its id is its ARN."""

    token = "aws:sns/topicSubscription:TopicSubscription"
    service = "sns"
    required = frozenset({"endpoint", "protocol", "topic"})
    defaults: ClassVar = {"rawMessageDelivery": False}
    replaces = frozenset({"endpoint", "protocol", "topic"})
    computed = frozenset({"arn", "ownerId"})
    gone = NOT_FOUND

    def create(self, client: Any, inputs: State) -> str:
        answer = client.subscribe(
            TopicArn=inputs["topic"],
            Protocol=inputs["protocol"],
            Endpoint=inputs["endpoint"],
            Attributes={"RawMessageDelivery": str(inputs["rawMessageDelivery"]).lower()}
            if inputs["rawMessageDelivery"]
            else {},
            ReturnSubscriptionArn=True,
        )
        return str(answer["SubscriptionArn"])

    def read(self, client: Any, identifier: str) -> State | None:
        attributes = client.get_subscription_attributes(SubscriptionArn=identifier)["Attributes"]
        return {
            "arn": identifier,
            "endpoint": attributes["Endpoint"],
            "ownerId": attributes.get("Owner"),
            "protocol": attributes["Protocol"],
            "rawMessageDelivery": attributes.get("RawMessageDelivery", "false") == "true",
            "topic": attributes["TopicArn"],
        }

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        client.set_subscription_attributes(
            SubscriptionArn=identifier,
            AttributeName="RawMessageDelivery",
            AttributeValue=str(changes.new["rawMessageDelivery"]).lower(),
        )

    def delete(self, client: Any, identifier: str, state: State) -> None:
        client.unsubscribe(SubscriptionArn=identifier)
