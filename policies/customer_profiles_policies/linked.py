"""Rules for what belongs to a domain only by its links: queues, keys and roles that do not name the service."""

from collections.abc import Iterable, Sequence

from connect_customer_profiles.names import owned_types
from connect_customer_profiles.rules import RuleViolation
from pulumi_policy import PolicyResource
from pulumi_policy.proxy import UnknownValueError

from . import dead_letter_queue, encryption_key, execution_role, pages
from .links import Found, distinct, linked, of, policies_of, queues_of
from .role_links import LOADING, documents_of, permissions_of, policies_of_aws
from .rule import Config, Rule, StackRule
from .sdk_subject import subject_of
from .subject import Kind
from .views.common import names_service
from .views.domains import DOMAIN
from .views.keys import DOMAIN_KEY_POLICY, KEY, KEY_POLICY
from .views.queues import QUEUE, QUEUE_POLICY
from .views.roles import ROLE, ROLE_PERMISSIONS, loads_history


def _apply(
    rules: Iterable[Rule], resources: Iterable[PolicyResource], kinds: Iterable[Kind], *, of_all: bool = False
) -> Found:
    """What the rules find in resources that do not say themselves what they are for; `of_all`: in all."""
    unknown = None
    wanted = list(kinds)
    for resource in resources:
        for rule in rules:
            view = rule.kind.get(resource.resource_type)
            if view is None or not any(rule.kind is kind for kind in wanted):
                continue
            subject = subject_of(resource, view)
            try:
                if of_all or not view.concerns(subject):
                    yield from ((resource, f"{rule.name}: {each}") for each in rule.findings(subject, {}))
            except RuleViolation as violation:
                yield resource, f"{rule.name}: {violation}"
            except UnknownValueError as error:
                unknown = error
    if unknown:
        raise unknown


def _queue_rules(resources: Sequence[PolicyResource], _config: Config) -> Found:
    queues = distinct(queue for domain in of(resources, DOMAIN) for queue in queues_of(domain))
    policies = distinct(policy for queue in queues for policy in policies_of(queue, resources))
    return _apply(dead_letter_queue.RULES, distinct([*queues, *policies]), (QUEUE, QUEUE_POLICY))


def _key_rules(resources: Sequence[PolicyResource], _config: Config) -> Found:
    sources = [each for domain in of(resources, DOMAIN) for each in linked(domain, "defaultEncryptionKey")]
    keys = distinct(of(sources, KEY))
    return _apply(encryption_key.RULES, keys, (KEY, DOMAIN_KEY_POLICY, KEY_POLICY))


def _role_rules(resources: Sequence[PolicyResource], _config: Config) -> Found:
    workflows = of(resources, (*owned_types("IngestionPlan"), *owned_types("Ingestion")))
    sources = distinct(each for workflow in workflows for each in linked(workflow, "execution_role_arn"))
    attached = [role for each in sources for role in linked(each, "role")]
    named = distinct(of([*sources, *attached], ROLE))
    urns = {each.urn for each in named}
    unnamed = [each for each in of(resources, ROLE) if each.urn not in urns and _assumed_by_service(each)]
    loading = [*named, *(role for role in unnamed if _loads_history(role, resources))]
    for role in loading:
        for policy, holder in policies_of_aws(role, resources).items():
            yield holder, f"execution-role-actions: {policy} allows more than is needed to load history"
    yield from _apply([execution_role.ALONE], loading, (ROLE,), of_all=True)
    # The rest of the trust of a role that names the service is judged by itself.
    judged = distinct([*named, *permissions_of(loading, resources)])
    yield from _apply(execution_role.RULES, judged, (ROLE, ROLE_PERMISSIONS))


def _loads_history(role: PolicyResource, resources: Sequence[PolicyResource]) -> bool:
    if not {*LOADING}.isdisjoint(policies_of_aws(role, resources)):
        return True
    return loads_history(documents_of([role, *permissions_of([role], resources)]))


def _assumed_by_service(role: PolicyResource) -> bool:
    try:
        return names_service(subject_of(role, ROLE[role.resource_type]))
    except UnknownValueError:
        return False


RULES = (
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
        "although nothing in it names the service or its workflows. Policies of AWS, such as "
        "`AmazonAppFlowFullAccess`, allow more than is needed.",
        remedy="See the rule named in the message.",
        url=pages.BULK,
        check=_role_rules,
    ),
)
