"""What AWS has of the ingestions of a domain: the integrations, flows and workflows of each, by its plan's token.

The flows of this library carry the token in name and description; whatever else feeds the domain is left out.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ..aws import answers
from ..aws.client import AwsClient
from ..aws.errors import AwsError
from ..names import flow_name_of, flow_prefix
from ..policy import OWNING_SERVICE_TAG

SINCE = datetime(2020, 1, 1, tzinfo=UTC)
"""Before Customer Profiles had workflows."""

_NAME = re.compile(r"-([0-9a-f]{10})(?:-g\d+)?(?:\.\d+)?$")
TOKEN = re.compile(r"-([0-9a-f]{10})(?![0-9a-f])")
"""A plan's token in the name of a flow."""
_DESCRIPTION = re.compile(r"^Customer Profiles ingestion ([0-9a-f]{10})\b")

Workflows = list[tuple[answers.Workflow, list[answers.WorkflowStep]]]
"""What GetWorkflow says of workflows, and GetWorkflowSteps of their steps."""


@dataclass
class Trace:
    """What AWS has of one ingestion.

    Attributes:
        token: the plan's token.
        object_type: of its ongoing integration.
        tags: of its ongoing integration.
        flow: DescribeFlow of its ongoing flow, or of one of a workflow's steps.
        uris: of its ongoing integrations.
        workflows: its workflows with their steps, the oldest first.
    """

    token: str
    object_type: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    flow: answers.Flow | None = None
    uris: list[str] = field(default_factory=list)
    workflows: Workflows = field(default_factory=list)


def token_of(flow: answers.Flow) -> str | None:
    """The token in a flow's description; None for somebody else's flow."""
    return token_in(str(flow.get("description", "")))


def token_in(description: str) -> str | None:
    """The token in the description of a flow; None in somebody else's."""
    found = _DESCRIPTION.match(description)
    return found[1] if found else None


def traces_of(
    client: AwsClient,
    domain: str,
    present: Iterable[answers.Integration],
    adopted: Mapping[str, str] | None = None,
    settled: Collection[str] = (),
) -> Iterable[Trace]:
    """Every ingestion of this library of which the domain has anything.

    Args:
        client: the calls.
        domain: the domain.
        present: its integrations.
        adopted: the tokens of plans by the names of the flows that they have taken over; such flows say nothing of it.
        settled: workflows that say nothing of any of these.
    """
    adopted = adopted or {}
    found: dict[str, Trace] = {}
    owners: dict[str, str] = {}
    for each in present:
        if ":appflow:" not in str(each["Uri"]):
            continue
        name = flow_name_of(str(each["Uri"]))
        flow, token = _flow_and_token(client, domain, name)
        token = adopted.get(name, token)
        if not token:
            continue
        trace = found.setdefault(token, Trace(token))
        trace.uris.append(str(each["Uri"]))
        trace.object_type, trace.tags = str(each.get("ObjectTypeName", "")), _own_tags(each)
        trace.flow = flow or trace.flow
        if each.get("WorkflowId"):
            owners[str(each["WorkflowId"])] = token
    for item in sorted(client.list_workflows(domain, SINCE), key=lambda each: str(each["CreatedAt"])):
        id_ = str(item["WorkflowId"])
        if id_ in settled:
            continue
        steps = client.get_workflow_steps(domain, id_)
        step_flow = None
        if id_ not in owners:
            step_flow = next((flow for step in steps if (flow := client.visible_flow(step["FlowName"]))), None)
            token = (token_of(step_flow) if step_flow else _token_in_names(steps)) or ""
            if not token:
                continue
            owners[id_] = token
        trace = found.setdefault(owners[id_], Trace(owners[id_]))
        trace.flow = trace.flow or step_flow
        workflow = client.get_workflow(domain, id_)
        if workflow:
            trace.workflows.append((workflow, steps))
    if any(not trace.object_type for trace in found.values()):
        _fill_in_object_types(client, domain, found)
    return found.values()


def _flow_and_token(client: AwsClient, domain: str, name: str) -> tuple[answers.Flow | None, str]:
    """The flow of an integration, as far as it exists and may be described, and its plan's token; "" for somebody
    else's."""
    in_name = _NAME.search(name)
    named = in_name[1] if in_name else ""
    try:
        flow = client.describe_flow(name)
    except AwsError as error:
        if not error.denied:
            raise
        return None, named if name.startswith(flow_prefix(domain)) else ""
    return flow, (token_of(flow) or "") if flow else named


def _own_tags(integration: answers.Integration) -> dict[str, str]:
    """The tags without the one with which the service marks what its workflows create."""
    return {key: value for key, value in integration.get("Tags", {}).items() if key != OWNING_SERVICE_TAG}


def _token_in_names(steps: Iterable[answers.WorkflowStep]) -> str | None:
    """The token in the names of steps' flows, if the service derives these from the requested name."""
    tokens = {found[1] for step in steps if (found := TOKEN.search(step["FlowName"]))}
    return tokens.pop() if len(tokens) == 1 else None


def _fill_in_object_types(client: AwsClient, domain: str, found: Mapping[str, Trace]) -> None:
    """Object types of ingestions whose workflow still runs, from the hidden integrations of its steps."""
    flows = {step["FlowName"]: trace for trace in found.values() for _, steps in trace.workflows for step in steps}
    types = {
        flow_name_of(str(each["Uri"])): str(each.get("ObjectTypeName", ""))
        for each in client.list_integrations(domain, hidden=True)
    }
    for name, trace in flows.items():
        in_name = re.match(rf"{re.escape(flow_prefix(domain))}(.+)-{trace.token}", name)
        trace.object_type = trace.object_type or types.get(name) or (in_name[1] if in_name else "")
