"""Rules for a stack as a whole: order and quotas."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from connect_customer_profiles.names import owned_types
from connect_customer_profiles.profiles import checks as mapping_checks
from pulumi_policy import PolicyResource
from pulumi_policy.proxy import UnknownValueError

from . import pages
from .links import Found, everything_behind, linked, of, policies_of, queues_of
from .rule import Config, StackRule
from .sdk_subject import subject_of
from .views.domains import DOMAIN
from .views.object_types import OBJECT_TYPE

NATIVE = "aws-native:customerprofiles:"
INTEGRATIONS = (f"{NATIVE}Integration", *owned_types("Ingestion"))
OBJECT_TYPES = (f"{NATIVE}ObjectType",)


def _waits(resources: Sequence[PolicyResource], _config: Config) -> Found:
    for domain in of(resources, DOMAIN):
        behind = everything_behind(domain)
        for queue in queues_of(domain):
            policies = policies_of(queue, resources)
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
    for integration in of(resources, INTEGRATIONS):
        uri = _known(integration, "uri")
        if uri is None or not uri.startswith("arn:aws:connect:"):
            continue
        domain = _domain(integration)
        if first.setdefault(uri, domain) != domain:
            yield integration, f"instance {uri.rsplit('/', 1)[-1]} is already associated with another domain"


def _quota(types: Sequence[str], what: str, key: str) -> Callable[[Sequence[PolicyResource], Config], Found]:
    def check(resources: Sequence[PolicyResource], config: Config) -> Iterator[tuple[PolicyResource, str]]:
        of_domain: dict[str, list[PolicyResource]] = defaultdict(list)
        for resource in of(resources, types):
            of_domain[_domain(resource)].append(resource)
        for found in of_domain.values():
            if len(found) > config[key]:
                yield found[-1], f"a domain with {len(found)} {what}, more than {config[key]:g}"

    return check


def _shared_keys(resources: Sequence[PolicyResource], _config: Config) -> Found:
    known: dict[str, dict[str, dict[str, set[tuple[str, ...]]]]] = defaultdict(dict)
    for resource in of(resources, OBJECT_TYPES):
        subject = subject_of(resource, OBJECT_TYPE[resource.resource_type])
        if not subject["template"]:
            others = known[_domain(resource)]
            keys, fields = subject["keys"], subject["fields"]
            yield from ((resource, each) for each in mapping_checks.shared_key_findings(keys, fields, others))
            others[subject["name"]] = mapping_checks.content_types(keys, fields)


def _domain(resource: PolicyResource) -> str:
    """What tells the domain of a resource apart: the domain's URN where the stack has it, else its name."""
    domains = of(linked(resource, "domainName", "domain_name"), DOMAIN)
    name = _known(resource, "domainName") or _known(resource, "domain_name") or ""
    return domains[0].urn if domains else name


def _known(resource: PolicyResource, name: str) -> str | None:
    try:
        value = resource.props.get(name)
    except UnknownValueError:
        return None
    return str(value) if value else None


def _maximum(what: str, default: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": 1, "default": default, "description": f"The account's quota of {what}."}


RULES = (
    StackRule(
        name="domain-waits-for-queue-policy",
        severity="high",
        catches="A domain that is created before the service may send to its queue: CreateDomain tries to send, and "
        "fails.",
        remedy="Make the domain depend on the queue's policy, or use the queue's URL of `DeadLetterQueue`, which "
        "resolves once the policy is attached.",
        url=pages.ENABLE,
        check=_waits,
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
