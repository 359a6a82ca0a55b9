"""Plans that change: any sequence of edits keeps what is planned whole, and adds only what is missing."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from connect_customer_profiles.ingestion import plan, windows
from connect_customer_profiles.ingestion.plan import Plan
from connect_customer_profiles.ingestion.wanted import PINS, Pins
from connect_customer_profiles.ingestion.windows import Window
from connect_customer_profiles.rules import instant, rfc3339
from hypothesis import example, given
from hypothesis import strategies as st

NOW = datetime(2024, 5, 1, 12, 30, 15, tzinfo=UTC)
INPUTS: dict[str, Any] = {
    "region": "us-east-1",
    "account": "111122223333",
    "domain_name": "shop",
    "kms_key_arn": "arn:aws:kms:us-east-1:111122223333:key/1",
    "execution_role_arn": "arn:aws:iam::111122223333:role/loader",
    "connector_type": "Salesforce",
    "connector_profile_name": "salesforce",
    "source_object": "Contact",
    "object_type_name": "Salesforce-Contact",
    "on_delete": "delete",
}
EDITS = st.fixed_dictionaries(
    {
        "days_back": st.integers(1, 3000),
        "batch": st.sampled_from([None, {"months": 1}, {"months": 7}, {"days": 11}, {"records_per_day": 50_000}]),
        "bulk": st.sampled_from(["auto", "always", "never"]),
        "days_later": st.sampled_from([0, 0, 1, 61, 800]),
    }
)


def planned_after(inputs: dict[str, Any], before: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Inputs with their pins, after other inputs with theirs."""
    pins = plan.planned(Plan.from_inputs(inputs), Plan.from_inputs(before), Pins.from_state(before), **more)
    return {**inputs, **pins.to_state()}


def batches_of(planned: dict[str, Any]) -> list[Window]:
    """The batches of a plan."""
    return list(Pins.from_state(planned).batches)


def histories(edits: list[dict[str, Any]]) -> list[tuple[dict[str, Any], datetime]]:
    """The planned inputs after each edit, and when that was."""
    now, found = NOW, []
    pinned: dict[str, Any] = {}
    for number, edit in enumerate(edits):
        now += timedelta(days=edit["days_later"])
        inputs = {**INPUTS, "batch": edit["batch"], "bulk": edit["bulk"]}
        inputs["import_start_date"] = f"{now - timedelta(days=edit['days_back']):%Y-%m-%d}"
        token = f"{number:010x}"
        pinned = planned_after(inputs, pinned, now=now, token=token, cut_off=plan.cut_off_for(now, token))
        found.append((pinned, now))
    return found


def covered_from(planned: dict[str, Any]) -> str:
    """Since when batches and ongoing integration together bring every record: no earlier gap is left."""
    since = planned["pull_from"]
    for batch in reversed(batches_of(planned)):
        if batch.end >= since:
            since = min(since, batch.start)
    return str(since)


@given(st.lists(EDITS, min_size=1, max_size=6))
def test_batches_and_continuous_integration_cover_everything_since_the_earliest_start(
    edits: list[dict[str, Any]],
) -> None:
    earliest = None
    for planned, _ in histories(edits):
        start = rfc3339(instant(planned["import_start_date"]))
        earliest = min(earliest or start, start)
        assert planned["loaded_from"] == earliest
        assert covered_from(planned) == earliest
        assert planned["pull_from"] <= planned["cut_off"]
        batches = batches_of(planned)
        assert batches == sorted(batches, key=lambda each: each.start)
        assert not any(windows.overlap(one, other) for one, other in pairwise(batches))
        assert all(batch.start < batch.end <= planned["cut_off"] for batch in batches)


GAP = [
    {"days_back": days, "bulk": bulk, "batch": batch, "days_later": 0}
    for days, bulk, batch in ((1, "always", None), (2, "never", None), (3, "auto", None), (3, "auto", {"months": 1}))
]
"""Batches on both sides of what the ongoing integration has loaded."""


@given(st.lists(EDITS, min_size=2, max_size=6))
@example(GAP)
def test_an_edit_adds_only_what_was_not_planned(edits: list[dict[str, Any]]) -> None:
    """Whatever the new batch size: what earlier plans have loaded is not asked for again."""
    loaded: list[Window] = []
    for planned, _ in histories(edits):
        missing = windows.without(batches_of(planned), loaded)
        assert all(each.end <= loaded[0].start for each in missing if loaded)
        assert windows.without(loaded, batches_of(planned)) == []
        loaded = sorted([*loaded, *missing], key=lambda each: each.start)


@given(st.lists(EDITS, min_size=1, max_size=4), st.integers(0, 5000))
def test_time_alone_changes_nothing_whatever_was_edited_before(edits: list[dict[str, Any]], days: int) -> None:
    planned, now = histories(edits)[-1]
    inputs = {key: value for key, value in planned.items() if key not in PINS}
    later = now + timedelta(days=days)
    assert planned_after(inputs, planned, now=later, token="f" * 10, cut_off=later) == planned


@given(st.lists(EDITS, min_size=1, max_size=4))
def test_token_and_flow_name_stay_through_every_edit(edits: list[dict[str, Any]]) -> None:
    found = {(planned["token"], planned["flow_name"], planned["cut_off"]) for planned, _ in histories(edits)}
    assert len(found) == 1


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)), st.integers(0, 2**40 - 1))  # noqa: DTZ001
def test_a_cut_off_is_a_whole_second_within_the_last_day(now: datetime, token: int) -> None:
    cut_off = plan.cut_off_for(now, f"{token:010x}")
    assert now - timedelta(days=1) < cut_off + timedelta(seconds=1)
    assert cut_off <= now
    assert cut_off.microsecond == 0
