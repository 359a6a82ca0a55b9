"""Domains."""

from typing import Any

from .. import directory
from ..appflow.models import flows_of
from ..state import Context
from . import access, matching
from .lookup import bad_request, domain_of, paged
from .models import MAX_DOMAINS, Domain, domains_of

TEST_MESSAGE = '{"message": "Test message from Amazon Connect Customer Profiles"}'
OBJECTS_PER_METERED_PROFILE = 100  # botocore model, DomainStats$MeteringProfileCount


def create_domain(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Creates a domain, after key and dead-letter queue have been tried out."""
    region, name = context.region, parameters["DomainName"]
    if name in domains_of(region):
        raise bad_request(f"Domain {name} already exists")
    if len(domains_of(region)) >= MAX_DOMAINS:
        raise bad_request(f"The limit of {MAX_DOMAINS} domains in {region.name} is reached")
    settings = {key: value for key, value in parameters.items() if key not in ("DomainName", "Tags")}
    arn = region.arn("profile", f"domains/{name}")
    _check_settings(context, arn, settings)
    domain = Domain(name, arn, _complete(settings), context.now, context.now, parameters.get("Tags", {}))
    domain.rules_start_at = matching.starts_at(context, new_domain=True)
    domains_of(region)[name] = domain
    return _described(context, domain)


def get_domain(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """A domain with its statistics."""
    domain = domain_of(context.region, parameters["DomainName"])
    return _described(context, domain) | {"Stats": _statistics(domain)}


def update_domain(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Changes settings; an empty key or queue URL removes it."""
    domain = domain_of(context.region, parameters["DomainName"])
    changes = {key: value for key, value in parameters.items() if key not in ("DomainName", "Tags")}
    if domain.settings.get("DataStore", {}).get("Enabled") and changes.get("DataStore", {}).get("Enabled") is False:
        raise bad_request("A data store cannot be disabled once it is enabled")
    rules_change = matching.is_changed(domain, changes)
    if rules_change:
        matching.check_change(context, domain)
    _check_settings(context, domain.arn, domain.settings | changes, tried_out=changes)
    removed = [key for key in ("DefaultEncryptionKey", "DeadLetterQueueUrl") if changes.get(key) == ""]
    domain.settings = _complete(domain.settings | changes)
    for key in removed:
        domain.settings.pop(key)
    if "Tags" in parameters:
        domain.tags = parameters["Tags"]
    if rules_change:
        domain.rules_start_at = matching.starts_at(context, new_domain=False)
    domain.updated_at = context.now
    return _described(context, domain)


def delete_domain(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Deletes a domain with all that is in it."""
    region = context.region
    domain = domain_of(region, parameters["DomainName"])
    if context.behaviours.delete_domain_removes_flows:
        owned = [integration.flow_name for integration in domain.integrations.values() if integration.flow_name]
        steps = [step.flow_name for workflow in domain.workflows.values() for step in workflow.steps]
        for flow_name in (*owned, *steps):
            flows_of(region).pop(flow_name, None)
    del domains_of(region)[domain.name]
    return {"Message": f"OK. Domain {domain.name} is deleted"}


def list_domains(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """All domains of the account and Region, by name."""
    domains = sorted(domains_of(context.region).values(), key=lambda domain: domain.name)
    items, following = paged(domains, parameters)
    return {"Items": [_brief(domain) for domain in items], **following}


def _check_settings(
    context: Context, domain_arn: str, settings: dict[str, Any], tried_out: dict[str, Any] | None = None
) -> None:
    """Checks settings as a whole; key and queue are tried out where they are given anew."""
    if settings.get("DataStore", {}).get("Enabled") and not settings.get("DefaultEncryptionKey"):
        raise bad_request("A data store needs a customer managed key")
    given = settings if tried_out is None else tried_out
    if given.get("DefaultEncryptionKey"):
        access.usable_key(context, given["DefaultEncryptionKey"], domain_arn)
    if given.get("DeadLetterQueueUrl"):
        queue = access.writable_queue(context, given["DeadLetterQueueUrl"], domain_arn)
        directory.deliver(context.region.account, context.region.name, queue.name, TEST_MESSAGE, {})


def _complete(settings: dict[str, Any]) -> dict[str, Any]:
    """Adds what the service fills in."""
    completed = dict(settings)
    if completed.get("Matching", {}).get("Enabled") and "JobSchedule" not in completed["Matching"]:
        # botocore model, MatchingRequest$JobSchedule: weekly on Saturday at 12 AM UTC by default.
        completed["Matching"] = completed["Matching"] | {"JobSchedule": {"DayOfTheWeek": "SATURDAY", "Time": "00:00"}}
    if completed.get("DataStore", {}).get("Enabled"):
        completed["DataStore"] = completed["DataStore"] | {"Readiness": {"ProgressPercentage": 100}}
    return completed


def _described(context: Context, domain: Domain) -> dict[str, Any]:
    described = {key: value for key, value in domain.settings.items() if value != ""} | _brief(domain)
    rules = domain.settings.get("RuleBasedMatching")
    if rules and rules.get("Enabled"):
        described["RuleBasedMatching"] = rules | {"Status": matching.status(context, domain)}
    return described


def _brief(domain: Domain) -> dict[str, Any]:
    described = {"DomainName": domain.name, "CreatedAt": domain.created_at, "LastUpdatedAt": domain.updated_at}
    return described | ({"Tags": domain.tags} if domain.tags else {})


def _statistics(domain: Domain) -> dict[str, int]:
    model = domain.objects.model
    count, profiles = model.objects.total(), model.profile_count
    return {
        "ProfileCount": profiles,
        "MeteringProfileCount": max(profiles, -(-count // OBJECTS_PER_METERED_PROFILE)),
        "ObjectCount": count,
        "TotalSize": model.objects.total_weight(),
    }
