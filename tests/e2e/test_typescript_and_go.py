"""The components in programs that are written in TypeScript and Go: SDKs, plugin and engine together."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from connect_customer_profiles.plugin.server import SCHEMA
from pulumi import automation

from .conftest import Place, connect_instance
from .harness import ROOT
from .languages import GOLANG, TYPESCRIPT, Language, program
from .life_of_an_example import goes_up_changes_in_place_and_leaves_nothing

pytestmark = pytest.mark.e2e

SECRET = "hunter2-hunter2"


@pytest.mark.parametrize(("example", "language"), [("typescript", TYPESCRIPT), ("go", GOLANG)])
def test_the_example_goes_up_changes_in_place_and_leaves_nothing(
    place: Place, tmp_path: Path, example: str, language: Language
) -> None:
    assert f"`{' '.join(language.install)}`" in (ROOT / "examples" / example / "README.md").read_text()
    stack = program(ROOT / "examples" / example, tmp_path, place, language)
    goes_up_changes_in_place_and_leaves_nothing(stack, place)


EVERYTHING = Path(__file__).parent / "everything_in_typescript"
RESOURCES: dict[str, Any] = {
    token.rpartition(":")[2]: each for token, each in json.loads(SCHEMA.read_text())["resources"].items()
}
NOT_GIVEN = {
    "ProfilesDomain": {"dataStore"},
    "ObjectMapping": {"maxProfileObjectCount", "sourcePriority"},
    "IntegrationWorkflow": {"adopt", "awsProfile"},
    "ConnectorProfile": {"awsProfile"},
    "ExternalApplication": {"adopt", "awsProfile"},
}
"""The local cloud's aws-native provider is older than these properties; what is adopted is not made by the program; the
stack's profile has a test of its own."""


@pytest.mark.parametrize("component", RESOURCES)
def test_the_program_gives_an_output_for_every_argument_that_may_be_one(component: str) -> None:
    text = (EVERYTHING / "index.ts").read_text()
    bodies = re.findall(rf"^[^\n]*new profiles\.{component}\(\"[^\n]*\{{\n(.*?)^\}}\);", text, re.MULTILINE | re.DOTALL)
    given = {name for body in bodies for name in re.findall(r"^    (\w+)[:,]", body, re.MULTILINE)}
    declared = {name for name, each in RESOURCES[component]["inputProperties"].items() if "plain" not in each}
    assert declared - given == NOT_GIVEN.get(component, set())


def test_everything_with_outputs_goes_up_stays_as_it_is_and_goes_away_and_its_secret_is_nowhere(
    place: Place, tmp_path: Path
) -> None:
    source = tmp_path / "everything"
    shutil.copytree(ROOT / "examples" / "typescript", source, ignore=shutil.ignore_patterns("node_modules"))
    shutil.copytree(EVERYTHING, source, dirs_exist_ok=True)
    stack = program(source, tmp_path, place, TYPESCRIPT)
    instance, bucket = connect_instance(place), "exports-of-the-shop"
    place.client("s3").create_bucket(Bucket=bucket)
    allowed = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    iam = place.client("iam")
    boundary = iam.create_policy(PolicyName="bounds", PolicyDocument=json.dumps(allowed))["Policy"]["Arn"]
    stack.set("boundary", boundary)
    stack.set("instanceArn", instance)
    stack.set("bucket", bucket)
    stack.stack.set_config("password", automation.ConfigValue(SECRET, secret=True))
    said: list[str] = []
    place.control.set_speed(3000)
    outputs = stack.stack.up(on_output=said.append).outputs
    assert outputs["domainArn"].value == "arn:aws:profile:us-east-1:123456789012:domains/amazon-connect-later"
    assert outputs["roleArn"].value == "arn:aws:iam::123456789012:role/later-ingestion"
    elsewhere = "eu-central-1"
    assert place.existing("domains", elsewhere) == ["amazon-connect-elsewhere"]
    assert place.existing("queues", elsewhere) == ["amazon-connect-elsewhere-dead-letters"]
    assert len(place.existing("workflows", elsewhere)) == 1
    assert "amazon-connect-elsewhere" not in place.existing("domains")
    assert stack.changes() == {}
    stack.refresh()
    assert stack.changes() == {}
    assert {each["type"].rpartition(":")[2] for each in stack.resources()} >= RESOURCES.keys()

    stack.set("kind", "jwt")
    with pytest.raises(automation.CommandError) as refused:
        stack.stack.preview(on_output=said.append)
    assert "ConnectorProfile 'connection': credentials" in str(refused.value)
    assert SECRET not in "".join(said) + str(refused.value)
    state = Path(place.environment["PULUMI_BACKEND_URL"].removeprefix("file://"))
    written = [each for each in (*state.rglob("*"), *stack.folder.glob("*")) if each.is_file()]
    assert [each for each in written if SECRET.encode() in each.read_bytes()] == []

    place.control.set_speed(60)
    stack.destroy()
    iam.delete_policy(PolicyArn=boundary)
    place.client("s3").delete_bucket(Bucket=bucket)
    place.client("connect").delete_instance(InstanceId=instance.rsplit("/", 1)[-1])
    assert place.leftovers() == {}
    assert sorted(place.existing("connector_profiles")) == ["marketo", "salesforce", "servicenow", "zendesk"]
