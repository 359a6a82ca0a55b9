"""The state of an ingestion at AWS, as Pulumi keeps it. Pure.

In addition to the outputs of `IntegrationWorkflow` it has everything that the next decision needs. `Ingestion` keeps
its inputs together with these facts, so a state also shows the settings of the ingestion.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from . import windows
from .batch import Batch, FailedBatch, batches_from_state, flaw_in_state
from .explanation import explained
from .plain import Plain, flag, mapping, number, text, texts
from .progress import RUNNING
from .wanted import Wanted

MOST_GENERATIONS = 10_000
"""No ingestion has so many; each is looked for in AppFlow."""


@dataclass(frozen=True, slots=True)
class State:
    """The last known state of an ingestion; "" or empty for unknown values.

    Attributes:
        made_with: the inputs of the last update.
        status: of its latest workflow; without history in batches that of its flow.
        workflow_ids: the workflows that were started, the latest last.
        batches: the batches of history that a workflow has taken on.
        records_processed: records that were loaded.
        integration_uri: of the ongoing integration.
        flow_status: what AppFlow says of its flow.
        latest_generation: the highest number that a flow of this ingestion carries in its name.
        attempted_at: when the latest workflow was started, RFC 3339.
        circumstances: what a permanent failure could come from looked like then.
        resubmitted: how often failed batches were resubmitted since anything else was loaded.
        covers_from, pulled_until: from and until when the ongoing integration (with those it replaced) has pulled.
        flow_shape: what its flow looked like when it was last as wanted.
        drift: the parts of its flow that somebody has changed since.
        outdated: its flow was made with other settings: an interrupted attempt did, of which state knows nothing.
        surplus: URIs of ongoing integrations beside the one that stays.
        edits_wait: whether edits of the program wait for the end of a workflow; `made_with` is without them.
        edited: the flow definition with edits that wait.
        unread: why the batches in state cannot be read; "" if they can. Such a state is never written.
    """

    made_with: Wanted = field(default_factory=Wanted)
    status: str = ""
    workflow_ids: tuple[str, ...] = ()
    batches: tuple[Batch, ...] = ()
    records_processed: int = 0
    integration_uri: str = ""
    flow_status: str = ""
    latest_generation: int = 0
    attempted_at: str = ""
    circumstances: str = ""
    resubmitted: int = 0
    covers_from: str = ""
    pulled_until: str = ""
    flow_shape: Mapping[str, str] = field(default_factory=dict)
    drift: tuple[str, ...] = ()
    outdated: bool = False
    surplus: tuple[str, ...] = ()
    edits_wait: bool = False
    edited: Mapping[str, Any] = field(default_factory=dict)
    unread: str = ""

    @classmethod
    def from_state(cls, outputs: Plain) -> "State":
        """The state in the outputs of `Ingestion`, also in those of a version that knew less."""
        workflow_ids, uri = texts(outputs, "workflow_ids"), text(outputs, "integration_uri")
        applied = mapping(outputs, "applied")
        edits_wait = bool(text(applied, "token"))
        return cls(
            # In a program an output that has no value shows the input, and so an edit that waits.
            made_with=Wanted.from_inputs(applied if edits_wait else outputs),
            status=text(outputs, "status"),
            workflow_ids=workflow_ids,
            batches=batches_from_state(outputs, "batches"),
            records_processed=number(outputs, "records_processed"),
            integration_uri=uri,
            flow_status=text(outputs, "flow_status"),
            latest_generation=_generation(outputs) or int(bool(workflow_ids or uri)),
            attempted_at=text(outputs, "attempted_at"),
            circumstances=text(outputs, "circumstances"),
            resubmitted=number(outputs, "resubmitted"),
            covers_from=text(outputs, "covers_from"),
            pulled_until=text(outputs, "pulled_until"),
            flow_shape=mapping(outputs, "flow_shape"),
            drift=texts(outputs, "drift"),
            outdated=flag(outputs, "outdated"),
            surplus=texts(outputs, "surplus"),
            edits_wait=edits_wait,
            edited=mapping(applied, "edited") if edits_wait else {},
            unread=flaw_in_state(outputs, "batches"),
        )

    def to_state(self) -> dict[str, Any]:
        """The outputs of `Ingestion`: its inputs, and the facts."""
        return {**self.made_with.to_inputs(), **self.facts()}

    def facts(self) -> dict[str, Any]:
        """The outputs of `Ingestion` without its inputs.

        Raises:
            ValueError: nobody has read the batches; what was written would count as all that workflows have taken on.
        """
        if self.unread:
            raise ValueError(self.unread)
        return {
            "status": self.status,
            "workflow_ids": list(self.workflow_ids),
            "batches": [batch.to_state() for batch in self.batches],
            "failed_batches": [batch.to_state() for batch in self.failed_batches],
            "records_processed": self.records_processed,
            "integration_uri": self.integration_uri,
            "flow_status": self.flow_status,
            "latest_generation": self.latest_generation,
            "attempted_at": self.attempted_at,
            "circumstances": self.circumstances,
            "resubmitted": self.resubmitted,
            "covers_from": self.covers_from,
            "pulled_until": self.pulled_until,
            "flow_shape": dict(self.flow_shape),
            "drift": list(self.drift),
            "outdated": self.outdated,
            "surplus": list(self.surplus),
            "applied": self._applied() if self.edits_wait else {},
        }

    def _applied(self) -> dict[str, Any]:
        return {**self.made_with.to_inputs(), **({"edited": dict(self.edited)} if self.edited else {})}

    @property
    def domain_name(self) -> str:
        """The domain."""
        return self.made_with.domain_name

    @property
    def token(self) -> str:
        """The plan's token."""
        return self.made_with.pins.token

    @property
    def flaw(self) -> str:
        """Why its batches are not those that workflows have taken on; "" if nothing speaks against it.

        Whoever deploys a plan loads all of it, so a planned range without a batch has been lost from state.
        """
        if self.unread:
            return self.unread
        lost = windows.without(self.made_with.pins.batches, self.batches)
        return f"batches in state lack {lost[0].start} to {lost[0].end}" if lost else ""

    @property
    def running(self) -> bool:
        """Whether a workflow is running."""
        return self.status in RUNNING

    @property
    def failed(self) -> tuple[Batch, ...]:
        """The batches that were not loaded."""
        return tuple(batch for batch in self.batches if batch.failed)

    @property
    def failed_batches(self) -> tuple[FailedBatch, ...]:
        """Those that were not loaded, with cause and remedy."""
        return tuple(explained(batch, self) for batch in self.failed)

    @property
    def complete(self) -> tuple[Batch, ...]:
        """The batches that are loaded."""
        return tuple(batch for batch in self.batches if batch.complete)


STATE = (
    *("failed_batches", "applied"),
    *(each.name for each in fields(State) if each.name not in ("made_with", "edits_wait", "edited", "unread")),
)
"""The keys of a state beside the inputs."""


def _generation(outputs: Plain) -> int:
    """The latest generation; 0 where state has none, as that of the first version, or none that can be."""
    found = number(outputs, "latest_generation")
    return found if 0 <= found <= MOST_GENERATIONS else 0
