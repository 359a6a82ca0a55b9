"""Finds what an attempt whose answer was lost left at AWS, by the plan's token, which is in state before any call."""

from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from .. import names
from ..rules import instant
from . import progress, windows
from .memory import ProcessMemory
from .wanted import Wanted
from .windows import Window

if TYPE_CHECKING:
    from ..aws import answers
    from ..aws.client import AwsClient

GENERATIONS = range(2, 100)
"""The generations whose mark is searched for if nothing else identifies a workflow."""

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
        if workflow_id and workflow_id not in known and token in integration["Uri"]:
            return str(workflow_id)
    # Clocks differ, so the search begins an hour earlier.
    for item in client.list_workflows(domain, instant(wanted.pins.cut_off) - timedelta(hours=1)):
        workflow_id = str(item["WorkflowId"])
        if workflow_id in known or memory.is_foreign(token, workflow_id):
            continue
        if _is_ours(client, wanted, client.get_workflow_steps(domain, workflow_id)):
            return workflow_id
    return None


def taken_on(steps: Iterable["answers.WorkflowStep"]) -> list[Window]:
    """The batches behind a workflow's steps: the widest windows, of which others are parts."""
    by_end = sorted(_windows(steps), key=lambda window: window.end, reverse=True)
    batches: list[Window] = []
    for window in sorted(by_end, key=lambda window: window.start):
        if not batches or not windows.within(window, batches[-1]):
            batches.append(window)
    return batches


def own_integrations(integrations: Iterable["answers.Integration"], token: str) -> Iterator["answers.Integration"]:
    """The ongoing integrations of this ingestion, the oldest first; not those of a workflow's steps."""
    found = [
        (generation, integration)
        for integration in integrations
        if (generation := names.generation(names.flow_name_of(integration["Uri"]), token))
    ]
    return (integration for _, integration in sorted(found, key=lambda pair: pair[0]))


def _is_ours(client: "AwsClient", wanted: Wanted, steps: list["answers.WorkflowStep"]) -> bool:
    token, flow_names = wanted.pins.token, [step["FlowName"] for step in steps]
    if any(token in name for name in flow_names):
        return True
    if any(name.startswith(names.flow_prefix(wanted.domain_name)) for name in flow_names):
        return False
    flows = (flow for name in flow_names if (flow := client.describe_flow(name)))
    if flow := next(flows, None):
        return token in flow.get("description", "")
    return progress.covers(wanted.pins.batches, steps) or windows.has_mark(_windows(steps), token, GENERATIONS)


def _windows(steps: Iterable["answers.WorkflowStep"]) -> list[Window]:
    return [progress.window_of(span) for step in steps if (span := progress.span_of(step)) is not None]
