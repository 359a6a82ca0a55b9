"""The table of sources against the API model, and what a source becomes."""

from typing import Any

import pytest
from connect_customer_profiles.sources import SOURCES
from connect_customer_profiles.sources.reading import appflow_source, source_flow_config

from .appflow_api import enumeration, shape


def test_the_table_has_every_source_of_the_api() -> None:
    assert set(SOURCES) == set(shape("SourceConnectorProperties").members)
    assert set(SOURCES) == set(shape("ConnectorOperator").members)
    assert {facts.api_type for facts in SOURCES.values()} < enumeration("ConnectorType")


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_has_the_operators_of_the_api(name: str) -> None:
    known = set(shape("ConnectorOperator").members[name].metadata["enum"])
    assert set(SOURCES[name].operators) == known
    assert len(set(SOURCES[name].operators)) == len(SOURCES[name].operators)


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_s_parts_are_members_of_its_properties(name: str) -> None:
    members = shape("SourceConnectorProperties").members[name].members
    facts = SOURCES[name]
    parts = {option.below or option.property for option in facts.parts(in_appflow=True).values()}
    assert parts <= set(members)


CONFIGS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "Salesforce": (
        {
            "type": "Salesforce",
            "connector_profile_name": "crm",
            "object": "Lead",
            "enable_dynamic_field_update": True,
            "include_deleted_records": False,
            "data_transfer_api": "BULKV2",
        },
        {
            "connectorType": "Salesforce",
            "connectorProfileName": "crm",
            "sourceConnectorProperties": {
                "Salesforce": {
                    "object": "Lead",
                    "enableDynamicFieldUpdate": True,
                    "includeDeletedRecords": False,
                    "dataTransferApi": "BULKV2",
                }
            },
        },
    ),
    "ServiceNow": (
        {"type": "ServiceNow", "connector_profile_name": "itsm", "object": "sys_user"},
        {
            "connectorType": "Servicenow",
            "connectorProfileName": "itsm",
            "sourceConnectorProperties": {"ServiceNow": {"object": "sys_user"}},
        },
    ),
    "S3": (
        {"type": "S3", "bucket_name": "crm-export", "bucket_prefix": "contacts/daily", "file_type": "JSON"},
        {
            "connectorType": "S3",
            "sourceConnectorProperties": {
                "S3": {
                    "bucketName": "crm-export",
                    "bucketPrefix": "contacts/daily",
                    "s3InputFormatConfig": {"s3InputFileType": "JSON"},
                }
            },
        },
    ),
    "SAP": (
        {"type": "SAPOData", "connector_profile_name": "erp", "object": "/sap/opu/odata/customers"},
        {
            "connectorType": "SAPOData",
            "connectorProfileName": "erp",
            "sourceConnectorProperties": {"SAPOData": {"objectPath": "/sap/opu/odata/customers"}},
        },
    ),
}


@pytest.mark.parametrize(("given", "config"), CONFIGS.values(), ids=CONFIGS.keys())
def test_what_a_source_becomes(given: dict[str, Any], config: dict[str, Any]) -> None:
    assert source_flow_config(*appflow_source(given)) == config
