"""Schedules of flows: the units, the default and the one parser. Pure.

https://docs.aws.amazon.com/appflow/1.0/APIReference/API_ScheduledTriggerProperties.html
"""

import re
from typing import NamedTuple

from .cron import cron

DEFAULT_SCHEDULE = "rate(1hours)"
"""How often an integration runs unless its schedule says otherwise. Monitoring reckons with it."""

SUPERVISOR_MINUTES = 15
"""How often a `BackfillSupervisor` looks unless its `period_minutes` says otherwise."""

MINUTES = {"minute": 1, "hour": 60, "day": 1440, "week": 10_080}

_RATE = rf"rate\((\d{{1,4}})\s*({'|'.join(MINUTES)})s?\)"


class Rate(NamedTuple):
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
    found = re.fullmatch(_RATE, expression.strip()) if isinstance(expression, str) else None
    return Rate(int(found[1]), found[2]) if found and int(found[1]) else None


def is_cron(expression: object) -> bool:
    """Whether an expression is a cron expression of six parts, one of the two days being `?`."""
    return cron(expression) is not None


def shortest_minutes(expression: str) -> int:
    """The shortest interval between two runs, on one day or over midnight; a day where it is longer.

    Raises:
        ValueError: it is neither a rate nor a cron expression.
    """
    found = cron(expression)
    return found.shortest_minutes() if found else minutes(expression)


def period_minutes(expression: str) -> int | None:
    """The longest time between two runs, if it is a day at most; None if it is longer, or may be.

    A cron expression without restrictions of days, months and years counts as a day, however often it runs in one.
    """
    if regular := rate(expression):
        return regular.minutes if regular.minutes <= MINUTES["day"] else None
    found = cron(expression)
    return MINUTES["day"] if found and found.every_day else None


def minutes(expression: str) -> int:
    """The interval of a regular schedule.

    Raises:
        ValueError: it is not one.
    """
    found = rate(expression)
    if found is None:
        raise ValueError(f"{expression} has no interval")
    return found.minutes
