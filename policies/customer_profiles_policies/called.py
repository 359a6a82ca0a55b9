"""What a queue, bucket or topic is called, of which nobody knows URL or ARN before it is created.

A literal URL or ARN of another policy has its name. Account and Region are compared where the policy of a resource that
is about to be created names them. A key has no name of its own.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from connect_customer_profiles.names import arn_parts
from connect_customer_profiles.policy import questions
from pulumi_policy import PolicyResource
from pulumi_policy.proxy import UnknownValueError

from .links import known_texts
from .views.common import statements_of

NAMES: Mapping[str, tuple[str, str]] = {
    "aws:sqs/queue:Queue": ("queue", "name"),
    "aws-native:sqs:Queue": ("queue", "queueName"),
    "aws:s3/bucket:Bucket": ("bucket", "bucket"),
    "aws:s3/bucketV2:BucketV2": ("bucket", "bucket"),
    "aws-native:s3:Bucket": ("bucket", "bucketName"),
    "aws:sns/topic:Topic": ("topic", "name"),
    "aws-native:sns:Topic": ("topic", "topicName"),
}
"""What it is, and the input with its name."""

_QUEUE_URL = re.compile(r"https?://(?:sqs\.([a-z0-9-]+)\.)?[^/]+/(\d{12})/([^/]+)")


class Called(NamedTuple):
    """A name, with account and Region where they are known."""

    name: str
    account: str = ""
    region: str = ""

    def may_be(self, other: "Called") -> bool:
        """Whether nothing that is known tells the two apart."""
        places = zip(self[1:], other[1:], strict=True)
        return self.name == other.name and all(one == another or not (one and another) for one, another in places)


def literal(what: str, text: str) -> Called | None:
    """What a URL, an ARN or a bucket's name calls."""
    if what == "bucket":
        return Called(text)
    if found := _QUEUE_URL.fullmatch(text):
        region, account, name = found.groups()
        return Called(name, account, region or "")
    return _of_arn(text)


def of_resource(what: str, resource: PolicyResource, policy: PolicyResource) -> Called | None:
    """What a resource is called that a policy is attached to; None if its name is made up when it is created."""
    kind, argument = NAMES.get(resource.resource_type, ("", ""))
    name = next(iter(known_texts(resource, argument)), "") if kind == what else ""
    if not name:
        return None
    return next((each for each in _in_policy(policy) if each.name == name), Called(name))


def _in_policy(policy: PolicyResource) -> list[Called]:
    """What the statements of a policy are about."""
    try:
        document = policy.props.get("policy") or policy.props.get("policyDocument")
    except UnknownValueError:
        return []
    arns = (arn for each in statements_of(document) for arn in questions.resources(each))
    return [called for arn in arns if (called := _of_arn(arn))]


def _of_arn(arn: str) -> Called | None:
    parts = arn_parts(arn)
    return Called(parts.resource, parts.account, parts.region) if parts.resource else None
