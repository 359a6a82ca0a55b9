"""The schedule of a flow: from the argument to AppFlow's form, within the source's limits. Pure.

Customer Profiles documents rates only
(https://docs.aws.amazon.com/customerprofiles/latest/APIReference/API_ScheduledTriggerProperties.html), and makes the
flow of a workflow when all history is loaded: too late for a refusal. AppFlow takes cron expressions, so an integration
is made with a rate, and its flow is changed in AppFlow once it exists.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ..rules import RuleViolation, checked, known_keys, text
from ..rules.cron import cron
from ..rules.schedule import DEFAULT_SCHEDULE, is_cron, rate, shortest_minutes
from .source import Source

UTC_ZONE = "UTC"
"""The time zone of a cron expression unless it has another one."""

_WEEK = "week"
_ZONE_NAME = text(r"[A-Za-z0-9_/+-]{1,256}", "must be a time zone such as Europe/Berlin")


def checked_schedule(source: Source, expression: Any, *, in_appflow: bool = False, today: date | None = None) -> str:
    """A cron expression, or a rate in AppFlow's spelling (`rate(1hours)`), not below the source's minimum interval.

    Args:
        source: the source.
        expression: the argument; EventBridge's form `rate(1 hour)` is accepted as well.
        in_appflow: whether the flow is made in AppFlow, where some sources may be read more often.
        today: the present day (UTC). Default: that of the clock.

    Raises:
        RuleViolation: the expression is not a schedule, it never runs, or the source does not allow a flow to run that
            often.
    """
    found, times = rate(expression), cron(expression)
    if times is None and (found is None or found.unit == _WEEK):
        raise RuleViolation(expression, "must be like rate(15minutes), rate(1hours) or cron(0 6 * * ? *)")
    # In some time zone it is still yesterday.
    if times and not times.runs_from((today or datetime.now(UTC).date()) - timedelta(1)):
        raise RuleViolation(expression, "would never run: it names no date to come")
    spelled = str(found or expression)
    shortest = source.minimum_minutes
    if in_appflow and source.appflow_minimum_minutes is not None:
        shortest = source.appflow_minimum_minutes
    if shortest_minutes(spelled) < shortest:
        raise RuleViolation(expression, f"{source.type} flows can run at most every {shortest} minutes")
    return spelled


def time_zone(value: object) -> str:
    """The name of a time zone of the IANA database, where the machine has one."""
    # Few programs name a time zone, and all would load the database's machinery.
    from zoneinfo import available_timezones

    name = _ZONE_NAME(value)
    known = available_timezones()
    if known and name not in known:
        raise RuleViolation(value, "must be a time zone of the IANA database such as Europe/Berlin")
    return name


def integration_schedule(source: Source, given: Any) -> dict[str, str]:
    """The schedule of an integration, in the shape of the Customer Profiles API.

    Args:
        source: the source.
        given: the argument `schedule`: an expression, or an object with `expression` and `timezone`.

    Raises:
        RuleViolation: as `checked_schedule` does; or a rate has a time zone.
    """
    zone = None
    if isinstance(given, Mapping):
        parts = known_keys(given, {"expression", "timezone"}, "a schedule")
        expression = checked("expression", parts.get("expression"), lambda value: checked_schedule(source, value))
        zone = parts.get("timezone")
    else:
        expression = checked_schedule(source, given)
    if not is_cron(expression):
        if zone is not None:
            raise RuleViolation(zone, "only a cron expression has a time zone", argument="timezone")
        return {"ScheduleExpression": expression}
    return {
        "ScheduleExpression": expression,
        "Timezone": UTC_ZONE if zone is None else checked("timezone", zone, time_zone),
    }


def initial(definition: Mapping[str, Any]) -> Mapping[str, Any]:
    """The definition that Customer Profiles gets: with the default rate instead of a cron expression.

    Args:
        definition: `FlowDefinition` of the Customer Profiles API.
    """
    schedule: Any = definition
    for key in ("TriggerConfig", "TriggerProperties", "Scheduled"):
        schedule = schedule.get(key) if isinstance(schedule, Mapping) else None
    if not isinstance(schedule, Mapping) or not is_cron(schedule.get("ScheduleExpression")):
        return definition
    regular = {key: value for key, value in schedule.items() if key != "Timezone"}
    regular["ScheduleExpression"] = DEFAULT_SCHEDULE
    return {**definition, "TriggerConfig": {"TriggerType": "Scheduled", "TriggerProperties": {"Scheduled": regular}}}
