"""Subscriptions are named by address; the one that an address has under a name by position is kept."""

from typing import Any

import pulumi
from connect_customer_profiles import IngestionMonitoring
from connect_customer_profiles.base.subscriptions import SUBSCRIPTION, former, subscriptions

from tests.unit.deployment import deployed

URN = f"urn:pulumi:dev::shop::connect-customer-profiles:index:IngestionMonitoring${SUBSCRIPTION}::"
TOPIC, OTHER = "arn:aws:sns:us-east-1:111122223333:shop-ingestion", "arn:aws:sns:us-east-1:111122223333:else"


def state(**addresses: str) -> dict[str, Any]:
    """Subscriptions of the topic, by name."""
    return {f"{URN}{name}": {"topic": TOPIC, "endpoint": address} for name, address in addresses.items()}


def test_a_name_follows_from_the_address_and_tells_nothing_of_it() -> None:
    names = {each.address: each.name for each in subscriptions("watch", ["a@x.org", "b@x.org"])}
    assert {each.address: each.name for each in subscriptions("watch", ["b@x.org", "a@x.org"])} == names
    assert len(set(names.values())) == 2
    assert not any("x.org" in name for name in names.values())


def test_an_output_keeps_its_name_by_position_and_a_repetition_has_one_of_its_own() -> None:
    arrives: Any = object.__new__(pulumi.Output)
    first, output, again = subscriptions("watch", ["a@x.org", arrives, "a@x.org"])
    assert (output.name, output.position) == ("watch-email-1", "watch-email-1")
    assert (again.name, again.number) == (f"{first.name}-2", 1)


def test_the_subscription_that_an_address_had_is_found_wherever_the_list_has_it_now() -> None:
    stack = state(**{"watch-email-0": "a@x.org", "watch-email-1": "b@x.org", "watch-email-2": "b@x.org"})
    assert former(stack, TOPIC, "b@x.org", ()) == [f"{URN}watch-email-1", f"{URN}watch-email-2"]
    assert former(stack, TOPIC, "b@x.org", ("watch-email-1",)) == [f"{URN}watch-email-2"]
    assert former(stack, TOPIC, "c@x.org", ()) == former(stack, OTHER, "a@x.org", ()) == []
    assert former(state(**{"watch-email-0123456789ab": "a@x.org"}), TOPIC, "a@x.org", ()) == []


def test_the_names_of_what_is_declared() -> None:
    args = {"domain_name": "shop", "queue_name": "letters", "notify": ["b@x.org", "a@x.org"]}
    deployment = deployed(IngestionMonitoring, "watch", args)
    found = {each.name: each.inputs["endpoint"] for each in deployment.resources.values() if each.type == SUBSCRIPTION}
    assert found == {each.name: each.address for each in subscriptions("watch", ["a@x.org", "b@x.org"])}
