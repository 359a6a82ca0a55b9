"""How the batches of a state change: by a workflow that takes some on, by its progress, by its end. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..rules import rfc3339
from . import lost, progress, windows
from .batch import COMPLETE, FAILED, NOT_STARTED, Batch
from .failures import DAILY_QUOTA, cause_of
from .progress import RUNNING
from .state import State
from .windows import Window

if TYPE_CHECKING:
    from ..aws import answers

VANISHED = "The workflow is gone; try again"


def with_batches(state: State, batches: Iterable[Batch]) -> State:
    """A state with these batches, and everything that follows from them."""
    ordered = tuple(sorted(batches, key=lambda batch: batch.start))
    return replace(
        state,
        batches=ordered,
        records_processed=sum(batch.records for batch in ordered),
    )


def taken_on(state: State, workflow_id: str, spans: Iterable[Window], attempted_at: str, *, again: bool) -> State:
    """A state in which a new workflow loads these windows.

    Args:
        state: the state before.
        workflow_id: the workflow.
        spans: the windows that it loads.
        attempted_at: when it was started, RFC 3339.
        again: whether it loads failed batches, and counts as a resubmission.
    """
    generation = state.latest_generation + 1
    taken = [Batch(span.start, span.end, NOT_STARTED, 0, generation) for span in spans]
    return replace(
        with_batches(state, [*beside(state.batches, taken), *taken]),
        status=NOT_STARTED,
        workflow_ids=(*state.workflow_ids, workflow_id),
        latest_generation=generation,
        attempted_at=attempted_at,
        resubmitted=state.resubmitted + again,
    )


def progressed(state: State, workflow: "answers.Workflow", steps: Iterable["answers.WorkflowStep"]) -> State:
    """A state with the progress of the latest workflow, from GetWorkflow and GetWorkflowSteps.

    Once it has ended, when it was started is told by AWS's clock: so is all that is compared with it afterwards.
    """
    ours = _open(state)
    after = _settled(state, ours, progress.batch_states(ours, workflow, steps), str(workflow["Status"]))
    started = workflow.get("StartDate")
    return after if after.running or started is None else replace(after, attempted_at=rfc3339(started))


def vanished(state: State, *, loaded: bool) -> State:
    """A state whose latest workflow has no record any more; `loaded` says whether it had finished."""
    ours = _open(state)
    status, message = (COMPLETE, "") if loaded else (FAILED, VANISHED)
    return _settled(state, ours, [replace(batch, status=status, message=message) for batch in ours], status)


def withdrawn(state: State) -> State:
    """A state without its latest workflow, which was removed: what it had not loaded yet has failed again."""
    before = replace(
        state,
        workflow_ids=state.workflow_ids[:-1],
        latest_generation=state.latest_generation - 1,
        resubmitted=max(0, state.resubmitted - 1),
    )
    ours = _open(state)
    failed = [replace(batch, status=FAILED, message=VANISHED) for batch in ours]
    return replace(
        with_batches(before, [*(batch for batch in state.batches if batch not in ours), *failed]), status=FAILED
    )


def _open(state: State) -> list[Batch]:
    """The batches that the latest workflow has still to load."""
    generations = (None, state.latest_generation)
    return [batch for batch in state.batches if not batch.complete and batch.generation in generations]


def _settled(state: State, ours: Sequence[Batch], changed: Sequence[Batch], status: str) -> State:
    open_before = set(ours)
    after = with_batches(state, [*(batch for batch in state.batches if batch not in open_before), *changed])
    if status in RUNNING:
        return replace(after, status=status)
    if after.failed:
        return replace(after, status=FAILED)
    return replace(after, status=COMPLETE, resubmitted=0)


def is_round(state: State) -> bool:
    """Whether loading the failed batches of a state once more counts as one of the rounds.

    Waiting for a daily quota does not, as long as each day loads something: years of history may take weeks.
    """
    loaded = any(batch.complete and batch.generation == state.latest_generation for batch in state.batches)
    return not (loaded and any(cause_of(batch.message) is DAILY_QUOTA for batch in state.failed))


def replayed(
    batches: Sequence[Batch], workflow: "answers.Workflow", steps: Sequence["answers.WorkflowStep"], generation: int
) -> list[Batch]:
    """Batches after one more workflow, from what AWS says of it alone: it counts for what earlier ones did not load.

    Args:
        batches: the batches after those before it.
        workflow, steps: the answers of GetWorkflow and GetWorkflowSteps.
        generation: its number.
    """
    complete = [batch for batch in batches if batch.complete]
    spans = windows.without(lost.taken_on(steps), complete)
    taken = [Batch(span.start, span.end, generation=generation) for span in spans]
    return [*beside(batches, taken), *progress.batch_states(taken, workflow, steps)]


def beside(batches: Iterable[Batch], submitted: Sequence[Window]) -> list[Batch]:
    """Batches without the parts that others take over."""
    return [
        batch if piece == batch.span else replace(batch, start=piece.start, end=piece.end, records=0)
        for batch in batches
        for piece in windows.without([batch], submitted)
    ]


def with_overall_status(state: State) -> State:
    """The state with an overall status: without history in batches, the flow's."""
    return state if state.batches else replace(state, status=state.flow_status.upper())
