"""Batches that state has lost, from what AWS says of the workflows that have taken them on.

A range that nobody knows anything about counts neither as loaded nor as new: what AWS does not say either is refused.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..aws.errors import AwsError
from ..rules import rfc3339
from . import adoption, history, lost, progress, windows
from .batch import COMPLETE, FAILED, WAY_OUT, Batch
from .memory import ProcessMemory
from .progress import RUNNING
from .state import State

if TYPE_CHECKING:
    from ..aws import answers
    from ..aws.client import AwsClient

Told = tuple["answers.Workflow", list["answers.WorkflowStep"]]
"""What AWS says of a workflow: GetWorkflow and GetWorkflowSteps."""


def recovered(client: "AwsClient", memory: ProcessMemory, state: State) -> State:
    """A state with the batches that AWS knows of. Changes nothing at AWS.

    Args:
        client: the calls.
        memory: the memory of this process.
        state: one whose batches are missing, cannot be read, or leave out a part of the plan.

    Raises:
        AwsError: AWS gave no answer, or does not say what was loaded.
    """
    wanted = state.made_with
    # Only others have loaded what was taken over, as long as nothing else was started.
    others = wanted.pins.taken_over and state.latest_generation <= 1
    found: list[Told] = []
    for workflow_id in _workflow_ids(client, memory, state):
        workflow = client.get_workflow(state.domain_name, workflow_id)
        if workflow is not None:
            found.append((workflow, client.get_workflow_steps(state.domain_name, workflow_id)))
        elif not others:
            raise _refused(state, f"AWS has no record of workflow {workflow_id}, which has taken some on")
    if wanted.pins.batches and not (found or others):
        raise _refused(state, "AWS has no workflow of this integration")
    found.sort(key=lambda told: told[0]["StartDate"])
    after = replace(_replayed(state, found), unread="")
    return adoption.known_loaded(wanted, after) if others else after


def _workflow_ids(client: "AwsClient", memory: ProcessMemory, state: State) -> Sequence[str]:
    """The workflows in state; without any, those that AWS has."""
    if state.workflow_ids:
        return state.workflow_ids
    found: list[str] = []
    while workflow_id := lost.lost_workflow(client, memory, state.made_with, found):
        found.append(workflow_id)
    return found


def _replayed(state: State, found: Sequence[Told]) -> State:
    """The state after these workflows, the latest last."""
    latest = max(state.latest_generation, len(found))
    batches: list[Batch] = []
    for number, (workflow, steps) in enumerate(found, start=1):
        runs = number == len(found) and workflow["Status"] in RUNNING
        generation = latest if runs else _generation(state, steps, number, latest)
        batches = history.replayed(batches, workflow, steps, generation)
        if not steps:
            batches += _before_its_steps(state, workflow, batches, generation)
        elif any(progress.span_of(step) is None for step in steps):
            raise _refused(state, f"the steps of workflow {workflow['WorkflowId']} do not say what they load")
    after = replace(history.with_batches(state, batches), latest_generation=latest)
    if not found:
        return after
    last = found[-1][0]
    status = last["Status"] if last["Status"] in RUNNING else FAILED if after.failed else COMPLETE
    return replace(
        after,
        status=status,
        workflow_ids=tuple(str(workflow["WorkflowId"]) for workflow, _ in found),
        attempted_at=state.attempted_at if state.workflow_ids else rfc3339(last["StartDate"]),
        resubmitted=0 if status == COMPLETE else state.resubmitted,
    )


def _before_its_steps(
    state: State, workflow: "answers.Workflow", batches: Sequence[Batch], generation: int
) -> list[Batch]:
    """The batches of a workflow that has no steps yet, or has failed without any: whatever is left of the plan."""
    if workflow["Status"] == COMPLETE or progress.Metrics.of(workflow).steps_completed:
        raise _refused(state, f"AWS has no steps of workflow {workflow['WorkflowId']} any more")
    left = windows.without(state.made_with.pins.batches, batches)
    taken = [Batch(each.start, each.end, generation=generation) for each in left]
    return progress.batch_states(taken, workflow, [])


def _generation(state: State, steps: Sequence["answers.WorkflowStep"], number: int, latest: int) -> int:
    """The generation of a workflow, by the mark of its batches; without one, the n-th has the n-th."""
    spans, token = lost.taken_on(steps), state.token
    marks = (each for each in range(latest, 1, -1) if windows.has_mark(spans, token, [each]))
    return next(marks, min(number, latest))


def _refused(state: State, why: str) -> AwsError:
    return AwsError(f"{state.made_with.pins.flow_name}: {state.flaw}, and {why}; {WAY_OUT}")
