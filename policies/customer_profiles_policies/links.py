"""How the resources of a stack belong together: what the value of a property comes from."""

from collections.abc import Iterable, Sequence

from pulumi_policy import PolicyResource
from pulumi_policy.proxy import UnknownValueError

from .views.common import COMPONENT
from .views.queues import QUEUE, QUEUE_POLICY

Found = Iterable[tuple[PolicyResource, str]]
"""What is wrong with which resource."""

QUEUE_LINKS = ("queueUrl", "queue", "queues")


def of(resources: Iterable[PolicyResource], types: Iterable[str]) -> list[PolicyResource]:
    wanted = {each for each in types if not each.startswith(COMPONENT)}
    return [each for each in resources if each.resource_type in wanted]


def linked(resource: PolicyResource, *names: str) -> list[PolicyResource]:
    """The resources that the values of some properties come from."""
    return [each for name in names for each in resource.property_dependencies.get(name, [])]


def known_texts(resource: PolicyResource, name: str) -> list[str]:
    """The texts of a property that is one or a list of them; none if it has none or one of them is not known yet."""
    try:
        value = resource.props.get(name)
        values = [value] if isinstance(value, str) else list(value or [])
    except UnknownValueError:
        return []
    return [each for each in values if isinstance(each, str)]


def everything_behind(resource: PolicyResource) -> dict[str, PolicyResource]:
    """All that a resource depends on, directly or not, by URN."""
    behind: dict[str, PolicyResource] = {}
    waiting = [resource]
    while waiting:
        each = waiting.pop()
        for dependency in (*each.dependencies, *(one for many in each.property_dependencies.values() for one in many)):
            if dependency.urn not in behind:
                behind[dependency.urn] = dependency
                waiting.append(dependency)
    return behind


def queues_of(domain: PolicyResource) -> list[PolicyResource]:
    """The queues of the stack that a domain's URL comes from, be it by way of their policies."""
    sources = linked(domain, "deadLetterQueueUrl")
    through = [queue for policy in of(sources, QUEUE_POLICY) for queue in linked(policy, *QUEUE_LINKS)]
    return distinct(of([*sources, *through], QUEUE))


def policies_of(queue: PolicyResource, resources: Sequence[PolicyResource]) -> list[PolicyResource]:
    return [
        each for each in of(resources, QUEUE_POLICY) if any(one.urn == queue.urn for one in linked(each, *QUEUE_LINKS))
    ]


def distinct(resources: Iterable[PolicyResource]) -> list[PolicyResource]:
    return list({each.urn: each for each in resources}.values())
