"""Batches that state has lost: what is loaded is taken from AWS or refused, and never loaded a second time."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from localcloud.aws.customer_profiles.models import domains_of
from tests.hostile.recording import MISSING, Path, put
from tests.provider.place import ACCOUNT, DOMAIN, REGION, Place
from tests.provider.server import ProviderError
from tests.provider.stack import RefusedError, Stack

MakeStack = Callable[..., Stack]

START = "CreateIntegrationWorkflow"


def flaws() -> Iterator[tuple[Path, Any]]:
    """What may be broken, so that nobody can tell from state what is loaded."""
    for value in (MISSING, None, "", "lost", 0, 7, True, {}, {"start": "2026-01-01"}, []):
        yield ("batches",), value
    for value in (None, "", 7, [], {}):
        yield ("batches", 0), value
    for key in ("start", "end", "status"):
        yield from ((("batches", 1, key), value) for value in (MISSING, None, "", 7, {}))
    yield ("batches", 1, "start"), "soon"
    yield ("batches", 1, "end"), "2020-01-01T00:00:00Z"


def loaded(stack: MakeStack, place: Place, **changes: Any) -> tuple[Stack, dict[str, Any]]:
    """An integration whose history is loaded, and its state."""
    made = stack(**changes)
    made.up()
    place.finish()
    state = made.refresh()
    assert state is not None
    assert made.preview() == []
    return made, copy.deepcopy(state)


def broken(made: Stack, path: Path, value: Any) -> None:
    """Break a value of the ingestion's state."""
    put(made.state, path, value)


def test_batches_that_cannot_be_read_are_taken_from_aws(stack: MakeStack, place: Place) -> None:
    made, whole = loaded(stack, place)
    for path, value in flaws():
        broken(made, path, value)
        assert made.refresh() == whole, (path, value)
        broken(made, path, value)
        assert made.preview() == ["update ingestion"], (path, value)
        assert made.up() == ["update ingestion"], (path, value)
        assert made.state == whole, (path, value)
    assert made.preview() == []
    assert len(place.calls(START)) == 1


@pytest.mark.parametrize("look", ["refresh", "up"])
@pytest.mark.parametrize("lacks", [0, 1])
def test_a_batch_that_state_lacks_is_not_loaded_again(stack: MakeStack, place: Place, look: str, lacks: int) -> None:
    made, whole = loaded(stack, place)
    del made.state["batches"][lacks]
    getattr(made, look)()
    assert made.state == whole
    assert made.up() == []
    assert len(place.calls(START)) == 1


def test_nothing_is_known_but_the_inputs(stack: MakeStack, place: Place) -> None:
    made, whole = loaded(stack, place)
    for key in made.known:
        del made.state[key]
    state = made.refresh()
    assert state is not None
    same = ("batches", "workflow_ids", "status", "records_processed", "integration_uri")
    assert {key: state[key] for key in same} == {key: whole[key] for key in same}
    assert made.up() == []
    assert len(place.calls(START)) == 1


@pytest.mark.parametrize("seconds", [0, 60, 700])
def test_a_load_that_is_under_way_goes_on(stack: MakeStack, place: Place, seconds: float) -> None:
    place.control.behaviours(parallel_steps=1)
    made = stack()
    made.up()
    place.control.advance(seconds)
    whole = copy.deepcopy(made.refresh())
    assert whole is not None
    broken(made, ("batches",), [])
    assert made.refresh() == whole
    broken(made, ("batches",), MISSING)
    assert made.up() == ["update ingestion"]
    assert made.state == whole
    place.finish()
    state = made.refresh()
    assert state is not None
    assert [each["status"] for each in state["batches"]] == ["COMPLETE", "COMPLETE"]
    assert len(place.calls(START)) == 1


@pytest.mark.parametrize("value", [MISSING, [], "lost"])
def test_a_failed_batch_is_still_one(stack: MakeStack, place: Place, value: Any) -> None:
    place.control.add_fault("step_fails", batch=0, permanent=True, message="No such field: Phone")
    made = stack()
    made.up()
    place.finish()
    whole = copy.deepcopy(made.refresh())
    assert whole is not None
    assert [each["status"] for each in whole["batches"]] == ["FAILED", "COMPLETE"]
    broken(made, ("batches",), value)
    assert made.refresh() == whole
    assert made.preview() == []
    assert len(place.calls(START)) == 1


def test_what_several_workflows_have_loaded_is_loaded(stack: MakeStack, place: Place) -> None:
    place.control.add_fault("step_fails", batch=0, message="Connection reset", count=4)
    made = stack()
    made.up()
    place.finish()
    made.refresh()
    made.up()
    place.finish()
    made.refresh()
    made.up(import_start_date=place.days_ago(150))
    place.finish()
    made.refresh()
    made.up()
    whole = copy.deepcopy(made.refresh())
    assert whole is not None
    started = len(place.calls(START))
    assert started == len(whole["workflow_ids"]) > 1
    assert {each["status"] for each in whole["batches"]} == {"COMPLETE"}
    broken(made, ("batches",), "lost")
    assert made.refresh() == whole
    assert made.up() == []
    assert len(place.calls(START)) == started


@pytest.mark.parametrize("value", [MISSING, [], "lost"])
def test_an_earlier_import_start_date_loads_the_missing_range_alone(stack: MakeStack, place: Place, value: Any) -> None:
    made, whole = loaded(stack, place)
    broken(made, ("batches",), value)
    made.up(import_start_date=place.days_ago(150))
    first, second = place.calls(START)
    assert len(first["IntegrationConfig"]["AppflowIntegration"]["Batches"]) == 2
    ends = [each["EndTime"] for each in second["IntegrationConfig"]["AppflowIntegration"]["Batches"]]
    starts = [each["StartTime"] for each in first["IntegrationConfig"]["AppflowIntegration"]["Batches"]]
    assert max(ends) == min(starts)
    assert len(made.state["batches"]) > len(whole["batches"])


@pytest.mark.parametrize("value", [MISSING, [], "lost", [{}]])
def test_what_aws_does_not_say_either_is_refused_on_one_line(stack: MakeStack, place: Place, value: Any) -> None:
    made, whole = loaded(stack, place)
    domains_of(place.server.cloud.region(ACCOUNT, REGION))[DOMAIN].workflows.clear()
    broken(made, ("batches",), value)
    kept = copy.deepcopy(made.state)
    for look in (made.refresh, made.preview, made.up):
        with pytest.raises(ProviderError) as refused:
            look()
        words = str(refused.value).strip()
        assert words.startswith(f"{made.planned['flow_name']}: batches"), words
        assert f"AWS has no record of workflow {whole['workflow_ids'][0]}" in words
        assert "pulumi stack export" in words
        assert "\n" not in words
        assert made.state == kept
    assert len(place.calls(START)) == 1
    made.destroy()
    assert place.existing().get("integrations", []) == []


def test_in_a_domain_that_is_gone_nothing_is_loaded(stack: MakeStack, place: Place) -> None:
    made, _whole = loaded(stack, place)
    broken(made, ("batches",), "lost")
    place.client("customer-profiles").delete_domain(DomainName=DOMAIN)
    assert made.refresh() is None


@pytest.mark.parametrize("value", [MISSING, "lost", 7])
def test_without_history_in_batches_there_are_none(stack: MakeStack, place: Place, value: Any) -> None:
    made = stack(import_start_date=place.days_ago(30))
    made.up()
    whole = copy.deepcopy(made.refresh())
    broken(made, ("batches",), value)
    assert made.refresh() == whole
    broken(made, ("batches",), value)
    assert made.up() == ["update ingestion"]
    assert made.state == whole
    assert place.calls(START) == []


def test_a_plan_whose_batches_cannot_be_read_is_refused(stack: MakeStack, place: Place) -> None:
    """Also before a workflow has taken them on: what is not planned any more would never be loaded."""
    made = stack()
    made.up_plan()
    assert made.plan
    planned, before = copy.deepcopy(made.plan.inputs), place.last_call()
    for path, value in flaws():
        if "status" in path:
            continue
        made.plan.inputs = copy.deepcopy(planned)
        put(made.plan.inputs, path, value)
        with pytest.raises(RefusedError, match=r"^IntegrationWorkflow: .*batches.* in state.*pulumi stack export"):
            made.up_plan()
    assert [each for each in place.control.calls(since=before) if "Create" in each["operation"]] == []
    made.plan.inputs = planned
    assert made.up() == ["create ingestion"]
    made.destroy()
    assert place.existing() == {}
