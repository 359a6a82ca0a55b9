"""From what the API says about a workflow to the state of each planned batch. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from ..rules import rfc3339

RUNNING = ("NOT_STARTED", "IN_PROGRESS", "SPLIT", "RETRY")
"""Statuses of a workflow that still works. The API model lists the values without describing them."""

FAILED = ("FAILED", "CANCELLED")

_ROUNDING = timedelta(seconds=1)


def instant(value: Any) -> datetime | None:
    """A step's batch time. The format of the string is not documented: ISO 8601 and epoch (s, ms) are read."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    text = str(value).strip()
    try:
        number = float(text)
    except ValueError:
        try:
            moment = datetime.fromisoformat(text.replace(" UTC", "Z"))
        except ValueError:
            return None
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        return datetime.fromtimestamp(number / 1000 if number > 1e11 else number, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def window(step: Mapping[str, Any]) -> tuple[datetime, datetime] | None:
    """The part of history that a workflow step loads, or None if the API does not say."""
    start, end = instant(step.get("BatchRecordsStartTime")), instant(step.get("BatchRecordsEndTime"))
    return (start, end) if start and end else None


def batch_states(
    batches: Sequence[Mapping[str, Any]], workflow: Mapping[str, Any], steps: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """A workflow's batches with `status` and `records`, and `message` where the API gives a reason.

    Args:
        batches: at least `start` and `end` of each, RFC 3339.
        workflow: `Status` and, where it failed, `ErrorDescription`, as GetWorkflow returned them.
        steps: what GetWorkflowSteps returned. A step may cover a part of its batch: one that is over the source's
            limit is split.
    """
    placed = [(span, step) for step in steps if (span := window(step))]
    return [_batch_state(batch, workflow, placed) for batch in batches]


def covers(planned: Sequence[Mapping[str, str]], steps: Iterable[Mapping[str, Any]]) -> bool:
    """Whether the steps are those of this plan: they begin and end with it, to the second."""
    spans = [span for step in steps if (span := window(step))]
    if not spans or not planned:
        return False
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    return rfc3339(first) == planned[0]["start"] and rfc3339(last) == planned[-1]["end"]


def _batch_state(
    batch: Mapping[str, Any],
    workflow: Mapping[str, Any],
    placed: Sequence[tuple[tuple[datetime, datetime], Mapping[str, Any]]],
) -> dict[str, Any]:
    start, end = datetime.fromisoformat(batch["start"]), datetime.fromisoformat(batch["end"])
    inside = [(span, step) for span, step in placed if span[0] >= start - _ROUNDING and span[1] <= end + _ROUNDING]
    # A window that was tried again has several steps: the youngest counts.
    latest = dict(sorted(inside, key=lambda each: str(each[1].get("CreatedAt", ""))))
    state = {
        **{key: value for key, value in batch.items() if key != "message"},
        "status": _combined({step["Status"] for step in latest.values()}, workflow["Status"]),
        "records": sum(int(step.get("RecordsProcessed", 0)) for step in latest.values()),
    }
    if state["status"] != "FAILED":
        return state
    reasons = {step.get("ExecutionMessage", "") for step in latest.values() if step["Status"] in FAILED}
    return {**state, "message": "; ".join(sorted(reasons - {""})) or workflow.get("ErrorDescription", "")}


def _combined(statuses: set[str], workflow_status: str) -> str:
    """One status for the steps of a batch. SPLIT has no documented meaning: taken as replaced by steps of its own."""
    decisive = statuses - {"SPLIT"}
    if decisive <= {"COMPLETE"} and (decisive or workflow_status == "COMPLETE"):
        return "COMPLETE"
    if workflow_status in FAILED or (decisive & set(FAILED) and not decisive & set(RUNNING)):
        return "FAILED"
    return "NOT_STARTED" if statuses <= {"NOT_STARTED"} else "IN_PROGRESS"
