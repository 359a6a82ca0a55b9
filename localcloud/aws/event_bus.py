"""EventBridge as the services see it: an event on the default bus goes to the targets of the rules that match it.

moto keeps rules and evaluates their patterns. What it does not check is checked here: that the target's policy, and
that of the key of an encrypted one, let EventBridge in. What is refused is lost, as on AWS.
"""

import itertools
import json
import uuid
from collections.abc import Iterator
from typing import Any

from . import directory, iam
from .iam import AccessRequest, Decision, Principal
from .state import Context

EVENTS = Principal.service("events.amazonaws.com")
# SNS developer guide, `sns-key-management`.
TOPIC_KEY_ACTIONS = ("kms:GenerateDataKey*", "kms:Decrypt")


def put(context: Context, source: str, detail_type: str, detail: dict[str, Any], moment: float) -> None:
    """Puts an event of an AWS service on the account's default bus."""
    if not _anybody_listens(context):
        return
    region = context.region
    event = {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": detail_type,
        "source": source,
        "account": region.account,
        "time": directory.timestamp(moment),
        "region": region.name,
        "resources": [],
        "detail": detail,
    }
    for rule in _rules(context):
        if rule.state == "ENABLED" and rule.event_pattern.get_pattern() and _matches(rule.event_pattern, event):
            for target in rule.targets:
                _deliver(context, rule.arn, target, event)


def _anybody_listens(context: Context) -> bool:
    """Whether EventBridge is in use at all; looking at it would load it."""
    from moto.core.base_backend import BackendDict

    return any(
        each.service_name == "events" and context.region.account in each
        for each in list(BackendDict._instances)  # type: ignore[misc]
    )


def _rules(context: Context) -> Iterator[Any]:
    bus = directory.backend("events", context.region.account, context.region.name).event_buses["default"]
    yield from list(bus.rules.values())


def _matches(pattern: Any, event: dict[str, Any]) -> bool:
    """Whether a pattern fits; of a list of objects, as CloudTrail has them, any may, which moto does not know."""
    lists = [key for key, value in event["detail"].items() if value and isinstance(value, list)]
    choices = [
        [(key, item) for item in event["detail"][key]] for key in lists if isinstance(event["detail"][key][0], dict)
    ]
    return any(
        pattern.matches_event({**event, "detail": {**event["detail"], **dict(chosen)}})
        for chosen in itertools.product(*choices)
    )


def _deliver(context: Context, rule_arn: str, target: dict[str, Any], event: dict[str, Any]) -> None:
    arn = target["Arn"]
    service, name = arn.split(":")[2], arn.rpartition(":")[2]
    account, region = context.region.account, context.region.name
    if service == "sns":
        topic = directory.backend("sns", account, region).topics.get(arn)
        if topic and _may_publish(context, rule_arn, topic):
            topic.publish(_text(target, event))
    elif service == "sqs":
        queue = directory.backend("sqs", account, region).queues.get(name)
        request = AccessRequest("sqs:SendMessage", arn, _source(context, rule_arn), EVENTS)
        if queue and queue.policy and iam.evaluate([iam.load(queue.policy)], request) is Decision.ALLOW:
            directory.deliver(account, region, name, _text(target, event), {})


def _may_publish(context: Context, rule_arn: str, topic: Any) -> bool:
    # "You can't use Condition blocks in Amazon SNS topic policies for EventBridge" (user guide, eb-use-resource-based).
    keys = _source(context, rule_arn) if context.behaviours.event_source_reaches_topics else {}
    if (
        iam.evaluate([iam.load(topic.policy)], AccessRequest("sns:Publish", topic.arn, keys, EVENTS))
        is not Decision.ALLOW
    ):
        return False
    if not topic.kms_master_key_id:
        return True
    key = context.cloud.directory.key(context.region.account, context.region.name, topic.kms_master_key_id)
    return bool(
        key
        and key.enabled
        and all(
            iam.evaluate([iam.load(key.policy)], AccessRequest(action.rstrip("*"), key.arn, keys, EVENTS))
            is Decision.ALLOW
            for action in TOPIC_KEY_ACTIONS
        )
    )


def _source(context: Context, rule_arn: str) -> dict[str, iam.ContextValue]:
    return {"aws:SourceArn": rule_arn, "aws:SourceAccount": context.region.account, "aws:SecureTransport": True}


def _text(target: dict[str, Any], event: Any) -> str:
    """What the target gets: the event, or what its transformer makes of it."""
    from moto.events.utils import EventTemplateParser

    transformer = target.get("InputTransformer")
    if not transformer:
        return json.dumps(event)
    parsed: Any = {**event, "ingestion-time": event["time"]}
    made = EventTemplateParser.parse(
        input_template=transformer["InputTemplate"],
        input_paths_map=transformer.get("InputPathsMap", {}),
        event=parsed,
    )
    return made if isinstance(made, str) else json.dumps(made)
