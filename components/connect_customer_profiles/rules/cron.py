"""Cron expressions of AWS: what is one, when it runs, how often. Pure.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cron-expressions.html
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

_CRON = r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)"
_DAY_MINUTES = 1440


class _Part(NamedTuple):
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
_MINUTE, _HOUR, _DAY, _MONTH, _WEEKDAY, _YEAR = _PARTS = (
    _Part(0, 59),
    _Part(0, 23),
    _Part(1, 31, wildcards=r"[*?]|L|LW|L-([1-9]|[12]\d|30)|([1-9]|[12]\d|3[01])W"),
    _Part(1, 12, _MONTHS),
    _Part(1, 7, _WEEKDAYS, wildcards=rf"[*?]|L|(?i:[1-7]|{'|'.join(_WEEKDAYS)})(L|#[1-5])"),
    _Part(1970, 2199),
)
"""Minutes, hours, days of the month, months, days of the week and years."""


class Cron(NamedTuple):
    """A cron expression that is one; its parts as they are written."""

    minute: str
    hour: str
    day: str
    month: str
    weekday: str
    year: str

    @property
    def every_day(self) -> bool:
        """Whether it has no restriction of days, months and years."""
        return {self.day, self.month, self.weekday, self.year} <= {"*", _ANY_DAY}

    def shortest_minutes(self) -> int:
        """The shortest interval between two runs, on one day or over midnight; a day where it is longer."""
        within = sorted(_MINUTE.values(self.minute))
        times = [hour * 60 + minute for hour in sorted(_HOUR.values(self.hour)) for minute in within]
        shortest = min((later - earlier for earlier, later in pairwise(times)), default=_DAY_MINUTES)
        over_midnight = times[0] + _DAY_MINUTES - times[-1]
        return over_midnight if over_midnight < shortest and self._runs_on_two_days_running() else shortest

    def runs_from(self, first: date) -> bool:
        """Whether it runs on any day from `first` on."""
        years = sorted(year for year in _YEAR.values(self.year) if year >= first.year)
        return any(day >= first for day in self.days(years))

    def _runs_on_two_days_running(self) -> bool:
        # Days of the week and leap years come again after 28 years.
        years = range(2001, 2029) if self.year == "*" else sorted(_YEAR.values(self.year))
        return self.every_day or any(later - earlier == timedelta(1) for earlier, later in pairwise(self.days(years)))

    def days(self, years: Iterable[int]) -> Iterator[date]:
        """The days of some years on which it runs, whichever years it names itself."""
        months = sorted(_MONTH.values(self.month))
        for year in years:
            for month in months:
                days = self._weekdays(year, month) if self.day == _ANY_DAY else self._days_of_month(year, month)
                yield from (date(year, month, day) for day in days)

    def _days_of_month(self, year: int, month: int) -> list[int]:
        last = monthrange(year, month)[1]
        if self.day.startswith("L-"):
            return [last - int(self.day[2:])] if int(self.day[2:]) < last else []
        if self.day.endswith("W"):
            day = last if self.day == "LW" else int(self.day[:-1])
            return [_nearest_working_day(year, month, day, last)] if day <= last else []
        return [last] if self.day == "L" else [day for day in sorted(_DAY.values(self.day)) if day <= last]

    def _weekdays(self, year: int, month: int) -> list[int]:
        last = monthrange(year, month)[1]
        name, numbered, which = self.weekday.partition("#")
        only_last = len(name) > 1 and name.endswith("L") and not numbered
        wanted = {7} if name == "L" else _WEEKDAY.values(name[:-1] if only_last else name)
        days = [day for day in range(1, last + 1) if _weekday(year, month, day) in wanted]
        if only_last:
            return days[-1:]
        return days[int(which) - 1 : int(which)] if numbered else days


def cron(expression: object) -> Cron | None:
    """The cron expression of six parts, one of the two days being `?`, that a text is; None if it is not one."""
    found = re.fullmatch(_CRON, expression) if isinstance(expression, str) else None
    if found is None or (found[3] == _ANY_DAY) == (found[5] == _ANY_DAY):
        return None
    valid = all(part.takes(text) for part, text in zip(_PARTS, found.groups(), strict=True))
    return Cron(*found.groups()) if valid else None


def _weekday(year: int, month: int, day: int) -> int:
    """The day of the week, from 1 (Sunday) to 7."""
    return date(year, month, day).isoweekday() % 7 + 1


def _nearest_working_day(year: int, month: int, day: int, last: int) -> int:
    """The day itself, or the Friday or Monday beside it, in the same month."""
    weekday = _weekday(year, month, day)
    if weekday == 1:
        return day + 1 if day < last else day - 2
    if weekday == 7:
        return day - 1 if day > 1 else day + 2
    return day
