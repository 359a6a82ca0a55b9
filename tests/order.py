"""The order of the tests for several workers: what takes long begins first, and what waits runs beside what computes.

`--dist=worksteal` cuts the list of tests into a piece for each worker, of as many tests each; a worker that has ended
its own takes the right half of the longest piece that is left. It counts tests, not seconds: in the order of the
folders one worker would begin with all that start the engine, and the others would wait for its last ones at the end.
So three pieces of five begin here with the long tests that start the engine, the longest first, which keep two cores
busy; the others begin with the tests that mostly wait for AWS's rates. Everything else follows as it was collected.
"""

import itertools
import os
from collections.abc import Iterator, Mapping, Sequence

import pytest

BUSY: Mapping[str, float] = {
    "tests/acceptance/test_acceptance.py::": 40,
    "tests/e2e/": 25,
    "tests/e2e/test_adopt.py::": 100,
    "tests/e2e/test_classic_neighbours.py::": 110,
    "tests/e2e/test_crashes.py::": 100,
    "tests/e2e/test_external_application.py::": 100,
    "tests/e2e/test_external_application.py::test_up_change_drift_and_destroy": 200,
    "tests/e2e/test_lost_resources.py::": 100,
    "tests/e2e/test_renames.py::test_i_renamed_and_copied_my_connection_and_its_flow_and_both_were_gone": 240,
    "tests/e2e/test_renames.py::test_i_renamed_and_wrapped_my_components_and_everything_was_gone": 120,
    "tests/e2e/test_replaced.py::": 180,
    "tests/e2e/test_state_commands.py::": 120,
    "tests/e2e/test_typescript_and_go.py::test_the_example_goes_up_changes_in_place_and_leaves_nothing": 150,
    "tests/newcomer/test_sessions.py::": 200,
    "tests/newcomer/test_stack_files.py": 60,
    "tests/operations/test_hostile.py::": 30,
    "tests/packaging/test_examples.py::": 100,
    "tests/packaging/test_installed.py": 60,
    "tests/packaging/test_sdks.py": 60,
    "tests/packaging/test_site.py": 60,
    "tests/packaging/test_source_examples.py::": 80,
    "tests/packaging/test_types.py": 60,
    "tests/policies/test_engine.py::": 20,
    "tests/sweep/test_sweep.py": 120,
    "tests/upgrade/": 30,
}
"""About how many seconds a test takes whose name begins so, with five workers on two cores: the longest beginning
counts. The name of a file alone is that of all its tests, which share what they have set up and stay together."""

WAITING: Mapping[str, float] = {
    "tests/observations/test_observations.py::": 3,
    "tests/observations/test_observations.py::test_a_run_writes_what_the_local_aws_starts_with": 60,
    "tests/observations/test_observations.py::test_what_an_interrupted_run_has_left_is_deleted_by_another": 30,
    "tests/operations/test_adopted_integrations.py::": 10,
    "tests/operations/test_agreement.py::": 4,
    "tests/operations/test_alarms_on_letters.py::": 11,
    "tests/operations/test_blind_in_trouble.py::": 35,
    "tests/operations/test_redrive_killed.py::": 60,
    "tests/provider/": 3,
    "tests/provider/test_model.py::test_an_ingestion_always_comes_to_rest_with_everything_loaded_once": 150,
    "tests/provider/test_delete.py::test_a_deletion_that_was_interrupted_and_is_not_wanted_any_more_leaves_no_flow": 60,
    "tests/provider/test_external_flow.py::test_whatever_call_goes_wrong": 10,
}
"""The same of tests that need little of a processor meanwhile."""


def spread(
    names: Sequence[str],
    workers: int,
    busy: Mapping[str, float] = BUSY,
    waiting: Mapping[str, float] = WAITING,
) -> list[int]:
    """The order in which some of the workers begin with what computes, the others with what waits, in equal shares.

    Args:
        names: the tests, as they were collected.
        workers: how many pieces the list is cut into, at least two.
        busy: how many seconds tests compute, by the beginning of their names.
        waiting: how many seconds tests mostly wait.

    Returns:
        The tests' places in `names`, each once.
    """
    sizes = list(_sizes(len(names), workers))
    first = max(1, workers * 3 // 5)
    pieces = [*_dealt(names, busy, sizes[:first]), *_dealt(names, waiting, sizes[first:])]
    dealt = {place for piece in pieces for place in piece}
    others = (place for place in range(len(names)) if place not in dealt)
    for piece, size in zip(pieces, sizes, strict=True):
        piece.extend(itertools.islice(others, size - len(piece)))
    return [place for piece in pieces for place in piece]


def _dealt(names: Sequence[str], seconds: Mapping[str, float], sizes: Sequence[int]) -> list[list[int]]:
    """Equal shares of the tests of a table, the longest first, for workers that take so many tests each; without what
    would be too many."""
    blocks: dict[str, list[int]] = {}
    duration: dict[str, float] = {}
    for place, name in enumerate(names):
        beginning = max((each for each in seconds if name.startswith(each)), key=len, default=None)
        if beginning is not None:
            block = beginning if beginning.endswith(".py") else name
            blocks.setdefault(block, []).append(place)
            duration[block] = seconds[beginning]
    shares: list[list[int]] = [[] for _ in sizes]
    taken = [0.0] * len(sizes)
    for block in sorted(blocks, key=lambda each: -duration[each]):
        for worker in sorted(range(len(sizes)), key=lambda each: taken[each]):
            if len(shares[worker]) + len(blocks[block]) <= sizes[worker]:
                shares[worker] += blocks[block]
                taken[worker] += duration[block]
                break
    return shares


def _sizes(tests: int, workers: int) -> Iterator[int]:
    """How many tests each worker gets at first: an equal part of what the workers before it have left."""
    for number in range(workers):
        size = tests // (workers - number)
        tests -= size
        yield size


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests in the workers' order; one process keeps that of the files."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if workers > 1:
        items[:] = [items[place] for place in spread([each.nodeid for each in items], workers)]
