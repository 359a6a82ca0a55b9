"""Plans: what is pinned, for how long, and what is refused."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from connect_customer_profiles import rules
from connect_customer_profiles.ingestion import plan
from connect_customer_profiles.ingestion.batch_size import Flows
from connect_customer_profiles.ingestion.plan import Plan
from connect_customer_profiles.ingestion.wanted import PINS, Pins
from connect_customer_profiles.rules import RuleViolation, rfc3339
from connect_customer_profiles.sources import CONNECTORS
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2024, 5, 1, 12, 30, 15, 678, tzinfo=UTC)
CUT_OFF = NOW.replace(microsecond=0)
INPUTS: dict[str, Any] = {
    "region": "us-east-1",
    "account": "111122223333",
    "domain_name": "shop",
    "kms_key_arn": "arn:aws:kms:us-east-1:111122223333:key/1",
    "execution_role_arn": "arn:aws:iam::111122223333:role/loader",
    "connector_type": "Salesforce",
    "connector_profile_name": "salesforce",
    "source_object": "Contact",
    "object_type_name": "Salesforce-Contact",
    "import_start_date": "2024-01-31",
    "bulk": "auto",
    "on_delete": "delete",
}
SIXTY_DAYS = timedelta(days=60)
SECOND = timedelta(seconds=1)
LATER = st.timedeltas(timedelta(0), timedelta(days=3650))
BATCHES = st.one_of(
    st.none(),
    st.integers(1, 24).map(lambda number: {"months": number}),
    st.integers(10, 400).map(lambda number: {"days": number}),
)


def pinned_for(inputs: Mapping[str, Any], before: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """The pins for some inputs, after other inputs with their pins."""
    found = plan.planned(Plan.from_inputs(inputs), Plan.from_inputs(before), Pins.from_state(before), **more)
    return found.to_state()


def planned(
    changes: Mapping[str, Any] | None = None,
    pinned: Mapping[str, Any] | None = None,
    *,
    now: datetime = NOW,
    token: str = "0123456789",  # noqa: S107 - no secret
    cut_off: datetime | None = None,
) -> dict[str, Any]:
    inputs = {**INPUTS, **(changes or {})}
    return {**inputs, **pinned_for(inputs, pinned or {}, now=now, token=token, cut_off=cut_off)}


def pins(inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {key: inputs[key] for key in PINS}


def test_a_new_plan_pins_token_mode_range_batches_and_flow_name() -> None:
    found = planned()
    assert {key: value for key, value in found.items() if key not in PINS} == INPUTS
    assert pins(found) == {
        "token": "0123456789",
        "mode": "workflow",
        "loaded_from": "2024-01-31T00:00:00Z",
        "cut_off": "2024-05-01T12:30:15Z",
        "pull_from": "2024-05-01T12:30:15Z",
        "batches": [
            {"start": "2024-01-31T00:00:00Z", "end": "2024-03-31T00:00:00Z"},
            {"start": "2024-03-31T00:00:00Z", "end": "2024-05-01T12:30:15Z"},
        ],
        "flow_name": "shop-Salesforce-Contact-0123456789",
    }


def test_an_incremental_plan_has_no_batches() -> None:
    found = planned({"import_start_date": "2024-04-01", "execution_role_arn": None})
    assert (found["mode"], found["batches"]) == ("incremental", [])
    assert (found["loaded_from"], found["cut_off"]) == ("2024-04-01T00:00:00Z", "2024-05-01T12:30:15Z")
    assert found["pull_from"] == "2024-04-01T00:00:00Z"


@pytest.mark.parametrize("connector", [name for name, facts in CONNECTORS.items() if facts.supports_workflows])
@pytest.mark.parametrize(
    ("bulk", "at_sixty_days", "one_second_more"),
    [
        ("auto", "incremental", "workflow"),
        ("always", "workflow", "workflow"),
        ("never", "incremental", "incremental"),
    ],
)
def test_more_than_sixty_days_of_history_take_a_workflow(
    connector: str, bulk: str, at_sixty_days: str, one_second_more: str
) -> None:
    for start, mode in ((CUT_OFF - SIXTY_DAYS, at_sixty_days), (CUT_OFF - SIXTY_DAYS - SECOND, one_second_more)):
        found = planned({"connector_type": connector, "bulk": bulk, "import_start_date": rfc3339(start)})
        assert found["mode"] == mode
        assert bool(found["batches"]) == (mode == "workflow")


@pytest.mark.parametrize("connector", [name for name, facts in CONNECTORS.items() if not facts.supports_workflows])
def test_a_source_without_workflows_has_no_batches(connector: str) -> None:
    found = planned({"connector_type": connector, "import_start_date": "2004-05-01", "execution_role_arn": None})
    assert (found["mode"], found["batches"]) == ("incremental", [])
    plan.check_source(connector, None, "auto")
    rule = f"{connector} has no integration workflows: the first run of the ongoing integration loads the history"
    for batch, bulk, message in (
        (None, "always", f"bulk = 'always': {rule}"),
        ({"days": 1}, "auto", f"batch = {{'days': 1}}: {rule}"),
    ):
        with pytest.raises(RuleViolation) as violation:
            plan.check_source(connector, batch, bulk)
        assert str(violation.value) == message


def test_a_source_without_workflows_gets_none_unless_they_are_asked_for() -> None:
    start = CUT_OFF - timedelta(days=400)
    assert plan.mode_for(start, CUT_OFF, "auto", supports_workflows=False) == "incremental"
    assert plan.mode_for(start, CUT_OFF, "always", supports_workflows=False) == "workflow"


@given(LATER, st.integers(1, 5), BATCHES)
def test_the_passing_of_time_changes_nothing(passed: timedelta, ups: int, batch: object) -> None:
    first = planned({"batch": batch})
    latest = first
    for number in range(1, ups + 1):
        latest = planned({"batch": batch}, latest, now=NOW + number * passed, token=f"other{number}")
    assert latest == first


@given(LATER, st.timedeltas(timedelta(0), timedelta(days=700)), st.sampled_from(["auto", "always", "never"]))
def test_a_later_start_or_another_bulk_changes_nothing(passed: timedelta, later: timedelta, bulk: str) -> None:
    first = planned()
    start = rfc3339(datetime(2024, 1, 31, tzinfo=UTC) + later)
    changes = {"import_start_date": start, "bulk": bulk, "execution_role_arn": None}
    second = planned(changes, first, now=NOW + passed, token="another")
    assert pins(second) == pins(first)
    assert second["import_start_date"] == start


def test_after_a_later_start_the_first_one_counts_as_loaded() -> None:
    first = planned()
    second = planned({"import_start_date": "2024-03-01"}, first, token="second")
    third = planned({"import_start_date": "2024-01-31"}, second, token="third")
    assert pins(third) == pins(first)


@pytest.mark.parametrize(
    ("date", "so"),
    [
        ("2024-01-31T08:15:00Z", ""),
        ("2024-02-01", "; import_start_date = 2024-02-01, which is later, changes nothing"),
        ("2024-04-01", "; import_start_date = 2024-04-01, which is later, changes nothing"),
    ],
)
def test_a_later_start_than_what_is_taken_over_has_loaded_is_said(date: str, so: str) -> None:
    found = Pins(token="0123456789", flow_name="clicked", loaded_from="2024-01-31T08:15:00Z")
    line = f"takes over flow clicked, loads nothing: records since 2024-01-31T08:15:00Z are loaded{so}"
    assert plan.taking_over(date, found) == (line, bool(so))


@given(LATER, BATCHES)
def test_another_batch_size_divides_the_same_range_anew(passed: timedelta, batch: object) -> None:
    first = planned()
    second = planned({"batch": batch}, first, now=NOW + passed, token="another")
    assert {**second, "batches": [], "batch": None} == {**first, "batches": [], "batch": None}
    assert second["batches"] == planned({"batch": batch})["batches"]


@pytest.mark.parametrize("start", ["2024-01-30", "2024-01-31T00:00:00+00:01", "2020-01-01"])
def test_an_earlier_start_adds_the_missing_range(start: str) -> None:
    first = planned()
    second = planned({"import_start_date": start}, first, now=NOW + timedelta(days=7), token="another")
    added = len(second["batches"]) - len(first["batches"])
    assert second["batches"][added:] == first["batches"]
    assert second["batches"][0]["start"] == second["loaded_from"] == rfc3339(rules.instant(start))
    assert second["batches"][added - 1]["end"] == first["loaded_from"]
    changed = ("batches", "loaded_from", "import_start_date")
    assert {key: value for key, value in second.items() if key not in changed} == {
        key: value for key, value in first.items() if key not in changed
    }


def test_an_incremental_integration_is_extended_by_batches_up_to_what_it_has_loaded() -> None:
    first = planned({"import_start_date": "2024-04-01"})
    second = planned({"import_start_date": "2024-01-01"}, first, now=NOW + timedelta(days=90), token="another")
    assert pins(second) == {
        **pins(first),
        "mode": "workflow",
        "loaded_from": "2024-01-01T00:00:00Z",
        "batches": [
            {"start": "2024-01-01T00:00:00Z", "end": "2024-03-01T00:00:00Z"},
            {"start": "2024-03-01T00:00:00Z", "end": "2024-04-01T00:00:00Z"},
        ],
    }


@pytest.mark.parametrize(
    "changes", [{"bulk": "never"}, {"import_start_date": "2024-03-15", "execution_role_arn": None}]
)
def test_where_batches_are_not_possible_the_continuous_integration_goes_back_further(changes: dict[str, Any]) -> None:
    first = planned({"import_start_date": "2024-04-01"})
    wanted = {"import_start_date": "2024-01-01", **changes}
    second = planned(wanted, first, token="another")
    start = f"{wanted['import_start_date']}T00:00:00Z"
    assert pins(second) == {**pins(first), "loaded_from": start, "pull_from": start}


def test_an_extension_by_batches_needs_a_role() -> None:
    first = planned({"import_start_date": "2024-04-01"})
    with pytest.raises(RuleViolation) as violation:
        planned({"import_start_date": "2024-01-01", "execution_role_arn": None}, first)
    assert violation.value.argument == "execution_role_arn"


def test_pins_of_version_0_1_stand() -> None:
    for start in ("2024-01-31", "2024-04-01"):
        first = planned({"import_start_date": start})
        old = {key: value for key, value in first.items() if key != "pull_from"}
        assert planned({"import_start_date": start}, old, now=NOW + timedelta(days=7), token="another") == first


@pytest.mark.parametrize(
    "key",
    [
        *("region", "account", "domain_name"),
        *("connector_type", "source_object", "object_type_name"),
    ],
)
def test_another_identity_is_a_new_plan(key: str) -> None:
    other = {"connector_type": "Marketo"}.get(key, f"{INPUTS[key]}x")
    second = planned({key: other}, planned(), token="another")
    assert second["token"] == "another"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("execution_role_arn", "arn:aws:iam::111122223333:role/other"),
        ("kms_key_arn", "arn:aws:kms:us-east-1:111122223333:key/2"),
        ("connector_profile_name", "other"),
        ("on_delete", "stop"),
        ("aws_profile", "other"),
    ],
)
def test_role_key_profiles_and_what_deletion_means_can_change(key: str, value: str) -> None:
    first = planned()
    second = planned({key: value}, first, token="another")
    assert second == {**first, key: value}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"import_start_date": "2024-05-01T12:30:15Z"},
            "import_start_date = '2024-05-01T12:30:15Z': must be in the past; it is now 2024-05-01T12:30:15Z",
        ),
        (
            {"import_start_date": "2030-01-01"},
            "import_start_date = '2030-01-01': must be in the past; it is now 2024-05-01T12:30:15Z",
        ),
        (
            {"domain_name": "d" * 64},
            (
                f"domain_name = '{'d' * 64}': is too long for us-east-1, where it leaves a flow's name no room in an "
                "integration's ARN of 256 characters"
            ),
        ),
        (
            {"execution_role_arn": None},
            (
                "execution_role_arn = None: is required: loading Salesforce records since 2024-01-31T00:00:00Z in "
                "batches needs an execution role"
            ),
        ),
        (
            {"connector_type": "ServiceNow", "bulk": "always", "execution_role_arn": ""},
            (
                "execution_role_arn = None: is required: loading ServiceNow records since 2024-01-31T00:00:00Z in "
                "batches needs an execution role"
            ),
        ),
        (
            {"import_start_date": "2015-01-01", "batch": {"days": 3}},
            (
                "batch = '{\"days\": 3}': makes more than 999 batches: the account has 1,000 flows; each batch needs "
                'one, the ongoing integration one more; the smallest size that fits is {"days": 4}'
            ),
        ),
    ],
)
def test_refuses_in_one_line(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(RuleViolation) as violation:
        planned(changes)
    assert str(violation.value) == message


@pytest.mark.parametrize(
    ("flows", "rule"),
    [
        (
            Flows(limit=10, used=7),
            (
                "makes more than 2 batches: the account has 10 flows, 7 of them used; each batch needs one, the "
                'ongoing integration one more; the smallest size that fits is {"months": 2}'
            ),
        ),
        (
            Flows(limit=10, used=9),
            (
                "makes more than 0 batches: the account has 10 flows, 9 of them used; each batch needs one, the "
                "ongoing integration one more; delete unused flows, or raise the quota and set `flow_limit`"
            ),
        ),
    ],
)
def test_flows_that_are_used_count(flows: Flows, rule: str) -> None:
    with pytest.raises(RuleViolation) as violation:
        pinned_for({**INPUTS, "batch": {"months": 1}}, {}, now=NOW, token="token", flows=lambda: flows)
    assert violation.value.rule == rule


@pytest.mark.parametrize("recent", [{"import_start_date": "2024-04-01"}, {"bulk": "never"}])
def test_an_ongoing_integration_alone_needs_a_flow_as_well(recent: dict[str, Any]) -> None:
    wanted = {**INPUTS, **recent}
    for flows in (Flows(limit=10, used=9), Flows()):
        assert pinned_for(wanted, {}, now=NOW, token="token", flows=lambda flows=flows: flows)["batches"] == []
    with pytest.raises(RuleViolation) as violation:
        pinned_for(wanted, {}, now=NOW, token="token", flows=lambda: Flows(limit=1000, used=1000))
    assert str(violation.value) == (
        "flow_limit = 1000: the account has 1,000 flows with those that are added before this one, and the ongoing "
        "integration needs one; delete unused flows, or raise the quota and set `flow_limit`"
    )


def test_flows_are_only_asked_for_where_more_of_them_are_needed() -> None:
    def asked() -> Flows:
        raise AssertionError

    first = planned()
    assert pinned_for(INPUTS, first, now=NOW, token="another", flows=asked) == pins(first)
    recent = planned({"import_start_date": "2024-04-01"})
    earlier = {**INPUTS, "import_start_date": "2024-03-31", "bulk": "never"}
    assert pinned_for(earlier, recent, now=NOW, token="another", flows=asked)["flow_name"] == recent["flow_name"]


def test_one_second_ago_is_in_the_past() -> None:
    assert planned({"import_start_date": rfc3339(CUT_OFF - SECOND)})["mode"] == "incremental"


@pytest.mark.parametrize(
    ("changes", "argument"),
    [({"import_start_date": "soon"}, "import_start_date"), ({"batch": {"days": 0}}, "batch.days")],
)
def test_a_bad_date_or_size_is_refused_with_the_argument(changes: dict[str, Any], argument: str) -> None:
    with pytest.raises(RuleViolation) as violation:
        planned(changes)
    assert violation.value.argument == argument


@given(st.datetimes(datetime(1999, 1, 1), datetime(2024, 2, 29), timezones=st.just(UTC)), BATCHES)  # noqa: DTZ001
def test_the_batches_of_a_plan_begin_at_the_start_date_and_end_at_the_cut_off(start: datetime, batch: object) -> None:
    found = planned({"import_start_date": rfc3339(start), "batch": batch})
    assert found["mode"] == "workflow"
    assert found["batches"][0]["start"] == found["loaded_from"] == rfc3339(start)
    assert found["batches"][-1]["end"] == found["cut_off"] == rfc3339(CUT_OFF)
    assert all(set(each) == {"start", "end"} for each in found["batches"])


@given(st.integers(1, 100_000), st.integers(0, 86_399))
def test_batches_of_a_start_after_the_cut_off_end_between_it_and_now(seconds_ago: int, spread: int) -> None:
    start, cut_off = (CUT_OFF - timedelta(seconds=each) for each in (seconds_ago, spread))
    found = planned({"import_start_date": rfc3339(start), "bulk": "always"}, cut_off=cut_off)
    assert found["loaded_from"] == rfc3339(start) < found["cut_off"] <= rfc3339(CUT_OFF)
    assert found["cut_off"] == rfc3339(cut_off) or start >= cut_off


def test_cut_offs_of_one_moment_differ_by_token_and_lie_within_the_last_day() -> None:
    now = datetime(2024, 5, 1, 12, 30, 15, 999, tzinfo=UTC)
    assert plan.cut_off_for(now, "0" * 10) == datetime(2024, 5, 1, 12, 30, 15, tzinfo=UTC)
    assert plan.cut_off_for(now, "0" * 9 + "f") == datetime(2024, 5, 1, 12, 30, 0, tzinfo=UTC)
    assert plan.cut_off_for(now, f"{3600:010x}") == datetime(2024, 5, 1, 11, 30, 15, tzinfo=UTC)
    assert plan.cut_off_for(now, f"{86_399:010x}") == datetime(2024, 4, 30, 12, 30, 16, tzinfo=UTC)
    assert plan.cut_off_for(now, f"{86_400:010x}") == datetime(2024, 5, 1, 12, 30, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, None),
        ({"execution_role_arn": None, "import_start_date": "2024-04-01"}, None),
        ({"execution_role_arn": None}, "execution_role_arn"),
        ({"execution_role_arn": None, "import_start_date": "2024-04-01", "bulk": "always"}, "execution_role_arn"),
        ({"import_start_date": "2024-05-02"}, "import_start_date"),
        ({"import_start_date": "2010-01-01", "batch": {"days": 1}}, "batch"),
        ({"import_start_date": "2022-01-01", "batch": {"days": 1}}, None),
        ({"import_start_date": "2022-01-01", "batch": {"days": 1}, "flow_limit": 500.0}, "batch"),
    ],
)
def test_what_a_new_plan_cannot_be_is_known_without_aws(changes: dict[str, Any], refused: str | None) -> None:
    if refused is None:
        plan.check_new({**INPUTS, **changes}, NOW)
        return
    with pytest.raises(RuleViolation) as violation:
        plan.check_new({**INPUTS, **changes}, NOW)
    assert violation.value.argument == refused


def test_the_flow_of_files_tells_its_domain_and_keeps_to_it() -> None:
    files = {"connector_type": "S3", "source_object": None, "batch": None, "import_start_date": "2024-04-01"}
    assert planned(files)["flow_name"] == f"shop-{INPUTS['object_type_name']}-0123456789.4"
    older = {**planned(files), "flow_name": f"shop-{INPUTS['object_type_name']}-0123456789"}
    assert planned(files, older)["flow_name"] == older["flow_name"]
