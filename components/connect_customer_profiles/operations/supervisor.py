"""One round of the supervisor: looks at integrations, and brings on what does not go on by itself.

It remembers nothing: what has become of an ingestion is read from AWS, as `aws_targets` does it; what is wanted of it
is told by who deployed it. It finishes what was begun and never begins anything: an ingestion that AWS knows nothing
of is the next `pulumi up`'s.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from ..aws.client import AwsClient
from ..aws.errors import AwsError
from ..ingestion import circumstances, decisions
from ..ingestion.decisions import RESUBMIT_LIMIT, Load
from ..ingestion.lifecycle import Lifecycle
from ..ingestion.state import running
from . import aws_targets
from .errors import OperationError

Wanted = Mapping[str, Any]
State = dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What has become of an integration.

    Attributes:
        name: what its component is called.
        status: as `IntegrationWorkflow.status` has it; "" if AWS knows nothing of it.
        step: what was done, in words; "" for nothing.
        failed: the batches that failed for good, each with `cause` and `remedy`.
        ended: whether loading has ended since the last round, without or with failures.
        error: what went wrong in this round; "" for nothing.
    """

    name: str
    status: str = ""
    step: str = ""
    failed: tuple[Mapping[str, str], ...] = ()
    ended: bool = False
    error: str = ""

    @property
    def news(self) -> str:
        """What somebody should hear of, on one line; "" for nothing."""
        if self.error:
            return f"{self.name}: the supervisor could not look: {self.error}"
        if self.step:
            return f"{self.name}: the supervisor {self.step}"
        if not self.ended:
            return ""
        if not self.failed:
            return f"{self.name}: history is loaded"
        reasons = sorted({f"{each['cause']}: {each['remedy']}" for each in self.failed})
        batches = "1 batch" if len(self.failed) == 1 else f"{len(self.failed)} batches"
        return f"{self.name}: {batches} failed for good. {' '.join(reasons)}"


def supervise(
    integrations: Mapping[str, Wanted],
    period: timedelta,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> list[Outcome]:
    """Look at every integration once, and do what is to be done.

    Args:
        integrations: `IntegrationWorkflow.supervision` by name.
        period: how long ago the last round was.
        now: the time, UTC.
    """
    outcomes: list[Outcome] = []
    for (domain, region), names in _by_domain(integrations).items():
        try:
            found = aws_targets.from_domain(domain, region).ingestions
        except (AwsError, OperationError) as error:
            outcomes += [Outcome(name, error=str(error)) for name in names]
            continue
        present = {each.outputs["token"]: each for each in found}
        for name in names:
            wanted = integrations[name]
            if wanted["token"] not in present:
                outcomes.append(Outcome(name))
                continue
            ingestion = present[wanted["token"]]
            try:
                outcomes.append(_brought_on(name, ingestion.client(), wanted, ingestion.outputs, period, now))
            except AwsError as error:
                outcomes.append(Outcome(name, error=str(error)))
    return outcomes


def _brought_on(
    name: str,
    client: AwsClient,
    wanted: Wanted,
    found: Mapping[str, Any],
    period: timedelta,
    now: Callable[[], datetime],
) -> Outcome:
    # What it was made with is what is wanted: definitions are changed by who deploys them.
    state: State = {**found, **wanted}
    # Nobody has counted: every workflow after the first is taken as a resubmission.
    state["resubmitted"] = max(0, len(state["workflow_ids"]) - 1)
    # What the circumstances were is not known here; a renewed connection shows without them.
    state["circumstances"] = circumstances.fingerprint(wanted, client.credentials)
    if running(state):
        return Outcome(name, state["status"])
    lifecycle = Lifecycle(client, now=now)
    remedied = lifecycle.remedied(wanted, state)
    step = decisions.next_step(wanted, state, remedied=remedied)
    if isinstance(step, Load) and not remedied and state["resubmitted"] >= wanted.get("resubmit_limit", RESUBMIT_LIMIT):
        step = None
    if step:
        state = lifecycle.converge(wanted, state)
        return Outcome(name, state["status"], str(step))
    return Outcome(
        name, state["status"], failed=tuple(state["failed_batches"]), ended=_ended_since(client, state, now() - period)
    )


def _ended_since(client: AwsClient, state: State, moment: datetime) -> bool:
    if not state["workflow_ids"]:
        return False
    workflow = client.get_workflow(state["domain_name"], state["workflow_ids"][-1])
    return workflow is not None and bool(workflow["LastUpdatedAt"] >= moment)


def _by_domain(integrations: Mapping[str, Wanted]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for name, wanted in integrations.items():
        found.setdefault((wanted["domain_name"], wanted["region"]), []).append(name)
    return found


def told(outcomes: Iterable[Outcome]) -> str:
    """The news of a round, a line each; "" if there is none."""
    return "\n".join(each.news for each in outcomes if each.news)
