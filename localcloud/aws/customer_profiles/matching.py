"""Rule-based matching: its status moves on by itself, and decides when its rules may change.

botocore model, `RuleBasedMatchingResponse$Status`.
"""

from typing import Any

from ..state import Context
from .lookup import bad_request
from .models import Domain

WAIT_SECONDS = 3_600  # an existing domain waits an hour
REST_SECONDS = 86_400  # rules may change a day after they became ACTIVE


def starts_at(context: Context, *, new_domain: bool) -> float:
    """When rules that are set now begin to be put into effect (cloud time)."""
    return context.now if new_domain else context.now + WAIT_SECONDS


def status(context: Context, domain: Domain) -> str:
    """PENDING, then IN_PROGRESS, then ACTIVE."""
    if context.now < domain.rules_start_at:
        return "PENDING"
    return "IN_PROGRESS" if context.now < _active_at(context, domain) else "ACTIVE"


def is_changed(domain: Domain, changes: dict[str, Any]) -> bool:
    """Whether an update has other rules than the domain."""
    return "RuleBasedMatching" in changes and changes["RuleBasedMatching"] != domain.settings.get("RuleBasedMatching")


def check_change(context: Context, domain: Domain) -> None:
    """Whether the rules may change now.

    Raises:
        ServiceError: BadRequestException while they are being put into effect, and for a day after.
    """
    if not domain.settings.get("RuleBasedMatching", {}).get("Enabled"):
        return
    now = status(context, domain)
    if now == "IN_PROGRESS":
        raise bad_request("Rule-based matching cannot be changed while its status is IN_PROGRESS")
    if now == "ACTIVE" and context.now < _active_at(context, domain) + REST_SECONDS:
        raise bad_request("Rule-based matching can be changed a day after its status became ACTIVE")


def _active_at(context: Context, domain: Domain) -> float:
    return domain.rules_start_at + context.behaviours.rule_matching_seconds
