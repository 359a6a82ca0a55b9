"""From the arguments of `ExternalApplication` to a flow in the shape of the AppFlow API. Pure."""

from collections.abc import Mapping
from typing import Any, get_args

from .. import rules
from ..rules import RuleViolation, instant, rfc3339
from .reading import appflow_source, source_flow_config
from .schedule import checked_schedule, time_zone
from .source import Source
from .source_types import DataPullMode
from .task import in_appflow
from .tasks import stated_tasks

_INCREMENTAL_FIELD = rules.text(r"\S{1,256}", "must be the name of a source field")


_SCHEDULE: Mapping[str, tuple[str, rules.Rule[Any]]] = {
    "data_pull_mode": ("dataPullMode", rules.one_of(*get_args(DataPullMode))),
    "first_execution_from": ("firstExecutionFrom", lambda value: rfc3339(instant(value))),
    "timezone": ("timezone", time_zone),
    "offset_seconds": ("scheduleOffset", rules.integer(0, 36_000, "seconds")),
}
"""The parts of a schedule apart from its expression: their names in the API, and their rules."""


def external_flow(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a flow, `source`, `tasks` and `trigger`, in the API's form; times are RFC 3339 strings.

    Args:
        arguments: `source`, `tasks`, `schedule` and `incremental_field` of `ExternalApplication`.

    Raises:
        RuleViolation: names the argument, its value and the rule it breaks.
    """
    source, parts = rules.checked("source", arguments.get("source"), appflow_source)
    config = source_flow_config(source, parts)
    incremental_field = arguments.get("incremental_field")
    if incremental_field is not None:
        name = rules.checked("incremental_field", incremental_field, _INCREMENTAL_FIELD)
        config["incrementalPullConfig"] = {"datetimeTypeFieldName": name}
    tasks = rules.checked("tasks", arguments.get("tasks"), lambda given: stated_tasks(source, given))
    return {
        "source": config,
        "tasks": in_appflow(source, tasks),
        "trigger": rules.checked("schedule", arguments.get("schedule"), lambda given: _trigger(source, given)),
    }


def _trigger(source: Source, given: Any) -> dict[str, Any]:
    if given is None:
        return {"triggerType": "OnDemand"}
    schedule = {"expression": given} if isinstance(given, str) else given
    parts = rules.known_keys(schedule, set(_SCHEDULE) | {"expression"}, "a schedule")
    try:
        expression = checked_schedule(source, parts.get("expression"), in_appflow=True)
    except RuleViolation as violation:
        raise violation if isinstance(given, str) else violation.below("expression") from None
    scheduled: dict[str, Any] = {"scheduleExpression": expression, "dataPullMode": "Incremental"}
    for key, (api_name, check) in _SCHEDULE.items():
        if key in parts:
            scheduled[api_name] = rules.checked(key, parts[key], check)
    if scheduled["dataPullMode"] == "Complete" and "firstExecutionFrom" in scheduled:
        raise RuleViolation(
            parts["first_execution_from"], "only incremental runs have a start time", argument="first_execution_from"
        )
    return {"triggerType": "Scheduled", "triggerProperties": {"Scheduled": scheduled}}
