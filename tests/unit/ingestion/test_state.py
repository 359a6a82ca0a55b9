"""State at the border: what Pulumi keeps comes back as it was, and nothing that is missing or wrong raises."""

from datetime import datetime
from typing import Any

import pytest
from connect_customer_profiles.ingestion.batch import Batch
from connect_customer_profiles.ingestion.plain import normalised
from connect_customer_profiles.ingestion.state import STATE, State
from connect_customer_profiles.ingestion.wanted import INGESTION_INPUTS, PINS, Pins, Wanted
from hypothesis import given
from hypothesis import strategies as st

TEXT = st.text("abc-:/0123", min_size=1, max_size=12)
MOMENT = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1)).map(  # noqa: DTZ001
    lambda moment: f"{moment:%Y-%m-%dT%H:%M:%SZ}"
)
WINDOW = st.fixed_dictionaries({"start": MOMENT, "end": MOMENT})
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=6,
)
RANGE = st.lists(MOMENT, min_size=2, max_size=2, unique=True).map(sorted)
BATCH = st.builds(
    lambda span, others: {"start": span[0], "end": span[1], **others},
    RANGE,
    st.fixed_dictionaries(
        {"status": st.sampled_from(["NOT_STARTED", "IN_PROGRESS", "COMPLETE"]), "records": st.integers(0, 10**9)},
        optional={"generation": st.integers(1, 9)},
    ),
)
NOT_LOADED = st.builds(
    lambda batch, message, failed_at: {**batch, "status": "FAILED", "message": message, "failed_at": failed_at},
    BATCH,
    st.one_of(st.text("abc ", max_size=8), st.just("Daily quota reached")),
    MOMENT,
)
INPUTS = st.fixed_dictionaries(
    {
        "region": TEXT,
        "account": TEXT,
        "domain_name": TEXT,
        "kms_key_arn": TEXT,
        "object_type_name": TEXT,
        "flow_definition": st.dictionaries(TEXT, JSON, min_size=1, max_size=3).map(normalised).filter(bool),
        "on_delete": st.sampled_from(["delete", "stop", "retain"]),
        "token": TEXT,
        "mode": st.sampled_from(["workflow", "incremental"]),
        "loaded_from": MOMENT,
        "cut_off": MOMENT,
        "pull_from": MOMENT,
        "planned_batches": st.lists(WINDOW, max_size=4),
        "flow_name": TEXT,
    },
    optional={
        "aws_profile": TEXT,
        "execution_role_arn": TEXT,
        "tags": st.dictionaries(TEXT, TEXT, max_size=2),
        "resubmit_limit": st.integers(0, 10),
        "re_establish": TEXT,
    },
)
FACTS = st.fixed_dictionaries(
    {
        "status": TEXT,
        "workflow_ids": st.lists(TEXT, max_size=3),
        "batches": st.lists(st.one_of(BATCH, NOT_LOADED), max_size=4),
        "records_processed": st.integers(0, 10**12),
        "integration_uri": TEXT,
        "flow_status": TEXT,
        "latest_generation": st.integers(1, 99),
        "attempted_at": MOMENT,
        "circumstances": TEXT,
        "resubmitted": st.integers(0, 9),
        "covers_from": MOMENT,
        "pulled_until": MOMENT,
        "flow_shape": st.dictionaries(TEXT, TEXT, max_size=3),
        "drift": st.lists(TEXT, max_size=3),
        "outdated": st.booleans(),
        "surplus": st.lists(TEXT, max_size=3),
        "applied": st.just({}),
    }
)
KEYS = (*INGESTION_INPUTS, *STATE)


def complete(inputs: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    """Everything that a resource keeps; why batches have failed follows from the rest."""
    kept = {**inputs, **facts}
    return {**kept, "failed_batches": State.from_state(kept).facts()["failed_batches"]}


COMPLETE = st.builds(complete, INPUTS, FACTS)


def floats(value: Any) -> Any:
    """Numbers as the engine hands them over."""
    if isinstance(value, dict):
        return {key: floats(item) for key, item in value.items()}
    if isinstance(value, list):
        return [floats(item) for item in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


@given(COMPLETE)
def test_a_complete_state_comes_back_as_it_was(kept: dict[str, Any]) -> None:
    state = State.from_state(kept)
    assert state.to_state() == kept
    assert State.from_state(state.to_state()) == state
    assert set(state.facts()) == set(STATE)


@given(COMPLETE)
def test_what_has_gone_through_the_engine_is_the_same(kept: dict[str, Any]) -> None:
    kept = {**kept, "flow_definition": {"Tasks": [{"count": 1}]}}
    sent = {**floats(kept), "__provider": "serialised"}
    assert State.from_state(normalised(sent)) == State.from_state(kept)


@given(COMPLETE, TEXT)
def test_an_edit_that_waits_is_not_what_the_ingestion_was_made_with(kept: dict[str, Any], edit: str) -> None:
    applied = State.from_state(kept).made_with
    state = State.from_state({**kept, "re_establish": edit, "applied": applied.to_inputs()})
    assert (state.edits_wait, state.made_with) == (True, applied)
    assert State.from_state(state.to_state()) == state


@given(COMPLETE, st.sets(st.sampled_from(KEYS)), st.dictionaries(st.sampled_from(KEYS), JSON))
def test_a_state_with_missing_or_wrong_values_loads_and_what_it_becomes_is_stable(
    kept: dict[str, Any], missing: set[str], wrong: dict[str, Any]
) -> None:
    found = {key: value for key, value in {**kept, **wrong}.items() if key not in missing}
    state = State.from_state(found)
    if state.unread:
        assert "batches" in missing or "batches" in wrong
        with pytest.raises(ValueError, match=r"^batches"):
            state.to_state()
        return
    assert State.from_state(state.to_state()) == state
    follows = {"failed_batches"}
    untouched = [key for key in STATE if key not in follows and key not in missing and key not in wrong]
    assert {key: state.facts()[key] for key in untouched} == {key: kept[key] for key in untouched}


@given(st.dictionaries(st.sampled_from((*KEYS, *PINS)), JSON))
def test_whatever_is_in_a_plan_loads(found: dict[str, Any]) -> None:
    assert (
        Pins.from_state(Pins.from_state(found).to_state()) == Pins.from_state(found) or not Pins.from_state(found).token
    )
    Wanted.from_plan(found)


@pytest.mark.parametrize("number", [-1, 10_001, 10**30])
def test_a_generation_that_cannot_be_is_none(number: int) -> None:
    assert State.from_state({"latest_generation": number}).latest_generation == 0
    assert State.from_state({"latest_generation": number, "workflow_ids": ["w"]}).latest_generation == 1


def test_nothing_is_the_state_of_nothing() -> None:
    assert State.from_state({"batches": []}) == State() == State.from_state({**dict.fromkeys(KEYS), "batches": []})
    assert State.from_state({}) == State(unread="batches is not in state") == State.from_state(dict.fromkeys(KEYS))
    assert State().to_state() == State().facts()


@pytest.mark.parametrize(
    ("mode", "pull_from"), [("workflow", "2026-02-01T00:00:00Z"), ("incremental", "2026-01-01T00:00:00Z")]
)
def test_a_state_of_version_0_1_is_completed(mode: str, pull_from: str) -> None:
    old = {
        "token": "0123456789",
        "mode": mode,
        "loaded_from": "2026-01-01T00:00:00Z",
        "cut_off": "2026-02-01T00:00:00Z",
        "workflow_ids": ["w1"],
        "batches": [{"start": "2026-01-01T00:00:00Z", "end": "2026-02-01T00:00:00Z", "status": "FAILED"}],
    }
    state = State.from_state(old)
    assert state.made_with.pins.pull_from == pull_from
    assert state.latest_generation == 1
    assert state.batches == (Batch("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "FAILED"),)


@pytest.mark.parametrize(
    "batch", [{}, {"start": "2026-01-01T00:00:00Z"}, {"start": 1, "end": None}, None, "batch", 3.5]
)
def test_what_has_no_start_or_end_is_no_batch(batch: Any) -> None:
    state = State.from_state({"batches": [batch], "failed_batches": [batch], "token": "t", "planned_batches": [batch]})
    assert (state.batches, state.failed_batches, state.made_with.pins.batches) == ((), (), ())
    assert state.unread.startswith("batches[0] in state ")


@pytest.mark.parametrize("start", ["soon", "2026-01-01", "2026-01-01T00:00:00+01:00", "2026-02-01T00:00:00Z"])
def test_what_is_no_range_of_time_is_no_batch(start: str) -> None:
    batch = {"start": start, "end": "2026-02-01T00:00:00Z", "status": "COMPLETE"}
    assert State.from_state({"batches": [batch]}).unread == "batches[0] in state is no range of time"


def test_a_part_of_the_plan_without_a_batch_has_been_lost() -> None:
    first, second = (
        {"start": f"2026-0{month}-01T00:00:00Z", "end": f"2026-0{month + 1}-01T00:00:00Z", "status": "COMPLETE"}
        for month in (1, 2)
    )
    planned = {"token": "t", "planned_batches": [first, second]}
    assert State.from_state({**planned, "batches": [first, second]}).flaw == ""
    lost = State.from_state({**planned, "batches": [first]})
    assert (lost.unread, lost.flaw) == ("", "batches in state lack 2026-02-01T00:00:00Z to 2026-03-01T00:00:00Z")
    assert State.from_state({**planned, "batches": []}).flaw.startswith("batches in state lack 2026-01-01T00:00:00Z")
