"""The components in a program that is written in YAML: the plugin on the real engine."""

import re
from pathlib import Path
from typing import Any

import pytest
from pulumi import automation

from .conftest import Place
from .life_of_an_example import goes_up_changes_in_place_and_leaves_nothing
from .yaml_project import TYPE, example, program

pytestmark = pytest.mark.e2e


def test_the_example_goes_up_changes_in_place_and_leaves_nothing(place: Place, tmp_path: Path) -> None:
    stack = example(tmp_path, place)
    goes_up_changes_in_place_and_leaves_nothing(stack, place)


DOMAIN = {
    "domainName": "amazon-connect-shop",
    "kmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
}


def workflow(**changes: Any) -> dict[str, Any]:
    """An integration that loads two months, with changed properties."""
    connector = {"type": "Salesforce", "connectorProfileName": "salesforce", "object": "Contact"}
    return {
        "type": f"{TYPE}IntegrationWorkflow",
        "properties": {**DOMAIN, "connector": connector, "importStartDate": "2023-01-31", **changes},
    }


def queue(**properties: Any) -> dict[str, Any]:
    return {"type": f"{TYPE}DeadLetterQueue", "properties": properties}


@pytest.mark.parametrize(
    ("resource", "line"),
    [
        (
            workflow(connector={"type": "Salesforce", "object": "Contact"}),
            "IntegrationWorkflow 'it': connector.connectorProfileName = None: is required for Salesforce: the "
            "name of its connection in AppFlow",
        ),
        (
            workflow(batch={"recordsPerDay": -3}),
            "IntegrationWorkflow 'it': batch.recordsPerDay = -3: must be 1 to 2400000000 records per day",
        ),
        (
            workflow(),
            "IntegrationWorkflow 'it': executionRoleArn = None: is required: loading Salesforce records since "
            "2023-01-31T00:00:00Z in batches needs an execution role",
        ),
        (
            queue(domainName="amazon-connect-shop", queueName="taken"),
            "DeadLetterQueue 'it': queueName = 'taken': a queue of this name exists ({url}), and nothing in this stack "
            "has created it: choose another queueName, or take it over with adoptExisting: True (docs/names.md)",
        ),
    ],
    ids=["argument", "nested", "plan", "taken"],
)
def test_what_is_wrong_is_said_in_the_programs_own_names(
    place: Place, tmp_path: Path, resource: dict[str, Any], line: str
) -> None:
    url = place.client("sqs").create_queue(QueueName="taken")["QueueUrl"]
    lines = program(tmp_path, place, {"it": resource}).refusal()
    said = line.format(url=url)
    assert [each for each in lines if each.endswith(f": {said}")] != [], lines


def test_what_is_wrong_with_a_value_that_comes_later_is_said_too(place: Place, tmp_path: Path) -> None:
    key = {"type": f"{TYPE}EncryptionKey", "properties": {"domainName": "amazon-connect-shop"}}
    later = queue(domainName="amazon-connect-shop", queueName="${key.keyArn}")
    stack = program(tmp_path, place, {"key": key, "it": later})
    with pytest.raises(automation.CommandError) as refused:
        stack.up()
    assert re.search(
        r"DeadLetterQueue 'it': queueName = 'arn:aws:kms:.*': a queue name has 1 to 80", str(refused.value)
    )
    assert "Traceback" not in str(refused.value)
    assert place.existing("queues") == []


SECRET = "hunter2-hunter2"


def test_a_secret_connection_is_nowhere_in_the_clear(place: Place, tmp_path: Path) -> None:
    connection = {
        "type": f"{TYPE}ConnectorProfile",
        "properties": {
            "connectorProfileName": "desk",
            "connectorType": "ServiceNow",
            "instanceUrl": "https://desk.service-now.com",
            "credentials": {"kind": "basic", "username": "loader", "password": SECRET},
        },
    }
    outputs = {"arn": "${desk.connectorProfileArn}"}
    stack = program(tmp_path, place, {"desk": connection}, outputs=outputs)
    assert stack.up()["arn"].endswith("/desk")
    assert stack.changes() == {}
    stack.refresh()
    assert stack.changes() == {}
    state = Path(place.environment["PULUMI_BACKEND_URL"].removeprefix("file://"))
    written = [each for each in state.rglob("*") if each.is_file()]
    assert [each for each in written if SECRET.encode() in each.read_bytes()] == []
    stack.destroy()
    assert place.leftovers() == {}
    assert sorted(place.existing("connector_profiles")) == ["marketo", "salesforce", "servicenow", "zendesk"]
