"""`customer-profiles plan`."""

import click

from ...ingestion import forecast
from ...ingestion.plan import FLOW_LIMIT
from ..console import Output
from .options import output


@click.command(
    "plan",
    epilog="""\b
Examples:
  customer-profiles plan Salesforce 2019-01-31
  customer-profiles plan ServiceNow 2022-06-01 --days 10
  customer-profiles plan Salesforce 2019-01-31 --records-per-day 12000 --json
""",
)
@click.argument("connector", metavar="CONNECTOR")
@click.argument("start", metavar="START")
@click.option("--months", type=int, help="Longest batch in months. Default: two months.")
@click.option("--days", type=int, help="Longest batch in days.")
@click.option("--records-per-day", type=int, help="The longest batch that one run of the source can load.")
@click.option("--bulk", default="auto", show_default=True, help="auto, always or never in batches.")
@click.option("--flow-limit", default=FLOW_LIMIT, show_default=True, help="Flows that the account may have.")
@click.option("--flows-used", default=0, show_default=True, help="Flows that the account has.")
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
    out: Output,
) -> None:
    """What loading the history of one object since START takes, before anything exists; nothing is asked of AWS.

    CONNECTOR is the source; START is a date such as 2019-01-31 (midnight UTC) or a time such as 2019-01-31T08:00:00Z.
    """
    sizes = {"months": months, "days": days, "records_per_day": records_per_day}
    batch = {key: value for key, value in sizes.items() if value is not None} or None
    found = forecast.plan(connector, start, batch=batch, bulk=bulk, flow_limit=flow_limit, flows_used=flows_used)
    out.line(f"{connector} {found}")
    out.document(
        {
            "connector": connector,
            "mode": found.mode,
            "batches": [{"start": start, "end": end} for start, end in found.batches],
            "runs": found.runs,
            "api_calls": found.api_calls,
            "shortest_duration_seconds": int(found.shortest_duration.total_seconds()),
        }
    )
