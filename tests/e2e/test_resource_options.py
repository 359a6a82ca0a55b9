"""Pulumi's own options on a component, and what the engine makes of them for its children."""

from collections.abc import Callable
from typing import Any

import pytest

from .harness import Project

pytestmark = pytest.mark.e2e

HEAD = """
import pulumi
from connect_customer_profiles import DeadLetterQueue, EncryptionKey, ExecutionRole

name = "amazon-connect-test"


def named(args):
    '''Gives every child that takes tags one more, and keeps what the child has.'''
    if args.type_.startswith("aws:") and args.type_ in ("aws:kms/key:Key", "aws:sqs/queue:Queue", "aws:iam/role:Role"):
        return pulumi.ResourceTransformResult({{**args.props, "tags": {{"owner": "care"}}}}, args.opts)


def unwatched(args):
    '''Leaves the retention of the queue to somebody else.'''
    if args.type_ == "aws:sqs/queue:Queue":
        ignored = pulumi.ResourceOptions(ignore_changes=["messageRetentionSeconds"])
        return pulumi.ResourceTransformResult(args.props, pulumi.ResourceOptions.merge(args.opts, ignored))


key = EncryptionKey("key", {{"domain_name": name, "deletion_protection": False}}, {key})
settings = {{"message_retention_seconds": {retention}, "deletion_protection": False}}
queue = DeadLetterQueue({queue_name!r}, {{"domain_name": name, **settings}}, {queue})
pulumi.export("queue", queue.queue.name)
pulumi.export("key", key.key.key_id)
"""
NOTHING = "pulumi.ResourceOptions()"


def program(**changes: Any) -> str:
    given = {"key": NOTHING, "queue": NOTHING, "queue_name": "letters", "retention": 86_400, **changes}
    return HEAD.format(**given)


def children(project: Project) -> dict[str, dict[str, Any]]:
    """The resources in state by name, without the stack and the providers."""
    return {each["urn"].rsplit("::", 1)[1]: each for each in project.resources() if not each["type"].startswith("pu")}


def test_options_of_a_component_reach_its_children(project: Callable[..., Project]) -> None:
    stack = project(program=program(key="pulumi.ResourceOptions(transforms=[named])", queue=NOTHING))
    outputs = stack.up()
    made = children(stack)
    # A child is an attribute of its component, for what the component has no argument or output for.
    assert outputs == {"queue": "amazon-connect-test-dead-letters", "key": made["key-key"]["outputs"]["keyId"]}
    assert made["key-key"]["inputs"]["tags"] == {"owner": "care"}
    assert "tags" not in made["letters-queue"]["inputs"]
    assert not any(each.get("protect") for each in made.values())

    def changed(**changes: Any) -> Project:
        arguments = {"key": "pulumi.ResourceOptions(transforms=[named])", **changes}
        (stack.folder / "__main__.py").write_text(program(**arguments))
        return stack

    # The component's own row shows its arguments, whatever becomes of its children.
    assert set(changed(retention=3600).steps()) == {"letters", "letters-queue"}
    ignored = changed(retention=3600, queue="pulumi.ResourceOptions(transforms=[unwatched])")
    assert set(ignored.steps()) == {"letters"}

    # Without the alias, the engine would make the queue anew and then delete it, since its physical name is the same.
    assert any('aliases=[pulumi.Alias(name="letters")]' in line for line in changed(queue_name="renamed").refusal())
    renamed = {"queue_name": "renamed", "queue": 'pulumi.ResourceOptions(aliases=[pulumi.Alias(name="letters")])'}
    assert changed(**renamed).changes() == {}

    changed(queue="pulumi.ResourceOptions(protect=True)").up()
    assert {name for name, each in children(stack).items() if each.get("protect")} == {
        "letters",
        "letters-queue",
        "letters-policy",
    }
    changed().up()
    stack.destroy()
    assert children(stack) == {}
