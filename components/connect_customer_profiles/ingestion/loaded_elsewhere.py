"""Refuses to load what somebody else's integration loads already, before anything is changed."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from .. import log, names
from ..aws.errors import AwsError
from . import adoption, duplicate
from .duplicate import Load, Other, Own
from .dynamic_provider import AwsProvider, is_unknown
from .memory import ProcessMemory
from .plain import Plain, flag, mapping, normalised, texts
from .plan import Plan
from .wanted import ADOPT, WORKFLOW_IDS, Pins

if TYPE_CHECKING:
    from ..aws import answers
    from ..aws.client import AwsClient


CHECKED = ("aws_profile", duplicate.BESIDE, duplicate.OWN)
"""What has to be known before anything is asked; at preview it may not be."""


def check_new(provider: AwsProvider, memory: ProcessMemory, news: Plain, pins: Pins, replaced: str) -> int | None:
    """Check a new plan, unless it may load what others load; a plan that is in state is never checked.

    Args:
        provider: makes the calls.
        memory: the memory of this process.
        news: the inputs of the plan.
        pins: its own. What it takes over is no other's, but beside that there may be one.
        replaced: that of the plan in state, which it replaces or is; "" if there is none.

    Returns:
        How many integrations the domain has at most, with those that workflows hide and 0 if the caller may not list
        them; None if that was not asked.

    Raises:
        RuleViolation: names the argument of `IntegrationWorkflow`.
        AwsError: AWS gave no answer.
    """
    if pins.token == replaced:
        return None
    listed = None
    if pins.taken_over:
        memory.own_flow(pins.flow_name)
    if not any(is_unknown(news.get(key)) for key in CHECKED) and not flag(news, duplicate.BESIDE):
        inputs = normalised(news)
        own = own_of(memory, inputs, replaced)
        if adopted := texts(mapping(inputs, ADOPT), WORKFLOW_IDS):
            own = own._replace(workflow_ids=own.workflow_ids | {*adopted})
        listed = check_not_loaded(provider.client(inputs), memory, Load.from_inputs(inputs), own, log.say)
    memory.own(pins.token)
    return listed


def own_of(memory: ProcessMemory, inputs: Plain, replaced: str) -> Own:
    """What is ours of the inputs of a plan, of this process, and of a plan that is replaced."""
    return Own.from_inputs(inputs, {*memory.tokens(), replaced}, memory.flows())


def adopted(
    provider: AwsProvider,
    memory: ProcessMemory,
    plan: Plan,
    before: Plain,
    news: Plain,
    unknown: Collection[str],
    token: str,
) -> Pins | None:
    """The pins of a new plan that takes over an integration; None for any other plan.

    Args:
        provider: makes the calls.
        memory: the memory of this process.
        plan: what the program wants.
        before: the plan in state; empty if there is none.
        news: the inputs of the plan.
        unknown: those of them that are not known yet, as at preview.
        token: that of a new plan.

    Raises:
        RuleViolation: it cannot be taken over; names the argument of `IntegrationWorkflow`.
        AwsError: AWS gave no answer.
    """
    inputs = normalised({key: value for key, value in news.items() if key not in unknown})
    pinned, given = Pins.from_state(before), mapping(inputs, ADOPT)
    if not given:
        return None
    if pinned.token and plan.identity == Plan.from_inputs(before).identity:
        adoption.check_unchanged(given, pinned.flow_name)
        return None
    # The flows of this process are left out: a plan may be checked twice.
    own = Own.from_inputs(inputs, memory.tokens())
    return adoption.pins(provider.client(inputs), plan, inputs, token, datetime.now(UTC), own)


def check_not_loaded(
    client: "AwsClient", memory: ProcessMemory, load: Load, own: Own, say: Callable[[str], None]
) -> int:
    """Check that no integration of others loads what a new plan is about to load.

    What the caller may not look at is not known, which one line says.

    Args:
        client: the calls.
        memory: the memory of this process, which says that line once.
        load: what is about to be loaded.
        own: what is ours.
        say: shows the line.

    Returns:
        How many integrations the domain has, hidden ones included; 0 if the caller may not list them.

    Raises:
        RuleViolation: names the argument of `IntegrationWorkflow`.
        AwsError: AWS gave no answer.
    """
    unseen: list[str] = []
    reason, listed = "", 0
    try:
        integrations = client.list_integrations(load.domain_name, hidden=True)
        listed = len(integrations)
        for other in duplicate.others(integrations, load, own):
            try:
                if not _loads(client, load, own, other):
                    continue
            except AwsError as error:
                if not error.denied:
                    raise
                unseen.append(names.flow_name_of(other.uris[0]))
                reason = reason or str(error)
                continue
            uri = _visible(client, load, other)
            raise duplicate.refusal(load, uri, duplicate.into(integrations, uri))
    except AwsError as error:
        if not error.denied:
            raise
        reason = str(error)
    if reason:
        line = duplicate.unseen(load, unseen, reason)
        memory.once(("unseen", line), lambda: say(line))
    return listed


def _loads(client: "AwsClient", load: Load, own: Own, other: Other) -> bool:
    """Whether others load the object: asked of the first flow that is still there."""
    described = (client.describe_flow(names.flow_name_of(uri)) for uri in other.uris)
    flow: answers.Flow | None = next(filter(None, described), None)
    return flow is not None and duplicate.loads(flow, load, own)


def _visible(client: "AwsClient", load: Load, other: Other) -> str:
    """The integration by which people know what loads the object: of a workflow the ongoing one, once there is one."""
    if not other.workflow_id:
        return other.uris[0]
    visible = {each["Uri"] for each in client.list_integrations(load.domain_name, hidden=False)}
    return next((uri for uri in other.uris if uri in visible), other.uris[0])
