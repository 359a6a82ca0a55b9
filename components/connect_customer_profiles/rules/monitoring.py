"""Rules for the arguments of monitoring: thresholds, and who is notified. Pure."""

from collections.abc import Mapping
from typing import Any

from .. import rules
from . import RuleViolation, schedule

DAY = 86_400
WEEK = 7 * DAY

DEFAULTS: Mapping[str, int] = {
    # CreateDomain sends a test message to the queue, which may still be there.
    "dead_letters": 1,
    # Half of the fourteen days after which a message is lost.
    "oldest_dead_letter_seconds": WEEK,
    "schedule_minutes": schedule.minutes(schedule.DEFAULT_SCHEDULE),
    "missed_periods": 3,
}
"""The default thresholds."""

_RULES = {
    "dead_letters": rules.integer(0, 1_000_000, "messages"),
    "oldest_dead_letter_seconds": rules.integer(60, 14 * DAY, "seconds"),
    "schedule_minutes": rules.integer(1, DAY // 60, "minutes"),
    "missed_periods": rules.integer(1, 100, "periods"),
}


def thresholds(value: Any) -> dict[str, int]:
    """A rule for thresholds; missing ones get their defaults.

    CloudWatch evaluates at most a day with periods below an hour, else at most a week (PutMetricAlarm,
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


def former_keys(*, needed: bool) -> rules.Rule[list[str]]:
    """A rule for the keys that a domain had before. `needed`: whether there has to be one."""

    def check(value: Any) -> list[str]:
        found = rules.list_of(rules.kms_key_arn)(value)
        if needed and not found:
            raise RuleViolation(value, "must have a key where kms_key_arn is not given")
        return found

    return check


email = rules.text(r"[^@\s,]{1,64}@[^@\s,]+\.[^@\s,.]+", "must be an email address")
topic_arn = rules.text(
    r"arn:aws:sns:[a-z0-9-]+:\d{12}:[a-zA-Z0-9_-]{1,256}",
    "must be the ARN of a standard SNS topic (arn:aws:sns:…), or a list of email addresses",
)
