"""Decisions: whatever becomes of what was decided, they come to an end, and nothing that is loaded is loaded again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from connect_customer_profiles.ingestion import decisions, windows
from connect_customer_profiles.ingestion.batch import Batch
from connect_customer_profiles.ingestion.decisions import Activate, Change, Establish, Load, Tidy
from connect_customer_profiles.ingestion.history import with_batches
from connect_customer_profiles.ingestion.state import State
from connect_customer_profiles.ingestion.wanted import Pins, Wanted
from connect_customer_profiles.ingestion.windows import Window
from connect_customer_profiles.rules import rfc3339
from hypothesis import assume, given
from hypothesis import strategies as st

BEGIN = datetime(2023, 1, 1, tzinfo=UTC)
LATER = datetime(2026, 1, 1, tzinfo=UTC)
"""When every quota of a day is there again."""
MESSAGES = st.sampled_from(
    [
        "Please try again",
        "Daily quota reached",
        "too many records",
        "INVALID_SESSION_ID",
        "No such column 'Fax'",
        "Whatever this means",
    ]
)
OUTCOMES = st.one_of(st.just(""), st.just(""), MESSAGES)
"""Why a batch fails; nothing, and it is loaded."""


def day(number: int) -> str:
    return rfc3339(BEGIN + timedelta(days=number))


@st.composite
def plans(draw: st.DrawFn) -> Wanted:
    """What is wanted, with batches or without."""
    edges = draw(st.lists(st.integers(0, 60), max_size=6, unique=True).map(sorted))
    definition = {
        "SourceFlowConfig": {"ConnectorProfileName": draw(st.sampled_from(["one", "other"]))},
        "Tasks": [],
        "TriggerConfig": draw(st.sampled_from(["daily", "hourly"])),
    }
    pins = Pins(
        token="0123456789",
        batches=tuple(Window(day(start), day(end)) for start, end in pairwise(edges)),
        pull_from=day(edges[-1]) if len(edges) > 1 else day(0),
        flow_name="shop-Contact-0123456789",
    )
    return Wanted(
        flow_definition=definition,
        tags=draw(st.sampled_from([None, {"team": "care"}])),
        kms_key_arn=draw(st.sampled_from(["key", "other"])),
        re_establish=draw(st.sampled_from([None, "again"])),
        resubmit_limit=draw(st.integers(0, 4)),
        execution_role_arn="role",
        pins=pins,
    )


class World:
    """Does what is decided, as hypothesis decides it turns out."""

    def __init__(self, data: st.DataObject, wanted: Wanted) -> None:
        self.data = data
        self.wanted = wanted
        self.state = State(wanted)

    def come_to_rest(self, *, remedied: bool = False) -> int:
        """The number of steps until there is nothing to do."""
        taken = 0
        while step := decisions.next_step(self.wanted, self.state, LATER, remedied=remedied):
            taken += 1
            # Four batches in parts of four, as often as the limit says, is the most that there can be.
            assert taken < 100, f"no end: {step}"
            remedied = remedied and not isinstance(step, Load)
            self.take(step)
            assert not self.state.running
        return taken

    def take(self, step: decisions.Step) -> None:
        match step:
            case Load():
                self.load(step)
            case Establish():
                assert step.since <= (self.state.pulled_until or self.wanted.pins.pull_from)
                covers = min(self.state.covers_from or step.since, step.since)
                self.establish(self.wanted, covers)
            case Activate():
                self.state = replace(self.state, flow_status="Active")
            case Tidy():
                assert self.state.surplus
                self.state = replace(self.state, surplus=())
            case Change():
                assert step.parts
                made_with = replace(
                    self.state.made_with, flow_definition=self.wanted.flow_definition, tags=self.wanted.tags
                )
                self.state = replace(self.state, made_with=made_with, drift=())

    def load(self, step: Load) -> None:
        """A workflow from its start to its end; without a failure it leaves an integration."""
        loaded = self.state.complete
        assert step.batches
        assert not any(windows.overlap(each, other) for each in step.batches for other in loaded)
        assert windows.without(step.batches, self.wanted.pins.batches) == []
        generation = self.state.latest_generation + 1
        ended = [self.ended(each, generation) for each in step.batches]
        rest = [
            replace(batch, start=piece.start, end=piece.end)
            for batch in self.state.batches
            for piece in windows.without([batch], step.batches)
        ]
        resubmitted = self.state.resubmitted + step.resubmission
        self.state = replace(with_batches(self.state, [*rest, *ended]), latest_generation=generation)
        failed = self.state.failed_batches
        self.state = replace(
            self.state, status="FAILED" if failed else "COMPLETE", resubmitted=resubmitted if failed else 0
        )
        if failed:
            return
        if self.state.integration_uri:
            self.state = replace(self.state, surplus=("another",))
        else:
            self.establish(self.state.made_with, self.data.draw(st.sampled_from([self.wanted.pins.pull_from, day(99)])))

    def ended(self, batch: Window, generation: int) -> Batch:
        message = self.data.draw(OUTCOMES)
        return Batch(batch.start, batch.end, "FAILED" if message else "COMPLETE", 1, generation, message)

    def establish(self, made_with: Wanted, covers_from: str) -> None:
        self.state = replace(
            self.state,
            made_with=replace(
                self.state.made_with,
                flow_definition=made_with.flow_definition,
                tags=made_with.tags,
                kms_key_arn=made_with.kms_key_arn,
                re_establish=made_with.re_establish,
            ),
            integration_uri=f"uri-{self.data.draw(st.integers(1, 10**9))}",
            flow_status=self.data.draw(st.sampled_from(["Active", "Draft"])),
            covers_from=covers_from,
            surplus=(self.state.integration_uri,) if self.state.integration_uri else (),
            latest_generation=max(self.state.latest_generation, 1),
        )


@given(st.data(), plans())
def test_a_new_ingestion_comes_to_rest_loaded_or_with_what_failed_for_good(data: st.DataObject, wanted: Wanted) -> None:
    world = World(data, wanted)
    world.come_to_rest()
    state = world.state
    assert decisions.unsubmitted(wanted, state) == []
    if state.failed_batches:
        assert len(decisions.permanently_failed(wanted, state)) == len(state.failed_batches)
    else:
        assert windows.without(wanted.pins.batches, state.batches) == []
        assert (state.flow_status, state.surplus) == ("Active", ())
        assert state.covers_from <= wanted.pins.pull_from
    assert decisions.next_step(wanted, state, LATER) is None


@given(st.data(), plans(), plans())
def test_an_edit_comes_to_rest_as_the_new_program_wants_it(data: st.DataObject, before: Wanted, after: Wanted) -> None:
    after = replace(after, pins=before.pins)
    world = World(data, before)
    world.come_to_rest()
    world.wanted = after
    world.come_to_rest(remedied=decisions.changed_since(after, world.state))
    assume(not world.state.failed_batches)
    made_with = world.state.made_with
    assert (made_with.kms_key_arn, made_with.re_establish, made_with.flow_definition) == (
        after.kms_key_arn,
        after.re_establish,
        after.flow_definition,
    )
    assert made_with.own_tags == (after.tags or {})


@given(st.data(), plans(), st.integers(1, 40))
def test_an_earlier_start_loads_only_what_is_missing(data: st.DataObject, wanted: Wanted, days: int) -> None:
    assume(wanted.pins.batches)
    world = World(data, wanted)
    world.come_to_rest()
    start = wanted.pins.batches[0].start
    earlier = Window(rfc3339(datetime.fromisoformat(start) - timedelta(days=days)), start)
    world.wanted = replace(wanted, pins=replace(wanted.pins, batches=(earlier, *wanted.pins.batches)))
    assert decisions.unsubmitted(world.wanted, world.state) == [earlier]
    world.come_to_rest()
    assert decisions.unsubmitted(world.wanted, world.state) == []


@given(st.data(), plans())
def test_nothing_is_decided_while_a_workflow_runs(data: st.DataObject, wanted: Wanted) -> None:
    world = World(data, wanted)
    world.come_to_rest()
    status = data.draw(st.sampled_from(["NOT_STARTED", "IN_PROGRESS", "RETRY", "SPLIT"]))
    state = replace(world.state, status=status)
    assert decisions.next_step(wanted, state, LATER) is None
    assert decisions.waiting(wanted, state) == []
    assert decisions.applicable(wanted, state) == wanted
    assert decisions.notice(wanted, state, BEGIN) is None


def test_what_the_running_workflow_still_needs_is_said_of_an_edit_that_waits() -> None:
    definition = {"SourceFlowConfig": {"ConnectorProfileName": "crm"}, "Tasks": [], "TriggerConfig": "hourly"}
    before = Wanted(
        flow_definition=definition,
        kms_key_arn="arn:old",
        execution_role_arn="arn:role",
        pins=Pins(token="0123456789", pull_from=day(0), flow_name="shop-Contact-0123456789"),
    )
    running = replace(State(before), status="IN_PROGRESS")

    def said(wanted: Wanted) -> tuple[str, str]:
        text = decisions.notice(wanted, running, LATER) or ""
        return text.partition(" until the workflow")[0], text.partition("known after the first")[2]

    begin = "IntegrationWorkflow: the change of"
    assert said(before.through("crm-2")) == (
        f"{begin} the connector profile waits",
        "; until then arn:role needs connector profile crm, which an ExecutionRole of this stack keeps",
    )
    hourly = replace(before, flow_definition={**definition, "TriggerConfig": "daily"})
    assert said(hourly) == (f"{begin} fields, tasks or schedule waits", "")
    everything = replace(hourly.through("crm-2"), kms_key_arn="arn:new")
    assert said(everything) == (
        "IntegrationWorkflow: the changes of kms_key_arn and the connector profile and fields, tasks or schedule wait",
        "; until then arn:role needs key arn:old and connector profile crm, which an ExecutionRole of this stack keeps",
    )
    for wanted in (before.through("crm-2"), everything):
        assert decisions.applicable(wanted, running) == before
    # Files in S3 have none.
    files = replace(before, flow_definition={**definition, "SourceFlowConfig": {"ConnectorProfileName": ""}})
    assert files.through("crm-2") == files
