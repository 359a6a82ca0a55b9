"""Several calls at the same time: each is answered in a tenth of a second or so. The pace holds for all together."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

AT_ONCE = 8
"""As many jobs run at the same time."""


def at_once(jobs: Sequence[Callable[[], T]], tell: Callable[[int, int], None] = lambda _done, _every: None) -> list[T]:
    """What jobs return, in their order.

    Args:
        jobs: make calls; an error of one is raised when it is its turn, and those that have not begun are left.
        tell: called with the number of jobs that are done, and that of all.
    """
    done: list[T] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for result in pool.map(lambda job: job(), jobs):
            done.append(result)
            tell(len(done), len(jobs))
    return done
