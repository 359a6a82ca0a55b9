"""From what AWS has to the program that takes it over. Pure."""

from collections.abc import Iterable

from . import flows, object_types, surroundings
from .facts import Facts
from .found_policies import unguarded
from .model import Left, Parts, Program
from .wording import Names

FIXED = ("key", "dead-letters", "domain")
"""The names of components of which a domain has one each."""

CREDENTIALS = "AWS never shows credentials, so that no program can have them; flows use it by its name"
LOADING = ("NOT_STARTED", "IN_PROGRESS", "RETRY")
"""The statuses of a workflow that has not ended."""
LATER = "its integration can be taken over when it has ended; run `adopt` again then"


def program(facts: Facts, taken: Iterable[str] = ()) -> Program:
    """The program that takes over a domain.

    Args:
        facts: what was read.
        taken: names that components have already.
    """
    parts, chosen = Parts(), Names(taken)
    for fixed in FIXED:
        chosen.fix(fixed)
    key_arn = surroundings.key(parts, facts)
    queue_url = surroundings.queue(parts, facts)
    surroundings.domain(parts, facts, key_arn, queue_url)
    types = object_types.object_types(parts, facts, chosen, key_arn)
    object_types.instances(parts, facts, chosen)
    flows.integrations(parts, facts, chosen, key_arn, types)
    _roles(parts, facts)
    for name, problem in sorted(facts.connector_profiles.items()):
        parts.left.append(Left("connector profile", name, problem or CREDENTIALS))
    for stream in facts.event_streams:
        parts.left.append(Left("event stream", stream, "no component makes one"))
    for attribute in facts.calculated_attributes:
        parts.left.append(Left("calculated attribute", attribute, "no component makes one"))
    for id_, status in sorted(facts.workflows.items()):
        loads = status in LOADING
        reason = LATER if loads else "no integration names it: if it has loaded history of one, list it there"
        parts.left.append(Left("workflow", id_, f"it is {status}: {reason}", attention=loads))
    return Program(
        facts.domain_name,
        facts.account,
        facts.region,
        {heading: tuple(components) for heading, components in parts.sections.items()},
        parts.ids,
        tuple(parts.kept),
        tuple(parts.guards),
        tuple(parts.left),
        parts.settings,
        tuple(parts.notes),
    )


def _roles(parts: Parts, facts: Facts) -> None:
    for arn, trust in sorted(facts.roles.items()):
        reason = "ExecutionRole has a policy of its own; the program names the role's ARN"
        if trust is None:
            reason = "there is no such role any more; the program names its ARN"
        elif unguarded(trust):
            reason = (
                "Customer Profiles may assume it on behalf of anybody (confused deputy); the `role_arn` of an "
                "`ExecutionRole` may take its place"
            )
        parts.left.append(Left("role", arn, reason))
