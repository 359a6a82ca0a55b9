"""How a flow is: AppFlow's words for it, and one of ours. Pure.

https://docs.aws.amazon.com/appflow/1.0/APIReference/API_FlowDefinition.html
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..aws import answers

ACTIVE = "Active"
DRAFT = "Draft"
MISSING = "Missing"
"""Our word for a flow that is not there."""

EXPIRED = ("Deprecated", "Deleted")
"""Statuses of a flow that cannot run any more."""

TIME_TO_INTEGRATE = timedelta(days=14)
"""How long a flow may exist without an integration before it expires. AWS does not document its status then."""


def is_expired(flow: "answers.Flow", *, integrated: bool, now: datetime) -> bool:
    """Whether a flow cannot be used any more: by its status, or because it waited too long for its integration."""
    return flow["flowStatus"] in EXPIRED or (not integrated and now - flow["createdAt"] >= TIME_TO_INTEGRATE)


def status_of(flow: "answers.Flow | None", *, integrated: bool, now: datetime) -> str:
    """AppFlow's status, or ours for a flow that is gone or as good as gone."""
    if flow is None:
        return MISSING
    if flow["flowStatus"] not in EXPIRED and is_expired(flow, integrated=integrated, now=now):
        return EXPIRED[0]
    return flow["flowStatus"]
