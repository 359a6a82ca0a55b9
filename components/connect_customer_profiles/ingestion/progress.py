"""Derives the state of each planned batch from the API's answers about a workflow. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from ..rules import rfc3339
from . import windows
from .batch import COMPLETE, Batch
from .windows import Window

if TYPE_CHECKING:
    from ..aws import answers

RUNNING = ("NOT_STARTED", "IN_PROGRESS", "SPLIT", "RETRY")
"""Statuses of a running workflow. The API model lists the values without describing them."""

FAILED = ("FAILED", "CANCELLED")

_ROUNDING = timedelta(seconds=1)

Span = tuple[datetime, datetime]


class Metrics(NamedTuple):
    """The metrics of a workflow in GetWorkflow.

    Attributes:
        steps_completed, total_steps: the number of its finished steps, and of all.
        records: records that it has loaded.
    """

    steps_completed: int
    total_steps: int
    records: int

    @classmethod
    def of(cls, workflow: "answers.Workflow") -> "Metrics":
        """The metrics in an answer of GetWorkflow."""
        found = workflow.get("Metrics", {}).get("AppflowIntegration")
        return cls(found["StepsCompleted"], found["TotalSteps"], found["RecordsProcessed"]) if found else cls(0, 0, 0)


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


def span_of(step: "answers.WorkflowStep") -> Span | None:
    """The part of history that a workflow step loads, or None if the API does not say."""
    start, end = instant(step.get("BatchRecordsStartTime")), instant(step.get("BatchRecordsEndTime"))
    return (start, end) if start and end else None


def batch_states(
    batches: Sequence[Batch], workflow: "answers.Workflow", steps: Iterable["answers.WorkflowStep"]
) -> list[Batch]:
    """A workflow's batches with their states.

    A batch that AWS has split and that failed in part is returned in parts, so that only the missing ones are reloaded.

    Args:
        batches: the batches that the workflow loads.
        workflow: `Status` and, where it failed, `ErrorDescription`, as GetWorkflow returned them.
        steps: what GetWorkflowSteps returned. A step may cover a part of its batch: AWS splits batches over the
            source's limit.
    """
    placed = [(span, step) for step in steps if (span := span_of(step))]
    return [part for batch in batches for part in _batch_states(batch, workflow, placed)]


def covers(planned: Sequence[Window], steps: Iterable["answers.WorkflowStep"]) -> bool:
    """Whether the steps belong to this plan: they begin and end with it, to the second."""
    spans = [span for step in steps if (span := span_of(step))]
    if not spans or not planned:
        return False
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    return rfc3339(first) == planned[0].start and rfc3339(last) == planned[-1].end


def window_of(span: Span) -> Window:
    """A span in whole seconds, as plans and state have it."""
    return Window(rfc3339(span[0]), rfc3339(span[1]))


def _batch_states(
    batch: Batch, workflow: "answers.Workflow", placed: Iterable[tuple[Span, "answers.WorkflowStep"]]
) -> list[Batch]:
    start, end = datetime.fromisoformat(batch.start), datetime.fromisoformat(batch.end)
    inside = [(span, step) for span, step in placed if span[0] >= start - _ROUNDING and span[1] <= end + _ROUNDING]
    # A window that was retried has several steps: the latest counts.
    latest = dict(sorted(inside, key=lambda each: str(each[1].get("CreatedAt", ""))))
    state = replace(
        batch,
        status=_combined({step["Status"] for step in latest.values()}, workflow["Status"]),
        records=sum(int(step.get("RecordsProcessed", 0)) for step in latest.values()),
        message="",
        failed_at="",
    )
    if not state.failed:
        return [state]
    reasons = {step.get("ExecutionMessage", "") for step in latest.values() if step["Status"] in FAILED}
    ends = [moment for step in latest.values() if step["Status"] in FAILED and (moment := _end(step))]
    ended = max(ends, default=_end(workflow))
    failed = replace(
        state,
        message="; ".join(sorted(reasons - {""})) or workflow.get("ErrorDescription", ""),
        failed_at=rfc3339(ended) if ended else "",
    )
    return [failed] if workflow["Status"] in RUNNING else _in_parts(failed, latest)


def _end(found: Mapping[str, Any]) -> datetime | None:
    """When a step or a workflow was last changed."""
    return instant(found.get("LastUpdatedAt"))


def _in_parts(failed: Batch, latest: Mapping[Span, "answers.WorkflowStep"]) -> list[Batch]:
    """A failed batch, divided into failed parts and those that were loaded."""
    complete = {span: step for span, step in latest.items() if step["Status"] == COMPLETE}
    incomplete = {span: step for span, step in latest.items() if span not in complete}
    loaded = windows.common(_whole_seconds(complete), [failed])
    parts = [
        *(_part(failed, span, complete, status=COMPLETE, message="", failed_at="") for span in loaded),
        *(_part(failed, span, incomplete) for span in windows.without([failed], loaded)),
    ]
    return sorted(parts, key=lambda part: part.start)


def _part(batch: Batch, span: Window, steps: Mapping[Span, "answers.WorkflowStep"], **changes: str) -> Batch:
    inside = [step for each, step in steps.items() if windows.overlap(window_of(each), span)]
    records = sum(int(step.get("RecordsProcessed", 0)) for step in inside)
    return replace(batch, start=span.start, end=span.end, records=records, **changes)  # type: ignore[arg-type]


def _whole_seconds(spans: Iterable[Span]) -> list[Window]:
    """The seconds that spans cover together."""
    met: list[Span] = []
    for start, end in sorted(spans):
        if met and start <= met[-1][1]:
            met[-1] = (met[-1][0], max(met[-1][1], end))
        else:
            met.append((start, end))
    rounded = [window_of((start + timedelta(microseconds=999_999), end)) for start, end in met]
    return [window for window in rounded if window.start < window.end]


def _combined(statuses: set[str], workflow_status: str) -> str:
    """One status for the steps of a batch. SPLIT is not documented; it is read as "replaced by further steps"."""
    decisive = statuses - {"SPLIT"}
    if decisive <= {"COMPLETE"} and (decisive or workflow_status == "COMPLETE"):
        return "COMPLETE"
    if workflow_status in FAILED or (decisive & set(FAILED) and not decisive & set(RUNNING)):
        return "FAILED"
    return "NOT_STARTED" if statuses <= {"NOT_STARTED"} else "IN_PROGRESS"
