"""Finds out whether somebody else has started to load the same batches at the same time.

AWS has no lock and no client token for workflows, and lists a new one only after a while. So whoever starts one looks
again later, when every rival must be listed, and all agree that the oldest stays: see `Reconciler.alone`. A provider
cannot wait for that: the next update looks, and so does everybody else who looks.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import lost
from .memory import ProcessMemory
from .reconciler import Reconciler
from .state import State
from .wanted import Wanted

if TYPE_CHECKING:
    from ..aws.client import AwsClient


def seconds_until_listed() -> float:
    """How long after a workflow was started every rival must be listed: a rival may have looked for workflows just
    before this one was listed, and then takes as long itself."""
    return 2 * lost.LISTING_LAG.total_seconds()


def rivals(client: "AwsClient", memory: ProcessMemory, state: State) -> list[str]:
    """The workflows that load the same batches as an older one. Changes nothing.

    Only a plan's first workflow has none: nobody but the update that creates an integration starts it.

    Args:
        client: the calls.
        memory: the memory of this process.
        state: the last known state.
    """
    if not state.running or len(state.workflow_ids) < 2:
        return []
    return lost.live_workflows(client, memory, state.made_with, state.workflow_ids)[1:]


REMEDY = "`customer-profiles watch --repair` or `pulumi up` removes it"
"""What removes rivals."""


def warning(rivals: list[str]) -> str:
    """Rivals in words."""
    return f"workflow {', '.join(rivals)} loads the same batches as an older one"


@dataclass
class Contest:
    """Looks for rivals of one ingestion until there can be none, without waiting itself.

    Attributes:
        reconciler: removes them.
        clock: seconds that only go forward.
    """

    reconciler: Reconciler
    clock: Callable[[], float] = time.monotonic
    _until: float | None = field(init=False, default=None)

    def begin(self) -> None:
        """A workflow may just have been started, here or by somebody else."""
        self._until = self.clock() + seconds_until_listed()

    def settled(self, wanted: Wanted, state: State) -> State:
        """The state of the workflow that stays."""
        if self._until is None:
            return state
        over = self.clock() >= self._until
        if state.latest_generation == 1 and not over:
            # Nobody but the update that creates an integration starts its first workflow, so there should be no rival.
            # One look makes sure of it, when every rival must be listed.
            return state
        state = self.reconciler.alone(wanted, state)
        if over:
            self._until = None
        return state
