"""When the causes that lie in the execution role hold. Pure."""

from ... import names
from ...ingestion.failures import cannot_assume
from . import permissions
from .evidence import Evidence
from .facts import IntegrationFacts, known


def role_missing(facts: IntegrationFacts) -> Evidence:
    """The execution role does not exist."""
    return ["GetRole does not find the execution role"] if facts.role is None else []


def role_not_assumable(facts: IntegrationFacts) -> Evidence:
    """The trust policy of the execution role does not admit the service."""
    role = known(facts.role)
    if not role:
        return []
    if permissions.refused_by_trust(role, facts.domain):
        return [f"the trust policy of {role['arn']} does not let {names.SERVICE_PRINCIPAL} assume it"]
    if permissions.trusts_under_conditions(role) and any(cannot_assume(each.message) for each in facts.failed):
        return [f"the trust policy of {role['arn']} has conditions, and the service could not assume it"]
    return []


def role_lacks(facts: IntegrationFacts) -> Evidence:
    """The execution role lacks permissions."""
    role = known(facts.role)
    missing = permissions.missing_from_role(role, facts) if role else []
    return [f"{role['arn']} may not {', '.join(missing)}"] if missing else []
