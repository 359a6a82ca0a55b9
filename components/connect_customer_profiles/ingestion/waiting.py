"""Holds `pulumi up` until the history is loaded: one thread polls all integrations, in the program's process.

Provider methods must not wait, because the engine runs only a few at a time, and waiting would delay the start of other
integrations. Steps taken here (resubmitting, activating) are found by the plan's token at the next refresh, so nothing
is lost if the program is stopped.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pulumi

from .. import log
from ..aws import session
from ..aws.client import AwsClient
from ..aws.errors import AwsError
from ..rules import rfc3339
from ..rules.screen import readable
from . import decisions
from .contest import Contest
from .explanation import rest_ends, summary
from .memory import ProcessMemory
from .poller import FIRST_PAUSE, Poller
from .progress import RUNNING, Metrics
from .reconciler import Reconciler
from .state import State
from .wanted import Wanted

if TYPE_CHECKING:
    from ..aws import answers

Report = Callable[[str], None]


@dataclass
class Watch:
    """One integration that is waited for.

    Attributes:
        reconciler: takes its next steps.
        client: the calls of the same account and Region.
        wanted: `Ingestion`'s inputs, edits that wait included.
        state: its last known state.
        deadline: when waiting ends, on the clock of `time.monotonic`.
        report: shows a line of progress.
        done: called with the state at the end, or with what went wrong.
    """

    reconciler: Reconciler
    client: AwsClient
    wanted: Wanted
    state: State
    deadline: float
    report: Report
    done: Callable[[State | Exception], None]
    contest: Contest = field(init=False)
    pause: float = field(init=False, default=FIRST_PAUSE)

    def __post_init__(self) -> None:
        self.contest = Contest(self.reconciler)
        self.contest.begin()

    def look(self) -> bool:
        """Read the progress, take the next steps, and say whether waiting is over."""
        self.state = self.contest.settled(self.wanted, self.state)
        workflow = self._latest_workflow() if self.state.running else None
        if workflow and workflow["Status"] in RUNNING:
            self._tell(workflow)
            return False
        state = self.reconciler.read(self.state, ended=workflow)
        if state is None:
            raise AwsError(f"IntegrationWorkflow: the domain {self.wanted.domain_name} is gone")
        now, state = datetime.now(UTC), self.reconciler.accepted(self.wanted, state)
        edited = decisions.changed_since(self.wanted, state)
        if decisions.next_step(self.wanted, state, now, remedied=edited):
            state = self.reconciler.apply(self.wanted, state)
            self.pause = FIRST_PAUSE
            self.contest.begin()
        self.state = state
        loaded = bool(state.batches or state.pulled_until)
        return not state.running and loaded and not self._rests(now)

    def _rests(self, now: datetime) -> bool:
        """Whether failed batches are loaded once more before the deadline, when a daily quota is there again."""
        end = rest_ends(self.state)
        if end is None or len(decisions.permanently_failed(self.wanted, self.state)) == len(self.state.failed):
            return False
        left = self.deadline - time.monotonic()
        if not 0 < (end - now).total_seconds() < left:
            return False
        self.report(f"the source's daily quota is used up; going on at {rfc3339(end)}")
        return True

    def _latest_workflow(self) -> "answers.Workflow | None":
        return self.client.get_workflow(self.wanted.domain_name, self.state.workflow_ids[-1])

    def _tell(self, workflow: "answers.Workflow") -> None:
        self.state = replace(self.state, status=workflow["Status"])
        metrics = Metrics.of(workflow)
        self.report(f"{metrics.steps_completed} of {metrics.total_steps} batches loaded, {metrics.records:,} records")


_poller = Poller()
"""Looks after everything that the program waits for; its thread starts with the first integration."""


async def wait(wanted: Wanted, state: State, minutes: float, resource: pulumi.Resource, memory: ProcessMemory) -> State:
    """The state of an ingestion once its history is loaded, or after a number of minutes.

    Args:
        wanted: `Ingestion`'s inputs; edits that waited for the end of the load are applied then.
        state: what it was made with, and the facts.
        minutes: the maximum number of minutes to wait; loading continues afterwards.
        resource: on whose row progress is shown.
        memory: the memory of this process.

    Raises:
        AwsError: the calls to AWS failed.
        RunError: batches failed permanently; all others are loaded.
    """
    loop = asyncio.get_running_loop()
    result: asyncio.Future[State] = loop.create_future()

    def done(outcome: State | Exception) -> None:
        if result.done():
            return
        if isinstance(outcome, Exception):
            result.set_exception(outcome)
        else:
            result.set_result(outcome)

    def report(line: str) -> None:
        log.info(line, resource, ephemeral=True)

    # Others of the program look for rivals before it is this one's turn.
    memory.claim(wanted.pins.token, state.workflow_ids)
    credentials = session.configured(pulumi.runtime.get_config).with_profile(wanted.aws_profile)
    client = AwsClient(wanted.account, wanted.region, credentials)
    _poller.add(
        Watch(
            Reconciler(client, memory),
            client,
            wanted,
            state,
            time.monotonic() + minutes * 60,
            report=lambda line: _soon(loop, lambda: report(line)),
            done=lambda outcome: _soon(loop, lambda: done(outcome)),
        )
    )
    ended = await result
    _conclude(ended, minutes, resource)
    return ended


def _soon(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    """Run a function in the program's loop, unless the loop has ended."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(call)


def _conclude(state: State, minutes: float, resource: pulumi.Resource) -> None:
    if state.running:
        end = decisions.expected_end(state, datetime.now(UTC))
        expected = f", the end is expected at about {rfc3339(end)}" if end else ""
        log.warn(
            f"history is still loading after {minutes:g} minutes{expected}. Loading continues at AWS; `pulumi refresh` "
            "shows the progress.",
            resource,
        )
    elif state.failed:
        failed = summary([batch.to_state() for batch in state.failed_batches])
        raise pulumi.RunError(f"IntegrationWorkflow '{resource._name}': {readable(failed)}")
    else:
        log.info(f"history is loaded: {state.records_processed:,} records", resource)
