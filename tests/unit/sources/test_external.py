"""Requests against the API model, and flows that are the same however AppFlow writes them down."""

import copy
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from connect_customer_profiles.rules import RuleViolation
from connect_customer_profiles.sources import SOURCES
from connect_customer_profiles.sources.external import external_flow
from connect_customer_profiles.sources.flow_comparison import described, fixed_parts, same
from connect_customer_profiles.sources.flow_requests import create_flow_request, update_flow_request
from connect_customer_profiles.sources.schedule import checked_schedule
from connect_customer_profiles.sources.task import ACTIONS, TASK_TYPES
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.sources.requests import problems

from .appflow_api import NOW

SALESFORCE = {"type": "Salesforce", "connector_profile_name": "crm", "object": "Lead"}
NAMES = st.text("abcdefXYZ_", min_size=1, max_size=12)


@st.composite
def sources(draw: st.DrawFn) -> dict[str, Any]:
    """A source of any type."""
    type_ = draw(st.sampled_from(sorted(SOURCES)))
    if type_ == "S3":
        return {"type": "S3", "bucket_name": "crm-export", "bucket_prefix": draw(NAMES)}
    return {"type": type_, "connector_profile_name": draw(NAMES), "object": draw(NAMES)}


@st.composite
def tasks(draw: st.DrawFn, source: dict[str, Any]) -> list[dict[str, Any]]:
    """Tasks that the source can do."""
    able = SOURCES[source["type"]].operators
    made: list[dict[str, Any]] = []
    for type_ in draw(st.lists(st.sampled_from(sorted(TASK_TYPES)), min_size=1, max_size=6)):
        facts = TASK_TYPES[type_]
        operators = [each for each in facts.operators if each in able or each == "NO_OP"]
        if not operators or (type_ == "Filter" and any(each["type"] == "Filter" for each in made)):
            continue
        least, most = facts.fields
        fields = draw(st.lists(NAMES, min_size=least, max_size=min(most, 3), unique=True))
        properties = {key: draw(NAMES) for key in (*facts.required, "data_type", "value", "lower_bound", "upper_bound")}
        if "validation_action" in properties:
            properties["validation_action"] = draw(st.sampled_from(sorted(ACTIONS.values())))
        task = {"type": type_, "source_fields": fields, "operator": draw(st.sampled_from(operators)), **properties}
        if facts.destination:
            task["destination_field"] = draw(NAMES)
        made.append({**task, **({"mask_length": 4} if type_ == "Mask" else {})})
    return made or [{"type": "Map_all"}]


@st.composite
def arguments(draw: st.DrawFn) -> dict[str, Any]:
    """Arguments of a flow."""
    source = draw(sources())
    schedules = [None, "rate(1 hour)", "rate(2days)", "cron(0 6 * * ? *)", {"expression": "rate(1hours)"}]
    full = {
        "expression": "rate(60minutes)",
        "first_execution_from": "2024-01-31",
        "timezone": "Europe/Berlin",
        "offset_seconds": 60,
    }
    return {
        "source": source,
        "tasks": draw(tasks(source)),
        "schedule": draw(st.sampled_from([*schedules, full])),
        "incremental_field": draw(st.none() | NAMES),
    }


def inputs(definition: dict[str, Any]) -> dict[str, Any]:
    return {
        "domain_name": "shop",
        "object_type_name": "Lead",
        "flow_name": "shop-Lead-01234567",
        "kms_key_arn": "arn:aws:kms:us-east-1:111122223333:key/1",
        "tags": {"team": "care"},
        "flow": definition,
    }


@given(arguments())
def test_requests_fit_the_api(given_arguments: dict[str, Any]) -> None:
    told = inputs(external_flow(given_arguments))
    assert problems("appflow", "CreateFlow", create_flow_request(told, NOW)) == ""
    assert problems("appflow", "UpdateFlow", update_flow_request(told)) == ""


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """What DescribeFlow tells of a request's flow; with whatever is added, it is another object."""
    return copy.deepcopy(
        {**request, "flowArn": "arn", "flowStatus": "Active", "createdAt": NOW, "lastUpdatedAt": NOW, "tags": {}}
    )


@given(arguments(), st.randoms(use_true_random=False), st.booleans(), st.booleans(), st.booleans())
def test_a_flow_is_the_same_however_appflow_tells_it(
    given_arguments: dict[str, Any], chance: Any, empties: bool, defaults: bool, projects: bool
) -> None:
    wanted = external_flow(given_arguments)
    told = answer(create_flow_request(inputs(wanted), NOW))
    chance.shuffle(told["tasks"])
    for task in told["tasks"]:
        if task["taskType"] == "Filter" and "PROJECTION" in task.get("connectorOperator", {}).values():
            chance.shuffle(task["sourceFields"])
        if empties:
            task.setdefault("destinationField", "")
            task["sourceFields"] = task["sourceFields"] or [""]
            task.setdefault("connectorOperator", {})
        else:
            task.pop("taskProperties") if not task["taskProperties"] else None
    if any(task["taskType"] == "Map_all" for task in told["tasks"]):
        for task in told["tasks"]:
            if task["taskType"] == "Map_all" and empties:
                task.setdefault("taskProperties", {}).setdefault("EXCLUDE_SOURCE_FIELDS_LIST", "[]")
        if projects:
            operator = {given_arguments["source"]["type"]: "PROJECTION"}
            told["tasks"].append({"taskType": "Filter", "sourceFields": ["x"], "connectorOperator": operator})
    if defaults:
        properties = next(iter(told["sourceFlowConfig"]["sourceConnectorProperties"].values()))
        properties |= {"enableDynamicFieldUpdate": False, "dataTransferApi": "AUTOMATIC"}
        for schedule in told["triggerConfig"].get("triggerProperties", {}).values():
            schedule.setdefault("scheduleOffset", 0)
    assert same(described(told), wanted)
    assert same(wanted, described(told))


@given(arguments(), arguments())
def test_flows_that_differ_are_not_the_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    first, second = external_flow(one), external_flow(other)
    if first["source"] != second["source"]:
        assert not same(first, second)
    assert same(first, copy.deepcopy(first))


CHANGES: dict[str, dict[str, Any]] = {
    "a field more": {"tasks": [{"type": "Map", "source_fields": ["Id"]}, {"type": "Map", "source_fields": ["Email"]}]},
    "another name for a field": {"tasks": [{"type": "Map", "source_fields": ["Id"], "destination_field": "id"}]},
    "another schedule": {"schedule": "rate(2hours)"},
    "on demand": {"schedule": None},
    "an offset": {"schedule": {"expression": "rate(1hours)", "offset_seconds": 60}},
    "another first run": {"schedule": {"expression": "rate(1hours)", "first_execution_from": "2024-01-31"}},
    "all of it": {"schedule": {"expression": "rate(1hours)", "data_pull_mode": "Complete"}},
    "another field of time": {"incremental_field": "SystemModstamp"},
    "deleted records": {"source": {**SALESFORCE, "include_deleted_records": True}},
}
ARGUMENTS: dict[str, Any] = {
    "source": SALESFORCE,
    "tasks": [{"type": "Map", "source_fields": ["Id"]}],
    "schedule": "rate(1hours)",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_what_can_be_edited_is_a_difference_and_no_other_flow(change: dict[str, Any]) -> None:
    before, after = external_flow(ARGUMENTS), external_flow({**ARGUMENTS, **change})
    assert not same(before, after)
    assert fixed_parts(before) == fixed_parts(after)


@pytest.mark.parametrize(
    "source",
    [
        {**SALESFORCE, "object": "Contact"},
        {**SALESFORCE, "connector_profile_name": "crm-2"},
        {"type": "Zendesk", "connector_profile_name": "crm", "object": "Lead"},
    ],
    ids=["object", "connection", "type"],
)
def test_where_a_flow_reads_makes_another_flow(source: dict[str, Any]) -> None:
    before, after = external_flow(ARGUMENTS), external_flow({**ARGUMENTS, "source": source})
    assert fixed_parts(before) != fixed_parts(after)


def test_the_order_of_the_fields_of_a_sum_counts() -> None:
    def total(*fields: str) -> dict[str, Any]:
        task = {"type": "Arithmetic", "operator": "SUBTRACTION", "source_fields": fields, "destination_field": "c"}
        return external_flow({**ARGUMENTS, "tasks": [task]})

    assert not same(total("a", "b"), total("b", "a"))


def test_a_schedule_starts_in_five_minutes_and_is_not_started_again() -> None:
    told = inputs(external_flow({**ARGUMENTS, "schedule": CHANGES["another first run"]["schedule"]}))

    def scheduled(request: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = request["triggerConfig"]["triggerProperties"]["Scheduled"]
        return found

    first = datetime.fromisoformat("2024-01-31T00:00:00+00:00")
    assert scheduled(update_flow_request(told)) == {
        "scheduleExpression": "rate(1hours)",
        "dataPullMode": "Incremental",
        "firstExecutionFrom": first,
    }
    assert scheduled(create_flow_request(told, NOW))["scheduleStartTime"] == NOW + timedelta(minutes=5)


def test_a_cron_expression_is_no_way_around_the_minimum_of_a_source() -> None:
    s3 = SOURCES["S3"]
    for source, often, enough in (
        *((SOURCES["Marketo"], "0/30 * * * ? *", "0 * * * ? *"), (s3, "0/10 * * * ? *", "0/15 * * * ? *")),
        (s3, "0,50 0,23 * * ? *", "0,50 0,23 ? * MON,WED *"),
    ):
        with pytest.raises(RuleViolation, match=f"{source.type} flows can run at most every"):
            checked_schedule(source, f"cron({often})")
        assert checked_schedule(source, f"cron({enough})") == f"cron({enough})"
    assert checked_schedule(s3, "cron(0/10 * * * ? *)", in_appflow=True)


@pytest.mark.parametrize("parts", ["0 1 31 2 ? *", "0 1 30W FEB ? *", "0 1 * * ? 1999", "0 1 1 1 ? 2020-2026"])
def test_a_schedule_that_never_runs_is_refused(parts: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        checked_schedule(SOURCES["Salesforce"], f"cron({parts})", today=date(2026, 1, 3))
    assert refused.value.rule == "would never run: it names no date to come"


def test_a_schedule_may_run_for_the_last_time_today_somewhere() -> None:
    for parts in ("0 1 1 1 ? 2026", "0 1 29 2 ? *", "0 1 * * ? 2026-2027"):
        assert checked_schedule(SOURCES["Salesforce"], f"cron({parts})", today=date(2026, 1, 2)) == f"cron({parts})"


def test_a_time_zone_must_be_one() -> None:
    given = {
        "source": {"type": "Zendesk", "connector_profile_name": "zendesk", "object": "users"},
        "tasks": [{"type": "Map", "field": "email", "to": "email"}],
    }
    schedule = {"expression": "rate(1hours)", "timezone": "Europe/Berlin"}
    assert external_flow({**given, "schedule": schedule})["trigger"]
    with pytest.raises(RuleViolation, match=r"Mars/Olympus.*must be a time zone of the IANA database"):
        external_flow({**given, "schedule": {**schedule, "timezone": "Mars/Olympus"}})
