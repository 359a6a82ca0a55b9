"""The supervisor's function as a process of its own, from the archive that is deployed, against the local cloud."""

import copy
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from connect_customer_profiles import backfill_supervisor
from connect_customer_profiles.backfill_supervisor import HANDLER
from connect_customer_profiles.functions import INTEGRATIONS
from connect_customer_profiles.functions import archive as lambda_code
from connect_customer_profiles.policy import function_trust_policy, supervisor_policy

from tests.operations.command import Command
from tests.operations.deployment import Deployment
from tests.provider.place import ACCOUNT, DAY, DOMAIN, REGION, Place

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
    credentials: dict[str, str] = field(default_factory=dict)

    def as_its_role(self, role_policies: str, **resources: str) -> None:
        """From now on the function has the rights of its role, and AWS looks at them.

        Args:
            role_policies: the emulator's switch.
            resources: what statements name in place of the policy's own resources.
        """
        inputs = {name: stack.inputs for name, stack in self.deployed.stacks.items()}
        given = next(iter(inputs.values()))
        policy = supervisor_policy(
            region=REGION,
            account=ACCOUNT,
            domain_name=DOMAIN,
            tokens=backfill_supervisor._tokens(inputs),
            adopted=backfill_supervisor._adopted(inputs),
            connector_profile_names=backfill_supervisor._connector_profiles(inputs),
            bucket_names=backfill_supervisor._buckets(inputs),
            kms_key_arn=given["kms_key_arn"],
            execution_role_arn=given["execution_role_arn"],
            topic_arn=self.topic,
            log_group_name="/aws/lambda/supervisor",
            tracing=False,
        )
        own = json.loads(policy)["Statement"]
        statements = [{**each, "Resource": resources.get(each["Sid"], each["Resource"])} for each in own]
        iam, name = self.place.client("iam"), "supervisor"
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=function_trust_policy())["Role"]["Arn"]
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        iam.put_role_policy(RoleName=name, PolicyName=name, PolicyDocument=document)
        session = self.place.client("sts").assume_role(RoleArn=role, RoleSessionName="round")["Credentials"]
        self.credentials = {
            "AWS_ACCESS_KEY_ID": session["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": session["SecretAccessKey"],
            "AWS_SESSION_TOKEN": session["SessionToken"],
        }
        self.place.control.behaviours(role_policies=role_policies)

    def round(self, *, fails: bool = False) -> dict[str, dict[str, Any]]:
        """What the function writes of each integration; whether the invocation fails."""
        done = subprocess.run(
            [sys.executable, "-c", RUN, str(self.folder)],
            env={
                **self.environment,
                **self.credentials,
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
        ({"re_establish": "again"}, "its re-establish text changed"),
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


CONSOLE, FREE, STREAM = (
    f"Customer_Profiles_{DOMAIN}_Salesforce_Account_1700000000000",
    "orders-1234567890",
    f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/clicks-1234567890",
)
"""What feeds the domain beside us: a flow that the console has made, one of somebody else's, and a stream. Two of the
names end like ours."""


def fed_by_others(made: Supervised) -> dict[str, Any]:
    """Three integrations of other people's in the same domain, as AWS describes them; returns what there is of them."""
    made.place.control.behaviours(enforce_rates=False)
    profiles = made.place.client("customer-profiles")
    definition = copy.deepcopy(made.deployed.only.inputs["flow_definition"])
    definition["TriggerConfig"]["TriggerProperties"]["Scheduled"]["ScheduleStartTime"] = time.time() + 600
    for name in (CONSOLE, FREE):
        flow = {**definition, "FlowName": name, "KmsArn": made.deployed.only.inputs["kms_key_arn"]}
        profiles.put_integration(DomainName=DOMAIN, ObjectTypeName="Salesforce-Account", FlowDefinition=flow)
    profiles.put_integration(DomainName=DOMAIN, ObjectTypeName="Salesforce-Contact", Uri=STREAM)
    return theirs(made)


def theirs(made: Supervised) -> dict[str, Any]:
    """The flows and integrations of the others."""
    appflow, profiles = made.place.client("appflow"), made.place.client("customer-profiles")
    items = profiles.list_integrations(DomainName=DOMAIN)["Items"]
    flows = {name: appflow.describe_flow(flowName=name) for name in (CONSOLE, FREE)}
    for each in flows.values():
        del each["ResponseMetadata"]
    return {**flows, **{each["Uri"]: each for each in items if each["Uri"].endswith((CONSOLE, FREE, STREAM))}}


@pytest.mark.parametrize("role_policies", ["actions", "dependencies"])
def test_a4_beside_integrations_of_other_people_its_own_is_repaired_and_nothing_else_said(
    supervised: Callable[..., Supervised], role_policies: str
) -> None:
    made = supervised()
    made.place.control.advance(DAY)
    made.deployed.refresh()
    others = fed_by_others(made)
    made.as_its_role(role_policies)
    made.place.client("appflow").stop_flow(flowName=made.deployed.only.state["integration_uri"].rsplit("/", 1)[-1])
    outcome = made.round()["contacts"]
    assert "its flow is suspended" in outcome["step"]
    assert outcome["error"] == ""
    assert made.news() == [f"contacts: the supervisor {outcome['step']}"]
    assert made.round()["contacts"] == {**outcome, "step": "", "ended": True}
    assert made.news() == ["contacts: history is loaded"]
    made.nothing_to_change()
    assert theirs(made) == others


def test_a4_a_flow_that_it_may_not_describe_is_somebody_elses(supervised: Callable[..., Supervised]) -> None:
    made = supervised()
    made.place.control.advance(DAY)
    made.deployed.refresh()
    fed_by_others(made)
    made.as_its_role("actions", SeeFlows=f"arn:aws:appflow:{REGION}:{ACCOUNT}:flow/{DOMAIN}-*")
    outcome = made.round()["contacts"]
    assert (outcome["status"], outcome["step"], outcome["error"]) == ("COMPLETE", "", "")
    assert made.news() == ["contacts: history is loaded"]


def test_a5_files_in_s3_are_supervised_with_what_appflow_checks_of_the_caller(
    supervised: Callable[..., Supervised], place: Place
) -> None:
    made = supervised(connector=files_in_s3(place), fields=["Id", "Email"], object_type_name="Salesforce-Contact")
    made.as_its_role("dependencies")
    made.place.client("appflow").stop_flow(flowName=made.deployed.only.state["integration_uri"].rsplit("/", 1)[-1])
    assert "its flow is suspended" in made.round()["contacts"]["step"]
    made.nothing_to_change()


def files_in_s3(place: Place) -> dict[str, Any]:
    """The connector of files in a bucket that AppFlow may read."""
    s3 = place.client("s3")
    s3.create_bucket(Bucket="crm-export")
    who = {"Effect": "Allow", "Principal": {"Service": "appflow.amazonaws.com"}}
    statements = [
        {**who, "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::crm-export"},
        {**who, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::crm-export/*"},
    ]
    s3.put_bucket_policy(Bucket="crm-export", Policy=json.dumps({"Version": "2012-10-17", "Statement": statements}))
    return {"type": "S3", "bucket_name": "crm-export", "bucket_prefix": "contacts"}
