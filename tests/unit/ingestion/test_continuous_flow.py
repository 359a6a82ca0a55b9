"""The flow of an ongoing integration: its definition, and what it tells whoever finds it without knowing anything."""

from datetime import UTC, datetime
from typing import Any

import pytest
from connect_customer_profiles.aws.answers import Flow
from connect_customer_profiles.ingestion import continuous_flow
from connect_customer_profiles.ingestion.state import State
from connect_customer_profiles.ingestion.wanted import Wanted

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SINCE = "2026-02-01T00:00:00Z"
EARLIER = "2025-01-01T00:00:00Z"
INPUTS: dict[str, Any] = {
    "domain_name": "shop",
    "object_type_name": "Contact",
    "token": "0123456789ab",
    "kms_key_arn": "key",
    "tags": {"team": "care"},
    "flow_definition": {
        "SourceFlowConfig": {"ConnectorType": "Salesforce"},
        "TriggerConfig": {"TriggerProperties": {"Scheduled": {"ScheduleExpression": "rate(1hours)"}}},
    },
}
WANTED = Wanted.from_inputs(INPUTS)
URI, OLD_URI = "arn:aws:appflow:us-east-1:111122223333:flow/new", "arn:aws:appflow:us-east-1:111122223333:flow/old"


def flow(covers_from: str | None = None) -> Flow:
    """What DescribeFlow says of a flow made from `WANTED`."""
    made = continuous_flow.definition(WANTED, 1, since=SINCE, now=NOW, covers_from=covers_from)
    scheduled = made["TriggerConfig"]["TriggerProperties"]["Scheduled"]
    return {
        "description": made["Description"],
        "createdAt": NOW,
        "triggerConfig": {
            "triggerType": "Scheduled",
            "triggerProperties": {
                "Scheduled": {
                    "scheduleExpression": scheduled["ScheduleExpression"],
                    "firstExecutionFrom": scheduled["FirstExecutionFrom"],
                }
            },
        },
    }


def test_the_first_run_begins_where_it_is_told_to_and_the_schedule_in_the_future() -> None:
    made = continuous_flow.definition(WANTED, 2, since=SINCE, now=NOW)
    assert made.pop("Description").startswith("Customer Profiles ingestion 0123456789ab ")
    assert made == {
        "FlowName": continuous_flow.name(WANTED, 2),
        "KmsArn": "key",
        "SourceFlowConfig": {"ConnectorType": "Salesforce"},
        "TriggerConfig": {
            "TriggerType": "Scheduled",
            "TriggerProperties": {
                "Scheduled": {
                    "ScheduleExpression": "rate(1hours)",
                    "FirstExecutionFrom": datetime(2026, 2, 1, tzinfo=UTC),
                    "ScheduleStartTime": datetime(2026, 3, 1, 12, 5, tzinfo=UTC),
                }
            },
        },
    }


@pytest.mark.parametrize("covers_from", [None, EARLIER])
def test_a_description_is_one_that_appflow_takes(covers_from: str | None) -> None:
    assert set(flow(covers_from=covers_from)["description"]) <= set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 !@#-_.?,"
    )


@pytest.mark.parametrize(
    ("found", "state", "covers_from"),
    [
        (flow(), {"integration_uri": "", "covers_from": "", "pulled_until": ""}, SINCE),
        (flow(covers_from=EARLIER), {"integration_uri": "", "covers_from": "", "pulled_until": ""}, EARLIER),
        (flow(), {"integration_uri": URI, "covers_from": EARLIER, "pulled_until": SINCE}, EARLIER),
        (flow(), {"integration_uri": OLD_URI, "covers_from": EARLIER, "pulled_until": SINCE}, EARLIER),
        (flow(), {"integration_uri": OLD_URI, "covers_from": EARLIER, "pulled_until": EARLIER}, SINCE),
    ],
    ids=["first", "found, with a predecessor", "known", "goes on from the old one", "leaves a hole after the old one"],
)
def test_since_when_changes_have_arrived(found: Flow, state: dict[str, Any], covers_from: str) -> None:
    assert continuous_flow.covers_from(State.from_state(state), URI, found) == covers_from


def test_a_flow_that_nobody_told_where_to_begin_has_pulled_thirty_days() -> None:
    untold: Flow = {
        "description": "",
        "createdAt": NOW,
        "triggerConfig": {
            "triggerType": "Scheduled",
            "triggerProperties": {"Scheduled": {"scheduleExpression": "rate(1hours)"}},
        },
    }
    state = {"integration_uri": "", "covers_from": "", "pulled_until": ""}
    assert continuous_flow.covers_from(State.from_state(state), URI, untold) == "2026-01-30T12:00:00Z"


@pytest.mark.parametrize(
    "changes", [{"kms_key_arn": "other"}, {"tags": None}, {"flow_definition": {"TriggerConfig": {}}}]
)
def test_its_description_says_whether_it_was_made_as_wanted(changes: dict[str, Any]) -> None:
    for covers_from in (None, EARLIER):
        assert not continuous_flow.made_otherwise(flow(covers_from=covers_from), WANTED)
        assert continuous_flow.made_otherwise(flow(covers_from=covers_from), Wanted.from_inputs({**INPUTS, **changes}))


def test_a_description_of_somebody_else_says_nothing() -> None:
    # Words as many as ours has, and one of ours, of another plan.
    for words in ("made by hand", "all contacts of our shop", "Customer Profiles ingestion 9876543210 0123456789"):
        assert not continuous_flow.made_otherwise({"description": words}, WANTED)


@pytest.mark.parametrize(
    ("first", "third"),
    [
        ("shop-Contact-0123456789ab.4", "shop-Contact-0123456789ab-g3.4"),
        ("shop-Contact-0123456789ab", "shop-Contact-0123456789ab-g3"),
        ("somebodys.4", "shop-Contact-0123456789ab-g3"),
    ],
)
def test_later_flows_end_as_the_first_one_does(first: str, third: str) -> None:
    wanted = Wanted.from_inputs({**INPUTS, "flow_name": first})
    assert continuous_flow.name(wanted, 1) == first
    assert continuous_flow.name(wanted, 3) == third
