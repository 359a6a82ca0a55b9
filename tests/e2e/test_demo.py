"""What the demo shows at its end, and how it ends."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import boto3
import pytest
from connect_customer_profiles.operations.rehearsal import Given, of_target, report
from connect_customer_profiles.operations.stack_targets import StackCredentials, targets

from localcloud import display
from localcloud.aws import process
from localcloud.aws.connectors import source_object
from localcloud.aws.sources import Source, Window
from localcloud.demo import find_customer

from .conftest import Place
from .harness import Project

pytestmark = pytest.mark.e2e


def test_a_customer_of_the_loaded_history_is_found(
    place: Place, project: Callable[..., Project], capsys: pytest.CaptureFixture[str]
) -> None:
    stack = project(importStartDate="2026-01-31")
    stack.up()
    place.control.advance(24 * 3600)
    (ingestion,) = [each["outputs"] for each in stack.resources() if each["type"].endswith(":Ingestion")]
    client = place.client("customer-profiles")
    found = find_customer(client, ingestion)
    assert (found.key, found.value, found.objects) == ("_salesforceContactId", "003000000000097152", 1)

    (profile,) = client.search_profiles(
        DomainName="amazon-connect-test", KeyName="_profileId", Values=[found.profile_id]
    )["Items"]
    assert profile["Attributes"]["sfdcContactId"] == found.value
    before = client.search_profiles(DomainName="amazon-connect-test", KeyName=found.key, Values=["003000000000097151"])[
        "Items"
    ]
    assert before == []

    display.found(found)
    (line,) = capsys.readouterr().out.splitlines()
    assert line == f"_salesforceContactId = 003000000000097152: profile {found.profile_id} with 1 object"


@pytest.mark.usefixtures("in_process")
def test_the_rehearsal_of_the_demo_s_records_is_what_the_local_cloud_holds_after_it(
    place: Place, project: Callable[..., Project], tmp_path: Path
) -> None:
    stack = project(importStartDate="2026-01-31")
    stack.up()
    place.control.advance(2 * 24 * 3600)
    (ingestion,) = [each["outputs"] for each in stack.resources() if each["type"].endswith(":Ingestion")]
    appflow, profiles, sqs = (place.client(name) for name in ("appflow", "customer-profiles", "sqs"))
    (run, *_) = appflow.describe_flow_execution_records(flowName=ingestion["flow_name"])["flowExecutions"]
    source = Source(source_object("Salesforce", "Contact"))
    start = datetime.fromisoformat(ingestion["planned_batches"][0]["start"]).timestamp()
    end = run["dataPullEndTime"].timestamp()
    sample = tmp_path / "contacts.jsonl"
    # By the time of creation, as the demo's flows pull what nobody has changed.
    positions = source.stream(Window(start, end), end)
    sample.write_text("".join(json.dumps(source.record(index)) + "\n" for index in positions))
    (target,) = targets(stack.resources(), StackCredentials())
    given = [Given("salesforce-contact", sample)]
    rehearsed = report(of_target(target), given, lambda _done: None, personal=False)

    stats = profiles.get_domain(DomainName=target.domain_name)["Stats"]
    letters = sqs.receive_message(QueueUrl=target.queue_url, MessageAttributeNames=["All"]).get("Messages", [])
    # The test message that comes with the queue has no object type.
    refused = [each for each in letters if "ObjectTypeName" in each.get("MessageAttributes", {})]
    assert rehearsed.objects > 5_000
    assert (rehearsed.objects, rehearsed.profiles, rehearsed.refused) == (
        stats["ObjectCount"],
        stats["ProfileCount"],
        len(refused),
    )


def test_what_a_refresh_shows_of_a_loaded_history(place: Place, project: Callable[..., Project]) -> None:
    """`pulumi refresh` keeps the outputs of the last run of the program, which `--run-program` runs again."""
    stack = project(importStartDate="2026-01-31")

    def shown() -> tuple[str, str, bool]:
        (outputs,) = [each["outputs"] for each in stack.resources() if each["type"] == "pulumi:pulumi:Stack"]
        found = outputs["integrations"]["salesforce-contact"]
        return found["status"], found["batches"], found["recordsProcessed"] > 0

    stack.up()
    (plan,) = [each["outputs"] for each in stack.resources() if each["type"].endswith(":IngestionPlan")]
    number = len(plan["batches"])
    before = ("NOT_STARTED", f"0 of {number} loaded", False)
    assert shown() == before
    place.control.advance(7 * 24 * 3600)
    stack.refresh()
    assert shown() == before
    stack.run("refresh", "--run-program", "--skip-preview", "--yes")
    assert shown() == ("COMPLETE", f"{number} of {number} loaded", True)
    assert stack.changes() == {}


def down(data: Path) -> tuple[int, str]:
    """`make demo-down`."""
    command = [sys.executable, "-m", "localcloud.demo", "down", "--data", str(data)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    return done.returncode, (done.stdout + done.stderr).strip()


def test_a_second_end_of_the_demo_leaves_no_local_aws_running(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert down(data) == (0, "There is no demo.")
    assert not data.exists()

    # Somebody has tried something of their own beside it.
    endpoint = process.start_detached(data, []).endpoint
    account = {"aws_access_key_id": "123456789012", "aws_secret_access_key": "local"}
    sqs = boto3.client("sqs", region_name="us-east-1", endpoint_url=endpoint, **account)
    sqs.create_queue(QueueName="mine")
    code, first = down(data)
    assert code == 1
    assert "the local AWS has more than the demo: " in first
    assert "mine" in first
    assert len(first) < 500
    assert process.running(data) is None

    # It is started to see what is left, and stopped again.
    code, _ = second = down(data)
    assert process.running(data) is None
    assert data.exists() == (code != 0), second
    if code == 0:
        assert second == (0, "Nothing is left in the local AWS; it is stopped.")
    assert "Traceback" not in second[1]
