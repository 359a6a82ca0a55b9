"""Holding `pulumi up` until history is loaded: one thread asks for all integrations, in the program's process.

Provider methods must not wait: the engine runs only a few at a time, and starting must not be held up. What is done
here (resubmitting, activating) is found by its token at the next refresh, so that nothing is lost if the program is
stopped.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pulumi

from ..aws import session
from ..aws.client import AwsClient
from ..aws.errors import AwsError
from ..rules import rfc3339
from . import decisions
from .lifecycle import Lifecycle
from .poller import FIRST_PAUSE, Poller
from .progress import RUNNING
from .state import failed, known, running

Report = Callable[[str], None]


@dataclass
class Watch:
    """One integration that is waited for.

    Attributes:
        lifecycle: brings it on.
        client: the calls of the same account and Region.
        outputs: inputs and state of its `Ingestion`.
        deadline: when waiting ends, on the clock of `time.monotonic`.
        report: shows a line of progress.
        done: called with the state at the end, or with what went wrong.
    """

    lifecycle: Lifecycle
    client: AwsClient
    outputs: Mapping[str, Any]
    deadline: float
    report: Report
    done: Callable[[dict[str, Any] | Exception], None]
    state: dict[str, Any] = field(init=False)
    pause: float = field(init=False, default=FIRST_PAUSE)

    def __post_init__(self) -> None:
        self.state = known(self.outputs)

    def look(self) -> bool:
        """See what has happened, do what has to be done, and tell whether waiting is over."""
        if running(self.state) and self._still_running():
            return False
        state = self.lifecycle.read(self.state)
        if state is None:
            raise AwsError(f"IntegrationWorkflow: the domain {self.outputs['domain_name']} is gone")
        if decisions.next_step(self.outputs, state):
            state = self.lifecycle.converge(self.outputs, state)
            self.pause = FIRST_PAUSE
        self.state = state
        loaded = bool(state["batches"] or state["pulled_until"])
        return not running(state) and loaded

    def _still_running(self) -> bool:
        workflow = self.client.get_workflow(self.outputs["domain_name"], self.state["workflow_ids"][-1])
        if workflow is None or workflow["Status"] not in RUNNING:
            return False
        self.state["status"] = workflow["Status"]
        metrics = workflow.get("Metrics", {}).get("AppflowIntegration", {})
        steps, all_steps = metrics.get("StepsCompleted", 0), metrics.get("TotalSteps", 0)
        self.report(f"{steps} of {all_steps} batches loaded, {metrics.get('RecordsProcessed', 0):,} records")
        return True


_poller = Poller()


async def wait(outputs: Mapping[str, Any], minutes: float, resource: pulumi.Resource) -> dict[str, Any]:
    """The state of an ingestion once its history is loaded, or after so many minutes.

    Args:
        outputs: inputs and state of the `Ingestion`.
        minutes: the longest to wait; everything goes on after it.
        resource: on whose row progress is shown.

    Raises:
        AwsError: the calls to AWS failed.
        RunError: batches failed for good; everything that could be loaded is.
    """
    loop = asyncio.get_running_loop()
    result: asyncio.Future[dict[str, Any]] = loop.create_future()

    def done(outcome: dict[str, Any] | Exception) -> None:
        if not result.done():
            result.set_exception(outcome) if isinstance(outcome, Exception) else result.set_result(outcome)

    def report(line: str) -> None:
        pulumi.log.info(line, resource, ephemeral=True)

    credentials = session.configured(pulumi.runtime.get_config).with_profile(outputs.get("aws_profile"))
    client = AwsClient(outputs["account"], outputs["region"], credentials)
    _poller.add(
        Watch(
            Lifecycle(client),
            client,
            outputs,
            time.monotonic() + minutes * 60,
            report=lambda line: _soon(loop, lambda: report(line)),
            done=lambda outcome: _soon(loop, lambda: done(outcome)),
        )
    )
    state = await result
    _conclude(state, minutes, resource)
    return state


def _soon(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    """Run something in the program's loop; a loop that has ended needs nothing any more."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(call)


def _conclude(state: Mapping[str, Any], minutes: float, resource: pulumi.Resource) -> None:
    if running(state):
        end = decisions.expected_end(state, datetime.now(UTC))
        expected = f", the end is expected at about {rfc3339(end)}" if end else ""
        pulumi.log.warn(
            f"history is still loading after {minutes:g} minutes{expected}. It goes on by itself; `pulumi refresh` "
            "shows how far it is.",
            resource,
        )
    elif failed(state):
        first, number = state["failed_batches"][0], len(state["failed_batches"])
        raise pulumi.RunError(
            f"IntegrationWorkflow '{resource._name}': {number} of {len(state['batches'])} batches failed, the first "
            f"({first['start']} to {first['end']}) with: {first['message']} ({first['cause']}). {first['remedy']}"
        )
    else:
        pulumi.log.info(f"history is loaded: {state['records_processed']:,} records", resource)
