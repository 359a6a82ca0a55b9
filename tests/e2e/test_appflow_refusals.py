"""Bad input for flows and connections made in AppFlow: one clear line at preview, no secret in it, nothing made."""

from collections.abc import Callable
from typing import Any

import pytest
from connect_customer_profiles.sources import SOURCES

from .conftest import Place
from .harness import TOGETHER, Project, refused_together

pytestmark = pytest.mark.e2e

PROGRAM = """
import pulumi
from connect_customer_profiles import ConnectorProfile, ExternalApplication

{component}("it", {arguments!r})
"""
SECRET = "hunter2-hunter2"
APPLICATION: dict[str, Any] = {
    "domain_name": "amazon-connect-test",
    "object_type_name": "HubSpotContact",
    "source": {"type": "CustomConnector", "connector_profile_name": "hubspot", "object": "contacts"},
    "tasks": [{"type": "Map_all"}],
}
PROFILE: dict[str, Any] = {
    "connector_profile_name": "crm",
    "connector_type": "ServiceNow",
    "instance_url": "https://acme.service-now.com",
    "credentials": {"kind": "basic", "username": "loader", "password": SECRET},
}
SALESFORCE = {"connector_type": "Salesforce", "instance_url": "https://acme.my.salesforce.com"}

APPLICATIONS: dict[str, tuple[dict[str, Any], str]] = {
    "no such source": (
        {"source": {"type": "HubSpot", "object": "contacts"}},
        f"source.type = 'HubSpot': must be one of {', '.join(SOURCES)}",
    ),
    "no connector profile": (
        {"source": {"type": "CustomConnector", "object": "contacts"}},
        "source.connector_profile_name = None: is required for CustomConnector: the name of its connection in AppFlow",
    ),
    "files at the top of a bucket": (
        {"source": {"type": "S3", "bucket_name": "crm-export"}},
        "source.bucket_prefix = None: is required for S3, such as crm/customers: the folder in the bucket",
    ),
    "no tasks": ({"tasks": []}, "tasks = []: must be a list of at least one task"),
    "no such task": (
        {"tasks": [{"type": "Project"}]},
        "tasks.0.type = 'Project': must be one of Map, Map_all, Filter, Arithmetic, Mask, Merge, Passthrough, "
        "Truncate, "
        "Validate",
    ),
    "all fields of some": (
        {"tasks": [{"type": "Map_all", "source_fields": ["id"]}]},
        "tasks.0.source_fields = ['id']: a Map_all task has none, because it applies to all fields",
    ),
    "a mask of nothing": (
        {"tasks": [{"type": "Map_all"}, {"type": "Mask", "source_fields": ["phone"], "operator": "MASK_ALL"}]},
        "tasks.1.mask_value = None: is required for Mask tasks with operator MASK_ALL",
    ),
    "a schedule in words": (
        {"schedule": "every hour"},
        "schedule = 'every hour': must be like rate(15minutes), rate(1hours) or cron(0 6 * * ? *)",
    ),
    "two days in a cron expression": (
        {"schedule": "cron(0 1 * * * *)"},
        "schedule = 'cron(0 1 * * * *)': must be like rate(15minutes), rate(1hours) or cron(0 6 * * ? *)",
    ),
    "the 31st of February": (
        {"schedule": "cron(0 1 31 2 ? *)"},
        "schedule = 'cron(0 1 31 2 ? *)': would never run: it names no date to come",
    ),
    "a time zone that is none": (
        {"schedule": {"expression": "cron(0 1 * * ? *)", "timezone": "Mars/Olympus"}},
        "schedule.timezone = 'Mars/Olympus': must be a time zone of the IANA database such as Europe/Berlin",
    ),
    "Marketo every minute": (
        {
            "source": {"type": "Marketo", "connector_profile_name": "marketo", "object": "leads"},
            "schedule": "rate(1minutes)",
        },
        "schedule = 'rate(1minutes)': Marketo flows can run at most every 60 minutes",
    ),
    "a first run on a day that is none": (
        {"schedule": {"expression": "rate(1hours)", "first_execution_from": "2024-02-30"}},
        "schedule.first_execution_from = '2024-02-30': must be a date such as 2024-01-31 or a time such as "
        "2024-01-31T08:00:00Z",
    ),
    "a truth in words": ({"activate": "no"}, "activate = 'no': must be true or false"),
    "an object type with a space": (
        {"object_type_name": "HubSpot contact"},
        "object_type_name = 'HubSpot contact': an object type name has 1 to 255 letters, digits, _ or -, and does not "
        "start with a digit or -",
    ),
}
PROFILES: dict[str, tuple[dict[str, Any], str]] = {
    "no such connector": (
        {"connector_type": "HubSpot"},
        "connector_type = 'HubSpot': must be one of Salesforce, ServiceNow, Marketo, Zendesk",
    ),
    "no https": (
        {"instance_url": "http://acme.service-now.com"},
        "instance_url = 'http://acme.service-now.com': must be an https:// URL of up to 256 characters",
    ),
    "a misspelt argument": (
        {"credential": {"password": SECRET}},
        "credential = [secret]: is not an argument; did you mean credentials?",
    ),
    "a misspelt part": (
        {"credentials": {"kind": "basic", "username": "loader", "passwort": SECRET}},
        "credentials.passwort = [secret]: is not part of ServiceNow credentials of kind basic; did you mean password?",
    ),
    "a part is missing": (
        {"credentials": {"kind": "oauth", "client_id": "us", "client_secret": SECRET}},
        "credentials.access_token = None: is required for ServiceNow credentials of kind oauth",
    ),
    "client credentials for Salesforce": (
        {**SALESFORCE, "credentials": {"kind": "client_credentials", "client_secret": SECRET}},
        "credentials.kind = 'client_credentials': AppFlow does not support client credentials for Salesforce; use jwt, "
        "or name a connector profile that was authorised in the console",
    ),
    "a token that is none": (
        {**SALESFORCE, "credentials": {"kind": "jwt", "jwt_token": SECRET}},
        "credentials.jwt_token = [secret]: must be a JSON web token: three parts with dots between them",
    ),
    "a name with a space": (
        {"connector_profile_name": "our crm"},
        "connector_profile_name = 'our crm': a connector profile name has 1 to 256 letters, digits or _ / ! @ # + = "
        ". -",
    ),
}
CASES = [
    *(
        ("ExternalApplication", id_, {**APPLICATION, **changed}, message)
        for id_, (changed, message) in APPLICATIONS.items()
    ),
    *(("ConnectorProfile", id_, {**PROFILE, **changed}, message) for id_, (changed, message) in PROFILES.items()),
]


def test_a_preview_refuses_each_in_a_line(place: Place, project: Callable[..., Project]) -> None:
    bad = [[(component, id_, arguments)] for component, id_, arguments, _ in CASES]
    lines = project(program=refused_together(bad)).refusal()
    assert lines == [*(f"error: {component} '{id_}': {message}" for component, id_, _, message in CASES), TOGETHER]
    assert place.leftovers() == {}


@pytest.mark.parametrize("case", [CASES[0], CASES[-1]], ids=lambda case: case[0])
def test_an_uncaught_refusal_ends_the_preview_with_its_line(
    place: Place, project: Callable[..., Project], case: tuple[str, str, dict[str, Any], str]
) -> None:
    component, _, arguments, message = case
    program = PROGRAM.format(component=component, arguments=arguments)
    assert project(program=program).refusal() == [f"error: {component} 'it': {message}"]
    assert place.leftovers() == {}


def test_a_preview_refuses_a_name_that_is_taken(place: Place, project: Callable[..., Project]) -> None:
    program = PROGRAM.format(
        component="ConnectorProfile", arguments={**PROFILE, "connector_profile_name": "servicenow"}
    )
    assert project(program=program).refusal() == [
        "error: ConnectorProfile: connector_profile_name = 'servicenow': a connector profile of this name already "
        "exists; to use it, pass its name as the connector profile's name; after a rename or a move into another "
        "component, give the component the option aliases (docs/names.md); otherwise choose another name"
    ]
    assert place.control.calls("appflow", "CreateConnectorProfile") == []
