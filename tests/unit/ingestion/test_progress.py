"""From steps and workflow to the state of each batch."""

import itertools
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from connect_customer_profiles.aws.answers import Workflow, WorkflowStep
from connect_customer_profiles.ingestion import progress, windows
from connect_customer_profiles.ingestion.batch import Batch
from connect_customer_profiles.rules import rfc3339
from hypothesis import given
from hypothesis import strategies as st

START = datetime(2024, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
STATUSES = ("NOT_STARTED", "IN_PROGRESS", "COMPLETE", "FAILED", "SPLIT", "RETRY", "CANCELLED")
NO_TIMES: WorkflowStep = {"FlowName": "no times", "Status": "COMPLETE"}


def planned(number: int) -> list[Batch]:
    """Batches of ten days."""
    edges = [rfc3339(START + index * 10 * DAY) for index in range(number + 1)]
    return [Batch(first, last) for first, last in itertools.pairwise(edges)]


def step(first: float, last: float, status: str, records: int = 0, **more: Any) -> WorkflowStep:
    """A step that loads from day `first` to day `last`."""
    members: Any = {
        "FlowName": f"flow-{first}-{last}",
        "Status": status,
        "RecordsProcessed": records,
        "BatchRecordsStartTime": rfc3339(START + first * DAY),
        "BatchRecordsEndTime": rfc3339(START + last * DAY),
        **more,
    }
    made: WorkflowStep = members
    return made


def states(batches: list[Batch], workflow: Workflow, steps: Iterable[WorkflowStep]) -> list[dict[str, Any]]:
    """The states of batches, as Pulumi's state has them."""
    return [batch.to_state() for batch in progress.batch_states(batches, workflow, steps)]


def state(steps: list[WorkflowStep], workflow: str = "IN_PROGRESS", **more: str) -> dict[str, Any]:
    """The state of the only batch."""
    members: Any = {"Status": workflow, **more}
    [only] = states(planned(1), members, steps)
    assert (only.pop("start"), only.pop("end")) == ("2024-01-01T00:00:00Z", "2024-01-11T00:00:00Z")
    return only


@pytest.mark.parametrize(
    "value",
    [
        "2024-01-01T12:00:00Z",
        "2024-01-01T12:00:00+00:00",
        "2024-01-01T14:00:00+02:00",
        "2024-01-01T12:00:00.000Z",
        "2024-01-01T12:00:00",
        "2024-01-01 12:00:00",
        "2024-01-01 12:00:00 UTC",
        " 2024-01-01T12:00:00Z ",
        "1704110400",
        "1704110400.0",
        "1704110400000",
        1704110400,
        1704110400000,
        datetime(2024, 1, 1, 12, tzinfo=UTC),
        datetime(2024, 1, 1, 13, tzinfo=timezone(timedelta(hours=1))),
    ],
)
def test_reads_every_plausible_format_of_time(value: object) -> None:
    moment = progress.instant(value)
    assert moment == datetime(2024, 1, 1, 12, tzinfo=UTC)
    assert moment.utcoffset() == timedelta(0)


@pytest.mark.parametrize("value", [None, "", "soon", "2024-13-01"])
def test_what_is_no_time_is_none(value: object) -> None:
    assert progress.instant(value) is None


@pytest.mark.parametrize("value", ["nan", "inf", "1e300"])
def test_a_number_that_is_no_time_is_none(value: object) -> None:
    assert progress.instant(value) is None


def test_a_window_needs_both_ends() -> None:
    assert progress.span_of(step(0, 10, "COMPLETE")) == (START, START + 10 * DAY)
    assert progress.span_of({**NO_TIMES, "BatchRecordsStartTime": rfc3339(START)}) is None
    odd: WorkflowStep = {**NO_TIMES, "BatchRecordsStartTime": "?", "BatchRecordsEndTime": rfc3339(START)}
    assert progress.span_of(odd) is None


@pytest.mark.parametrize(
    ("workflow", "expected"),
    [
        ("NOT_STARTED", "NOT_STARTED"),
        ("IN_PROGRESS", "NOT_STARTED"),
        ("COMPLETE", "COMPLETE"),
        ("FAILED", "FAILED"),
        ("CANCELLED", "FAILED"),
        ("SPLIT", "NOT_STARTED"),
        ("RETRY", "NOT_STARTED"),
    ],
)
def test_without_steps_the_workflow_decides(workflow: str, expected: str) -> None:
    assert state([], workflow)["status"] == expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("NOT_STARTED", "NOT_STARTED"),
        ("IN_PROGRESS", "IN_PROGRESS"),
        ("COMPLETE", "COMPLETE"),
        ("FAILED", "FAILED"),
        ("CANCELLED", "FAILED"),
        ("SPLIT", "IN_PROGRESS"),
        ("RETRY", "IN_PROGRESS"),
    ],
)
def test_while_the_workflow_runs_the_step_decides(status: str, expected: str) -> None:
    assert state([step(0, 10, status, 7)]) == {
        "status": expected,
        "records": 7,
        **({"message": ""} if expected == "FAILED" else {}),
    }


@pytest.mark.parametrize(
    ("children", "workflow", "expected"),
    [
        (("COMPLETE", "COMPLETE"), "IN_PROGRESS", "COMPLETE"),
        (("COMPLETE", "IN_PROGRESS"), "IN_PROGRESS", "IN_PROGRESS"),
        (("COMPLETE", "NOT_STARTED"), "IN_PROGRESS", "IN_PROGRESS"),
        (("FAILED", "IN_PROGRESS"), "IN_PROGRESS", "IN_PROGRESS"),
        (("FAILED", "RETRY"), "IN_PROGRESS", "IN_PROGRESS"),
        (("FAILED", "COMPLETE"), "IN_PROGRESS", "FAILED"),
    ],
)
def test_a_split_batch_is_what_its_parts_are(children: tuple[str, str], workflow: str, expected: str) -> None:
    parts = [step(0, 5, children[0], 3), step(5, 10, children[1], 4)]
    found = state([step(0, 10, "SPLIT"), *parts], workflow)
    assert (found["status"], found["records"]) == (expected, 7)


def test_what_a_split_batch_has_loaded_is_not_loaded_again_when_the_rest_failed() -> None:
    half = timedelta(milliseconds=500)
    parts: list[WorkflowStep] = [
        step(0, 2, "COMPLETE", 2),
        # Windows that AWS has halved do not meet at whole seconds.
        {**step(2, 4, "COMPLETE", 3), "BatchRecordsEndTime": (START + 4 * DAY + half).isoformat()},
        {**step(4, 8, "FAILED", 4), "BatchRecordsStartTime": (START + 4 * DAY + half).isoformat()},
        step(8, 10, "COMPLETE", 5),
    ]
    workflow: Workflow = {"Status": "FAILED", "ErrorDescription": "timeout"}
    batch = replace(planned(1)[0], generation=2, message="of another attempt")
    found = states([batch], workflow, [step(0, 10, "SPLIT"), *parts])
    days = [("01T", "05T", "COMPLETE", 5), ("05T", "09T", "FAILED", 4), ("09T", "11T", "COMPLETE", 5)]
    assert found == [
        {
            "start": f"2024-01-{first}00:00:00Z",
            "end": f"2024-01-{last}00:00:00Z",
            "status": status,
            "records": records,
            "generation": 2,
            **({"message": "timeout"} if status == "FAILED" else {}),
        }
        for first, last, status, records in days
    ]


def test_a_complete_batch_of_a_failed_workflow_stays_complete() -> None:
    found = states(
        planned(3),
        {"Status": "FAILED", "ErrorDescription": "2 of 3 batches failed"},
        [step(0, 10, "COMPLETE", 5), step(10, 20, "FAILED", ExecutionMessage="No such field: Phone")],
    )
    assert found == [
        {"start": "2024-01-01T00:00:00Z", "end": "2024-01-11T00:00:00Z", "status": "COMPLETE", "records": 5},
        {
            "start": "2024-01-11T00:00:00Z",
            "end": "2024-01-21T00:00:00Z",
            "status": "FAILED",
            "records": 0,
            "message": "No such field: Phone",
        },
        {
            "start": "2024-01-21T00:00:00Z",
            "end": "2024-01-31T00:00:00Z",
            "status": "FAILED",
            "records": 0,
            "message": "2 of 3 batches failed",
        },
    ]


def test_the_words_of_several_failed_parts_are_joined_each_once() -> None:
    parts = [
        step(0, 5, "FAILED", ExecutionMessage="timeout"),
        step(5, 7, "FAILED", ExecutionMessage="no access"),
        step(7, 10, "CANCELLED", ExecutionMessage="timeout"),
    ]
    assert state(parts)["message"] == "no access; timeout"


def test_of_a_window_that_was_tried_again_the_youngest_attempt_counts() -> None:
    early = step(0, 10, "FAILED", 3, CreatedAt=START)
    late = step(0, 10, "COMPLETE", 8, CreatedAt=START + DAY)
    for attempts in ([early, late], [late, early]):
        assert state(attempts) == {"status": "COMPLETE", "records": 8}


def test_a_second_more_or_less_at_the_edges_is_still_the_batch() -> None:
    near = step(0, 10, "COMPLETE", 8)
    second = timedelta(seconds=1)
    near["BatchRecordsStartTime"] = rfc3339(START - second)
    near["BatchRecordsEndTime"] = rfc3339(START + 10 * DAY + second)
    assert state([near]) == {"status": "COMPLETE", "records": 8}
    near["BatchRecordsEndTime"] = rfc3339(START + 10 * DAY + 2 * second)
    assert state([near]) == {"status": "NOT_STARTED", "records": 0}


@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from(STATUSES), st.integers(0, 10**6)), min_size=1, max_size=4),
        min_size=1,
        max_size=30,
    ),
    st.sampled_from(STATUSES),
)
def test_the_states_cover_the_plan_and_no_record_is_lost(parts: list[list[tuple[str, int]]], workflow: str) -> None:
    steps = [
        step(10 * batch + 10 * index / len(each), 10 * batch + 10 * (index + 1) / len(each), status, records)
        for batch, each in enumerate(parts)
        for index, (status, records) in enumerate(each)
    ]
    plan = planned(len(parts))
    batches = progress.batch_states(plan, {"Status": workflow}, reversed(steps))
    found = [batch.to_state() for batch in batches]
    assert windows.joined(batches) == windows.joined(plan)
    assert len(found) == len(plan) or workflow not in progress.RUNNING
    assert sum(each["records"] for each in found) == sum(each["RecordsProcessed"] for each in steps)
    assert {each["status"] for each in found} <= {"NOT_STARTED", "IN_PROGRESS", "COMPLETE", "FAILED"}
    assert all(("message" in each) == (each["status"] == "FAILED") for each in found)


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=30))
def test_when_every_step_is_complete_every_batch_is(records: list[int]) -> None:
    steps = [step(10 * index, 10 * index + 10, "COMPLETE", number) for index, number in enumerate(records)]
    for workflow in ("IN_PROGRESS", "COMPLETE", "FAILED"):
        found = states(planned(len(records)), {"Status": workflow}, steps)
        assert [(each["status"], each["records"]) for each in found] == [("COMPLETE", number) for number in records]


def test_steps_cover_a_plan_if_they_begin_and_end_with_it_to_the_second() -> None:
    plan = planned(3)
    assert progress.covers(plan, [step(0, 10, "COMPLETE"), step(20, 30, "NOT_STARTED")])
    assert not progress.covers(plan, [step(0, 10, "COMPLETE"), step(10, 20, "NOT_STARTED")])
    assert not progress.covers(plan, [step(0, 31, "COMPLETE")])
    assert not progress.covers(plan, [])
    assert not progress.covers([], [step(0, 10, "COMPLETE")])
    assert not progress.covers(plan, [NO_TIMES])
