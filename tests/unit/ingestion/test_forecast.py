"""Forecasts agree with the plan that is made later, and with themselves."""

from datetime import UTC, datetime, timedelta

import pytest
from connect_customer_profiles.ingestion import forecast, plan
from connect_customer_profiles.ingestion.plan import Plan
from connect_customer_profiles.ingestion.wanted import Pins
from connect_customer_profiles.rules import RuleViolation, rfc3339
from connect_customer_profiles.sources import CONNECTORS
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2024, 5, 1, 12, 30, 15, tzinfo=UTC)
INPUTS = {
    "domain_name": "shop",
    "execution_role_arn": "arn:aws:iam::111122223333:role/loader",
    "object_type_name": "Anything",
}
SOURCES = [name for name, facts in CONNECTORS.items() if facts.supports_workflows]
BATCHES = st.sampled_from([None, {"months": 1}, {"months": 5}, {"days": 10}, {"records_per_day": 10_000}])


@given(
    st.sampled_from(SOURCES),
    st.integers(1, 3000),
    BATCHES,
    st.sampled_from(["auto", "always", "never"]),
)
def test_a_forecast_is_that_of_the_plan_that_is_made_then(
    connector_type: str, days: int, batch: dict[str, int] | None, bulk: str
) -> None:
    start = f"{NOW - timedelta(days=days):%Y-%m-%d}"
    found = forecast.plan(connector_type, start, batch=batch, bulk=bulk, now=NOW)
    inputs = {**INPUTS, "connector_type": connector_type, "import_start_date": start, "batch": batch, "bulk": bulk}
    pins = plan.planned(Plan.from_inputs(inputs), Plan.from_inputs({}), Pins(), now=NOW, token="0123456789")
    assert forecast.of_pins(connector_type, pins) == found
    assert found.mode == pins.mode
    assert found.runs == len(found.batches) + 1
    assert bool(found.batches) == (found.mode == "workflow")
    if found.batches:
        assert rfc3339(found.batches[0][0]) == f"{start}T00:00:00Z"
        assert found.batches[-1][1] == NOW


@given(st.sampled_from(SOURCES), st.integers(61, 3000))
def test_no_load_is_faster_than_its_runs_one_after_another_as_far_as_the_source_asks_for_it(
    connector_type: str, days: int
) -> None:
    start = f"{NOW - timedelta(days=days):%Y-%m-%d}"
    found = forecast.plan(connector_type, start, batch={"days": 7}, bulk="always", now=NOW)
    at_a_time = CONNECTORS[connector_type].concurrent_runs
    runs = timedelta(minutes=len(found.batches) / at_a_time)
    assert runs + timedelta(minutes=1) <= found.shortest_duration < runs + timedelta(minutes=2)


@given(st.integers(0, 1100), st.integers(62, 3000))
def test_flows_that_are_left_decide_how_many_batches_there_may_be(used: int, days: int) -> None:
    start = f"{NOW - timedelta(days=days):%Y-%m-%d}"
    needed = days + 1
    if needed > 1000 - used - 1:
        with pytest.raises(RuleViolation, match=r"batch = .* batches: the account has 1,000 flows"):
            forecast.plan("Salesforce", start, batch={"days": 1}, flows_used=used, now=NOW)
        return
    found = forecast.plan("Salesforce", start, batch={"days": 1}, flows_used=used, now=NOW)
    assert len(found.batches) == needed


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (timedelta(0), "0 minutes"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=59, seconds=59), "59 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=25, minutes=1), "25 hours 1 minute"),
    ],
)
def test_durations_in_words(duration: timedelta, words: str) -> None:
    assert forecast.minutes(duration) == words


@given(st.integers(0, 10_000))
def test_a_duration_in_words_says_it_all(number: int) -> None:
    words = forecast.minutes(timedelta(minutes=number)).split()
    units = {"hour": 60, "hours": 60, "minute": 1, "minutes": 1}
    assert sum(int(amount) * units[unit] for amount, unit in zip(words[::2], words[1::2], strict=True)) == number


@pytest.mark.parametrize(("days", "words"), [(400, "7 batches, 8 runs"), (61, "2 batches, 3 runs")])
def test_a_forecast_in_words(days: int, words: str) -> None:
    found = forecast.plan("Salesforce", f"{NOW - timedelta(days=days):%Y-%m-%d}", now=NOW)
    assert words in str(found)
    assert str(forecast.plan("Salesforce", "2024-04-20", now=NOW)) == (
        "the first run of the ongoing integration loads the history"
    )
