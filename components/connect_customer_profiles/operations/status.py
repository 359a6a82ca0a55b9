"""The progress of integrations: a few calls to AWS for each, and a report from the answers."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from ..appflow.flow_status import ACTIVE, MISSING
from ..aws import answers
from ..aws.client import AwsClient
from ..ingestion import contest, continuous_flow, decisions, history
from ..ingestion.batch import COMPLETE, FAILED, NOT_STARTED, FailedBatch
from ..ingestion.memory import ProcessMemory
from ..ingestion.progress import RUNNING, Metrics
from ..ingestion.state import State
from ..names import flow_name_of
from ..rules import instant, rfc3339
from .targets import Ingestion, Target

STEPS_ASKED = 200
"""A workflow with more steps is reported by its metrics, because GetWorkflowSteps returns 100 a page."""

RUNS_SHOWN = 5


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
        records: records loaded.
        records_per_minute: since the latest workflow started; None unless one runs.
        expected_end: RFC 3339; "" before the first batch is loaded, and once nothing runs.
        failed_batches: each failed batch with `start`, `end`, `message`, `cause` and `remedy`.
        flow_name: of the ongoing integration; "" before there is one.
        flow_status: AppFlow's status of it; "" before it exists.
        pulled_until: the time up to which its runs have pulled; "" if none has.
        runs: its latest runs, the latest first.
        note: anything else that is worth knowing.
    """

    name: str
    object_type: str
    mode: str
    status: str
    batches: int = 0
    done: int = 0
    running: int = 0
    failed: int = 0
    records: int = 0
    records_per_minute: float | None = None
    expected_end: str = ""
    failed_batches: tuple[FailedBatch, ...] = ()
    flow_name: str = ""
    flow_status: str = ""
    pulled_until: str = ""
    runs: tuple[Run, ...] = ()
    note: str = ""

    @property
    def needs_attention(self) -> bool:
        """Whether somebody should look: batches or the last run failed, or the flow is not active."""
        halted = self.status not in RUNNING and self.flow_status not in ("", ACTIVE)
        return bool(self.failed or self.note or halted or (self.runs and self.runs[0].status == "Error"))


@dataclass
class Seen:
    """AWS's answers about one integration.

    Attributes:
        state: its state now.
        workflow: GetWorkflow, if its steps were not asked for.
        runs: the latest runs of the ongoing flow.
        resubmission: the workflow that somebody has started since state was written.
        vanished: whether AWS has no record of the workflow any more.
        rivals: workflows that load the same batches as an older one.
    """

    state: State
    workflow: answers.Workflow | None = None
    runs: list[Run] = field(default_factory=list)
    resubmission: answers.Workflow | None = None
    vanished: bool = False
    rivals: list[str] = field(default_factory=list)


def status(target: Target, now: datetime) -> list[Status]:
    """The progress of every integration of a target."""
    hidden: list[answers.Integration] | None = None
    found, memory = [], ProcessMemory()
    for each in target.ingestions:
        memory.claim(each.state.token, each.state.workflow_ids)
    for each in target.ingestions:
        client, state = each.client(), each.state
        if state.failed and not state.running and hidden is None:
            hidden = client.list_integrations(target.domain_name, hidden=True)
        seen = look(client, state, hidden or [])
        seen.rivals = contest.rivals(client, memory, seen.state)
        found.append(report(each, seen, now))
    return found


def look(
    client: AwsClient,
    state: State,
    hidden: Iterable[answers.Integration] = (),
    *,
    steps_asked: int = STEPS_ASKED,
) -> Seen:
    """Ask AWS for the progress of an integration, with at most three calls.

    Args:
        client: the calls.
        state: what is known of the ingestion.
        hidden: the domain's integrations with those of workflows' steps, if batches have failed.
        steps_asked: a running workflow with more steps is reported by its metrics alone.
    """
    seen = Seen(state)
    if state.failed and not state.running:
        seen.resubmission = _resubmission(client, state, hidden)
        return seen
    if state.running:
        workflow = client.get_workflow(state.domain_name, state.workflow_ids[-1])
        if workflow is None:
            seen.vanished = True
            return seen
        finished = workflow["Status"] == COMPLETE
        most = steps_asked if workflow["Status"] in RUNNING else STEPS_ASKED
        steps: list[answers.WorkflowStep] = []
        if finished or Metrics.of(workflow).total_steps > most:
            seen.workflow = workflow
        else:
            steps = client.get_workflow_steps(state.domain_name, state.workflow_ids[-1])
        seen.state = state = history.progressed(state, workflow, steps)
        if not finished:
            return seen
    # The flow has the requested name, if the service keeps to it.
    name = flow_name_of(state.integration_uri) or continuous_flow.name(state.made_with, state.latest_generation)
    flow = client.describe_flow(name)
    uri = state.integration_uri or (str(flow["flowArn"]) if flow else "")
    seen.state = replace(state, flow_status=flow["flowStatus"] if flow else MISSING, integration_uri=uri)
    if flow and "lastRunExecutionDetails" in flow:
        seen.runs = [_run(each) for each in islice(client.flow_runs(name), RUNS_SHOWN)]
    return seen


def report(ingestion: Ingestion, seen: Seen, now: datetime) -> Status:
    """The progress of an integration, from AWS's answers. Pure."""
    state = seen.state
    statuses = [batch.status for batch in state.batches]
    done = statuses.count(COMPLETE)
    records = state.records_processed
    untold = seen.workflow is not None and state.status == FAILED
    if seen.workflow is not None:
        metrics, before = Metrics.of(seen.workflow), ingestion.state.complete
        records = sum(batch.records for batch in before) + metrics.records
        if state.running or untold:
            done = len(before) + min(metrics.steps_completed, len(statuses) - len(before))
    end = _expected_end(seen, now) if state.running else None
    pulled = max([state.pulled_until, *(run.pulled_until for run in seen.runs if run.status == "Successful")])
    return Status(
        name=ingestion.name,
        object_type=state.made_with.object_type_name,
        mode=state.made_with.pins.mode,
        status=state.status if state.batches else state.flow_status.upper(),
        batches=len(statuses),
        done=done,
        running=sum(status in RUNNING and status != NOT_STARTED for status in statuses),
        failed=len(statuses) - done if untold else statuses.count(FAILED),
        records=records,
        records_per_minute=_rate(seen, now),
        expected_end=rfc3339(end) if end else "",
        failed_batches=() if untold else state.failed_batches,
        flow_name=flow_name_of(state.integration_uri),
        flow_status=state.flow_status,
        pulled_until=pulled,
        runs=tuple(seen.runs),
        note=_note(seen),
    )


def _expected_end(seen: Seen, now: datetime) -> datetime | None:
    """From the batches if they are known one by one, else from the number of finished steps."""
    if seen.workflow is None:
        return decisions.expected_end(seen.state, now)
    metrics = Metrics.of(seen.workflow)
    done, total = metrics.steps_completed, metrics.total_steps
    if not done or not seen.state.attempted_at:
        return None
    return now + (now - instant(seen.state.attempted_at)) * ((total - done) / done)


def _rate(seen: Seen, now: datetime) -> float | None:
    state = seen.state
    if not state.running or not state.attempted_at:
        return None
    minutes = (now - instant(state.attempted_at)).total_seconds() / 60
    if seen.workflow is None:
        records = sum(batch.records for batch in state.batches if batch.generation == state.latest_generation)
    else:
        records = Metrics.of(seen.workflow).records
    return round(records / minutes, 1) if minutes > 0 else None


def _note(seen: Seen) -> str:
    if seen.resubmission is not None:
        metrics = Metrics.of(seen.resubmission)
        return (
            f"workflow {seen.resubmission['WorkflowId']} ({seen.resubmission['Status']}) reloads the failed "
            f"batches: {metrics.steps_completed} of {metrics.total_steps} done; `pulumi refresh` takes it into the "
            "stack's state"
        )
    if seen.rivals:
        return f"{contest.warning(seen.rivals)}: `customer-profiles watch --repair` or `pulumi up` removes it"
    if seen.workflow is not None and seen.state.status == FAILED:
        return "there are too many batches to ask for each one; `pulumi refresh` shows which failed, and why"
    if seen.vanished:
        return (
            f"workflow {seen.state.workflow_ids[-1]} has no record any more; `pulumi refresh` finds out what it loaded"
        )
    return ""


def _resubmission(client: AwsClient, state: State, hidden: Iterable[answers.Integration]) -> answers.Workflow | None:
    """The workflow that reloads the failed batches, if its flows carry our token."""
    for each in hidden:
        id_ = each.get("WorkflowId")
        if id_ and id_ not in state.workflow_ids and state.token in str(each["Uri"]):
            return client.get_workflow(state.domain_name, str(id_))
    return None


def _run(run: answers.FlowRun) -> Run:
    result = run.get("executionResult", {})
    return Run(
        started=rfc3339(run["startedAt"]) if "startedAt" in run else "",
        status=str(run["executionStatus"]),
        records=int(result.get("recordsProcessed", 0)),
        pulled_until=rfc3339(run["dataPullEndTime"]) if "dataPullEndTime" in run else "",
        message=str(result.get("errorInfo", {}).get("executionMessage", "")),
    )
