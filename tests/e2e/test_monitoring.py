"""What is watched, and who is told, in a local AWS where flows fail and keys are disabled."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from .conftest import Place
from .harness import Project

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
    stack = project(notify=["on-call@example.com"], importStartDate=recent)
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

    kms = place.client("kms")
    [key] = [each["TargetKeyId"] for each in kms.list_aliases()["Aliases"] if each["AliasName"] == f"alias/{DOMAIN}"]
    kms.disable_key(KeyId=key)
    [text] = told(place, pager)
    assert text.startswith(f"DisableKey of {key}, the key of domain {DOMAIN}, by arn:aws:iam::")
    kms.enable_key(KeyId=key)

    place.client("sqs").delete_queue(QueueUrl=pager)
    stack.destroy()
    assert place.leftovers() == {}
