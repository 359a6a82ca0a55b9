"""The length of batches, and how many of them the account's flows allow. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from .. import rules
from ..rules import RuleViolation
from ..sources import Source

DEFAULT_BATCH: Mapping[str, int] = {"months": 2}
"""The batch size of AWS's own bulk ingestion
(https://docs.aws.amazon.com/connect/latest/adminguide/integrate-customer-profiles-appflow.html)."""

ONE_MONTH: Mapping[str, int] = {"months": 1}
"""The same for a source whose runs cannot cover two months."""

FLOW_LIMIT = 1000
"""Flows per account and Region, unless the quota was raised
(https://docs.aws.amazon.com/appflow/latest/userguide/service-quotas.html)."""


class Flows(NamedTuple):
    """The quota of flows of the account and Region: each batch needs one, the ongoing integration one more."""

    limit: int = FLOW_LIMIT
    used: int = 0

    @property
    def batches(self) -> int:
        """The number of batches that a plan may have."""
        return max(0, self.limit - self.used - 1)

    def __str__(self) -> str:
        used = f", {self.used:,} of them used" if self.used else ""
        return f"the account has {self.limit:,} flows{used}; each batch needs one, the ongoing integration one more"


FLOWS = Flows()


class Months(NamedTuple):
    """A batch length in calendar months."""

    number: int

    def boundary(self, start: datetime, index: int) -> datetime:
        """The end of batch `index` (from 1), counted from the start date: 31 January, 28 February, 31 March."""
        month = start.month - 1 + index * self.number
        year, month = start.year + month // 12, month % 12 + 1
        return start.replace(year=year, month=month, day=min(start.day, _days_in_month(year, month)))

    def __str__(self) -> str:
        return f'{{"months": {self.number}}}'


class Days(NamedTuple):
    """A batch length in days, or in hours where a source allows less than a day in a run."""

    length: timedelta

    def boundary(self, start: datetime, index: int) -> datetime:
        """The end of batch `index` (from 1)."""
        return start + index * self.length

    def __str__(self) -> str:
        return f'{{"days": {self.length.days}}}' if self.length.days else f"{self.length // timedelta(hours=1)} hours"


BatchSize = Months | Days


def batch_size(batch: Any, source: Source) -> BatchSize:
    """The size that a `batch` argument asks for.

    Args:
        batch: `{"months": n}`, `{"days": n}` or `{"records_per_day": n}`; the last is the longest batch in whole days
            (below a day: hours) that stays within one run of the source. None: two months, or one if a run cannot
            cover two.
        source: the source, which limits what one run can load.

    Raises:
        RuleViolation: not exactly one size, a size below 1, or more records a day than runs can load.
    """
    records_per_run = source.records_per_run
    default = ONE_MONTH if over_range(longest(Months(DEFAULT_BATCH["months"])), source) else DEFAULT_BATCH
    sizes = rules.known_keys(default if batch is None else batch, ("months", "days", "records_per_day"), "a batch size")
    if len(sizes) != 1:
        raise RuleViolation(batch, "give exactly one of months, days and records_per_day")
    (unit, number) = next(iter(sizes.items()))
    most = {"months": 1200, "days": 36_525}.get(unit, 2_400_000_000)
    number = rules.checked(unit, number, rules.integer(1, most, unit.replace("_", " ")))
    if unit == "months":
        return Months(number)
    if unit == "days":
        return Days(timedelta(days=number))
    if records_per_run is None:
        raise RuleViolation(number, "the source has no known limit of records per run", argument=unit)
    days, hours = records_per_run // number, records_per_run * 24 // number
    if hours == 0:
        raise RuleViolation(
            number, f"one run loads at most {records_per_run:,} records, less than an hour's", argument=unit
        )
    length = timedelta(days=days) if days else timedelta(hours=hours)
    return Days(min(length, source.longest_range) if source.longest_range else length)


def longest(size: BatchSize) -> timedelta:
    """The most time that a batch of a size covers."""
    return timedelta(days=31 * size.number) if isinstance(size, Months) else size.length


def over_range(length: timedelta, source: Source) -> str:
    """What becomes of batches that cover more time than the source exports at once; "" for others.

    They are no error: nobody documents whether AppFlow divides them.
    """
    most = source.longest_range
    if most is None or length <= most:
        return ""
    return (
        f"{source.type} exports at most {most.days} days at a time: a batch that fails for that is loaded again in "
        "parts; a smaller batch avoids it"
    )


def batches(start: datetime, end: datetime, size: BatchSize, flows: Flows = FLOWS) -> list[tuple[datetime, datetime]]:
    """Half-open windows `[start, end)`: contiguous, ascending, the last one ends at `end`.

    Raises:
        RuleViolation: there are more batches than available flows; it names the smallest size that fits.
    """
    edges = [start]
    for edge in _edges(start, end, size):
        edges.append(edge)
        if len(edges) - 1 > flows.batches:
            if not flows.batches:
                remedy = "delete unused flows, or raise the quota and set `flow_limit`"
            elif _within_a_day(size):
                remedy = "a run loads no more at once: begin later, or raise the quota and set `flow_limit`"
            else:
                remedy = f"the smallest size that fits is {smallest_size(start, end, size, flows.batches)}"
            raise RuleViolation(
                str(size), f"makes more than {flows.batches} batches: {flows}; {remedy}", argument="batch"
            )
    return list(pairwise(edges))


def check_one_more(flows: Flows) -> None:
    """Check that there is a flow for an ongoing integration without batches.

    Raises:
        RuleViolation: there is none; it names the argument of `IntegrationWorkflow`.
    """
    if flows.used >= flows.limit:
        rule = (
            f"the account has {flows.used:,} flows with those that are added before this one, and the ongoing "
            "integration needs one; delete unused flows, or raise the quota and set `flow_limit`"
        )
        raise RuleViolation(flows.limit, rule, argument="flow_limit")


def smallest_size(start: datetime, end: datetime, size: BatchSize, most: int) -> BatchSize:
    """The smallest size in the same unit that makes at most `most` batches."""
    if isinstance(size, Months):
        span = (end.year - start.year) * 12 + end.month - start.month + 1
        candidates = (Months(number) for number in range(max(1, span // most), span + 1))
        return next(each for each in candidates if sum(1 for _ in _edges(start, end, each)) <= most)
    return Days(timedelta(days=-((start - end) // timedelta(days=most))))


def over_a_day(size: BatchSize, source: Source) -> str:
    """What follows if a day has more records than a run loads; "" if it has not."""
    if not _within_a_day(size):
        return ""
    return f"A day has more records than the {source.records_per_run:,} of a run, so a batch covers {size}"


def _within_a_day(size: BatchSize) -> bool:
    return isinstance(size, Days) and size.length < timedelta(days=1)


def _edges(start: datetime, end: datetime, size: BatchSize) -> Iterator[datetime]:
    index = 1
    while (edge := size.boundary(start, index)) < end:
        yield edge
        index += 1
    yield end


def _days_in_month(year: int, month: int) -> int:
    following = datetime(year + month // 12, month % 12 + 1, 1)  # noqa: DTZ001 - only a calendar computation
    return (following - timedelta(days=1)).day
