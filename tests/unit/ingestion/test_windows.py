"""Windows: sets of seconds that are cut, intersected and marked."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from connect_customer_profiles.ingestion import windows
from connect_customer_profiles.ingestion.windows import Window
from connect_customer_profiles.rules import instant, rfc3339
from hypothesis import given
from hypothesis import strategies as st

BEGIN = datetime(2024, 2, 28, 23, 59, 50, tzinfo=UTC)
SPAN = 40
TOKENS = st.text("0123456789abcdef", min_size=10, max_size=10)


def at(second: int) -> str:
    return rfc3339(BEGIN + timedelta(seconds=second))


def seconds(spans: list[Any]) -> set[int]:
    """The seconds that windows cover."""
    edges = [tuple(int((instant(edge) - BEGIN).total_seconds()) for edge in (each.start, each.end)) for each in spans]
    return {second for start, end in edges for second in range(start, end)}


@st.composite
def some_windows(draw: st.DrawFn) -> list[Window]:
    """Any windows within a few seconds."""
    pairs = draw(st.lists(st.tuples(st.integers(0, SPAN - 1), st.integers(1, SPAN)), max_size=6))
    return [Window(at(start), at(min(start + length, SPAN))) for start, length in pairs]


@st.composite
def separate_windows(draw: st.DrawFn) -> list[Window]:
    """Windows that do not overlap, in their order, as the batches of a plan."""
    edges = draw(st.lists(st.integers(0, SPAN), min_size=2, max_size=10, unique=True).map(sorted))
    spans = [Window(at(start), at(end)) for start, end in pairwise(edges)]
    return [span for span in spans if draw(st.booleans())]


@given(separate_windows(), some_windows())
def test_what_is_left_is_what_was_wanted_and_not_taken(wanted: list[Window], taken: list[Window]) -> None:
    left = windows.without(wanted, taken)
    assert seconds(left) == seconds(wanted) - seconds(taken)
    assert all(each.start < each.end for each in left)
    assert all(one.end <= other.start for one, other in pairwise(left))
    assert all(any(windows.within(each, whole) for whole in wanted) for each in left)


@given(some_windows(), separate_windows())
def test_common_parts_are_in_both(wanted: list[Window], others: list[Window]) -> None:
    parts = windows.common(wanted, others)
    assert seconds(parts) == seconds(wanted) & seconds(others)
    assert all(any(windows.within(part, whole) for whole in others) for part in parts)


@given(some_windows().filter(lambda spans: len(spans) >= 2))
def test_overlapping_is_having_a_second_in_common(spans: list[Window]) -> None:
    one, other, *_ = spans
    assert windows.overlap(one, other) == windows.overlap(other, one) == bool(seconds([one]) & seconds([other]))
    assert windows.within(one, other) == (seconds([one]) <= seconds([other]))


@given(st.integers(1, 10_000_000), st.integers(1, 8))
def test_parts_are_as_long_as_each_other_and_the_whole_together(length: int, number: int) -> None:
    parts = windows.in_parts(Window(at(0), at(length)), number)
    lengths = [int((instant(part.end) - instant(part.start)).total_seconds()) for part in parts]
    assert (parts[0].start, parts[-1].end) == (at(0), at(length))
    assert all(one.end == other.start for one, other in pairwise(parts))
    assert len(parts) == min(number, length)
    assert max(lengths) - min(lengths) <= 1


@given(separate_windows().filter(bool), TOKENS, st.integers(2, 99))
def test_a_mark_changes_nothing_of_what_is_covered(batches: list[Window], token: str, generation: int) -> None:
    marked = windows.marked(batches, token, generation)
    assert seconds(marked) == seconds(batches)
    assert all(each.start < each.end for each in marked)
    assert marked[-len(batches) + 1 :] == batches[1:] or len(batches) == 1


@given(st.integers(4, 100_000_000), TOKENS, st.integers(2, 99))
def test_a_mark_is_no_edge_that_a_plan_would_choose(length: int, token: str, generation: int) -> None:
    """Planned edges are full minutes: what another plan loads must never look like a later generation of this one."""
    cut = windows.marked([Window(at(0), at(length))], token, generation)[0].end
    assert not cut.endswith(":00Z")


@given(st.integers(4, 100_000_000), TOKENS, st.integers(2, 99), st.lists(st.integers(1, 1000), max_size=4))
def test_a_mark_is_known_again_among_others(length: int, token: str, generation: int, more: list[int]) -> None:
    edges = [0, length]
    for each in more:
        edges.append(edges[-1] + each)
    batches = [Window(at(start), at(end)) for start, end in pairwise(edges)]
    marked = windows.marked(batches, token, generation)
    assert len(marked) == len(batches) + 1
    assert windows.has_mark(reversed(marked), token, range(2, 100))
    assert not windows.has_mark(batches[:1], token, range(2, 100))


@given(TOKENS, st.integers(1, 3))
def test_what_is_too_short_for_a_mark_stays_as_it_is(token: str, length: int) -> None:
    batch = Window(at(0), at(length))
    assert windows.marked([batch], token, 2) == [batch]


@given(st.lists(TOKENS, min_size=2, max_size=2, unique=True))
def test_the_mark_of_another_plan_is_another_one(tokens: list[str]) -> None:
    """Over two months two marks meet once in millions of plans."""
    batch = Window(at(0), at(60 * 86_400))
    marked = windows.marked([batch], tokens[0], 2)
    assert marked != windows.marked([batch], tokens[1], 2)
    assert not windows.has_mark(marked, tokens[1], [2])


@given(separate_windows())
def test_joined_batches_cover_the_same_and_do_not_meet(batches: list[Window]) -> None:
    spans = windows.joined(batches)
    assert seconds(spans) == seconds(batches)
    assert all(one.end < other.start for one, other in pairwise(spans))
