"""The alarms of an ingestion, as arguments of `aws.cloudwatch.MetricAlarm`. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class QueueAlarm:
    """An alarm on a metric of the dead-letter queue or its failure queue.

    Attributes:
        what: the last part of its name.
        description: one sentence on what has happened.
        metric: SQS's name of the metric.
        threshold: the threshold's name among those of `rules.monitoring`.
    """

    what: str
    description: str
    metric: str
    threshold: str


QUEUE_ALARMS = (
    QueueAlarm(
        what="dead-letters",
        description="Objects that could not be ingested wait.",
        metric="ApproximateNumberOfMessagesVisible",
        threshold="dead_letters",
    ),
    QueueAlarm(
        what="oldest-dead-letter",
        # Descriptions are deployed: another wording would show in the preview of every upgrade.
        description="A dead letter is lost unless it is put again.",
        metric="ApproximateAgeOfOldestMessage",
        threshold="oldest_dead_letter_seconds",
    ),
)

FAILURE_QUEUE_ALARMS = (
    QueueAlarm(
        what="failed-dead-letters",
        description="Dead letters were delivered too often and wait in the failure queue.",
        metric="ApproximateNumberOfMessagesVisible",
        threshold="dead_letters",
    ),
    QueueAlarm(
        what="oldest-failed-dead-letter",
        description="A dead letter in the failure queue is lost unless it is put again.",
        metric="ApproximateAgeOfOldestMessage",
        threshold="oldest_dead_letter_seconds",
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
"""The condition of every alarm on a queue, apart from metric and threshold."""

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
