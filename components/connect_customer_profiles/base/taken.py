"""Which physical names a component takes, and what to say when one of them is taken; `kinds` says why. Pure."""

import json
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from ..names import last_segment
from ..rules import RuleViolation
from ..rules.argument_names import called
from .kinds import KINDS, NATIVE, Kind, listed_id

Stack = Mapping[str, Mapping[str, Any]]
"""The outputs of a stack's resources by URN."""

ADOPT = "adopt_existing"
"""The argument of components that may take over what exists."""

GUIDE = "docs/names.md"

ALIAS, QUEUE, DOMAIN = "aws:kms/alias:Alias", "aws:sqs/queue:Queue", "aws-native:customerprofiles:Domain"
"""The types that are taken over together with something else."""

ID: Mapping[str, str] = {
    "aws:kms/key:Key": "keyId",
    QUEUE: "url",
    "aws:iam/policy:Policy": "arn",
    "aws:sns/topic:Topic": "arn",
}
"""By type token, the output that is the ID to import by, where the inputs do not have all of it. State tells outputs
only."""


class Claim(NamedTuple):
    """A resource that is about to be created, and the component that declares it.

    Attributes:
        component: its class, such as `DeadLetterQueue`.
        component_name: its name.
        urn: the resource's.
        inputs: the resource's, under Pulumi's names.
        arguments: the component's arguments.
        region: the Region that the resource is created in.
        in_python: whether the program is in Python, as what `customer-profiles adopt` writes.
    """

    component: str
    component_name: str
    urn: str
    inputs: Mapping[str, Any]
    arguments: Collection[str]
    region: str
    in_python: bool = True

    @property
    def type(self) -> str:
        """The resource's type token."""
        return type_of(self.urn)

    @property
    def kind(self) -> Kind:
        """The kind of thing whose name is claimed."""
        return KINDS[self.type]

    @property
    def noun(self) -> str:
        """What it is, in messages: a reservation is for another thing."""
        return self.kind.noun or str(self.inputs["kind"])

    @property
    def value(self) -> str:
        """The physical name."""
        return str(self.inputs[self.kind.identity[-1]])

    @property
    def identity(self) -> Mapping[str, Any]:
        """The inputs that make up the resource's identity."""
        return {key: self.inputs.get(key) for key in self.kind.identity}

    @property
    def argument(self) -> str:
        """The argument that the name comes from."""
        return next((each for each in self.kind.arguments if each in self.arguments), "domain_name")


def holder(resource_type: str, identity: Mapping[str, Any], region: str, stack: Stack) -> str | None:
    """The URN of the resource of this stack that has a name; None if there is none.

    Args:
        resource_type: the type token of what has the name.
        identity: the inputs that make up its identity, under Pulumi's names.
        region: the Region that the name is meant in.
        stack: the outputs of the stack's resources by URN, before this update.
    """
    regions = _native_regions(stack) if resource_type.startswith(NATIVE) else set()
    everywhere = resource_type in KINDS and KINDS[resource_type].everywhere
    for urn, outputs in stack.items():
        if type_of(urn) != resource_type or any(outputs.get(key) != value for key, value in identity.items()):
            continue
        if everywhere or region in (regions or {outputs.get("region", region)}):
            return urn
    return None


def several_regions(resource_type: str, stack: Stack) -> bool:
    """Whether state does not tell in which Region a resource of this type is."""
    return resource_type.startswith(NATIVE) and len(_native_regions(stack)) > 1


def _native_regions(stack: Stack) -> set[str]:
    """The Regions of the stack's aws-native providers that state knows: their resources do not say theirs."""
    providers = (outputs for urn, outputs in stack.items() if type_of(urn) == f"pulumi:providers:{NATIVE[:-1]}")
    return {str(each["region"]) for each in providers if each.get("region")}


def claimed_twice(claim: Claim, first: str) -> RuleViolation | None:
    """Why two resources of a program must not have one name; None if it is one resource.

    Args:
        claim: what is to be created.
        first: the URN of the resource that claimed the name first.
    """
    if first == claim.urn:
        return None
    rule = (
        f"'{name_of(first)}' of this program is the {claim.noun} of this name: choose another {claim.argument} "
        f"({GUIDE})"
    )
    return RuleViolation(claim.value, rule, argument=claim.argument)


def refusal(claim: Claim, what: str, stack: Stack | None, *, with_policy: bool = False) -> RuleViolation | None:
    """Why a name that exists must not be claimed; None if it is the resource's own, which is about to be replaced.

    A resource that is not in state may be what an update that was killed has created. Nothing tells it from what
    another stack has created, so it takes an explicit `adopt_existing`.

    Args:
        claim: what is to be created.
        what: what has the name, such as an ARN.
        stack: the outputs of the stack's resources by URN, before this update; None if nobody knows.
        with_policy: whether it is a queue that has a policy.
    """
    noun, argument = claim.noun, claim.argument
    urn = None if stack is None else holder(claim.type, claim.identity, claim.region, stack)
    if urn == claim.urn:
        return None
    if urn is not None and claim.kind.beside and _parent(urn) == _parent(claim.urn) and _is_part(urn, claim):
        rule = f"AWS would hand out '{name_of(urn)}', which is deleted then: {claim.kind.beside} ({GUIDE})"
        return RuleViolation(claim.value, rule, argument=argument)
    if urn is not None and claim.urn in (stack or {}):
        rule = (
            f"the {noun} of this name is '{name_of(urn)}' of this stack, and '{name_of(claim.urn)}' is another one. "
            f"Name components after what they are for, not by their place in a list: declare this one as "
            f"'{_name_before(claim, urn)}' again, or choose another {argument} ({GUIDE})"
        )
        return RuleViolation(claim.value, rule, argument=argument)
    if urn is not None and len(types_of(urn)) == 1:
        # The key of an alias would be in state twice.
        found = str((stack or {})[urn].get(ID.get(claim.type, ""), ""))
        ids = {} if claim.type == ALIAS else _ids(claim, found)
        rule = (
            f"the {noun} of this name is '{name_of(urn)}' of this stack. To make it this component's, run `pulumi "
            f"state delete '{urn}'` and {_take_over(claim, ids)}; otherwise choose another {argument} ({GUIDE})"
        )
        return RuleViolation(claim.value, rule, argument=argument)
    if urn is not None:
        first = _unaliased(claim, urn, stack or {})
        rule = (
            f"the {noun} of this name is '{name_of(urn)}' of this stack. After a rename or a move into another "
            f"component, {first}give '{claim.component_name}' the option aliases=[{alias(claim, urn)}]; otherwise "
            f"choose another {argument} ({GUIDE})"
        )
        return RuleViolation(claim.value, rule, argument=argument)
    rule = (
        f"{_a(noun)} of this name exists ({what}), and nothing in this stack has created it: choose another "
        f"{argument}, or {_take_over(claim, _ids(claim, what, with_policy=with_policy))}{_everything(claim)} ({GUIDE})"
    )
    return RuleViolation(claim.value, rule, argument=argument)


def _parent(urn: str) -> str:
    return urn.rpartition("::")[0]


def _is_part(urn: str, claim: Claim) -> bool:
    return name_of(urn).startswith(f"{claim.component_name}-")


def replaced(claim: Claim) -> RuleViolation:
    """Why what AWS lets be created again must not be replaced by itself.

    Args:
        claim: what is to be created, and exists.
    """
    rule = (
        f"cannot be replaced while it has this name: AWS would hand out, or overwrite, the present {claim.noun}, which "
        f"is deleted then. Run `pulumi destroy --target '{claim.urn}'` first ({GUIDE})"
    )
    return RuleViolation(claim.value, rule, argument=claim.argument)


def unanswered(claim: Claim, reason: str) -> RuleViolation:
    """Why a name must not be claimed of which nobody knows whether it is taken, where AWS would accept it anyway.

    Args:
        claim: what is to be created.
        reason: why nobody knows.
    """
    skip = f", or skip the look-up with {ADOPT}: True" if ADOPT in claim.arguments else ""
    rule = (
        f"nobody knows whether {_a(claim.noun)} of this name exists: {reason}. Let the caller read it{skip} ({GUIDE})"
    )
    return RuleViolation(claim.value, rule, argument=claim.argument)


def _take_over(claim: Claim, ids: Mapping[str, str]) -> str:
    adopt = f"{ADOPT}: True" if claim.kind.adoptable and ADOPT in claim.arguments else ""
    listed = called("take_over", json.dumps(ids)) if ids else ""
    if adopt and listed:
        return f"take it over with {adopt} (the stack owns it then) or {listed} (it outlives the stack)"
    return f"take it over with {adopt or listed}" if adopt or listed else "delete or import that one"


def _ids(claim: Claim, found: str, *, with_policy: bool = False) -> dict[str, str]:
    """What `take_over` is told of what has the name, by the names of the component's children: an alias is worth
    nothing without its key, nor is a queue's policy imported without the queue."""
    child = name_of(claim.urn)
    given = listed_id(claim.type, claim.identity, found)
    if not given:
        return {}
    if claim.type == ALIAS:
        return {child.removesuffix("alias") + "key": last_segment(found), child: given}
    return {child: given} | ({child.removesuffix("-queue") + "-policy": given} if with_policy else {})


def _everything(claim: Claim) -> str:
    if claim.type != DOMAIN or not claim.in_python:
        return ""
    return f", and what belongs to it with `customer-profiles adopt --domain {claim.value} --out DIR`"


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def alias(claim: Claim, urn: str) -> str:
    """The alias that makes the component the one that `urn` was a child of, as Python.

    Args:
        claim: the component's resource that is about to be created.
        urn: the resource that has its name in state.
    """
    before = _name_before(claim, urn)
    old, new = (types_of(each)[:-1] for each in (urn, claim.urn))
    if old == new:
        return f'pulumi.Alias(name="{before}")'
    if len(old) == 1:
        return f'pulumi.Alias(name="{before}", parent=pulumi.ROOT_STACK_RESOURCE)'
    # Not the URN itself: it has the name of this stack, and the program has others.
    return f'f"urn:pulumi:{{pulumi.get_stack()}}::{{pulumi.get_project()}}::{"$".join(old)}::{before}"'


def _name_before(claim: Claim, urn: str) -> str:
    """The name of the component that `urn` is a child of."""
    own = name_of(claim.urn).removeprefix(claim.component_name)
    return name_of(urn).removesuffix(own) if own and name_of(urn).endswith(own) else name_of(urn)


def _unaliased(claim: Claim, urn: str, stack: Stack) -> str:
    """What to do first where the component is in state under its new name: the engine asks for no aliases then, and
    its children have none either."""
    component, before = parent_urn(claim.urn, claim.component_name), _name_before(claim, urn)
    if component not in stack:
        return ""
    if parent_urn(urn, before) in stack:
        return f"run `pulumi state delete '{component}'` and "
    return f"run `pulumi state rename '{component}' {before}` and "


def parent_urn(urn: str, name: str) -> str:
    """The URN of the parent of this name."""
    stack, project, _, _ = urn.split("::", 3)
    return f"{stack}::{project}::{'$'.join(types_of(urn)[:-1])}::{name}"


def types_of(urn: str) -> list[str]:
    """The types of a resource's parents, outermost first, and its own: `urn:pulumi:<stack>::<project>::a$b::<name>`."""
    return urn.split("::", 3)[2].split("$")


def type_of(urn: str) -> str:
    """The type token in a URN."""
    return types_of(urn)[-1]


def name_of(urn: str) -> str:
    """The resource's name in a URN."""
    return urn.split("::", 3)[3]
