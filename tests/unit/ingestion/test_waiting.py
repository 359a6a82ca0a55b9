"""Waiting: one thread for all, rarely and fairly, until everything is loaded or time is up."""

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from connect_customer_profiles.aws.errors import AwsError
from connect_customer_profiles.ingestion import waiting
from connect_customer_profiles.ingestion.memory import ProcessMemory
from connect_customer_profiles.ingestion.poller import BACK_OFF, FIRST_PAUSE, LONGEST_PAUSE, Poller
from connect_customer_profiles.ingestion.state import State
from connect_customer_profiles.ingestion.waiting import Watch
from connect_customer_profiles.ingestion.wanted import Wanted

if TYPE_CHECKING:
    import pulumi

BATCH = {"start": "2024-01-01T00:00:00Z", "end": "2024-03-01T00:00:00Z", "records": 0, "generation": 1}
OUTPUTS: dict[str, Any] = {
    "domain_name": "shop",
    "token": "0123456789",
    "flow_name": "shop-Contact-0123456789",
    "kms_key_arn": "key",
    "flow_definition": {"SourceFlowConfig": {"ConnectorProfileName": "salesforce"}},
    "pull_from": "2024-03-01T00:00:00Z",
    "planned_batches": [{"start": BATCH["start"], "end": BATCH["end"]}],
    "status": "NOT_STARTED",
    "workflow_ids": ["w1"],
    "batches": [{**BATCH, "status": "NOT_STARTED"}],
    "latest_generation": 1,
}
STARTED = State.from_state(OUTPUTS)
COMPLETE = replace(
    STARTED,
    status="COMPLETE",
    batches=(replace(STARTED.batches[0], status="COMPLETE", records=5),),
    integration_uri="uri",
    flow_status="Active",
    covers_from="2024-03-01T00:00:00Z",
)


class Cloud:
    """Stands for client and life cycle: a workflow that ends after so many looks."""

    def __init__(self, looks: int, ended: State | None = None) -> None:
        self.calls: list[str] = []
        self._looks = looks
        self._ended = ended or COMPLETE

    def get_workflow(self, _domain: str, workflow_id: str) -> dict[str, Any]:
        self.calls.append(f"get {workflow_id}")
        status = "IN_PROGRESS" if len(self.calls) < self._looks else "COMPLETE"
        metrics = {"StepsCompleted": 1, "TotalSteps": 2, "RecordsProcessed": 1234}
        return {"Status": status, "Metrics": {"AppflowIntegration": metrics}}

    def alone(self, _wanted: Wanted, state: State) -> State:
        return state

    def read(self, _state: State, *, ended: Any) -> State:
        assert ended is None or ended["Status"] == "COMPLETE"
        self.calls.append("read")
        return self._ended

    def accepted(self, _wanted: Wanted, state: State) -> State:
        return state

    def apply(self, _wanted: Wanted, _state: State) -> State:
        self.calls.append("apply")
        self._ended = COMPLETE
        return COMPLETE


def watch(cloud: Any, *, deadline: float = 1e12) -> tuple[Watch, list[str], list[Any]]:
    lines: list[str] = []
    ends: list[Any] = []
    wanted = STARTED.made_with
    return Watch(cloud, cloud, wanted, STARTED, deadline, report=lines.append, done=ends.append), lines, ends


def test_a_look_at_a_running_workflow_is_one_call_and_one_line() -> None:
    cloud = Cloud(3)
    watched, lines, _ = watch(cloud)
    assert not watched.look()
    assert cloud.calls == ["get w1"]
    assert lines == ["1 of 2 batches loaded, 1,234 records"]


def test_at_the_end_the_state_is_read_and_what_is_due_is_done() -> None:
    cloud = Cloud(1, ended=replace(COMPLETE, flow_status="Draft"))
    watched, _, _ = watch(cloud)
    assert watched.look()
    assert cloud.calls == ["get w1", "read", "apply"]
    assert watched.state == COMPLETE


def test_a_continuous_integration_alone_is_done_after_its_first_pull() -> None:
    wanted = Wanted.from_inputs({**OUTPUTS, "planned_batches": []})
    alone = replace(COMPLETE, made_with=wanted, batches=())
    cloud = Cloud(1, ended=alone)
    watched, _, _ = watch(cloud)
    watched.state = alone
    watched.wanted = wanted
    assert not watched.look()
    cloud._ended = replace(alone, pulled_until="2024-03-02T00:00:00Z")
    assert watched.look()


def test_a_domain_that_is_gone_ends_waiting() -> None:
    cloud = Cloud(1)
    cloud.read = lambda _state, **_ended: None  # type: ignore[method-assign, assignment]
    watched, _, _ = watch(cloud)
    with pytest.raises(AwsError, match="the domain shop is gone"):
        watched.look()


@pytest.fixture
def poller(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], Poller]:
    """Pollers whose clock runs faster."""

    def make(speed: float) -> Poller:
        begin = time.monotonic()
        poller = Poller(clock=lambda: begin + (time.monotonic() - begin) * speed)
        wait = poller._changed.wait
        monkeypatch.setattr(
            poller._changed, "wait", lambda timeout=None: wait(None if timeout is None else timeout / speed)
        )
        return poller

    return make


def ended(ends: list[Any]) -> Any:
    deadline = time.monotonic() + 10
    while not ends:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    return ends[0]


def test_the_longer_it_takes_the_more_rarely_it_asks(poller: Callable[[float], Poller]) -> None:
    watched, _, ends = watch(Cloud(12))
    poller(1000).add(watched)
    assert ended(ends) == COMPLETE
    assert watched.pause == min(FIRST_PAUSE * BACK_OFF**11, LONGEST_PAUSE) == LONGEST_PAUSE


def test_others_of_the_program_know_whose_workflow_it_is_before_it_is_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    added: list[Watch] = []
    monkeypatch.setattr(waiting, "_poller", SimpleNamespace(add=added.append))
    memory, resource = ProcessMemory(), cast("pulumi.Resource", None)

    async def waits() -> None:
        wait = asyncio.ensure_future(waiting.wait(STARTED.made_with, STARTED, 1, resource, memory))
        await asyncio.sleep(0)
        assert memory.is_foreign("abcdef0123", "w1")
        assert not memory.is_foreign("0123456789", "w1")
        added[0].done(AwsError("it is over"))
        with pytest.raises(AwsError, match="it is over"):
            await wait

    asyncio.run(waits())


def test_one_thread_asks_for_all(poller: Callable[[float], Poller]) -> None:
    shared, threads = poller(1000), set()
    watches = [watch(Cloud(3)) for _ in range(50)]
    for watched, _, _ in watches:
        look = watched.look

        def noted(look: Callable[[], bool] = look) -> bool:
            threads.add(threading.current_thread().name)
            return look()

        watched.look = noted  # type: ignore[method-assign]
        shared.add(watched)
    assert [ended(ends) for _, _, ends in watches] == [COMPLETE] * 50
    assert threads == {"ingestion-poller"}


def test_at_the_deadline_it_hands_over_what_is_known(poller: Callable[[float], Poller]) -> None:
    watched, _, ends = watch(Cloud(10**9), deadline=time.monotonic() + 20)
    poller(100).add(watched)
    assert ended(ends).status == "IN_PROGRESS"


def test_an_answer_that_got_lost_is_asked_for_again_and_an_error_ends_waiting(
    poller: Callable[[float], Poller], monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = iter([AwsError("lost", answered=False), AwsError("lost", answered=False), AwsError("denied")])

    def look(_watch: Watch) -> bool:
        raise next(failures)

    monkeypatch.setattr(waiting.Watch, "look", look)
    watched, _, ends = watch(Cloud(1))
    poller(1000).add(watched)
    assert str(ended(ends)) == "denied"
