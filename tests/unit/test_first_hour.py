"""The mistakes of a first hour: each is refused in one line that names the key, the value and the way out.

What the command `customer-profiles` says of a wrong stack, folder, Region or credentials is in
`tests/operations/test_bad_input.py`, what a preview says of the engine's providers in `tests/e2e/`.
"""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pulumi
import pytest
from connect_customer_profiles import IntegrationWorkflow

from settings import INTEGRATION_KEYS, KEYS, parse
from tests.conftest import REPOSITORY
from tests.unit.deployment import deploy

KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
ROLE = "arn:aws:iam::123456789012:role/loader"
SINGLE: dict[str, Any] = {
    "domainName": "shop",
    "connectorType": "Salesforce",
    "connectorProfileName": "salesforce",
    "sourceObject": "Contact",
    "importStartDate": "2024-01-31",
}
MISTAKES: list[tuple[dict[str, Any], str]] = [
    (
        {"importStartDate": "31.1.2024"},
        "importStartDate: '31.1.2024': must be a date such as 2024-01-31 or a time such as 2024-01-31T08:00:00Z",
    ),
    (
        {"importStartDate": "01/31/2024"},
        "importStartDate: '01/31/2024': must be a date such as 2024-01-31 or a time such as 2024-01-31T08:00:00Z",
    ),
    (
        {"importStartDate": "2024-1-31"},
        "importStartDate: '2024-1-31': must be a date such as 2024-01-31 or a time such as 2024-01-31T08:00:00Z",
    ),
    (
        {"importStartDate": "2024-02-30"},
        "importStartDate: '2024-02-30': must be a date such as 2024-01-31 or a time such as 2024-01-31T08:00:00Z",
    ),
    (
        {"importStartDate": "31 January 2024"},
        "importStartDate: '31 January 2024': must be a date such as 2024-01-31 or a time such as 2024-01-31T08:00:00Z",
    ),
    (
        {"importStartDate": "2024-01-31T08:00:00"},
        "importStartDate: '2024-01-31T08:00:00': a time needs an offset from UTC, such as the Z in "
        "2024-01-31T08:00:00Z",
    ),
    (
        {"importStartDate": "2024-01-31 08:00"},
        "importStartDate: '2024-01-31 08:00': a time needs an offset from UTC, such as the Z in 2024-01-31T08:00:00Z",
    ),
    (
        {"importStartDate": "1706659200"},
        "importStartDate: '1706659200': must be a date such as 2024-01-31 or a time such as 2024-01-31T08:00:00Z",
    ),
    (
        {"importStartDate": "2024"},
        "importStartDate: '2024': must be a date such as 2024-01-31 or a time such as 2024-01-31T08:00:00Z",
    ),
    (
        {"importStartDate": "two years"},
        "importStartDate: 'two years': must be a date such as 2024-01-31 or a time such as 2024-01-31T08:00:00Z",
    ),
    (
        {"connectorType": "salesforce"},
        "connectorType: 'salesforce': must be one of Salesforce, Marketo, ServiceNow, Zendesk, S3",
    ),
    (
        {"connectorType": "SalesForce"},
        "connectorType: 'SalesForce': must be one of Salesforce, Marketo, ServiceNow, Zendesk, S3",
    ),
    (
        {"connectorType": "Servicenow"},
        "connectorType: 'Servicenow': must be one of Salesforce, Marketo, ServiceNow, Zendesk, S3",
    ),
    (
        {"connectorType": "HubSpot"},
        "connectorType: 'HubSpot': must be one of Salesforce, Marketo, ServiceNow, Zendesk, S3",
    ),
    (
        {"connectorType": "SAPOData"},
        "connectorType: 'SAPOData': must be one of Salesforce, Marketo, ServiceNow, Zendesk, S3",
    ),
    (
        {"sourceObject": "contact"},
        "sourceObject: 'contact': Salesforce has templates for Account, Contact, Asset; another object needs "
        "objectTypeName and fields",
    ),
    (
        {"sourceObject": "Contacts"},
        "sourceObject: 'Contacts': Salesforce has templates for Account, Contact, Asset; another object needs "
        "objectTypeName and fields",
    ),
    (
        {"sourceObject": "Lead"},
        "sourceObject: 'Lead': Salesforce has templates for Account, Contact, Asset; another object needs "
        "objectTypeName and fields",
    ),
    ({"sourceObject": ""}, "sourceObject: is required for Salesforce"),
    ({"connectorProfileName": ""}, "connectorProfileName: is required for Salesforce"),
    (
        {"connectorProfileName": "my salesforce"},
        "connectorProfileName: 'my salesforce': a connector profile name has 1 to 256 letters, digits or _ / ! @ # "
        "+ = . -",
    ),
    ({"schedule": "hourly"}, "schedule: 'hourly': must be like rate(15minutes), rate(1hours) or cron(0 6 * * ? *)"),
    (
        {"schedule": "every 15 minutes"},
        "schedule: 'every 15 minutes': must be like rate(15minutes), rate(1hours) or cron(0 6 * * ? *)",
    ),
    (
        {"schedule": "0 6 * * *"},
        "schedule: '0 6 * * *': must be like rate(15minutes), rate(1hours) or cron(0 6 * * ? *)",
    ),
    (
        {"schedule": "cron(0 6 * * *)"},
        "schedule: 'cron(0 6 * * *)': must be like rate(15minutes), rate(1hours) or cron(0 6 * * ? *)",
    ),
    (
        {"schedule": "rate(0minutes)"},
        "schedule: 'rate(0minutes)': must be like rate(15minutes), rate(1hours) or cron(0 6 * * ? *)",
    ),
    (
        {"schedule": {"expression": "cron(0 6 * * ? *)", "timezone": "CET/Berlin"}},
        "schedule.timezone: 'CET/Berlin': must be a time zone of the IANA database such as Europe/Berlin",
    ),
    (
        {"tasks": [{"type": "Filter", "field": "MailingCountry", "operator": "==", "value": "DE"}]},
        "tasks[0].operator: '==': Salesforce filters take EQUAL_TO, NOT_EQUAL_TO, CONTAINS, LESS_THAN, "
        "LESS_THAN_OR_EQUAL_TO, GREATER_THAN, GREATER_THAN_OR_EQUAL_TO, BETWEEN",
    ),
    (
        {"tasks": [{"type": "Filter", "field": "MailingCountry", "operator": "EQUALS", "value": "DE"}]},
        "tasks[0].operator: 'EQUALS': Salesforce filters take EQUAL_TO, NOT_EQUAL_TO, CONTAINS, LESS_THAN, "
        "LESS_THAN_OR_EQUAL_TO, GREATER_THAN, GREATER_THAN_OR_EQUAL_TO, BETWEEN",
    ),
    (
        {"tasks": [{"type": "filter", "field": "MailingCountry", "operator": "EQUAL_TO", "value": "DE"}]},
        "tasks[0].type: 'filter': must be one of Map, Filter, Mask, Merge, Truncate, Validate, Arithmetic",
    ),
    ({"tasks": [{"type": "Mask"}]}, "tasks[0].field: is required for Mask tasks"),
    (
        {"tasks": [{"type": "Mask", "fields": ["Email"]}]},
        "tasks[0].fields: ['Email']: is not part of Mask tasks; did you mean field?",
    ),
    (
        {"tasks": [{"type": "Mask", "field": "Birthdate", "last": "4"}]},
        "tasks[0].last: '4': must be a whole number of characters",
    ),
    ({"batch": {"month": 3}}, "batch.month: 3: is not part of a batch size; did you mean months?"),
    (
        {"batch": {"months": 3, "days": 1}},
        "batch: {'months': 3, 'days': 1}: give exactly one of months, days and records_per_day",
    ),
    ({"batch": {"days": 0}}, "batch.days: 0: must be 1 to 36525 days"),
    ({"bulk": "yes"}, "bulk: 'yes': must be one of auto, always, never"),
    ({"bulk": True}, "bulk: True: must be text: write it in quotation marks"),
    ({"onDelete": "remove"}, "onDelete: 'remove': must be one of delete, stop, retain"),
    ({"wait": {"hours": 1}}, "wait.hours: 1: is not part of a wait; known keys: minutes"),
    ({"wait": 5}, "wait: 5: must be a map, such as {key: value}"),
    ({"resubmitLimit": -1}, "resubmitLimit: -1: must be 0 to 10 rounds"),
    ({"flowLimit": 0}, "flowLimit: 0: must be 2 to 100000 flows"),
    ({"fields": "Email"}, "fields: 'Email': must be a list, such as [first, second]"),
    (
        {"connectorOptions": {"includeDeletedRecords": True}},
        "connectorOptions.includeDeletedRecords: True: is not part of Salesforce connectors; did you mean "
        "include_deleted_records?",
    ),
]


def refusal(values: dict[str, Any]) -> str:
    """What the preview of the program says."""
    try:
        settings = parse(values)
    except pulumi.RunError as error:
        return str(error)
    one = settings.integrations[0]

    def program() -> None:
        with settings.in_config_names(one):
            IntegrationWorkflow(one.name, one.arguments(domain_name="shop", kms_key_arn=KEY, execution_role_arn=ROLE))

    return str(deploy(program).error)


@pytest.mark.parametrize(("changes", "line"), MISTAKES, ids=lambda value: str(value)[:60])
def test_a_mistake_is_one_line_with_the_way_out(changes: dict[str, Any], line: str) -> None:
    assert refusal({**SINGLE, **changes}) == f"customer-profiles:{line}"


def test_there_are_forty() -> None:
    assert len(MISTAKES) >= 40


@pytest.mark.parametrize("key", sorted(KEYS))
def test_a_misspelt_key_is_refused_with_the_right_one(key: str) -> None:
    misspelt = f"{key[:-2]}{key[-1]}{key[-2]}"
    at_the_top = refusal({**SINGLE, misspelt: "x"})
    assert at_the_top == f"customer-profiles:{misspelt}: is not a known key; did you mean {key}?"
    if key in INTEGRATION_KEYS:
        one = {name: value for name, value in SINGLE.items() if name != "domainName"}
        in_a_list = refusal({"domainName": "shop", "integrations": [{**one, misspelt: "x"}]})
        assert in_a_list == f"customer-profiles:integrations[0].{misspelt}: is not a known key; did you mean {key}?"


def test_a_python_that_is_too_old_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    shutil.copy(REPOSITORY / "Makefile", tmp_path)
    for name in ("pyproject.toml", "hashes.txt"):
        (tmp_path / name).touch()
    old = tmp_path / "python3.9"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    # `make test` tells every make below it that it is one, and that one would announce its folder.
    alone = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    command = ["make", "setup", f"PYTHON={old}"]
    done = subprocess.run(command, cwd=tmp_path, env=alone, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert done.stdout == "Python 3.11 or newer is needed: make PYTHON=/path/to/python3\n"
    assert not (tmp_path / ".venv").exists()
