"""What to do next for an ingestion, decided from what is wanted and what is known. Pure.

`wanted` are `Ingestion`'s inputs, `state` is its state (see `state.py`). Every decision follows from these alone, so
that preview, update, waiting and operations decide alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ..rules import instant, rfc3339
from . import windows
from .failures import OVER_LIMIT, cause_of
from .progress import RUNNING
from .state import ACTIVE, DRAFT, failed, running

RESUBMIT_LIMIT = 3
"""How often failed batches are resubmitted, unless the integration says otherwise."""

PARTS = 4
"""A batch over a source's limit is resubmitted in so many parts."""

Wanted = Mapping[str, Any]
State = Mapping[str, Any]


@dataclass(frozen=True)
class Load:
    """Start a workflow for these batches."""

    batches: tuple[windows.Window, ...]
    resubmission: bool

    def __str__(self) -> str:
        spans = [f"{each['start']} to {each['end']}" for each in self.batches]
        shown = ", ".join(spans[:3]) + (f" and {len(spans) - 3} more" if len(spans) > 3 else "")
        verb = "resubmits" if self.resubmission else "loads"
        return f"{verb} {len(spans)} {'batch' if len(spans) == 1 else 'batches'}: {shown}"


@dataclass(frozen=True)
class Establish:
    """Make a new continuous integration that pulls from `since` on, then delete what it replaces."""

    since: str
    reason: str

    def __str__(self) -> str:
        return f"establishes the continuous integration from {self.since} on: {self.reason}"


@dataclass(frozen=True)
class Activate:
    """Start the flow of the continuous integration."""

    def __str__(self) -> str:
        return "activates the flow of the continuous integration"


@dataclass(frozen=True)
class Change:
    """Bring flow and tags of the continuous integration to what is wanted."""

    parts: tuple[str, ...]

    def __str__(self) -> str:
        return f"changes {', '.join(self.parts)} of the continuous integration"


@dataclass(frozen=True)
class Tidy:
    """Delete the continuous integrations that later workflows left beside the one that stays."""

    def __str__(self) -> str:
        return "deletes the continuous integration that a later workflow left"


Step = Load | Establish | Activate | Change | Tidy


def next_step(wanted: Wanted, state: State, *, remedied: bool = False) -> Step | None:
    """The next thing to do, None if there is nothing or a workflow still runs.

    Args:
        wanted: `Ingestion`'s inputs.
        state: what is known of AWS, and the inputs that this came from.
        remedied: what batches failed from for good has changed since.
    """
    if running(state):
        return None
    if state["integration_uri"]:
        # First what exists: a workflow that is started now would hold up every change until it ends.
        return _maintain(wanted, state) or _load(wanted, state, remedied)
    return _load(wanted, state, remedied) or _make(wanted, state)


def refusal(wanted: Wanted, state: State, now: datetime) -> str | None:
    """Why `wanted` has to wait for the workflow that runs, None if it has not or none runs."""
    if not running(state):
        return None
    changed = [
        *(["import_start_date"] if unsubmitted(wanted, state) else []),
        *(name for name in ("kms_key_arn", "re_establish") if wanted.get(name) != state.get(name)),
        *(["fields, tasks or schedule"] if wanted["flow_definition"] != state["flow_definition"] else []),
        *(["tags"] if _tags(wanted) != _tags(state) else []),
    ]
    if not changed:
        return None
    done = sum(batch["status"] == "COMPLETE" for batch in state["batches"])
    return (
        f"IntegrationWorkflow: {' and '.join(changed)} can change once the workflow that loads {wanted['flow_name']} "
        f"has finished: {done} of {len(state['batches'])} batches are done, {_end_in_words(state, now)}"
    )


def expected_end(state: State, now: datetime) -> datetime | None:
    """When the workflow will have loaded everything if it goes on as it did; None before its first batch is done."""
    ours = [batch for batch in state["batches"] if batch.get("generation") == state["latest_generation"]]
    done = sum((_length(batch) for batch in ours if batch["status"] == "COMPLETE"), timedelta())
    left = sum((_length(batch) for batch in ours if batch["status"] in RUNNING), timedelta())
    if not done or not state["attempted_at"]:
        return None
    return now + (now - instant(state["attempted_at"])) * (left / done)


def unsubmitted(wanted: Wanted, state: State) -> list[dict[str, str]]:
    """The parts of the planned batches that no workflow has taken on."""
    return windows.without(wanted["planned_batches"], state["batches"])


def permanently_failed(wanted: Wanted, state: State) -> list[Mapping[str, Any]]:
    """The failed batches that are not resubmitted until something has changed."""
    exhausted = state["resubmitted"] >= wanted.get("resubmit_limit", RESUBMIT_LIMIT)
    return [batch for batch in failed(state) if exhausted or cause_of(batch["message"]).permanent]


def changed_since(wanted: Wanted, state: State) -> bool:
    """Whether an edit of the program may have removed the cause of a failure."""
    names = ("flow_definition", "planned_batches", "execution_role_arn", "kms_key_arn", "re_establish")
    return any(wanted.get(name) != state.get(name) for name in names)


def _load(wanted: Wanted, state: State, remedied: bool) -> Load | None:
    stuck = [] if remedied else permanently_failed(wanted, state)
    again = [
        piece
        for batch in failed(state)
        if batch not in stuck
        # What is not loaded yet goes by today's batch size.
        for whole in windows.common([batch], wanted["planned_batches"])
        for piece in windows.in_parts(whole, PARTS if cause_of(batch["message"]) is OVER_LIMIT else 1)
    ]
    new = unsubmitted(wanted, state)
    if not (new or again):
        return None
    return Load(tuple(sorted([*new, *again], key=lambda each: each["start"])), resubmission=not new)


def _make(wanted: Wanted, state: State) -> Establish | None:
    """A continuous integration where there is none, once all history is loaded."""
    if failed(state):
        return None
    reason = "it is gone" if state["latest_generation"] else "it is new"
    return Establish(state["pulled_until"] or wanted["pull_from"], reason)


def _maintain(wanted: Wanted, state: State) -> Step | None:
    """What a continuous integration that exists needs."""
    since = state["pulled_until"] or wanted["pull_from"]
    if reason := _why_again(wanted, state):
        return Establish(since, reason)
    if state["covers_from"] > wanted["pull_from"]:
        reason = f"what changed from {wanted['pull_from']} to {state['covers_from']} is missing"
        return Establish(wanted["pull_from"], reason)
    if state["flow_status"] == DRAFT:
        return Activate()
    if state["surplus"]:
        return Tidy()
    parts = [f"{part} (changed by hand)" for part in state["drift"]]
    if wanted["flow_definition"] != state["flow_definition"]:
        parts.append("fields, tasks or schedule")
    if _tags(wanted) != _tags(state):
        parts.append("tags")
    return Change(tuple(parts)) if parts else None


def _why_again(wanted: Wanted, state: State) -> str | None:
    """Why a continuous integration that exists must be replaced by a new one."""
    if state["flow_status"] not in (ACTIVE, DRAFT):
        return f"its flow is {state['flow_status'].lower()}"
    if state["outdated"]:
        return "an interrupted attempt made it with other settings"
    for name in ("re_establish", "kms_key_arn"):
        if wanted.get(name) != state.get(name):
            return f"{name} changed"
    profiles = [each["flow_definition"]["SourceFlowConfig"].get("ConnectorProfileName") for each in (wanted, state)]
    return "its connector profile changed" if profiles[0] != profiles[1] else None


def _tags(properties: Mapping[str, Any]) -> Mapping[str, str]:
    return properties.get("tags") or {}


def _length(batch: windows.Window) -> timedelta:
    return instant(batch["end"]) - instant(batch["start"])


def _end_in_words(state: State, now: datetime) -> str:
    end = expected_end(state, now)
    return f"the end is expected at about {rfc3339(end)}" if end else "the end can be told after the first"
