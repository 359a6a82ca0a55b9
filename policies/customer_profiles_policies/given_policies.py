"""Queues, buckets, keys and topics that a program gives a policy of their own, as an input.

A stack's resources come with their outputs, in which every queue, bucket and key shows a policy, whoever attached it.
Inputs come only with each resource by itself, before the stack: what was an input is remembered from there.
"""

from pulumi_policy import PolicyResource, ResourceValidationArgs
from pulumi_policy.proxy import UnknownValueError

HOLDERS = {
    "aws:sqs/queue:Queue": ("queue", "policy", ("url", "id")),
    "aws:s3/bucket:Bucket": ("bucket", "policy", ("bucket", "id")),
    "aws:s3/bucketV2:BucketV2": ("bucket", "policy", ("bucket", "id")),
    "aws:kms/key:Key": ("key", "policy", ("keyId", "arn")),
    "aws:kms/externalKey:ExternalKey": ("key", "policy", ("id", "arn")),
    "aws:kms/replicaKey:ReplicaKey": ("key", "policy", ("keyId", "arn")),
    "aws-native:kms:Key": ("key", "keyPolicy", ("keyId", "arn")),
    "aws-native:kms:ReplicaKey": ("key", "keyPolicy", ("keyId", "arn")),
    "aws:sns/topic:Topic": ("topic", "policy", ("arn",)),
}
"""What can have a policy inside: what it is, the input with the policy, and the properties that name it."""


class GivenPolicies:
    """The memory of one run of the pack, by URN."""

    def __init__(self) -> None:
        self._urns: set[str] = set()

    def note(self, resource: ResourceValidationArgs) -> None:
        """Remembers whether a resource is given a policy; to be told of every resource before the stack."""
        if resource.resource_type in HOLDERS:
            self._urns.discard(resource.urn)
            if _is_given(resource, HOLDERS[resource.resource_type][1]):
                self._urns.add(resource.urn)

    def has(self, resource: PolicyResource) -> bool:
        """Whether a resource of the stack was given a policy."""
        return resource.urn in self._urns


def _is_given(resource: ResourceValidationArgs, name: str) -> bool:
    try:
        return resource.props.get(name) not in (None, "")
    except UnknownValueError:
        return True
