"""A forecast of loading an object's history, before anything exists. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from .. import rules
from ..sources import Source
from ..sources import connector as find_connector
from .batch_size import FLOW_LIMIT, Days, Flows, batch_size, batches, over_a_day, over_range
from .plan import mode_for
from .wanted import Pins

SHORTEST_RUN = timedelta(minutes=1)
"""The shortest flow run: AppFlow's schedules count in minutes
(https://docs.aws.amazon.com/appflow/latest/userguide/service-quotas.html)."""

CALLS_PER_INTEGRATION = 5
"""CreateIntegrationWorkflow, then GetWorkflow, GetWorkflowSteps, ListIntegrations and DescribeFlow once it is done. For
an ongoing integration alone: PutIntegration, DescribeFlow, StartFlow, DescribeFlow, and one to see it run."""


@dataclass(frozen=True)
class Forecast:
    """What an integration will load, and the minimum that it takes.

    Attributes:
        mode: `workflow` (history in batches) or `incremental` (the first run of the ongoing integration loads it).
        batches: the windows of history, UTC; none in mode `incremental`.
        runs: flow runs until the history is loaded: one per batch, and the first of the ongoing integration.
        api_calls: calls to Customer Profiles and AppFlow, except those that poll the progress.
        shortest_duration: the shortest possible time: runs of a minute, as many at a time as the source allows.
        caution: what may go wrong with the batches, as one sentence without a full stop; "" for nothing.
    """

    mode: str
    batches: tuple[tuple[datetime, datetime], ...]
    runs: int
    api_calls: int
    shortest_duration: timedelta
    caution: str = ""

    def __str__(self) -> str:
        if not self.batches:
            return "the first run of the ongoing integration loads the history"
        number, since = len(self.batches), self.batches[0][0]
        return (
            f"loads history since {since:%Y-%m-%d} in {number} {'batch' if number == 1 else 'batches'}, "
            f"{self.runs} runs, {self.api_calls} API calls, {minutes(self.shortest_duration)} at least"
            + (f". {self.caution}" if self.caution else "")
        )


def plan(
    connector_type: str,
    import_start_date: str,
    *,
    batch: dict[str, int] | None = None,
    bulk: str = "auto",
    flow_limit: int = FLOW_LIMIT,
    flows_used: int = 0,
    now: datetime | None = None,
) -> Forecast:
    """Forecast the ingestion of one object.

    Args:
        connector_type: `Salesforce`, `Marketo`, `ServiceNow`, …
        import_start_date: `YYYY-MM-DD` (midnight UTC) or RFC 3339.
        batch: `{"months": n}`, `{"days": n}` or `{"records_per_day": n}`. Default: two months,
            for Marketo one.
        bulk: `auto` (default), `always` or `never`.
        flow_limit: the account's quota of flows in the Region.
        flows_used: the number of flows that it has.
        now: the time of the plan. Default: the present.

    Raises:
        RuleViolation: names the argument, its value and the rule it breaks.
    """
    facts = find_connector(connector_type)
    now = (now or datetime.now(UTC)).replace(microsecond=0)
    start = rules.checked("import_start_date", import_start_date, rules.instant)
    if start >= now:
        rule = f"must be in the past; it is now {rules.rfc3339(now)}"
        raise rules.RuleViolation(import_start_date, rule, argument="import_start_date")
    size = rules.checked("batch", batch, lambda value: batch_size(value, facts))
    mode = mode_for(start, now, bulk, supports_workflows=facts.supports_workflows)
    windows = batches(start, now, size, Flows(flow_limit, flows_used)) if mode == "workflow" else []
    return forecast(facts, mode, tuple(windows))


def forecast(facts: Source, mode: str, windows: tuple[tuple[datetime, datetime], ...]) -> Forecast:
    """The forecast for batches that are already planned."""
    rounds = -(-len(windows) // facts.concurrent_runs)
    return Forecast(
        mode=mode,
        batches=windows,
        runs=len(windows) + 1,
        api_calls=CALLS_PER_INTEGRATION,
        shortest_duration=(rounds + 1) * SHORTEST_RUN,
        caution=_caution(windows, facts),
    )


def _caution(windows: tuple[tuple[datetime, datetime], ...], facts: Source) -> str:
    longest = Days(max((end - start for start, end in windows), default=timedelta(0)))
    within_a_day = over_a_day(longest, facts) if len(windows) > 1 else ""
    return within_a_day or over_range(longest.length, facts)


def of_pins(connector_type: str, pins: Pins) -> Forecast:
    """The forecast for the pins of a plan."""
    windows = tuple((rules.instant(batch.start), rules.instant(batch.end)) for batch in pins.batches)
    return forecast(find_connector(connector_type), pins.mode, windows)


def minutes(duration: timedelta) -> str:
    """A duration in words: `3 minutes`, `2 hours 5 minutes`."""
    hours, rest = divmod(int(duration.total_seconds()) // 60, 60)
    parts = [(hours, "hour"), (rest, "minute")]
    return " ".join(f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in parts if number) or "0 minutes"
