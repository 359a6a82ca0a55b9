"""Interleaved measurements: A B A B …, the medians compared, so that a machine whose speed drifts does not decide."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Result:
    """One line of the report."""

    name: str
    value: float
    limit: float

    @property
    def over(self) -> bool:
        """Whether the limit is exceeded."""
        return self.value > self.limit

    def __str__(self) -> str:
        return f"{self.name} {self.value:.3g} {self.limit:.3g}"


def seconds(action: Callable[[], object]) -> float:
    """The wall time of one call."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def medians(first: Callable[[], object], second: Callable[[], object], *, runs: int) -> tuple[float, float]:
    """The median seconds of two actions that are run in turn, after one warm-up each."""
    first()
    second()
    pairs = [(seconds(first), seconds(second)) for _ in range(runs)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
