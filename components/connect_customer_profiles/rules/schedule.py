"""Schedules of flows: the units, the default and the one parser. Pure.

https://docs.aws.amazon.com/appflow/1.0/APIReference/API_ScheduledTriggerProperties.html
"""

import re
from dataclasses import dataclass
from itertools import pairwise

DEFAULT_SCHEDULE = "rate(1hours)"
"""How often an integration runs unless its schedule says otherwise. Monitoring reckons with it."""

MINUTES = {"minute": 1, "hour": 60, "day": 1440, "week": 10_080}

_RATE = re.compile(rf"rate\((\d{{1,4}})\s*({'|'.join(MINUTES)})s?\)")
_CRON = re.compile(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)")


@dataclass(frozen=True)
class _Part:
    """What one part of a cron expression may be.

    Attributes:
        lowest: its lowest number.
        highest: its highest number.
        names: names of its numbers, from the lowest on.
        wildcards: regular expression of what else it may be.
    """

    lowest: int
    highest: int
    names: tuple[str, ...] = ()
    wildcards: str = "[*]"

    def number(self, text: str) -> int | None:
        """The number that a text stands for; None if it is neither a number of this part nor a name."""
        if text.upper() in self.names:
            return self.lowest + self.names.index(text.upper())
        return int(text) if re.fullmatch("[0-9]{1,4}", text) and self.lowest <= int(text) <= self.highest else None

    def takes(self, text: str) -> bool:
        """Whether a text is a wildcard of its own, or a list of values, ranges and steps."""
        return re.fullmatch(self.wildcards, text) is not None or all(self._has(each) for each in text.split(","))

    def values(self, text: str) -> set[int]:
        """The numbers that a list of values, ranges and steps stands for."""
        found: set[int] = set()
        for each in text.split(","):
            span, _, step = each.partition("/")
            first, _, last = span.partition("-")
            low = self.lowest if first == "*" else self.number(first) or 0
            high = self.number(last) or 0 if last else self.highest if step or first == "*" else low
            # A range may go over the end: 22-2 are five hours.
            size = self.highest - self.lowest + 1
            numbers = range(low, high + 1 if low <= high else high + 1 + size, int(step or 1))
            found |= {(each - self.lowest) % size + self.lowest for each in numbers}
        return found

    def _has(self, text: str) -> bool:
        span, divided, step = text.partition("/")
        if divided and not (re.fullmatch("[0-9]{1,4}", step) and 1 <= int(step) <= self.highest):
            return False
        first, ranged, last = span.partition("-")
        if not ranged:
            return first == "*" or self.number(first) is not None
        return self.number(first) is not None and self.number(last) is not None


_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_ANY_DAY = "?"
_MINUTE_PART, _HOUR_PART = _Part(0, 59), _Part(0, 23)
_PARTS = (
    _MINUTE_PART,
    _HOUR_PART,
    _Part(1, 31, wildcards=r"[*?]|L|LW|L-([1-9]|[12]\d|30)|([1-9]|[12]\d|3[01])W"),
    _Part(1, 12, _MONTHS),
    _Part(1, 7, _WEEKDAYS, wildcards=rf"[*?]|L|(?i:[1-7]|{'|'.join(_WEEKDAYS)})(L|#[1-5])"),
    _Part(1970, 2199),
)
"""Minutes, hours, days of the month, months, days of the week and years
(https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cron-expressions.html)."""


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
    parts = _parts(expression)
    if parts is None or (parts[2] == _ANY_DAY) == (parts[4] == _ANY_DAY):
        return False
    return all(part.takes(text) for part, text in zip(_PARTS, parts, strict=True))


def shortest_minutes(expression: str) -> int:
    """The shortest interval between two runs on one day; a day where there is one run.

    Raises:
        ValueError: it is neither a rate nor a cron expression.
    """
    parts = _parts(expression)
    if parts is None:
        return minutes(expression)
    hours, within = sorted(_HOUR_PART.values(parts[1])), sorted(_MINUTE_PART.values(parts[0]))
    times = [hour * MINUTES["hour"] + minute for hour in hours for minute in within]
    return min((later - earlier for earlier, later in pairwise(times)), default=MINUTES["day"])


def period_minutes(expression: str) -> int | None:
    """The longest time between two runs, if it is a day at most; None if it is longer, or may be.

    A cron expression without restrictions of days, months and years counts as a day, however often it runs in one.
    """
    if found := rate(expression):
        return found.minutes if found.minutes <= MINUTES["day"] else None
    parts = _parts(expression)
    return MINUTES["day"] if parts and set(parts[2:]) <= {"*", _ANY_DAY} else None


def minutes(expression: str) -> int:
    """The interval of a regular schedule.

    Raises:
        ValueError: it is not one.
    """
    found = rate(expression)
    if found is None:
        raise ValueError(f"{expression} has no interval")
    return found.minutes


def _parts(expression: object) -> tuple[str, ...] | None:
    """The six parts of a cron expression; None if it is not one."""
    found = _CRON.fullmatch(expression) if isinstance(expression, str) else None
    return found.groups() if found else None
