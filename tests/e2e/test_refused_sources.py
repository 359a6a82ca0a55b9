"""Bad sources and tasks: one clear line at preview, no traceback, nothing changed."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from settings import IntegrationSettings

from .conftest import Place
from .harness import TOGETHER, Project, refused_together

pytestmark = pytest.mark.e2e

CONTACTS = {
    "connectorType": "Salesforce",
    "connectorProfileName": "salesforce",
    "sourceObject": "Contact",
    "importStartDate": "2025-01-31",
}
USERS = {**CONTACTS, "connectorType": "Zendesk", "connectorProfileName": "zendesk", "sourceObject": "users"}
FILES = {
    "connectorType": "S3",
    "bucketName": "crm-exports",
    "bucketPrefix": "customers",
    "importStartDate": "2025-01-31",
    "objectTypeName": "Customer",
    "fields": ["id", "email"],
}
KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
ROLE = "arn:aws:iam::123456789012:role/loader"
SALESFORCE = "IntegrationWorkflow 'salesforce-contact': "
ZENDESK = "IntegrationWorkflow 'zendesk-users': "
S3 = "IntegrationWorkflow 's3-customer': "
NO_WORKFLOWS = "has no integration workflows: the first run of the ongoing integration loads the history"


def task(**properties: object) -> dict[str, Any]:
    return {**CONTACTS, "tasks": [properties]}


REFUSALS: dict[str, tuple[dict[str, Any], str]] = {
    "batches always for Zendesk": (
        {**USERS, "bulk": "always"},
        f"{ZENDESK}bulk = 'always': Zendesk {NO_WORKFLOWS}",
    ),
    "batches always for files": ({**FILES, "bulk": "always"}, f"{S3}bulk = 'always': S3 {NO_WORKFLOWS}"),
    "a batch size for files": (
        {**FILES, "batch": {"days": 30}},
        f"{S3}batch = {{'days': 30}}: S3 {NO_WORKFLOWS}",
    ),
    "files without a folder": (
        {**FILES, "bucketPrefix": ""},
        f"{S3}connector.bucket_prefix = None: is required for S3, such as crm/customers: the folder in the bucket",
    ),
    "a folder with a slash": (
        {**FILES, "bucketPrefix": "customers/"},
        f"{S3}connector.bucket_prefix = 'customers/': must be a folder in the bucket, such as crm/customers, without "
        "a / at either end",
    ),
    "a bucket by its ARN": (
        {**FILES, "bucketName": "arn:aws:s3:::crm-exports"},
        f"{S3}connector.bucket_name = 'arn:aws:s3:::crm-exports': a bucket name has 3 to 63 lower-case letters, "
        "digits, . or -, and begins and ends with a letter or digit",
    ),
    "files without an object type": (
        {key: value for key, value in FILES.items() if key != "objectTypeName"},
        "IntegrationWorkflow 's3': object_type_name = None: is required for S3, which has no templates",
    ),
    "files without columns": (
        {key: value for key, value in FILES.items() if key != "fields"},
        f"{S3}fields = None: is required for S3, which has no templates",
    ),
    "a column with a dot": (
        {**FILES, "fields": ["id", "address.city"]},
        f"{S3}fields = 'address.city': the name of a column must not contain dots",
    ),
    "files with a connector profile": (
        {**FILES, "connectorProfileName": "salesforce"},
        f"{S3}connector.connector_profile_name = 'salesforce': is not part of S3 connectors; known keys: bucket_name, "
        "bucket_prefix, type",
    ),
    "a bucket for Salesforce": (
        {**CONTACTS, "bucketName": "crm-exports"},
        f"{SALESFORCE}connector.bucket_name = 'crm-exports': is not part of Salesforce connectors; known keys: "
        "connector_profile_name, enable_dynamic_field_update, include_deleted_records, object, type",
    ),
    "files every minute": (
        {**FILES, "schedule": "rate(1minutes)"},
        f"{S3}schedule = 'rate(1minutes)': S3 flows can run at most every 15 minutes",
    ),
    "files twice within ten minutes, at midnight": (
        {**FILES, "schedule": "cron(0,50 0,23 * * ? *)"},
        f"{S3}schedule = 'cron(0,50 0,23 * * ? *)': S3 flows can run at most every 15 minutes",
    ),
    "an incremental field of files": (
        {**FILES, "incrementalField": "updated"},
        f"{S3}incremental_field = 'updated': S3 flows read the files that were written since the last run",
    ),
    "an unknown object of Zendesk": (
        {**USERS, "sourceObject": "calls"},
        "IntegrationWorkflow 'zendesk-calls': connector.object = 'calls': Zendesk has templates for users, tickets; "
        "another object needs object_type_name and fields",
    ),
    "an unknown task": (
        task(type="Encrypt", field="Email"),
        f"{SALESFORCE}tasks[0].type = 'Encrypt': must be one of Map, Filter, Mask, Merge, Truncate, Validate, "
        "Arithmetic",
    ),
    "a task of a field that is not loaded": (
        task(type="Mask", field="Emial"),
        f"{SALESFORCE}tasks[0].field = 'Emial': is not loaded; add it to fields; did you mean Email?",
    ),
    "an unknown property of a task": (
        task(type="Truncate", field="Email", max=3),
        f"{SALESFORCE}tasks[0].max = 3: is not part of Truncate tasks; known keys: field, length, type",
    ),
    "a mask at both ends": (
        task(type="Mask", field="Email", first=2, last=2),
        f"{SALESFORCE}tasks[0].last = 2: does not go with first",
    ),
    "a filter that the source does not have": (
        {**USERS, "tasks": [{"type": "Filter", "field": "email", "operator": "CONTAINS", "value": "@example.com"}]},
        f"{ZENDESK}tasks[0].operator = 'CONTAINS': Zendesk filters take GREATER_THAN",
    ),
    "a filter by a date that is none": (
        task(type="Filter", field="CreatedDate", operator="LESS_THAN", value="31.01.2024"),
        f"{SALESFORCE}tasks[0].value = '31.01.2024': must be a date such as 2024-01-31 or a time such as "
        "2024-01-31T08:00:00Z",
    ),
    "a range without an end": (
        task(type="Filter", field="NumberOfChildren", operator="BETWEEN", lower=1),
        f"{SALESFORCE}tasks[0].upper = None: is required for BETWEEN",
    ),
    "a merge into a field that there is": (
        task(type="Merge", fields=["FirstName", "LastName"], to="Email", format="${FirstName} ${LastName}"),
        f"{SALESFORCE}tasks[0].to = 'Email': is also written by a field that is loaded under this name",
    ),
    "a validation without an action": (
        task(type="Validate", field="Email", operator="VALIDATE_NON_NULL"),
        f"{SALESFORCE}tasks[0].action = None: is required for Validate tasks",
    ),
    "a calculation of one field": (
        task(type="Arithmetic", operator="ADDITION", fields=["Id"], to="Total"),
        f"{SALESFORCE}tasks[0].fields = ['Id']: must be two fields",
    ),
}


def test_a_preview_refuses_each_in_a_line(place: Place, project: Callable[..., Project]) -> None:
    cases: list[list[tuple[str, str, dict[str, Any]]]] = []
    expected: list[str] = []
    for number, (integration, message) in enumerate(REFUSALS.values()):
        settings = IntegrationSettings.model_validate(integration)
        arguments = settings.arguments(domain_name="amazon-connect-test", kms_key_arn=KEY, execution_role_arn=ROLE)
        name = f"{settings.name}-{number}"
        cases.append([("IntegrationWorkflow", name, dict(arguments))])
        assert message.startswith(f"IntegrationWorkflow '{settings.name}': ")
        expected.append("error: " + message.replace(settings.name, name, 1))
    lines = project(program=refused_together(cases)).refusal()
    assert lines == [*expected, TOGETHER]
    assert place.leftovers() == {}


@pytest.mark.parametrize(
    ("case", "line"),
    [
        ("batches always for Zendesk", f"bulk: 'always': Zendesk {NO_WORKFLOWS}"),
        ("files without an object type", "objectTypeName: is required for S3, which has no templates"),
        (
            "an unknown task",
            "tasks[0].type: 'Encrypt': must be one of Map, Filter, Mask, Merge, Truncate, Validate, Arithmetic",
        ),
    ],
)
def test_a_refusal_ends_the_preview_of_the_program_with_a_line_about_its_configuration(
    place: Place, project: Callable[..., Project], case: str, line: str
) -> None:
    integration, _ = REFUSALS[case]
    single = dict.fromkeys(("connectorType", "connectorProfileName", "sourceObject", "importStartDate"))
    refused = project(**single, integrations=[integration]).refusal()
    assert refused == [f"error: customer-profiles:integrations[0].{line}"]
    assert place.leftovers() == {}


def added(**statement: object) -> list[str]:
    return [json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Resource": "*", **statement}]})]


EXPORTS = {"bucket_name": "crm-exports"}
LETTERS = {"domain_name": "amazon-connect-test"}
DENIES_ALL = {"Principal": "*", "Action": "sqs:*"}
BY_TLS = {"Condition": {"Bool": {"aws:SecureTransport": "true"}}}
STATEMENTS: dict[str, tuple[str, dict[str, Any], str]] = {
    "no policy": (
        "SourceBucketPolicy",
        {**EXPORTS, "source_policy_documents": ["{}"]},
        "source_policy_documents = '{}': must be a policy as JSON text, with a list of statements",
    ),
    "no principal": (
        "SourceBucketPolicy",
        {**EXPORTS, "source_policy_documents": added(Sid="Mine", Action="s3:PutObject")},
        "source_policy_documents = \"statement 'Mine'\": must have either Principal or NotPrincipal",
    ),
    "a condition that holds for the service": (
        "DeadLetterQueue",
        {**LETTERS, "source_policy_documents": added(**DENIES_ALL, **BY_TLS)},
        "source_policy_documents = 'statement 1': denies profile.amazonaws.com sqs:SendMessage: except services with "
        'the condition {"BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}',
    ),
}


def test_a_preview_refuses_statements_that_are_none_or_lock_the_service_out(
    place: Place, project: Callable[..., Project]
) -> None:
    cases = [[(component, f"mine-{at}", given)] for at, (component, given, _) in enumerate(STATEMENTS.values())]
    assert project(program=refused_together(cases)).refusal() == [
        *(f"error: {component} 'mine-{at}': {says}" for at, (component, _, says) in enumerate(STATEMENTS.values())),
        TOGETHER,
    ]
    assert place.leftovers() == {}
