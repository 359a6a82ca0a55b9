"""A rule for a stack as a whole: a queue, bucket or key has one policy, and the last one to be attached wins."""

from collections.abc import Iterable, Mapping, Sequence

from pulumi_policy import PolicyResource
from pulumi_policy.proxy import UnknownValueError

from . import pages
from .rule import Config, StackRule

ATTACHED: Mapping[str, tuple[str, Sequence[str]]] = {
    "aws:sqs/queuePolicy:QueuePolicy": ("queue", ("queueUrl",)),
    "aws-native:sqs:QueuePolicy": ("queue", ("queues",)),
    "aws-native:sqs:QueueInlinePolicy": ("queue", ("queue",)),
    "aws:s3/bucketPolicy:BucketPolicy": ("bucket", ("bucket",)),
    "aws-native:s3:BucketPolicy": ("bucket", ("bucket",)),
    "aws:kms/keyPolicy:KeyPolicy": ("key", ("keyId",)),
}
"""Policies that are attached: to what, and the properties that name it. The policies among the outputs of queues,
buckets and keys are not compared: they show what is attached."""


def _two_policies(resources: Sequence[PolicyResource], _config: Config) -> Iterable[tuple[PolicyResource, str]]:
    first: dict[tuple[str, str], PolicyResource] = {}
    for resource in resources:
        what, properties = ATTACHED.get(resource.resource_type, ("", ()))
        for target in _targets(resource, properties):
            other = first.setdefault((what, target), resource)
            if other is not resource:
                yield resource, f"the {what} has another policy, '{other.name}': the last to be attached replaces it"


def _targets(resource: PolicyResource, properties: Sequence[str]) -> list[str]:
    """What a policy is attached to: URNs where it comes from other resources, else the values."""
    linked = [
        each.urn
        for name in properties
        for each in resource.property_dependencies.get(name, [])
        if each.resource_type not in ATTACHED
    ]
    through = [
        target
        for name in properties
        for each in resource.property_dependencies.get(name, [])
        if each.resource_type in ATTACHED
        for target in _targets(each, ATTACHED[each.resource_type][1])
    ]
    if linked or through:
        return list(dict.fromkeys([*linked, *through]))
    return [value for name in properties if isinstance(value := _known(resource, name), str)]


def _known(resource: PolicyResource, name: str) -> object:
    """The value of a property; None if it has none or is not known yet."""
    try:
        return resource.props.get(name)
    except UnknownValueError:
        return None


RULES = (
    StackRule(
        name="one-policy-per-resource",
        severity="high",
        catches="Two policies on one queue, bucket or key. It has only one: the last one to be attached replaces the "
        "other, which may be the one that lets the service in, and every update attaches them again.",
        remedy="Keep one, and give it the statements of the other: `source_policy_documents` of `DeadLetterQueue`, "
        "`EncryptionKey` and `SourceBucketPolicy`.",
        url=pages.SQS_BEST_PRACTICE,
        check=_two_policies,
    ),
)
