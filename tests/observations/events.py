"""Whether AWS's events reach those who listen."""

import json
from typing import Any

from connect_customer_profiles import names

from .flows import RUN_SECONDS, ended
from .stage import Stage

EVENT_SECONDS = 900.0
"""How long an event may take: EventBridge promises none, and sends most within seconds."""

EVENTS = "events.amazonaws.com"


def appflow_events_delivered(stage: Stage) -> bool | None:
    flow = stage.flow("heard")
    queue = _queue(stage, flow, EVENTS, _rule(stage, flow))
    _send(stage, flow, _queue_arn(stage, flow))
    return _arrived(stage, queue) if _ran(stage, flow) else None


def event_source_reaches_topics(stage: Stage) -> bool | None:
    arrived = []
    # Only if a topic that is open to every rule hears of a run, one that is not says anything.
    for name, narrow in (("told-by-any", False), ("told-by-its-rule", True)):
        flow = stage.flow(name)
        rule = _rule(stage, flow)
        topic = _topic(stage, flow, rule if narrow else "")
        queue = _queue(stage, flow, "sns.amazonaws.com", topic)
        stage.caller.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=_queue_arn(stage, flow))
        _send(stage, flow, topic)
        arrived.append(_ran(stage, flow) and _arrived(stage, queue))
    return arrived[1] if arrived[0] else None


def _ran(stage: Stage, flow: str) -> bool:
    """Run a flow; whether the run ended in time."""
    stage.caller.client("appflow").start_flow(flowName=flow)
    return stage.caller.until(lambda: bool(ended(stage, flow)), RUN_SECONDS)


def _arrived(stage: Stage, url: str) -> bool:
    """Whether a message is in a queue in time."""
    receive = stage.caller.client("sqs").receive_message
    return stage.caller.until(lambda: bool(receive(QueueUrl=url).get("Messages")), EVENT_SECONDS)


def _rule(stage: Stage, flow: str) -> str:
    """The ARN of a rule for the event of each run of a flow that has ended, which has the flow's name."""
    detail = {"flow-name": [flow]}
    pattern = {"source": ["aws.appflow"], "detail-type": ["AppFlow End Flow Run Report"], "detail": detail}
    return str(stage.caller.client("events").put_rule(Name=flow, EventPattern=json.dumps(pattern))["RuleArn"])


def _send(stage: Stage, rule: str, target: str) -> None:
    """Send what a rule hears to a queue or a topic."""
    stage.caller.client("events").put_targets(Rule=rule, Targets=[{"Id": "listener", "Arn": target}])


def _queue(stage: Stage, name: str, service: str, source: str) -> str:
    """The URL of a queue to which a service may send for one source."""
    policy = _may("sqs:SendMessage", _queue_arn(stage, name), service, {"ArnEquals": {"aws:SourceArn": source}})
    made = stage.caller.client("sqs").create_queue(QueueName=name, Attributes={"Policy": policy})
    return str(made["QueueUrl"])


def _topic(stage: Stage, name: str, rule_arn: str) -> str:
    """The ARN of a topic to which EventBridge may publish: for one rule, or with "" for every rule."""
    sns = stage.caller.client("sns")
    arn = str(sns.create_topic(Name=name)["TopicArn"])
    condition = {"ArnEquals": {"aws:SourceArn": rule_arn}} if rule_arn else {}
    policy = _may("sns:Publish", arn, EVENTS, condition)
    sns.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=policy)
    return arn


def _may(action: str, resource: str, service: str, condition: dict[str, Any]) -> str:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": action, "Resource": resource}
    allowed = {**statement, "Condition": condition} if condition else statement
    return json.dumps({"Version": "2012-10-17", "Statement": [allowed]})


def _queue_arn(stage: Stage, name: str) -> str:
    return names.queue_arn(stage.caller.region, stage.caller.account, name)
