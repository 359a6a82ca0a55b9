"""`customer-profiles plan`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from ..ingestion import forecast
from ..ingestion.batch_size import FLOW_LIMIT
from ..rules import rfc3339
from . import picture, timeline
from .console import Output
from .options import output

CELLS = 72
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
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Whether to load in batches.",
)
@click.option("--flow-limit", default=FLOW_LIMIT, show_default=True, help="The account's quota of flows.")
@click.option("--flows-used", default=0, show_default=True, help="The number of flows in the account.")
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
    svg: Path | None,
    png: Path | None,
    out: Output,
) -> None:
    """Forecast what it takes to load the history of one object since START, before anything exists. It calls neither
    AWS nor Pulumi.

    CONNECTOR is the source, such as Salesforce. START is a date such as 2019-01-31
    (midnight UTC) or a time such as 2019-01-31T08:00:00Z.
    """
    sizes = {"months": months, "days": days, "records_per_day": records_per_day}
    batch = {key: value for key, value in sizes.items() if value is not None} or None
    now = datetime.now(UTC)
    found = forecast.plan(
        connector, start, batch=batch, bulk=bulk, flow_limit=flow_limit, flows_used=flows_used, now=now
    )
    drawn = timeline.picture(f"{connector} since {start}", found, now)
    if svg:
        picture.write_svg(drawn, svg)
    if png:
        picture.write_png(drawn, png)
    out.document(_document(connector, found), None)
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
    for file in (svg, png):
        if file:
            out.line(f"written: {file}", "faint")


SHOWN = 8
"""The number of batches to list; `--json` has all of them."""


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


def _document(connector: str, found: forecast.Forecast) -> dict[str, Any]:
    return {
        "connector": connector,
        "mode": found.mode,
        "batches": [{"start": start, "end": end} for start, end in found.batches],
        "runs": found.runs,
        "api_calls": found.api_calls,
        "shortest_duration_seconds": int(found.shortest_duration.total_seconds()),
    }
