"""`ExternalApplication` under mocks: what its resources are told, and what the component tells."""

from typing import Any

import pytest
from connect_customer_profiles import ExternalApplication
from connect_customer_profiles.names import external_flow_name
from connect_customer_profiles.sources import SOURCES
from connect_customer_profiles.sources.external import external_flow
from connect_customer_profiles.sources.flow_comparison import fixed_parts

from tests.unit.deployment import ACCOUNT, KEY_ARN, REGION, UNKNOWN, Deployment, Later, deployed, refusal

SOURCE: dict[str, object] = {"type": "CustomConnector", "connector_profile_name": "hubspot", "object": "contacts"}
TASKS: list[dict[str, object]] = [{"type": "Map_all"}]
REQUIRED: dict[str, object] = {
    "domain_name": "shop",
    "object_type_name": "Lead",
    "source": SOURCE,
    "tasks": TASKS,
}
SHARED = {"region": REGION, "account": ACCOUNT, "domain_name": "shop"}
FLOW = external_flow({"source": SOURCE, "tasks": TASKS})
NAME = external_flow_name("shop", "Lead", fixed_parts(FLOW))


def made(args: dict[str, object], **options: Any) -> Deployment:
    return deployed(ExternalApplication, "leads", args, **options)


def told(deployment: Deployment, name: str) -> dict[str, Any]:
    return {key: value for key, value in deployment[name].inputs.items() if key != "__provider"}


def test_a_reservation_and_the_flow_of_that_name() -> None:
    deployment = made(REQUIRED)
    assert deployment.tree == {
        ("connect-customer-profiles:index:ExternalApplication", "leads", ""),
        ("pulumi-python:dynamic/customerprofiles:Reservation", "leads-reservation", "leads"),
        ("pulumi-python:dynamic/customerprofiles:ExternalFlow", "leads-flow", "leads"),
    }
    assert told(deployment, "leads-reservation") == {**SHARED, "kind": "flow", "name": NAME}
    assert told(deployment, "leads-flow") == {
        **SHARED,
        "object_type_name": "Lead",
        "flow_name": NAME,
        "flow": {
            "source": {
                "connectorType": "CustomConnector",
                "connectorProfileName": "hubspot",
                "sourceConnectorProperties": {"CustomConnector": {"entityName": "contacts"}},
            },
            "tasks": [
                {
                    "taskType": "Map_all",
                    "sourceFields": [],
                    "connectorOperator": {"CustomConnector": "NO_OP"},
                    "taskProperties": {},
                }
            ],
            "trigger": {"triggerType": "OnDemand"},
        },
        "activate": True,
        "origin": {"arguments": {"source": SOURCE, "tasks": TASKS}, "made_here": False},
    }
    assert deployment["leads-flow"].dependencies == {"leads-reservation"}


def test_every_argument_reaches_the_resources() -> None:
    definition: dict[str, object] = {
        "source": {"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Lead"},
        "tasks": [{"type": "Map", "source_fields": ["Id"]}],
        "schedule": {
            "expression": "rate(15minutes)",
            "first_execution_from": "2024-01-31",
            "timezone": "Europe/Berlin",
        },
        "incremental_field": "SystemModstamp",
    }
    deployment = made(
        {
            **REQUIRED,
            **definition,
            "activate": False,
            "flow_name": "crm-leads",
            "kms_key_arn": KEY_ARN,
            "aws_profile": "production",
            "tags": {"team": "care"},
        }
    )
    shared = {**SHARED, "aws_profile": "production"}
    assert told(deployment, "leads-reservation") == {**shared, "kind": "flow", "name": "crm-leads"}
    assert told(deployment, "leads-flow") == {
        **shared,
        "object_type_name": "Lead",
        "flow_name": "crm-leads",
        "kms_key_arn": KEY_ARN,
        "flow": external_flow(definition),
        "activate": False,
        "tags": {"team": "care"},
        "origin": {"arguments": definition, "made_here": False},
    }


def test_arguments_may_be_outputs() -> None:
    outputs: dict[str, object] = {key: Later(value) for key, value in REQUIRED.items()}
    for name in ("leads-reservation", "leads-flow"):
        assert told(made(outputs), name) == told(made(REQUIRED), name)


def test_what_is_not_known_yet_stays_unknown() -> None:
    deployment = made({**REQUIRED, "domain_name": Later(UNKNOWN)}, preview=True)
    assert told(deployment, "leads-reservation")["name"] == UNKNOWN
    assert told(deployment, "leads-flow")["flow_name"] == UNKNOWN
    assert told(deployment, "leads-flow")["flow"] == FLOW


def test_outputs() -> None:
    outputs = made(REQUIRED).outputs
    arn = f"arn:aws:appflow:{REGION}:{ACCOUNT}:flow/{NAME}"
    assert {name: each.value for name, each in outputs.items()} == {
        "flow_name": NAME,
        "flow_arn": arn,
        "flow_status": "Active",
        "uri": arn,
    }
    assert outputs["flow_arn"].waits_for == outputs["uri"].waits_for == {"leads-flow"}


SALESFORCE = {"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Lead"}
REFUSALS: dict[str, tuple[dict[str, Any], str]] = {
    "a domain name with a space": (
        {"domain_name": "my shop"},
        "domain_name = 'my shop': a domain name has 1 to 64 letters, digits, _ or -",
    ),
    "an object type that is none": (
        {"object_type_name": "1st"},
        "object_type_name = '1st': an object type name has 1 to 255 letters, digits, _ or -, and does not start with a "
        "digit or -",
    ),
    "a source that is no object": (
        {"source": "HubSpot"},
        "source = 'HubSpot': must be an object with type and the parts that the source needs",
    ),
    "no such source": (
        {"source": {"type": "HubSpot", "object": "contacts"}},
        f"source.type = 'HubSpot': must be one of {', '.join(SOURCES)}",
    ),
    "no connector profile": (
        {"source": {"type": "Zendesk", "object": "users"}},
        "source.connector_profile_name = None: is required for Zendesk: the name of its connection in AppFlow",
    ),
    "no object": (
        {"source": {"type": "Zendesk", "connector_profile_name": "zendesk"}},
        "source.object = None: is required for Zendesk, such as users",
    ),
    "files at the top of a bucket": (
        {"source": {"type": "S3", "bucket_name": "crm-export"}},
        "source.bucket_prefix = None: is required for S3, such as crm/customers: the folder in the bucket",
    ),
    "a connection for S3": (
        {"source": {"type": "S3", "bucket_name": "crm", "bucket_prefix": "in", "connector_profile_name": "s3"}},
        "source.connector_profile_name = 's3': is not part of a S3 source; known keys: bucket_name, bucket_prefix, "
        "file_type, "
        "type",
    ),
    "no tasks": ({"tasks": []}, "tasks = []: must be a list of at least one task"),
    "no such task": (
        {"tasks": [{"type": "Map_some"}]},
        "tasks.0.type = 'Map_some': must be one of Map, Map_all, Filter, Arithmetic, Mask, Merge, Passthrough, "
        "Truncate, "
        "Validate",
    ),
    "a misspelt part of a task": (
        {"tasks": [{"type": "Map", "fields": ["Id"]}]},
        "tasks.0.fields = ['Id']: is not part of a task; known keys: concat_format, data_type, destination_data_type, "
        "destination_field, exclude_source_fields_list, include_new_fields, lower_bound, mask_length, mask_value, "
        "math_operation_fields_order, operator, source_data_type, source_fields, subfield_category_map, "
        "truncate_length, "
        "type, upper_bound, validation_action, value, values",
    ),
    "fields for all fields": (
        {"tasks": [{"type": "Map_all", "source_fields": ["Id"]}]},
        "tasks.0.source_fields = ['Id']: a Map_all task has none, because it applies to all fields",
    ),
    "a mask without its character": (
        {"tasks": [TASKS[0], {"type": "Mask", "source_fields": ["Phone"], "operator": "MASK_ALL"}]},
        "tasks.1.mask_value = None: is required for Mask tasks with operator MASK_ALL",
    ),
    "an operator of another type": (
        {"tasks": [{"type": "Filter", "source_fields": ["Id"], "operator": "ADDITION"}]},
        "tasks.0.operator = 'ADDITION': must be one of PROJECTION, EQUAL_TO, NOT_EQUAL_TO, CONTAINS, "
        "LESS_THAN, LESS_THAN_OR_EQUAL_TO, GREATER_THAN, GREATER_THAN_OR_EQUAL_TO, BETWEEN",
    ),
    "an operator that the source lacks": (
        {
            "source": {"type": "Zendesk", "connector_profile_name": "zendesk", "object": "users"},
            "tasks": [
                {"type": "Filter", "source_fields": ["id"], "operator": "EQUAL_TO", "data_type": "string", "value": "1"}
            ],
        },
        "tasks.0.operator = 'EQUAL_TO': Zendesk fields do not support this operator",
    ),
    "several fields into none": (
        {"tasks": [{"type": "Merge", "source_fields": ["a", "b"], "concat_format": "${a} ${b}"}]},
        "tasks.0.destination_field = None: is required for Merge tasks with several source fields",
    ),
    "a schedule that is none": (
        {"schedule": "hourly"},
        "schedule = 'hourly': must be like rate(15minutes), rate(1hours) or cron(0 6 * * ? *)",
    ),
    "too often for Marketo": (
        {
            "source": {"type": "Marketo", "connector_profile_name": "marketo", "object": "leads"},
            "schedule": "rate(15minutes)",
        },
        "schedule = 'rate(15minutes)': Marketo flows can run at most every 60 minutes",
    ),
    "a schedule of a bad mode": (
        {"schedule": {"expression": "rate(1hours)", "data_pull_mode": "incremental"}},
        "schedule.data_pull_mode = 'incremental': must be one of Incremental, Complete; did you mean Incremental?",
    ),
    "an offset of a day": (
        {"schedule": {"expression": "rate(1days)", "offset_seconds": 86_400}},
        "schedule.offset_seconds = 86400: must be 0 to 36000 seconds",
    ),
    "a first run of complete ones": (
        {
            "schedule": {
                "expression": "rate(1days)",
                "data_pull_mode": "Complete",
                "first_execution_from": "2024-01-31",
            }
        },
        "schedule.first_execution_from = '2024-01-31': only incremental runs have a start time",
    ),
    "a text for a truth": ({"activate": "yes"}, "activate = 'yes': must be true or false"),
    "a bad flow name": (
        {"flow_name": "my flow"},
        "flow_name = 'my flow': a flow name has 2 to 256 letters, digits or _ ! @ # . -, a letter or digit first",
    ),
    "a bad tag": (
        {"tags": {"my team": "care"}},
        "tags = 'my team': a tag key has 1 to 128 of a-z A-Z 0-9 + - = . _ : / and does not start with aws:",
    ),
    "an unknown argument": (
        {"trigger": "OnDemand"},
        "trigger = 'OnDemand': is not an argument; known arguments: activate, adopt, aws_profile, domain_name, "
        "flow_name, incremental_field, kms_key_arn, object_type_name, schedule, source, tags, tasks",
    ),
}


@pytest.mark.parametrize(("changes", "message"), REFUSALS.values(), ids=REFUSALS.keys())
def test_a_bad_argument_is_refused_before_anything_is_made(changes: dict[str, Any], message: str) -> None:
    assert refusal(ExternalApplication, "leads", {**REQUIRED, **changes}) == f"ExternalApplication 'leads': {message}"


@pytest.mark.parametrize("argument", ["source", "tasks", "schedule", "activate"])
def test_a_bad_output_is_refused_as_well(argument: str) -> None:
    assert refusal(ExternalApplication, "leads", {**REQUIRED, argument: Later(17)}).startswith(
        f"ExternalApplication 'leads': {argument} = 17: must be"
    )
