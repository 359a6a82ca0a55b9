"""Whether policies allow Customer Profiles what it needs, as far as their statements show. Pure.

This is not a policy evaluator: conditions other than those against a confused deputy count as met, so a permission that
is reported missing is missing.
"""

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from ... import names
from ...policy import SERVICE_KEY_ACTIONS, questions
from ...policy.questions import Statement
from .facts import DomainFacts, IntegrationFacts, known


def refused_by_key(key: Mapping[str, Any], domain: DomainFacts) -> list[str]:
    """The actions that a domain's key lets neither the service do, nor the account decide on."""
    policy = key["policy"]
    return [
        action
        for action in SERVICE_KEY_ACTIONS
        if _denied(policy, action) or not (_service_may(policy, action, domain) or _delegated(policy, action, domain))
    ]


def refused_by_queue(queue: Mapping[str, Any], domain: DomainFacts) -> bool:
    """Whether the queue's policy keeps the service from sending dead letters."""
    return _denied(queue["policy"], "sqs:SendMessage") or not _service_may(queue["policy"], "sqs:SendMessage", domain)


def refused_by_queue_key(key: Mapping[str, Any], domain: DomainFacts) -> list[str]:
    """What the key of an encrypted queue does not let the service do
    (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html)."""
    policy = key["policy"]
    needed = ("kms:GenerateDataKey", "kms:Decrypt")
    return [action for action in needed if _denied(policy, action) or not _service_may(policy, action, domain)]


def refused_by_trust(role: Mapping[str, Any], domain: DomainFacts) -> bool:
    """Whether a role's trust policy keeps the service from assuming it."""
    return _denied(role["trust"], "sts:AssumeRole") or not _service_may(role["trust"], "sts:AssumeRole", domain)


def trusts_under_conditions(role: Mapping[str, Any]) -> bool:
    """Whether a role's trust policy admits the service under conditions only."""
    return not any(questions.names_service(each) and not each.get("Condition") for each in role["trust"])


def missing_from_role(role: Mapping[str, Any], facts: IntegrationFacts) -> list[str]:
    """The documented permissions that a role does not have for this domain, its key and the connector profile, as far
    as these are known."""
    asked = [(action, _resource(action, facts)) for action in sorted(questions.documented_execution_actions())]
    return [
        action
        for action, resource in asked
        if _denied(role["policies"], action)
        or (resource and not _granted(role["policies"], action, resource))
        or (resource and role["boundary"] is not None and not _granted(role["boundary"], action, resource))
    ]


def may_use_domain(role: Iterable[Statement], domain: DomainFacts) -> bool:
    """Whether the policies of an instance's service-linked role let its agents search profiles of the domain."""
    arn = names.domain_arn(domain.region, domain.account, domain.name)
    return _granted(list(role), "profile:SearchProfiles", arn)


def _resource(action: str, facts: IntegrationFacts) -> str:
    """A resource that the role needs an action on; "" if nobody knows which."""
    domain, service = facts.domain, action.partition(":")[0]
    if service == "kms":
        return str(known(domain.key).get("arn", ""))
    if service == "profile":
        return f"{names.domain_arn(domain.region, domain.account, domain.name)}/integrations/flow"
    if action == "appflow:UseConnectorProfile":
        profile = known(facts.connector_profile).get("connectorProfileName", "")
        return names.connector_profile_arn(domain.region, domain.account, profile) if profile else ""
    # CreateFlow knows no resource: only a statement on `*` matches it.
    return "*" if action == "appflow:CreateFlow" else names.flow_arn(domain.region, domain.account, "any")


def _granted(statements: Sequence[Statement], action: str, resource: str) -> bool:
    return any(
        questions.allows(each)
        and questions.grants(each, action)
        and any(fnmatchcase(resource, pattern) for pattern in questions.resources(each))
        for each in statements
    )


def _service_may(statements: Sequence[Statement], action: str, domain: DomainFacts) -> bool:
    return any(
        questions.names_service(each) and questions.grants(each, action) and _for_domain(each, domain)
        for each in statements
    )


def _for_domain(statement: Statement, domain: DomainFacts) -> bool:
    """Whether what pins a statement to its cause leaves requests for this domain through."""
    arn = names.domain_arn(domain.region, domain.account, domain.name)
    sources = questions.condition_values(statement, "aws:SourceArn")
    accounts = questions.condition_values(statement, "aws:SourceAccount")
    below = (arn, f"{arn}/any")
    return (not accounts or domain.account in accounts) and (
        not sources or any(fnmatchcase(source, pattern) for source in below for pattern in sources)
    )


def _delegated(statements: Sequence[Statement], action: str, domain: DomainFacts) -> bool:
    root = {("AWS", f"arn:aws:iam::{domain.account}:root"), ("AWS", domain.account), ("*", "*")}
    return any(
        questions.allows(each) and questions.grants(each, action) and root.intersection(questions.principals(each))
        for each in statements
    )


def _denied(statements: Sequence[Statement], action: str) -> bool:
    """Whether an action is denied to the service without a condition; what conditions deny is not known here."""
    service = {("Service", names.SERVICE_PRINCIPAL), ("*", "*")}
    return any(
        each.get("Effect") == "Deny"
        and not each.get("Condition")
        and questions.grants(each, action)
        and ("Principal" not in each or bool(service.intersection(questions.principals(each))))
        for each in statements
    )
