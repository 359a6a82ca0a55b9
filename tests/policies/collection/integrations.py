"""What integrations load, in which batches, and their flows; the present is 22 November 2026."""

from typing import Any

from connect_customer_profiles.sources import CONNECTORS, SOURCES

from tests.policies.cases import OURS, Case, Resource

KEY = "arn:aws:kms:us-east-1:123456789012:key/2f2a3c6e-0000-4000-8000-000000000000"
ROLE = "arn:aws:iam::123456789012:role/ingestion"
DYNAMIC = "pulumi-python:dynamic/customerprofiles:"


def ours(source: str = "Salesforce", **changes: Any) -> Resource:
    props = {
        "domain_name": "amazon-connect-customers",
        "connector": {"type": source, "connector_profile_name": "crm", "object": "Contact"},
        "import_start_date": "2024-01-31",
        "kms_key_arn": KEY,
        "execution_role_arn": ROLE,
        **changes,
    }
    return Resource(
        type=f"{OURS}IntegrationWorkflow", props={key: value for key, value in props.items() if value is not None}
    )


def planned(source: str = "Salesforce", **changes: Any) -> Resource:
    props = {
        "domain_name": "amazon-connect-customers",
        "connector_type": source,
        "import_start_date": "2024-01-31",
        "bulk": "auto",
        "mode": "workflow",
        "cut_off": "2026-11-22T00:00:00Z",
        "execution_role_arn": ROLE,
        **changes,
    }
    return Resource(
        type=f"{DYNAMIC}IngestionPlan", props={key: value for key, value in props.items() if value is not None}
    )


def new(source: str = "Salesforce", **changes: Any) -> Resource:
    """A plan of which something is unknown, so that nothing is pinned yet."""
    return planned(source, **{"mode": None, "cut_off": None, **changes})


def ingestion(source: str, schedule: str) -> Resource:
    definition = {
        "SourceFlowConfig": {"ConnectorType": source},
        "TriggerConfig": {
            "TriggerType": "Scheduled",
            "TriggerProperties": {"Scheduled": {"ScheduleExpression": schedule}},
        },
    }
    return Resource(type=f"{DYNAMIC}Ingestion", props={"kms_key_arn": KEY, "flow_definition": definition})


def external(schedule: Any, key: str | None = KEY) -> Resource:
    source = {"type": "Marketo", "connector_profile_name": "marketo", "object": "leads"}
    props = {"source": source, "tasks": [{"type": "Map_all"}], "schedule": schedule, "kms_key_arn": key}
    return Resource(
        type=f"{OURS}ExternalApplication", props={name: value for name, value in props.items() if value is not None}
    )


def external_flow(schedule: str | None) -> Resource:
    properties = {"triggerProperties": {"Scheduled": {"scheduleExpression": schedule}}} if schedule else {}
    trigger = {"triggerType": "Scheduled" if schedule else "OnDemand", **properties}
    flow = {"source": {"connectorType": "Marketo"}, "tasks": [], "trigger": trigger}
    return Resource(type=f"{DYNAMIC}ExternalFlow", props={"kms_key_arn": KEY, "flow": flow})


def native(
    source: str = "Salesforce", schedule: str = "rate(1hours)", task: str = "Map", key: str | None = KEY
) -> Resource:
    definition = {
        "flowName": "contacts",
        "sourceFlowConfig": {"connectorType": source, "sourceConnectorProperties": {}},
        "tasks": [{"taskType": "Filter", "sourceFields": ["Id"]}, {"taskType": task, "sourceFields": ["Id"]}],
        "triggerConfig": {
            "triggerType": "Scheduled",
            "triggerProperties": {"scheduled": {"scheduleExpression": schedule}},
        },
        **({"kmsArn": key} if key else {}),
    }
    props = {"domainName": "amazon-connect-customers", "objectTypeName": "Contact", "flowDefinition": definition}
    return Resource(type="aws-native:customerprofiles:Integration", props=props)


def flow(
    source: str = "Salesforce", schedule: str = "rate(1hours)", key: str | None = KEY, task: str = "Map_all"
) -> Resource:
    props = {
        "name": "contacts",
        "destinationFlowConfigs": [
            {
                "connectorType": "CustomerProfiles",
                "destinationConnectorProperties": {"customerProfiles": {"domainName": "amazon-connect-customers"}},
            }
        ],
        "sourceFlowConfig": {"connectorType": source},
        "tasks": [{"taskType": task, "sourceFields": []}],
        "triggerConfig": {
            "triggerType": "Scheduled",
            "triggerProperties": {"scheduled": {"scheduleExpression": schedule}},
        },
        **({"kmsArn": key} if key else {}),
    }
    return Resource(type="aws:appflow/flow:Flow", props=props)


NO_KEY = "the flow is not encrypted with a customer managed key"
HOURLY = "Marketo flows can run at most every 60 minutes"

CASES = (
    Case(
        name="years of history without a role",
        catches={
            "integration-execution-role": "the history of Salesforce since 2024-01-31 is loaded in batches, which "
            "requires an "
            "execution role"
        },
        bad=new(execution_role_arn=None),
        good=new(execution_role_arn=None, import_start_date="2026-10-01"),
    ),
    Case(
        name="batches forced without a role",
        catches={
            "integration-execution-role": "the history of Marketo since 2026-11-01 is loaded in batches, which "
            "requires an "
            "execution role"
        },
        bad=new("Marketo", execution_role_arn=None, import_start_date="2026-11-01", bulk="always"),
        good=new("Marketo", execution_role_arn=None, import_start_date="2026-11-01", bulk="never"),
    ),
    Case(
        name="a plan for batches without a role",
        catches={
            "integration-execution-role": "the history of ServiceNow since 2024-01-31 is loaded in batches, which "
            "requires an "
            "execution role"
        },
        bad=planned("ServiceNow", execution_role_arn=None),
        good=planned("ServiceNow", execution_role_arn=None, mode="incremental"),
    ),
    Case(
        name="a century of history",
        catches={"integration-start-date": "the history is longer than 20 years; it starts at 1926-01-31T00:00:00Z"},
        bad=new(import_start_date="1926-01-31", batch={"months": 12.0}),
        good=new(import_start_date="2007-01-31", batch={"months": 12.0}),
    ),
    Case(
        name="history of the future",
        catches={"integration-start-date": "the history cannot start in the future, at 2027-01-31T00:00:00Z"},
        bad=new(import_start_date="2027-01-31"),
        good=new(import_start_date="2026-01-31"),
    ),
    Case(
        name="no date",
        catches={
            "integration-start-date": "import_start_date = '31.01.2024': must be a date such as 2024-01-31 or a time "
            "such as 2024-01-31T08:00:00Z"
        },
        bad=planned(import_start_date="31.01.2024"),
        good=planned(),
    ),
    Case(
        name="more years than the policy allows",
        catches={"integration-start-date": "the history is longer than 2 years; it starts at 2024-01-31T00:00:00Z"},
        bad=planned(),
        good=planned(import_start_date="2025-01-31"),
        config={"integration-start-date": {"maximumYears": 2.0}},
    ),
    Case(
        name="more records an hour than a run of ServiceNow loads",
        catches={
            "integration-batch-size": "batch.records_per_day = 2400001: one run loads at most 100,000 records, less "
            "than an hour's"
        },
        bad=ours("ServiceNow", batch={"records_per_day": 2_400_001.0}),
        good=ours("ServiceNow", import_start_date="2026-10-31", batch={"records_per_day": 2_400_000.0}, bulk="always"),
    ),
    Case(
        name="two months of Marketo in a batch",
        catches={
            "integration-batch-size": 'batch = {"months": 2}: Marketo exports at most 31 days at a time: a batch that '
            "fails for that is loaded again in parts; a smaller batch avoids it"
        },
        bad=planned("Marketo", batch={"months": 2.0}),
        good=planned("Marketo", batch={"days": 31.0}),
    ),
    Case(
        name="32 days of Marketo in a batch",
        catches={
            "integration-batch-size": 'batch = {"days": 32}: Marketo exports at most 31 days at a time: a batch that '
            "fails for that is loaded again in parts; a smaller batch avoids it"
        },
        bad=new("Marketo", import_start_date="2026-10-01", batch={"days": 32.0}, bulk="always"),
        good=new("Marketo", import_start_date="2026-11-01", batch={"days": 32.0}, bulk="always"),
    ),
    Case(
        name="batches of no length",
        catches={"integration-batch-size": "batch.days = 0.0: must be 1 to 36525 days"},
        bad=planned(batch={"days": 0.0}),
        good=planned(batch={"days": 30.0}),
    ),
    Case(
        name="a batch of two lengths",
        catches={
            "integration-batch-size": "batch = {'days': 1.0, 'months': 1.0}: give exactly one of months, days and "
            "records_per_day"
        },
        bad=ours(batch={"days": 1.0, "months": 1.0}),
        good=ours(batch={"months": 1.0}),
    ),
    Case(
        name="more batches than flows",
        catches={
            "integration-flow-limit": "batch = '{\"days\": 1}': makes more than 999 batches: the account has 1,000 "
            "flows; each batch needs one, the ongoing integration one more; the smallest size that fits is "
            '{"days": 2}'
        },
        bad=new(batch={"days": 1.0}),
        good=new(batch={"days": 2.0}),
    ),
    Case(
        name="more batches than the account has flows to spare",
        catches={"integration-flow-limit": "the plan has 17 batches, more than 10; each is a flow"},
        bad=planned(),
        good=planned(batch={"months": 4.0}),
        config={"integration-flow-limit": {"maximumBatches": 10.0}},
    ),
    Case(
        name="a flow of AppFlow's own key",
        catches={"integration-flow-encrypted": NO_KEY},
        bad=flow(key=None),
        good=flow(),
    ),
    Case(
        name="a flow definition without a key",
        catches={"integration-flow-encrypted": NO_KEY},
        bad=native(key=None),
        good=native(),
    ),
    Case(
        name="a component's Marketo flow every quarter of an hour",
        catches={"integration-schedule": f"schedule = 'rate(15minutes)': {HOURLY}"},
        bad=ours("Marketo", schedule="rate(15minutes)"),
        good=ours("Marketo", schedule="rate(1hours)"),
    ),
    Case(
        name="a Marketo flow every five minutes",
        catches={"integration-schedule": f"schedule = 'rate(5minutes)': {HOURLY}"},
        bad=flow("Marketo", "rate(5minutes)"),
        good=flow("Salesforce", "rate(5minutes)"),
    ),
    Case(
        name="an external application's Marketo flow every quarter of an hour, without a key",
        catches={
            "integration-flow-encrypted": NO_KEY,
            "integration-schedule": f"schedule = 'rate(15minutes)': {HOURLY}",
        },
        bad=external({"expression": "rate(15minutes)"}, key=None),
        good=external("rate(1hours)"),
    ),
    Case(
        name="the flow of an external application",
        catches={"integration-schedule": f"schedule = 'rate(15minutes)': {HOURLY}"},
        bad=external_flow("rate(15minutes)"),
        good=external_flow(None),
    ),
    Case(
        name="a native Marketo flow every half hour",
        catches={"integration-schedule": f"schedule = 'rate(30minutes)': {HOURLY}"},
        bad=native("Marketo", "rate(30minutes)"),
        good=native("Marketo", "rate(60minutes)"),
    ),
    Case(
        name="an ingestion of Marketo every minute",
        catches={"integration-schedule": f"schedule = 'rate(1minutes)': {HOURLY}"},
        bad=ingestion("Marketo", "rate(1minutes)"),
        good=ingestion("Servicenow", "rate(1minutes)"),
    ),
    Case(
        name="a schedule that is none",
        catches={
            "integration-schedule": "schedule = 'hourly': must be like rate(15minutes), rate(1hours) or "
            "cron(0 6 * * ? *)"
        },
        bad=native(schedule="hourly"),
        good=native(schedule="rate(1 hour)"),
    ),
    Case(
        name="a cron expression that names two days",
        catches={
            "integration-schedule": "schedule = 'cron(0 1 * * * *)': must be like rate(15minutes), rate(1hours) or "
            "cron(0 6 * * ? *)"
        },
        bad=flow(schedule="cron(0 1 * * * *)"),
        good=flow(schedule="cron(0 1 * * ? *)"),
    ),
    Case(
        name="the API's spelling where CloudFormation has another",
        catches={"integration-flow-definition": f"connector type 'Servicenow' is not one of {', '.join(CONNECTORS)}"},
        bad=native("Servicenow"),
        good=native("ServiceNow"),
    ),
    Case(
        name="a task that only AppFlow has",
        catches={
            "integration-flow-definition": "task Map_all is not supported in flows of Customer Profiles; supported "
            "tasks are Arithmetic, "
            "Filter, Map, Mask, Merge, Truncate, Validate"
        },
        bad=native(task="Map_all"),
        good=native(),
    ),
    Case(
        name="CloudFormation's spelling where AppFlow has the API's",
        catches={
            "integration-flow-definition": "connector type 'ServiceNow' is not one of "
            + ", ".join(each.api_type for each in SOURCES.values())
        },
        bad=flow("ServiceNow"),
        good=flow("Servicenow"),
    ),
    Case(
        name="a task that no flow into a domain has",
        catches={
            "integration-flow-definition": "task Partition is not supported in flows of Customer Profiles; supported "
            "tasks are Map, Map_all, Filter, Arithmetic, Mask, Merge, Passthrough, Truncate, Validate"
        },
        bad=flow("CustomConnector", task="Partition"),
        good=flow("CustomConnector"),
    ),
    Case(
        name="an alchemist's flow definition: a source and a destination",
        catches={
            "integration-flow-encrypted": NO_KEY,
            "integration-flow-definition": f"connector type None is not one of {', '.join(CONNECTORS)}",
        },
        bad=Resource(
            type="aws-native:customerprofiles:Integration",
            props={
                "domainName": "amazon-connect-customers",
                "flowDefinition": {"source": "Salesforce", "destination": "CustomerProfiles"},
            },
        ),
        good=native(),
    ),
)
