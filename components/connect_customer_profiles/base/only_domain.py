"""Refuses a Connect instance that has another domain, before anything is created."""

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Any

import pulumi

from .. import log
from ..rules import RuleViolation
from .arguments import InvalidArgumentError
from .lookup import ask
from .refusals import Hooked, hook, refusing
from .stack_state import stack_resources
from .taken import Stack, type_of

if TYPE_CHECKING:
    from ..aws.client import AwsClient

Full = Callable[["AwsClient", str, str], Iterable[str]]
"""What to say of a domain that has no room for an association, given the calls, the domain's name and the URI."""

INTEGRATION = "aws-native:customerprofiles:Integration"


def only_domain(component: pulumi.ComponentResource, name: str, full: Full) -> pulumi.ResourceHookBinding:
    """The hook of an `InstanceAssociation`'s integration.

    Args:
        component: the association.
        name: its name.
        full: what it is warned of.
    """

    async def before_create(created: Hooked) -> None:
        await refusing(component, _check(component, name, created, full))

    return pulumi.ResourceHookBinding(
        before_create=[hook(component, f"InstanceAssociation '{name}' and its instance", before_create)]
    )


def violation(uri: str, domain: Any, domains: Collection[str], stack: Stack | None) -> RuleViolation | None:
    """Why an instance must not be associated with a domain: it can have one only
    (https://docs.aws.amazon.com/connect/latest/adminguide/enable-customer-profiles.html). None if it has no other, or
    the association with it is in this stack, whose update may be about to delete it.

    Args:
        uri: the instance's ARN.
        domain: the domain's name; anything but a text if it is not known yet.
        domains: the domains that the instance is associated with.
        stack: the outputs of the stack's resources by URN, before this update; None if nobody knows.
    """
    others = sorted({*domains} - {domain})
    ours = any(type_of(urn) == INTEGRATION and each.get("uri") == uri for urn, each in (stack or {}).items())
    if ours or not others:
        return None
    rule = (
        f"is associated with domain {', '.join(others)}, and an instance can have one domain only. Delete that "
        f"association first, which deletes no profile: `aws customer-profiles delete-integration --domain-name "
        f"{others[0]} --uri {uri}`"
    )
    return RuleViolation(uri, rule, argument="instance_arn")


async def _check(component: pulumi.ComponentResource, name: str, created: Hooked, full: Full) -> None:
    from ..aws.errors import AwsError

    uri, domain = created.new_inputs.get("uri"), created.new_inputs.get("domainName")
    if not isinstance(uri, str):
        return
    title = f"InstanceAssociation '{name}'"
    try:
        domains = await ask(component, lambda client: client.domains_of(uri))
    except AwsError as error:
        log.warn(f"{title}: could not look up whether the instance has another domain: {error}", component)
        return
    found = violation(uri, domain, domains, await stack_resources(component))
    if found:
        raise InvalidArgumentError("InstanceAssociation", name, found)
    if not isinstance(domain, str) or domain in domains:
        return
    try:
        said = await ask(component, lambda client: [*full(client, domain, uri)])
    except AwsError as error:
        said = [f"could not look up how many integrations the domain has: {error}"]
    for each in said:
        log.warn(f"{title}: {each}", component)
