"""Finds what an attempt whose answer was lost left at AWS, by the plan's token, which is in state before any call."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from .. import names
from ..rules import RuleViolation, instant
from . import progress, windows
from .memory import ProcessMemory
from .wanted import Pins, Wanted
from .windows import Window

if TYPE_CHECKING:
    from ..aws import answers
    from ..aws.client import AwsClient

GENERATIONS = range(2, 100)
"""The generations whose mark is searched for if nothing else identifies a workflow."""

DELETED = "CANCELLED"
"""The status of a workflow whose deletion is under way: nobody needs to find what it does."""

LISTING_LAG = timedelta(seconds=15)
"""How long a new workflow may be missing from ListWorkflows. AWS does not document it."""


def lost_workflow(client: "AwsClient", memory: ProcessMemory, wanted: Wanted, known: Collection[str]) -> str | None:
    """A workflow of this ingestion that is not among the known ones.

    It is recognised by the names of its flows, else by their descriptions, else by its batches.
    """
    domain, token = wanted.domain_name, wanted.pins.token
    memory.claim(token, known)
    for integration in client.list_integrations(domain, hidden=True):
        workflow_id = integration.get("WorkflowId")
        if not workflow_id or workflow_id in known or token not in integration["Uri"]:
            continue
        if not (memory.is_foreign(token, workflow_id) or _is_deleted(client, domain, workflow_id)):
            return str(workflow_id)
    for item in _listed(client, wanted):
        workflow_id = str(item["WorkflowId"])
        if workflow_id in known or memory.is_foreign(token, workflow_id) or item["Status"] == DELETED:
            continue
        if _is_ours(client, wanted, client.get_workflow_steps(domain, workflow_id)):
            return workflow_id
    return None


def live_workflows(client: "AwsClient", memory: ProcessMemory, wanted: Wanted, known: Collection[str]) -> list[str]:
    """The workflows of this ingestion that are running, the oldest first. Whoever asks gets the same order."""
    domain, token = wanted.domain_name, wanted.pins.token
    memory.claim(token, known)
    running = [
        item
        for item in _listed(client, wanted)
        if item["Status"] in progress.RUNNING and not memory.is_foreign(token, str(item["WorkflowId"]))
    ]
    ours = [
        (item["CreatedAt"], str(item["WorkflowId"]))
        for item in running
        if str(item["WorkflowId"]) in known
        or _is_ours(client, wanted, _steps(client, memory, domain, str(item["WorkflowId"])))
    ]
    return [workflow_id for _, workflow_id in sorted(ours)]


def taken_on(steps: Iterable["answers.WorkflowStep"]) -> list[Window]:
    """The batches behind a workflow's steps: the widest windows, of which others are parts."""
    by_end = sorted(_windows(steps), key=lambda window: window.end, reverse=True)
    batches: list[Window] = []
    for window in sorted(by_end, key=lambda window: window.start):
        if not batches or not windows.within(window, batches[-1]):
            batches.append(window)
    return batches


def own_integrations(integrations: Iterable["answers.Integration"], pins: Pins) -> Iterator["answers.Integration"]:
    """The ongoing integrations of this ingestion, the oldest first; not those of a workflow's steps."""
    found = [
        (generation, integration)
        for integration in integrations
        if (generation := pins.generation(names.flow_name_of(integration["Uri"])))
    ]
    return (integration for _, integration in sorted(found, key=lambda pair: pair[0]))


def listed_since(wanted: Wanted) -> datetime:
    """The time since which workflows may be of a plan. Clocks differ, so it is an hour earlier.

    Raises:
        RuleViolation: the end of its batches in state cannot be read.
    """
    try:
        return instant(wanted.pins.cut_off) - timedelta(hours=1)
    except RuleViolation as violation:
        raise violation.below("cut_off") from None


def _listed(client: "AwsClient", wanted: Wanted) -> list["answers.ListedWorkflow"]:
    """The workflows that may be of a plan."""
    return client.list_workflows(wanted.domain_name, listed_since(wanted))


def _is_deleted(client: "AwsClient", domain: str, workflow_id: str) -> bool:
    workflow = client.get_workflow(domain, workflow_id)
    return workflow is not None and workflow["Status"] == DELETED


def _steps(client: "AwsClient", memory: ProcessMemory, domain: str, workflow_id: str) -> list["answers.WorkflowStep"]:
    """A workflow's steps, asked for until there are any: by their flows and windows, which stay, others' are known."""
    question = ("steps", domain, workflow_id)
    return memory.once(question, lambda: client.get_workflow_steps(domain, workflow_id), keep=bool)


def _is_ours(client: "AwsClient", wanted: Wanted, steps: list["answers.WorkflowStep"]) -> bool:
    token, flow_names = wanted.pins.token, [step["FlowName"] for step in steps]
    if any(token in name for name in flow_names):
        return True
    if any(name.startswith(names.flow_prefix(wanted.domain_name)) for name in flow_names):
        return False
    # A flow that may not be described is somebody else's, unless its batches say otherwise.
    flows = (flow for name in flow_names if (flow := client.visible_flow(name)))
    if flow := next(flows, None):
        return token in flow.get("description", "")
    # What was taken over has the batches of its own workflows, which somebody else has started.
    planned = not wanted.pins.taken_over and progress.covers(wanted.pins.batches, steps)
    return planned or windows.has_mark(_windows(steps), token, GENERATIONS)


def _windows(steps: Iterable["answers.WorkflowStep"]) -> list[Window]:
    return [progress.window_of(span) for step in steps if (span := progress.span_of(step)) is not None]
