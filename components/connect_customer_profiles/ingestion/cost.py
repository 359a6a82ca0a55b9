"""What an integration costs at AWS: how much of what is paid for, the prices, and what is assumed. Pure.

Prices are facts with a date and a page, for US East (N. Virginia). Those whose page could not be read are not guessed:
whoever asks gives them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from .. import rules
from ..rules.schedule import DEFAULT_SCHEDULE, SUPERVISOR_MINUTES, shortest_minutes
from ..sources import connector
from ..sources.schedule import checked_schedule
from .forecast import Forecast

DAYS_A_MONTH = 365 / 12
RECORD_BYTES = 2_000
"""The size of a record unless it is given: a contact with the fields of its template, as JSON."""
ROUND_SECONDS = 10
"""How long a round of `BackfillSupervisor` takes: about three calls for each integration."""

MEGABYTES = 256
"""The memory of a function, which is paid for while it runs."""


@dataclass(frozen=True)
class Price:
    """What one unit costs.

    Attributes:
        unit: what is paid for.
        dollars: US dollars for one; None if it is not known here.
        page: where AWS publishes it.
        as_of: when that was read; "" for a price that is given or unknown.
    """

    unit: str
    dollars: float | None
    page: str
    as_of: str = ""


APPFLOW = "https://aws.amazon.com/appflow/pricing/"
CONNECT = "https://aws.amazon.com/connect/pricing/"
KMS = "https://aws.amazon.com/kms/pricing/"
LAMBDA = "https://docs.aws.amazon.com/whitepapers/latest/how-aws-pricing-works/lambda.html"

PRICES: Mapping[str, Price] = {
    "run": Price("run of a flow", None, APPFLOW),
    "gigabyte": Price("gigabyte through AppFlow", None, APPFLOW),
    "profile": Price("profile for a month", None, CONNECT),
    "key": Price("customer managed key for a month", 1.0, KMS, "2026-03"),
    "invocation": Price("invocation of a function", 0.000_000_2, LAMBDA, "2026-11"),
    "gigabyte-second": Price("gigabyte-second of a function", 0.000_016_67, LAMBDA, "2026-11"),
}


@dataclass(frozen=True)
class Item:
    """How much of one thing is paid for; None is not known without further options."""

    price: Price
    history: float | None
    month: float | None

    @property
    def history_dollars(self) -> float | None:
        """For the history, once."""
        return self._dollars(self.history)

    @property
    def month_dollars(self) -> float | None:
        """For each month from then on."""
        return self._dollars(self.month)

    def _dollars(self, quantity: float | None) -> float | None:
        if quantity == 0:
            return 0.0
        return None if quantity is None or self.price.dollars is None else quantity * self.price.dollars


@dataclass(frozen=True)
class Estimate:
    """The items, and what was assumed for them, a sentence each."""

    items: Mapping[str, Item]
    assumptions: tuple[str, ...]

    @property
    def unpriced(self) -> dict[str, Price]:
        """The prices that are not known."""
        return {name: each.price for name, each in self.items.items() if each.price.dollars is None}


def estimate(
    connector_type: str,
    found: Forecast,
    *,
    days: float,
    schedule: str = DEFAULT_SCHEDULE,
    records_per_day: int | None = None,
    record_bytes: int = RECORD_BYTES,
    profiles: int | None = None,
    dollars: Mapping[str, float] | None = None,
) -> Estimate:
    """Estimate the cost of one integration with its domain.

    Args:
        connector_type: `Salesforce`, `Marketo`, `ServiceNow`, …
        found: the forecast of its history.
        days: how far back history goes.
        schedule: how often the ongoing integration runs.
        records_per_day: records that the source gains or changes per day; None if that is not known.
        record_bytes: the size of one.
        profiles: the number of profiles in the domain; None if that is not known.
        dollars: prices in US dollars by name, in place of those of `PRICES`.

    Raises:
        RuleViolation: the source cannot run as `schedule` says.
    """
    schedule = rules.checked("schedule", schedule, lambda given: checked_schedule(connector(connector_type), given))
    given = {name: replace(PRICES[name], dollars=value, as_of="") for name, value in (dollars or {}).items()}
    prices = {**PRICES, **given}
    minutes = DAYS_A_MONTH * 24 * 60
    per_day = None if records_per_day is None else records_per_day * record_bytes / 1_000_000_000
    rounds = minutes / SUPERVISOR_MINUTES
    amounts: dict[str, tuple[float | None, float | None]] = {
        "run": (found.runs, minutes / shortest_minutes(schedule)),
        "gigabyte": (None, None) if per_day is None else (per_day * days, per_day * DAYS_A_MONTH),
        "profile": (0, profiles),
        "key": (0, 1),
        "invocation": (0, rounds),
        "gigabyte-second": (0, rounds * ROUND_SECONDS * MEGABYTES / 1024),
    }
    return Estimate(
        {name: Item(prices[name], *amounts[name]) for name in PRICES},
        (
            f"the ongoing integration runs as {schedule}",
            "the volume needs the records per day"
            if records_per_day is None
            else f"{records_per_day:,} records a day, then and now, of {record_bytes:,} bytes",
            "the number of profiles is needed for their price" if profiles is None else f"{profiles:,} profiles",
            f"one key, and a supervisor every {SUPERVISOR_MINUTES} minutes for {ROUND_SECONDS} seconds, as on x86; "
            "no free tier",
        ),
    )
