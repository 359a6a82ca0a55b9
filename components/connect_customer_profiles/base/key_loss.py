"""Refuses that another key takes the place of one that still could be recovered.

A refresh drops a key from state that is pending deletion, protected or not. Put back, it would be another key: what is
encrypted with the first one can never be read again once that is destroyed.
https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
"""

from typing import NamedTuple

import pulumi

from .. import log, names
from ..rules import HIDDEN, RuleViolation
from .arguments import InvalidArgumentError
from .lookup import ask
from .refusals import Hooked, hook, refusing
from .stack_state import stack_resources
from .taken import GUIDE, Stack, name_of, parent_urn, type_of

ALLOW = "allow_key_loss"
ENABLED = "Enabled"
MISSING = "unreadable (there is no such key)"
ALIAS = "aws:kms/alias:Alias"
KEY = "aws:kms/key:Key"


def keeping_key(
    resource: pulumi.ComponentResource, name: str, alias: pulumi.Input[str], *, allowed: bool
) -> pulumi.ResourceOptions:
    """Options of a new key: it is refused while the component's alias belongs to a key that was lost from state; where
    that is allowed, a warning says which key is given up."""

    async def check(urn: str) -> None:
        known = await pulumi.Output.from_input(alias).future()
        stack = await stack_resources(resource)
        if known is None or not stack or not _has_alias(stack, known):
            return
        key, state = await described(resource, known)
        if state == MISSING:
            return
        if state == ENABLED and (urn in stack or _has_key(stack, key)):
            # A replacement that was asked for, or a component that was renamed or moved, which its names tell. At
            # preview a key that the refresh has dropped is still in state.
            return
        recover = _recover(key, state, urn, name)
        if allowed:
            log.warn(f"EncryptionKey '{name}': {_given_up(_lost(key, state), recover)}", resource)
            return
        rule = f"{_lost(key, state)}. {recover}, or give it up with {ALLOW}: True ({GUIDE})"
        raise InvalidArgumentError("EncryptionKey", name, RuleViolation(known, rule, argument="alias"))

    async def before(created: Hooked) -> None:
        await refusing(resource, check(created.urn))

    kept = hook(resource, f"EncryptionKey '{name}' keeps its key", before)
    return pulumi.ResourceOptions(hooks=pulumi.ResourceHookBinding(before_create=[kept]))


class Encrypted(NamedTuple):
    """What a key encrypts.

    Attributes:
        component: the class of the component that declares it.
        noun: what it is, in messages.
        contents: what cannot be read without the key.
        key: the property that names the key.
    """

    component: str
    noun: str
    contents: str
    key: str


DOMAIN = Encrypted("ProfilesDomain", "domain", "profiles", "defaultEncryptionKey")
OBJECT_TYPE = Encrypted("ObjectMapping", "object type", "objects", "encryptionKey")
QUEUE = Encrypted("DeadLetterQueue", "queue", "letters", "kmsMasterKeyId")


def keeping_readable(
    resource: pulumi.ComponentResource, name: str, what: Encrypted, *, allowed: bool
) -> pulumi.ResourceOptions:
    """Options of something encrypted: another key is refused while the present one is not usable, but could be; where
    that is allowed, a warning says what is given up."""

    async def check(present: str, shown: object) -> None:
        _, state = await described(resource, present)
        if state == ENABLED:
            stay = f"{what.contents} that are there already stay encrypted with {shown}"
            keep = "keep that key, and name it in former_kms_key_arns of IngestionMonitoring, which watches it"
            log.warn(f"{what.component} '{name}': {stay}: {keep} ({GUIDE})", resource)
            return
        present_key, recover = f"the {what.noun}'s present key", _recover(str(shown), state)
        if allowed:
            lost = f"{present_key}, {shown}, is {state}, and {what.contents} that it encrypts are lost with it"
            log.warn(f"{what.component} '{name}': {_given_up(lost, recover)}", resource)
            return
        rule = (
            f"{present_key} is {state}, and {what.contents} that it encrypts would be lost with it. "
            f"{recover}, or give them up with {ALLOW}: True ({GUIDE})"
        )
        raise InvalidArgumentError(what.component, name, RuleViolation(shown, rule, argument="kms_key_arn"))

    async def before(updated: Hooked) -> None:
        present = updated.old_inputs.get(what.key)
        if isinstance(present, str) and updated.new_inputs.get(what.key) != present:
            await refusing(resource, check(present, HIDDEN if what.key in updated.secret else present))

    kept = hook(resource, f"{what.component} '{name}' stays readable", before)
    return pulumi.ResourceOptions(hooks=pulumi.ResourceHookBinding(before_update=[kept]))


async def described(resource: pulumi.ComponentResource, key: str) -> tuple[str, str]:
    """ARN and state of a key, such as `PendingDeletion`; `unreadable` if AWS does not tell.

    Args:
        resource: the component that asks.
        key: ARN or alias; where the key is unreadable it stands for the ARN.
    """
    from ..aws.errors import AwsError

    try:
        found = await ask(resource, lambda client: client.described_key(key))
    except AwsError as error:
        return key, f"unreadable ({error})"
    return (found.arn, found.state) if found else (key, MISSING)


def _has_alias(stack: Stack, alias: str) -> bool:
    """Whether the stack has an alias, under whatever name."""
    return any(type_of(urn) == ALIAS and each.get("name") == alias for urn, each in stack.items())


def _has_key(stack: Stack, arn: str) -> bool:
    """Whether the stack has this key, under whatever name."""
    return any(type_of(urn) == KEY and each.get("arn") == arn for urn, each in stack.items())


def _lost(key: str, state: str) -> str:
    return f"{key}, which has this alias and encrypts the domain's profiles, is {state} and is no longer in state"


def _given_up(lost: str, recover: str) -> str:
    """What a warning says where the loss is allowed: the way back is open until the key is destroyed."""
    return f"{ALLOW}: {lost}. {recover} if that was not meant ({GUIDE})"


def _recover(key: str, state: str, urn: str = "", component: str = "") -> str:
    """The command that brings a key back.

    Args:
        key: its ARN.
        state: its state at AWS.
        urn: what it was in state.
        component: the name of the component that it belongs to.
    """
    id_ = names.last_segment(key)
    if state == "PendingDeletion":
        return f"Run `aws kms cancel-key-deletion --key-id {id_} && aws kms enable-key --key-id {id_}`"
    if state == "Disabled":
        return f"Run `aws kms enable-key --key-id {id_}`"
    if state == ENABLED:
        parent = f"--parent '{component}={parent_urn(urn, component)}'"
        return f"Run `pulumi import aws:kms/key:Key {name_of(urn)} {id_} {parent} --generate-code=false`"
    return "Find out who may read it"
