"""When the daily quota of a source is there again."""

from datetime import UTC, datetime, timedelta

import pytest
from connect_customer_profiles.rules import instant
from connect_customer_profiles.sources import CONNECTORS, SOURCES, of_flow
from hypothesis import given
from hypothesis import strategies as st

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("source", "used_up", "there_again"),
    [
        # Midnight Central Time: 06:00 UTC in winter; in summer an hour later than needed.
        ("Marketo", "2026-01-10T05:59:59Z", "2026-01-10T06:00:00Z"),
        ("Marketo", "2026-01-10T06:00:00Z", "2026-01-11T06:00:00Z"),
        ("Marketo", "2026-12-31T23:00:00Z", "2027-01-01T06:00:00Z"),
        ("Salesforce", "2026-01-10T05:59:59Z", "2026-01-11T05:59:59Z"),
        ("ServiceNow", "2026-01-10T05:59:59Z", "2026-01-11T05:59:59Z"),
    ],
)
def test_a_quota_is_there_again_when_the_sources_day_begins(source: str, used_up: str, there_again: str) -> None:
    assert CONNECTORS[source].quota_day.after(instant(used_up)) == instant(there_again)


@given(st.sampled_from(sorted(SOURCES)), MOMENTS)
def test_no_quota_is_away_for_longer_than_a_day(source: str, used_up: datetime) -> None:
    assert timedelta(0) < SOURCES[source].quota_day.after(used_up) - used_up <= timedelta(days=1)


@pytest.mark.parametrize("source", CONNECTORS.values(), ids=lambda source: source.type)
def test_a_flow_names_its_source(source: object) -> None:
    api_type = source.api_type  # type: ignore[attr-defined]
    assert of_flow({"SourceFlowConfig": {"ConnectorType": api_type}}) is source
    assert of_flow({}) is None
    assert of_flow({"SourceFlowConfig": {"ConnectorType": "Other"}}) is None
