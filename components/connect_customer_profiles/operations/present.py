"""What AWS has of integrations now: the one look behind `status`, `watch` and `diagnose`, of a stack or of a domain.

It is the look of a refresh, and it also finds what a command started that could not write it to the stack.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from itertools import islice

from ..aws.at_once import at_once
from ..aws.client import AwsClient
from ..aws.errors import AwsError
from ..aws.remembering import RememberingClient
from ..ingestion import contest, lost
from ..ingestion.memory import ProcessMemory
from ..ingestion.reconciler import Reconciler
from ..ingestion.state import State
from ..names import flow_name_of
from ..rules import RuleViolation
from .errors import no_such_domain
from .status import RUNS_SHOWN, Seen, Status, Unseen, report
from .targets import Ingestion, Target


def look(client: RememberingClient, state: State, memory: ProcessMemory, *, runs: int = RUNS_SHOWN) -> Seen:
    """Ask AWS for the present state of an integration. Changes nothing.

    Args:
        client: the calls; whatever was asked before is not asked again.
        state: what is known of the ingestion.
        memory: of this process.
        runs: how many runs of the ongoing flow to ask for.

    Raises:
        AwsError: AWS did not answer.
    """
    reconciler = Reconciler(client, memory)
    found = reconciler.read(state, search=not state.running)
    if found and state.running and not found.running:
        found = reconciler.read(found, search=True)
    if found is None:
        return Seen(state, gone=True)
    workflow = client.get_workflow(found.domain_name, found.workflow_ids[-1]) if found.running else None
    name = flow_name_of(found.integration_uri)
    flow = client.describe_flow(name) if name else None
    latest = list(islice(client.flow_runs(name), runs)) if flow and "lastRunExecutionDetails" in flow else []
    return Seen(found, workflow["StartDate"] if workflow else None, latest, contest.rivals(client, memory, found))


def status(
    target: Target, now: datetime, tell: Callable[[int, int], None] = lambda _done, _every: None
) -> list[Status | Unseen]:
    """The status of every integration of a target; what AWS does not answer about is unseen.

    Args:
        target: the target.
        now: the time, UTC.
        tell: called with the number of integrations that were looked at so far, and that of all.
    """
    memory = remembering(target)
    clients: dict[object, RememberingClient] = {}

    def status_of(each: Ingestion) -> Status | Unseen:
        place = (each.wanted.account, each.wanted.region, each.credentials)
        try:
            return report(each.name, look(clients[place], each.state, memory), now, alone=each.alone)
        except (AwsError, RuleViolation) as error:
            return Unseen(f"integration {each.name}", str(error))

    for each in target.ingestions:
        place = (each.wanted.account, each.wanted.region, each.credentials)
        if place not in clients:
            clients[place] = asking(target, each.client())
    return at_once([partial(status_of, each) for each in target.ingestions], tell)


def confirm_domain(target: Target) -> None:
    """Ask for the domain of a target without integrations: no other call would show that AWS does not answer.

    Raises:
        Refused: the domain does not exist.
        AwsError: AWS did not answer.
    """
    if not target.ingestions and target.client.get_domain(target.domain_name) is None:
        raise no_such_domain(target.domain_name, target.account, target.region)


def asking(target: Target, client: AwsClient) -> RememberingClient:
    """The calls for one look at a target: those that have found it in the same place, so that nothing is asked for
    twice; else new ones, which list the workflows of all its plans once."""
    asked = target.asked
    if asked and (asked.account, asked.region, asked.credentials) == (
        client.account,
        client.region,
        client.credentials,
    ):
        return asked
    return RememberingClient.of(client, since=since(target))


def since(target: Target) -> datetime:
    """The time since which workflows may be of any of a target's plans."""
    times = []
    for each in target.ingestions:
        with suppress(RuleViolation):
            times.append(lost.listed_since(each.wanted))
    return min(times, default=datetime.max.replace(tzinfo=UTC))


def remembering(target: Target) -> ProcessMemory:
    """A memory that knows whose the workflows of a target are."""
    memory = ProcessMemory()
    for each in target.ingestions:
        memory.claim(each.state.token, each.state.workflow_ids)
    return memory
