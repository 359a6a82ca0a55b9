"""Batch sizes and batches: properties for all dates, and tables for some."""

import calendar
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from connect_customer_profiles.ingestion.batch_size import (
    FLOWS,
    BatchSize,
    Days,
    Months,
    batch_size,
    batches,
    longest,
    over_range,
    smallest_size,
)
from connect_customer_profiles.rules import RuleViolation, instant, rfc3339
from connect_customer_profiles.sources import CONNECTORS, Source
from hypothesis import example, given
from hypothesis import strategies as st

INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2060, 12, 31), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)
BATCH_LIMIT = FLOWS.batches
SECONDS = st.integers(1, 60 * 366 * 86_400)
SIZES: st.SearchStrategy[BatchSize] = st.one_of(
    st.integers(1, 1200).map(Months),
    st.integers(1, 36_525).map(lambda days: Days(timedelta(days=days))),
    st.integers(1, 23).map(lambda hours: Days(timedelta(hours=hours))),
)
LIMITS = sorted({facts.records_per_run for facts in CONNECTORS.values() if facts.records_per_run})


def of(records_per_run: int) -> Source:
    """A source with this limit and no other."""
    return Source(type="Any", records_per_run=records_per_run)


def number_of_batches(start: datetime, end: datetime, size: BatchSize) -> int:
    """Counted without building them; a number above the limit is just above it."""
    number = 1
    while number <= BATCH_LIMIT and size.boundary(start, number) < end:
        number += 1
    return number


def too_many(unit: str, number: int, smallest: int) -> str:
    """The message for a size that makes too many batches."""
    return (
        f"batch = '{{\"{unit}\": {number}}}': makes more than 999 batches: the account has 1,000 flows; each batch "
        f'needs one, the ongoing integration one more; the smallest size that fits is {{"{unit}": {smallest}}}'
    )


def edges(start: str, end: str, size: BatchSize) -> list[str]:
    windows = batches(instant(start), instant(end), size)
    return [rfc3339(windows[0][0]), *[rfc3339(last) for _, last in windows]]


@given(INSTANTS, SECONDS, SIZES)
@example(datetime(2019, 1, 31, tzinfo=UTC), 59 * 86_400, Months(2))
def test_batches_tile_the_time_from_the_start_date_to_the_cut_off(
    start: datetime, seconds: int, size: BatchSize
) -> None:
    end = start + timedelta(seconds=seconds)
    try:
        windows = batches(start, end, size)
    except RuleViolation:
        assert number_of_batches(start, end, size) > BATCH_LIMIT
        return
    assert windows[0][0] == start
    assert windows[-1][1] == end
    assert all(first < last for first, last in windows)
    assert all(before[1] == after[0] for before, after in pairwise(windows))
    assert len(windows) == number_of_batches(start, end, size) <= BATCH_LIMIT


@given(INSTANTS, st.integers(1, 39 * 86_400), SIZES)
def test_only_the_last_batch_may_be_shorter(start: datetime, seconds: int, size: BatchSize) -> None:
    windows = batches(start, start + timedelta(seconds=seconds), size)
    for number, (_, last) in enumerate(windows[:-1], start=1):
        assert last == size.boundary(start, number)
    assert windows[-1][1] <= size.boundary(start, len(windows))


@given(INSTANTS, st.integers(1, 24), st.integers(1, 40))
def test_months_count_from_the_start_date_and_end_on_its_day_or_the_last_of_a_shorter_month(
    start: datetime, months: int, index: int
) -> None:
    boundary = Months(months).boundary(start, index)
    passed = (boundary.year - start.year) * 12 + boundary.month - start.month
    assert passed == months * index
    assert boundary.day == min(start.day, calendar.monthrange(boundary.year, boundary.month)[1])
    assert boundary.timetz() == start.timetz()


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2019-01-31", 1, ["2019-02-28", "2019-03-31", "2019-04-30", "2019-05-31", "2019-06-30"]),
        ("2020-01-31", 1, ["2020-02-29", "2020-03-31"]),
        ("2020-02-29", 12, ["2021-02-28", "2022-02-28", "2023-02-28", "2024-02-29"]),
        ("2019-12-31", 2, ["2020-02-29", "2020-04-30", "2020-06-30", "2020-08-31"]),
        ("2019-11-30", 3, ["2020-02-29", "2020-05-30"]),
        ("2000-02-29", 1200, ["2100-02-28"]),
    ],
)
def test_month_ends(start: str, months: int, expected: list[str]) -> None:
    size = Months(months)
    assert [size.boundary(instant(start), index + 1).date() for index in range(len(expected))] == [
        date.fromisoformat(each) for each in expected
    ]


def test_two_months_of_salesforce_from_the_end_of_january() -> None:
    size = batch_size(None, CONNECTORS["Salesforce"])
    assert edges("2019-01-31", "2020-02-15T10:30:00Z", size) == [
        "2019-01-31T00:00:00Z",
        "2019-03-31T00:00:00Z",
        "2019-05-31T00:00:00Z",
        "2019-07-31T00:00:00Z",
        "2019-09-30T00:00:00Z",
        "2019-11-30T00:00:00Z",
        "2020-01-31T00:00:00Z",
        "2020-02-15T10:30:00Z",
    ]


def test_marketo_exports_at_most_31_days_at_a_time() -> None:
    marketo = CONNECTORS["Marketo"]
    assert marketo.longest_range == timedelta(days=31)
    assert batch_size(None, marketo) == Months(1)
    assert batch_size({"records_per_day": 1}, marketo) == Days(timedelta(days=31))
    assert batch_size({"records_per_day": 50_000}, marketo) == Days(timedelta(days=10))
    sizes = {"months": [1, 2], "days": [31, 32]}
    told = [over_range(longest(batch_size({unit: size}, marketo)), marketo) for unit in sizes for size in sizes[unit]]
    words = (
        "Marketo exports at most 31 days at a time: a batch that fails for that is loaded again in parts; a smaller "
        "batch avoids it"
    )
    assert told == ["", words, "", words]
    assert over_range(longest(Months(1200)), CONNECTORS["Salesforce"]) == ""


def test_ten_days_of_servicenow() -> None:
    size = batch_size({"days": 10}, CONNECTORS["ServiceNow"])
    assert edges("2024-02-20", "2024-03-25T08:00:00Z", size) == [
        "2024-02-20T00:00:00Z",
        "2024-03-01T00:00:00Z",
        "2024-03-11T00:00:00Z",
        "2024-03-21T00:00:00Z",
        "2024-03-25T08:00:00Z",
    ]


def test_a_cut_off_on_a_boundary_leaves_no_empty_batch() -> None:
    assert edges("2024-01-01", "2024-01-21", Days(timedelta(days=10))) == [
        "2024-01-01T00:00:00Z",
        "2024-01-11T00:00:00Z",
        "2024-01-21T00:00:00Z",
    ]
    assert edges("2024-01-01", "2024-01-01T00:00:01Z", Days(timedelta(days=10))) == [
        "2024-01-01T00:00:00Z",
        "2024-01-01T00:00:01Z",
    ]


@given(st.sampled_from(LIMITS), st.integers(1, 2_399_976))
def test_records_per_day_gives_the_longest_batch_that_one_run_can_load(limit: int, per_day: int) -> None:
    try:
        size = batch_size({"records_per_day": per_day}, of(limit))
    except RuleViolation:
        assert per_day > limit * 24
        return
    assert isinstance(size, Days)
    day = timedelta(days=1)
    unit = day if size.length >= day else timedelta(hours=1)
    assert size.length % unit == timedelta(0)
    assert per_day * (size.length / day) <= limit
    assert per_day * ((size.length + unit) / day) > limit


@pytest.mark.parametrize(
    ("per_day", "limit", "expected"),
    [
        (10_000, 100_000, timedelta(days=10)),
        (10_001, 100_000, timedelta(days=9)),
        (100_000, 100_000, timedelta(days=1)),
        (100_001, 100_000, timedelta(hours=23)),
        (2_400_000, 100_000, timedelta(hours=1)),
        (1, 999_999, timedelta(days=999_999)),
    ],
)
def test_records_per_day_at_its_edges(per_day: int, limit: int, expected: timedelta) -> None:
    assert batch_size({"records_per_day": per_day}, of(limit)) == Days(expected)


@pytest.mark.parametrize(
    ("batch", "expected"),
    [
        (None, Months(2)),
        ({"months": 1}, Months(1)),
        ({"months": 1200.0}, Months(1200)),
        ({"days": 1.0}, Days(timedelta(days=1))),
        ({"days": 36_525, "months": None}, Days(timedelta(days=36_525))),
    ],
)
def test_sizes(batch: object, expected: BatchSize) -> None:
    assert batch_size(batch, of(100_000)) == expected


@pytest.mark.parametrize(
    ("batch", "message"),
    [
        ({}, "{}: give exactly one of months, days and records_per_day"),
        (
            {"days": 1, "months": 1},
            "{'days': 1, 'months': 1}: give exactly one of months, days and records_per_day",
        ),
        ({"months": 0}, "months = 0: must be 1 to 1200 months"),
        ({"months": 1201}, "months = 1201: must be 1 to 1200 months"),
        ({"months": 0.5}, "months = 0.5: must be a whole number of months"),
        ({"days": 0}, "days = 0: must be 1 to 36525 days"),
        ({"days": -10}, "days = -10: must be 1 to 36525 days"),
        ({"days": "10"}, "days = '10': must be a whole number of days"),
        ({"days": True}, "days = True: must be a whole number of days"),
        ({"records_per_day": 0}, "records_per_day = 0: must be 1 to 2400000000 records per day"),
        (
            {"records_per_day": 2_400_001},
            "records_per_day = 2400001: one run loads at most 100,000 records, less than an hour's",
        ),
        ({"weeks": 2}, "weeks = 2: is not part of a batch size; known keys: days, months, records_per_day"),
        ("2 months", "'2 months': must be an object with days, months, records_per_day"),
        (2, "2: must be an object with days, months, records_per_day"),
    ],
)
def test_a_bad_size_is_refused_in_one_line(batch: object, message: str) -> None:
    with pytest.raises(RuleViolation) as violation:
        batch_size(batch, of(100_000))
    assert str(violation.value) == message


@given(INSTANTS, SECONDS)
def test_the_smallest_number_of_days_fits_and_one_less_does_not(start: datetime, seconds: int) -> None:
    end, day = start + timedelta(seconds=seconds), timedelta(days=1)
    smallest = smallest_size(start, end, Days(day), BATCH_LIMIT)
    assert isinstance(smallest, Days)
    assert smallest.length % day == timedelta(0)
    assert number_of_batches(start, end, smallest) <= BATCH_LIMIT
    if smallest.length > day:
        assert number_of_batches(start, end, Days(smallest.length - day)) > BATCH_LIMIT


@given(INSTANTS, st.integers(1, 500 * 366 * 86_400))
@example(datetime(1990, 1, 31, tzinfo=UTC), 200 * 366 * 86_400)
def test_the_smallest_number_of_months_fits_and_one_less_does_not(start: datetime, seconds: int) -> None:
    end = start + timedelta(seconds=seconds)
    smallest = smallest_size(start, end, Months(1), BATCH_LIMIT)
    assert isinstance(smallest, Months)
    assert number_of_batches(start, end, smallest) <= BATCH_LIMIT
    if smallest.number > 1:
        assert number_of_batches(start, end, Months(smallest.number - 1)) > BATCH_LIMIT


@given(st.integers(BATCH_LIMIT, 40_000), st.integers(0, 86_399))
def test_too_many_batches_are_refused_with_the_smallest_size_that_fits(days: int, seconds: int) -> None:
    start = datetime(1950, 1, 1, tzinfo=UTC)
    end = start + timedelta(days=days, seconds=seconds)
    size = Days(timedelta(days=1))
    if days * 86_400 + seconds <= BATCH_LIMIT * 86_400:
        assert len(batches(start, end, size)) == BATCH_LIMIT
        return
    with pytest.raises(RuleViolation) as violation:
        batches(start, end, size)
    smallest = -(-(days * 86_400 + seconds) // (BATCH_LIMIT * 86_400))
    assert str(violation.value) == too_many("days", 1, smallest)


def test_months_that_make_too_many_batches_are_refused_with_the_smallest_number_of_months() -> None:
    with pytest.raises(RuleViolation) as violation:
        batches(instant("1900-01-01"), instant("2024-01-01"), Months(1))
    assert str(violation.value) == too_many("months", 1, 2)


def test_hours_that_make_too_many_batches_are_refused_because_a_run_loads_no_more() -> None:
    size = batch_size({"records_per_day": 200_000}, of(100_000))
    with pytest.raises(RuleViolation) as violation:
        batches(instant("2022-01-01"), instant("2024-01-01"), size)
    assert str(violation.value).endswith(
        "a run loads no more at once: begin later, or raise the quota and set `flow_limit`"
    )


def test_hours_are_named_as_hours() -> None:
    assert str(batch_size({"records_per_day": 200_000}, of(100_000))) == "12 hours"
