"""`customer-profiles plan`."""

import math
import re
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from ..ingestion import cost, forecast
from ..ingestion.batch_size import FLOW_LIMIT
from ..operations.errors import Refused
from ..rules import RuleViolation, instant, rfc3339
from ..rules.schedule import DEFAULT_SCHEDULE
from . import picture, timeline
from .choice import Choice
from .console import Output, counted
from .options import output

CELLS = 72
OPTIONS = {"import_start_date": "START", "type": "CONNECTOR"} | {
    f"batch.{size}": f"--{size.replace('_', '-')}" for size in ("months", "days", "records_per_day")
}
"""What the command calls the arguments of an integration; others are options of the same name."""
GLYPHS = ("█", "▒")
STYLES = ("blue", "bright_blue")


@click.command(
    "plan",
    short_help="Forecast an ingestion, before anything exists.",
    epilog="""\b
Examples:
  customer-profiles plan Salesforce 2019-01-31
  customer-profiles plan ServiceNow 2022-06-01 --days 10
  customer-profiles plan Salesforce 2019-01-31 --records-per-day 12000 --svg plan.svg
  customer-profiles plan Salesforce 2019-01-31 --records-per-day 12000 --profiles 400000 --price run=0.01
  customer-profiles plan Marketo 2023-01-01 --json
""",
)
@click.argument("connector", metavar="CONNECTOR")
@click.argument("start", metavar="START")
@click.option("--months", type=int, help="Longest batch in months. Default: two months, for Marketo one.")
@click.option("--days", type=int, help="Longest batch in days.")
@click.option(
    "--records-per-day", type=int, help="Records that the source gains per day: batches as long as one run can load."
)
@click.option(
    "--bulk",
    type=Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Whether to load in batches.",
)
@click.option("--flow-limit", default=FLOW_LIMIT, show_default=True, help="The account's quota of flows.")
@click.option("--flows-used", default=0, show_default=True, help="The number of flows in the account.")
@click.option("--schedule", default=DEFAULT_SCHEDULE, show_default=True, help="How often the ongoing integration runs.")
@click.option(
    "--record-bytes",
    type=click.IntRange(min=1),
    default=cost.RECORD_BYTES,
    show_default=True,
    help="The size of a record.",
)
@click.option("--profiles", type=click.IntRange(min=0), help="The number of profiles in the domain.")
@click.option(
    "--price",
    "prices",
    multiple=True,
    metavar="NAME=USD",
    callback=lambda _, __, given: dict(map(_price, given)),
    help=f"What one costs you, in US dollars: {', '.join(cost.PRICES)}; repeatable.",
)
@click.option(
    "--svg",
    type=click.Path(path_type=Path),
    callback=picture.ending(".svg"),
    help="Also write the timeline to this SVG file.",
)
@click.option(
    "--png",
    type=click.Path(path_type=Path),
    callback=picture.ending(".png"),
    help="Also write the timeline to this PNG file.",
)
@output
def command(
    connector: str,
    start: str,
    months: int | None,
    days: int | None,
    records_per_day: int | None,
    bulk: str,
    flow_limit: int,
    flows_used: int,
    schedule: str,
    record_bytes: int,
    profiles: int | None,
    prices: dict[str, float],
    svg: Path | None,
    png: Path | None,
    out: Output,
) -> None:
    """Forecast what it takes to load the history of one object since START, and what it costs, before anything exists.
    It calls neither AWS nor Pulumi.

    CONNECTOR is the source, such as Salesforce. START is a date such as 2019-01-31
    (midnight UTC) or a time such as 2019-01-31T08:00:00Z.
    """
    sizes = {"months": months, "days": days, "records_per_day": records_per_day}
    batch = {key: value for key, value in sizes.items() if value is not None} or None
    now = datetime.now(UTC)
    try:
        found = forecast.plan(
            connector, start, batch=batch, bulk=bulk, flow_limit=flow_limit, flows_used=flows_used, now=now
        )
        estimate = cost.estimate(
            connector,
            found,
            days=(now - instant(start)).total_seconds() / 86_400,
            schedule=schedule,
            records_per_day=records_per_day,
            record_bytes=record_bytes,
            profiles=profiles,
            dollars=prices,
        )
    except RuleViolation as violation:
        raise Refused(in_options(violation, [name for name, value in sizes.items() if value is not None])) from None
    drawn = timeline.picture(f"{connector} since {start}", found, now)
    if svg:
        picture.write_svg(drawn, svg)
    if png:
        picture.write_png(drawn, png)
    out.document(_document(connector, found, estimate), None)
    out.line(f"{connector} {found}", "bold")
    out.line()
    for year in timeline.years(found, now):
        cells = timeline.cells(found, year, CELLS, now)
        out.show(_row(year, cells), [_row(year, cells).plain])
    out.line()
    if found.batches:
        rows = [(rfc3339(begin), rfc3339(end), (end - begin).days) for begin, end in found.batches]
        shown = rows if len(rows) <= SHOWN else [*rows[: SHOWN - 2], ("…", "…", "…"), rows[-1]]
        out.table(("batch from", "to", "days"), shown)
    _show(out, estimate)
    for file in (svg, png):
        if file:
            out.line(f"written: {file}", "faint")


SHOWN = 8
"""The number of batches to list; `--json` has all of them."""


def in_options(violation: RuleViolation, sizes: Collection[str]) -> str:
    """A violation with the names of this command's options, instead of the arguments of an integration.

    Args:
        violation: what is wrong.
        sizes: the sizes of batches that were given: `months`, `days` or `records_per_day`.
    """
    rule = re.sub(r"`(\w+)`", lambda found: _option(found[1]), violation.rule)
    rule = re.sub(r'\{"(\w+)": (\d+)\}', lambda found: f"{_option(found[1])} {found[2]}", rule)
    if violation.argument != "batch":
        return f"{OPTIONS.get(violation.argument) or _option(violation.argument)} = {violation.value!r}: {rule}"
    if isinstance(violation.value, str):
        # Where no size was given, it is the default's.
        length = re.sub(r'\{"(\w+)s": (\d+)\}', lambda found: counted(int(found[2]), found[1]), violation.value)
        return f"{''.join(f'{_option(each)}: ' for each in sizes)}a batch length of {length} {rule}"
    several = ", ".join(_option(each) for each in sizes)
    return f"{several}: give exactly one of --months, --days and --records-per-day"


def _option(argument: str) -> str:
    return f"--{argument.replace('_', '-')}"


def _row(year: int, cells: list[int | None]) -> Text:
    row = Text(f"{year}  ")
    for batch in cells:
        if batch is None:
            row.append("·", "dim")
        elif batch < 0:
            row.append("→", "green")
        else:
            row.append(GLYPHS[batch % 2], STYLES[batch % 2])
    return row


def _price(given: str) -> tuple[str, float]:
    name, _, dollars = given.partition("=")
    if name not in cost.PRICES:
        raise click.BadParameter(f"{given!r}: {name!r} has no price; {', '.join(cost.PRICES)} have one")
    try:
        found = float(dollars)
    except ValueError:
        found = -1
    if not 0 <= found < math.inf:
        raise click.BadParameter(f"{given!r}: must be NAME=USD, such as {name}=0.01")
    return name, found


def _show(out: Output, estimate: cost.Estimate) -> None:
    """The cost, and what it rests on."""
    out.line()
    rows = [
        (
            _amount(each.history),
            _amount(each.month),
            _amount(each.price.dollars, 8),
            _dollars(each.history_dollars),
            _dollars(each.month_dollars),
        )
        for each in estimate.items.values()
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    out.table(
        ("what AWS charges for", "history", "a month", "USD each", "USD history", "USD a month"),
        [
            (each.price.unit, *(text.rjust(width) for text, width in zip(row, widths, strict=True)))
            for each, row in zip(estimate.items.values(), rows, strict=True)
        ],
    )
    out.line()
    out.line(f"assumed: {'; '.join(estimate.assumptions)}", "faint")
    known = {f"{each.price.page} ({each.price.as_of})" for each in estimate.items.values() if each.price.as_of}
    out.line(f"prices of US East (N. Virginia): {', '.join(sorted(known))}", "faint")
    pages: dict[str, list[str]] = {}
    for name, price in estimate.unpriced.items():
        pages.setdefault(price.page, []).append(f"--price {name}=USD")
    for page, options in pages.items():
        out.line(f"not known here: {' '.join(options)}, from {page}")


def _amount(value: float | None, digits: int = 1) -> str:
    return "?" if value is None else f"{value:,.{digits}f}".rstrip("0").rstrip(".")


def _dollars(value: float | None) -> str:
    return "?" if value is None else f"{value:,.2f}"


def _document(connector: str, found: forecast.Forecast, estimate: cost.Estimate) -> dict[str, Any]:
    return {
        "connector": connector,
        "mode": found.mode,
        "batches": [{"start": start, "end": end} for start, end in found.batches],
        "runs": found.runs,
        "api_calls": found.api_calls,
        "shortest_duration_seconds": int(found.shortest_duration.total_seconds()),
        "caution": found.caution,
        "cost": {
            "items": [
                {
                    "price": name,
                    "unit": each.price.unit,
                    "history": each.history,
                    "month": each.month,
                    "usd_each": each.price.dollars,
                    "usd_history": each.history_dollars,
                    "usd_month": each.month_dollars,
                    "page": each.price.page,
                    "as_of": each.price.as_of,
                }
                for name, each in estimate.items.items()
            ],
            "assumptions": list(estimate.assumptions),
        },
    }
