"""From what the API says about a workflow to the state of each planned batch. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from ..rules import rfc3339
from . import windows

RUNNING = ("NOT_STARTED", "IN_PROGRESS", "SPLIT", "RETRY")
"""Statuses of a workflow that still works. The API model lists the values without describing them."""

FAILED = ("FAILED", "CANCELLED")

_ROUNDING = timedelta(seconds=1)

Span = tuple[datetime, datetime]
Step = Mapping[str, Any]


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


def window(step: Step) -> Span | None:
    """The part of history that a workflow step loads, or None if the API does not say."""
    start, end = instant(step.get("BatchRecordsStartTime")), instant(step.get("BatchRecordsEndTime"))
    return (start, end) if start and end else None


def batch_states(
    batches: Sequence[Mapping[str, Any]], workflow: Mapping[str, Any], steps: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """A workflow's batches with `status` and `records`, and `message` where the API gives a reason.

    A batch that failed in a part after AWS has split it comes back in parts, so that only what is missing is loaded
    again.

    Args:
        batches: at least `start` and `end` of each, RFC 3339.
        workflow: `Status` and, where it failed, `ErrorDescription`, as GetWorkflow returned them.
        steps: what GetWorkflowSteps returned. A step may cover a part of its batch: one that is over the source's
            limit is split.
    """
    placed = [(span, step) for step in steps if (span := window(step))]
    return [part for batch in batches for part in _batch_states(batch, workflow, placed)]


def covers(planned: Sequence[Mapping[str, str]], steps: Iterable[Mapping[str, Any]]) -> bool:
    """Whether the steps are those of this plan: they begin and end with it, to the second."""
    spans = [span for step in steps if (span := window(step))]
    if not spans or not planned:
        return False
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    return rfc3339(first) == planned[0]["start"] and rfc3339(last) == planned[-1]["end"]


def _batch_states(
    batch: Mapping[str, Any], workflow: Mapping[str, Any], placed: Iterable[tuple[Span, Step]]
) -> list[dict[str, Any]]:
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
        return [state]
    reasons = {step.get("ExecutionMessage", "") for step in latest.values() if step["Status"] in FAILED}
    failed = {**state, "message": "; ".join(sorted(reasons - {""})) or workflow.get("ErrorDescription", "")}
    return [failed] if workflow["Status"] in RUNNING else _in_parts(state, failed, latest)


def _in_parts(state: dict[str, Any], failed: dict[str, Any], latest: Mapping[Span, Step]) -> list[dict[str, Any]]:
    """A batch that failed, and the parts of it that were loaded all the same."""
    complete = {span: step for span, step in latest.items() if step["Status"] == "COMPLETE"}
    loaded = windows.common(_whole_seconds(complete), [failed])
    parts = [
        *({**state, **part, "status": "COMPLETE", "records": _records(complete, part)} for part in loaded),
        *(
            {**failed, **part, "records": _records({span: latest[span] for span in latest.keys() - complete}, part)}
            for part in windows.without([failed], loaded)
        ),
    ]
    return sorted(parts, key=lambda part: str(part["start"]))


def _whole_seconds(spans: Iterable[Span]) -> list[dict[str, str]]:
    """The whole seconds that spans cover together."""
    met: list[Span] = []
    for start, end in sorted(spans):
        if met and start <= met[-1][1]:
            met[-1] = (met[-1][0], max(met[-1][1], end))
        else:
            met.append((start, end))
    rounded = [windows.window(rfc3339(start + timedelta(microseconds=999_999)), rfc3339(end)) for start, end in met]
    return [each for each in rounded if each["start"] < each["end"]]


def _records(steps: Mapping[Span, Step], part: windows.Window) -> int:
    inside = (step for span, step in steps.items() if windows.overlap(windows.window(*map(rfc3339, span)), part))
    return sum(int(step.get("RecordsProcessed", 0)) for step in inside)


def _combined(statuses: set[str], workflow_status: str) -> str:
    """One status for the steps of a batch. SPLIT has no documented meaning: taken as replaced by steps of its own."""
    decisive = statuses - {"SPLIT"}
    if decisive <= {"COMPLETE"} and (decisive or workflow_status == "COMPLETE"):
        return "COMPLETE"
    if workflow_status in FAILED or (decisive & set(FAILED) and not decisive & set(RUNNING)):
        return "FAILED"
    return "NOT_STARTED" if statuses <= {"NOT_STARTED"} else "IN_PROGRESS"
