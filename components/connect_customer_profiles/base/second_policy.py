"""Refuses that a component's policy is updated beside a second one on the same queue, bucket, key or topic, which has
room for one.

An update that no longer declares the second one writes the component's policy first and then deletes the second: what
is left is no policy at all, and the update ends with success.
"""

from collections.abc import Collection, Mapping

from .. import log
from ..names import PACKAGE, last_segment
from ..rules import RuleViolation
from .arguments import InvalidArgumentError, LoggedError
from .children import Child
from .stack_state import stack_resources
from .taken import GUIDE, Stack, name_of, type_of, types_of

HOLDERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "aws:sqs/queuePolicy:QueuePolicy": ("queue", ("queueUrl",)),
    "aws:s3/bucketPolicy:BucketPolicy": ("bucket", ("bucket",)),
    "aws:kms/alias:Alias": ("key", ("targetKeyArn", "targetKeyId")),
    "aws:sns/topic:Topic": ("topic", ("arn",)),
}
"""Children of components that have the one policy of something, or stand for what has it: the noun, and the outputs
that name it."""

POLICIES: Mapping[str, tuple[str, str]] = {
    "aws:sqs/queuePolicy:QueuePolicy": ("queue", "queueUrl"),
    "aws-native:sqs:QueuePolicy": ("queue", "queues"),
    "aws-native:sqs:QueueInlinePolicy": ("queue", "queue"),
    "aws:s3/bucketPolicy:BucketPolicy": ("bucket", "bucket"),
    "aws-native:s3:BucketPolicy": ("bucket", "bucket"),
    "aws:kms/keyPolicy:KeyPolicy": ("key", "keyId"),
    "aws:sns/topicPolicy:TopicPolicy": ("topic", "arn"),
    "aws-native:sns:TopicPolicy": ("topic", "topics"),
    "aws-native:sns:TopicInlinePolicy": ("topic", "topicArn"),
}
"""Policies that are attached: to what, and the output that names it, or them."""


def second_policy(own: str, arguments: Collection[str], stack: Stack) -> RuleViolation | None:
    """Why a component's policy must not be written; None if it is the only one.

    Args:
        own: the URN in state of a child of `HOLDERS`.
        arguments: the component's arguments.
        stack: the outputs of the stack's resources by URN, before this update.
    """
    noun, keys = HOLDERS[type_of(own)]
    holder = {last_segment(value) for key in keys if isinstance(value := stack[own].get(key), str) and value}
    for urn, outputs in stack.items():
        of, key = POLICIES.get(type_of(urn), ("", ""))
        if _is_ours(urn) or of != noun or not holder & _names(outputs.get(key)):
            continue
        further = next((each for each in sorted(arguments) if each.endswith("policy_documents")), None)
        give = f", and give its statements to {further}" if further else ""
        rule = (
            f"is a second policy of the {noun}, which has room for one: each update attaches the other one, and where "
            f"this one is deleted none is left. Run `pulumi state delete --yes '{urn}'`, take it out of the program"
            f"{give} ({GUIDE})"
        )
        return RuleViolation(name_of(urn), rule)
    return None


async def check_only_policy(child: Child, component: str, name: str, arguments: Collection[str]) -> None:
    """Check that state has no second policy beside that of a child, if the child is in state.

    Args:
        child: any child of a component.
        component: the component's class.
        name: its name.
        arguments: its arguments.

    Raises:
        LoggedError: it has one, and a line says so.
    """
    if child.type not in HOLDERS:
        return
    stack = await stack_resources(child.parent) or {}
    for own in [each for each in await child.urns() if each in stack]:
        if violation := second_policy(own, arguments, stack):
            log.error(str(InvalidArgumentError(component, name, violation)), child.parent)
            raise LoggedError


def _is_ours(urn: str) -> bool:
    """Whether it is part of a component of this library, which has one policy of each thing at most."""
    return any(each.startswith(f"{PACKAGE}:index:") for each in types_of(urn)[-2:-1])


def _names(value: object) -> set[str]:
    return {last_segment(each) for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)}
