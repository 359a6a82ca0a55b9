"""A letter that somebody looks at again and again does not expire unnoticed."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest
from connect_customer_profiles.observability.alarms import QUEUE_ALARMS, hours_to_look_back, queue_condition
from connect_customer_profiles.rules import monitoring

from localcloud.aws.directory import backend
from tests.operations.letter_world import QUEUE, World, opened
from tests.provider.place import ACCOUNT, REGION

SAMPLE, HOURS = 300, 24 * 10
THRESHOLDS = monitoring.thresholds({})
STATISTICS: dict[str, Callable[[Sequence[float]], float]] = {"Maximum": max, "Average": fmean}
LOOKS = (("diagnose",), ("dead-letters", "triage"), ("dead-letters", "export", "{file}"))


@pytest.mark.parametrize(
    ("failure_queue", "told"),
    [(False, {"never_empty"}), (True, {"never_empty", "age"})],
    ids=["each look is received", "each look would count towards the failure queue"],
)
def test_a6_a_letter_of_ten_days_is_told_however_often_somebody_looked(
    tmp_path: Path, failure_queue: bool, told: set[str]
) -> None:
    samples: dict[str, list[float]] = {"ApproximateNumberOfMessagesVisible": [], "ApproximateAgeOfOldestMessage": []}
    with opened(failure_queue=failure_queue) as world:
        kept = {"MessageRetentionPeriod": str(14 * 86_400)}
        world.client("sqs").set_queue_attributes(QueueUrl=world.url, Attributes=kept)
        world.arrive(1, whole=True)
        looks = 0
        for hour in range(HOURS):
            if hour % 12 == 0:
                for number, look in enumerate(LOOKS):
                    world.run(*(each.format(file=tmp_path / f"{hour}-{number}") for each in look))
                    looks += 1
            for _ in range(3600 // SAMPLE):
                world.skip(SAMPLE)
                for metric, value in _metrics(world).items():
                    samples[metric].append(value)
        after = world.counts()
    assert (looks, after.visible, after.failed) == (3 * 20, 1, 0)
    condition = {
        alarm.on: queue_condition(alarm, THRESHOLDS, hours_to_look_back(THRESHOLDS["oldest_dead_letter_seconds"]))
        for alarm in QUEUE_ALARMS
    }
    in_alarm = {on for on, each in condition.items() if _in_alarm(each, samples[each["metric_name"]])}
    # One letter is no more than the threshold, and the age of one that was received so often is not told any more.
    assert in_alarm == told


def _metrics(world: World) -> dict[str, float]:
    """As the developer guide describes them ("Available CloudWatch metrics for Amazon SQS")."""
    queue = backend("sqs", ACCOUNT, REGION).get_queue(QUEUE)
    told = [each for each in queue.messages if each.approximate_receive_count < 3]
    return {
        "ApproximateNumberOfMessagesVisible": len(queue.messages),
        "ApproximateAgeOfOldestMessage": max((world.now() - each.sent_timestamp / 1000 for each in told), default=0),
    }


def _in_alarm(condition: Mapping[str, Any], samples: Sequence[float]) -> bool:
    """Whether every period that CloudWatch looks back to is above the threshold."""
    assert condition["comparison_operator"] == "GreaterThanThreshold"
    statistic = STATISTICS[condition["statistic"]]
    size = condition["period"] // SAMPLE
    periods = [statistic(samples[end - size : end]) for end in range(len(samples), 0, -size)]
    looked_at = periods[: condition["evaluation_periods"]]
    assert len(looked_at) == condition["evaluation_periods"]
    return all(value > condition["threshold"] for value in looked_at)
