"""Subscriptions of email addresses, named by address.

SNS hands out the subscription that an address has already. Named by position, another order of the list would subscribe
an address that stays once more, and then delete its only subscription under the former name.
https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import pulumi

from .. import names
from .gathering import is_plain
from .stack_state import stack_resources
from .taken import Stack, name_of, type_of

SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"


class Subscription(NamedTuple):
    """An address, and the name of its subscription.

    Attributes:
        name: the resource's: by the address, of which it tells nothing; by position for an Output.
        position: its name by position, as all had in earlier versions.
        address: the address.
        number: how often the list has the address before.
    """

    name: str
    position: str
    address: Any
    number: int = 0


def subscriptions(component_name: str, addresses: Sequence[Any]) -> list[Subscription]:
    """The subscriptions of a list of addresses, Outputs among them."""
    seen: Counter[str] = Counter()
    found = []
    for index, address in enumerate(addresses):
        position = f"{component_name}-email-{index}"
        if not is_plain(address):
            found.append(Subscription(position, position, address))
            continue
        number, digest = seen[address], names.digest(address)[:12]
        seen[address] += 1
        name = f"{component_name}-email-{digest}" + (f"-{number + 1}" if number else "")
        found.append(Subscription(name, position, address, number))
    return found


def lasting_options(
    component: pulumi.Resource | None, given: Subscription, among: Sequence[Subscription], topic_arn: Any
) -> pulumi.ResourceOptions:
    """The options by which a subscription is the one that its address had under a name by position.

    Args:
        component: what declares it.
        given: the subscription.
        among: all that are declared beside it.
        topic_arn: the ARN that the topic has.
    """
    if given.name == given.position or not isinstance(component, pulumi.ComponentResource):
        return pulumi.ResourceOptions()
    kept = {each.name for each in among}

    async def before(arn: str) -> str | pulumi.Alias:
        stack = await stack_resources(component)
        if stack is None:
            return pulumi.Alias(name=given.position)
        found = former(stack, arn, given.address, kept)
        return found[given.number] if given.number < len(found) else pulumi.Alias(name=given.name)

    # Where an address is in the list twice, both have one subscription.
    return pulumi.ResourceOptions(
        aliases=[pulumi.Output.from_input(topic_arn).apply(before)], retain_on_delete=True if given.number else None
    )


def former(stack: Stack, topic_arn: str, address: str, kept: Collection[str]) -> list[str]:
    """The URNs by position of the subscriptions that an address has; the list may have had another order.

    Args:
        stack: the outputs of the stack's resources by URN, before this update.
        topic_arn: the topic's ARN.
        address: the address.
        kept: names that are still in use.
    """
    return sorted(
        urn
        for urn, outputs in stack.items()
        if type_of(urn) == SUBSCRIPTION
        and (outputs.get("topic"), outputs.get("endpoint")) == (topic_arn, address)
        and re.search(r"-email-\d+$", name_of(urn))
        and name_of(urn) not in kept
    )
