"""The status of an integration: the one model that `status`, `watch` and `diagnose` show. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from ..appflow.flow_status import ACTIVE, MISSING
from ..aws import answers
from ..ingestion import contest, decisions
from ..ingestion.batch import COMPLETE, FAILED, NOT_STARTED, FailedBatch
from ..ingestion.progress import RUNNING
from ..ingestion.state import State
from ..names import flow_name_of
from ..rules import instant, rfc3339

RUNS_SHOWN = 5


@dataclass(frozen=True)
class Unseen:
    """Something that could not be looked at.

    Attributes:
        what: such as `the KMS key`.
        reason: the call and the service's message.
    """

    what: str
    reason: str


@dataclass(frozen=True)
class Run:
    """A run of the ongoing integration's flow; times are RFC 3339, "" if AppFlow does not report them."""

    started: str
    status: str
    records: int
    pulled_until: str = ""
    message: str = ""


@dataclass(frozen=True)
class Status:
    """The progress of an integration.

    Attributes:
        name: its component.
        object_type: object type.
        mode: `workflow` or `incremental`.
        status: of the ingestion: `IN_PROGRESS`, `COMPLETE`, `FAILED`, …
        batches: all batches of history.
        done, running, failed: how many of them are loaded, are being loaded, have failed.
        records: records loaded; None where nobody knows how many the flows loaded that there were before.
        records_per_minute: since the latest workflow started; None unless one runs.
        expected_end: RFC 3339; "" before the first batch is loaded, and once nothing runs.
        failed_batches: each failed batch with `start`, `end`, `message`, `cause` and `remedy`.
        flow_name: of the ongoing integration; "" before there is one.
        flow_status: AppFlow's status of it; "" before it exists.
        pulled_until: the time up to which its runs have pulled; "" if none has.
        runs: its latest runs, the latest first.
        note: anything else that needs attention.
        remark: anything else that is worth knowing.
    """

    name: str
    object_type: str
    mode: str
    status: str
    batches: int = 0
    done: int = 0
    running: int = 0
    failed: int = 0
    records: int | None = 0
    records_per_minute: float | None = None
    expected_end: str = ""
    failed_batches: tuple[FailedBatch, ...] = ()
    flow_name: str = ""
    flow_status: str = ""
    pulled_until: str = ""
    runs: tuple[Run, ...] = ()
    note: str = ""
    remark: str = ""

    @property
    def needs_attention(self) -> bool:
        """Whether somebody should look: batches or the last run failed, or the flow is not active."""
        halted = self.status not in RUNNING and self.flow_status not in ("", ACTIVE)
        return bool(self.failed or self.note or halted or (self.runs and self.runs[0].status == "Error"))


@dataclass(frozen=True)
class Seen:
    """What there is of an integration now.

    Attributes:
        state: its state now; where the domain is gone, the last one.
        started: when its latest workflow started, if that is running.
        runs: the latest runs of the ongoing flow.
        rivals: workflows that load the same batches as an older one.
        gone: whether the domain is gone.
    """

    state: State
    started: datetime | None = None
    runs: Sequence[answers.FlowRun] = field(default=())
    rivals: list[str] = field(default_factory=list)
    gone: bool = False


def report(name: str, seen: Seen, now: datetime, *, alone: bool = False) -> Status:
    """The status of an integration, from what was seen of it.

    Args:
        name: its component.
        seen: what there is of it.
        now: the time, UTC.
        alone: whether AWS alone has said so, which forgets the runs of flows that are gone.
    """
    state = seen.state
    object_type, mode = state.made_with.object_type_name, "workflow" if state.batches else "incremental"
    if seen.gone:
        return Status(name, object_type, mode, MISSING.upper(), note=f"the domain {state.domain_name} is gone")
    statuses = [batch.status for batch in state.batches]
    end = _expected_end(seen, now)
    forgotten = alone and not state.batches and (state.latest_generation > 1 or state.flow_status == MISSING)
    return Status(
        name=name,
        object_type=object_type,
        mode=mode,
        status=state.status if state.batches else state.flow_status.upper(),
        batches=len(statuses),
        done=statuses.count(COMPLETE),
        running=sum(status in RUNNING and status != NOT_STARTED for status in statuses),
        failed=statuses.count(FAILED),
        records=None if forgotten else state.records_processed,
        records_per_minute=_rate(seen, now),
        expected_end=rfc3339(end) if end else "",
        failed_batches=state.failed_batches,
        flow_name=flow_name_of(state.integration_uri),
        flow_status=state.flow_status,
        pulled_until=state.pulled_until,
        runs=tuple(_run(each) for each in seen.runs[:RUNS_SHOWN]),
        note=_note(seen),
        remark=_remark(state),
    )


def listed(name: str, state: State) -> Status:
    """The status of an integration of which only AWS's lists were asked, which tell no numbers."""
    return Status(
        name,
        state.made_with.object_type_name,
        state.made_with.pins.mode,
        state.status or state.flow_status.upper(),
        records=None,
        flow_name=flow_name_of(state.integration_uri),
        flow_status=state.flow_status,
    )


def _expected_end(seen: Seen, now: datetime) -> datetime | None:
    if seen.started is None:
        return None
    return decisions.expected_end(replace(seen.state, attempted_at=rfc3339(seen.started)), now)


def _rate(seen: Seen, now: datetime) -> float | None:
    if seen.started is None:
        return None
    state, minutes = seen.state, (now - instant(rfc3339(seen.started))).total_seconds() / 60
    records = sum(batch.records for batch in state.batches if batch.generation == state.latest_generation)
    return round(records / minutes, 1) if minutes > 0 else None


def _note(seen: Seen) -> str:
    if not seen.rivals:
        return ""
    return f"{contest.warning(seen.rivals)}: {contest.REMEDY}"


def _remark(state: State) -> str:
    number = len(state.complete)
    if not number or state.running or any(batch.records for batch in state.batches):
        return ""
    loaded = "the only batch that is loaded" if number == 1 else f"all {number} batches that are loaded together"
    return (
        f"{loaded} had 0 records: is there anything at the source in this time, and may the user of the connector "
        "profile read it?"
    )


def _run(run: answers.FlowRun) -> Run:
    result = run.get("executionResult", {})
    return Run(
        started=rfc3339(run["startedAt"]) if "startedAt" in run else "",
        status=str(run["executionStatus"]),
        records=int(result.get("recordsProcessed", 0)),
        pulled_until=rfc3339(run["dataPullEndTime"]) if "dataPullEndTime" in run else "",
        message=str(result.get("errorInfo", {}).get("executionMessage", "")),
    )
