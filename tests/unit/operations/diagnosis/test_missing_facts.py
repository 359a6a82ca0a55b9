"""A fact that is missing, empty or could not be looked at: exactly the causes that say so, and never an error."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from connect_customer_profiles.aws.answer_shape import unreadable
from connect_customer_profiles.ingestion.batch import FailedBatch
from connect_customer_profiles.operations.diagnosis.causes import CAUSES
from connect_customer_profiles.operations.diagnosis.diagnose import diagnose
from connect_customer_profiles.operations.diagnosis.facts import DomainFacts, IntegrationFacts
from connect_customer_profiles.operations.diagnosis.looking import fact, facts
from connect_customer_profiles.operations.status import Unseen

NOW = datetime(2026, 1, 31, tzinfo=UTC)
SERVICE = {"Effect": "Allow", "Principal": {"Service": "profile.amazonaws.com"}, "Action": "*", "Resource": "*"}
ROLE = "arn:aws:iam::111122223333:role/execution"
KEY = {"arn": "arn:aws:kms:us-east-1:111122223333:key/1", "state": "Enabled", "policy": [SERVICE]}
QUEUE = {
    "url": "https://sqs.us-east-1.amazonaws.com/111122223333/letters",
    "arn": "arn:aws:sqs:us-east-1:111122223333:letters",
    "policy": [SERVICE],
    "waiting": 0,
}
FLOW = {
    "flowName": "flow",
    "flowStatus": "Active",
    "createdAt": NOW - timedelta(days=9),
    "lastUpdatedAt": NOW,
    "triggerConfig": {
        "triggerType": "Scheduled",
        "triggerProperties": {"Scheduled": {"scheduleExpression": "rate(1hours)"}},
    },
}
DOMAIN = DomainFacts(
    "shop",
    "us-east-1",
    "111122223333",
    NOW,
    domain={"DomainName": "shop", "DefaultEncryptionKey": KEY["arn"], "DeadLetterQueueUrl": QUEUE["url"]},
    key=KEY,
    queue=QUEUE,
    queue_key=KEY,
)
INTEGRATION = IntegrationFacts(
    "contacts",
    DOMAIN,
    integration={"Uri": "arn:aws:appflow:us-east-1:111122223333:flow/flow"},
    flow=FLOW,
    runs=({"executionStatus": "Successful", "startedAt": NOW - timedelta(minutes=5)},),
    connector_profile={"connectorProfileName": "sales"},
    role={
        "arn": ROLE,
        "trust": [SERVICE],
        "policies": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
        "boundary": None,
    },
)
FOREIGN = replace(INTEGRATION, foreign=True, role={})
GONE = {
    "domain": ["domain_missing"],
    "key": ["key_missing"],
    "queue": ["queue_missing"],
    "queue_key": ["queue_key"],
    "integration": ["integration_missing"],
    "flow": ["integration_missing"],
    "connector_profile": ["connector_profile_missing"],
    "role": ["role_missing"],
}
"""The causes that a thing that does not exist is, by fact."""


def changed(owner: str, name: str, value: Any) -> tuple[DomainFacts, IntegrationFacts]:
    if owner == "domain":
        domain = replace(DOMAIN, **{name: value})
        return domain, replace(INTEGRATION, domain=domain)
    given = FOREIGN if owner == "foreign" else INTEGRATION
    return DOMAIN, replace(given, **{name: value})


def looked_at(owner: str) -> list[str]:
    """The facts of a domain or an integration that may be missing."""
    named = [each.name for each in fields(DOMAIN if owner == "domain" else INTEGRATION) if "Unseen" in str(each.type)]
    return [name for name in named if name != "failure_queues"]


PLACES = [(owner, name) for owner in ("domain", "ours", "foreign") for name in looked_at(owner)]


def causes(owner: str, name: str, value: Any) -> list[str]:
    domain, integration = changed(owner, name, value)
    return [each.cause.name for each in diagnose(domain, [integration]).findings]


def test_the_facts_are_found() -> None:
    assert {"key", "queue", "letters", "instances"} < {*looked_at("domain")}
    assert {"integration", "flow", "runs", "role"} < {*looked_at("ours")}


def test_with_all_facts_nothing_is_wrong() -> None:
    assert [each.cause.name for each in diagnose(DOMAIN, [INTEGRATION, FOREIGN]).findings] == []


@pytest.mark.parametrize(("owner", "name"), PLACES)
def test_a_fact_that_could_not_be_looked_at_is_no_cause(owner: str, name: str) -> None:
    unseen = Unseen(name, "AccessDeniedException")
    domain, integration = changed(owner, name, unseen)
    found = diagnose(domain, [integration])
    assert [each.cause.name for each in found.findings] == []
    assert found.unseen == (unseen,)


@pytest.mark.parametrize(("owner", "name"), PLACES)
def test_a_fact_that_is_not_called_for_is_no_cause(owner: str, name: str) -> None:
    empty: Any = () if name.endswith(("s", "letters")) else {}
    assert causes(owner, name, empty) == []


@pytest.mark.parametrize(("owner", "name"), [each for each in PLACES if each[1] in GONE])
def test_what_does_not_exist_is_its_cause(owner: str, name: str) -> None:
    expected = GONE[name]
    if owner == "foreign" and name in ("integration", "flow"):
        # The flow of somebody else waits to be integrated, and one that is gone is nobody's.
        expected = ["flow_not_integrated"] if name == "integration" else []
    assert causes(owner, name, None) == expected


@pytest.mark.parametrize("state", ["Disabled", "PendingDeletion", "PendingImport", "Unavailable"])
def test_what_depends_on_a_key_s_state_needs_no_policy(state: str) -> None:
    for name in ("key", "queue_key"):
        key: Any = {"arn": KEY["arn"], "state": state}
        domain = replace(DOMAIN, **{name: key})
        diagnose(domain, [replace(INTEGRATION, domain=domain)])


def test_failures_without_words_have_a_sentence() -> None:
    """A batch and a run whose messages AWS does not give."""
    batch = FailedBatch("2026-01-01", "2026-01-11")
    run = {"executionStatus": "Error", "startedAt": NOW}
    results: list[dict[str, Any]] = [{}, {"executionResult": {}}, {"executionResult": {"errorInfo": {}}}]
    for result in results:
        facts = replace(INTEGRATION, failed=(batch,), used_up=True, runs=({**run, **result},))
        assert [each.text for each in facts.messages] == ["", ""]
        assert diagnose(DOMAIN, [facts]).findings


def test_every_cause_is_asked_with_every_fact_missing() -> None:
    """All at once: nobody looks at a second fact before the first."""
    values: list[Any] = [None, {}, Unseen("it", "no")]
    for value in values:
        lost: dict[str, dict[str, Any]] = {
            owner: {name: value for name in looked_at(owner) if not name.endswith("s")} for owner in ("domain", "ours")
        }
        domain = replace(DOMAIN, **lost["domain"])
        integration = replace(INTEGRATION, domain=domain, **lost["ours"])
        for cause in CAUSES:
            cause.evidence(domain if cause.of is DomainFacts else integration)
        diagnose(domain, [integration, replace(integration, foreign=True)])


def test_a_look_that_fails_is_unseen_and_one_that_finds_nothing_is_none() -> None:
    def broken() -> Any:
        raise unreadable("GetDomain", "Tags is missing")

    said = "GetDomain: the answer is not as the API describes it: Tags is missing"
    assert fact("the domain", broken) == facts("the domain", broken) == Unseen("the domain", said)
    assert fact("the domain", lambda: None) is None
