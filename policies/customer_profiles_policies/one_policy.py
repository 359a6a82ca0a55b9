"""A rule for a stack as a whole: a queue, bucket, key or topic has one policy, and the last one to be attached wins."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from connect_customer_profiles.policy.attached import ATTACHED
from pulumi_policy import PolicyResource

from . import pages
from .called import Called, literal, of_resource
from .given_policies import HOLDERS, GivenPolicies
from .links import known_texts
from .rule import Config, StackRule
from .sdk_subject import ancestors
from .views.common import COMPONENT

GIVEN = GivenPolicies()


def _two_policies(resources: Sequence[PolicyResource], _config: Config) -> Iterable[tuple[PolicyResource, str]]:
    earlier = [(resource, _itself(resource)) for resource in resources if GIVEN.has(resource)]
    for resource in sorted(filter(_is_attached, resources), key=_after_the_components):
        target = _target(resource)
        other = next((each for each, its in earlier if target.meets(its)), None)
        earlier.append((resource, target))
        if other is None:
            continue
        whose = f"another policy, '{other.name}'" if _is_attached(other) else f"a policy already, inside '{other.name}'"
        yield resource, f"the {target.what} has {whose}: the last to be attached replaces it"


def _is_attached(resource: PolicyResource) -> bool:
    return resource.resource_type in ATTACHED


def _after_the_components(resource: PolicyResource) -> tuple[bool, str]:
    """The engine has no order of its own; what is beside a component's policy is what to mend."""
    return not any(each.startswith(COMPONENT) for each in ancestors(resource.urn)), resource.urn


@dataclass(frozen=True)
class _Target:
    """What a policy is attached to.

    Attributes:
        what: queue, bucket, key or topic.
        named: URLs, names or IDs; empty if they are not known yet.
        linked: URNs of the resources that they come from.
        called: what the names call, or what those resources are to be called.
    """

    what: str
    named: frozenset[str]
    linked: frozenset[str]
    called: frozenset[Called]

    def meets(self, other: "_Target") -> bool:
        """Whether both are attached to one thing. Names tell; where one is unknown, what both come from, or what it is
        to be called."""
        if self.what != other.what:
            return False
        if self.named and other.named:
            return bool(self.named & other.named)
        if self.linked & other.linked:
            return True
        one_is_named = bool(self.named) != bool(other.named)
        return one_is_named and any(each.may_be(another) for each in self.called for another in other.called)


def _target(resource: PolicyResource) -> _Target:
    what, given = ATTACHED[resource.resource_type]
    linked: set[str] = set()
    sources: set[Called | None] = set()
    for source in (each for each in resource.property_dependencies.get(given, [])):
        if source.resource_type in ATTACHED:
            further = _target(source)
            linked |= further.linked
            sources |= further.called
        else:
            linked.add(source.urn)
            sources.add(of_resource(what, source, resource))
    named = _named(what, resource, (given,))
    return _Target(what, named, frozenset(linked), _called(what, named, sources))


def _itself(resource: PolicyResource) -> _Target:
    """A queue, bucket, key or topic that has a policy inside."""
    what, _, properties = HOLDERS[resource.resource_type]
    named = _named(what, resource, properties)
    called = _called(what, named, {of_resource(what, resource, resource)})
    return _Target(what, named, frozenset({resource.urn}), called)


def _called(what: str, named: frozenset[str], otherwise: set[Called | None]) -> frozenset[Called]:
    """What names call, or what is to be called so where they are not known yet."""
    found = {literal(what, each) for each in named} if named else otherwise
    return frozenset(each for each in found if each)


def _named(what: str, resource: PolicyResource, properties: Sequence[str]) -> frozenset[str]:
    named = {name for each in properties for name in known_texts(resource, each)}
    # A key's ARN ends in its ID.
    return frozenset(each.rsplit("/", 1)[-1] for each in named) if what == "key" else frozenset(named)


RULES = (
    StackRule(
        name="one-policy-per-resource",
        severity="high",
        catches="Two policies on one queue, bucket, key or topic, one of which may be inside it. It has only one: the "
        "last one to be attached replaces the other, which may be the one that lets the service in, and every update "
        "attaches them again.",
        remedy="Keep one, and give it the statements of the other: the source policy documents of `DeadLetterQueue`, "
        "`EncryptionKey` and `SourceBucketPolicy`. If it is deployed, `pulumi state delete` it first: its deletion "
        "would leave the resource without any policy.",
        url=pages.SQS_BEST_PRACTICE,
        check=_two_policies,
        note=GIVEN.note,
    ),
)
