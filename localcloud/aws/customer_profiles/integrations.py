"""Integrations: what feeds a domain."""

from typing import Any

from .. import directory
from ..appflow import flows, schedule
from ..appflow.definitions import from_customer_profiles
from ..appflow.models import Flow, flows_of
from ..state import Context
from .lookup import access_denied, bad_request, domain_of, integration_of, paged
from .models import Domain, Integration, domains_of
from .provisioning import (
    check_flow_definition,
    check_object_type,
    check_quota,
    integration_arn,
    make_flow,
)

UNSTRUCTURED = "_unstructured"


def put_integration(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Adds an integration, or changes the object type, tags or role of one that exists.

    With a FlowDefinition the service makes the AppFlow flow, under exactly the name given.
    """
    domain = domain_of(context.region, parameters["DomainName"])
    _check_object_types(domain, parameters)
    if "FlowDefinition" in parameters:
        if "Uri" in parameters:
            raise bad_request("Uri and FlowDefinition exclude each other")
        integration = _with_new_flow(context, domain, parameters)
    elif "Uri" in parameters:
        integration = _with_uri(context, domain, parameters)
    else:
        raise bad_request("Either Uri or FlowDefinition is required")
    return described(domain, integration)


def get_integration(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """One integration, hidden or not."""
    domain = domain_of(context.region, parameters["DomainName"])
    return described(domain, integration_of(domain, parameters["Uri"]))


def list_integrations(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """The integrations of a domain, oldest first."""
    domain = domain_of(context.region, parameters["DomainName"])
    items, following = paged(_visible(domain, parameters), parameters)
    return {"Items": [described(domain, integration) for integration in items], **following}


def list_account_integrations(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """The integrations of a URI in all domains of the account and Region."""
    found = [
        (domain, integration)
        for domain in domains_of(context.region).values()
        for integration in _visible(domain, parameters)
        if integration.uri == parameters["Uri"]
    ]
    items, following = paged(found, parameters)
    return {"Items": [described(domain, integration) for domain, integration in items], **following}


def delete_integration(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Removes an integration; its objects stay."""
    domain = domain_of(context.region, parameters["DomainName"])
    integration = integration_of(domain, parameters["Uri"])
    del domain.integrations[integration.uri]
    if integration.flow_name and context.behaviours.delete_integration_removes_flow:
        flows_of(context.region).pop(integration.flow_name, None)
    elif integration.flow_name is None and context.behaviours.delete_integration_removes_user_flow:
        flows_of(context.region).pop(integration.uri.rpartition("/")[2], None)
    return {"Message": f"OK. Integration {integration.uri} is deleted"}


def replace_flow_definition(context: Context, names: dict[str, str], definition: dict[str, Any]) -> None:
    """Carries a changed flow definition to the flow of an integration."""
    integration = integration_of(domain_of(context.region, names["DomainName"]), names["Uri"])
    flow = flows_of(context.region).get(integration.flow_name or "")
    if flow is None:
        return
    changed = from_customer_profiles(definition)
    flows.check_source(context, flow.arn, changed)
    flow.source, flow.tasks, flow.trigger = changed["source"], changed["tasks"], changed["trigger"]
    flow.updated_at = context.now


def described(domain: Domain, integration: Integration) -> dict[str, Any]:
    """An integration in the API's shape."""
    members = {
        "DomainName": domain.name,
        "Uri": integration.uri,
        "ObjectTypeName": integration.object_type_name,
        "ObjectTypeNames": integration.object_type_names,
        "CreatedAt": integration.created_at,
        "LastUpdatedAt": integration.updated_at,
        "Tags": integration.tags or None,
        "WorkflowId": integration.workflow_id,
        "IsUnstructured": integration.unstructured,
        "RoleArn": integration.role_arn,
        "EventTriggerNames": integration.event_trigger_names,
        "Scope": integration.scope,
    }
    return {key: value for key, value in members.items() if value is not None}


def _with_new_flow(context: Context, domain: Domain, parameters: dict[str, Any]) -> Integration:
    definition = parameters["FlowDefinition"]
    if definition["FlowName"] in flows_of(context.region):
        raise bad_request(f"Flow with name {definition['FlowName']} already exists.")
    check_quota(context, domain)
    check_flow_definition(context, domain, definition)
    tags = parameters.get("Tags", {})
    object_type_name = parameters.get("ObjectTypeName", "")
    flow = make_flow(context, domain, definition, object_type_name, definition["FlowName"], tags, context.now)
    if context.behaviours.put_integration_flow_active and flow.trigger["triggerType"] != "OnDemand":
        schedule.activate(flow, context.now)
    integration = Integration(
        uri=flow.arn,
        arn=integration_arn(domain, flow.arn),
        created_at=context.now,
        updated_at=context.now,
        flow_name=flow.name,
        **_members(parameters),
    )
    domain.integrations[flow.arn] = integration
    return integration


def _with_uri(context: Context, domain: Domain, parameters: dict[str, Any]) -> Integration:
    uri = parameters["Uri"]
    existing = domain.integrations.get(uri)
    if existing is not None:
        if ":connect:" in uri:
            _check_uri(context, domain, uri, parameters)
        for name, value in _members(parameters).items():
            if name != "tags" or value:
                setattr(existing, name, value)
        existing.updated_at = context.now
        return existing
    other = next((each.name for each in domains_of(context.region).values() if uri in each.integrations), None)
    if other is not None:
        raise bad_request(f"{uri} is already integrated with domain {other}")
    check_quota(context, domain)
    own_flow = _check_uri(context, domain, uri, parameters)
    integration = Integration(
        uri=uri,
        arn=integration_arn(domain, uri),
        created_at=context.now,
        updated_at=context.now,
        unstructured=own_flow or parameters.get("ObjectTypeName") == UNSTRUCTURED,
        **_members(parameters),
    )
    domain.integrations[uri] = integration
    return integration


def _members(parameters: dict[str, Any]) -> dict[str, Any]:
    return {
        "object_type_name": parameters.get("ObjectTypeName"),
        "object_type_names": parameters.get("ObjectTypeNames"),
        "tags": parameters.get("Tags", {}),
        "role_arn": parameters.get("RoleArn"),
        "event_trigger_names": parameters.get("EventTriggerNames"),
        "scope": parameters.get("Scope", "PROFILE"),
    }


def _check_flow(context: Context, domain: Domain, flow: Flow) -> None:
    """Whether a flow that the user made feeds this domain and has not expired."""
    destination = flow.customer_profiles_destination()
    if destination is None or destination[0] != domain.name:
        raise bad_request(f"Flow {flow.arn} does not deliver to domain {domain.name}")
    if flow.status in ("Deprecated", "Deleted") or schedule.has_expired(context, flow):
        raise bad_request(f"Flow {flow.arn} has expired")


def _check_uri(context: Context, domain: Domain, uri: str, parameters: dict[str, Any]) -> bool:
    """Checks that what a URI names exists; True for a flow that the user made in AppFlow."""
    region = context.region
    parts = uri.split(":", 5)
    if len(parts) != 6 or parts[0] != "arn":
        raise bad_request(f"Uri {uri} is not an ARN")
    _, _, service, region_name, account, resource = parts
    if (region_name, account) != (region.name, region.account):
        raise bad_request(f"Uri {uri} is not in {region.account} {region.name}")
    if service == "connect" and parameters.get("ObjectTypeName") != "CTR":
        raise bad_request(f"The object type of Connect instance {uri} must be CTR")
    if service == "appflow":
        flow = flows_of(region).get(resource.removeprefix("flow/"))
        if flow is None:
            raise bad_request(f"Flow {uri} does not exist")
        _check_flow(context, domain, flow)
        return True
    if service == "connect":
        _check_instance(context, domain, uri)
    elif service not in ("app-integrations", "events", "pipes", "kinesis"):
        raise bad_request(f"Uri {uri} is not the ARN of a flow, a Connect instance or an event integration")
    return False


def _check_instance(context: Context, domain: Domain, uri: str) -> None:
    """What nobody documents about the association of a Connect instance, as far as it is switched on."""
    if context.behaviours.instance_must_exist and not _instance_exists(context, uri):
        raise bad_request(f"Connect instance {uri} does not exist")
    if context.behaviours.instance_needs_domain_prefix and not domain.name.startswith("amazon-connect-"):
        raise access_denied(f"Connect instance {uri} has no access to domain {domain.name}")


def _instance_exists(context: Context, uri: str) -> bool:
    return directory.instance_exists(context.region.account, context.region.name, uri)


def _check_object_types(domain: Domain, parameters: dict[str, Any]) -> None:
    single, several = parameters.get("ObjectTypeName"), parameters.get("ObjectTypeNames")
    if not single and not several:
        raise bad_request("Either ObjectTypeName or ObjectTypeNames is required")
    if single and several:
        raise bad_request("ObjectTypeName and ObjectTypeNames exclude each other")
    for name in [single] if single else list((several or {}).values()):
        if name and name != UNSTRUCTURED:
            check_object_type(domain, name)


def _visible(domain: Domain, parameters: dict[str, Any]) -> list[Integration]:
    return [
        integration
        for integration in domain.integrations.values()
        if parameters.get("IncludeHidden") or not integration.hidden
    ]
