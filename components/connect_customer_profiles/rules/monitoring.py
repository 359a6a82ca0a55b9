"""What is watched of an ingestion: thresholds, event patterns, notifications and the dashboard, as pure functions."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from .. import names, rules
from . import RuleViolation

DAY = 86_400
WEEK = 7 * DAY

DEFAULTS: Mapping[str, int] = {
    # The message with which CreateDomain tries the queue out may have stayed.
    "dead_letters": 1,
    # Half of the fourteen days after which a message is lost.
    "oldest_dead_letter_seconds": WEEK,
    "schedule_minutes": 60,
    "missed_periods": 3,
}
"""The thresholds, unless others are given."""

_RULES = {
    "dead_letters": rules.integer(0, 1_000_000, "messages"),
    "oldest_dead_letter_seconds": rules.integer(60, 14 * DAY, "seconds"),
    "schedule_minutes": rules.integer(1, DAY // 60, "minutes"),
    "missed_periods": rules.integer(1, 100, "periods"),
}

CALLS = ("DisableKey", "ScheduleKeyDeletion")
"""The calls after which a key cannot be used, at once or soon."""


def thresholds(value: Any) -> dict[str, int]:
    """A rule for thresholds; those that are not given have their defaults.

    CloudWatch looks back at most a day with periods below an hour, else at most a week (PutMetricAlarm,
    `EvaluationPeriods`).
    """
    given = rules.known_keys(value, DEFAULTS, "the thresholds")
    checked = {key: rules.checked(key, given.get(key, default), _RULES[key]) for key, default in DEFAULTS.items()}
    longest = DAY if checked["schedule_minutes"] < 60 else WEEK
    if checked["schedule_minutes"] * 60 * checked["missed_periods"] > longest:
        rule = (
            f"CloudWatch looks back {longest // DAY} days at most with periods of {checked['schedule_minutes']} minutes"
        )
        raise RuleViolation(checked["missed_periods"], rule, argument="missed_periods")
    return checked


email = rules.text(r"[^@\s,]{1,64}@[^@\s,]+\.[^@\s,.]+", "must be an email address")
topic_arn = rules.text(
    r"arn:aws:sns:[a-z0-9-]+:\d{12}:[a-zA-Z0-9_-]{1,256}",
    "must be the ARN of a standard SNS topic (arn:aws:sns:…), or a list of email addresses",
)


def failed_runs(domain_name: str, flow_names: Sequence[str]) -> str:
    """The pattern of runs that did not succeed, of the domain's flows and the named ones.

    https://docs.aws.amazon.com/appflow/latest/userguide/flow-notifications.html
    """
    detail = {"status": [{"anything-but": ["Execution Successful"]}], **_flows(domain_name, flow_names)}
    return _pattern("aws.appflow", ["AppFlow End Flow Run Report"], detail)


def deactivated_flows(domain_name: str, flow_names: Sequence[str]) -> str:
    """The pattern of flows that AppFlow stops because they failed."""
    types = ["AppFlow Event Flow Deactivated", "AppFlow Scheduled Flow Deactivated"]
    return _pattern("aws.appflow", types, _flows(domain_name, flow_names))


def key_taken_away(kms_key_arn: str) -> str:
    """The pattern of calls that take a key out of use; a trail has to log management events.

    https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html
    """
    detail = {
        "eventSource": ["kms.amazonaws.com"],
        "eventName": list(CALLS),
        "resources": {"ARN": [kms_key_arn]},
    }
    return _pattern("aws.kms", ["AWS API Call via CloudTrail"], detail)


def flow_message(what: str, reason: str, domain_name: str) -> dict[str, Any]:
    """What a notification of AppFlow's says: one line, and the command that goes on from there.

    Args:
        what: such as `A run failed`.
        reason: the field of the event that says why.
    """
    return {
        "input_paths": {"flow": "$.detail.flow-name", "reason": f"$.detail.{reason}"},
        "input_template": json.dumps(f"{what}: <flow>: <reason>. Next: {diagnose(domain_name)}"),
    }


def key_message(domain_name: str) -> dict[str, Any]:
    """What a notification of a key that was taken away says."""
    text = f"<call> of <key>, the key of domain {domain_name}, by <who>. Next: {diagnose(domain_name)}"
    paths = {"call": "eventName", "key": "requestParameters.keyId", "who": "userIdentity.arn"}
    return {
        "input_paths": {name: f"$.detail.{path}" for name, path in paths.items()},
        "input_template": json.dumps(text),
    }


def diagnose(domain_name: str) -> str:
    """The command that tells what is wrong."""
    return f"customer-profiles diagnose --domain {domain_name}"


def dashboard(region: str, domain_name: str, queue_name: str, flow_names: Sequence[str], alarms: Sequence[str]) -> str:
    """The body of the dashboard: alarms, dead letters, and the flows' runs and records."""
    queue = ["AWS/SQS", "QueueName", queue_name]
    widgets = [
        {
            "type": "alarm",
            "properties": {"title": f"Ingestion into {domain_name}", "alarms": list(alarms)},
        },
        _graph(region, "Dead letters", [_metric(queue, "ApproximateNumberOfMessagesVisible")], "Maximum"),
        _graph(region, "Oldest dead letter (s)", [_metric(queue, "ApproximateAgeOfOldestMessage")], "Maximum"),
        *(
            _graph(region, title, [_metric(["AWS/AppFlow", "FlowName", name], metric) for name in flow_names], "Sum")
            for title, metric in (
                ("Successful runs", "FlowExecutionsSucceeded"),
                ("Failed runs", "FlowExecutionsFailed"),
                ("Records", "FlowExecutionRecordsProcessed"),
            )
            if flow_names
        ),
    ]
    placed = [
        {**widget, "width": 12, "height": 6, "x": 12 * (index % 2), "y": 6 * (index // 2)}
        for index, widget in enumerate(widgets)
    ]
    return json.dumps({"widgets": placed}, sort_keys=True, separators=(",", ":"))


def _flows(domain_name: str, flow_names: Sequence[str]) -> dict[str, Any]:
    """A re-established integration has a flow of another name, with the same beginning."""
    return {"flow-name": [{"prefix": names.flow_prefix(domain_name)}, *sorted(flow_names)]}


def _pattern(source: str, types: list[str], detail: Mapping[str, Any]) -> str:
    pattern = {"source": [source], "detail-type": types, "detail": detail}
    return json.dumps(pattern, sort_keys=True, separators=(",", ":"))


def _metric(of: Sequence[str], name: str) -> list[str]:
    namespace, *dimension = of
    return [namespace, name, *dimension]


def _graph(region: str, title: str, metrics: list[list[str]], statistic: str) -> dict[str, Any]:
    properties = {"title": title, "region": region, "metrics": metrics, "stat": statistic, "period": 300}
    return {"type": "metric", "properties": {**properties, "view": "timeSeries"}}
