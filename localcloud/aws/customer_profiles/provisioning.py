"""Making flows and integrations, for PutIntegration and for workflows alike."""

from typing import Any

from connect_customer_profiles.rules.schedule import is_cron

from ..appflow import flows
from ..appflow.definitions import (
    customer_profiles_destination,
    from_customer_profiles,
    schedule_seconds,
)
from ..appflow.models import Flow, flows_of
from ..connectors import CONNECTORS
from ..errors import ServiceError
from ..state import Context
from . import access
from .lookup import bad_request, type_of
from .models import Domain


def check_quota(context: Context, domain: Domain) -> None:
    """Whether one more integration fits."""
    counted = [
        integration
        for integration in domain.integrations.values()
        if not integration.hidden or context.behaviours.hidden_integrations_counted
    ]
    quota = context.behaviours.integrations_per_domain
    if len(counted) >= quota:
        raise bad_request(f"The limit of {quota} integrations in domain {domain.name} is reached")


def integration_arn(domain: Domain, uri: str) -> str:
    """The ARN that tags and IAM policies use (service authorization reference)."""
    return f"{domain.arn}/integrations/{uri}"


def check_flow_definition(context: Context, domain: Domain, definition: dict[str, Any]) -> None:
    """What the service checks of a flow definition before it uses it.

    Raises:
        ServiceError: BadRequestException with the reason.
    """
    access.existing_key(context, definition["KmsArn"])
    if len(definition["FlowName"]) < 2:
        raise bad_request("FlowName needs at least two characters")
    key = domain.settings.get("DefaultEncryptionKey")
    if context.behaviours.flow_key_must_be_domain_key and definition["KmsArn"] != key:
        raise bad_request(f"KmsArn {definition['KmsArn']} is not the key of domain {domain.name}")
    try:
        flow_arn = context.region.arn("appflow", f"flow/{definition['FlowName']}")
        flows.check_source(context, flow_arn, from_customer_profiles(definition))
    except ServiceError as error:
        raise bad_request(error.message) from None
    schedule = definition["TriggerConfig"].get("TriggerProperties", {}).get("Scheduled")
    connector = CONNECTORS[definition["SourceFlowConfig"]["ConnectorType"]]
    if schedule:
        expression, shortest = schedule["ScheduleExpression"], connector.shortest_integration_seconds
        if is_cron(expression):
            # The API documents rates only; AppFlow takes both.
            raise bad_request(f"Invalid schedule expression {expression}: use rate(5minutes)")
        seconds = schedule_seconds(expression)
        if seconds < shortest:
            raise bad_request(
                f"{connector.type} integrations run at most every {shortest} seconds, not every {seconds}"
            )


def make_flow(
    context: Context,
    domain: Domain,
    definition: dict[str, Any],
    object_type_name: str,
    name: str,
    tags: dict[str, str],
    now: float,
) -> Flow:
    """Makes the AppFlow flow of a flow definition: a Draft.

    Raises:
        ServiceError: BadRequestException if the name is taken or the account's limit of flows is reached.
    """
    region = context.region
    if name in flows_of(region):
        raise bad_request(f"Flow with name {name} already exists.")
    if len(flows_of(region)) >= (quota := context.behaviours.flows_per_region):
        raise bad_request(f"The limit of {quota} flows in {region.name} is reached")
    flow = Flow(
        name=name,
        arn=region.arn("appflow", f"flow/{name}"),
        **from_customer_profiles(definition),
        destinations=customer_profiles_destination(domain.name, object_type_name),
        created_at=now,
        updated_at=now,
        description=definition.get("Description"),
        kms_arn=definition["KmsArn"],
        tags=dict(tags),
        owner=access.SERVICE.value,
    )
    flows_of(region)[name] = flow
    return flow


def check_object_type(domain: Domain, name: str) -> None:
    """Whether an object type is defined in a domain, or is a template."""
    if type_of(domain, name) is None:
        raise bad_request(f"Object type {name} is neither defined in domain {domain.name} nor a template")
