"""Decides the next step of an ingestion, from the desired inputs and the state. Pure.

Every decision follows from `Wanted` and `State` alone, so preview, update, waiting and operations cannot disagree.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ..appflow.flow_status import ACTIVE, DRAFT
from ..rules import instant, rfc3339
from ..sources import of_flow
from . import windows
from .batch import Batch
from .explanation import rest_ends, rounds_used_up
from .failures import OVER_LIMIT, OVER_RANGE, cause_of
from .progress import RUNNING
from .state import State
from .wanted import Wanted
from .windows import Window

PARTS = 4
"""The number of parts in which a batch over a source's limit is resubmitted."""


@dataclass(frozen=True)
class Load:
    """Start a workflow for these batches."""

    batches: tuple[Window, ...]
    resubmission: bool

    def __str__(self) -> str:
        spans = [f"{batch.start} to {batch.end}" for batch in self.batches]
        shown = ", ".join(spans[:3]) + (f" and {len(spans) - 3} more" if len(spans) > 3 else "")
        verb = "resubmits" if self.resubmission else "loads"
        return f"{verb} {len(spans)} {'batch' if len(spans) == 1 else 'batches'}: {shown}"


@dataclass(frozen=True)
class Establish:
    """Create a new ongoing integration that pulls from `since` on, then delete those that it replaces."""

    since: str
    reason: str

    def __str__(self) -> str:
        return f"establishes the ongoing integration from {self.since} on: {self.reason}"


@dataclass(frozen=True)
class Activate:
    """Start the flow of the ongoing integration."""

    def __str__(self) -> str:
        return "activates the flow of the ongoing integration"


@dataclass(frozen=True)
class Change:
    """Change flow and tags of the ongoing integration to the desired ones."""

    parts: tuple[str, ...]

    def __str__(self) -> str:
        return f"changes {', '.join(self.parts)} of the ongoing integration"


@dataclass(frozen=True)
class Tidy:
    """Delete the surplus ongoing integrations that later workflows left."""

    def __str__(self) -> str:
        return "deletes the ongoing integration that a later workflow left"


Step = Load | Establish | Activate | Change | Tidy


def next_step(wanted: Wanted, state: State, now: datetime, *, remedied: bool = False) -> Step | None:
    """The next step; None if there is nothing to do or a workflow still runs.

    Args:
        wanted: `Ingestion`'s inputs.
        state: the last known state of AWS, and the inputs that led to it.
        now: the time, UTC.
        remedied: whether the cause of failed batches that are held back has changed since.
    """
    if state.running:
        return None
    if state.integration_uri:
        # The existing integration first: a workflow that is started now would delay every change until it ends.
        return _maintain(wanted, state) or _load(wanted, state, now, remedied)
    return _load(wanted, state, now, remedied) or _make(wanted, state)


def waiting(wanted: Wanted, state: State) -> list[str]:
    """The arguments whose edits wait for the end of the workflow that runs; none if none runs."""
    if not state.running:
        return []
    before, profile = state.made_with, wanted.connector_profile_name
    differing = {
        "import_start_date": bool(unsubmitted(wanted, state)),
        "kms_key_arn": wanted.kms_key_arn != before.kms_key_arn,
        "re_establish": wanted.re_establish != before.re_establish,
        "the connector profile": profile != before.connector_profile_name,
        "fields, tasks or schedule": wanted.flow_definition != before.through(profile).flow_definition,
        "tags": wanted.own_tags != before.own_tags,
    }
    return [name for name, differs in differing.items() if differs]


def applicable(wanted: Wanted, state: State) -> Wanted:
    """`wanted` without the edits that wait: state keeps the old values, so that the next update finds the edits."""
    if not waiting(wanted, state):
        return wanted
    before = state.made_with
    return replace(
        wanted,
        kms_key_arn=before.kms_key_arn,
        re_establish=before.re_establish,
        flow_definition=before.flow_definition,
        tags=before.tags,
        pins=before.pins if unsubmitted(wanted, state) else wanted.pins,
    )


def notice(wanted: Wanted, state: State, now: datetime) -> str | None:
    """The warning about edits that wait; None if there are none."""
    edits = waiting(wanted, state)
    if not edits:
        return None
    change, waits, it = ("change", "waits", "it") if len(edits) == 1 else ("changes", "wait", "them")
    return (
        f"IntegrationWorkflow: the {change} of {' and '.join(edits)} {waits} until the workflow that loads "
        f"{wanted.pins.flow_name} has finished; `wait`, the supervisor or `pulumi up --refresh` applies {it} then: "
        f"{len(state.complete)} of {len(state.batches)} batches are done, {_end_in_words(state, now)}"
        f"{_still_needed(wanted, state)}"
    )


def _still_needed(wanted: Wanted, state: State) -> str:
    """What the role of the workflow that runs may not lose yet, although the program has another one."""
    before = state.made_with
    needed = {
        f"key {before.kms_key_arn}": before.kms_key_arn != wanted.kms_key_arn,
        f"connector profile {before.connector_profile_name}": before.connector_profile_name
        != wanted.connector_profile_name,
    }
    lost = " and ".join(name for name, differs in needed.items() if differs)
    if not lost:
        return ""
    return f"; until then {before.execution_role_arn} needs {lost}, which an ExecutionRole of this stack keeps"


def expected_end(state: State, now: datetime) -> datetime | None:
    """When the workflow will have loaded everything at its present rate; None before its first batch is done."""
    ours = [batch for batch in state.batches if batch.generation == state.latest_generation]
    done = sum((batch.length for batch in ours if batch.complete), timedelta())
    left = sum((batch.length for batch in ours if batch.status in RUNNING), timedelta())
    if not done or not state.attempted_at:
        return None
    return now + (now - instant(state.attempted_at)) * (left / done)


def unsubmitted(wanted: Wanted, state: State) -> list[Window]:
    """The parts of the planned batches that no workflow has taken on."""
    return windows.without(wanted.pins.batches, state.batches)


def permanently_failed(wanted: Wanted, state: State) -> list[Batch]:
    """The failed batches that are not resubmitted until their cause has changed."""
    exhausted = rounds_used_up(replace(state, made_with=wanted))
    return [batch for batch in state.failed if exhausted or cause_of(batch.message).permanent]


def held_back(wanted: Wanted, state: State, now: datetime) -> list[Batch]:
    """The failed batches that are not resubmitted now: those that failed permanently, and while the source's daily
    quota is used up, all of them."""
    end = rest_ends(state)
    return list(state.failed) if end and end > now else permanently_failed(wanted, state)


def changed_since(wanted: Wanted, state: State) -> bool:
    """Whether an edit of the program may have removed the cause of a failure."""
    before = state.made_with
    return (
        wanted.flow_definition != before.flow_definition
        or wanted.pins.batches != before.pins.batches
        or wanted.execution_role_arn != before.execution_role_arn
        or wanted.kms_key_arn != before.kms_key_arn
        or wanted.re_establish != before.re_establish
    )


def resubmission(wanted: Wanted, state: State) -> Load | None:
    """The step that loads every failed batch once more, whatever it failed for; None if there is none."""
    return _again(wanted, state, set())


def _load(wanted: Wanted, state: State, now: datetime, remedied: bool) -> Load | None:
    return _again(wanted, state, set() if remedied else set(held_back(wanted, state, now)))


def _again(wanted: Wanted, state: State, stuck: set[Batch]) -> Load | None:
    again = [
        piece
        for batch in state.failed
        if batch not in stuck
        # The range that is not loaded yet uses the present batch size.
        for whole in windows.common([batch], wanted.pins.batches)
        for piece in windows.in_parts(whole, _parts(wanted, batch, whole))
    ]
    new = unsubmitted(wanted, state)
    if not (new or again):
        return None
    return Load(tuple(sorted([*new, *again], key=lambda window: window.start)), resubmission=not new)


def _parts(wanted: Wanted, batch: Batch, whole: Window) -> int:
    """In how many parts a failed batch is loaded once more."""
    cause = cause_of(batch.message)
    if cause is OVER_RANGE:
        source = of_flow(wanted.flow_definition)
        longest = source.longest_range if source else None
        return max(2, -(-whole.length // longest)) if longest else PARTS
    return PARTS if cause is OVER_LIMIT else 1


def _make(wanted: Wanted, state: State) -> Establish | None:
    """The step that creates a missing ongoing integration, once all history is loaded."""
    if state.failed:
        return None
    reason = "it is gone" if state.latest_generation else "it is new"
    return Establish(state.pulled_until or wanted.pins.pull_from, reason)


def _maintain(wanted: Wanted, state: State) -> Step | None:
    """The next step for an existing ongoing integration."""
    pull_from, before = wanted.pins.pull_from, state.made_with
    if reason := _why_again(wanted, state):
        return Establish(state.pulled_until or pull_from, reason)
    if state.covers_from > pull_from:
        return Establish(pull_from, f"changes from {pull_from} to {state.covers_from} are missing")
    if state.flow_status == DRAFT:
        return Activate()
    if state.surplus:
        return Tidy()
    parts = [f"{part} (changed by hand)" for part in state.drift]
    if wanted.flow_definition != before.flow_definition:
        parts.append("fields, tasks or schedule")
    if wanted.own_tags != before.own_tags:
        parts.append("tags")
    return Change(tuple(parts)) if parts else None


def _why_again(wanted: Wanted, state: State) -> str | None:
    """The reason to replace an existing ongoing integration; None if there is none."""
    before = state.made_with
    if state.flow_status not in (ACTIVE, DRAFT):
        return f"its flow is {state.flow_status.lower()}"
    if state.outdated:
        return "an interrupted attempt created it with other settings"
    if wanted.re_establish != before.re_establish:
        return "its re-establish text changed"
    if wanted.kms_key_arn != before.kms_key_arn:
        return "its key changed"
    if wanted.connector_profile_name != before.connector_profile_name:
        return "its connector profile changed"
    return None


def _end_in_words(state: State, now: datetime) -> str:
    end = expected_end(state, now)
    return f"the end is expected at about {rfc3339(end)}" if end else "the expected end is known after the first"
