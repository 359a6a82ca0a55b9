"""From a run without faults to the cases: every call that was seen, disturbed in every way that makes a difference."""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tests.provider.observed import Call
from tests.sweep.scenarios import Scenario

NEVER_REPEATED = ("CreateIntegrationWorkflow", "PutIntegration")
"""The SDK does not repeat these: the API has no client token."""

SDK_ATTEMPTS = 6
"""After so many answers in a row that say "server error", the SDK gives up, and so does the command."""

BURST = 3

IN_PLUGIN = "in the plugin"

COMPARED = 6
"""In every so many cases the views of the command are compared."""

READ_AT_MOST = 4
"""A command that waits reads the same again and again: so many times of an operation are disturbed."""

FLIPPED: tuple[Mapping[str, Any], ...] = (
    {"delete_workflow_removes_integration": False},
    {"delete_integration_removes_flow": False},
    {"final_flow_active": False},
    {"final_flow_first_execution": "last_batch_end"},
    {"final_flow_first_execution": "creation"},
    {"step_flow_names_related": False},
    {"list_workflows_lag_seconds": 5},
    {"put_integration_flow_active": True},
    {"duplicate_flow_name_rejected_at_call": True},
    {"failed_workflow_creates_integration": True},
    {"failed_workflow_keeps_flows": True},
    {"batch_times": "epoch_milliseconds"},
    {"delete_workflow_seconds": 5},
    {"ended_workflow_deletable": False},
    {"deleted_workflow_record": "cancelled"},
    {"deleted_workflow_record": "stays"},
    {"updated_flow_is_draft": "always"},
    {"stop_of_idle_flow": "UnsupportedOperationException"},
    {"tasks_described": "expanded"},
    {"run_pull_end_told": False},
    {"past_schedule_start_refused": True},
    # Those that interact.
    {"step_flow_names_related": False, "list_workflows_lag_seconds": 5},
    {"step_flow_names_related": False, "failed_workflow_keeps_flows": True},
    {"delete_workflow_removes_integration": False, "delete_integration_removes_flow": False},
    {"failed_workflow_creates_integration": True, "failed_workflow_keeps_flows": True},
    {"failed_workflow_creates_integration": True, "final_flow_active": False},
    {"final_flow_active": False, "final_flow_first_execution": "creation"},
    {"final_flow_active": False, "past_schedule_start_refused": True},
)
"""Each undocumented behaviour the other way round, and pairs."""


@dataclass(frozen=True)
class Case:
    """A fault at one call of a scenario; without a call, the scenario undisturbed."""

    scenario: Scenario
    switches: tuple[tuple[str, Any], ...]
    call: Call | None = None
    kind: str = ""
    in_plugin: bool = False

    def __str__(self) -> str:
        switches = in_words(self.switches)
        where = IN_PLUGIN if self.in_plugin else ""
        parts = (self.scenario.name, where, switches, str(self.call or "undisturbed"), self.kind)
        return " | ".join(part for part in parts if part)

    @property
    def compared(self) -> bool:
        """Whether the views of the command are compared in this case: they take a tenth of a second."""
        return self.call is None or zlib.crc32(str(self).encode()) % COMPARED == 0

    @property
    def fault(self) -> dict[str, Any]:
        """Settings of the emulator's fault."""
        assert self.call
        settings: dict[str, Any] = {"service": self.call.service, "operation": self.call.operation}
        return {**settings, "kind": self.kind, "skip": self.call.occurrence, "count": self._count}

    @property
    def _count(self) -> int:
        assert self.call
        if self.kind == "throttle":
            return BURST
        repeated = self.call.operation not in NEVER_REPEATED
        return SDK_ATTEMPTS if self.kind.startswith("error") and repeated else 1


def in_words(switches: Iterable[tuple[str, Any]]) -> str:
    """Switches as the name of a case has them."""
    return ", ".join(f"{name}={value}" for name, value in switches)


def of_calls(undisturbed: Case, calls: list[Call], *, thorough: bool) -> Iterator[Case]:
    """The cases of a scenario: thoroughly every call, else those that write."""
    for call in calls:
        for kind in _kinds(call) if thorough else _worst(call):
            yield replace(undisturbed, call=call, kind=kind)


def _kinds(call: Call) -> tuple[str, ...]:
    """Every fault that makes a difference at a call."""
    if call.writes:
        return ("kill", "lost_answer", "error_before", "error_after", "throttle")
    if call.occurrence == 0:
        return ("kill", "error_before", "throttle")
    return ("kill", "error_before") if call.occurrence < READ_AT_MOST else ()


def _worst(call: Call) -> tuple[str, ...]:
    """The faults after which the most has to be found out."""
    if not call.writes:
        return ()
    return ("kill", "lost_answer") if call.operation in NEVER_REPEATED else ("kill",)
