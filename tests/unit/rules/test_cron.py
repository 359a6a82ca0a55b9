"""Cron expressions: what is one, the days on which it runs, how often it runs."""

from datetime import date, timedelta

import pytest
from connect_customer_profiles.rules.cron import cron
from connect_customer_profiles.rules.schedule import is_cron, shortest_minutes
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    "parts",
    [
        *("0 6 * * ? *", "0/15 6-20 ? * MON-FRI 2026", "0 0 L * ? *", "0 0 15W JAN,jul ? *", "*/20 22-2 ? * 6L *"),
        *("0 6 ? * tue#2 *", "5,35 0/8 1,31 1-12 ? 1970-2199", "0 0 LW * ? *"),
    ],
)
def test_a_cron_expression_of_six_parts_is_taken(parts: str) -> None:
    assert is_cron(f"cron({parts})")


@pytest.mark.parametrize(
    "parts",
    [
        *("0 1 * * * *", "0 1 ? * ? *", "61 1 * * ? *", "0 25 * * ? *", "0 1 * * ?", "", "? 1 * * ? *", "0 ? * * ? *"),
        *("0 6 0 * ? *", "0 6 32 * ? *", "0 6 * 0 ? *", "0 6 * 13 ? *", "0 6 ? * 0-6 *", "0 6 ? * 8 *"),
        *("0 6 ? * MO *", "0 6 * Juni ? *", "MON 6 * * ? *", "0, 6 * * ? *", "0-- 6 * * ? *", "0/0 6 * * ? *"),
        *("0/60 6 * * ? *", "L 6 * * ? *", "0 6 ? * 2#6 *", "0 6 ? * 2#1,3#1 *", "0 6 ?,1 * ? *", "0 6 * * ? 1969"),
    ],
)
def test_one_that_appflow_refuses_is_none(parts: str) -> None:
    assert not is_cron(f"cron({parts})")


@pytest.mark.parametrize(
    ("expression", "shortest"),
    [
        *(("rate(5minutes)", 5), ("cron(0 6 * * ? *)", 1440), ("cron(0/5 * * * ? *)", 5), ("cron(* 6 * * ? *)", 1)),
        *(("cron(0,50 * * * ? *)", 10), ("cron(0,50 6 * * ? *)", 50), ("cron(15 0/8 ? * MON *)", 480)),
        *(("cron(30 22-2 * * ? *)", 60), ("cron(55-5/5 6 * * ? *)", 5)),
        *(("cron(0,50 0,23 * * ? *)", 10), ("cron(0,50 0,23 ? * MON *)", 50), ("cron(0,50 0,23 ? * FRI-SAT *)", 10)),
        *(("cron(0,50 0,23 1,31 * ? *)", 10), ("cron(59 0,23 1 1,2 ? *)", 1380)),
        *(("cron(0,50 0,23 1,31 1,12 ? 2026,2028)", 50), ("cron(0,50 0,23 1,31 1,12 ? 2026,2027)", 10)),
    ],
)
def test_the_shortest_interval_of_a_day_and_over_midnight(expression: str, shortest: int) -> None:
    assert shortest_minutes(expression) == shortest


@pytest.mark.parametrize(
    ("parts", "days"),
    [
        *(("L 2 ? 2026", [28]), ("L 2 ? 2028", [29]), ("L-3 4 ? 2026", [27]), ("L-30 4 ? 2026", [])),
        # The first of August 2026 is a Saturday, the last of May a Sunday.
        *(("1W 8 ? 2026", [3]), ("31W 5 ? 2026", [29]), ("31W 6 ? 2026", []), ("LW 5 ? 2026", [29])),
        *(("15W 11 ? 2026", [16]), ("14W 11 ? 2026", [13]), ("29-31 2 ? 2026", []), ("30-2 11 ? 2026", [1, 2, 30])),
        *(("? 11 L 2026", [7, 14, 21, 28]), ("? 11 FRIL 2026", [27]), ("? 11 6L 2026", [27])),
        *(
            ("? 11 FRI#2 2026", [13]),
            ("? 11 FRI#5 2026", []),
            ("? 2 SUN,mon 2027", [1, 7, 8, 14, 15, 21, 22, 28]),
        ),
    ],
)
def test_the_days_of_a_month_on_which_one_runs(parts: str, days: list[int]) -> None:
    found = cron(f"cron(0 6 {parts})")
    assert found is not None
    assert [each.day for each in found.days([int(found.year)])] == days


@given(st.sets(st.integers(1, 31), min_size=1), st.sets(st.integers(1, 12), min_size=1), st.integers(1971, 2199))
def test_one_runs_as_long_as_a_date_is_to_come(days: set[int], months: set[int], year: int) -> None:
    found = cron(f"cron(0 6 {_listed(days)} {_listed(months)} ? {year})")
    assert found is not None
    all_days = (date(year, 1, 1) + timedelta(number) for number in range(366))
    named = [each for each in all_days if each.year == year and each.day in days and each.month in months]
    for first in (date(year - 1, 3, 1), date(year, 1, 1), date(year, 5, 31), date(year, 12, 31)):
        assert found.runs_from(first) == any(each >= first for each in named)


def _listed(numbers: set[int]) -> str:
    return ",".join(str(each) for each in sorted(numbers))
