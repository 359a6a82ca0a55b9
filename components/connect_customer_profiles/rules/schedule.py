"""Schedules of flows: the units, the default and the one parser. Pure.

https://docs.aws.amazon.com/appflow/1.0/APIReference/API_ScheduledTriggerProperties.html
"""

import re
from dataclasses import dataclass

DEFAULT_SCHEDULE = "rate(1hours)"
"""How often an integration runs unless its schedule says otherwise. Monitoring reckons with it."""

MINUTES = {"minute": 1, "hour": 60, "day": 1440, "week": 10_080}

_RATE = re.compile(rf"rate\((\d{{1,4}})\s*({'|'.join(MINUTES)})s?\)")
_CRON = re.compile(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)")
_CRON_PART = re.compile(r"[0-9A-Za-z*?,/#-]+")
_HIGHEST = (59, 23, 31, 12, 7, 2199)
"""The highest numbers of minutes, hours, days of the month, months, days of the week and years
(https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html)."""


@dataclass(frozen=True)
class Rate:
    """A regular schedule; as a text in AppFlow's spelling: no space, and the unit in the plural."""

    number: int
    unit: str

    @property
    def minutes(self) -> int:
        """The interval between two runs."""
        return self.number * MINUTES[self.unit]

    def __str__(self) -> str:
        return f"rate({self.number}{self.unit}s)"


def rate(expression: object) -> Rate | None:
    """The schedule that an expression stands for, `rate(1 hour)` as EventBridge spells it included; None for others."""
    found = _RATE.fullmatch(expression.strip()) if isinstance(expression, str) else None
    return Rate(int(found[1]), found[2]) if found and int(found[1]) else None


def is_cron(expression: object) -> bool:
    """Whether an expression is a cron expression of six parts, one of the two days being `?`."""
    found = _CRON.fullmatch(expression) if isinstance(expression, str) else None
    if found is None or (found[3] == "?") == (found[5] == "?"):
        return False
    parts = zip(found.groups(), _HIGHEST, strict=True)
    return all(
        _CRON_PART.fullmatch(part) and all(int(number) <= highest for number in re.findall(r"\d+", part))
        for part, highest in parts
    )


def period_minutes(expression: str) -> int | None:
    """The longest time between two runs, if it is a day at most; None if it is longer, or may be.

    A cron expression without restrictions of days, months and years counts as a day, however often it runs in one.
    """
    if found := rate(expression):
        return found.minutes if found.minutes <= MINUTES["day"] else None
    cron = _CRON.fullmatch(expression)
    return MINUTES["day"] if cron and set(cron.groups()[2:]) <= {"*", "?"} else None


def minutes(expression: str) -> int:
    """The interval of a regular schedule.

    Raises:
        ValueError: it is not one.
    """
    found = rate(expression)
    if found is None:
        raise ValueError(f"{expression} has no interval")
    return found.minutes
