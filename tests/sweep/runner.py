"""Runs cases: disturb the command, repeat it in a new process, let everything end, and look at the records."""

import threading
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from tests.provider.observed import seen
from tests.provider.server import ProviderError
from tests.provider.stack import RefusedError
from tests.sweep import cases, invariants
from tests.sweep.cases import Case
from tests.sweep.views import Views
from tests.sweep.world import Snapshot, World, prepared, with_neighbour
from tests.warm import WarmPython

VIEWS = Views()


@dataclass(frozen=True)
class Result:
    """What became of a case: it converged if nothing is wrong."""

    name: str
    wrong: tuple[str, ...]
    seconds: float


@dataclass
class _Snapshots:
    """What is made once, whoever needs it first."""

    _made: dict[Any, Snapshot] = field(default_factory=dict)
    _locks: dict[Any, threading.Lock] = field(default_factory=lambda: defaultdict(threading.Lock))

    def get(self, key: Any, make: Callable[[], Snapshot]) -> Snapshot:
        with self._locks[key]:
            if key not in self._made:
                self._made[key] = make()
            return self._made[key]


class Runner:
    """Makes each situation once, and runs any number of cases from it."""

    def __init__(self, python: WarmPython) -> None:
        self._python = python
        self._snapshots = _Snapshots()

    def cases(self, undisturbed: Case, *, thorough: bool) -> list[Case]:
        """The cases of a scenario, from the calls that it makes undisturbed."""
        with self._world(undisturbed) as world:
            undisturbed.scenario.run(world, world.restarted())
            calls = seen(world.cloud.calls.since())
        return list(cases.of_calls(undisturbed, calls, thorough=thorough))

    def run(self, case: Case) -> Result:
        """One case."""
        begun = time.monotonic()
        try:
            with self._world(case) as world:
                wrong = tuple(_wrong(case, world))
        except Exception as error:  # noqa: BLE001 - whatever happens, it belongs to this case
            wrong = (_in_words(error),)
        return Result(str(case), wrong, time.monotonic() - begun)

    def _world(self, case: Case) -> AbstractContextManager[World]:
        """The situation of a case: what is in state there, the same kind of process has written."""
        scenario, in_plugin = case.scenario, case.in_plugin
        key = tuple(sorted({**dict(case.switches), **scenario.switches}.items()))

        def base() -> Snapshot:
            return prepared(self._python)

        def with_another() -> Snapshot:
            return with_neighbour(self._snapshots.get("base", base), dict(key), self._python)

        def situation() -> Snapshot:
            with self._snapshots.get(key, with_another).world(self._python, in_plugin=in_plugin) as world:
                scenario.situation(world)
                return Snapshot.of(world)

        snapshot = self._snapshots.get((scenario.situation, key, in_plugin), situation)
        return snapshot.world(self._python, in_plugin=in_plugin)


def _wrong(case: Case, world: World) -> Iterator[str]:
    """What is wrong in the end. Errors of the second attempt are the caller's."""
    scenario, fault = case.scenario, world.cloud.faults.add(**case.fault) if case.call else None
    try:
        scenario.run(world, world.restarted())
        failed = False
    except (ProviderError, RefusedError) as error:
        failed = True
        if fault is None:
            yield _in_words(error)
    if case.call and case.call.writes and fault and fault.remaining == fault.count:
        yield "the call was not made"
    world.cloud.faults.clear()
    if case.compared:
        yield from views_differ(world, anew=failed)
    if failed:
        scenario.run(world, world.restarted())
    if scenario.end in ("loaded", "adopted"):
        if steps := world.until_nothing_changes():
            yield f"`up` does not come to rest: {', '.join(steps)}"
        if steps := world.stack.preview():
            yield f"the preview is not empty: {', '.join(steps)}"
        yield from invariants.loaded(world)
        if case.compared:
            yield from views_differ(world, anew=False)
        world.stack.destroy()
        yield from (invariants.gone if scenario.end == "loaded" else invariants.retained)(world)
    else:
        yield from getattr(invariants, scenario.end)(world)


def views_differ(world: World, *, anew: bool) -> Iterator[str]:
    """What `status`, `watch` and `diagnose` do not agree on, of the stack and of the domain alone.

    Args:
        world: with the stack.
        anew: whether the provider's process may be dead.
    """
    if ours := world.stack.ingestion:
        # The plugin drives nothing but our own resources: a process of its own looks.
        looking = world.process() if anew or world.in_plugin else world.stack.provider
        with world.standing_still():
            yield from looking.read(VIEWS, ours.id, ours.outputs)[1]["different"]


def _in_words(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = next((each for each in reversed(frames) if "/tests/" in each.filename), frames[-1])
    return f"{type(error).__name__} at {ours.name}:{ours.lineno}: {' '.join(str(error).split())[-300:]}"
