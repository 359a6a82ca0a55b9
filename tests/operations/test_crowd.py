"""Several repairers at once: a person's `watch --repair` or `resubmit`, the supervisor and `pulumi up`.

Each is a thread that has its turn from one call to the next; who goes on is drawn by lot, and time passes only while
all of them wait. So every interleaving of their calls is possible, and any of them can be killed at any call.
"""

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from connect_customer_profiles.ingestion.contest import Contest, seconds_until_listed
from connect_customer_profiles.ingestion.memory import MEMORY, ProcessMemory
from connect_customer_profiles.ingestion.plain import normalised
from connect_customer_profiles.ingestion.poller import BACK_OFF, LONGEST_PAUSE
from connect_customer_profiles.ingestion.state import State
from connect_customer_profiles.operations import present, resubmit, watch
from connect_customer_profiles.operations.errors import Refused
from connect_customer_profiles.operations.status import Status
from connect_customer_profiles.operations.supervisor import supervise
from connect_customer_profiles.operations.targets import Ingestion, Target
from connect_customer_profiles.operations.watch import Event, Followed

from localcloud.aws.appflow.models import flows_of
from localcloud.aws.customer_profiles.models import ENDED, Workflow, domains_of
from tests.provider.in_process import InProcess
from tests.provider.place import ACCOUNT, DAY, DOMAIN, REGION
from tests.provider.simulation import Killed, Simulation, installed
from tests.provider.stack import Stack
from tests.provider.truth import CONNECTOR_PROFILES, OBJECTS, Truth

RUNS = 64
"""Of these, 56 are of three at once."""
SETTLED = seconds_until_listed() + LONGEST_PAUSE
"""The longest for which two workflows may load the same batches, unless somebody is killed."""
SWITCHES: dict[str, list[Any]] = {
    "list_workflows_lag_seconds": [0.0, 5.0, 14.0],
    "step_flow_names_related": [True, False],
    "delete_workflow_seconds": [0.0, 10.0, 300.0],
    "workflow_start_seconds": [0.0, 5.0, 120.0],
    "duplicate_flow_name_rejected_at_call": [True, False],
    "delete_workflow_removes_integration": [True, False],
    "run_seconds": [100.0],
}
ARGUMENTS = {
    "region": REGION,
    "account": ACCOUNT,
    "domain_name": DOMAIN,
    "connector": {"type": "Salesforce", "connector_profile_name": CONNECTOR_PROFILES[0], "object": OBJECTS[0]},
    "bulk": "always",
    "on_delete": "delete",
}


@dataclass
class Actor:
    """A repairer: a thread that waits for its turn, or until a time."""

    name: str
    work: Callable[[], None]
    wakes: float = 0.0
    dies_at: int | None = None
    calls: int = 0
    over: bool = False
    failure: BaseException | None = None
    turn: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))


_ACTOR: ContextVar[Actor | None] = ContextVar("whose turn it is", default=None)
"""Of a call as well, which has a thread of its own in the caller's context."""


@dataclass
class Crowd:
    """Repairers that take turns in one simulation."""

    simulation: Simulation
    lot: random.Random
    actors: list[Actor] = field(default_factory=list)
    yielded: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    longest: float = 0.0
    _since: float | None = None

    def pause(self) -> None:
        """The end of an actor's turn."""
        actor = _ACTOR.get()
        if actor is None:
            return
        actor.calls += 1
        self.yielded.release()
        actor.turn.acquire()
        if actor.dies_at is not None and actor.calls >= actor.dies_at:
            raise Killed

    def sleep(self, seconds: float) -> None:
        """An actor waits; nobody else does."""
        actor = _ACTOR.get()
        if actor is None:
            self.simulation.pass_time(seconds)
            return
        actor.wakes = self.simulation.now + seconds
        self.pause()

    def run(self, *actors: Actor) -> None:
        """Let them work until all are over."""
        self.actors = list(actors)
        for actor in actors:
            threading.Thread(target=self._live, args=(actor,), daemon=True).start()
        while waiting := [each for each in self.actors if not each.over]:
            ready = [each for each in waiting if each.wakes <= self.simulation.now]
            if not ready:
                self.simulation.now = min(each.wakes for each in waiting)
                continue
            self.lot.choice(ready).turn.release()
            self.yielded.acquire()
            self._measure()
        for actor in actors:
            if actor.failure and not isinstance(actor.failure, Killed):
                raise actor.failure

    def _measure(self) -> None:
        if len(self.live) < 2:
            self._since = None
            return
        self._since = self.simulation.now if self._since is None else self._since
        self.longest = max(self.longest, self.simulation.now - self._since)

    def _live(self, actor: Actor) -> None:
        _ACTOR.set(actor)
        actor.turn.acquire()
        try:
            actor.work()
        except BaseException as error:  # noqa: BLE001 - raised by `run`
            actor.failure = error
        actor.over = True
        self.yielded.release()

    @property
    def live(self) -> list[Workflow]:
        """The workflows that are loading."""
        region = self.simulation.cloud.region(ACCOUNT, REGION)  # time has passed with the last call
        found = domains_of(region)[DOMAIN].workflows.values()
        return [each for each in found if each.status not in ENDED and each.deleted_at is None]


@contextmanager
def gathered(seed: int) -> Iterator[tuple[Crowd, Truth]]:
    """A domain, and nobody in it yet."""
    simulation = Simulation()
    crowd = Crowd(simulation, random.Random(seed))  # noqa: S311 - to be repeated
    send = simulation.send

    def in_turn(request: Any) -> Any:
        crowd.pause()
        return send(request)

    # Not methods: they take the place of methods of others.
    vars(simulation).update(send=partial(in_turn), pass_time=partial(crowd.sleep))
    with installed(simulation, seed), pytest.MonkeyPatch.context() as patch:
        patch.setattr(watch, "Contest", partial(Contest, clock=lambda: simulation.now))
        yield crowd, Truth.prepared(simulation, 0.2)


def half_loaded(crowd: Crowd, truth: Truth) -> Stack:
    """An integration of which one batch has failed, under other switches than the last one."""
    simulation = crowd.simulation
    for name, values in SWITCHES.items():
        simulation.cloud.set_behaviour(name, crowd.lot.choice(values))
    truth.domain.workflows.clear()
    truth.domain.integrations.clear()
    flows_of(simulation.region).clear()
    crowd.longest = 0.0
    arguments = {
        **ARGUMENTS,
        "kms_key_arn": truth.keys[0],
        "execution_role_arn": truth.role,
        "import_start_date": (simulation.datetime() - timedelta(days=100)).strftime("%Y-%m-%d"),
    }
    MEMORY.forget()
    stack = Stack(arguments, InProcess())  # type: ignore[arg-type]
    simulation.cloud.faults.add(kind="step_fails", batch=1, permanent=True, message="Service unavailable")
    stack.up()
    simulation.now += DAY
    assert simulation.region
    assert not crowd.live
    return stack


def person(crowd: Crowd, stack: Stack) -> Callable[[], None]:
    """`customer-profiles watch --repair`."""

    def work() -> None:
        given = Ingestion("contacts", State.from_state(normalised(stack.state)))
        errors: list[Exception] = []

        def tell(event: Event) -> None:
            if event.error:
                errors.append(event.error)

        followed = Followed(given, given.client(), repair=True, tell=tell, memory=ProcessMemory())
        while not followed.look():
            crowd.sleep(followed.pause)
            followed.pause = min(followed.pause * BACK_OFF, LONGEST_PAUSE)
        assert errors == []

    return work


def function(crowd: Crowd, stack: Stack) -> Callable[[], None]:
    """A round of `BackfillSupervisor`."""

    def work() -> None:
        [outcome] = supervise(
            {"contacts": stack.inputs}, timedelta(minutes=15), now=crowd.simulation.datetime, sleep=crowd.sleep
        )
        assert outcome.error == ""

    return work


def up(crowd: Crowd, stack: Stack) -> Callable[[], None]:
    """`pulumi up --refresh`."""

    def work() -> None:
        MEMORY.forget()
        MEMORY.begin(crowd.simulation.datetime())
        stack.refresh()
        stack.up()

    return work


def resubmitter(crowd: Crowd, stack: Stack) -> Callable[[], None]:
    """`customer-profiles resubmit --yes`."""

    def work() -> None:
        given = Ingestion("contacts", State.from_state(normalised(stack.state)))
        try:
            found, state = resubmit.plan(given, crowd.simulation.datetime())
        except Refused:  # a workflow runs
            return
        if found.step:
            resubmit.resubmit(given, state, sleep=crowd.sleep)

    return work


ENSEMBLES = (
    (resubmitter, up),
    (resubmitter, resubmitter, resubmitter),
    (resubmitter, person, up),
    (person, person, person),
    (person, person, function),
    (person, function, up),
    (function, function, up),
    (function, function, function),
    (person, person, up),
)


@pytest.mark.parametrize("ensemble", range(len(ENSEMBLES)))
def test_whoever_repairs_at_once_no_batch_is_loaded_twice(ensemble: int) -> None:
    contested = 0
    with gathered(ensemble) as (crowd, truth):
        for run in range(RUNS // len(ENSEMBLES)):
            stack = half_loaded(crowd, truth)
            actors = [Actor(work.__name__, work(crowd, stack)) for work in ENSEMBLES[ensemble]]
            if crowd.lot.random() < 0.4:
                crowd.lot.choice(actors).dies_at = crowd.lot.randrange(1, 40)
            crowd.run(*actors)
            killed = any(each.dies_at for each in actors)
            assert killed or len(crowd.live) <= 1, run
            # Somebody looks after what was killed, and whoever starts later finds what there is.
            crowd.simulation.now += seconds_until_listed()
            crowd.run(Actor("the next look", crowd.lot.choice((function, up))(crowd, stack)))
            assert len(crowd.live) <= 1, run
            crowd.run(Actor("the last look", person(crowd, stack)))
            assert crowd.longest <= SETTLED or killed, run
            stayed = [each.status for each in truth.domain.workflows.values() if each.deleted_at is None]
            assert stayed == ["FAILED", "COMPLETE"], run
            stack.refresh()
            assert {batch["status"] for batch in stack.state["batches"]} == {"COMPLETE"}, run
            contested += crowd.longest > 0
    assert contested, "nobody met anybody"


def test_the_next_update_removes_what_a_killed_command_left() -> None:
    with gathered(1) as (crowd, truth):
        left = 0
        for _ in range(10):
            stack = half_loaded(crowd, truth)
            crowd.run(*(Actor(work.__name__, work(crowd, stack)) for work in (up, killed_resubmitter)))
            if len(crowd.live) < 2:
                continue
            left += 1
            crowd.simulation.now += seconds_until_listed()
            stack.refresh()
            assert len(crowd.live) == 2  # a refresh changes nothing
            later = max(crowd.live, key=lambda each: (each.created_at, each.workflow_id)).workflow_id
            given = Ingestion("contacts", State.from_state(normalised(stack.state)))
            target = Target(DOMAIN, ACCOUNT, REGION, ingestions=(given,))
            [seen] = present.status(target, crowd.simulation.datetime())
            assert isinstance(seen, Status)
            assert seen.note.startswith(f"workflow {later} loads the same batches as an older one: ")
            assert seen.needs_attention
            with pytest.raises(Refused, match=f"contacts: workflow {later} loads the same batches as an older one; "):
                resubmit.plan(given, crowd.simulation.datetime())
            assert stack.preview() != []
            stack.up()
            assert len(crowd.live) == 1
            assert stack.preview() == []
        assert left, "nobody met anybody"


def killed_resubmitter(crowd: Crowd, stack: Stack) -> Callable[[], None]:
    """The same command, killed as soon as its workflow is started."""

    def work() -> None:
        given = Ingestion("contacts", State.from_state(normalised(stack.state)))
        try:
            _, state = resubmit.plan(given, crowd.simulation.datetime())
        except Refused:
            return

        def killed(_seconds: float) -> None:
            raise Killed

        resubmit.resubmit(given, state, sleep=killed)

    return work


def test_a7_whoever_establishes_a_stopped_integration_at_once_one_stays() -> None:
    with gathered(7) as (crowd, truth):
        for run in range(12):
            stack = half_loaded(crowd, truth)
            crowd.simulation.cloud.faults.clear()
            crowd.run(Actor("repair", person(crowd, stack)))
            stack.refresh()
            [flow] = [each for each in flows_of(crowd.simulation.region).values() if each.status == "Active"]
            flow.status = "Suspended"
            crowd.run(*(Actor(f"round {number}", function(crowd, stack)) for number in range(2 + run % 2)))
            stack.refresh()
            assert stack.up() in ([], ["update ingestion"]), run
            [staying] = [each for each in truth.domain.integrations.values() if not each.hidden]
            flows = [(each.name, each.status) for each in flows_of(crowd.simulation.region).values()]
            assert flows == [(staying.flow_name, "Active")], run
            assert stack.preview() == [], run
