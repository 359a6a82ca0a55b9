"""`make sweep`: every call of every command is disturbed, and everything must converge all the same."""

import argparse
import multiprocessing
import queue
import sys
import time
from collections.abc import Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tests.sweep import cases
from tests.sweep.cases import FLIPPED, IN_PLUGIN
from tests.sweep.scenarios import SCENARIOS
from tests.sweep.workers import PROCESSES, Found, Task, work


def main() -> int:
    """Sweep; 0 if every case converged."""
    options = _options()
    only = [part.strip() for part in options.only.split("|") if part.strip()]
    begun, ended, bad = time.monotonic(), 0, 0
    console = Console(highlight=False)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("cases, {task.fields[bad]} bad"), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        bar = progress.add_task("", total=0, bad=0)
        for found in _found(of_part(tasks_of(only, quick=options.quick), options.part), only):
            if isinstance(found, int):
                progress.update(bar, total=(progress.tasks[0].total or 0) + found)
                continue
            ended, bad = ended + 1, bad + bool(found.wrong)
            progress.update(bar, advance=1, bad=bad)
            if found.wrong or options.verbose:
                lines = [f"{found.seconds:5.1f} s  {found.name}", *(f"    {each}" for each in found.wrong)]
                console.print("\n".join(lines), soft_wrap=True, markup=False)
            elif not console.is_terminal and ended % 100 == 0:
                console.print(f"{ended} cases after {time.monotonic() - begun:.0f} s")
    print(f"sweep: {ended} cases, {ended - bad} converged" + (f" (part {options.part})" if options.part else ""))
    return int(bad > 0 or ended == 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.sweep", description=__doc__)
    parser.add_argument(
        "--only", default="", help="cases whose name has all of these parts, such as `extend | StopFlow | kill`"
    )
    parser.add_argument("--quick", action="store_true", help="only the default of every undocumented behaviour")
    parser.add_argument("--part", default="", help="one of several parts, such as 2/8")
    parser.add_argument("--verbose", action="store_true", help="a line for each case")
    return parser.parse_args()


def tasks_of(only: list[str], *, quick: bool) -> list[Task]:
    """Every scenario under every switch, and in the plugin under none: there, quickly means the worst faults only.

    A part of `only` that names a scenario, the plugin or the value of a switch means just this.
    """
    named = {each.name for each in SCENARIOS} & set(only)
    numbers = [number for number, each in enumerate(SCENARIOS) if not named or each.name in named]
    valued = [each for each in only if "=" in each]
    switched = [None] if quick else [None, *range(len(FLIPPED))]
    switched = [each for each in switched if all(value in in_words(each) for value in valued)]
    in_python = [
        Task(number, switches, in_plugin=False, thorough=switches is None)
        for switches in switched
        for number in numbers
    ]
    in_plugin = [Task(number, None, in_plugin=True, thorough=not quick) for number in numbers if not valued]
    return in_plugin if IN_PLUGIN in only else [*in_python, *in_plugin]


def in_words(switches: int | None) -> str:
    """A row of `FLIPPED` as the names of its cases have it; "" for none."""
    return cases.in_words(() if switches is None else FLIPPED[switches].items())


def of_part(tasks: list[Task], part: str) -> list[Task]:
    """The tasks of a part such as `2/8`; all of them if it is "".

    Raises:
        SystemExit: there is no such part.
    """
    if not part:
        return tasks
    number, _, parts = part.partition("/")
    if not (number.isdigit() and parts.isdigit() and 1 <= int(number) <= int(parts)):
        raise SystemExit(f"sweep: --part = {part!r}: must be a number and how many there are, such as 2/8")
    return tasks[int(number) - 1 :: int(parts)]


def _found(tasks: list[Task], only: list[str]) -> Iterator[Found]:
    """What the worker processes find: numbers of cases to come, and results."""
    context = multiprocessing.get_context("spawn")
    waiting, found = context.Queue(), context.Queue()
    for task in (*tasks, *[None] * PROCESSES):
        waiting.put(task)
    workers = [context.Process(target=work, args=(waiting, found, only), daemon=True) for _ in range(PROCESSES)]
    for worker in workers:
        worker.start()
    left = PROCESSES
    while left:
        try:
            each = found.get(timeout=5)
        except queue.Empty:
            if sum(worker.is_alive() for worker in workers) < left:
                raise SystemExit("sweep: a worker process has died") from None
            continue
        if each is None:
            left -= 1
        else:
            yield each
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    sys.exit(main())
