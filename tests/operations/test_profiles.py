"""`profiles`: found by a key, with what is behind them; personal data only on request."""

from collections.abc import Callable
from typing import Any

import pytest

from localcloud.aws.connectors import source_object
from localcloud.aws.sources import Source, Window
from tests.operations.command import Command
from tests.operations.deployment import Deployment
from tests.provider.place import DOMAIN, Place

Deploy = Callable[..., Deployment]


@pytest.fixture
def customer(deployment: Deploy, place: Place) -> dict[str, Any]:
    """The first customer of the history that was loaded, as the source has it."""
    from datetime import datetime

    made = deployment()
    place.finish()
    made.refresh()
    batches = made.only.state["batches"]
    start, end = (datetime.fromisoformat(each).timestamp() for each in (batches[0]["start"], batches[-1]["end"]))
    source = Source(source_object("Salesforce", "Contact"))
    id_ = source.object.identify(source.stream(Window(start, end), end).start)
    [found] = place.client("customer-profiles").search_profiles(
        DomainName=DOMAIN, KeyName="_salesforceContactId", Values=[id_]
    )["Items"]
    return {**found, "Id": id_}


def test_it_is_found_with_objects_and_integrations(command: Command, customer: dict[str, Any]) -> None:
    done = command("profiles", "_salesforceContactId", customer["Id"], "--stack", "dev", "--json")
    [profile] = done.document["profiles"]
    assert (done.code, profile["profile_id"]) == (0, customer["ProfileId"])
    assert profile["objects"] == [
        {"object_type": "Salesforce-Contact", "number": 1, "integrations": ["contacts"], "bodies": None}
    ]
    assert "EmailAddress" in profile["filled"]
    assert profile["members"] is None


def test_nothing_personal_is_shown_unless_asked_for(command: Command, customer: dict[str, Any]) -> None:
    search = ("profiles", "_salesforceContactId", customer["Id"], "--stack", "dev")
    personal = [customer[name] for name in ("EmailAddress", "LastName")]
    for form in ((), ("--json",)):
        done = command(*search, *form)
        assert customer["ProfileId"] in done.stdout
        assert [value for value in personal if value in done.stdout] == []
        shown = command(*search, "--show-personal-data", *form)
        assert [value for value in personal if value not in shown.stdout] == []
    [profile] = shown.document["profiles"]
    assert profile["objects"][0]["bodies"][0]["Id"] == customer["Id"]


def test_by_a_predefined_key_and_by_domain_alone(command: Command, customer: dict[str, Any]) -> None:
    done = command("profiles", "_email", customer["EmailAddress"], "--domain", DOMAIN)
    assert done.code == 0
    assert f"profile {customer['ProfileId']}" in done.lines
    assert "Salesforce-Contact        1  Salesforce-Contact" in done.stdout


def test_none_is_exit_code_1(command: Command, customer: dict[str, Any]) -> None:
    done = command("profiles", "_email", "nobody@example.com", "--stack", "dev")
    assert (done.code, done.stdout) == (1, "no profile in amazon-connect-test has this value of _email\n")
    assert command("profiles", "_email", "nobody@example.com", "--stack", "dev", "--json").document["profiles"] == []
