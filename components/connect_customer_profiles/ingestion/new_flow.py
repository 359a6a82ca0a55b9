"""What an external application's flow is asked if it is new, before anything is changed."""

from collections.abc import Iterator

from pulumi.runtime import rpc

from .. import log
from ..names import TAGGED_ARN, flow_arn, integration_arn, longest_flow_name
from ..rules import RuleViolation
from .dynamic_provider import AwsProvider, is_unknown
from .itself import replacing_flow
from .memory import ProcessMemory
from .plain import Plain, normalised, text
from .quotas import Room
from .wanted import ADOPT, LOCATION

IDENTITY = ("domain_name", "object_type_name", "flow_name")


def check(provider: AwsProvider, memory: ProcessMemory, before: Plain, inputs: Plain) -> None:
    """Check a flow that is new, or replaces another one, as far as it is known; a warning says which quotas are full.

    Args:
        provider: makes the calls.
        memory: what else this process has checked.
        before: the inputs in state; empty if there are none.
        inputs: those of `ExternalFlow`.

    Raises:
        RuleViolation: its name is too long; names the argument of `ExternalApplication`.
        AwsError: AWS gave no answer.
    """
    unknown = {key for key, value in inputs.items() if is_unknown(value)}
    given = normalised({**inputs, **dict.fromkeys(unknown, rpc.UNKNOWN)})
    if given.get(ADOPT) or unknown.intersection((*LOCATION, "flow")):
        return
    if before and not replacing_flow(before, {**before, **{key: given[key] for key in given.keys() - unknown}}):
        return
    named = not unknown.intersection(("domain_name", "flow_name"))
    if named and any(before.get(key) != given[key] for key in ("domain_name", "flow_name")):
        _check_length(given)
    room = Room(lambda: provider.client(given), memory, given)
    if before and before["flow_name"] == given["flow_name"]:
        room.will_be_left_by(before["flow_name"])
    log.warn_all(_full(room, given, domain_is_known="domain_name" not in unknown))


def _check_length(given: Plain) -> None:
    """A longer name than this is taken, and then no tag of its integration can be changed."""
    region, account, domain, name = (text(given, key) for key in ("region", "account", "domain_name", "flow_name"))
    most = longest_flow_name(domain, region)
    if len(name) > most:
        long = len(integration_arn(region, account, domain, flow_arn(region, account, name)))
        rule = (
            f"makes its integration's ARN {long} characters long, of which AWS takes {TAGGED_ARN}: choose a flow_name "
            f"of at most {most}"
        )
        raise RuleViolation(name, rule, argument="flow_name")


def _full(room: Room, given: Plain, *, domain_is_known: bool) -> Iterator[str]:
    new = tuple(given.get(key) for key in IDENTITY)
    yield from room.full_of_flows(new)
    if domain_is_known:
        yield from room.full_of_integrations(new)
