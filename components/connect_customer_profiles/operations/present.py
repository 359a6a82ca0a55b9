"""What AWS has of integrations now: the one look behind `status`, `watch` and `diagnose`, of a stack or of a domain.

It is the look of a refresh, and it also finds what a command started that could not write it to the stack.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from ..aws.errors import AwsError
from ..aws.remembering import RememberingClient
from ..ingestion import contest
from ..ingestion.memory import ProcessMemory
from ..ingestion.reconciler import Reconciler
from ..ingestion.state import State
from ..names import flow_name_of
from .status import RUNS_SHOWN, Seen, Status, Unseen, report
from .targets import Target


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


def status(target: Target, now: datetime) -> Iterator[Status | Unseen]:
    """The status of every integration of a target; what AWS does not answer about is unseen."""
    memory = remembering(target)
    clients: dict[object, RememberingClient] = {}
    for each in target.ingestions:
        place = (each.wanted.account, each.wanted.region, each.credentials)
        client = clients.setdefault(place, RememberingClient.of(each.client()))
        try:
            yield report(each.name, look(client, each.state, memory), now, alone=each.alone)
        except AwsError as error:
            yield Unseen(f"integration {each.name}", str(error))


def remembering(target: Target) -> ProcessMemory:
    """A memory that knows whose the workflows of a target are."""
    memory = ProcessMemory()
    for each in target.ingestions:
        memory.claim(each.state.token, each.state.workflow_ids)
    return memory
