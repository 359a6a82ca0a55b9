"""Finding what an attempt without an answer left at AWS: by the plan's token, which is in state before any call."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from .. import names
from ..aws.client import AwsClient
from ..rules import instant, rfc3339
from . import progress, windows

GENERATIONS = range(2, 100)
"""The generations whose mark is looked for where nothing else tells whose a workflow is."""

_owners: dict[str, str] = {}
"""Token by workflow id, for all that this process has seen: another integration's workflow need not be examined."""


def claim(token: str, workflow_ids: Iterable[str]) -> None:
    """Note whose workflows these are."""
    _owners.update(dict.fromkeys(workflow_ids, token))


def lost_workflow(client: AwsClient, inputs: Mapping[str, Any], known: Collection[str]) -> str | None:
    """A workflow of this ingestion that is not among the known ones.

    It is told by the names of its flows, else by their description, else by its batches.
    """
    domain, token = inputs["domain_name"], inputs["token"]
    claim(token, known)
    for integration in client.list_integrations(domain, hidden=True):
        workflow_id = integration.get("WorkflowId")
        if workflow_id and workflow_id not in known and token in integration["Uri"]:
            return str(workflow_id)
    # Clocks differ: ask for an hour more.
    for item in client.list_workflows(domain, instant(inputs["cut_off"]) - timedelta(hours=1)):
        workflow_id = str(item["WorkflowId"])
        if workflow_id in known or _owners.get(workflow_id, token) != token:
            continue
        if _is_ours(client, inputs, client.get_workflow_steps(domain, workflow_id)):
            return workflow_id
    return None


def taken_on(steps: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The batches that a workflow's steps stand for: the widest windows, of which others are parts."""
    by_end = sorted(_windows(steps), key=lambda each: each["end"], reverse=True)
    batches: list[dict[str, str]] = []
    for span in sorted(by_end, key=lambda each: each["start"]):
        if not batches or not windows.within(span, batches[-1]):
            batches.append(span)
    return batches


def own_integrations(
    integrations: Iterable[Mapping[str, Any]], inputs: Mapping[str, Any]
) -> Iterator[Mapping[str, Any]]:
    """The continuous integrations of this ingestion, the oldest first; not those of a workflow's steps."""
    found = [
        (generation, each)
        for each in integrations
        if (generation := names.generation(names.flow_name_of(each["Uri"]), inputs["token"]))
    ]
    return (each for _, each in sorted(found, key=lambda pair: pair[0]))


def _is_ours(client: AwsClient, inputs: Mapping[str, Any], steps: list[dict[str, Any]]) -> bool:
    token, flow_names = inputs["token"], [step["FlowName"] for step in steps]
    if any(token in name for name in flow_names):
        return True
    if any(name.startswith(names.flow_prefix(inputs["domain_name"])) for name in flow_names):
        return False
    flows = (flow for name in flow_names if (flow := client.describe_flow(name)))
    if flow := next(flows, None):
        return token in flow.get("description", "")
    return progress.covers(inputs["planned_batches"], steps) or windows.has_mark(_windows(steps), token, GENERATIONS)


def _windows(steps: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    return [
        windows.window(rfc3339(span[0]), rfc3339(span[1]))
        for step in steps
        if (span := progress.window(step)) is not None
    ]
