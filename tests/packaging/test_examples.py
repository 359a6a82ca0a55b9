"""The examples, each as a reader runs it: the library installed from its wheel, the real engine, the local cloud."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest
from pulumi import automation
from pulumi.automation import ConfigValue

from tests.conftest import PATIENT
from tests.e2e.conftest import Place, connect_instance
from tests.e2e.harness import ROOT
from tests.policies.engine import violations
from tests.policies.pack import PACK

from .example import Example

pytestmark = pytest.mark.e2e

EXAMPLES = ROOT / "examples"


def client(place: Place, service: str) -> Any:
    """A boto3 client, as whoever made things by hand had one."""
    return boto3.client(
        service,
        endpoint_url=place.environment["AWS_ENDPOINT_URL"],
        region_name="us-east-1",
        aws_access_key_id="123456789012",
        aws_secret_access_key="local",
        config=PATIENT,
    )


def test_two_integrations_are_added_to_a_program_with_its_own_key_queue_and_domain(
    place: Place, example: Callable[[Path], Example]
) -> None:
    instance = connect_instance(place)
    stack = example(EXAMPLES / "import-components").stack("dev")
    stack.set("connectInstanceArn", instance)
    outputs = stack.up()
    assert outputs["domainName"] == "amazon-connect-care"
    assert {name: outputs[name]["batches"] for name in ("contacts", "leads")} == {
        name: len(stack.batches(name)) for name in ("contacts", "leads")
    }
    assert stack.batches("contacts")[0]["start"] == "2025-01-31T00:00:00Z"
    assert stack.batches("leads")[0] == {
        "start": "2025-06-30T00:00:00Z",
        "end": "2025-07-30T00:00:00Z",
        "status": "NOT_STARTED",
        "records": 0,
        "generation": 1,
    }
    assert len(place.existing("workflows")) == 2
    assert outputs["lookup"].endswith(":policy/amazon-connect-care-profiles-read-us-east-1")
    assert outputs["agents"].startswith(f"{instance}/security-profile/")
    assert stack.changes() == {}
    assert violations(stack) == set()
    place.control.set_speed(60)
    stack.destroy()
    assert place.leftovers() == {"123456789012 us-east-1 connect_instances": [instance]}


def test_environments_are_rolled_out_one_after_the_other(place: Place, example: Callable[[Path], Example]) -> None:
    rollout = example(EXAMPLES / "automation-api")
    python = str(rollout.folder / ".venv" / "bin" / "python")

    done = rollout.run(python, "rollout.py", "dev", "prod")
    assert done.returncode == 0, done.stderr
    dev, prod = done.stdout.splitlines()
    assert dev.startswith("dev: amazon-connect-care-dev is up, ")
    assert prod.startswith("prod: amazon-connect-care is up, ")
    assert place.existing("domains", "us-east-1") == ["amazon-connect-care-dev"]
    assert place.existing("domains", "eu-central-1") == ["amazon-connect-care"]
    for environment in ("dev", "prod"):
        assert violations(rollout.stack(environment)) == set()

    place.control.advance(24 * 3600)
    environments = rollout.folder / "environments.py"
    environments.write_text(environments.read_text().replace('"amazon-connect-care-dev"', '"amazon-connect-renamed"'))
    stopped = rollout.run(python, "rollout.py", "--preview")
    assert stopped.returncode == 1, stopped.stderr
    (line,) = stopped.stdout.splitlines()
    assert re.fullmatch(r"dev: stopped, the preview has \d+ to replace", line)
    assert place.existing("domains", "us-east-1") == ["amazon-connect-care-dev"]


def test_a_pipeline_checks_deploys_and_audits_with_the_policy_pack(
    place: Place, example: Callable[[Path], Example]
) -> None:
    pipeline = example(EXAMPLES / "policy-in-ci")
    (pipeline.folder.parent.parent / "policies").symlink_to(PACK)
    pipeline.stack("ci")
    for step in ("check", "deploy", "audit"):
        done = pipeline.run("./pipeline.sh", step)
        assert done.returncode == 0, done.stdout + done.stderr
    assert place.existing("domains") == ["amazon-connect-checked"]


def test_a_connect_instance_gets_a_domain_with_an_object_type_of_its_own(
    place: Place, example: Callable[[Path], Example]
) -> None:
    place.control.behaviours(instance_must_exist=True)
    options = {"IdentityManagementType": "CONNECT_MANAGED", "InstanceAlias": "desk"}
    calls = {"InboundCallsEnabled": True, "OutboundCallsEnabled": True}
    instance = client(place, "connect").create_instance(**options, **calls)
    desk = example(EXAMPLES / "connect-instance")
    stack = desk.stack("dev")
    stack.set("instanceArn", instance["Arn"])
    assert stack.up() == {
        "domainName": "amazon-connect-desk",
        "objectTypeName": "Guests",
        "instance": instance["Arn"],
    }
    assert stack.changes() == {}
    assert violations(stack) == set()

    program = desk.folder / "__main__.py"
    program.write_text(program.read_text().replace('"CTR-NoInferred"', '"CTR-AutoAssociateOnly"'))
    assert stack.changes() == {"update": 2}  # the component and its object type
    stack.up()
    (found,) = client(place, "customer-profiles").list_account_integrations(Uri=instance["Arn"])["Items"]
    assert (found["DomainName"], found["ObjectTypeName"]) == ("amazon-connect-desk", "CTR")
    records = client(place, "customer-profiles").get_profile_object_type(
        DomainName="amazon-connect-desk", ObjectTypeName="CTR"
    )
    assert records["TemplateId"] == "CTR-AutoAssociateOnly"
    stack.refresh()
    assert stack.changes() == {}

    stack.destroy()
    client(place, "connect").delete_instance(InstanceId=instance["Id"])
    assert place.leftovers() == {}


def made_by_hand(place: Place) -> dict[str, str]:
    """A key, a queue with the policy that AWS's page prints, and a domain."""
    kms, sqs, profiles = (client(place, service) for service in ("kms", "sqs", "customer-profiles"))
    key = kms.create_key(Description="by hand")["KeyMetadata"]
    url = sqs.create_queue(QueueName="handmade-letters")["QueueUrl"]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "profile.amazonaws.com"},
        "Action": "SQS:SendMessage",
        "Resource": "arn:aws:sqs:us-east-1:123456789012:handmade-letters",
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    domain = {"DomainName": "amazon-connect-handmade", "DefaultExpirationDays": 366}
    profiles.create_domain(**domain, DefaultEncryptionKey=key["Arn"], DeadLetterQueueUrl=url)
    return {"keyId": key["KeyId"], "queueUrl": url}


def test_what_was_made_by_hand_is_taken_over_and_nothing_is_made_anew(
    place: Place, example: Callable[[Path], Example]
) -> None:
    by_hand = made_by_hand(place)
    created = client(place, "customer-profiles").get_domain(DomainName="amazon-connect-handmade")["CreatedAt"]
    stack = example(EXAMPLES / "existing-domain").stack("dev")
    for key, value in by_hand.items():
        stack.set(key, value)
    changes = stack.changes()
    assert (changes["import"], {"update", "replace", "delete"} & changes.keys()) == (3, set())
    outputs = stack.up()
    assert outputs["keyArn"] == outputs["domainKey"]
    assert outputs["keyArn"].endswith(by_hand["keyId"])
    assert outputs["queueUrl"] == by_hand["queueUrl"]
    assert stack.changes() == {}

    stack.set("adopted", "true")
    assert stack.changes() == {"update": 3}
    stack.up()
    assert violations(stack) == set()
    assert client(place, "kms").get_key_rotation_status(KeyId=by_hand["keyId"])["KeyRotationEnabled"] is True
    assert place.existing("keys") == [outputs["keyArn"]]
    stack.refresh()
    assert stack.changes() == {}

    with pytest.raises(automation.CommandError, match="protected"):
        stack.destroy()
    command = stack.stack.workspace.pulumi_command
    command.run(["state", "unprotect", "--all", "--yes"], str(stack.folder), dict(place.environment))
    stack.destroy()
    domain = client(place, "customer-profiles").get_domain(DomainName="amazon-connect-handmade")
    assert domain["CreatedAt"] == created
    assert place.leftovers() == {"123456789012 us-east-1 domains": ["amazon-connect-handmade"]}


def test_external_applications_are_fed_changed_repaired_and_removed(
    place: Place, example: Callable[[Path], Example]
) -> None:
    place.control.seed(("hubspot", "CustomConnector"))
    stack = example(EXAMPLES / "external-application").stack("dev")
    stack.stack.set_config("servicenowPassword", ConfigValue("hunter2-hunter2", secret=True))
    outputs = stack.up()
    assert (outputs["contacts"]["status"], outputs["users"]["status"]) == ("Active", "Active")
    assert sorted(place.existing("integrations")) == sorted(outputs[each]["uri"] for each in ("contacts", "users"))
    assert stack.changes() == {}
    assert violations(stack) == set()
    stack.set("hubspotSchedule", "rate(15minutes)")
    assert stack.up()["contacts"] == outputs["contacts"]
    assert len(place.control.calls("appflow", "UpdateFlow")) == 1
    stack.refresh()
    assert stack.changes() == {}
    stack.destroy()
    assert place.leftovers() == {}
