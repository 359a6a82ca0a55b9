"""What reads a source, with every option: connections, integrations, and flows of our own."""

from collections.abc import Mapping
from typing import Any, cast, get_args

import pulumi
from connect_customer_profiles import ConnectorProfile, ExternalApplication, IntegrationWorkflow
from connect_customer_profiles.ingestion.integration_arguments import Bulk, OnDelete
from connect_customer_profiles.sources.source_types import DataTransferApi, FileType, SourceType

from tests.unit.deployment import ACCOUNT, REGION

TAGS = {"team": "care"}
ROLE = f"arn:aws:iam::{ACCOUNT}:role/loader"
FLOW = f"arn:aws:appflow:{REGION}:{ACCOUNT}:flow"
CREDENTIALS: Mapping[str, tuple[str, dict[str, str]]] = {
    "jwt": ("Salesforce", {"kind": "jwt", "jwt_token": "a.b.c", "client_credentials_arn": ""}),
    "salesforce": (
        "Salesforce",
        {"kind": "oauth", "access_token": "a", "refresh_token": "b", "client_credentials_arn": ""},
    ),
    "basic": ("ServiceNow", {"kind": "basic", "username": "loader", "password": "secret"}),
    "servicenow": (
        "ServiceNow",
        {"kind": "oauth", "client_id": "a", "client_secret": "b", "access_token": "c", "refresh_token": "d"},
    ),
    "marketo": (
        "Marketo",
        {"kind": "client_credentials", "client_id": "a", "client_secret": "b", "access_token": "c"},
    ),
    "zendesk": ("Zendesk", {"kind": "oauth", "client_id": "a", "client_secret": "b", "access_token": "c"}),
}
TASKS: list[dict[str, Any]] = [
    {
        "type": "Map",
        "field": "Id",
        "to": "Number",
        "source_data_type": "string",
        "destination_data_type": "string",
    },
    {"type": "Filter", "field": "Email", "operator": "EQUAL_TO", "value": "a@example.com", "data_type": "string"},
    {"type": "Filter", "field": "City", "operator": "CONTAINS", "values": ["Ulm", "Bonn"]},
    {"type": "Filter", "field": "CreatedDate", "operator": "BETWEEN", "lower": "2024-01-31", "upper": "2024-05-01"},
    {"type": "Mask", "field": "Email", "first": 3, "mask": "#"},
    {"type": "Mask", "field": "Phone", "last": 4},
    {"type": "Mask", "field": "Birthdate", "length": 5},
    {"type": "Merge", "fields": ["First", "Last"], "to": "Name", "format": "${First} ${Last}"},
    {"type": "Truncate", "field": "Subject", "length": 80},
    {"type": "Validate", "field": "Last", "operator": "VALIDATE_NON_NULL", "action": "DropRecord"},
    {"type": "Arithmetic", "operator": "ADDITION", "fields": ["One", "Two"], "to": "Sum", "data_type": "double"},
]
FIELDS = ["Id", "Email", "Phone", "Birthdate", "First", "Last", "Subject", "One", "Two"]
IN_APPFLOWS_FORM: list[dict[str, Any]] = [
    {
        "type": "Map",
        "source_fields": ["Id"],
        "destination_field": "Number",
        "source_data_type": "string",
        "destination_data_type": "string",
        "operator": "NO_OP",
    },
    {
        "type": "Filter",
        "source_fields": ["City"],
        "operator": "EQUAL_TO",
        "data_type": "string",
        "value": "Ulm",
        "values": "Ulm,Bonn",
    },
    {
        "type": "Filter",
        "source_fields": ["Age"],
        "operator": "BETWEEN",
        "data_type": "integer",
        "lower_bound": "1",
        "upper_bound": "9",
    },
    {
        "type": "Filter",
        "source_fields": ["Email"],
        "operator": "CONTAINS",
        "data_type": "string",
        "value": "@example.com",
    },
    {
        "type": "Mask",
        "source_fields": ["Phone"],
        "operator": "MASK_LAST_N",
        "mask_length": 4,
        "mask_value": "#",
    },
    {
        "type": "Truncate",
        "source_fields": ["Subject"],
        "truncate_length": 80,
    },
    {
        "type": "Validate",
        "source_fields": ["Last"],
        "operator": "VALIDATE_NON_NULL",
        "validation_action": "DropRecord",
    },
    {
        "type": "Merge",
        "source_fields": ["First", "Last"],
        "destination_field": "First,Last",
        "concat_format": "${First} ${Last}",
    },
    {
        "type": "Arithmetic",
        "source_fields": ["One", "Two"],
        "destination_field": "One,Two",
        "operator": "ADDITION",
        "math_operation_fields_order": "One,Two",
    },
]
ALL_FIELDS = {
    "type": "Map_all",
    "exclude_source_fields_list": '["Password"]',
    "include_new_fields": "true",
    "subfield_category_map": "{}",
}
OF_ITS_OWN: Mapping[str, dict[str, Any]] = {
    "CustomConnector": {"api_version": "v3", "properties": {"region": "eu"}},
    "Veeva": {
        "document_type": "letter",
        "include_source_files": True,
        "include_renditions": True,
        "include_all_versions": True,
    },
}


def every_flow(domain: str, key_arn: pulumi.Input[str]) -> None:
    """All of them; options that exclude each other in resources of their own.

    Args:
        domain: the domain's name.
        key_arn: its key.
    """
    shared = {"domain_name": domain, "kms_key_arn": key_arn, "tags": TAGS, "aws_profile": "ingestion"}
    _connections(shared)
    _integrations(shared)
    _flows(shared)


def _connections(shared: Mapping[str, Any]) -> None:
    secret = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:appflow-client-123456"
    for name, (type_, credentials) in CREDENTIALS.items():
        arn = {"client_credentials_arn": secret} if "client_credentials_arn" in credentials else {}
        given = {
            "connector_profile_name": f"every-{name}",
            "connector_type": type_,
            "instance_url": {
                "Salesforce": "https://acme--dev.sandbox.my.salesforce.com",
                "ServiceNow": "https://acme.service-now.com",
                "Marketo": "https://123-ABC-456.mktorest.com",
                "Zendesk": "https://acme.zendesk.com",
            }[type_],
            "credentials": {**credentials, **arn},
            "kms_key_arn": shared["kms_key_arn"],
            "sandbox": type_ == "Salesforce",
            "private_link": type_ == "Salesforce",
            "aws_profile": shared["aws_profile"],
        }
        ConnectorProfile(f"connection-{name}", cast("Any", given))


def _integrations(shared: Mapping[str, Any]) -> None:
    common = {**shared, "import_start_date": "2024-01-31", "object_type_name": "Customers"}
    batches = ({"months": 2}, {"days": 10}, {"records_per_day": 1000})
    salesforce = {
        "type": "Salesforce",
        "connector_profile_name": "salesforce",
        "object": "Contact",
        "enable_dynamic_field_update": True,
        "include_deleted_records": True,
    }
    for bulk, batch, on_delete in zip(get_args(Bulk), batches, get_args(OnDelete), strict=True):
        given = {
            **common,
            "connector": salesforce,
            "fields": FIELDS,
            "tasks": TASKS,
            "incremental_field": "SystemModstamp",
            "schedule": {"expression": "cron(0 6 * * ? *)", "timezone": "Europe/Berlin"},
            "execution_role_arn": ROLE,
            "bulk": bulk,
            "batch": batch,
            "on_delete": on_delete,
            "wait": {"minutes": 1},
            "resubmit_limit": 1,
            "re_establish": "again",
            "flow_limit": 2000,
            "beside": True,
        }
        IntegrationWorkflow(f"integration-{bulk}", cast("Any", given))
    for type_, object_ in (("Marketo", "leads"), ("ServiceNow", "sys_user"), ("Zendesk", "users")):
        source = {"type": type_, "connector_profile_name": type_.lower(), "object": object_}
        role = {} if type_ == "Zendesk" else {"execution_role_arn": ROLE, "batch": {"days": 10}}
        given = {**common, **role, "connector": source, "schedule": "rate(1hours)"}
        IntegrationWorkflow(f"integration-{type_}", cast("Any", given))
    files = {"type": "S3", "bucket_name": "exports", "bucket_prefix": "customers"}
    IntegrationWorkflow("integration-files", cast("Any", {**common, "connector": files, "fields": ["Id", "Email"]}))
    adopted = {
        **common,
        "connector": salesforce,
        "execution_role_arn": ROLE,
        "adopt": {"integration_uri": f"{FLOW}/theirs", "workflow_ids": ["0123456789abcdef0123456789abcdef"]},
    }
    IntegrationWorkflow("integration-adopted", cast("Any", adopted))


def _flows(shared: Mapping[str, Any]) -> None:
    for type_ in sorted({*get_args(SourceType)} - {"S3"}):
        source = {"type": type_, "connector_profile_name": type_.lower(), "object": "objects"}
        given = {
            **shared,
            "object_type_name": "Customers",
            "source": {**source, **OF_ITS_OWN.get(type_, {})},
            "tasks": [ALL_FIELDS] if type_ == "Veeva" else [{"type": "Map_all"}],
            "schedule": "rate(1hours)",
            "flow_name": f"every-{type_}",
            "activate": True,
        }
        ExternalApplication(f"flow-{type_}", cast("Any", given))
    for file_type in get_args(FileType):
        files = {"type": "S3", "bucket_name": "exports", "bucket_prefix": "customers", "file_type": file_type}
        given = {**shared, "object_type_name": "Customers", "source": files, "tasks": [{"type": "Map_all"}]}
        ExternalApplication(f"flow-{file_type}", cast("Any", given))
    for api, mode in zip(get_args(DataTransferApi), ("Incremental", "Complete", "Incremental"), strict=True):
        salesforce = {
            "type": "Salesforce",
            "connector_profile_name": "salesforce",
            "object": "Contact",
            "enable_dynamic_field_update": True,
            "include_deleted_records": True,
            "data_transfer_api": api,
        }
        schedule = {
            "expression": "rate(1hours)",
            "data_pull_mode": mode,
            "timezone": "Europe/Berlin",
            "offset_seconds": 60,
            **({"first_execution_from": "2024-01-31"} if mode == "Incremental" else {}),
        }
        given = {
            **shared,
            "object_type_name": "Customers",
            "source": salesforce,
            "tasks": TASKS if api == "REST_SYNC" else IN_APPFLOWS_FORM,
            "schedule": schedule,
            **({"incremental_field": "SystemModstamp"} if mode == "Incremental" else {}),
            "adopt": True,
            "flow_name": f"theirs-{api}",
        }
        ExternalApplication(f"flow-{api}", cast("Any", given))
