"""What the demo shows at its end, and how it ends."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import boto3
import pytest

from localcloud import display
from localcloud.aws import process
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
