"""What `take_over` refuses, in one line each. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..names import PACKAGE
from ..rules import RuleViolation
from .taken import GUIDE, type_of

IDS, AS_FOUND, ALIASES = "ids", "as_found", "aliases"

EVERYTHING = "*"
"""What stands for all properties in `as_found`."""

DYNAMIC = ("pulumi-python:dynamic", f"{PACKAGE}:ingestion:")
"""How the type tokens of resources begin that the engine cannot import (pulumi/pulumi#16175)."""

NAMED: Mapping[str, tuple[str, ...]] = {
    "aws-native:customerprofiles:Domain": ("domain_name",),
    "aws-native:customerprofiles:ObjectType": ("domain_name", "object_type_name"),
    "aws-native:customerprofiles:Integration": ("domain_name", "uri"),
    "aws:kms/alias:Alias": ("name",),
    "aws:sqs/queue:Queue": ("name",),
    "aws:sqs/queuePolicy:QueuePolicy": ("queue_url",),
    "aws:iam/role:Role": ("name",),
    "aws:iam/policy:Policy": ("name",),
    "aws:sns/topic:Topic": ("name",),
    "aws:s3/bucketPolicy:BucketPolicy": ("bucket",),
}
"""By type token, the inputs of which AWS makes the ID."""

KEY = "aws:kms/key:Key"

LAST = ("aws:sqs/queue:Queue", "aws:iam/policy:Policy", "aws:sns/topic:Topic")
"""The types whose ID is a URL or an ARN that ends in the name."""


def wrong_id(resource_type: str, name: str, given: str, inputs: Mapping[str, Any]) -> RuleViolation | None:
    """Why an ID is not that of what the program declares; None if it is, or nobody knows.

    Args:
        resource_type: the type token.
        name: the child's name.
        given: the ID.
        inputs: the inputs of `NAMED` that are known.
    """
    if resource_type == KEY and "/" in given:
        return RuleViolation(given, "give the key's ID, the last part of its ARN", argument=f"{IDS}[{name!r}]")
    keys = NAMED.get(resource_type, ())
    if not keys or any(not isinstance(inputs.get(key), str) for key in keys):
        return None
    declared = "|".join(inputs[key] for key in keys)
    if declared == (re.split("[/:]", given)[-1] if resource_type in LAST else given):
        return None
    return RuleViolation(given, f"the program declares {declared} there ({GUIDE})", argument=f"{IDS}[{name!r}]")


def replacing(name: str, given: str) -> RuleViolation:
    """Why what is listed is not replaced."""
    rule = (
        "would be replaced, which what is taken over never is. Change back what cannot be changed in place "
        f"(`pulumi preview --diff` has it), or take the ID out first, to let the stack replace it ({GUIDE})"
    )
    return RuleViolation(given, rule, argument=f"{IDS}[{name!r}]")


def absent(name: str, given: str, why: str) -> RuleViolation:
    """Why an ID is refused of which there is nothing; `why` is what is wrong, such as "does not exist"."""
    rule = f"{why}: correct the ID, or take it out, and the component makes its own ({GUIDE})"
    return RuleViolation(given, rule, argument=f"{IDS}[{name!r}]")


def other_id(name: str, given: str, present: str) -> RuleViolation:
    """Why an ID does not take the place of the one that the child has in state."""
    rule = f"is {present} in this stack, and is not exchanged for another: name components of their own ({GUIDE})"
    return RuleViolation(given, rule, argument=f"{IDS}[{name!r}]")


def unknown_names(names: Iterable[str], argument: str, declared: Iterable[str]) -> RuleViolation:
    """Why names that nothing has are refused.

    Args:
        names: the names.
        argument: `ids` or `as_found`.
        declared: the names of all that the options have reached.
    """
    known = sorted(set(declared))
    near = {name: _nearest(name, known) for name in names}
    unlike = "" if all(near.values()) else f"; there are {', '.join(known) or 'none'}"
    each = ", ".join(name + (f" (did you mean {found[0]}?)" if found else "") for name, found in near.items())
    return RuleViolation(each, f"no resource with these options has such a name{unlike}", argument=argument)


def taken_out(names: Iterable[str], argument: str) -> RuleViolation:
    """Why names are refused that the stack still has, and the program no more.

    Args:
        names: the names.
        argument: `ids`, `as_found` or `aliases`.
    """
    rule = "is no longer in the program: take its line out as well, in the same update"
    stays = f"; what was taken over stays at AWS then ({GUIDE})" if argument == IDS else ""
    return RuleViolation(", ".join(names), f"{rule}{stays}", argument=argument)


def unknown_property(name: str, path: str, inputs: Iterable[str]) -> RuleViolation | None:
    """Why a property that stays as it was found is none; None if it is one.

    Args:
        name: the child's name.
        path: the property, or a path below one.
        inputs: the names of the child's inputs, in Python's spelling.
    """
    known = {camel(each) for each in inputs}
    first = re.split(r"[.\[]", path)[0]
    if path == EVERYTHING or camel(first) in known:
        return None
    near = _nearest(first, sorted(known))
    instead = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(sorted(known))}"
    return RuleViolation(path, f"is no property of it; {instead}", argument=f"{AS_FOUND}[{name!r}]")


def _nearest(unknown: str, known: Sequence[str]) -> list[str]:
    from difflib import get_close_matches  # Only a mistake needs it.

    return get_close_matches(unknown, known, 1, 0.5)


def wrong_alias(name: str, urn: str, resource_type: str) -> RuleViolation | None:
    """Why a child cannot take the place of a resource of the stack; None if it can.

    Args:
        name: the child's name.
        urn: what the resource is in state.
        resource_type: the child's type token.
    """
    argument = f"{ALIASES}[{name!r}]"
    if not urn.startswith("urn:pulumi:") or urn.count("::") < 3:
        return RuleViolation(urn, "must be a URN, as `pulumi stack --show-urns` has it", argument=argument)
    if type_of(urn) == resource_type:
        return None
    rule = (
        f"is of another type than {resource_type}: run `pulumi state delete '{urn}'`, which leaves it at AWS, and list "
        f"its ID in {IDS} ({GUIDE})"
    )
    return RuleViolation(urn, rule, argument=argument)


def camel(name: str) -> str:
    return re.sub(r"_([a-z0-9])", lambda found: found[1].upper(), name)
