"""Flow definitions as UpdateFlow requests."""

from datetime import UTC, datetime
from typing import Any

import pytest
from connect_customer_profiles.rules.schedule import DEFAULT_SCHEDULE
from connect_customer_profiles.sources import CONNECTORS
from connect_customer_profiles.sources.flow_requests import update_integration_request
from connect_customer_profiles.sources.integration import integration_definition

from tests.unit.sources.requests import problems

DESTINATION = [
    {
        "connectorType": "CustomerProfiles",
        "destinationConnectorProperties": {
            "CustomerProfiles": {"domainName": "shop", "objectTypeName": "Salesforce-Contact"}
        },
    }
]
FIRST_RUN = datetime(2024, 5, 1, tzinfo=UTC)
FLOW: dict[str, Any] = {
    "flowName": "shop-contacts",
    "flowStatus": "Active",
    "destinationFlowConfigList": DESTINATION,
    "triggerConfig": {
        "triggerType": "Scheduled",
        "triggerProperties": {
            "Scheduled": {
                "scheduleExpression": "rate(1hours)",
                "dataPullMode": "Incremental",
                "scheduleStartTime": FIRST_RUN,
                "firstExecutionFrom": FIRST_RUN,
                "timezone": "UTC",
            }
        },
    },
}


def request(type_: str, object_: str, flow: dict[str, Any] = FLOW, **arguments: object) -> dict[str, Any]:
    source = {"type": type_, "connector_profile_name": "profile", "object": object_}
    return update_integration_request(integration_definition({"connector": source, **arguments}).flow_definition, flow)


def test_the_request_is_the_definition_in_the_other_spelling() -> None:
    assert request("ServiceNow", "task", fields=["sys_id"], schedule="rate(15minutes)") == {
        "flowName": "shop-contacts",
        "triggerConfig": {
            "triggerType": "Scheduled",
            "triggerProperties": {
                "Scheduled": {
                    "scheduleExpression": "rate(15minutes)",
                    "dataPullMode": "Incremental",
                    "firstExecutionFrom": FIRST_RUN,
                    "timezone": "UTC",
                }
            },
        },
        "sourceFlowConfig": {
            "connectorType": "Servicenow",
            "connectorProfileName": "profile",
            "incrementalPullConfig": {"datetimeTypeFieldName": "sys_updated_on"},
            "sourceConnectorProperties": {"ServiceNow": {"object": "task"}},
        },
        "destinationFlowConfigList": DESTINATION,
        "tasks": [
            {
                "taskType": "Filter",
                "sourceFields": ["sys_id", "sys_updated_on"],
                "connectorOperator": {"ServiceNow": "PROJECTION"},
                "taskProperties": {},
            },
            *[
                {
                    "taskType": "Map",
                    "sourceFields": [name],
                    "destinationField": name,
                    "connectorOperator": {"ServiceNow": "NO_OP"},
                    "taskProperties": {},
                }
                for name in ("sys_id", "sys_updated_on")
            ],
        ],
    }


def test_what_the_flow_does_not_have_is_not_made_up() -> None:
    flow = {"flowName": "shop-contacts", "destinationFlowConfigList": DESTINATION}
    scheduled = request("Marketo", "leads", flow)["triggerConfig"]["triggerProperties"]["Scheduled"]
    assert scheduled == {"scheduleExpression": DEFAULT_SCHEDULE, "dataPullMode": "Incremental"}


@pytest.mark.parametrize(
    ("type_", "object_"), [(facts.type, name) for facts in CONNECTORS.values() for name in facts.objects]
)
def test_every_request_is_one_that_appflow_takes(type_: str, object_: str) -> None:
    assert problems("appflow", "UpdateFlow", request(type_, object_)) == ""


def test_a_request_in_the_spelling_of_customer_profiles_is_not() -> None:
    """That the check above can fail."""
    refused = problems("appflow", "UpdateFlow", {**request("Marketo", "leads"), "tasks": [{"TaskType": "Filter"}]})
    assert "Missing required parameter in tasks[0]" in refused
