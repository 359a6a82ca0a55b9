"""The pack on everything of ours: the program, every example, every component with every option. It finds nothing."""

from collections.abc import Mapping
from typing import Any

import pulumi
import pytest

from tests.audit.programs import registered
from tests.policies.cases import Resource
from tests.policies.pack import judged, setup
from tests.unit.deployment import Deployment, Registered

STACKS = ("dev", "prod")
PROTECTION = {"dead-letter-queue-protected", "domain-key-protected", "domain-protected", "mapping-protected"}


def resources(deployment: Deployment) -> list[Resource]:
    """What a program registers, as the engine hands it to the pack."""
    found = deployment.resources
    return [
        Resource(
            type=each.type,
            props={key: value for key, value in each.inputs.items() if not isinstance(value, pulumi.Archive)},
            name=name,
            protect=each.protect,
            depends_on=[other for other in each.dependencies if other in found],
            inside=_ancestors(each, found),
        )
        for name, each in found.items()
    ]


def _ancestors(each: Registered, found: Mapping[str, Registered]) -> list[str]:
    types: list[str] = []
    while each.parent in found:
        each = found[each.parent]
        types.insert(0, each.type)
    return types


@pytest.fixture(scope="module")
def said() -> dict[tuple[str, str], dict[str, Any]]:
    """What the rules say of each program, in a stack for development and one for production."""
    programs = registered()
    asked = [(name, stack) for name in programs for stack in STACKS]
    answers = judged([setup(resources(programs[name]), stack=stack) for name, stack in asked])
    return dict(zip(asked, answers, strict=True))


def findings(said: dict[tuple[str, str], dict[str, Any]], stack: str) -> dict[str, dict[str, list[str]]]:
    """What the rules find in the programs of a stack."""
    return {name: answer["findings"] for (name, of), answer in said.items() if of == stack and answer["findings"]}


def test_nothing_of_ours_breaks_a_rule(said: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert {"program", "every-option", "salesforce-backfill"} <= {name for name, _ in said}
    assert findings(said, "dev") == {}


def test_in_production_only_what_is_configured_without_protection_breaks_one(
    said: dict[tuple[str, str], dict[str, Any]],
) -> None:
    """The examples' stack files are for development; that of the program for production is in `test_engine.py`."""
    found = findings(said, "prod")
    assert {rule for broken in found.values() for rule in broken} == PROTECTION
    assert "every-option" not in found
