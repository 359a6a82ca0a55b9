"""The components in a program that is written in YAML: the plugin on the real engine."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pulumi import automation

from .conftest import Place
from .life_of_an_example import goes_up_changes_in_place_and_leaves_nothing
from .one_of_each import run
from .yaml_project import TYPE, example, installed, program, with_plugin, write, written

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
            "has created it: choose another queueName, or take it over with adoptExisting: True (the stack owns it "
            'then) or connect-customer-profiles:takeOver: {{"it-queue": "{url}"}} (it outlives the stack) '
            "(docs/names.md)",
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


def test_a_folder_that_was_added_serves_the_program(place: Place, tmp_path: Path) -> None:
    """`pulumi package add` notes the folder in the program, which says nothing else of the plugin."""
    plugin = with_plugin(tmp_path, place)
    (plugin / "requirements.txt").unlink()  # its environment is there already
    letters = {"letters": queue(domainName="shop", deletionProtection=False)}
    definition = {"name": "added", "runtime": "yaml", "resources": letters, "outputs": {"url": "${letters.queueUrl}"}}
    stack = written(tmp_path / "program", place, json.dumps(definition))
    code, said = run(stack, place, "package", "add", str(plugin))
    assert code == 0, said
    noted = yaml.safe_load((stack.folder / "Pulumi.yaml").read_text())
    assert noted == {**definition, "packages": {"connect-customer-profiles": str(plugin)}}
    assert stack.up()["url"].endswith("/123456789012/shop-dead-letters")
    assert stack.changes() == {}
    stack.destroy()
    assert place.leftovers() == {}


READERS = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Audit",
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::123456789012:role/audit"},
                "Action": ["sqs:ReceiveMessage", "s3:GetObject"],
                "Resource": "*",
            }
        ],
    }
)


def test_a_second_policy_in_yaml_is_refused(place: Place, tmp_path: Path) -> None:
    place.client("s3").create_bucket(Bucket="crm-export")
    in_region = {"type": "pulumi:providers:aws", "properties": {"region": "us-east-1"}}
    audit = {
        "type": "aws:sqs:QueuePolicy",
        "properties": {"queueUrl": "${letters.queueUrl}", "policy": READERS},
        "options": {"provider": "${here}"},
    }
    letters = {"here": in_region, "letters": queue(domainName="amazon-connect-shop", deletionProtection=False)}
    stack = program(tmp_path, place, {**letters, "audit": audit})
    line = "DeadLetterQueue 'letters': 'audit': is a second policy of the queue, which has room for one"
    for command in (("preview",), ("up", "--yes", "--skip-preview")):
        code, said = run(stack, place, *command)
        assert (code != 0, line in said, "sourcePolicyDocuments" in said) == (True, True, True), said
    sqs = place.client("sqs")
    url = sqs.get_queue_url(QueueName="amazon-connect-shop-dead-letters")["QueueUrl"]
    assert "Audit" not in sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]["Policy"]

    # What comes before the component, and names what it is attached to, is refused by the update.
    exports = {
        "type": f"{TYPE}SourceBucketPolicy",
        "properties": {"bucketName": "crm-export"},
        "options": {"dependsOn": ["${early}"]},
    }
    early = {"type": "aws:s3:BucketPolicy", "properties": {"bucket": "crm-export", "policy": READERS}}
    definition = json.loads((stack.folder / "Pulumi.yaml").read_text())
    write(stack.folder, {**definition, "resources": {**letters, "exports": exports, "early": early}})
    code, said = run(stack, place, "up", "--yes", "--skip-preview")
    taken = r"SourceBucketPolicy 'exports': bucketName = 'crm-export': (the|a) bucket policy of this name"
    assert (code != 0, bool(re.search(taken, said))) == (True, True), said
    assert json.loads(place.client("s3").get_bucket_policy(Bucket="crm-export")["Policy"]) == json.loads(READERS)


SECRET = "hunter2-hunter2"


def test_a_secret_connection_is_nowhere_in_the_clear(place: Place, tmp_path: Path) -> None:
    """The program does not say where the plugin is: it is installed."""
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
    stack = program(tmp_path, installed(tmp_path, place), {"desk": connection}, outputs=outputs, plugins={})
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
