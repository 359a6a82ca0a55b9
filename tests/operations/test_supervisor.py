"""The supervisor's function as a process of its own, from the archive that is deployed, against the local cloud."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from connect_customer_profiles.backfill_supervisor import HANDLER
from connect_customer_profiles.functions import INTEGRATIONS
from connect_customer_profiles.functions import archive as lambda_code

from tests.operations.command import Command
from tests.operations.deployment import Deployment
from tests.provider.place import DAY, DOMAIN, Place

RUN = """
import json, sys
from datetime import timedelta
from connect_customer_profiles.functions import supervisor as supervisor_handler
from connect_customer_profiles.ingestion import lost
lost.LISTING_LAG = timedelta(0)  # here everything is listed at once
assert supervisor_handler.__file__.startswith(sys.argv[1]), supervisor_handler.__file__
print(json.dumps(supervisor_handler.handle({}, None)))
"""


@dataclass
class Supervised:
    """A stack, and the function that looks after it."""

    place: Place
    deployed: Deployment
    folder: Path
    environment: dict[str, str]
    topic: str
    queue: str

    def round(self, *, fails: bool = False) -> dict[str, dict[str, Any]]:
        """What the function writes of each integration; whether the invocation fails."""
        done = subprocess.run(
            [sys.executable, "-c", RUN, str(self.folder)],
            env={
                **self.environment,
                "PYTHONPATH": str(self.folder),
                "PERIOD_MINUTES": "15",
                "TOPIC_ARN": self.topic,
            },
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert (done.returncode != 0) == fails, done.stderr
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        if fails:
            return {each["name"]: each for each in lines}
        *lines, result = lines
        assert result == {each["name"]: each["status"] for each in lines}
        return {each["name"]: each for each in lines}

    def news(self) -> list[str]:
        """What reached the topic's subscriber."""
        sqs = self.place.client("sqs")
        found = sqs.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10).get("Messages", [])
        for each in found:
            sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=each["ReceiptHandle"])
        return [json.loads(each["Body"])["Message"] for each in found]

    def nothing_to_change(self) -> None:
        """`pulumi refresh` and `pulumi preview`."""
        self.deployed.refresh()
        assert self.deployed.only.preview() == []


@pytest.fixture
def supervised(
    place: Place, deployment: Callable[..., Deployment], command: Command, tmp_path: Path
) -> Callable[..., Supervised]:
    def made(**changes: Any) -> Supervised:
        deployed = deployment(**changes)
        folder = tmp_path / "function"
        for file in lambda_code.files(HANDLER.rpartition(".")[0]):
            target = folder / lambda_code.PACKAGE.name / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(lambda_code.PACKAGE / file, target)
        wanted = {name: stack.inputs for name, stack in deployed.stacks.items()}
        (folder / lambda_code.PACKAGE.name / "functions" / INTEGRATIONS).write_text(json.dumps(wanted))
        topic = place.client("sns").create_topic(Name="news")["TopicArn"]
        sqs = place.client("sqs")
        queue = sqs.create_queue(QueueName="news")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        place.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
        return Supervised(place, deployed, folder, command.environment, topic, queue)

    return made


def test_what_failed_is_resubmitted_and_pulumi_sees_nothing_to_change(supervised: Callable[..., Supervised]) -> None:
    made = supervised()
    made.place.control.add_fault("step_fails", batch=1, permanent=True, message="Service unavailable")
    # The clock of the cloud goes on: the first step may have begun.
    assert made.round()["contacts"]["status"] in ("NOT_STARTED", "IN_PROGRESS")
    made.place.control.advance(DAY)
    outcome = made.round()["contacts"]
    assert outcome["step"].startswith("resubmits 1 batch: ")
    assert made.news() == [f"contacts: the supervisor {outcome['step']}"]
    assert made.round()["contacts"]["step"] == ""
    assert made.news() == []
    made.place.control.advance(DAY)
    assert made.round()["contacts"]["status"] == "COMPLETE"
    assert made.news() == ["contacts: history is loaded"]
    made.nothing_to_change()
    assert len(made.deployed.only.state["workflow_ids"]) == 2


def test_what_fails_for_good_is_told_and_left(supervised: Callable[..., Supervised]) -> None:
    made = supervised()
    made.place.control.add_fault("step_fails", batch=0, permanent=True, message="expired access token")
    made.place.control.advance(DAY)
    outcome = made.round()["contacts"]
    assert (outcome["step"], outcome["ended"], outcome["causes"]) == ("", True, {"credentials": 1})
    assert made.news() == [
        "contacts: 1 batch failed permanently. credentials: Renew the connection of the AppFlow connector profile, "
        "then "
        "run `pulumi up --refresh`."
    ]
    assert len(made.place.calls("CreateIntegrationWorkflow")) == 1


def test_what_waits_for_the_quota_is_not_said_to_have_failed_for_good(supervised: Callable[..., Supervised]) -> None:
    made = supervised()
    for batch, message in enumerate(("REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded.", "Service unavailable")):
        made.place.control.add_fault("step_fails", batch=batch, permanent=True, count=1, message=message)
    made.place.control.advance(DAY / 8)
    outcome = made.round()["contacts"]
    assert (outcome["step"], outcome["ended"], outcome["failed"], outcome["resting"]) == ("", True, 0, 2)
    [told] = made.news()
    assert told.startswith(
        "contacts: 2 batches wait for the source's daily quota. "
        "daily_quota: The first `pulumi up --refresh` or round of the supervisor after "
    )


def test_nothing_is_resubmitted_more_often_than_wanted(supervised: Callable[..., Supervised]) -> None:
    made = supervised(resubmit_limit=2)
    made.place.control.add_fault("step_fails", permanent=True, message="Service unavailable", count=1000)
    for _ in range(4):
        made.place.control.advance(DAY)
        made.round()
    assert len(made.place.calls("CreateIntegrationWorkflow")) == 1 + 2
    made.place.control.clear_faults()


def test_a_stopped_integration_is_established_again(supervised: Callable[..., Supervised]) -> None:
    made = supervised()
    made.place.control.advance(DAY)
    made.deployed.refresh()
    uri = made.deployed.only.state["integration_uri"]
    made.place.client("appflow").stop_flow(flowName=uri.rsplit("/", 1)[-1])
    assert "its flow is suspended" in made.round()["contacts"]["step"]
    made.nothing_to_change()
    assert made.deployed.only.state["integration_uri"] != uri
    assert made.deployed.only.state["flow_status"] == "Active"


def test_a_healthy_integration_is_looked_at_only(supervised: Callable[..., Supervised]) -> None:
    made = supervised()
    made.place.control.advance(DAY)
    made.deployed.refresh()
    last = made.place.last_call()
    assert made.round()["contacts"]["step"] == ""
    writes = ("Create", "Put", "Delete", "Start", "Stop", "Update", "Tag", "Untag")
    assert [each for each in made.place.operations(last) if each.startswith(writes)] == []
    made.nothing_to_change()


def test_what_aws_has_nothing_of_any_more_is_told_and_left_to_pulumi(supervised: Callable[..., Supervised]) -> None:
    made = supervised()
    made.place.control.advance(DAY)
    made.deployed.refresh()
    profiles = made.place.client("customer-profiles")
    for each in profiles.list_integrations(DomainName=DOMAIN)["Items"]:
        profiles.delete_integration(DomainName=DOMAIN, Uri=each["Uri"])
    for workflow in profiles.list_workflows(DomainName=DOMAIN)["Items"]:
        profiles.delete_workflow(DomainName=DOMAIN, WorkflowId=workflow["WorkflowId"])
    error = (
        f"{DOMAIN} has neither a workflow nor an ongoing integration of it any more; `pulumi up --refresh` loads its "
        "history again, or take it out of the supervisor's `integrations`"
    )
    outcome = made.round(fails=True)["contacts"]
    assert (outcome["status"], outcome["step"], outcome["error"]) == ("", "", error)
    assert made.news() == [f"contacts: the supervisor failed: {error}"]
    assert len(made.place.calls("CreateIntegrationWorkflow")) == 1


def test_a_domain_that_is_gone_is_told(supervised: Callable[..., Supervised]) -> None:
    made = supervised()
    made.place.client("customer-profiles").delete_domain(DomainName=DOMAIN)
    assert (
        made.round(fails=True)["contacts"]["error"] == f"{DOMAIN}: there is no such domain in 111122223333, us-east-1"
    )
    assert made.news() == [
        f"contacts: the supervisor failed: {DOMAIN}: there is no such domain in 111122223333, us-east-1"
    ]


@pytest.mark.parametrize(
    ("changes", "step"),
    [
        ({"schedule": "rate(15minutes)"}, "changes fields, tasks or schedule of the ongoing integration"),
        ({"tags": {"team": "sales"}}, "changes tags of the ongoing integration"),
        ({"re_establish": "again"}, "re_establish changed"),
    ],
    ids=["schedule", "tags", "re_establish"],
)
def test_i_edited_during_the_load_and_nobody_applied_it_when_it_had_ended(
    supervised: Callable[..., Supervised], changes: dict[str, Any], step: str
) -> None:
    made = supervised()
    stack = made.deployed.only
    assert stack.up(**changes) == ["update plan", "update ingestion"][-1:]
    file = made.folder / lambda_code.PACKAGE.name / "functions" / INTEGRATIONS
    file.write_text(json.dumps({"contacts": {**stack.inputs, "applied": stack.state["applied"]}}))
    assert made.round()["contacts"]["step"] == ""
    made.place.control.advance(DAY)
    assert step in made.round()["contacts"]["step"]
    assert made.round()["contacts"]["step"] == ""
    made.deployed.refresh()
    assert stack.up() == ["update ingestion"]
    assert stack.preview() == []
    assert len(made.place.existing()["integrations"]) == 1


def test_a_schedule_that_pulumi_changed_is_nothing_to_the_supervisor(supervised: Callable[..., Supervised]) -> None:
    made = supervised()
    made.place.control.advance(DAY)
    made.deployed.refresh()
    stack = made.deployed.only
    stack.up(schedule="rate(15minutes)")
    file = made.folder / lambda_code.PACKAGE.name / "functions" / INTEGRATIONS
    file.write_text(json.dumps({"contacts": stack.inputs}))
    assert made.round()["contacts"]["step"] == ""
