"""The runs of flows: when they are due, what they leave behind, and how AppFlow deactivates or drops a flow."""

import uuid

from ..customer_profiles.models import domains_of
from ..faults import Fault, Kind
from ..state import Context
from . import events, runs
from .definitions import schedule_seconds
from .models import EXECUTIONS_KEPT, Execution, Flow, flows_of

RUN_SECONDS = 30.0  # cloud time that a scheduled or on-demand run is shown to have taken
CUSTOMER_PROFILES = "profile.amazonaws.com"
UNINTEGRATED_SECONDS = (
    14 * 86_400
)  # then a flow expires (administrator guide, `integrate-external-applications-appflow`)
FIRST_PULL_SECONDS = 30 * 86_400  # the first scheduled run pulls the past 30 days (AppFlow user guide, `flow-triggers`)


def has_expired(context: Context, flow: Flow) -> bool:
    """Whether a user's flow to Customer Profiles went 14 days without being integrated."""
    if flow.customer_profiles_destination() is None or flow.owner == CUSTOMER_PROFILES:
        return False
    integrated = any(flow.arn in domain.integrations for domain in domains_of(context.region).values())
    return not integrated and context.now >= flow.created_at + UNINTEGRATED_SECONDS


def activate(flow: Flow, now: float) -> None:
    """Makes a flow Active: a scheduled one runs from its start time, or from now."""
    if flow.status != "Active":
        flow.status = "Active"
        flow.scheduled_from = schedule_start(flow, now)


def starts_too_early(context: Context, flow: Flow) -> bool:
    """Whether the start of a flow's schedule has passed, and AppFlow minds."""
    start = flow.schedule.get("scheduleStartTime")
    return context.behaviours.past_schedule_start_refused and start is not None and start < context.now


def advance(context: Context) -> None:
    """Lets flows expire, and makes the runs of all active scheduled flows that are due."""
    outcome = context.behaviours.unintegrated_flow_expires
    for flow in list(flows_of(context.region).values()):
        if outcome != "silently" and has_expired(context, flow):
            flow.status, flow.scheduled_from = outcome.capitalize(), None
            if outcome == "gone":
                del flows_of(context.region)[flow.name]
        if flow.status == "Active" and flow.scheduled_from is not None:
            _run_schedule(context, flow, context.now)


def _run_schedule(context: Context, flow: Flow, now: float) -> None:
    """Makes the runs that are due; of a long absence the last hundred, the first of which pulls all that is due."""
    schedule = flow.schedule
    start = flow.scheduled_from
    if start is None or start > now:
        return
    seconds = schedule_seconds(schedule["scheduleExpression"])
    end = min(now, schedule.get("scheduleEndTime", now))
    due = int((end - start) // seconds) + 1 if end >= start else 0
    first = max(0, due - EXECUTIONS_KEPT)
    if due > 0 and flow.last_pull_end is None:
        flow.last_pull_end = _first_pull_start(flow, start)
    for position in range(first, due):
        moment = start + position * seconds
        if _trouble(context, flow, "run_skipped"):
            continue
        complete = schedule.get("dataPullMode") == "Complete"
        execute(context, flow, None if complete else flow.last_pull_end, moment, moment)
        if _deactivated(context, flow, moment):
            return
    flow.scheduled_from = start + due * seconds
    if schedule.get("scheduleEndTime", now + 1) <= now:
        flow.status, flow.scheduled_from = "Suspended", None


def _first_pull_start(flow: Flow, moment: float) -> float:
    """From when on the first incremental run pulls: FirstExecutionFrom, or 30 days back."""
    first: float = flow.schedule.get("firstExecutionFrom", moment - FIRST_PULL_SECONDS)
    return first


def schedule_start(flow: Flow, now: float) -> float | None:
    """When a flow's first run is due (epoch seconds); None for flows that run on demand or by events."""
    if flow.trigger["triggerType"] != "Scheduled":
        return None
    start: float = max(now, flow.schedule.get("scheduleStartTime", now))
    return start + float(flow.schedule.get("scheduleOffset", 0))


def execute(context: Context, flow: Flow, pull_start: float | None, pull_end: float, moment: float) -> Execution:
    """Makes a run: its records move, its outcome is kept and told."""
    window = runs.window_of(flow, 0.0 if pull_start is None else pull_start, pull_end)
    fault = _trouble(context, flow, "run_fails")
    failure = runs.Outcome(error=runs.message_text(fault.message)) if fault else None
    execution_id = str(uuid.uuid4())
    outcome = failure or runs.run(context, flow, window, moment, execution_id)
    execution = Execution(
        execution_id=execution_id,
        status="Error" if outcome.error else "Successful",
        started_at=moment,
        ended_at=moment + RUN_SECONDS,
        pull_start=pull_start,
        pull_end=pull_end,
        records=outcome.records,
        failures=outcome.failures,
        message=outcome.error or "",
    )
    flow.keep(execution)
    events.run_ended(context, flow, execution)
    if not outcome.error:
        flow.last_pull_end = pull_end
    return execution


def _trouble(context: Context, flow: Flow, kind: Kind) -> Fault | None:
    def fits(fault: Fault) -> bool:
        return flow.name.startswith(fault.flow or "")

    return context.cloud.faults.of_work(kind, context.region.account, context.region.name, fits)


def _deactivated(context: Context, flow: Flow, moment: float) -> bool:
    """Whether AppFlow has deactivated a flow, as it does after so many failed runs in a row."""
    threshold = flow.schedule.get("flowErrorDeactivationThreshold", context.behaviours.failed_runs_deactivate)
    latest = flow.executions[-threshold:] if threshold else []
    if not latest or len(latest) < threshold or any(each.status != "Error" for each in latest):
        return False
    flow.status, flow.scheduled_from = context.behaviours.deactivated_flow_status, None
    events.deactivated(context, flow, moment)
    return True
