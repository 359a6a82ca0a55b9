"""Where a stack's components are deployed, as their own outputs in state tell: a refresh leaves those alone. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..names import Arn, arn_parts
from .taken import Stack, name_of, type_of

FOREIGN = "topic_arn"
"""The output that may name somebody else's."""


def deployed_elsewhere(stack: Stack, resource_type: str, name: str, account: str, region: str) -> Arn | None:
    """An ARN of a component that is not in an account and Region; None if it is, or if nothing tells.

    Args:
        stack: the outputs of the stack's resources by URN, before this update.
        resource_type: the component's type token.
        name: its name; components of several parents may share it.
        account: where its provider works now.
        region: the same.
    """
    own = (outputs for urn, outputs in stack.items() if (type_of(urn), name_of(urn)) == (resource_type, name))
    found = [arn for outputs in own for arn in _arns(outputs)]
    # The ARNs of IAM name no Region.
    telling = [arn for arn in found if arn.region] or found
    here = any(arn.account == account and arn.region in ("", region) for arn in telling)
    return None if here else next(iter(telling), None)


def _arns(outputs: Mapping[str, Any]) -> Iterator[Arn]:
    for key, value in outputs.items():
        for each in value if isinstance(value, list) else [value]:
            arn = arn_parts(each) if key != FOREIGN and isinstance(each, str) else None
            if arn and arn.account:
                yield arn
