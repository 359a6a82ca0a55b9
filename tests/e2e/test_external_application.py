"""The example `external-application` on the real engine: in place, repaired, and nothing left; no secret anywhere."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest
from pulumi import automation as auto

from .conftest import Place
from .harness import ROOT, Project, command

pytestmark = pytest.mark.e2e

PASSWORD, NEW_PASSWORD = "hunter2-hunter2", "correct-horse-battery"
NAMESPACE = "customer-profiles"
"""The harness's project; the example's own defaults are its configuration."""

COMPONENT_AND_RESOURCE = {"update": 2}
"""What a changed argument is: of the component, and of the resource that does something about it."""

CONFIGURATION = {
    "domainName": "amazon-connect-external",
    "hubspotConnection": "hubspot",
    "hubspotSchedule": "rate(1hours)",
    "servicenowUrl": "https://acme.service-now.com",
    "servicenowUser": "loader",
}


@pytest.fixture
def stack(place: Place, project: Callable[..., Project]) -> Project:
    """A stack of the example, with a connection to HubSpot."""
    place.control.seed(("hubspot", "CustomConnector"))
    source = ROOT / "examples" / "external-application"
    made = project(program=(source / "__main__.py").read_text())
    shutil.copy(source / "domain.py", made.folder)
    for key, value in CONFIGURATION.items():
        made.set(f"{NAMESPACE}:{key}", value)
    set_password(made, PASSWORD)
    return made


def set_password(stack: Project, password: str) -> None:
    stack.stack.set_config(f"{NAMESPACE}:servicenowPassword", auto.ConfigValue(password, secret=True))


def appflow(place: Place) -> Any:
    return boto3.client(
        "appflow",
        endpoint_url=place.control.endpoint,
        region_name="us-east-1",
        aws_access_key_id="123456789012",
        aws_secret_access_key="local",
    )


def schedule(place: Place, flow_name: str) -> str:
    flow = appflow(place).describe_flow(flowName=flow_name)
    return str(flow["triggerConfig"]["triggerProperties"]["Scheduled"]["scheduleExpression"])


def test_up_change_drift_and_destroy(place: Place, stack: Project) -> None:
    outputs = stack.up()
    contacts, users = outputs["contacts"], outputs["users"]
    assert (contacts["status"], users["status"]) == ("Active", "Active")
    assert sorted(place.existing("flows")) == sorted([contacts["flowName"], users["flowName"]])
    assert sorted(place.existing("integrations")) == sorted([contacts["uri"], users["uri"]])
    assert "amazon-connect-external-servicenow" in place.existing("connector_profiles")
    assert stack.changes() == {}

    stack.set(f"{NAMESPACE}:hubspotSchedule", "rate(15minutes)")
    assert stack.changes() == COMPONENT_AND_RESOURCE
    assert stack.up()["contacts"]["flowName"] == contacts["flowName"]
    assert schedule(place, contacts["flowName"]) == "rate(15minutes)"
    assert len(place.control.calls("appflow", "CreateFlow")) == 2
    assert stack.changes() == {}

    by_hand = appflow(place).describe_flow(flowName=contacts["flowName"])
    keys = ("flowName", "triggerConfig", "sourceFlowConfig", "destinationFlowConfigList")
    unmasked = [task for task in by_hand["tasks"] if task["taskType"] != "Mask"]
    appflow(place).update_flow(**{key: by_hand[key] for key in keys}, tasks=unmasked)
    refreshed = stack.refresh()["contacts-flow"]
    assert [task["taskType"] for task in refreshed["flow"]["tasks"]] == ["Filter", "Map", "Map", "Map"]
    assert stack.changes() == {"update": 1}
    stack.up()
    tasks = appflow(place).describe_flow(flowName=contacts["flowName"])["tasks"]
    assert [task["taskType"] for task in tasks] == ["Filter", "Map", "Map", "Map", "Mask"]
    assert stack.changes() == {}

    set_password(stack, NEW_PASSWORD)
    assert stack.changes() == COMPONENT_AND_RESOURCE
    stack.up()
    [sent] = place.control.calls("appflow", "UpdateConnectorProfile")
    credentials = sent["parameters"]["connectorProfileConfig"]["connectorProfileCredentials"]
    assert credentials == {"ServiceNow": {"username": "loader", "password": NEW_PASSWORD}}
    assert stack.changes() == {}

    stack.destroy()
    assert place.leftovers() == {}
    assert sorted(place.existing("connector_profiles")) == ["hubspot", "marketo", "salesforce", "servicenow", "zendesk"]


def test_the_password_is_nowhere_to_be_read(place: Place, stack: Project) -> None:
    trace = stack.folder / "trace"
    traced = ("--tracing", f"file:{trace}")
    said = engine(place, stack, "up", "--yes", "--skip-preview", "--diff", *VERBOSE, *traced)
    # As the documentation warns: nothing else has it.
    assert PASSWORD.encode() in trace.read_bytes()
    assert '"level":"INFO"' in said
    assert PASSWORD not in said
    exported = engine(place, stack, "stack", "export")
    assert PASSWORD not in exported
    resources = json.loads(exported)["deployment"]["resources"]
    kept = {each["urn"].rsplit("::", 1)[1]: each for each in resources}
    assert "ciphertext" in kept["servicenow"]["inputs"]["credentials"]
    assert "ciphertext" in kept["servicenow-profile"]["inputs"]["credentials"]
    assert "ciphertext" in kept["servicenow-profile"]["outputs"]["credentials"]
    assert "connector_profile_name" in kept["servicenow-profile"]["outputs"]
    set_password(stack, NEW_PASSWORD)
    said = engine(place, stack, "up", "--yes", "--diff", "--non-interactive")
    assert PASSWORD not in said
    assert NEW_PASSWORD not in said
    for file in sorted(Path(place.environment["PULUMI_BACKEND_URL"].removeprefix("file://")).rglob("*")):
        if file.is_file():
            text = file.read_bytes()
            assert PASSWORD.encode() not in text, file
            assert NEW_PASSWORD.encode() not in text, file


def test_a_refused_password_is_not_repeated(place: Place, stack: Project) -> None:
    stack.set(f"{NAMESPACE}:servicenowUrl", "https://acme.invalid")
    with pytest.raises(auto.CommandError) as refused:
        stack.up()
    said = str(refused.value)
    assert (
        "CreateConnectorProfile: ConnectorAuthenticationException: Servicenow at https://acme.invalid refused" in said
    )
    assert "'password': '[secret]'" in said
    assert PASSWORD not in said
    stack.destroy()
    assert place.leftovers() == {}


VERBOSE = ("--logtostderr", "--logflow", "-v=8", "--non-interactive")
"""One step further the engine writes down every property that it exchanges with anybody, secrets as well."""


def engine(place: Place, stack: Project, *arguments: str) -> str:
    """What the engine says to a command."""
    done = subprocess.run(
        [command().command, *arguments, "--stack", stack.stack.name],
        cwd=stack.folder,
        env={**os.environ, **place.environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout + done.stderr
