"""Configuration → settings, and every refusal's exact line."""

import json
from collections.abc import Mapping
from typing import Any

import pulumi
import pytest
from connect_customer_profiles import IntegrationWorkflow

from settings import IntegrationSettings, load, parse
from tests.unit.deployment import deploy

SINGLE: dict[str, object] = {
    "domainName": "shop",
    "connectorType": "Salesforce",
    "connectorProfileName": "salesforce",
    "sourceObject": "Contact",
    "importStartDate": "2024-01-31",
}
LEADS = {
    "connectorType": "Marketo",
    "connectorProfileName": "marketo",
    "sourceObject": "leads",
    "importStartDate": "2023-01-01",
}
USERS = {
    "connectorType": "ServiceNow",
    "connectorProfileName": "servicenow",
    "sourceObject": "sys_user",
    "importStartDate": "2024-01-01",
    "batch": {"days": 10},
    "bulk": "always",
    "objectTypeName": "Users",
    "fields": ["sys_id"],
    "incrementalField": "sys_created_on",
    "schedule": "rate(1days)",
    "onDelete": "stop",
}
FILES = {
    "connectorType": "S3",
    "bucketName": "crm-exports",
    "bucketPrefix": "customers",
    "importStartDate": "2024-01-01",
    "objectTypeName": "Customer",
    "fields": ["id", "email"],
    "tasks": [{"type": "Mask", "field": "email", "first": 3}],
}
OPTIONS = {
    "tasks": [{"type": "Mask", "field": "email", "first": 3}],
    "wait": {"minutes": 5},
    "resubmitLimit": 0,
    "reEstablish": "again",
    "flowLimit": 500,
    "connectorOptions": {"include_deleted_records": True},
}
KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"


def test_five_words_are_enough() -> None:
    settings = parse(SINGLE)
    assert settings.domain_name == "shop"
    assert settings.expiration_days == 366
    assert settings.deletion_protection is True
    assert settings.tags == {}
    assert settings.integrations == [
        IntegrationSettings.model_validate({key: value for key, value in SINGLE.items() if key != "domainName"})
    ]


def test_a_single_integration_may_have_a_batch_size() -> None:
    assert parse({**SINGLE, "batch": {"months": 6}}).integrations[0].batch == {"months": 6}


def test_several_integrations_have_names_of_their_own() -> None:
    settings = parse({"domainName": "shop", "integrations": [LEADS, USERS]})
    assert [each.name for each in settings.integrations] == ["marketo-leads", "servicenow-sys_user"]
    assert settings.connector_profile_names == ["marketo", "servicenow"]


def test_a_connector_profile_that_several_integrations_use_is_named_once() -> None:
    second = {**LEADS, "sourceObject": "activities"}
    settings = parse({"domainName": "shop", "integrations": [LEADS, second, {**LEADS, "sourceObject": "x"}]})
    assert settings.connector_profile_names == ["marketo"]


def test_only_what_is_configured_becomes_an_argument() -> None:
    assert parse(SINGLE).integrations[0].arguments(domain_name="shop", kms_key_arn="key") == {
        "domain_name": "shop",
        "kms_key_arn": "key",
        "connector": {"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Contact"},
        "import_start_date": "2024-01-31",
    }


def test_everything_that_is_configured_becomes_an_argument() -> None:
    with_options = {**USERS, "connectorOptions": {"include_deleted_records": True}}
    assert parse({"domainName": "shop", "integrations": [with_options]}).integrations[0].arguments() == {
        "connector": {
            "type": "ServiceNow",
            "connector_profile_name": "servicenow",
            "object": "sys_user",
            "include_deleted_records": True,
        },
        "import_start_date": "2024-01-01",
        "batch": {"days": 10},
        "bulk": "always",
        "object_type_name": "Users",
        "fields": ["sys_id"],
        "incremental_field": "sys_created_on",
        "schedule": "rate(1days)",
        "on_delete": "stop",
    }


@pytest.mark.parametrize(
    ("given", "period"),
    [
        (None, 60),
        ("rate(15minutes)", 15),
        ("rate(1days)", 1440),
        ("rate(2days)", None),
        ("cron(0 6 * * ? *)", 1440),
        ({"expression": "cron(0/15 8-18 ? * * *)", "timezone": "Europe/Berlin"}, 1440),
        ("cron(0 6 ? * MON *)", None),
        ("cron(0 6 1 * ? *)", None),
    ],
)
def test_alarms_on_missing_runs_follow_from_the_schedules(given: object, period: int | None) -> None:
    other = {**LEADS, **({} if given is None else {"schedule": given})}
    settings = parse({"domainName": "shop", "integrations": [USERS | {"schedule": "rate(5minutes)"}, other]})
    assert settings.integrations[1].period_minutes == period
    assert [each.name for each in settings.watched] == ["servicenow-sys_user", "marketo-leads"][: 2 if period else 1]
    assert settings.longest_period_minutes == max(5, period or 0)


def test_files_are_named_by_their_object_type_and_need_no_connector_profile() -> None:
    settings = parse({"domainName": "shop", "integrations": [FILES, LEADS]})
    files = settings.integrations[0]
    assert files.name == "s3-customer"
    assert settings.connector_profile_names == ["marketo"]
    assert files.arguments() == {
        "connector": {"type": "S3", "bucket_name": "crm-exports", "bucket_prefix": "customers"},
        "import_start_date": "2024-01-01",
        "object_type_name": "Customer",
        "fields": ["id", "email"],
        "tasks": [{"type": "Mask", "field": "email", "first": 3}],
    }


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"domainName": "shop"}, "connectorType: is required (or a list of `integrations`)"),
        ({"domainName": "shop", "integrations": []}, "connectorType: is required (or a list of `integrations`)"),
        (
            {**SINGLE, "integrations": [LEADS]},
            "connectorType: give either one integration by keys or `integrations`, each with keys of its own",
        ),
        (
            {"domainName": "shop", "integrations": [LEADS], "batch": {"days": 1}},
            "batch: give either one integration by keys or `integrations`, each with keys of its own",
        ),
        ({key: value for key, value in SINGLE.items() if key != "domainName"}, "domainName: is required"),
        ({key: value for key, value in SINGLE.items() if key != "connectorType"}, "connectorType: is required"),
        ({key: value for key, value in SINGLE.items() if key != "importStartDate"}, "importStartDate: is required"),
        ({**SINGLE, "domain": "shop"}, "domain: is not a known key; did you mean domainName?"),
        ({**SINGLE, "import_start_date": "x"}, "import_start_date: is not a known key; did you mean importStartDate?"),
        ({**SINGLE, "task": [1]}, "task: is not a known key; did you mean tasks?"),
        (
            {"domainName": "shop", "integrations": [LEADS], "tasks": [1]},
            "tasks: give either one integration by keys or `integrations`, each with keys of its own",
        ),
        (
            {"domainName": "shop", "integrations": [{**LEADS, "sourceobject": "x"}]},
            "integrations[0].sourceobject: is not a known key; did you mean sourceObject?",
        ),
        (
            {**SINGLE, "importStartDate": "2024-01-31 00:00:00 +0000 UTC"},
            "importStartDate: '2024-01-31 00:00:00 +0000 UTC': YAML reads a date without quotation marks as a time: "
            'write "2024-01-31"',
        ),
        (
            {"domainName": "shop", "integrations": [{**LEADS, "importStartDate": "2024-01-31 08:00:00 +0000 UTC"}]},
            "integrations[0].importStartDate: '2024-01-31 08:00:00 +0000 UTC': YAML reads a date without quotation "
            'marks as a time: write "2024-01-31T08:00:00Z"',
        ),
        (
            {**SINGLE, "domainName": "our shop"},
            "domainName: 'our shop': a domain name has 1 to 64 letters, digits, _ or -",
        ),
        (
            {**SINGLE, "dashboardName": "a b"},
            "dashboardName: 'a b': a dashboard name has 1 to 255 letters, digits, _ or -",
        ),
        ({**SINGLE, "expirationDays": 0}, "expirationDays: 0: must be 1 to 1098 days"),
        (
            {**SINGLE, "notify": ["ops@example.com"], "formerKmsKeyArns": ["alias/old"]},
            "formerKmsKeyArns[0]: 'alias/old': must be the ARN of a KMS key (arn:aws:kms:…:key/…)",
        ),
        (
            {
                **SINGLE,
                "formerKmsKeyArns": ["arn:aws:kms:us-east-1:123456789012:key/mrk-1"],
            },
            "formerKmsKeyArns: needs `notify`, or nobody is told about these keys",
        ),
        ({**SINGLE, "schedule": 5}, "schedule: 5: must be text: write it in quotation marks"),
        ({**SINGLE, "expirationDays": "30"}, "expirationDays: '30': must be a whole number, without quotation marks"),
        (
            {**SINGLE, "deletionProtection": "no"},
            "deletionProtection: 'no': must be true or false, without quotation marks",
        ),
        ({**SINGLE, "tags": {"team": 1}}, "tags.team: 1: must be text: write it in quotation marks"),
        ({**SINGLE, "batch": {"days": "10"}}, "batch.days: '10': must be a whole number, without quotation marks"),
        ({**SINGLE, "batch": 10}, "batch: 10: must be a map, such as {key: value}"),
        ({"domainName": "shop", "integrations": "x"}, "integrations: 'x': must be a list, such as [first, second]"),
        (
            {"domainName": "shop", "integrations": [LEADS, {**USERS, "from": "x"}]},
            "integrations[1].from: is not a known key; known keys: batch, bucketName, bucketPrefix, bulk, "
            "connectorOptions, connectorProfileName, connectorType, fields, flowLimit, importStartDate, "
            "incrementalField, objectTypeName, onDelete, reEstablish, resubmitLimit, schedule, sourceObject, tasks, "
            "wait",
        ),
        (
            {"domainName": "shop", "integrations": [{**LEADS, "fields": "email"}]},
            "integrations[0].fields: 'email': must be a list, such as [first, second]",
        ),
        (
            {"domainName": "shop", "integrations": [{**FILES, "tasks": ["Mask"]}]},
            "integrations[0].tasks[0]: 'Mask': must be a map, such as {key: value}",
        ),
        (
            {"domainName": "shop", "integrations": [{"connectorType": "Marketo"}]},
            "integrations[0].importStartDate: is required",
        ),
        (
            {"domainName": "shop", "integrations": [LEADS, USERS, LEADS]},
            "integrations: marketo-leads appears more than once",
        ),
    ],
)
def test_refuses_in_one_line(values: Mapping[str, object], message: str) -> None:
    with pytest.raises(pulumi.RunError) as refused:
        parse(values)
    assert str(refused.value) == f"customer-profiles:{message}"


def test_one_integration_by_keys_takes_every_option_of_a_list() -> None:
    in_list = parse({"domainName": "shop", "integrations": [{**USERS, **OPTIONS}]})
    assert parse({"domainName": "shop", **USERS, **OPTIONS}).integrations == in_list.integrations


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"importStartDate": "31.1.2024"}, "importStartDate: '31.1.2024': must be a date such as 2024-01-31"),
        ({"sourceObject": ""}, "sourceObject: is required for Salesforce"),
        ({"connectorType": "Hubspot"}, "connectorType: 'Hubspot': "),
        ({"sourceObject": "Custom__c"}, "sourceObject: 'Custom__c': Salesforce has templates for "),
        ({"schedule": {"expression": "hourly"}}, "schedule.expression: 'hourly': must be like rate(15minutes)"),
        ({"onDelete": "keep"}, "onDelete: 'keep': must be one of delete, stop, retain"),
        ({"tasks": [{"type": "Hide"}]}, "tasks[0].type: 'Hide': "),
        ({"connectorOptions": {"with_deleted": True}}, "connectorOptions.with_deleted: True: "),
    ],
)
@pytest.mark.parametrize("single", [True, False])
def test_what_a_component_refuses_is_said_in_the_words_of_the_configuration(
    changes: dict[str, object], message: str, single: bool
) -> None:
    one = {key: value for key, value in SINGLE.items() if key != "domainName"} | changes
    values = {"domainName": "shop"} | (one if single else {"integrations": [LEADS, one]})
    settings = parse(values)
    place = "" if single else "integrations[1]."

    def program() -> None:
        each = settings.integrations[-1]
        with settings.in_config_names(each):
            IntegrationWorkflow(each.name, each.arguments(domain_name="shop", kms_key_arn=KEY))

    error = str(deploy(program).error)
    assert error.startswith(f"customer-profiles:{place}{message}")
    assert [name for name in IntegrationSettings.model_fields if "_" in name and name in error] == []


def loaded(config: Mapping[str, str]) -> Any:
    found: dict[str, Any] = {}

    def program() -> None:
        found["settings"] = load(pulumi.Config())

    deployment = deploy(program, config=config)
    if deployment.error:
        raise deployment.error
    return found["settings"]


def test_loads_words_and_objects_from_the_stack() -> None:
    config = {f"customer-profiles:{key}": str(value) for key, value in SINGLE.items()}
    objects = {
        "customer-profiles:batch": '{"months": 3}',
        "customer-profiles:expirationDays": "30",
        "customer-profiles:deletionProtection": "false",
        "customer-profiles:tags": '{"team": "care"}',
    }
    expected = {
        **SINGLE,
        "batch": {"months": 3},
        "expirationDays": 30,
        "deletionProtection": False,
        "tags": {"team": "care"},
    }
    assert loaded({**config, **objects}) == parse(expected)


def test_the_defaults_that_the_project_file_declares_count_as_not_given() -> None:
    declared = {
        **dict.fromkeys(("connectorType", "connectorProfileName", "sourceObject", "importStartDate"), ""),
        "domainName": "shop",
        "batch": "{}",
        "integrations": '[{"connectorType": "Marketo", "importStartDate": "2024-01-31"}]',
        "expirationDays": "366",
        "deletionProtection": "true",
        "tags": "{}",
    }
    settings = loaded({f"customer-profiles:{key}": value for key, value in declared.items()})
    assert [each.connector_type for each in settings.integrations] == ["Marketo"]


def test_a_key_that_the_program_does_not_know_is_refused() -> None:
    """It might have been meant to mask something."""
    config = {f"customer-profiles:{key}": str(value) for key, value in SINGLE.items()}
    with pytest.raises(pulumi.RunError, match=r"^customer-profiles:maskedFields: is not a known key; "):
        loaded({**config, "customer-profiles:maskedFields": '["email"]', "other:maskedFields": "x"})


def test_a_single_integration_has_its_options_from_the_stack() -> None:
    config = {f"customer-profiles:{key}": str(value) for key, value in SINGLE.items()}
    task = {"type": "Mask", "field": "Birthdate", "last": 4}
    schedule = {"expression": "cron(0 6 * * ? *)", "timezone": "Europe/Berlin"}
    more = {
        "customer-profiles:tasks": json.dumps([task]),
        "customer-profiles:resubmitLimit": "0",
        "customer-profiles:bulk": "never",
    }
    for given, found in (("rate(1days)", "rate(1days)"), (json.dumps(schedule), schedule)):
        [one] = loaded({**config, **more, "customer-profiles:schedule": given}).integrations
        assert (one.tasks, one.resubmit_limit, one.bulk, one.schedule) == ([task], 0, "never", found)


def test_a_value_that_is_no_json_is_refused_in_one_line() -> None:
    config = {f"customer-profiles:{key}": str(value) for key, value in SINGLE.items()}
    with pytest.raises(pulumi.RunError, match=r"^[^\n]*customer-profiles:expirationDays[^\n]*thirty[^\n]*$"):
        loaded({**config, "customer-profiles:expirationDays": "thirty"})
