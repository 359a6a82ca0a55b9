"""From dates to batches. Pure: the time is an argument, nothing here knows Pulumi or AWS calls.

A plan is pinned once, when an integration is first seen, and from then on taken from state: the passing of time alone
never changes it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from .. import names, rules
from ..rules import RuleViolation, rfc3339
from ..sources import connector
from . import windows

BULK_AFTER = timedelta(days=60)
"""Start dates further back than this need a workflow and a role
(https://docs.aws.amazon.com/connect/latest/adminguide/integrate-customer-profiles-appflow.html)."""

DEFAULT_BATCH: Mapping[str, int] = {"months": 2}
"""The batch size of AWS's own bulk ingestion (same page)."""

FLOW_LIMIT = 1000
"""Flows per account and Region, unless the quota was raised
(https://docs.aws.amazon.com/appflow/latest/userguide/service-quotas.html)."""

IDENTITY = (
    *("region", "account", "domain_name"),
    *("connector_type", "source_object", "object_type_name"),
)
"""Inputs that make an integration another one: a change starts a new plan."""

PINS = ("token", "mode", "loaded_from", "cut_off", "pull_from", "batches", "flow_name")
"""What a plan pins: its token; `workflow` or `incremental`; since when records are loaded, where the batches end, and
from when on the continuous integration pulls; the batches; the name of the first flow."""


@dataclass(frozen=True)
class Flows:
    """The flows of the account and Region: each batch is one of its own, the continuous integration one more."""

    limit: int = FLOW_LIMIT
    used: int = 0

    @property
    def batches(self) -> int:
        """How many batches a plan may have."""
        return max(0, self.limit - self.used - 1)

    def __str__(self) -> str:
        used = f", {self.used:,} of them used" if self.used else ""
        return f"the account has {self.limit:,} flows{used}; each batch needs one, the continuous integration one more"


FLOWS = Flows()


@dataclass(frozen=True)
class Months:
    """A batch length in calendar months."""

    number: int

    def boundary(self, start: datetime, index: int) -> datetime:
        """The end of batch `index` (from 1), counted from the start date: 31 January, 28 February, 31 March."""
        month = start.month - 1 + index * self.number
        year, month = start.year + month // 12, month % 12 + 1
        return start.replace(year=year, month=month, day=min(start.day, _days_in_month(year, month)))

    def __str__(self) -> str:
        return f'{{"months": {self.number}}}'


@dataclass(frozen=True)
class Days:
    """A batch length in days, or in hours where a source allows less than a day in a run."""

    length: timedelta

    def boundary(self, start: datetime, index: int) -> datetime:
        """The end of batch `index` (from 1)."""
        return start + index * self.length

    def __str__(self) -> str:
        return f'{{"days": {self.length.days}}}' if self.length.days else f"{self.length // timedelta(hours=1)} hours"


BatchSize = Months | Days


def batch_size(batch: Any, records_per_run: int | None) -> BatchSize:
    """The size that a `batch` argument asks for.

    Args:
        batch: `{"months": n}`, `{"days": n}` or `{"records_per_day": n}`; the last is the longest batch in whole days
            (below a day: hours) that stays within one run of the source. None: two months.
        records_per_run: the most records that one run of the source loads, None where that is not known.

    Raises:
        RuleViolation: no size, two sizes, a size below 1, or more records a day than runs can load.
    """
    sizes = rules.known_keys(
        DEFAULT_BATCH if batch is None else batch, ("months", "days", "records_per_day"), "a batch size"
    )
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
    return Days(timedelta(days=days) if days else timedelta(hours=hours))


def batches(start: datetime, end: datetime, size: BatchSize, flows: Flows = FLOWS) -> list[tuple[datetime, datetime]]:
    """Half-open windows `[start, end)`: contiguous, ascending, the last one ends at `end`.

    Raises:
        RuleViolation: more batches than flows are left; it names the smallest size that fits.
    """
    edges = [start]
    for edge in _edges(start, end, size):
        edges.append(edge)
        if len(edges) - 1 > flows.batches:
            remedy = (
                f"the smallest size that fits is {smallest_size(start, end, size, flows.batches)}"
                if flows.batches
                else "delete flows that nobody needs, or raise the quota and set `flow_limit`"
            )
            raise RuleViolation(
                str(size), f"makes more than {flows.batches} batches: {flows}; {remedy}", argument="batch"
            )
    return list(pairwise(edges))


def smallest_size(start: datetime, end: datetime, size: BatchSize, most: int) -> BatchSize:
    """The smallest size in the same unit that makes at most so many batches."""
    if isinstance(size, Months):
        span = (end.year - start.year) * 12 + end.month - start.month + 1
        candidates = (Months(number) for number in range(max(1, span // most), span + 1))
        return next(each for each in candidates if sum(1 for _ in _edges(start, end, each)) <= most)
    return Days(timedelta(days=-((start - end) // timedelta(days=most))))


def check_source(connector_type: str, batch: Any, bulk: str) -> None:
    """Whether a source can do what `batch` and `bulk` ask for.

    Raises:
        RuleViolation: batches of a source without workflows.
    """
    if connector(connector_type).supports_workflows:
        return
    rule = f"{connector_type} has no integration workflows: the first run of the continuous integration loads history"
    if bulk == "always":
        raise RuleViolation(bulk, rule, argument="bulk")
    if batch is not None:
        raise RuleViolation(batch, rule, argument="batch")


def mode_for(start: datetime, now: datetime, bulk: str, *, supports_workflows: bool) -> str:
    """`workflow` (history in batches) or `incremental` (the first run of the continuous integration loads it)."""
    if bulk == "always":
        return "workflow"
    far_back = now - start > BULK_AFTER
    return "workflow" if bulk == "auto" and far_back and supports_workflows else "incremental"


def cut_off_for(now: datetime, token: str) -> datetime:
    """A cut-off within the last hour, at a second that the token (hexadecimal digits) chooses.

    Plans of one deployment would otherwise end at the same second, and their batches could not tell whose workflow an
    interrupted attempt has started. What is newer comes with the first run of the continuous integration.
    """
    return now.replace(microsecond=0) - timedelta(seconds=int(token, 16) % 3600)


def planned(
    inputs: Mapping[str, Any],
    pinned: Mapping[str, Any],
    *,
    now: datetime,
    token: str,
    cut_off: datetime | None = None,
    flows: Callable[[], Flows] = Flows,
) -> dict[str, Any]:
    """`inputs` with their pins: those of `pinned` (earlier inputs) as long as they stand, else new ones.

    Pins stand until the integration becomes another one. An earlier import-start date adds the missing range to them;
    a later one changes nothing; another batch size divides anew what a workflow has not loaded yet.

    Args:
        inputs: domain, connector, dates and options, as the component hands them over.
        pinned: the inputs of the previous deployment, {} if there was none.
        now: when a new plan is made; whole seconds count.
        token: unique text for the names of a new plan.
        cut_off: where its batches end, `now` unless given (and for a start after it).
        flows: the account's flows; asked for only where batches are made.

    Raises:
        RuleViolation: names the argument of `IntegrationWorkflow`.
    """
    start = rules.checked("import_start_date", inputs["import_start_date"], rules.instant)
    if "token" not in pinned or any(inputs.get(key) != pinned.get(key) for key in IDENTITY):
        now = now.replace(microsecond=0)
        end = cut_off if cut_off and start < cut_off else now
        return {**inputs, **_new_pins(inputs, start, now, end, token, flows)}
    pins = {key: completed(pinned)[key] for key in PINS}
    if inputs.get("batch") != pinned.get("batch") and pins["batches"]:
        spans = windows.joined(pins["batches"])
        ends = [[rules.instant(each[key]) for key in ("start", "end")] for each in spans]
        pins["batches"] = [each for first, last in ends for each in _windows(inputs, first, last, flows)]
    if start < rules.instant(pins["loaded_from"]):
        pins |= _extension(inputs, pins, start, now, flows)
    return {**inputs, **pins}


def completed(pins: Mapping[str, Any]) -> dict[str, Any]:
    """Pins with those that version 0.1 did not know."""
    known = {"pull_from": pins.get("cut_off" if pins.get("mode") == "workflow" else "loaded_from")}
    return {**known, **pins} if "token" in pins else dict(pins)


def _extension(
    inputs: Mapping[str, Any], pins: Mapping[str, Any], start: datetime, now: datetime, flows: Callable[[], Flows]
) -> dict[str, Any]:
    """The pins that an earlier start date changes: only the range before what is loaded is new.

    Where batches are not possible, the continuous integration is established again from the earlier date on.
    """
    in_batches = inputs["bulk"] != "never" and connector(inputs["connector_type"]).supports_workflows
    if not in_batches or (now - start <= BULK_AFTER and not inputs.get("execution_role_arn")):
        return {"loaded_from": rfc3339(start), "pull_from": rfc3339(start)}
    _check_role(inputs, start)
    missing = _windows(inputs, start, rules.instant(pins["loaded_from"]), flows)
    return {"loaded_from": rfc3339(start), "mode": "workflow", "batches": [*missing, *pins["batches"]]}


def _new_pins(
    inputs: Mapping[str, Any],
    start: datetime,
    now: datetime,
    cut_off: datetime,
    token: str,
    flows: Callable[[], Flows],
) -> dict[str, Any]:
    facts = connector(inputs["connector_type"])
    if start >= now:
        raise RuleViolation(
            inputs["import_start_date"],
            f"must be in the past; it is now {rfc3339(now)}",
            argument="import_start_date",
        )
    rules.checked("batch", inputs.get("batch"), lambda batch: batch_size(batch, facts.records_per_run))
    mode = mode_for(start, now, inputs["bulk"], supports_workflows=facts.supports_workflows)
    if mode == "workflow":
        _check_role(inputs, start)
    return {
        "token": token,
        "mode": mode,
        "loaded_from": rfc3339(start),
        "cut_off": rfc3339(cut_off),
        "pull_from": rfc3339(cut_off if mode == "workflow" else start),
        "batches": _windows(inputs, start, cut_off, flows) if mode == "workflow" else [],
        "flow_name": names.flow_name(inputs["domain_name"], inputs["object_type_name"], token),
    }


def _windows(
    inputs: Mapping[str, Any], start: datetime, end: datetime, flows: Callable[[], Flows]
) -> list[dict[str, str]]:
    facts = connector(inputs["connector_type"])
    size = rules.checked("batch", inputs.get("batch"), lambda batch: batch_size(batch, facts.records_per_run))
    return [{"start": rfc3339(first), "end": rfc3339(last)} for first, last in batches(start, end, size, flows())]


def _check_role(inputs: Mapping[str, Any], start: datetime) -> None:
    if not inputs.get("execution_role_arn"):
        raise RuleViolation(
            None,
            f"is required: loading {inputs['connector_type']} records since {rfc3339(start)} in batches needs an "
            "execution role",
            argument="execution_role_arn",
        )


def _edges(start: datetime, end: datetime, size: BatchSize) -> Iterator[datetime]:
    index = 1
    while (edge := size.boundary(start, index)) < end:
        yield edge
        index += 1
    yield end


def _days_in_month(year: int, month: int) -> int:
    following = datetime(year + month // 12, month % 12 + 1, 1)  # noqa: DTZ001 - only a calendar computation
    return (following - timedelta(days=1)).day
