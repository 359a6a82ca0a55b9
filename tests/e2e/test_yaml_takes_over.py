"""A program in YAML on an account where everything that it makes has been clicked together already."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from .conftest import Place
from .harness import Project
from .one_of_each import run
from .test_clicked_together import clicked_together
from .yaml_project import TYPE, program, write

pytestmark = pytest.mark.e2e

LISTED = "connect-customer-profiles:takeOver"
TAKEN_OVER = {
    *("key-key", "key-alias", "dead-letters-queue", "dead-letters-policy"),
    *("domain-domain", "care-integration", "role-role"),
}
"""The children that have IDs to import by; the integration takes over with an argument."""
READS = ("Assume", "Describe", "Get", "List", "Simulate")


def components(given: dict[str, Any], **adopt: Any) -> dict[str, Any]:
    """The program, with what the integration is told of one that exists."""
    name = {"domainName": given["domainName"]}
    own = {**name, "deletionProtection": False}
    wired = {"kmsKeyArn": "${key.keyArn}"}
    connection = given["connectorProfileName"]
    arguments: dict[str, tuple[str, dict[str, Any]]] = {
        "key": ("EncryptionKey", own),
        "dead-letters": ("DeadLetterQueue", own),
        "domain": ("ProfilesDomain", {**own, **wired, "deadLetterQueueUrl": "${dead-letters.queueUrl}"}),
        "care": ("InstanceAssociation", {"domainName": "${domain.domainName}", "instanceArn": given["instance"]}),
        "role": ("ExecutionRole", {**name, **wired, "connectorProfileNames": [connection]}),
        "contacts": (
            "IntegrationWorkflow",
            {
                "domainName": "${domain.domainName}",
                **wired,
                "executionRoleArn": "${role.roleArn}",
                "connector": {"type": "Salesforce", "connectorProfileName": connection, "object": "Contact"},
                "fields": given["fields"],
                "importStartDate": given["importStartDate"],
                **adopt,
            },
        ),
    }
    return {name: {"type": f"{TYPE}{kind}", "properties": properties} for name, (kind, properties) in arguments.items()}


def configured(stack: Project, ids: dict[str, str], as_found: dict[str, list[str]]) -> None:
    """Write the stack's configuration."""
    regions = {f"{each}:region": "us-east-1" for each in ("aws", "aws-native")}
    listed = {LISTED: ids, "connect-customer-profiles:asFound": as_found}
    stack.write_configuration(stack.folder, "dev", {**regions, **{key: each for key, each in listed.items() if each}})


def test_what_exists_is_refused_with_what_to_paste_and_taken_over_as_it_is(place: Place, tmp_path: Path) -> None:
    made = clicked_together(place)
    given = {**made, "instance": made["connectInstanceArn"]}
    stack = program(tmp_path, place, components(given))
    before, adopt, ids = place.control.inventory(), dict[str, Any](), dict[str, str]()
    # What waits for something that is refused says nothing yet.
    for _ in range(4):
        definition = json.loads((stack.folder / "Pulumi.yaml").read_text())
        write(stack.folder, {**definition, "resources": components(given, **adopt)})
        configured(stack, ids, {name: ["*"] for name in ids})
        code, said = run(stack, place, "preview")
        if code == 0:
            break
        assert "customer-profiles adopt" not in said  # it writes Python
        for found in re.findall(rf"{LISTED}: (\{{.*?\}})", said):
            ids |= json.loads(found)
        if uri := re.search(r'adopt: \{"integrationUri": "(.+?)"\}', said):
            adopt = {"adopt": {"integrationUri": uri[1]}}
    assert (code, {*ids}, list(adopt)) == (0, TAKEN_OVER, ["adopt"]), said
    assert place.control.inventory() == before
    last = place.control.calls()[-1]["id"]
    stack.up()
    written = {each["operation"] for each in place.control.calls(since=last)}
    # The role's own policy is new; nothing else is written.
    assert {each for each in written if not each.startswith(READS)} == {"AttachRolePolicy", "CreatePolicy"}
    assert stack.changes() == {}
    stack.refresh()
    assert stack.changes() == {}

    # What nothing lists any more is the stack's own.
    configured(stack, {name: each for name, each in ids.items() if name != "care-integration"}, {})
    assert "care-integration" not in stack.steps()

    configured(stack, {**ids, "domain-domain": "amazon-connect-other"}, {})
    assert any(
        f"{LISTED}['domain-domain'] = 'amazon-connect-other': the program declares {given['domainName']} there" in line
        for line in stack.refusal()
    )
    configured(stack, ids, {name: ["*"] for name in ids})
    stack.up()
    stack.run("state", "unprotect", "--all", "--yes")
    stack.destroy()
    assert place.control.inventory() == before
