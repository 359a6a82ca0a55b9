"""Rules for a stack as a whole: order, quotas, and resources that belong to a domain only by their links."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from connect_customer_profiles.profiles import checks as mapping_checks
from connect_customer_profiles.rules import RuleViolation
from pulumi_policy import PolicyResource
from pulumi_policy.proxy import UnknownValueError

from . import dead_letter_queue, encryption_key, execution_role, pages
from .rule import Config, Rule, StackRule
from .sdk_subject import subject_of
from .subject import Kind
from .views.common import COMPONENT, DYNAMIC, names_service
from .views.domains import DOMAIN
from .views.keys import KEY, KEY_POLICY
from .views.object_types import OBJECT_TYPE
from .views.queues import QUEUE, QUEUE_POLICY
from .views.roles import ROLE, ROLE_PERMISSIONS, loads_history

Found = Iterable[tuple[PolicyResource, str]]
NATIVE = "aws-native:customerprofiles:"
INTEGRATIONS = (f"{NATIVE}Integration", f"{DYNAMIC}Ingestion")
OBJECT_TYPES = (f"{NATIVE}ObjectType",)
QUEUE_LINKS = ("queueUrl", "queue", "queues")
PERMISSIONS = {
    "aws:iam/rolePolicy:RolePolicy": ("role",),
    "aws-native:iam:RolePolicy": ("roleName",),
    "aws-native:iam:ManagedPolicy": ("roles",),
}
"""Permissions of a role, and the properties that name it."""


# --- links ---------------------------------------------------------------------------------------------------------


def _of(resources: Iterable[PolicyResource], types: Iterable[str]) -> list[PolicyResource]:
    wanted = {each for each in types if not each.startswith(COMPONENT)}
    return [each for each in resources if each.resource_type in wanted]


def _linked(resource: PolicyResource, *names: str) -> list[PolicyResource]:
    """The resources that the values of some properties come from."""
    return [each for name in names for each in resource.property_dependencies.get(name, [])]


def _everything_behind(resource: PolicyResource) -> dict[str, PolicyResource]:
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


def _queues_of(domain: PolicyResource) -> list[PolicyResource]:
    """The queues of the stack that a domain's URL comes from, be it by way of their policies."""
    sources = _linked(domain, "deadLetterQueueUrl")
    through = [queue for policy in _of(sources, QUEUE_POLICY) for queue in _linked(policy, *QUEUE_LINKS)]
    return _distinct(_of([*sources, *through], QUEUE))


def _policies_of(queue: PolicyResource, resources: Sequence[PolicyResource]) -> list[PolicyResource]:
    return [
        each
        for each in _of(resources, QUEUE_POLICY)
        if any(one.urn == queue.urn for one in _linked(each, *QUEUE_LINKS))
    ]


def _distinct(resources: Iterable[PolicyResource]) -> list[PolicyResource]:
    return list({each.urn: each for each in resources}.values())


# --- order and quotas ----------------------------------------------------------------------------------------------


def _waits(resources: Sequence[PolicyResource], _config: Config) -> Found:
    for domain in _of(resources, DOMAIN):
        behind = _everything_behind(domain)
        for queue in _queues_of(domain):
            policies = _policies_of(queue, resources)
            if not policies and not _has(queue, "policy"):
                yield (
                    domain,
                    f"queue '{queue.name}' has no policy that lets the service send: the service will refuse the "
                    "domain",
                )
            elif policies and not any(policy.urn in behind for policy in policies):
                yield domain, f"the domain does not wait for '{policies[0].name}', the policy of its queue"


def _has(resource: PolicyResource, name: str) -> bool:
    try:
        return resource.props.get(name) not in (None, "")
    except UnknownValueError:
        return True


def _one_domain(resources: Sequence[PolicyResource], _config: Config) -> Found:
    first: dict[str, str] = {}
    for integration in _of(resources, INTEGRATIONS):
        uri = _known(integration, "uri")
        if uri is None or not uri.startswith("arn:aws:connect:"):
            continue
        domain = _domain(integration)
        if first.setdefault(uri, domain) != domain:
            yield integration, f"instance {uri.rsplit('/', 1)[-1]} is already associated with another domain"


def _quota(types: Sequence[str], what: str, key: str) -> Callable[[Sequence[PolicyResource], Config], Found]:
    def check(resources: Sequence[PolicyResource], config: Config) -> Iterator[tuple[PolicyResource, str]]:
        of_domain: dict[str, list[PolicyResource]] = defaultdict(list)
        for resource in _of(resources, types):
            of_domain[_domain(resource)].append(resource)
        for found in of_domain.values():
            if len(found) > config[key]:
                yield found[-1], f"a domain with {len(found)} {what}, more than {config[key]:g}"

    return check


def _shared_keys(resources: Sequence[PolicyResource], _config: Config) -> Found:
    known: dict[str, dict[str, dict[str, set[tuple[str, ...]]]]] = defaultdict(dict)
    for resource in _of(resources, OBJECT_TYPES):
        subject = subject_of(resource, OBJECT_TYPE[resource.resource_type])
        if not subject["template"]:
            others = known[_domain(resource)]
            keys, fields = subject["keys"], subject["fields"]
            yield from ((resource, each) for each in mapping_checks.shared_key_findings(keys, fields, others))
            others[subject["name"]] = mapping_checks.content_types(keys, fields)


def _domain(resource: PolicyResource) -> str:
    """What tells the domain of a resource apart: the domain's URN where the stack has it, else its name."""
    linked = _of(_linked(resource, "domainName", "domain_name"), DOMAIN)
    name = _known(resource, "domainName") or _known(resource, "domain_name") or ""
    return linked[0].urn if linked else name


def _known(resource: PolicyResource, name: str) -> str | None:
    try:
        value = resource.props.get(name)
    except UnknownValueError:
        return None
    return str(value) if value else None


# --- what a link shows to have to do with a domain -----------------------------------------------------------------


def _apply(rules: Iterable[Rule], resources: Iterable[PolicyResource], kinds: Iterable[Kind]) -> Found:
    """What the rules find in resources that do not say themselves what they are for."""
    unknown = None
    wanted = list(kinds)
    for resource in resources:
        for rule in rules:
            view = rule.kind.get(resource.resource_type)
            if view is None or not any(rule.kind is kind for kind in wanted):
                continue
            subject = subject_of(resource, view)
            try:
                if not view.concerns(subject):
                    yield from ((resource, f"{rule.name}: {each}") for each in rule.findings(subject, {}))
            except RuleViolation as violation:
                yield resource, f"{rule.name}: {violation}"
            except UnknownValueError as error:
                unknown = error
    if unknown:
        raise unknown


def _queue_rules(resources: Sequence[PolicyResource], _config: Config) -> Found:
    queues = _distinct(queue for domain in _of(resources, DOMAIN) for queue in _queues_of(domain))
    policies = _distinct(policy for queue in queues for policy in _policies_of(queue, resources))
    return _apply(dead_letter_queue.RULES, _distinct([*queues, *policies]), (QUEUE, QUEUE_POLICY))


def _key_rules(resources: Sequence[PolicyResource], _config: Config) -> Found:
    sources = [each for domain in _of(resources, DOMAIN) for each in _linked(domain, "defaultEncryptionKey")]
    keys = _distinct(_of(sources, KEY))
    return _apply(encryption_key.RULES, keys, (KEY, KEY_POLICY))


def _role_rules(resources: Sequence[PolicyResource], _config: Config) -> Found:
    workflows = _of(resources, (f"{DYNAMIC}IngestionPlan", f"{DYNAMIC}Ingestion"))
    sources = _distinct(each for workflow in workflows for each in _linked(workflow, "execution_role_arn"))
    attached = [role for each in sources for role in _linked(each, "role")]
    roles = _distinct(_of([*sources, *attached], ROLE))
    named = {each.urn for each in roles}
    unnamed = [each for each in _of(resources, ROLE) if each.urn not in named and _assumed_by_service(each)]
    permissions = [
        each
        for role in unnamed
        if loads_history(_documents(found := _permissions([role], resources)))
        for each in found
    ]
    judged = _distinct([*roles, *_permissions(roles, resources), *permissions])
    return _apply(execution_role.RULES, judged, (ROLE, ROLE_PERMISSIONS))


def _assumed_by_service(role: PolicyResource) -> bool:
    try:
        return names_service(subject_of(role, ROLE[role.resource_type]))
    except UnknownValueError:
        return False


def _documents(resources: Iterable[PolicyResource]) -> list[Any]:
    """The documents of permissions, as far as they are known."""
    found: list[Any] = []
    for each in resources:
        view = ROLE_PERMISSIONS.get(each.resource_type)
        if view is not None:
            found += subject_of(each, view).known("documents") or []
    return found


def _permissions(roles: Sequence[PolicyResource], resources: Sequence[PolicyResource]) -> list[PolicyResource]:
    urns = {role.urn for role in roles}
    attachments = [
        policy
        for each in _of(resources, ("aws:iam/rolePolicyAttachment:RolePolicyAttachment",))
        if any(role.urn in urns for role in _linked(each, "role"))
        for policy in _linked(each, "policyArn")
    ]
    direct = [
        each
        for each in _of(resources, PERMISSIONS)
        if any(role.urn in urns for role in _linked(each, *PERMISSIONS[each.resource_type]))
    ]
    managed = [policy for role in roles for policy in _linked(role, "managedPolicyArns")]
    return _distinct([*attachments, *direct, *managed])


def _maximum(what: str, default: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": 1, "default": default, "description": f"The account's quota of {what}."}


RULES = (
    StackRule(
        name="domain-waits-for-queue-policy",
        severity="high",
        catches="A domain that is created before the service may send to its queue: CreateDomain tries to send, and "
        "fails.",
        remedy="Make the domain depend on the queue's policy (`depends_on`), or use `DeadLetterQueue.queue_url`, which "
        "resolves once the policy is attached.",
        url=pages.ENABLE,
        check=_waits,
    ),
    StackRule(
        name="domain-queue-follows-rules",
        severity="high",
        catches="A domain's dead-letter queue, or a policy of that queue, that breaks a `dead-letter-queue-…` rule "
        "although "
        "nothing in it names the service.",
        remedy="See the rule named in the message.",
        url=pages.ENABLE,
        check=_queue_rules,
    ),
    StackRule(
        name="domain-key-follows-rules",
        severity="high",
        catches="A key that encrypts a domain and breaks a `domain-key-…` rule although its policy does not name the "
        "service.",
        remedy="See the rule named in the message.",
        url=pages.ENABLE,
        check=_key_rules,
    ),
    StackRule(
        name="execution-role-follows-rules",
        severity="high",
        catches="A role that loads history, or a policy attached to it, that breaks an `execution-role-…` rule "
        "although nothing in it names the service or its workflows.",
        remedy="See the rule named in the message.",
        url=pages.BULK,
        check=_role_rules,
    ),
    StackRule(
        name="one-domain-per-instance",
        severity="high",
        catches="A Connect instance that is associated with two domains; it can use only one.",
        remedy="Associate each instance with one domain.",
        url=pages.PUT_INTEGRATION,
        check=_one_domain,
    ),
    StackRule(
        name="domain-integrations-quota",
        severity="medium",
        catches="More integrations in a domain than the account's quota.",
        remedy="Use another domain, or have the quota raised and set `maximumIntegrations`.",
        url=pages.LIMITS,
        check=_quota(INTEGRATIONS, "integrations", "maximumIntegrations"),
        config={"maximumIntegrations": _maximum("integrations per domain", 50)},
    ),
    StackRule(
        name="domain-object-types-quota",
        severity="medium",
        catches="More object types in a domain than the account's quota.",
        remedy="Use another domain, or have the quota raised and set `maximumObjectTypes`.",
        url=pages.LIMITS,
        check=_quota(OBJECT_TYPES, "object types", "maximumObjectTypes"),
        config={"maximumObjectTypes": _maximum("object types per domain", 100)},
    ),
    StackRule(
        name="mapping-shared-keys",
        severity="high",
        catches="A key name that two object types of a domain use for values that are not compared in the same way.",
        remedy="Give the fields of the keys the same content types, or the keys different names.",
        url=pages.KEY_DEFINITIONS,
        check=_shared_keys,
    ),
)
