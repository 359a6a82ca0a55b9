"""Policies that are resources of their own, attached to what has room for one policy. Pure."""

from collections.abc import Mapping
from typing import NamedTuple


class Attached(NamedTuple):
    """What a type of resource attaches a policy to.

    Attributes:
        noun: queue, bucket, key or topic.
        property: the input that names it, or them, which is an output as well.
    """

    noun: str
    property: str


ATTACHED: Mapping[str, Attached] = {
    "aws:sqs/queuePolicy:QueuePolicy": Attached("queue", "queueUrl"),
    "aws-native:sqs:QueuePolicy": Attached("queue", "queues"),
    "aws-native:sqs:QueueInlinePolicy": Attached("queue", "queue"),
    "aws:s3/bucketPolicy:BucketPolicy": Attached("bucket", "bucket"),
    "aws-native:s3:BucketPolicy": Attached("bucket", "bucket"),
    "aws:kms/keyPolicy:KeyPolicy": Attached("key", "keyId"),
    "aws:sns/topicPolicy:TopicPolicy": Attached("topic", "arn"),
    "aws-native:sns:TopicPolicy": Attached("topic", "topics"),
    "aws-native:sns:TopicInlinePolicy": Attached("topic", "topicArn"),
}
"""By type token."""
