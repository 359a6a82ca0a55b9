"""From arguments to flow definitions."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from connect_customer_profiles.rules import RuleViolation
from connect_customer_profiles.rules.schedule import DEFAULT_SCHEDULE
from connect_customer_profiles.sources import CONNECTORS
from connect_customer_profiles.sources.integration import integration_definition
from connect_customer_profiles.sources.schedule import initial
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.sources.requests import problems

NOW = datetime(2024, 5, 1, tzinfo=UTC)
OBJECTS = [(facts.type, name) for facts in CONNECTORS.values() for name in facts.objects]
FIELDS = st.lists(st.from_regex(r"[A-Za-z_.]{1,20}", fullmatch=True), min_size=1, max_size=50, unique=True)


def connector(type_: str, object_: str, **options: object) -> dict[str, object]:
    return {"type": type_, "connector_profile_name": "profile", "object": object_, **options}


def definition(type_: str, object_: str, **arguments: object) -> dict[str, Any]:
    return integration_definition({"connector": connector(type_, object_), **arguments}).flow_definition


def map_task(key: str, name: str) -> dict[str, Any]:
    return {
        "TaskType": "Map",
        "SourceFields": [name],
        "DestinationField": name,
        "ConnectorOperator": {key: "NO_OP"},
        "TaskProperties": {},
    }


def complete(flow_definition: dict[str, Any]) -> dict[str, Any]:
    """With what is added at deployment."""
    scheduled = flow_definition["TriggerConfig"]["TriggerProperties"]["Scheduled"]
    times = {"FirstExecutionFrom": NOW, "ScheduleStartTime": NOW + timedelta(minutes=5)}
    return {
        **flow_definition,
        "FlowName": "shop-Salesforce-Contact-0123456789",
        "KmsArn": "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        "TriggerConfig": {
            **flow_definition["TriggerConfig"],
            "TriggerProperties": {"Scheduled": {**scheduled, **times}},
        },
    }


def creation(flow: dict[str, Any]) -> dict[str, Any]:
    """The request that starts a workflow with a complete flow definition."""
    return {
        "DomainName": "shop",
        "WorkflowType": "APPFLOW_INTEGRATION",
        "ObjectTypeName": "Contact",
        "RoleArn": "arn:aws:iam::111122223333:role/loader",
        "IntegrationConfig": {
            "AppflowIntegration": {
                "FlowDefinition": flow,
                "Batches": [{"StartTime": NOW - timedelta(days=61), "EndTime": NOW}],
            }
        },
    }


@pytest.mark.parametrize(
    ("type_", "object_", "api_type", "names"),
    [
        (
            "Salesforce",
            "Account",
            "Salesforce",
            (
                "Id Name Phone BillingStreet BillingCity BillingState BillingCountry BillingPostalCode ShippingStreet "
                "ShippingCity ShippingState ShippingCountry ShippingPostalCode AccountNumber LastModifiedDate"
            ),
        ),
        (
            "Salesforce",
            "Contact",
            "Salesforce",
            (
                "Id AccountId LastName FirstName OtherStreet OtherCity OtherState OtherCountry "
                "OtherPostalCode MailingStreet MailingCity MailingState MailingCountry MailingPostalCode Phone "
                "HomePhone MobilePhone Email Birthdate LastModifiedDate"
            ),
        ),
        (
            "Salesforce",
            "Asset",
            "Salesforce",
            (
                "Id ContactId AccountId SerialNumber StockKeepingUnit UsageEndDate Status Price Quantity Description "
                "LastModifiedDate"
            ),
        ),
        (
            "Marketo",
            "leads",
            "Marketo",
            (
                "id firstName lastName middleName email phone mobilePhone billingStreet "
                "billingCity billingState billingCountry billingPostalCode address city state country "
                "gender dateOfBirth updatedAt"
            ),
        ),
        (
            "ServiceNow",
            "sys_user",
            "Servicenow",
            (
                "sys_id first_name last_name middle_name gender email phone home_phone mobile_phone street city state "
                "country zip sys_updated_on"
            ),
        ),
        (
            "ServiceNow",
            "task",
            "Servicenow",
            "sys_id short_description description sys_created_by sys_created_on sys_updated_on",
        ),
        (
            "ServiceNow",
            "incident",
            "Servicenow",
            "sys_id caller_id.link resolved_at category sys_updated_on",
        ),
        ("Zendesk", "users", "Zendesk", "id external_id email phone updated_at"),
        (
            "Zendesk",
            "tickets",
            "Zendesk",
            "id requester_id subject description status created_at updated_at",
        ),
    ],
)
def test_the_flow_of_each_object_is_what_its_template_reads_and_every_organisation_has(
    type_: str, object_: str, api_type: str, names: str
) -> None:
    fields = names.split()
    assert definition(type_, object_) == {
        "SourceFlowConfig": {
            "ConnectorType": api_type,
            "ConnectorProfileName": "profile",
            "IncrementalPullConfig": {"DatetimeTypeFieldName": fields[-1]},
            "SourceConnectorProperties": {type_: {"Object": object_}},
        },
        "Tasks": [
            {
                "TaskType": "Filter",
                "SourceFields": fields,
                "ConnectorOperator": {type_: "PROJECTION"},
                "TaskProperties": {},
            },
            *[map_task(type_, name) for name in fields],
        ],
        "TriggerConfig": {
            "TriggerType": "Scheduled",
            "TriggerProperties": {
                "Scheduled": {"ScheduleExpression": DEFAULT_SCHEDULE, "DataPullMode": "Incremental"},
            },
        },
    }


def test_every_argument_reaches_the_definition() -> None:
    source = connector("Salesforce", "Case", enable_dynamic_field_update=False, include_deleted_records=True)
    found = integration_definition(
        {
            "connector": source,
            "object_type_name": "Case",
            "fields": ["Id", "Subject"],
            "incremental_field": "SystemModstamp",
            "schedule": "rate(5minutes)",
        }
    )
    assert found.connector is CONNECTORS["Salesforce"]
    assert found.connector_profile_name == "profile"
    assert found.source_object == "Case"
    assert found.object_type_name == "Case"
    assert found.flow_definition == {
        "SourceFlowConfig": {
            "ConnectorType": "Salesforce",
            "ConnectorProfileName": "profile",
            "IncrementalPullConfig": {"DatetimeTypeFieldName": "SystemModstamp"},
            "SourceConnectorProperties": {
                "Salesforce": {"Object": "Case", "EnableDynamicFieldUpdate": False, "IncludeDeletedRecords": True}
            },
        },
        "Tasks": [
            {
                "TaskType": "Filter",
                "SourceFields": ["Id", "Subject", "SystemModstamp"],
                "ConnectorOperator": {"Salesforce": "PROJECTION"},
                "TaskProperties": {},
            },
            map_task("Salesforce", "Id"),
            map_task("Salesforce", "Subject"),
            map_task("Salesforce", "SystemModstamp"),
        ],
        "TriggerConfig": {
            "TriggerType": "Scheduled",
            "TriggerProperties": {"Scheduled": {"ScheduleExpression": "rate(5minutes)", "DataPullMode": "Incremental"}},
        },
    }


@pytest.mark.parametrize(("type_", "object_"), OBJECTS)
def test_the_template_names_the_object_type_unless_an_argument_does(type_: str, object_: str) -> None:
    template = CONNECTORS[type_].objects[object_].template_id
    assert integration_definition({"connector": connector(type_, object_)}).object_type_name == template
    arguments = {"connector": connector(type_, object_), "object_type_name": "Mine"}
    assert integration_definition(arguments).object_type_name == "Mine"


@given(FIELDS, st.booleans())
def test_one_projection_lists_every_field_once_and_each_has_one_map(fields: list[str], repeated: bool) -> None:
    given_fields = [*fields, "LastModifiedDate"] if repeated and "LastModifiedDate" not in fields else fields
    projection, *maps = definition("Salesforce", "Contact", fields=given_fields)["Tasks"]
    names = projection["SourceFields"]
    assert projection["TaskType"] == "Filter"
    assert projection["ConnectorOperator"] == {"Salesforce": "PROJECTION"}
    assert sorted(names) == sorted({*fields, "LastModifiedDate"})
    assert maps == [map_task("Salesforce", name) for name in names]


@pytest.mark.parametrize(("type_", "object_"), OBJECTS)
def test_every_flow_is_one_that_both_apis_take(type_: str, object_: str) -> None:
    flow = complete(definition(type_, object_))
    put = {"DomainName": "shop", "ObjectTypeName": "Contact", "FlowDefinition": flow}
    assert problems("customer-profiles", "PutIntegration", put) == ""
    assert problems("customer-profiles", "CreateIntegrationWorkflow", creation(flow)) == ""


def test_a_flow_with_the_other_spelling_of_servicenow_is_not() -> None:
    """That the check above can fail."""
    flow = complete(definition("ServiceNow", "task"))
    flow["SourceFlowConfig"]["ConnectorType"] = "ServiceNow"
    put = {"DomainName": "shop", "FlowDefinition": flow}
    assert "'ServiceNow' is not one of" in problems("customer-profiles", "PutIntegration", put)


@pytest.mark.parametrize(
    ("given_schedule", "expected"),
    [
        ("rate(1minutes)", "rate(1minutes)"),
        ("rate(15minutes)", "rate(15minutes)"),
        ("rate(1 hour)", "rate(1hours)"),
        ("rate(2 hours)", "rate(2hours)"),
        ("rate(1day)", "rate(1days)"),
        (None, DEFAULT_SCHEDULE),
    ],
)
def test_schedules_take_the_spelling_of_appflow(given_schedule: str | None, expected: str) -> None:
    trigger = definition("Salesforce", "Contact", schedule=given_schedule)["TriggerConfig"]
    assert trigger["TriggerProperties"]["Scheduled"]["ScheduleExpression"] == expected


@pytest.mark.parametrize(
    ("given_schedule", "expression", "zone"),
    [
        ("cron(0 6 * * ? *)", "cron(0 6 * * ? *)", "UTC"),
        ({"expression": "cron(0 6 * * ? *)", "timezone": "Asia/Tokyo"}, "cron(0 6 * * ? *)", "Asia/Tokyo"),
    ],
)
def test_a_cron_expression_has_a_time_zone_and_begins_as_the_default_rate(
    given_schedule: object, expression: str, zone: str
) -> None:
    made = definition("Salesforce", "Contact", schedule=given_schedule)
    scheduled = made["TriggerConfig"]["TriggerProperties"]["Scheduled"]
    assert scheduled == {"ScheduleExpression": expression, "Timezone": zone, "DataPullMode": "Incremental"}
    assert initial(made) == definition("Salesforce", "Contact")
    assert initial(definition("Salesforce", "Contact")) == definition("Salesforce", "Contact")


def test_the_shortest_interval_of_a_source_is_allowed_and_one_minute_less_is_not() -> None:
    for facts in (facts for facts in CONNECTORS.values() if facts.objects):
        name = next(iter(facts.objects))
        assert definition(facts.type, name, schedule=f"rate({facts.minimum_minutes}minutes)")
    with pytest.raises(RuleViolation) as violation:
        definition("Marketo", "leads", schedule="rate(59minutes)")
    assert str(violation.value) == "schedule = 'rate(59minutes)': Marketo flows can run at most every 60 minutes"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "connector = None: must be an object with type, connector_profile_name and object"),
        ({"connector": []}, "connector = []: must be an object with type, connector_profile_name and object"),
        ({"connector": {}}, f"connector.type = None: must be one of {', '.join(CONNECTORS)}"),
        (
            {"connector": connector("Zuora", "users")},
            f"connector.type = 'Zuora': must be one of {', '.join(CONNECTORS)}",
        ),
        (
            {"connector": {"type": "Marketo", "object": "leads"}},
            "connector.connector_profile_name = None: is required for Marketo: the name of its connection in AppFlow",
        ),
        (
            {"connector": {"type": "Marketo", "connector_profile_name": "p"}},
            "connector.object = None: is required for Marketo, such as leads",
        ),
        (
            {"connector": {**connector("Marketo", "leads"), "connector_profile_name": "a b"}},
            (
                "connector.connector_profile_name = 'a b': a connector profile name has 1 to 256 letters, digits or _ "
                "/ ! @ # + = . -"
            ),
        ),
        (
            {"connector": connector("Marketo", "my leads")},
            "connector.object = 'my leads': must be the name of an object at the source",
        ),
        (
            {"connector": connector("Marketo", "leads", include_deleted_records=True)},
            (
                "connector.include_deleted_records = True: is not part of Marketo connectors; known keys: "
                "connector_profile_name, object, type"
            ),
        ),
        (
            {"connector": connector("Salesforce", "Contact", include_deleted_records="yes")},
            "connector.include_deleted_records = 'yes': must be true or false",
        ),
        (
            {"connector": connector("Marketo", "activities")},
            (
                "connector.object = 'activities': Marketo has templates for leads; another object needs "
                "object_type_name and fields"
            ),
        ),
        (
            {"connector": connector("Marketo", "activities"), "object_type_name": "Activity"},
            "connector.object = 'activities': Marketo has templates for leads; another object needs fields",
        ),
        (
            {"connector": connector("Marketo", "leads"), "object_type_name": "1"},
            (
                "object_type_name = '1': an object type name has 1 to 255 letters, digits, _ or -, and does not start "
                "with a digit or -"
            ),
        ),
        (
            {"connector": connector("Marketo", "leads"), "fields": []},
            "fields = []: must name at least one field; leave it out to load those of the template",
        ),
        (
            {"connector": connector("Marketo", "leads"), "fields": ["id", "email "]},
            "fields = 'email ': begins or ends with a space: the name of a source field does not",
        ),
        (
            {"connector": connector("Marketo", "leads"), "fields": ["id", "id"]},
            "fields = ['id', 'id']: contains id more than once",
        ),
        (
            {"connector": connector("Marketo", "leads"), "incremental_field": "updated at"},
            "incremental_field = 'updated at': must be the name of a source field",
        ),
        (
            {"connector": connector("Marketo", "leads"), "schedule": "rate(0hours)"},
            "schedule = 'rate(0hours)': must be like rate(15minutes), rate(1hours) or cron(0 6 * * ? *)",
        ),
        (
            {"connector": connector("Marketo", "leads"), "schedule": "cron(0 1 * * * *)"},
            "schedule = 'cron(0 1 * * * *)': must be like rate(15minutes), rate(1hours) or cron(0 6 * * ? *)",
        ),
        (
            {
                "connector": connector("Marketo", "leads"),
                "schedule": {"expression": "cron(0 6 * * ? *)", "timezone": "Mars/Olympus"},
            },
            "schedule.timezone = 'Mars/Olympus': must be a time zone of the IANA database such as Europe/Berlin",
        ),
        (
            {
                "connector": connector("Marketo", "leads"),
                "schedule": {"expression": "rate(1days)", "timezone": "Europe/Berlin"},
            },
            "schedule.timezone = 'Europe/Berlin': only a cron expression has a time zone",
        ),
        (
            {"connector": connector("Marketo", "leads"), "schedule": {"expression": "hourly"}},
            "schedule.expression = 'hourly': must be like rate(15minutes), rate(1hours) or cron(0 6 * * ? *)",
        ),
        (
            {"connector": connector("Marketo", "leads"), "schedule": {"timezone": "UTC"}},
            "schedule.expression = None: must be like rate(15minutes), rate(1hours) or cron(0 6 * * ? *)",
        ),
        (
            {"connector": connector("Marketo", "leads"), "schedule": {"expression": "rate(1days)", "offset": 5}},
            "schedule.offset = 5: is not part of a schedule; known keys: expression, timezone",
        ),
        (
            {"connector": connector("Marketo", "leads"), "schedule": 60},
            "schedule = 60: must be like rate(15minutes), rate(1hours) or cron(0 6 * * ? *)",
        ),
    ],
)
def test_refuses_in_one_line(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(RuleViolation) as violation:
        integration_definition(arguments)
    assert str(violation.value) == message


FILES: dict[str, object] = {"type": "S3", "bucket_name": "crm-exports", "bucket_prefix": "2024/customers"}


def test_files_are_read_by_bucket_and_folder_with_their_columns_in_order() -> None:
    found = integration_definition({"connector": FILES, "object_type_name": "Customer", "fields": ["id", "Full Name"]})
    assert (found.connector_profile_name, found.source_object) == ("", "crm-exports/2024/customers")
    assert found.object_type_name == "Customer"
    assert found.flow_definition == {
        "SourceFlowConfig": {
            "ConnectorType": "S3",
            "SourceConnectorProperties": {"S3": {"BucketName": "crm-exports", "BucketPrefix": "2024/customers"}},
        },
        "Tasks": [
            {
                "TaskType": "Filter",
                "SourceFields": ["id", "Full Name"],
                "ConnectorOperator": {"S3": "PROJECTION"},
                "TaskProperties": {},
            },
            map_task("S3", "id"),
            map_task("S3", "Full Name"),
        ],
        "TriggerConfig": {
            "TriggerType": "Scheduled",
            "TriggerProperties": {"Scheduled": {"ScheduleExpression": DEFAULT_SCHEDULE, "DataPullMode": "Incremental"}},
        },
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"object_type_name": None}, "object_type_name = None: is required for S3, which has no templates"),
        ({"fields": None}, "fields = None: is required for S3, which has no templates"),
        ({"fields": ["address.city"]}, "fields = 'address.city': the name of a column must not contain dots"),
        (
            {"incremental_field": "updated"},
            "incremental_field = 'updated': S3 flows read the files that were written since the last run",
        ),
        ({"schedule": "rate(5minutes)"}, "schedule = 'rate(5minutes)': S3 flows can run at most every 15 minutes"),
        (
            {"connector": {**FILES, "connector_profile_name": "p"}},
            (
                "connector.connector_profile_name = 'p': is not part of S3 connectors; known keys: bucket_name, "
                "bucket_prefix, type"
            ),
        ),
        (
            {"connector": {**FILES, "bucket_name": None}},
            "connector.bucket_name = None: is required for S3: the bucket that files are written to",
        ),
        (
            {"connector": {**FILES, "bucket_prefix": ""}},
            "connector.bucket_prefix = '': is required for S3, such as crm/customers: the folder in the bucket",
        ),
        (
            {"connector": {**FILES, "bucket_prefix": "/customers/"}},
            (
                "connector.bucket_prefix = '/customers/': must be a folder in the bucket, such as crm/customers, "
                "without a / at either end"
            ),
        ),
        (
            {"connector": {**FILES, "bucket_name": "CRM"}},
            (
                "connector.bucket_name = 'CRM': a bucket name has 3 to 63 lower-case letters, digits, . or -, and "
                "begins and ends with a letter or digit"
            ),
        ),
    ],
)
def test_refuses_files_in_one_line(arguments: dict[str, object], message: str) -> None:
    complete_arguments = {"connector": FILES, "object_type_name": "Customer", "fields": ["id"], **arguments}
    with pytest.raises(RuleViolation) as violation:
        integration_definition(complete_arguments)
    assert str(violation.value) == message
