"""Things that are gone between two looks, or that AWS says nothing of: facts, and no errors."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from connect_customer_profiles.operations.diagnosis import collect
from connect_customer_profiles.operations.diagnosis.domain import DomainLook
from connect_customer_profiles.operations.diagnosis.facts import DomainFacts, IntegrationFacts
from connect_customer_profiles.operations.diagnosis.integrations import IntegrationLooks
from connect_customer_profiles.operations.targets import Target

from tests.unit.operations.diagnosis.test_missing_facts import DOMAIN, FLOW, NOW

TARGET = Target(DOMAIN.name, DOMAIN.account, DOMAIN.region)


class Nothing(SimpleNamespace):
    """An account in which nothing exists; what a test names exists."""

    def __getattr__(self, _name: str) -> Any:
        return lambda *_arguments, **_options: None


def looks(**exists: Any) -> IntegrationLooks:
    client: Any = Nothing(flow_runs=lambda _name: iter(()), **exists)
    return IntegrationLooks(TARGET, client, DOMAIN, lambda: NOW)


def test_a_flow_that_is_gone_has_no_destination() -> None:
    found = looks().foreign("gone")
    assert isinstance(found, IntegrationFacts)
    assert (found.flow, found.integration, found.runs, found.connector_profile) == (None, None, (), {})


@pytest.mark.parametrize("destinations", [[], [{"destinationConnectorProperties": {}}]])
def test_a_flow_without_a_destination_in_the_domain_is_another_s(destinations: list[Any]) -> None:
    flow = {**FLOW, "destinationFlowConfigList": destinations}
    assert looks(describe_flow=lambda _name: flow).foreign("flow") is None


def test_a_flow_without_a_source_has_no_connector_profile() -> None:
    domain = {"destinationConnectorProperties": {"CustomerProfiles": {"domainName": DOMAIN.name}}}
    flow = {**FLOW, "destinationFlowConfigList": [domain]}
    found = looks(describe_flow=lambda _name: flow).foreign("flow")
    assert found
    assert found.connector_profile == {}


def test_a_role_that_is_gone_is_none_and_one_that_nobody_names_is_not_asked_for() -> None:
    assert looks()._role("arn:aws:iam::111122223333:role/gone") is None
    assert looks()._role("") == looks()._profile("") == {}
    assert looks()._profile("gone") is None


def test_a_domain_without_key_and_queue_is_looked_at() -> None:
    client: Any = Nothing(
        get_domain=lambda _name: {"DomainName": "shop"},
        list_integrations=lambda _name, hidden: [],
        list_flows=list,
        unusable_keys=list,
    )
    found = DomainLook(TARGET, client).facts(NOW)
    assert (found.key, found.queue, found.queue_key, found.letters) == ({}, {}, {}, ())
    assert found.unseen == []


def test_a_key_that_is_gone_is_none() -> None:
    client: Any = Nothing()
    assert DomainLook(TARGET, client)._key("the KMS key", "arn") is None


def test_nothing_else_is_looked_at_where_there_is_no_domain(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = DomainFacts("shop", "us-east-1", "111122223333", NOW, domain=None)
    monkeypatch.setattr(DomainLook, "facts", lambda _look, _now: gone)
    monkeypatch.setattr(collect, "IntegrationLooks", None)
    assert collect.collect(TARGET, now=lambda: NOW) == (gone, [])
    asked: list[str] = []

    class Watched(Nothing):
        def __getattr__(self, name: str) -> Any:
            asked.append(name)
            return super().__getattr__(name)

    monkeypatch.undo()
    watched: Any = Watched()
    assert DomainLook(TARGET, watched).facts(NOW) == replace(gone, instances=[], failure_queues=[])
    assert asked == ["get_domain"]
