"""`diagnose` of many integrations: how many calls it makes, which is what takes time.

Customer Profiles answers five of a kind a second: a call for each of 1,000 integrations takes more than three minutes.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from connect_customer_profiles.aws import pace
from connect_customer_profiles.aws.pace import CALLS_PER_SECOND
from connect_customer_profiles.cli import diagnose
from connect_customer_profiles.names import flow_name_of
from connect_customer_profiles.operations.diagnosis import integrations
from connect_customer_profiles.operations.selection import Selection, find

from tests.operations.command import Command
from tests.operations.deployment import Deployment
from tests.provider import stack
from tests.provider.place import DAY, DOMAIN, REGION, Place

STACK = ("--stack", "dev")
ALONE = ("--domain", DOMAIN, "--region", REGION)
OF_THE_DOMAIN = {"GetDomain": 1, "ListIntegrations": 1, "ListWorkflows": 1, "ListFlows": 1}
MANY = 5

Deploy = Callable[..., Deployment]


@pytest.fixture
def many(place: Place, deployment: Deploy, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Deployment]:
    """Integrations that were planned at different times, in a stack with more than are looked at closely."""
    place.control.behaviours(enforce_rates=False)
    monkeypatch.setattr(pace, "pace", lambda *_: None)
    monkeypatch.setattr(integrations, "CLOSELY", MANY - 1)

    def make(days: int = 103) -> Deployment:
        made = deployment(import_start_date=place.days_ago(days))
        first = made.only
        for number in range(1, MANY):
            place.control.advance(60)
            made.stacks[f"contacts{number}"] = stack.Stack(dict(first.arguments), first.provider)
            made.stacks[f"contacts{number}"].up()
        return made

    return make


def loaded(place: Place, made: Deployment) -> None:
    for _ in range(2):
        place.control.advance(DAY)
        made.refresh()
        for each in made.stacks.values():
            each.up()
    made.write()


def asked(place: Place, command: Command, words: str, where: tuple[str, ...]) -> tuple[Any, dict[str, int]]:
    """The document, and the number of calls of Customer Profiles and AppFlow by operation."""
    before = place.last_call()
    done = command(words, *where, "--json")
    assert (done.code, done.stderr) == (0, "")
    calls = [each for each in place.control.calls(since=before) if each["service"] in ("customer-profiles", "appflow")]
    made = dict(Counter(each["operation"] for each in calls))
    return done.document, made


@pytest.mark.parametrize("days", [103, 30])
def test_of_many_that_are_well_only_lists_are_asked_for(
    place: Place, many: Callable[..., Deployment], command: Command, days: int
) -> None:
    loaded(place, many(days))
    document, made = asked(place, command, "diagnose", STACK)
    assert made == {**OF_THE_DOMAIN, "DescribeConnectorProfiles": 1}
    assert [each["flow_status"] for each in document["integrations"]] == ["Active"] * MANY
    words = (
        "AWS's lists show that nothing is wrong with 5 of the integrations, whose numbers are those of the last "
        "refresh; `customer-profiles status{}` asks for each"
    )
    assert document["limits"][1:] == [words.format("")]
    assert words.format(" --stack dev") in command("diagnose", *STACK).lines


def test_of_many_that_load_only_lists_are_asked_for(
    place: Place, many: Callable[..., Deployment], command: Command
) -> None:
    made = many()
    place.control.advance(60)
    made.refresh()
    document, calls = asked(place, command, "diagnose", STACK)
    assert calls == {**OF_THE_DOMAIN, "DescribeConnectorProfiles": 1}
    assert [each["status"] for each in document["integrations"]] == ["IN_PROGRESS"] * MANY


def test_a_closer_look_is_taken_at_those_that_are_not_well(
    place: Place, many: Callable[..., Deployment], command: Command
) -> None:
    made = many()
    loaded(place, made)
    flow = flow_name_of(made.stacks["contacts2"].state["integration_uri"])
    place.client("appflow").stop_flow(flowName=flow)
    before = place.last_call()
    done = command("diagnose", *STACK, "--json")
    described = [each["parameters"] for each in place.control.calls(since=before, operation="DescribeFlow")]
    assert described == [{"flowName": flow}]
    assert [each["where"] for each in done.document["findings"]] == ["integration contacts2"]
    assert "nothing is wrong with 4 of " in done.document["limits"][1]


def test_workflows_of_all_plans_are_listed_once(
    place: Place, many: Callable[..., Deployment], command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each plan looks for its own since a time of its own."""
    monkeypatch.setattr(integrations, "CLOSELY", 100)
    loaded(place, many())
    for words in ("status", "diagnose"):
        _, made = asked(place, command, words, STACK)
        slow = {name: made[name] for name in CALLS_PER_SECOND if name in made}
        domain = {} if words == "status" else {"GetDomain": 1}
        assert slow == {"ListIntegrations": 2, "ListWorkflows": 1, **domain}  # with hidden ones and without


@pytest.mark.parametrize("words", ["status", "diagnose"])
def test_of_a_domain_alone_nothing_is_asked_for_twice(
    place: Place, many: Callable[..., Deployment], command: Command, words: str
) -> None:
    made = many()
    place.control.advance(60)
    made.refresh()
    _, calls = asked(place, command, words, ALONE)
    assert {name: calls[name] for name in ("GetWorkflow", "GetWorkflowSteps")} == {
        "GetWorkflow": MANY,
        "GetWorkflowSteps": MANY,
    }
    loaded(place, made)
    _, calls = asked(place, command, words, ALONE)
    each = ("GetWorkflow", "GetWorkflowSteps", "DescribeFlow", "DescribeFlowExecutionRecords")
    assert {name: calls[name] for name in each} == dict.fromkeys(each, MANY)


def test_it_says_how_far_it_is_while_it_finds_the_integrations_of_a_domain(
    place: Place, many: Callable[..., Deployment]
) -> None:
    many()
    told: list[tuple[int, int]] = []
    find(Selection(domain=DOMAIN, region=REGION), tell=lambda done, every: told.append((done, every)))
    assert told == [(number, MANY) for number in range(1, MANY + 1)]


@pytest.mark.parametrize("days", [103, 30])
def test_without_a_stack_lists_are_enough_of_those_that_are_well(
    place: Place, many: Callable[..., Deployment], command: Command, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    monkeypatch.setattr(diagnose, "CLOSELY", MANY - 1)
    made = many(days)
    loaded(place, made)
    document, calls = asked(place, command, "diagnose", ALONE)
    assert {name: calls[name] for name in CALLS_PER_SECOND if name in calls} == {
        "GetDomain": 2,
        "ListIntegrations": 2,  # with hidden ones and without
        "ListWorkflows": 1,
    }
    [status, *_] = document["integrations"]
    well = "COMPLETE" if days == 103 else "ACTIVE"
    assert (status["status"], status["flow_status"], status["records"]) == (well, "Active", None)
    assert len(document["integrations"]) == MANY
    assert (
        "nothing is wrong with 5 of the integrations, whose batches and records are not known"
        in (document["limits"][1])
    )


def test_without_a_stack_lists_are_enough_of_those_that_load(
    place: Place, many: Callable[..., Deployment], command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diagnose, "CLOSELY", MANY - 1)
    many()
    place.control.advance(60)
    document, calls = asked(place, command, "diagnose", ALONE)
    assert {"GetWorkflow", "GetWorkflowSteps"}.isdisjoint(calls)
    assert [each["status"] for each in document["integrations"]] == ["IN_PROGRESS"] * MANY
    assert "batches not asked for" in command("diagnose", *ALONE).stdout


def test_without_a_stack_a_closer_look_finds_the_same(
    place: Place, many: Callable[..., Deployment], command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.control.add_fault("step_fails", batch=1, permanent=True, message="expired access token")
    made = many()
    loaded(place, made)
    uri = made.stacks["contacts2"].state["integration_uri"]
    place.client("appflow").stop_flow(flowName=flow_name_of(uri))
    place.client("customer-profiles").delete_integration(
        DomainName=DOMAIN, Uri=made.stacks["contacts3"].state["integration_uri"]
    )
    closely = command("diagnose", *ALONE, "--json").document
    monkeypatch.setattr(diagnose, "CLOSELY", MANY - 1)
    by_lists = command("diagnose", *ALONE, "--json").document
    assert (by_lists["findings"], by_lists["unseen"]) == (closely["findings"], closely["unseen"])
    assert len(by_lists["integrations"]) == len(closely["integrations"]) == MANY
    assert len({each["where"] for each in closely["findings"]}) == 3
