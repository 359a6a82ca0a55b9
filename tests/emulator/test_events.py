"""What AppFlow and CloudTrail tell EventBridge, and which targets hear of it."""

import json
from typing import Any

import pytest

from .setting import ACCOUNT, DOMAIN, HOUR, Place, Ready

ALL = {"source": ["aws.appflow", "aws.kms"]}


@pytest.fixture
def ready(place: Place) -> Ready:
    return place.ready()


def flow(ready: Ready, name: str = "flow") -> None:
    ready.place.profiles.put_integration(
        DomainName=DOMAIN, ObjectTypeName="Salesforce-Contact", FlowDefinition=ready.definition(name)
    )
    ready.place.appflow.start_flow(flowName=name)


def allowing(action: Any, resource: str, service: str = "events.amazonaws.com", **more: Any) -> str:
    allow = {"Effect": "Allow", "Principal": {"Service": service}, "Action": action, "Resource": resource, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [allow]})


def listening(place: Place, pattern: dict[str, Any] = ALL) -> str:
    """A queue that gets the events that match; returns its URL."""
    arn = place.arn("sqs", "events")
    url = place.queue("events", json.loads(allowing("sqs:SendMessage", arn)))
    events = place.client("events")
    events.put_rule(Name="listen", EventPattern=json.dumps(pattern))
    events.put_targets(Rule="listen", Targets=[{"Id": "queue", "Arn": arn}])
    return url


def heard(place: Place, url: str) -> list[dict[str, Any]]:
    found = [json.loads(each["body"]) for each in place.messages(url)]
    return sorted(found, key=lambda each: each["time"])


def test_a_run_that_succeeds_and_one_that_fails(ready: Ready) -> None:
    place = ready.place
    flow(ready)
    url = listening(place)
    place.control.add_fault("run_fails", flow="fl", message="expired token")
    place.control.advance(2 * HOUR)
    place.appflow.list_flows()
    failed, succeeded = heard(place, url)
    assert (failed["source"], failed["detail-type"], failed["account"]) == (
        "aws.appflow",
        "AppFlow End Flow Run Report",
        ACCOUNT,
    )
    assert {key: failed["detail"][key] for key in ("flow-name", "status", "error", "trigger-type")} == {
        "flow-name": "flow",
        "status": "Execution Failed",
        "error": "expired token",
        "trigger-type": "SCHEDULED",
    }
    assert succeeded["detail"]["status"] == "Execution Successful"
    assert "error" not in succeeded["detail"]
    assert succeeded["detail"]["num-of-records-processed"] == "2"


@pytest.mark.parametrize("status", ["Suspended", "Errored"])
def test_a_flow_is_deactivated_after_so_many_failures(ready: Ready, status: str) -> None:
    place = ready.place
    place.control.behaviours(failed_runs_deactivate=2, deactivated_flow_status=status)
    flow(ready)
    url = listening(place, {"detail-type": ["AppFlow Scheduled Flow Deactivated"]})
    place.control.add_fault("run_fails", message="expired token", count=10)
    place.control.advance(5 * HOUR)
    assert place.appflow.describe_flow(flowName="flow")["flowStatus"] == status
    [event] = heard(place, url)
    assert event["detail"]["deactivation-reason"] == "expired token"
    runs = place.appflow.describe_flow_execution_records(flowName="flow")["flowExecutions"]
    assert [each["executionStatus"] for each in runs[:2]] == ["Error", "Error"]
    assert len(runs) == 3


def test_a_flow_is_not_deactivated_unless_told(ready: Ready) -> None:
    place = ready.place
    flow(ready)
    place.control.add_fault("run_fails", count=10)
    place.control.advance(5 * HOUR)
    assert place.appflow.describe_flow(flowName="flow")["flowStatus"] == "Active"


def test_a_run_that_is_skipped_leaves_its_records_to_the_next(ready: Ready) -> None:
    place = ready.place
    flow(ready)
    place.appflow.list_flows()
    place.control.add_fault("run_skipped", flow="flow", count=2)
    place.control.advance(3 * HOUR)
    runs = place.appflow.describe_flow_execution_records(flowName="flow")["flowExecutions"]
    assert [each["executionResult"]["recordsProcessed"] for each in runs] == [3, 30 * 24]


def test_b11_of_a_run_whose_event_is_lost_appflow_itself_tells(ready: Ready) -> None:
    place = ready.place
    place.control.behaviours(appflow_events_delivered=False, failed_runs_deactivate=2)
    flow(ready)
    url = listening(place)
    place.control.add_fault("run_fails", message="expired token", count=10)
    place.control.advance(5 * HOUR)
    assert place.appflow.describe_flow(flowName="flow")["flowStatus"] == "Suspended"
    latest, *_ = place.appflow.describe_flow_execution_records(flowName="flow")["flowExecutions"]
    assert latest["executionStatus"] == "Error"
    assert heard(place, url) == []


def test_faults_of_other_flows_do_not_count(ready: Ready) -> None:
    place = ready.place
    flow(ready)
    place.control.add_fault("run_fails", flow="another")
    place.control.advance(HOUR)
    runs = place.appflow.describe_flow_execution_records(flowName="flow")["flowExecutions"]
    assert {each["executionStatus"] for each in runs} == {"Successful"}


def test_a_pattern_that_does_not_fit_hears_nothing(ready: Ready) -> None:
    url = listening(ready.place, {"source": ["aws.appflow"], "detail": {"flow-name": [{"prefix": "other-"}]}})
    flow(ready)
    ready.place.control.advance(HOUR)
    ready.place.appflow.list_flows()
    assert heard(ready.place, url) == []


def test_a_queue_that_does_not_let_eventbridge_in_hears_nothing(ready: Ready) -> None:
    url = listening(ready.place)
    another = allowing("sqs:SendMessage", ready.place.arn("sqs", "events"), "s3.amazonaws.com")
    ready.place.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": another})
    flow(ready)
    ready.place.appflow.list_flows()
    assert heard(ready.place, url) == []


class TestTopic:
    """An encrypted topic hears only what its policy and that of its key let through."""

    @pytest.fixture
    def key(self, place: Place) -> str:
        return place.key()

    def topic(self, place: Place, key: str, policy: str, key_policy: str) -> str:
        sns = place.client("sns")
        topic = str(sns.create_topic(Name="news", Attributes={"KmsMasterKeyId": key})["TopicArn"])
        sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)
        place.client("kms").put_key_policy(
            KeyId=key, PolicyName="default", Policy=key_policy, BypassPolicyLockoutSafetyCheck=True
        )
        url = place.queue("subscriber")
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=place.arn("sqs", "subscriber"))
        events = place.client("events")
        events.put_rule(Name="listen", EventPattern=json.dumps(ALL))
        transformer = {"InputPathsMap": {"flow": "$.detail.flow-name"}, "InputTemplate": '"run of <flow>"'}
        events.put_targets(Rule="listen", Targets=[{"Id": "topic", "Arn": topic, "InputTransformer": transformer}])
        return url

    def texts(self, ready: Ready, url: str) -> list[str]:
        flow(ready)
        ready.place.appflow.list_flows()
        return [json.loads(each["body"])["Message"] for each in ready.place.messages(url)]

    def test_hears_in_the_words_of_the_transformer(self, ready: Ready, key: str) -> None:
        arn = ready.place.arn("sns", "news")
        use = allowing(["kms:GenerateDataKey*", "kms:Decrypt"], "*")
        url = self.topic(ready.place, key, allowing("sns:Publish", arn), use)
        assert self.texts(ready, url) == ["run of flow"]

    def test_hears_nothing_without_its_key(self, ready: Ready, key: str) -> None:
        url = self.topic(
            ready.place, key, allowing("sns:Publish", ready.place.arn("sns", "news")), allowing("kms:Decrypt", "*")
        )
        assert self.texts(ready, url) == []

    @pytest.mark.parametrize("sent", [True, False])
    def test_conditions_hold_only_if_the_source_is_sent(self, ready: Ready, key: str, sent: bool) -> None:
        place = ready.place
        place.control.behaviours(event_source_reaches_topics=sent)
        guarded: Any = {"Condition": {"ArnLike": {"aws:SourceArn": place.arn("events", "rule/listen")}}}
        use = allowing(["kms:GenerateDataKey*", "kms:Decrypt"], "*", **guarded)
        url = self.topic(place, key, allowing("sns:Publish", place.arn("sns", "news"), **guarded), use)
        assert self.texts(ready, url) == (["run of flow"] if sent else [])


@pytest.mark.parametrize("call", ["DisableKey", "ScheduleKeyDeletion"])
def test_cloudtrail_tells_of_a_key_that_is_taken_away(place: Place, call: str) -> None:
    key = place.key()
    url = listening(place, {"source": ["aws.kms"], "detail": {"eventName": [call], "resources": {"ARN": [key]}}})
    other = place.key().rsplit("/", 1)[-1]
    kms, key_id = place.client("kms"), key.rsplit("/", 1)[-1]
    for each in (other, key_id):
        if call == "DisableKey":
            kms.disable_key(KeyId=each)
            kms.enable_key(KeyId=each)
        else:
            kms.schedule_key_deletion(KeyId=each, PendingWindowInDays=7)
    [event] = heard(place, url)
    assert event["detail-type"] == "AWS API Call via CloudTrail"
    assert event["detail"]["requestParameters"] == {"keyId": key_id}
    assert event["detail"]["resources"][0]["ARN"] == key
