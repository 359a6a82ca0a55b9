"""A domain with its ingestions from AWS alone: as much of a stack's state as the API shows.

Anything that was created by hand or by others is left out: see `traces`.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from ..appflow.flow_status import ACTIVE
from ..aws import answers, session, sts
from ..aws.at_once import at_once
from ..aws.client import AwsClient
from ..aws.errors import AwsError
from ..aws.remembering import RememberingClient
from ..ingestion import history, lost, windows
from ..ingestion.batch import COMPLETE, FAILED
from ..ingestion.memory import ProcessMemory
from ..ingestion.progress import RUNNING
from ..ingestion.reconciler import Reconciler
from ..ingestion.state import State
from ..ingestion.wanted import Pins, Wanted
from ..ingestion.windows import Window
from ..names import flow_name_of
from ..rules import checked, rfc3339, text
from ..rules import domain_name as domain_rule
from ..sources.flow_comparison import flow_definition_of
from .errors import Refused, no_such_domain
from .listed import DomainLists, Listed, names_of
from .targets import Ingestion, Target
from .traces import SINCE, Trace, Workflows, traces_of

_region = text(r"[a-z]{2}(-[a-z]+)+-\d", "a Region is a name such as eu-central-1")

Tell = Callable[[int, int], None]
"""Gets the number of workflows that were read so far, and that of all."""


def from_domain(
    name: str,
    region: str | None = None,
    profile: str | None = None,
    tell: Tell = lambda _done, _every: None,
    tokens: Collection[str] | None = None,
    adopted: Mapping[str, str] | None = None,
    *,
    closely: int | None = None,
) -> Target:
    """A domain with its ingestions, queue, key and role; other arguments and errors are those of the two functions
    below."""
    return with_ingestions(domain_alone(name, region, profile), tell, tokens, adopted, closely=closely)


def with_ingestions(
    target: Target,
    tell: Tell = lambda _done, _every: None,
    tokens: Collection[str] | None = None,
    adopted: Mapping[str, str] | None = None,
    *,
    closely: int | None = None,
) -> Target:
    """A domain with its ingestions, and what they say of role and Connect instance.

    Args:
        target: the domain.
        tell: hears how far reading is.
        tokens: the tokens of the plans to read; None for all.
        adopted: see `traces.traces_of`.
        closely: the number of integrations and workflows above which AWS's lists are enough of ingestions that these
            show to be well; None asks for each.
    """
    client = RememberingClient.of(target.client, since=SINCE)
    present = client.list_integrations(target.domain_name, hidden=False)
    listed, settled = _listed(client, target.domain_name, closely)
    uris = {each.uri for each in listed}
    looked_at = [each for each in present if each["Uri"] not in uris]
    _ask_ahead(client, target.domain_name, looked_at, settled, tell)
    every = traces_of(client, target.domain_name, looked_at, adopted, settled)
    traces = [each for each in every if tokens is None or each.token in tokens]
    found = [partial(_ingestion, target, client, trace, several=_several(trace, traces)) for trace in traces]
    ingestions = tuple(each for each in at_once(found) if each is not None)
    called = names_of(listed)
    ingestions += tuple(_from_lists(target, each, called[each.token]) for each in listed)
    arns = [str(each["Uri"]) for each in present if ":connect:" in str(each["Uri"])]
    return replace(
        target,
        ingestions=ingestions,
        role_arn=next((role for each in ingestions if (role := each.wanted.execution_role_arn)), ""),
        instance_arn=next(iter(arns), ""),
        asked=client,
    )


def _listed(client: RememberingClient, domain: str, closely: int | None) -> tuple[list[Listed], set[str]]:
    """The ingestions that lists show to be well, and the workflows of which these leave nothing to ask."""
    if closely is None:
        return [], set()
    try:
        lists = DomainLists(
            tuple(client.list_integrations(domain, hidden=True)),
            tuple(client.list_workflows(domain, SINCE)),
            tuple(client.list_flows()),
        )
    except AwsError:  # whoever needs the answer asks again, and tells
        return [], set()
    if max(len(lists.integrations), len(lists.workflows)) <= closely:
        return [], set()
    well = lists.well(datetime.now(UTC), client.visible_flow)
    return well, lists.settled(well)


def _from_lists(target: Target, each: Listed, name: str) -> Ingestion:
    """An ingestion of which no more is known than that it is well."""
    wanted = Wanted(
        region=target.region,
        account=target.account,
        aws_profile=target.credentials.profile,
        domain_name=target.domain_name,
        object_type_name=each.object_type,
        pins=Pins(token=each.token, mode="workflow" if each.workflow_id else "incremental"),
    )
    state = State(
        wanted,
        status=each.status,
        workflow_ids=(each.workflow_id,) if each.workflow_id else (),
        integration_uri=each.uri,
        flow_status=ACTIVE if each.uri else "",
        latest_generation=each.generation,
    )
    return Ingestion(name, state, credentials=target.credentials, alone=True, listed=True)


def _ask_ahead(
    client: RememberingClient,
    domain: str,
    present: Sequence[answers.Integration],
    settled: Collection[str],
    tell: Tell,
) -> None:
    """Ask for flows and workflows at the same time: whoever asks for one of them afterwards has the answer."""

    def asked(*questions: Callable[[], object]) -> None:
        for question in questions:
            with suppress(AwsError):  # told to whoever needs the answer
                question()

    uris = [uri for each in present if ":appflow:" in (uri := str(each["Uri"]))]
    at_once([partial(asked, partial(client.describe_flow, flow_name_of(uri))) for uri in uris])
    ids = [id_ for each in client.list_workflows(domain, SINCE) if (id_ := str(each["WorkflowId"])) not in settled]
    calls = (client.get_workflow_steps, client.get_workflow)
    at_once([partial(asked, *(partial(call, domain, id_) for call in calls)) for id_ in ids], tell)


def domain_alone(name: str, region: str | None = None, profile: str | None = None) -> Target:
    """A domain with its queue and key.

    Args:
        name: domain name.
        region: Region name; None for that of the environment or profile.
        profile: named AWS profile; None for boto3's chain.

    Raises:
        RuleViolation: the name is not a valid domain name.
        Refused: the domain does not exist, or no Region is given.
        AwsError: AWS did not answer.
    """
    checked("--domain", name, domain_rule)
    credentials = session.Credentials(profile=profile)
    region = region or session.default_region(credentials)
    if not region:
        raise Refused("no Region: give --region, or set AWS_REGION")
    checked("--region", region, _region)
    account = sts.account(region, credentials)
    domain = AwsClient(account, region, credentials).get_domain(name)
    if domain is None:
        raise no_such_domain(name, account, region)
    return Target(
        name,
        account,
        region,
        credentials,
        queue_url=domain.get("DeadLetterQueueUrl", ""),
        kms_key_arn=domain.get("DefaultEncryptionKey", ""),
    )


def _ingestion(target: Target, client: AwsClient, trace: Trace, *, several: bool) -> Ingestion | None:
    """Inputs and state of an ingestion as its resource would have them."""
    # A second workflow that is being deleted says nothing, but a single one does.
    trace.workflows = [each for each in trace.workflows if each[0]["Status"] != lost.DELETED] or trace.workflows
    wanted = _wanted(target, trace)
    state = Reconciler(client, ProcessMemory()).read(_after(wanted, trace.workflows), search=True)
    if state is None:
        return None
    name = trace.object_type or trace.token
    shown = f"{name} ({trace.token})" if several else name
    return Ingestion(shown, state, credentials=target.credentials, alone=True)


def _wanted(target: Target, trace: Trace) -> Wanted:
    roles = [workflow.get("Attributes", {}).get("AppflowIntegration", {}) for workflow, _ in trace.workflows]
    batches = _batches(trace.workflows)
    end = batches[-1].end if batches else _first_pull(trace.flow)
    base = flow_name_of(trace.uris[0]) if trace.uris else f"{target.domain_name}-{trace.object_type}-{trace.token}"
    return Wanted(
        region=target.region,
        account=target.account,
        aws_profile=target.credentials.profile,
        domain_name=target.domain_name,
        kms_key_arn=(trace.flow or {}).get("kmsArn") or target.kms_key_arn,
        execution_role_arn=next((each["RoleArn"] for each in reversed(roles) if each.get("RoleArn")), None),
        object_type_name=trace.object_type,
        flow_definition=flow_definition_of(trace.flow) if trace.flow else {},
        tags=trace.tags or None,
        pins=Pins(
            token=trace.token,
            mode="workflow" if batches else "incremental",
            loaded_from=batches[0].start if batches else end,
            cut_off=end,
            pull_from=end,
            batches=batches,
            flow_name=re.sub(r"-g\d+(?=(?:\.\d+)?$)", "", base),
        ),
    )


def _first_pull(flow: answers.Flow | None) -> str:
    scheduled = (flow or {}).get("triggerConfig", {}).get("triggerProperties", {}).get("Scheduled", {})
    return rfc3339(scheduled.get("firstExecutionFrom") or SINCE)


def _batches(workflows: Workflows) -> tuple[Window, ...]:
    """The planned batches: for each time, those of the first workflow that covers it."""
    batches: list[Window] = []
    for _, steps in workflows:
        batches += windows.without(lost.taken_on(steps), batches)
    return tuple(sorted(batches, key=lambda window: window.start))


def _after(wanted: Wanted, workflows: Workflows) -> State:
    """The batches' state after all workflows: a later workflow counts for what an earlier one did not load."""
    state = State(wanted)
    for number, (workflow, steps) in enumerate(workflows, start=1):
        # Nothing else counts the rounds: whoever asks AWS alone cannot know which of them somebody wanted.
        round_ = bool(state.failed) and history.is_round(state)
        state = replace(
            history.with_batches(state, history.replayed(state.batches, workflow, steps, number)),
            status=workflow["Status"],
            workflow_ids=(*state.workflow_ids, workflow["WorkflowId"]),
            latest_generation=number,
            attempted_at=rfc3339(workflow["StartDate"]),
            resubmitted=state.resubmitted + round_,
        )
    if workflows and state.status not in RUNNING:
        return replace(state, status=FAILED if state.failed_batches else COMPLETE)
    return state


def _several(trace: Trace, traces: Iterable[Trace]) -> bool:
    return sum(each.object_type == trace.object_type for each in traces) > 1
