"""The pack on everything of ours: the program, every example, every component with every option. It finds nothing."""

from collections.abc import Mapping
from typing import Any

import connect_customer_profiles as library
import pulumi
import pytest

from tests.audit.programs import registered
from tests.policies.cases import Resource
from tests.policies.pack import judged, setup
from tests.unit.deployment import Deployment, Registered

STACKS = ("dev", "prod")
PROTECTION = {"dead-letter-queue-protected", "domain-key-protected", "domain-protected", "mapping-protected"}

BY_LINK = {"domain-queue-follows-rules", "domain-key-follows-rules", "execution-role-follows-rules"}


def resources(deployment: Deployment) -> list[Resource]:
    """What a program registers, as the engine hands it to the pack once it is deployed."""
    found = deployment.resources
    return [
        Resource(
            type=each.type,
            props=_without_archives(each.inputs),
            name=name,
            protect=each.protect,
            links={key: sorted(names) for key, names in each.links.items()},
            depends_on=[other for other in each.dependencies if other in found],
            outputs=_without_archives(each.outputs),
            inside=_ancestors(each, found),
        )
        for name, each in found.items()
    ]


def _without_archives(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if not isinstance(value, pulumi.Archive)}


def _ancestors(each: Registered, found: Mapping[str, Registered]) -> list[str]:
    types: list[str] = []
    while each.parent in found:
        each = found[each.parent]
        types.insert(0, each.type)
    return types


@pytest.fixture(scope="module")
def programs() -> dict[str, Deployment]:
    """Everything of ours, each as deployed once."""
    return registered()


@pytest.fixture(scope="module")
def said(programs: dict[str, Deployment]) -> dict[tuple[str, str], dict[str, Any]]:
    """What the rules say of each program, in a stack for development and one for production."""
    asked = [(name, stack) for name in programs for stack in STACKS]
    answers = judged([setup(resources(programs[name]), stack=stack) for name, stack in asked])
    return dict(zip(asked, answers, strict=True))


def findings(said: dict[tuple[str, str], dict[str, Any]], stack: str) -> dict[str, dict[str, list[str]]]:
    """What the rules find in the programs of a stack."""
    return {name: answer["findings"] for (name, of), answer in said.items() if of == stack and answer["findings"]}


def test_every_component_is_judged(programs: dict[str, Deployment]) -> None:
    types = {each.type for deployment in programs.values() for each in deployment.resources.values()}
    components = {
        name
        for name in library.__all__
        if isinstance(found := getattr(library, name), type) and issubclass(found, pulumi.ComponentResource)
    }
    judged_ones = {each.rpartition(":")[2] for each in types if each.startswith("connect-customer-profiles:index:")}
    assert components <= judged_ones


def test_nothing_of_ours_breaks_a_rule(said: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert {"program", "every-option", "salesforce-backfill"} <= {name for name, _ in said}
    assert findings(said, "dev") == {}


def test_in_production_only_what_is_configured_without_protection_breaks_one(
    said: dict[tuple[str, str], dict[str, Any]],
) -> None:
    """The examples' stack files are for development; that of the program for production is in `test_engine.py`."""
    found = findings(said, "prod")
    broken = {(rule, message) for each in found.values() for rule, messages in each.items() for message in messages}
    # A rule for what only a link makes a domain's names the rule that is broken.
    assert {message.split(":")[0] if rule in BY_LINK else rule for rule, message in broken} == PROTECTION
    assert "every-option" not in found, found["every-option"]
