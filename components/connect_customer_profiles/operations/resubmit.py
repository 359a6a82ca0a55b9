"""Loads the failed batches of an integration once more, whatever they failed for and however often they were tried."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from ..aws.errors import AwsError
from ..ingestion import contest, decisions
from ..ingestion.explanation import rest_ends
from ..ingestion.lost import lost_workflow
from ..ingestion.memory import ProcessMemory
from ..ingestion.reconciler import Reconciler
from ..ingestion.state import State
from ..rules import rfc3339
from .errors import Refused, Unreachable
from .targets import Ingestion

NEEDED = ("object_type_name", "flow_definition", "kms_key_arn", "execution_role_arn", "cut_off")


@dataclass(frozen=True)
class Resubmission:
    """What will be loaded once more.

    Attributes:
        name: the integration's component.
        step: the batches in words; "" if none has failed.
        rests_until: when the source's daily quota is there again, RFC 3339; "" if that is not why batches failed, or
            it is there already.
    """

    name: str
    step: str
    rests_until: str = ""

    def __str__(self) -> str:
        if not self.step:
            return f"{self.name}: no batch has failed"
        rest = f"; the source's daily quota is there again at {self.rests_until}" if self.rests_until else ""
        return f"{self.name}: {self.step}{rest}"


def plan(ingestion: Ingestion, now: datetime | None = None) -> tuple[Resubmission, State]:
    """What resubmitting would load, and the state from which it starts. Changes nothing.

    Args:
        ingestion: the integration.
        now: the time, UTC. Default: the present.

    Raises:
        Refused: a workflow runs, or a necessary value is unknown.
    """
    now = now or datetime.now(UTC)
    ingestion.need(*(key for key in NEEDED if key != "execution_role_arn" or ingestion.state.batches))
    client, wanted, memory = ingestion.client(), ingestion.wanted, ProcessMemory()
    state = Reconciler(client, memory).read(ingestion.state)
    if state is None:
        raise Refused(f"{ingestion.name}: the domain {wanted.domain_name} is gone")
    running = state.workflow_ids[-1] if state.running else lost_workflow(client, memory, wanted, state.workflow_ids)
    if running:
        if rivals := contest.rivals(client, memory, state):
            raise Refused(f"{ingestion.name}: {contest.warning(rivals)}; {contest.REMEDY}")
        raise Refused(f"{ingestion.name}: workflow {running} runs; wait for its end (customer-profiles watch)")
    step = decisions.resubmission(wanted, state)
    rest = rest_ends(state)
    until = rfc3339(rest) if rest and rest > now else ""
    return Resubmission(ingestion.name, str(step) if step else "", until), state


def resubmit(
    ingestion: Ingestion,
    state: State,
    *,
    started: Callable[[str], None] = lambda _workflow: None,
    sleep: Callable[[float], None] = time.sleep,
) -> State:
    """Start the workflow that loads them, and wait until everybody who did the same at the same time can be seen: of
    several workflows the oldest stays. Returns the state.

    Args:
        ingestion: the integration.
        state: what `plan` found.
        started: called with the workflow before the wait.
        sleep: waits for seconds.

    Raises:
        Unreachable: the workflow is started, and nobody could look for others.
    """
    reconciler = Reconciler(ingestion.client(), ProcessMemory())
    state = reconciler.resubmit(ingestion.wanted, state)
    workflow = state.workflow_ids[-1]
    started(workflow)
    sleep(contest.seconds_until_listed())
    try:
        return reconciler.alone(ingestion.wanted, state)
    except AwsError as error:
        raise Unreachable(
            f"{ingestion.name}: workflow {workflow} is started, but nobody could look for a second one: {error}"
        ) from None
