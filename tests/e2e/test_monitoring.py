"""What is watched, and who is told, in a local AWS where flows fail and keys are disabled."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pulumi import automation

from .conftest import Place
from .harness import Project
from .one_of_each import run
from .test_operations import customer_profiles

pytestmark = pytest.mark.e2e

DOMAIN = "amazon-connect-test"
HOUR = 3600


def told(place: Place, queue: str) -> list[str]:
    """What reached the subscriber since it was last asked."""
    texts = []
    while found := place.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
        for each in found:
            texts.append(json.loads(each["Body"])["Message"])
            place.client("sqs").delete_message(QueueUrl=queue, ReceiptHandle=each["ReceiptHandle"])
    return texts


def subscriber(place: Place, topic: str) -> str:
    sqs = place.client("sqs")
    url = str(sqs.create_queue(QueueName="pager")["QueueUrl"])
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    place.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    return url


def test_a_failed_flow_and_a_disabled_key_are_told(place: Place, project: Callable[..., Project]) -> None:
    recent = (datetime.now(UTC) - timedelta(days=20)).strftime("%Y-%m-%d")
    kms = place.client("kms")
    former = kms.create_key()["KeyMetadata"]["Arn"]
    stack = project(notify=["on-call@example.com"], importStartDate=recent, formerKmsKeyArns=[former])
    outputs = stack.up()
    assert stack.changes() == {}
    sns: Any = place.client("sns")
    [topic] = [each["TopicArn"] for each in sns.list_topics()["Topics"]]
    assert [each["Endpoint"] for each in sns.list_subscriptions()["Subscriptions"]] == ["on-call@example.com"]
    alarms = place.client("cloudwatch").describe_alarms()["MetricAlarms"]
    flow = outputs["integrations"]["salesforce-contact"]["flowName"]
    watched = {each["MetricName"]: each["Dimensions"][0]["Value"] for each in alarms}
    assert watched == {
        "ApproximateNumberOfMessagesVisible": f"{DOMAIN}-dead-letters",
        "ApproximateAgeOfOldestMessage": f"{DOMAIN}-dead-letters",
        "FlowExecutionsSucceeded": flow,
    }
    assert {tuple(each["AlarmActions"]) for each in alarms} == {(topic,)}

    pager = subscriber(place, topic)
    place.control.advance(2 * HOUR)
    assert told(place, pager) == []
    place.control.add_fault("run_fails", flow=flow, message="expired token")
    place.control.advance(HOUR)
    next_ = f"Next: customer-profiles diagnose --domain {DOMAIN}"
    assert told(place, pager) == [f"A run failed: {flow}: expired token. {next_}"]
    place.control.behaviours(failed_runs_deactivate=2)
    place.control.add_fault("run_fails", flow=flow, message="expired token", count=2)
    place.control.advance(2 * HOUR)
    assert f"A flow was deactivated: {flow}: expired token. {next_}" in told(place, pager)

    [key] = [each["TargetKeyId"] for each in kms.list_aliases()["Aliases"] if each["AliasName"] == f"alias/{DOMAIN}"]
    kms.disable_key(KeyId=key)
    [text] = told(place, pager)
    assert text.startswith(f"DisableKey of {key}, the key of domain {DOMAIN}, by arn:aws:iam::")
    kms.enable_key(KeyId=key)
    # What was encrypted with the key before is still encrypted with it.
    kms.schedule_key_deletion(KeyId=former)
    [text] = told(place, pager)
    assert text.startswith("ScheduleKeyDeletion of ")
    assert former.rpartition("/")[2] in text

    code, document, errors = customer_profiles(place, stack, "reestablish", "--yes")
    assert (code, errors) == (0, "")
    new = document["established"].rpartition("/")[2]
    # Rules go by how its name begins, so that they see it at once.
    place.control.behaviours(failed_runs_deactivate=0)
    place.control.add_fault("run_fails", flow=new, message="expired token")
    place.control.advance(2 * HOUR)
    assert f"A run failed: {new}: expired token. {next_}" in told(place, pager)
    # The rest follows without an edit of the program.
    assert watched_flow(place) == flow != new
    stack.up()
    assert watched_flow(place) == new
    [dashboard] = place.client("cloudwatch").list_dashboards()["DashboardEntries"]
    body = place.client("cloudwatch").get_dashboard(DashboardName=dashboard["DashboardName"])["DashboardBody"]
    assert (f'"{new}"' in body, f'"{flow}"' in body) == (True, False)
    assert stack.changes() == {}

    place.client("sqs").delete_queue(QueueUrl=pager)
    stack.destroy()
    assert place.leftovers() == {}


def watched_flow(place: Place) -> str:
    """The flow that the alarm on missing runs is about."""
    alarms = place.client("cloudwatch").describe_alarms()["MetricAlarms"]
    [flow] = [each["Dimensions"][0]["Value"] for each in alarms if each["MetricName"] == "FlowExecutionsSucceeded"]
    return str(flow)


NOTIFYING = """
import connect_customer_profiles as library
import pulumi

arrive = (lambda each: pulumi.Output.from_input(each)) if {later} else str
addresses = {addresses!r}
args = {{"domain_name": "shop", "queue_name": "letters", "notify": [arrive(each) for each in addresses]}}
library.IngestionMonitoring("watch", args)
"""


def subscribed(place: Place) -> list[str]:
    """The addresses that are subscribed to a topic, in alphabetical order."""
    return sorted(each["Endpoint"] for each in place.client("sns").list_subscriptions()["Subscriptions"])


def test_i_took_an_address_off_the_list_and_the_one_that_stayed_was_told_nothing_any_more(
    place: Place, project: Callable[..., Project]
) -> None:
    def addresses(*given: str, later: bool = False) -> None:
        (stack.folder / "__main__.py").write_text(NOTIFYING.format(addresses=given, later=later))

    stack = project(program=NOTIFYING.format(addresses=("a@x.org", "b@x.org"), later=False))
    stack.up()
    # As an earlier version has left it, whose names were by position.
    named = {
        each["inputs"]["endpoint"]: each["urn"] for each in stack.resources() if each["type"].endswith("Subscription")
    }
    for index, address in enumerate(("a@x.org", "b@x.org")):
        stack.run("state", "rename", "--yes", named[address], f"watch-email-{index}")
    assert stack.changes() == {}
    addresses("b@x.org")
    deleted = {"watch-email-0": automation.OpType.DELETE}
    assert {name: step.op for name, step in stack.steps().items() if name != "watch"} == deleted
    stack.up()
    assert subscribed(place) == ["b@x.org"]
    addresses("c@x.org", "b@x.org")
    stack.up()
    addresses("b@x.org")
    stack.up()
    assert subscribed(place) == ["b@x.org"]
    assert stack.changes() == {}

    # An Output has no name of its own, so what would unsubscribe it is refused.
    addresses("c@x.org", "d@x.org", later=True)
    stack.up()
    addresses("d@x.org", later=True)
    refusal = (
        "error: IngestionMonitoring 'watch': notify = 'd@x.org': AWS would hand out 'watch-email-1', which is deleted "
        "then: keep the order of notify, or write addresses as plain values, which may be in any order (docs/names.md)"
    )
    assert refusal in stack.refusal()
    for option in ((), ("--continue-on-error",)):
        code, text = run(stack, place, "up", "--yes", "--skip-preview", *option)
        assert (code != 0, refusal in text, subscribed(place)) == (True, True, ["c@x.org", "d@x.org"])
    addresses("d@x.org")
    stack.up()
    assert subscribed(place) == ["d@x.org"]
