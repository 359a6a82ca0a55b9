"""The reference of the program's configuration is made from its settings, and its examples are accepted."""

from typing import Any

import pytest
import yaml
from connect_customer_profiles import IntegrationWorkflow

from settings import INTEGRATION_KEYS, KEYS, Settings, parse
from tests.conftest import REPOSITORY
from tests.packaging import configuration
from tests.unit.deployment import deploy

BASE = {
    "domainName": "shop",
    "connectorType": "Salesforce",
    "connectorProfileName": "salesforce",
    "sourceObject": "Contact",
    "importStartDate": "2019-01-31",
}
NEEDED: dict[str, dict[str, Any]] = {
    "adopt.workflow_ids": {"adopt": yaml.safe_load(configuration.EXAMPLES["adopt"])},
    "bucketName": {"connectorType": "S3", "bucketPrefix": "customers", "objectTypeName": "Customer", "fields": ["id"]},
    "objectTypeName": {"fields": ["Id"]},
    "tasks": {"fields": ["Birthdate"]},
    "formerKmsKeyArns": {"notify": ["on-call@example.com"]},
    "schedule.timezone": {"schedule": {"expression": "cron(0 6 * * ? *)"}},
}
NEEDED["bucketPrefix"] = {**NEEDED["bucketName"], "bucketName": "crm-exports"}
KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
ROLE = "arn:aws:iam::123456789012:role/loader"


def test_the_reference_is_up_to_date() -> None:
    written = (REPOSITORY / "docs" / "configuration.md").read_text()
    assert written == configuration.page(), "run `make configuration-reference`"


def test_every_key_has_a_row_with_a_meaning_and_an_example() -> None:
    keys = [*configuration.stack_keys(), *configuration.integration_keys()]
    assert {key.name for key in keys if "." not in key.name} == KEYS
    assert {key.name for key in keys} == set(configuration.EXAMPLES)
    assert [key.name for key in keys if not key.text or not key.type] == []
    assert {key.name for key in keys if key.required} == {"domainName", "connectorType", "importStartDate"}


def test_the_defaults_are_those_of_the_settings() -> None:
    assert {key.name: key.default for key in configuration.stack_keys() if key.default} == {
        "expirationDays": str(Settings.model_fields["expiration_days"].get_default()).join("``"),
        "deletionProtection": "`true`",
        "dashboardName": "`<domainName>-ingestion`",
    }
    defaults = {key.name: key.default for key in configuration.integration_keys()}
    assert (defaults["bulk"], defaults["onDelete"], defaults["schedule"]) == ("`auto`", "`delete`", "`rate(1hours)`")


@pytest.mark.parametrize("name", sorted(set(configuration.EXAMPLES) - {"integrations"}))
def test_the_example_is_accepted(name: str) -> None:
    key, _, part = name.partition(".")
    example = yaml.safe_load(configuration.EXAMPLES[name])
    needed = dict(NEEDED.get(name, {}))
    if part:
        example = {**needed.pop(key, {}), part: example}
    values = {**BASE, **needed, key: example}
    if values["connectorType"] == "S3":
        values = {each: value for each, value in values.items() if each not in ("connectorProfileName", "sourceObject")}
    settings = parse(values)
    one = settings.integrations[0]

    def program() -> None:
        with settings.in_config_names(one):
            IntegrationWorkflow(one.name, one.arguments(domain_name="shop", kms_key_arn=KEY, execution_role_arn=ROLE))

    if key in INTEGRATION_KEYS - {"wait"}:  # which asks AWS
        assert deploy(program).error is None
