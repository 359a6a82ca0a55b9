"""Brings one ingestion to the desired state: `decisions` decides the steps, `workflow` and `continuous` take them.

Every method can be repeated after a crash at any point.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ..rules import rfc3339
from . import adoption, circumstances, decisions, history, lost, recovery, windows
from .continuous import ContinuousIntegration
from .decisions import Activate, Change, Establish, Load, Tidy
from .memory import ProcessMemory
from .state import State
from .wanted import Wanted
from .workflow import Workflow

if TYPE_CHECKING:
    from ..aws import answers
    from ..aws.client import AwsClient


REMOVED = "removed"
"""Whose the removed workflows are, in the memory of the process: no plan's."""


class Reconciler:
    """Creates, reads, updates and deletes one ingestion at AWS.

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
        memory.begin(now())
        self.client = client
        self._memory = memory
        self._now = now
        self._workflow = Workflow(client, memory, now=now, sleep=sleep)
        self._continuous = ContinuousIntegration(client, now=now, sleep=sleep)

    def create(self, wanted: Wanted, *, first_attempt: bool) -> State:
        """Start loading: a workflow, or the ongoing integration alone. What somebody else has made is taken over as it
        is, and nothing is written to AWS. Returns the state.

        Args:
            wanted: `Ingestion`'s inputs.
            first_attempt: whether this plan cannot have been started before, so that there is nothing to look for.
        """
        if wanted.pins.taken_over and (found := adoption.state(self.client, wanted)):
            self._memory.claim(found.token, found.workflow_ids)
            return found
        return self.converge(wanted, State(wanted), first_attempt=first_attempt)

    def read(self, state: State, *, search: bool = False, ended: "answers.Workflow | None" = None) -> State | None:
        """The present state, or None if the domain is gone, and everything with it.

        Args:
            state: the last known state.
            search: whether to look for what state does not know of even where it knows enough to go on: for workflows
                although no batch has failed, and for an ongoing integration although history is loading.
            ended: what AWS has just said of the latest workflow, if that has ended: its end is final, so it is not
                asked for again.
        """
        self._memory.claim(state.token, state.workflow_ids)
        state = self.whole(state)
        if state.running:
            state = self._workflow.progressed(state, ended)
        while (search or state.failed) and not state.running:
            # A wait, a `watch --repair` or the supervisor may have resubmitted.
            workflow_id = lost.lost_workflow(self.client, self._memory, state.made_with, state.workflow_ids)
            if workflow_id is None:
                break
            state = self._adopted(state, workflow_id)
        if state.running and not state.integration_uri and not search:
            return state
        return self._read_continuous(state)

    def whole(self, state: State, say: Callable[[str], None] = lambda _text: None) -> State:
        """The state with the batches that workflows have taken on, from AWS where state has lost them.

        Without them everything would be loaded a second time. A domain that is gone has nothing that was loaded.

        Args:
            state: the last known state.
            say: gets a warning if state has lost any.

        Raises:
            AwsError: AWS does not say either.
        """
        if not state.flaw or self._continuous.found(state) is None:
            return state
        found = recovery.recovered(self.client, self._memory, state)
        if found != state and self._memory.first(("batches", state.token)):
            say(f"warning: {state.made_with.pins.flow_name}: {state.flaw}: they are taken from AWS")
        return found

    def update(self, wanted: Wanted, state: State, *, first_attempt: bool) -> State:
        """Update the ingestion to new inputs, as far as a workflow that runs allows. Returns the state, which was made
        with the inputs that are applied now.

        Args:
            wanted: `Ingestion`'s inputs.
            state: the earlier inputs and facts.
            first_attempt: whether nobody can have started to load the new part of the plan.
        """
        present = self.read(state)
        if present is None:
            return replace(self.create(wanted, first_attempt=False), made_with=wanted)
        if len(present.workflow_ids) > 1:
            present = self.alone(wanted, present)
        return self.apply(wanted, present, first_attempt=first_attempt)

    def apply(self, wanted: Wanted, state: State, *, first_attempt: bool = False) -> State:
        """`update` from a state that was just read."""
        applied, state = decisions.applicable(wanted, state), self.accepted(wanted, state)
        return replace(self.converge(applied, state, first_attempt=first_attempt), made_with=applied)

    def accepted(self, wanted: Wanted, state: State) -> State:
        """The state without the edits that somebody else has applied since it was written."""
        return self._continuous.accepted(wanted, state)

    def converge(self, wanted: Wanted, state: State, *, first_attempt: bool = False) -> State:
        """Take one step after another until there is nothing to do, or a workflow runs. Returns the state."""
        remedied, taken = self.remedied(wanted, state), set()
        while step := decisions.next_step(wanted, state, self._now(), remedied=remedied):
            # A step that did not help is not repeated at once: the next `up` sees its result.
            if type(step) in taken:
                break
            match step:
                case Load():
                    state = self._load(wanted, state, step, first_attempt=first_attempt, anew=remedied)
                    continue
                case Establish():
                    state = self._continuous.establish(wanted, state, step.since, look_first=not first_attempt)
                case Activate():
                    state = self._continuous.activate(state)
                case Change():
                    state = self._continuous.change(wanted, state)
                case Tidy():
                    state = self._continuous.tidy(wanted, state)
            taken.add(type(step))
        return state

    def resubmit(self, wanted: Wanted, state: State) -> State:
        """Load every failed batch once more, whatever it failed for, and count the rounds anew. Returns the state."""
        step = None if state.running else decisions.resubmission(wanted, state)
        return self._load(wanted, state, step, first_attempt=False, anew=True) if step else state

    def alone(self, wanted: Wanted, state: State) -> State:
        """The state once no other workflow loads the same batches: of those that are running, the oldest stays.

        Everybody who repairs comes to the same conclusion, whoever started which.

        Args:
            wanted: `Ingestion`'s inputs.
            state: the last known state.
        """
        if not state.running:
            return state
        live = lost.live_workflows(self.client, self._memory, wanted, state.workflow_ids)
        for rival in live[1:]:
            self._workflow.remove(state.domain_name, rival)
            self._memory.claim(REMOVED, [rival])
        if not live or live[0] == state.workflow_ids[-1]:
            return state
        own = self._workflow.progressed(state)
        before = history.withdrawn(own)
        others = tuple(each for each in before.workflow_ids if each != live[0])
        return self._adopted(replace(before, workflow_ids=others), live[0])

    def remedied(self, wanted: Wanted, state: State) -> bool:
        """Whether the cause of failed batches that are held back has changed since the attempt."""
        if state.running or not decisions.held_back(wanted, state, self._now()):
            return False
        if decisions.changed_since(wanted, state) or state.circumstances != self._fingerprint(wanted):
            return True
        name = wanted.connector_profile_name
        profile = self.client.describe_connector_profile(name) if name else None
        return bool(profile and rfc3339(profile["lastUpdatedAt"]) > state.attempted_at)

    def delete(self, state: State) -> list[str]:
        """Remove what the ingestion created, as far as `on_delete` says. Returns as `sweep`."""
        on_delete = state.made_with.on_delete
        if on_delete == "delete":
            return self.sweep(state.made_with, state)
        if on_delete == "stop":
            found = state if state.integration_uri else self._read_continuous(state)
            if found and found.integration_uri:
                self._continuous.stop(found.integration_uri)
        return []

    def sweep(self, wanted: Wanted, state: State | None = None, *, patient: bool = False) -> list[str]:
        """Remove everything: workflows, their flows and integrations, including those that are not in state. Returns
        the workflows that still run, although AWS has accepted their deletion.

        Args:
            wanted: `Ingestion`'s inputs, or those of a plan.
            state: the last known state. If it has no workflow, workflows are searched for.
            patient: whether a lost attempt is possible, so that the search has to wait until it must be listed.
        """
        swept = self._workflow.sweep(wanted, state.workflow_ids if state else (), patient=patient)
        self._continuous.sweep(wanted, swept.workflow_ids, swept.flows)
        return swept.running

    def _load(self, wanted: Wanted, state: State, load: Load, *, first_attempt: bool, anew: bool) -> State:
        generation = state.latest_generation + 1
        batches = load.batches if generation == 1 else windows.marked(load.batches, wanted.pins.token, generation)
        fingerprint, attempted_at = self._fingerprint(wanted), rfc3339(self._now())
        workflow_id, found = self._workflow.start(
            wanted, state, batches, look_first=not first_attempt or bool(state.failed)
        )
        state = replace(state, circumstances=fingerprint, resubmitted=0 if anew else state.resubmitted)
        if not found:
            again = load.resubmission and not anew and history.is_round(state)
            return history.taken_on(state, workflow_id, batches, attempted_at, again=again)
        state = self._adopted(state, workflow_id)
        return state if state.running else self._read_continuous(state) or state

    def _adopted(self, state: State, workflow_id: str) -> State:
        """The state with a workflow of an attempt whose answer was lost, and its progress."""
        return self._workflow.progressed(self._workflow.adopted(state, workflow_id))

    def _read_continuous(self, state: State) -> State | None:
        """The state with the present ongoing integration; None if the domain is gone."""
        integrations = self._continuous.found(state)
        if integrations is None:
            return None
        if state.running and not state.integration_uri and not integrations:
            return state
        if not state.running:
            for workflow_id in (str(each.get("WorkflowId") or "") for each in integrations):
                if workflow_id and workflow_id not in state.workflow_ids:
                    state = self._adopted(state, workflow_id)
        return self._continuous.read(state, integrations)

    def _fingerprint(self, wanted: Wanted) -> str:
        return circumstances.fingerprint(wanted, self.client.credentials, self._memory)
