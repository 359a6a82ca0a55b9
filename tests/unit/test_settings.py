"""Configuration → settings, and every refusal's exact line."""

from collections.abc import Mapping
from typing import Any

import pulumi
import pytest

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
            "connectorType: give either one integration by keys or `integrations`",
        ),
        (
            {"domainName": "shop", "integrations": [LEADS], "batch": {"days": 1}},
            "batch: give either one integration by keys or `integrations`",
        ),
        ({key: value for key, value in SINGLE.items() if key != "domainName"}, "domainName: is required"),
        ({key: value for key, value in SINGLE.items() if key != "connectorType"}, "connectorType: is required"),
        ({key: value for key, value in SINGLE.items() if key != "importStartDate"}, "importStartDate: is required"),
        ({**SINGLE, "domain": "shop"}, "domain: is not a known key"),
        ({**SINGLE, "expirationDays": "30"}, "expirationDays: '30': input should be a valid integer"),
        ({**SINGLE, "deletionProtection": "no"}, "deletionProtection: 'no': input should be a valid boolean"),
        ({**SINGLE, "tags": {"team": 1}}, "tags.team: 1: input should be a valid string"),
        ({**SINGLE, "batch": {"days": "10"}}, "batch.days: '10': input should be a valid integer"),
        ({**SINGLE, "batch": 10}, "batch: 10: input should be a valid dictionary"),
        ({"domainName": "shop", "integrations": "x"}, "integrations: 'x': input should be a valid list"),
        (
            {"domainName": "shop", "integrations": [LEADS, {**USERS, "from": "x"}]},
            "integrations[1].from: is not a known key",
        ),
        (
            {"domainName": "shop", "integrations": [{**LEADS, "fields": "email"}]},
            "integrations[0].fields: 'email': input should be a valid list",
        ),
        (
            {"domainName": "shop", "integrations": [{**FILES, "tasks": ["Mask"]}]},
            "integrations[0].tasks[0]: 'Mask': input should be a valid dictionary",
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


def test_a_value_that_is_no_json_is_refused_in_one_line() -> None:
    config = {f"customer-profiles:{key}": str(value) for key, value in SINGLE.items()}
    with pytest.raises(pulumi.RunError, match=r"^[^\n]*customer-profiles:expirationDays[^\n]*thirty[^\n]*$"):
        loaded({**config, "customer-profiles:expirationDays": "thirty"})
