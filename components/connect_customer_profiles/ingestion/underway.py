"""What cannot wait for the end of a load, and so is refused while one runs: another domain, source or object type.

The integration would be replaced, and the deletion of the old one ends its workflow.
"""

from typing import TYPE_CHECKING, Any

from ..aws.errors import AwsError
from ..rules import RuleViolation
from . import lost
from .memory import ProcessMemory
from .plan import Plan
from .wanted import Wanted

if TYPE_CHECKING:
    from ..aws.client import AwsClient

ARGUMENTS = ("domain_name", "connector_type", "source_object", "object_type_name")
"""What identifies an integration within an account and Region."""

GONE = "ResourceNotFoundException"
"""The code of a domain that does not exist."""

_PARTS = {"connector_type": "connector.type", "source_object": "connector.object"}
"""Those that are parts of an argument; the others are arguments of their own."""


def check_identity(client: "AwsClient", memory: ProcessMemory, plan: Plan, before: Plan, loading: Wanted) -> None:
    """Check that a new plan does not end a workflow that loads history.

    Args:
        client: the calls.
        memory: the memory of this process.
        plan: the new plan.
        before: the plan that there is.
        loading: the same, with its pins; nothing is asked if its deletion ends no workflow.

    Raises:
        RuleViolation: names the argument of `IntegrationWorkflow`.
    """
    changed = next((each for each in ARGUMENTS if getattr(plan, each) != getattr(before, each)), None)
    elsewhere = (plan.account, plan.region) != (before.account, before.region)
    ends = loading.on_delete == "delete" and loading.pins.batches
    if changed is None or elsewhere or not ends:
        return
    if workflows := _running(client, memory, loading):
        value: Any = getattr(plan, changed)
        rule = (
            f"cannot change from {getattr(before, changed)!r} while workflow {workflows[0]} loads history: change it "
            "back until that has ended, or destroy the integration first"
        )
        raise RuleViolation(value, rule, argument=_PARTS.get(changed, changed))


def _running(client: "AwsClient", memory: ProcessMemory, loading: Wanted) -> list[str]:
    try:
        return lost.live_workflows(client, memory, loading, ())
    except AwsError as error:
        if error.code == GONE:
            return []
        raise
