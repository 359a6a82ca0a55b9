"""Worker processes: each takes scenarios from a queue, finds their cases, and runs many of them at the same time."""

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.sweep.cases import FLIPPED, Case
from tests.sweep.runner import Result, Runner
from tests.sweep.scenarios import SCENARIOS
from tests.warm import PLUGIN_MODULES, PROVIDER_MODULES, WarmPython

if TYPE_CHECKING:
    from queue import Queue

PROCESSES = 2
SWEEP_MODULES = (*PROVIDER_MODULES, *PLUGIN_MODULES, "tests.sweep.views", "tests.sweep.cloud_time")
"""What the processes of a case import."""
AT_ONCE = 48
"""Cases of a process at the same time: most of them wait, for a list that may be late or for their turn."""


@dataclass(frozen=True)
class Task:
    """A scenario under a switch of `FLIPPED`, or with the default of all; with all faults, or the worst."""

    scenario: int
    switches: int | None
    in_plugin: bool
    thorough: bool


Found = int | Result


def work(waiting: "Queue[Task | None]", found: "Queue[Found | None]", only: Sequence[str] = ()) -> None:
    """Run the cases of all tasks until there are no more; None at the end."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    python = WarmPython(modules=SWEEP_MODULES)
    runner = Runner(python)

    def cases() -> Iterator[list[Case]]:
        while task := waiting.get():
            switches = {} if task.switches is None else FLIPPED[task.switches]
            undisturbed = Case(SCENARIOS[task.scenario], tuple(switches.items()), in_plugin=task.in_plugin)
            try:
                listed = runner.cases(undisturbed, thorough=task.thorough)
            except Exception:  # noqa: BLE001 - the undisturbed case tells
                listed = []
            chosen = [each for each in (undisturbed, *listed) if all(part in str(each) for part in only)]
            found.put(len(chosen))
            yield chosen

    run_all(cases(), runner.run, found.put)
    python.stop()
    found.put(None)


def _end_with_parent() -> None:
    """However the parent ends, nobody would be left to end this process."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def run_all(groups: Iterator[list[Case]], run: Callable[[Case], Result], report: Callable[[Result], Any]) -> None:
    """Run all cases, many at the same time; the next group is made when the last one runs out."""
    left: deque[Case] = deque()
    lock = threading.Lock()

    def following() -> Case | None:
        with lock:
            while not left:
                group = next(groups, None)
                if group is None:
                    return None
                left.extend(group)
            return left.popleft()

    def go() -> None:
        while case := following():
            report(run(case))

    threads = [threading.Thread(target=go) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
