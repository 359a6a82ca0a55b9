"""Programs in YAML where something is not as usual: other credentials, kills, many at a time."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from connect_customer_profiles.ingestion.owned_resource import STACK

from .conftest import CREDENTIALS, Place
from .harness import Project
from .one_of_each import run
from .test_crashes import assert_one_workflow_completes, kill_engine_after_create, kill_provider_after_create
from .yaml_project import TYPE, program, write

pytestmark = pytest.mark.e2e

NAME = "amazon-connect-test"


def resources() -> dict[str, Any]:
    """A domain with its key and role, and an integration that loads two years."""
    own = {"domainName": NAME, "deletionProtection": False}
    arguments: dict[str, tuple[str, dict[str, Any]]] = {
        "key": ("EncryptionKey", own),
        "letters": ("DeadLetterQueue", own),
        "domain": (
            "ProfilesDomain",
            {**own, "kmsKeyArn": "${key.keyArn}", "deadLetterQueueUrl": "${letters.queueUrl}"},
        ),
        "role": (
            "ExecutionRole",
            {"domainName": NAME, "kmsKeyArn": "${key.keyArn}", "connectorProfileNames": ["salesforce"]},
        ),
        "salesforce-contact": integration("Contact"),
    }
    return {name: component(*each) for name, each in arguments.items()}


def integration(source_object: str, **changes: Any) -> tuple[str, dict[str, Any]]:
    connector = {"type": "Salesforce", "connectorProfileName": "salesforce", "object": source_object}
    wired = {
        "domainName": "${domain.domainName}",
        "kmsKeyArn": "${key.keyArn}",
        "executionRoleArn": "${role.roleArn}",
    }
    return "IntegrationWorkflow", {**wired, "connector": connector, "importStartDate": "2025-01-31", **changes}


def component(kind: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": f"{TYPE}{kind}", "properties": properties}


def test_the_profile_of_the_stack_is_used_by_refresh_and_destroy_as_well(place: Place, tmp_path: Path) -> None:
    """Neither runs the program, so nothing but the stack's configuration names it."""
    (tmp_path / "aws").write_text(
        "[profile loading]\n"
        f"aws_access_key_id = {CREDENTIALS['AWS_ACCESS_KEY_ID']}\n"
        f"aws_secret_access_key = {CREDENTIALS['AWS_SECRET_ACCESS_KEY']}\n"
    )
    named = {key: value for key, value in place.environment.items() if key not in CREDENTIALS or "METADATA" in key}
    elsewhere = replace(place, environment=named)
    stack = program(tmp_path / "project", elsewhere, resources())
    Project.write_configuration(
        stack.folder,
        "dev",
        {f"{each}:{key}": value for each in ("aws", "aws-native") for key, value in REGION_AND_PROFILE.items()},
    )
    stack.up()
    assert stack.changes() == {}
    place.control.advance(24 * 3600)
    assert stack.refresh()["salesforce-contact-ingestion"]["status"] == "COMPLETE"
    assert stack.changes() == {}
    stack.destroy()
    assert place.leftovers() == {}


REGION_AND_PROFILE = {"region": "us-east-1", "profile": "loading"}


PIPELINE = "999999999999"
"""The account of the credentials; the stack is in that of the role."""
ROLE = {"roleArn": "arn:aws:iam::123456789012:role/deploy", "sessionName": "loading"}
ASSUMED = r"assumed-role/deploy/\w+ is not authorized to perform: appflow:DescribeFlow"
TRUST = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{PIPELINE}:root"}, "Action": "sts:AssumeRole"}
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def policy(*statements: Mapping[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def test_the_role_that_the_stack_assumes_makes_every_call(place: Place, tmp_path: Path) -> None:
    """Refresh and destroy do not run the program: the plugin has the role from state."""
    iam = place.client("iam")
    iam.create_role(RoleName="deploy", AssumeRolePolicyDocument=policy(TRUST))
    iam.put_role_policy(RoleName="deploy", PolicyName="deploy", PolicyDocument=policy(EVERYTHING))
    place.control.behaviours(role_policies="dependencies")
    elsewhere = replace(place, environment={**place.environment, "AWS_ACCESS_KEY_ID": PIPELINE})
    stack = program(tmp_path / "project", elsewhere, resources())
    roles = {"aws:assumeRoles": [ROLE], "aws-native:assumeRole": ROLE}
    regions = {f"{each}:region": "us-east-1" for each in ("aws", "aws-native")}
    Project.write_configuration(stack.folder, "dev", {**regions, **roles})
    stack.up()
    assert stack.changes() == {}
    place.control.advance(24 * 3600)
    assert stack.refresh()["salesforce-contact-ingestion"]["status"] == "COMPLETE"
    made = [each for each in stack.resources() if ":ingestion:" in each["type"]]
    assert [[owner for owner in ("inputs", "outputs") if STACK in each[owner]] for each in made] == [["inputs"]] * 2
    assert stack.changes() == {}

    # Another session changes no resource, and refresh and destroy use it from the next update on.
    again = {**ROLE, "sessionName": "again"}
    Project.write_configuration(
        stack.folder, "dev", {**regions, "aws:assumeRoles": [again], "aws-native:assumeRole": again}
    )
    assert stack.steps() == {}
    stack.up()
    kept = [each["inputs"][STACK]["aws:assumeRoles"] for each in stack.resources() if ":ingestion:" in each["type"]]
    assert [json.loads(each) for each in kept] == [[again], [again]]

    # The calls that only the plugin makes are refused to the role.
    no_flows = {"Effect": "Deny", "Action": "appflow:*", "Resource": "*"}
    iam.put_role_policy(RoleName="deploy", PolicyName="less", PolicyDocument=policy(no_flows))
    code, said = run(stack, elsewhere, "refresh", "--yes", "--skip-preview")
    assert (code != 0, bool(re.search(ASSUMED, said))) == (True, True), said
    iam.delete_role_policy(RoleName="deploy", PolicyName="less")
    stack.destroy()
    iam.delete_role_policy(RoleName="deploy", PolicyName="deploy")
    iam.delete_role(RoleName="deploy")
    assert place.leftovers() == {}


def test_up_after_a_killed_plugin_adopts_the_workflow(place: Place, tmp_path: Path) -> None:
    stack = program(tmp_path, place, resources())
    kill_provider_after_create(place, stack)
    assert_one_workflow_completes(place, stack)


def test_up_after_a_killed_engine_and_cancel_adopts_the_workflow(place: Place, tmp_path: Path) -> None:
    stack = program(tmp_path, place, resources())
    kill_engine_after_create(place, stack)
    stack.stack.cancel()
    assert_one_workflow_completes(place, stack)


def test_a_renamed_integration_is_warned_of_without_a_preview_and_a_replaced_one_refused(
    place: Place, tmp_path: Path
) -> None:
    made = resources()
    stack = program(tmp_path, place, made)
    warned = "otherwise history is loaded once more"
    assert warned not in run(stack, place, "up", "--yes", "--skip-preview")[1]
    for what in ("plan", "ingestion"):
        replacing = ("up", "--yes", "--skip-preview", "--replace", f"**::salesforce-contact-{what}")
        code, said = run(stack, place, *replacing)
        assert (what, code != 0, "cannot be replaced by itself" in said) == (what, True, True), said
    assert stack.changes() == {}
    made["people"] = made.pop("salesforce-contact")
    write(stack.folder, json.loads((stack.folder / "Pulumi.yaml").read_text()) | {"resources": made})
    code, said = run(stack, place, "up", "--yes", "--skip-preview")
    assert (code, "give 'people' the option" in said, warned in said) == (0, True, True), said
    assert warned not in run(stack, place, "up", "--yes", "--skip-preview")[1]


def object_type(number: int) -> dict[str, Any]:
    return component(
        "ObjectMapping",
        {
            "domainName": "${domain.domainName}",
            "objectTypeName": f"Type{number}",
            "templateId": "Salesforce-Contact",
            "deletionProtection": False,
        },
    )


REPETITIONS = 2
"""How often Cloud Control is refused in its own repetitions, half a second and a second later, before a call that has
followed another at once is accepted."""


def accepted_one_by_one(place: Place, made: int) -> None:
    """The local cloud accepts one call a second, as AWS does: no more calls than Cloud Control's repetitions of one
    request at a time are refused in between."""
    calls = place.control.calls("customer-profiles", "PutProfileObjectType")
    answers = "".join("+" if each["status"] == 200 else "-" for each in calls)
    assert {each["status"] for each in calls} <= {200, 429}
    assert answers.count("+") == made
    assert [each for each in answers.split("+") if len(each) > REPETITIONS] == []


def test_ten_object_types_are_made_one_after_the_other_beside_integrations_and_a_bad_one_holds_nothing_up(
    place: Place, tmp_path: Path
) -> None:
    mappings = {f"type-{number}": object_type(number) for number in range(10)}
    made = resources()
    del made["salesforce-contact"]
    integrations = {each: component(*integration(each)) for each in ("Account", "Asset", "Contact")}
    for each in ("type-0", "type-1"):
        custom = {"objectTypeName": f"${{{each}.objectTypeName}}", "fields": ["Id", "Email", "LastModifiedDate"]}
        integrations[f"into-{each}"] = component(*integration("Contact", **custom))
    stack = program(tmp_path, place, {**made, **mappings, **integrations})
    stack.up()
    accepted_one_by_one(place, len(mappings))
    assert {f"{NAME}/Type{number}" for number in range(10)} <= set(place.existing("object_types"))
    assert len(place.existing("workflows")) == len(integrations)
    types = [each for each in stack.resources() if each["type"].endswith(":ObjectType")]
    urns = {each["urn"] for each in types}
    waits = [urns.intersection(each.get("dependencies", ())) for each in types]
    assert sorted(len(each) for each in waits) == [0, *[1] * 9]
    assert len(set.union(*waits)) == 9  # a queue: nobody waits for what another waits for
    assert stack.changes() == {}

    before = {each for each in place.existing("object_types") if each.startswith(NAME)}
    # One that AWS refuses in the middle of an update ends it; those that wait for it are made by the next one.
    definition = json.loads((stack.folder / "Pulumi.yaml").read_text())
    further = {f"type-{number}": object_type(number) for number in range(10, 14)}
    write(stack.folder, {**definition, "resources": {**definition["resources"], **further}})
    refused = {
        "service": "cloudcontrol",
        "operation": "CreateResource",
        "status": 400,
        "code": "InvalidRequestException",
    }
    place.control.add_fault("error_before", **refused, message="AWS has had enough")
    code, said = run(stack, place, "up", "--yes", "--skip-preview")
    assert (code != 0, "AWS has had enough" in said, "Traceback" in said) == (True, True, False), said
    assert {each for each in place.existing("object_types") if each.startswith(NAME)} == before
    stack.up()
    assert {f"{NAME}/Type{number}" for number in range(14)} <= set(place.existing("object_types"))

    definition = json.loads((stack.folder / "Pulumi.yaml").read_text())
    definition["resources"]["type-3"]["properties"]["expirationDays"] = 5000
    for number in (8, 9):
        definition["resources"][f"type-{number}"]["properties"]["expirationDays"] = 30
    write(stack.folder, definition)
    assert any(line.endswith("expirationDays = 5000: must be 1 to 1098 days") for line in stack.refusal())
    stack.destroy()
    assert place.leftovers() == {}
