"""The alarms of an ingestion, as arguments of `aws.cloudwatch.MetricAlarm`. Pure."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

HOUR = 3600
LOOK_BACK = 7 * 24
"""The most periods of an hour that CloudWatch looks back
(https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html)."""


class QueueAlarm(NamedTuple):
    """An alarm on the dead-letter queue or its failure queue.

    Attributes:
        what: the last part of its name.
        description: one sentence on what has happened.
        on: how many letters wait, how old the oldest is, or that the queue is never empty. The age alone goes blind:
            SQS leaves out what was received three times or more.
    """

    what: str
    description: str
    on: Literal["number", "age", "never_empty"]


QUEUE_ALARMS = (
    QueueAlarm("dead-letters", "Objects that could not be ingested wait.", "number"),
    # Descriptions are deployed: another wording would show in the preview of every upgrade.
    QueueAlarm("oldest-dead-letter", "A dead letter is lost unless it is put again.", "age"),
    QueueAlarm(
        "dead-letters-remain",
        "The queue is not empty for as long as a dead letter may wait: the oldest is lost unless it is put again.",
        "never_empty",
    ),
)

FAILURE_QUEUE_ALARMS = (
    QueueAlarm("failed-dead-letters", "Dead letters were delivered too often and wait in the failure queue.", "number"),
    QueueAlarm(
        "oldest-failed-dead-letter", "A dead letter in the failure queue is lost unless it is put again.", "age"
    ),
    QueueAlarm(
        "failed-dead-letters-remain",
        "The failure queue is not empty for as long as a dead letter may wait: the oldest is lost unless it is put "
        "again.",
        "never_empty",
    ),
)
"""For the queue to which SQS moves letters that a `DeadLetterRedrive` could not store."""

QUEUE_CONDITION: Mapping[str, Any] = {
    "namespace": "AWS/SQS",
    "statistic": "Maximum",
    "period": 300,
    "evaluation_periods": 1,
    "comparison_operator": "GreaterThanThreshold",
    # SQS sends nothing for a queue that nobody has used for six hours, and for one that is gone: INSUFFICIENT_DATA
    # (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html).
    "treat_missing_data": "missing",
}
"""What the conditions of all alarms on queues have in common."""

VISIBLE = "ApproximateNumberOfMessagesVisible"


def queue_condition(alarm: QueueAlarm, thresholds: Mapping[str, Any], hours: Any) -> dict[str, Any]:
    """The condition of an alarm on a queue, apart from the queue.

    Args:
        thresholds: those of `rules.monitoring`; they and `hours` may be Outputs.
        hours: `hours_to_look_back`.
    """
    match alarm.on:
        case "number":
            condition = {"metric_name": VISIBLE, "threshold": thresholds["dead_letters"]}
        case "age":
            age = "ApproximateAgeOfOldestMessage"
            condition = {"metric_name": age, "threshold": thresholds["oldest_dead_letter_seconds"]}
        case "never_empty":
            # Somebody who looks hides a letter for minutes, so the average of an hour is a little below one.
            hourly = {"statistic": "Average", "period": HOUR, "evaluation_periods": hours}
            condition = {"metric_name": VISIBLE, **hourly, "threshold": 0.5}
    return {**QUEUE_CONDITION, **condition}


def hours_to_look_back(seconds: int) -> int:
    """The periods of an alarm on a queue that is never empty."""
    return max(1, min(seconds // HOUR, LOOK_BACK))


FLOW_DESCRIPTION = "Flow {flow_name} has had no successful run for several periods."
FLOW_CONDITION: Mapping[str, Any] = {
    "namespace": "AWS/AppFlow",
    "metric_name": "FlowExecutionsSucceeded",
    "statistic": "Sum",
    "comparison_operator": "LessThanThreshold",
    "threshold": 1,
    # A flow that does not run sends no data.
    "treat_missing_data": "breaching",
}
"""The condition of every alarm on a flow, apart from its periods."""


def period_seconds(schedule_minutes: int) -> int:
    """The period of an alarm on a flow, in the unit of CloudWatch."""
    return schedule_minutes * 60
