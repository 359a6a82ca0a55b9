"""The integration workflow, which loads history in batches: starting it, finding a lost one, its progress, its end.

Everything can be repeated after a crash at any point: whatever an earlier attempt left is found by the plan's token,
which is in state before the first call.
"""

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from .. import names
from ..aws.converging import AwsLifecycle
from ..aws.errors import AwsError
from ..rules import instant, rfc3339
from . import continuous_flow, history, lost, progress, windows
from .explanation import rounds_used_up
from .failures import UNTRUSTED, cannot_assume
from .memory import ProcessMemory
from .state import State
from .wanted import Wanted
from .windows import Window

if TYPE_CHECKING:
    from ..aws import answers
    from ..aws.client import AwsClient

DELETION_TIME = timedelta(minutes=10)
"""How long to wait for the deletion of a workflow that still runs."""

FLOWS_TIME = timedelta(minutes=1)
"""How long to wait until a deletion has removed the flows of steps; whatever is left then is deleted by its name."""


@dataclass(frozen=True)
class Swept:
    """What a deletion found.

    Attributes:
        workflow_ids: the workflows.
        flows: the names of their steps' flows.
        running: the workflows that still run, although AWS has accepted their deletion.
    """

    workflow_ids: list[str]
    flows: set[str]
    running: list[str]


class Workflow(AwsLifecycle):
    """The integration workflows of one ingestion.

    Args:
        client: the AWS calls.
        memory: the memory of this process.
        now: the time, UTC.
        sleep: waits for seconds.
    """

    def __init__(
        self,
        client: "AwsClient",
        memory: ProcessMemory,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(client, now=now, sleep=sleep)
        self._memory = memory

    def start(self, wanted: Wanted, state: State, batches: Iterable[Window], *, look_first: bool) -> tuple[str, bool]:
        """Start a workflow for these batches, unless an attempt of ours already has.

        Args:
            wanted: `Ingestion`'s inputs.
            state: the last known state.
            batches: the windows to load.
            look_first: whether an earlier attempt is possible.

        Returns:
            The workflow, and whether it was found rather than started.
        """
        try:
            return self._once(
                lambda: self.find_lost(wanted, state.workflow_ids, patient=True),
                lambda: self._start(wanted, state, batches),
                look_first=look_first,
                unanswered=lambda: self._memory.attempt(self._now()),
            )
        except AwsError as error:
            if not cannot_assume(error.words):
                raise
            raise error.with_advice(UNTRUSTED) from error

    def find_lost(self, wanted: Wanted, workflow_ids: Collection[str], *, patient: bool) -> str | None:
        """A workflow of an attempt whose answer was lost, or None. If `patient`, None only after every attempt so far
        must be listed."""
        listed_by = self._memory.last_attempt(self._now()) + lost.LISTING_LAG
        while True:
            last = not patient or self._now() >= listed_by
            found = lost.lost_workflow(self._client, self._memory, wanted, workflow_ids)
            if found or last:
                return found
            self._sleep(1)

    def adopted(self, state: State, workflow_id: str) -> State:
        """The state with a workflow that was started by an attempt whose answer was lost."""
        self._memory.claim(state.token, [workflow_id])
        steps = self._client.get_workflow_steps(state.domain_name, workflow_id)
        anew = rounds_used_up(state)
        if anew:
            # Only somebody who asked for it can have started this one: the rounds are counted anew.
            state = replace(state, resubmitted=0)
        return history.taken_on(
            state,
            workflow_id,
            windows.without(lost.taken_on(steps), state.complete),
            rfc3339(min((step["CreatedAt"] for step in steps), default=self._now())),
            again=not anew and bool(state.failed) and history.is_round(state),
        )

    def progressed(self, state: State, ended: "answers.Workflow | None" = None) -> State:
        """The state with the progress of the latest workflow, which is asked for unless it is known to have `ended`."""
        workflow_id = state.workflow_ids[-1]
        workflow = ended or self._client.get_workflow(state.domain_name, workflow_id)
        if workflow is None:
            return history.vanished(state, loaded=self._left_its_integration(state))
        return history.progressed(state, workflow, self._client.get_workflow_steps(state.domain_name, workflow_id))

    def sweep(self, wanted: Wanted, workflow_ids: Sequence[str], *, patient: bool) -> Swept:
        """Delete workflows, and wait until they have ended and nothing of their steps is left. AWS does not document
        that their records disappear, so nobody waits for that.

        Args:
            wanted: `Ingestion`'s inputs, or those of a plan.
            workflow_ids: known workflows. If there are none, workflows are searched for.
            patient: whether a lost attempt is possible, so that the search has to wait until it must be listed.
        """
        domain, found = wanted.domain_name, list(workflow_ids)
        self._memory.claim(wanted.pins.token, found)
        while not workflow_ids and (workflow_id := self.find_lost(wanted, found, patient=patient)):
            found.append(workflow_id)
        steps = [step for workflow_id in found for step in self._client.get_workflow_steps(domain, workflow_id)]
        going = [each for each in found if self.remove(domain, each)]
        flows = {step["FlowName"] for step in steps}
        return Swept(found, flows, self._await_deletion(domain, going, flows))

    def remove(self, domain: str, workflow_id: str) -> bool:
        """Have a workflow deleted; whether it is going to be. AWS may refuse that for one that has ended, of which
        nothing but its record is left to delete."""
        try:
            self._client.delete_workflow(domain, workflow_id)
        except AwsError as error:
            if error.code != "BadRequestException" or self._runs(domain, workflow_id):
                raise
            return False
        return True

    def _start(self, wanted: Wanted, state: State, batches: Iterable[Window]) -> str:
        return self._client.create_integration_workflow(
            wanted.domain_name,
            wanted.object_type_name,
            wanted.execution_role_arn or "",
            # If an ongoing integration exists, this workflow's own will be deleted, so it need not pull much.
            continuous_flow.definition(
                wanted,
                state.latest_generation + 1,
                since=state.pulled_until or wanted.pins.pull_from,
                now=None,
            ),
            [{"start": instant(batch.start), "end": instant(batch.end)} for batch in batches],
            wanted.own_tags,
        )

    def _left_its_integration(self, state: State) -> bool:
        """Whether a workflow whose record is gone had finished: then its ongoing integration exists."""
        present = self._client.list_integrations(state.domain_name, hidden=False)
        flows = {names.flow_name_of(integration["Uri"]) for integration in present}
        return continuous_flow.name(state.made_with, state.latest_generation) in flows

    def _await_deletion(self, domain: str, workflow_ids: Sequence[str], flows: Collection[str]) -> list[str]:
        """Wait until workflows have ended and their steps' flows are gone; returns those that still run."""
        begun, pause = self._now(), 0.5
        while True:
            running = [each for each in workflow_ids if self._runs(domain, each)]
            if not running and not self._integrated(domain, flows):
                return []
            if self._now() > begun + (DELETION_TIME if running else FLOWS_TIME):
                return running
            self._sleep(pause)
            pause = min(pause * 1.5, 15)

    def _integrated(self, domain: str, flows: Collection[str]) -> bool:
        """Whether a flow is still part of the domain."""
        present = self._client.list_integrations(domain, hidden=True) if flows else []
        return any(names.flow_name_of(each["Uri"]) in flows for each in present)

    def _runs(self, domain: str, workflow_id: str) -> bool:
        workflow = self._client.get_workflow(domain, workflow_id)
        return workflow is not None and workflow["Status"] in progress.RUNNING
