"""The schedule of a flow: from the argument to AppFlow's form, within the source's limits. Pure."""

from typing import Any

from ..rules import RuleViolation
from ..rules.schedule import is_cron, rate
from .source import Source

_WEEK = "week"


def checked_schedule(source: Source, expression: Any, *, in_appflow: bool = False) -> str:
    """A rate expression in AppFlow's spelling (`rate(1hours)`), not below the source's minimum interval.

    Args:
        source: the source.
        expression: the argument; EventBridge's form `rate(1 hour)` is accepted as well.
        in_appflow: whether the flow is made in AppFlow, where cron expressions are passed unchanged.

    Raises:
        RuleViolation: the expression is not a schedule, or the source does not allow a flow to run that often.
    """
    if in_appflow and is_cron(expression):
        return str(expression)
    found = rate(expression)
    if found is None or found.unit == _WEEK:
        known = "rate(1hours) or cron(0 6 * * ? *)" if in_appflow else "rate(1hours) or rate(1days)"
        # Customer Profiles documents rates only, and would refuse the ongoing integration when history is loaded.
        advice = "" if in_appflow or not is_cron(expression) else "; ExternalApplication takes cron expressions"
        raise RuleViolation(expression, f"must be like rate(15minutes), {known}{advice}")
    shortest = source.minimum_minutes
    if in_appflow and source.appflow_minimum_minutes is not None:
        shortest = source.appflow_minimum_minutes
    if found.minutes < shortest:
        raise RuleViolation(expression, f"{source.type} flows can run at most every {shortest} minutes")
    return str(found)
