"""Configuration → settings. What is refused is in `tests/newcomer/mistakes.py`."""

import json
from collections.abc import Mapping
from typing import Any

import pulumi
import pytest
import yaml
from connect_customer_profiles import IntegrationWorkflow
from connect_customer_profiles.base.take_over import TakeOverError
from connect_customer_profiles.rules import RuleViolation
from connect_customer_profiles.rules.argument_names import TOLD

from settings import EMPTY, MAY_BE_EMPTY, IntegrationSettings, load, parse
from tests.conftest import REPOSITORY
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
    "beside": True,
    "adopt": {"integration_uri": "arn:aws:appflow:us-east-1:123456789012:flow/Customer_Profiles_1"},
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


def test_one_integration_by_keys_takes_every_option_of_a_list() -> None:
    in_list = parse({"domainName": "shop", "integrations": [{**USERS, **OPTIONS}]})
    assert parse({"domainName": "shop", **USERS, **OPTIONS}).integrations == in_list.integrations


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"importStartDate": "31.1.2024"}, "importStartDate: '31.1.2024': must be a date such as 2024-01-31"),
        ({"sourceObject": ""}, "sourceObject: is required for Salesforce, such as Account"),
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


def test_what_depends_on_today_is_said_in_the_keys_names_as_well() -> None:
    def program() -> None:
        found = load(pulumi.Config())
        [each] = found.integrations
        given = each.arguments(
            domain_name="shop", kms_key_arn=KEY, execution_role_arn="arn:aws:iam::123456789012:role/loader"
        )
        IntegrationWorkflow(each.name, given)

    config = {f"customer-profiles:{key}": str(value) for key, value in SINGLE.items()}
    error = deploy(program, config={**config, "customer-profiles:importStartDate": "2999-01-01"}).error
    where = "IntegrationWorkflow 'salesforce-contact': importStartDate = '2999-01-01'"
    assert str(error).startswith(f"{where}: must be in the past; it is now ")


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


def test_only_what_the_project_file_declares_as_empty_may_be_empty() -> None:
    declared = yaml.safe_load((REPOSITORY / "Pulumi.yaml").read_text())["config"]
    assert {key for key, each in declared.items() if each.get("default", 0) in EMPTY} == {*MAY_BE_EMPTY}


@pytest.mark.parametrize("namespace", ["customer-profile", "customerprofiles", "customer_profiles", "custmer-profiles"])
def test_a_namespace_that_is_misspelt_is_refused(namespace: str) -> None:
    """Nobody reads it: with a mask in it, nothing would be masked."""
    config = {f"customer-profiles:{key}": str(value) for key, value in SINGLE.items()}
    line = f"^{namespace}:tasks: is not read; did you mean customer-profiles:tasks\\?$"
    with pytest.raises(pulumi.RunError, match=line):
        loaded({**config, f"{namespace}:tasks": "[]", "aws:region": "us-east-1", "customers:tasks": "[]"})


@pytest.mark.parametrize("empty", ["", "[]", "{}"])
def test_an_unknown_key_without_a_value_is_refused_and_that_of_another_program_is_not(empty: str) -> None:
    """It might have been meant to mask something."""
    config = {f"customer-profiles:{key}": str(value) for key, value in SINGLE.items()}
    assert loaded({**config, "other:maskedFields": "x"}) == parse(SINGLE)
    with pytest.raises(pulumi.RunError, match=r"^customer-profiles:maskedFields: is not a known key; "):
        loaded({**config, "customer-profiles:maskedFields": empty})


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


def test_what_the_program_and_its_provider_refuse_has_the_names_of_the_keys() -> None:
    def program() -> None:
        settings = load(pulumi.Config("customer-profiles"))
        wired = {
            "domain_name": "shop",
            "kms_key_arn": KEY,
            "execution_role_arn": "arn:aws:iam::123456789012:role/loader",
        }
        IntegrationWorkflow("contacts", settings.integrations[0].arguments(**wired))
        for argument, said in (("ids['key']", "takeOver['key']"), ("as_found['key']", "asFound['key']")):
            assert str(TakeOverError(RuleViolation("x", "no", argument=argument))) == f"{said} = 'x': no"

    made = deploy(program, config={f"customer-profiles:{key}": str(value) for key, value in SINGLE.items()})
    assert made.error is None
    for each in ("contacts-plan", "contacts-ingestion"):
        words = made[each].inputs[TOLD]
        assert (words["connector.connector_profile_name"], words["import_start_date"], words["connector.object"]) == (
            "connectorProfileName",
            "importStartDate",
            "sourceObject",
        )
