"""Refuses that a component's policy is updated beside a second one on the same queue, bucket, key or topic, which has
room for one.

An update that no longer declares the second one writes the component's policy first and then deletes the second: what
is left is no policy at all, and the update ends with success.
"""

from collections.abc import Collection, Mapping

from .. import log
from ..names import PACKAGE, last_segment
from ..policy.attached import ATTACHED
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
        attached = ATTACHED.get(type_of(urn))
        if (
            urn == own
            or attached is None
            or attached.noun != noun
            or any(is_component(each) for each in types_of(urn)[-2:-1])
        ):
            continue
        if not holder & names(outputs.get(attached.property)):
            continue
        rule = (
            f"is a second policy of the {noun}, which has room for one: each update attaches the other one, and where "
            f"this one is deleted none is left. Run `pulumi state delete --yes '{urn}'`, take it out of the program"
            f"{_give(noun, arguments)} ({GUIDE})"
        )
        return RuleViolation(name_of(urn), rule)
    return None


def new_second_policy(noun: str, name: str, arguments: Collection[str]) -> RuleViolation:
    """Why a policy must not be created beside a component's.

    Args:
        noun: what has room for one policy.
        name: the resource that would be the second.
        arguments: the component's arguments.
    """
    rule = (
        f"is a second policy of the {noun}, which has room for one: the last one to be attached replaces the other, "
        f"and shuts out what that one lets in. Take it out of the program{_give(noun, arguments)} ({GUIDE})"
    )
    return RuleViolation(name, rule)


def _give(noun: str, arguments: Collection[str]) -> str:
    """Where a component takes further statements; those of a topic's key are not the topic's."""
    taken = [each for each in sorted(arguments) if each.endswith("policy_documents")] if noun != "topic" else []
    further = next(iter(taken), None)
    return f", and give its statements to {further}" if further else ""


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


def is_component(resource_type: str) -> bool:
    """Whether it is a component of this library, which has one policy of each thing at most."""
    return resource_type.startswith(f"{PACKAGE}:index:")


def names(value: object) -> set[str]:
    """What a property names, by the last part of an ARN."""
    return {last_segment(each) for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)}
