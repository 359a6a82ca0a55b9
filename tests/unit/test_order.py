"""The order of the tests for several workers."""

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xdist.scheduler import WorkStealingScheduling  # type: ignore[import-untyped]

from tests.conftest import REPOSITORY
from tests.order import BUSY, WAITING, spread

NAMES = [f"tests/quick.py::test_{number}" for number in range(60)]
LONG = {f"tests/long.py::test_{number}[": 10.0 * (number + 1) for number in range(10)}
WAITS = {f"tests/waits.py::test_{number}[": 10.0 * (number + 1) for number in range(6)}
TOGETHER = [f"tests/together.py::test_{number}" for number in range(4)]
COLLECTED = [*TOGETHER, *(f"{each}case]" for each in (*LONG, *WAITS)), *NAMES]
TABLES = ({**LONG, "tests/together.py": 95.0, "tests/long": 1.0}, WAITS)


class Node:
    """A worker, as its scheduler sees it."""

    shutting_down = False

    def __init__(self) -> None:
        self.gateway = SimpleNamespace(id="gw")
        self.piece: list[int] = []

    def send_runtest_some(self, places: list[int]) -> None:
        self.piece += places


def pieces(names: list[str], workers: int) -> list[list[int]]:
    """What xdist gives each worker at first."""
    config: Any = SimpleNamespace(getvalue=lambda _: ["popen"] * workers)
    scheduler, nodes = WorkStealingScheduling(config), [Node() for _ in range(workers)]
    for node in nodes:
        scheduler.add_node(node)
        scheduler.add_node_collection(node, names)
    scheduler.schedule()
    return [node.piece for node in nodes]


@given(names=st.lists(st.sampled_from(COLLECTED), unique=True), workers=st.integers(2, 7))
def test_every_test_is_run_once(names: list[str], workers: int) -> None:
    assert sorted(spread(names, workers, *TABLES)) == list(range(len(names)))


@pytest.mark.parametrize(("workers", "computing"), [(2, 1), (3, 1), (5, 3)])
def test_each_worker_begins_with_its_share_of_what_computes_or_of_what_waits(workers: int, computing: int) -> None:
    order = [COLLECTED[place] for place in spread(COLLECTED, workers, *TABLES)]
    shares = []
    for number, piece in enumerate(pieces(order, workers)):
        table = LONG if number < computing else WAITS
        seconds = [table.get(order[place].removesuffix("case]"), 0.0) for place in piece]
        seconds = [95 / 4 if order[place] in TOGETHER else each for place, each in zip(piece, seconds, strict=True)]
        assert 0 not in seconds[: sum(each > 0 for each in seconds)]
        shares.append(sum(seconds))
    for group, table, more in ((shares[:computing], LONG, 95), (shares[computing:], WAITS, 0)):
        assert sum(group) == sum(table.values()) + more
        assert max(group) - min(group) <= max(table.values())


def test_tests_that_share_what_they_have_set_up_stay_together_and_the_others_in_order() -> None:
    order = [COLLECTED[place] for place in spread(COLLECTED, 5, *TABLES)]
    first = order.index(TOGETHER[0])
    assert order[first : first + 4] == TOGETHER
    assert [name for name in order if name in NAMES] == NAMES


def test_more_that_takes_long_than_a_piece_holds_is_run_all_the_same() -> None:
    assert sorted(spread(TOGETHER, 4, *TABLES)) == [0, 1, 2, 3]


@pytest.mark.parametrize("beginning", [*BUSY, *WAITING])
def test_what_is_said_to_take_long_exists(beginning: str) -> None:
    path, _, function = beginning.partition("::")
    assert (REPOSITORY / path).exists()
    assert not function or f"def {function}" in (REPOSITORY / path).read_text()
