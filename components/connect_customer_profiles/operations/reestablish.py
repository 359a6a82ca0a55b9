"""Replaces an ongoing integration, so that nothing is lost and nothing is loaded twice.

The new one has the definition of the old one, begins at its last successful pull, and is active before the old one is
deleted. Pulumi finds it by its name at the next refresh or `up`.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ..ingestion import continuous_flow
from ..ingestion.lost import lost_workflow
from ..ingestion.memory import ProcessMemory
from ..ingestion.reconciler import Reconciler
from ..ingestion.state import State
from ..names import flow_arn, flow_name_of
from ..rules import rfc3339
from .errors import Refused
from .targets import Ingestion

NEEDED = ("object_type_name", "flow_definition", "kms_key_arn", "pull_from")


@dataclass(frozen=True)
class Replacement:
    """What will be done to an integration.

    Attributes:
        name: its component.
        since: the time from which the new integration pulls, RFC 3339: the last successful pull.
        flow_status: of the flow that is replaced.
        established: URI of the new integration.
        deleted: URIs of the integrations that are deleted once the new one is active.
    """

    name: str
    since: str
    flow_status: str
    established: str
    deleted: tuple[str, ...]

    def __str__(self) -> str:
        new = f"establishes {flow_name_of(self.established)}, which pulls what changed since {self.since}"
        old = ", ".join(flow_name_of(uri) for uri in self.deleted)
        return f"{self.name}: {new}; then deletes {old}" if old else f"{self.name}: {new}"


def plan(ingestion: Ingestion) -> tuple[Replacement, State]:
    """What re-establishing would do, and the state from which it starts. Changes nothing.

    Raises:
        Refused: a workflow runs, the history is not loaded, or a necessary value is unknown.
    """
    ingestion.need(*NEEDED)
    client, wanted, memory = ingestion.client(), ingestion.wanted, ProcessMemory()
    state = Reconciler(client, memory).read(ingestion.state)
    if state is None:
        raise Refused(f"{ingestion.name}: the domain {wanted.domain_name} is gone")
    if state.running:
        raise Refused(
            f"{ingestion.name}: {_at_work(state.workflow_ids[-1])}; wait for its end (customer-profiles watch)"
        )
    if lost := lost_workflow(client, memory, wanted, state.workflow_ids):
        raise Refused(f"{ingestion.name}: {_at_work(lost)} that the stack does not know; run `pulumi refresh` first")
    # Whatever else than COMPLETE its status is: nothing loads any more.
    if left := len(state.batches) - len(state.complete):
        batches = "1 batch is" if left == 1 else f"{left} batches are"
        raise Refused(f"{ingestion.name}: {batches} not loaded; load them first (customer-profiles watch --repair)")
    name = continuous_flow.name(wanted, state.latest_generation + 1)
    established = flow_arn(client.region, client.account, name)
    replacement = Replacement(
        name=ingestion.name,
        since=state.pulled_until or wanted.pins.pull_from,
        flow_status=state.flow_status,
        established=established,
        # An interrupted attempt may have created the new one already.
        deleted=tuple(uri for uri in (state.integration_uri, *state.surplus) if uri not in ("", established)),
    )
    return replacement, state


def reestablish(ingestion: Ingestion, state: State) -> State:
    """Create the new integration, activate it, and delete the old one. Returns the state.

    Args:
        ingestion: the integration.
        state: what `plan` found.
    """
    wanted = replace(ingestion.wanted, re_establish=f"customer-profiles {rfc3339(datetime.now(UTC))}")
    return Reconciler(ingestion.client(), ProcessMemory()).converge(wanted, state)


def _at_work(workflow_id: str) -> str:
    return f"workflow {workflow_id} runs"
