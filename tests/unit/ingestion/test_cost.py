"""What an integration costs."""

from datetime import UTC, datetime

import pytest
from connect_customer_profiles.base import lambda_function
from connect_customer_profiles.ingestion import cost, forecast
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PLANNED = forecast.plan("Salesforce", "2025-11-22", now=NOW)


def test_quantities_follow_from_plan_schedule_and_volume() -> None:
    found = cost.estimate(
        "Salesforce",
        PLANNED,
        days=365,
        schedule="rate(1days)",
        records_per_day=10_000,
        record_bytes=1_000,
        profiles=50_000,
    )
    assert {name: (each.history, each.month) for name, each in found.items.items()} == {
        "run": (7, pytest.approx(365 / 12)),
        "gigabyte": (pytest.approx(3.65), pytest.approx(0.01 * 365 / 12)),
        "profile": (0, 50_000),
        "key": (0, 1),
        "invocation": (0, pytest.approx(2920)),
        "gigabyte-second": (0, pytest.approx(7300)),
    }


def test_what_is_not_known_has_no_cost_and_what_is_not_used_costs_nothing() -> None:
    found = cost.estimate("Salesforce", PLANNED, days=365)
    assert {*found.unpriced} == {"run", "gigabyte", "profile"}
    volume, profiles = found.items["gigabyte"], found.items["profile"]
    assert (volume.history, volume.history_dollars) == (None, None)
    assert (profiles.history_dollars, profiles.month_dollars) == (0, None)


def test_a_price_that_is_given_wins_and_has_no_date_of_ours() -> None:
    found = cost.estimate("Salesforce", PLANNED, days=365, schedule="rate(1hours)", dollars={"run": 0.25, "key": 2})
    assert found.items["run"].history_dollars == 1.75
    assert found.items["run"].month_dollars == pytest.approx(182.5)
    assert (found.items["key"].month_dollars, found.items["key"].price.as_of) == (2, "")


def test_a_function_has_the_memory_that_is_reckoned_with() -> None:
    assert cost.MEGABYTES == lambda_function.MEMORY


def test_every_price_that_is_known_has_a_page_and_a_date() -> None:
    assert {name for name, each in cost.PRICES.items() if (each.dollars is None) != (each.as_of == "")} == set()
    assert {each.page.startswith("https://") for each in cost.PRICES.values()} == {True}


@given(st.integers(1, 10**9), st.integers(1, 10**6), st.integers(0, 10**9))
def test_more_is_never_cheaper(records: int, size: int, profiles: int) -> None:
    dollars = dict.fromkeys(cost.PRICES, 1.0)
    less, more = (
        cost.estimate(
            "Salesforce",
            PLANNED,
            days=365,
            records_per_day=records * by,
            record_bytes=size,
            profiles=profiles * by,
            dollars=dollars,
        )
        for by in (1, 2)
    )
    for name, each in less.items.items():
        assert (each.history_dollars or 0) <= (more.items[name].history_dollars or 0)
        assert (each.month_dollars or 0) <= (more.items[name].month_dollars or 0)
