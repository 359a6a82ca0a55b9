"""The pack on everything of ours: the program, every example, every component with every option. It finds nothing but
the options that are less safe than their defaults.
"""

from collections.abc import Mapping
from typing import Any

import pulumi
import pytest
from connect_customer_profiles.ingestion.provider import Ingestion

from tests.audit.programs import deployed, registered
from tests.policies import every_option, options
from tests.policies.cases import Resource
from tests.policies.pack import judged, setup
from tests.unit.deployment import Deployment, Registered

STACKS = ("dev", "prod")
PROTECTION = {"dead-letter-queue-protected", "domain-key-protected", "domain-protected", "mapping-protected"}

BY_LINK = {"domain-queue-follows-rules", "domain-key-follows-rules", "execution-role-follows-rules"}
EVERY = {"every-option", "every-other-option"}
LOOSENED = "every-looser-option"


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
    with pytest.MonkeyPatch.context() as patch:
        # There is nothing to wait for: under mocks no history is loaded.
        patch.setattr(Ingestion, "waiting", lambda _self, _component: lambda known: known)
        return {
            **registered(),
            "every-other-option": deployed(every_option.program),
            LOOSENED: deployed(every_option.loosened),
        }


@pytest.fixture(scope="module")
def said(programs: dict[str, Deployment]) -> dict[tuple[str, str], dict[str, Any]]:
    """What the rules say of each program, in a stack for development and one for production."""
    asked = [(name, stack) for name in programs for stack in STACKS]
    answers = judged([setup(resources(programs[name]), stack=stack) for name, stack in asked])
    return dict(zip(asked, answers, strict=True))


def findings(said: dict[tuple[str, str], dict[str, Any]], stack: str) -> dict[str, dict[str, list[str]]]:
    """What the rules find in the programs of a stack, beside what somebody has loosened."""
    return {
        name: answer["findings"]
        for (name, of), answer in said.items()
        if of == stack and answer["findings"] and name != LOOSENED
    }


def test_every_component_is_judged_with_every_option(programs: dict[str, Deployment]) -> None:
    judged_ones = [each for name in (*EVERY, LOOSENED) for each in programs[name].resources.values()]
    assert options.given(judged_ones) == options.declared()


def test_an_option_is_given_where_a_component_got_it(programs: dict[str, Deployment]) -> None:
    """The comparison can fail: without a component its options are missing, of two credentials those of one are."""
    others = [
        each
        for name in (*EVERY, LOOSENED)
        for each in programs[name].resources.values()
        if not each.type.endswith(":ExecutionRole") and each.name != "connection-basic"
    ]
    missing = options.declared() - options.given(others)
    assert {"ExecutionRoleArgs.trust", "ExecutionRoleArgs.trust = none"} <= missing
    assert {each.split(".")[0] for each in missing} == {"ExecutionRoleArgs", "ServiceNowBasicCredentials"}


def test_nothing_of_ours_breaks_a_rule(said: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert {"program", *EVERY, LOOSENED, "salesforce-backfill"} <= {name for name, _ in said}
    assert findings(said, "dev") == {}


@pytest.mark.parametrize("stack", STACKS)
def test_an_option_that_is_less_safe_than_its_default_is_found(
    said: dict[tuple[str, str], dict[str, Any]], stack: str
) -> None:
    found = {rule: set(messages) for rule, messages in said[LOOSENED, stack]["findings"].items()}
    uses, assumes = (
        f"statement 'CustomerProfiles{does}' lets the service {may} for"
        for does, may in (("UsesKey", "use the key"), ("AssumesRole", "assume the role"))
    )
    assert found == {
        "domain-customer-key": {"the domain is not encrypted with a customer managed key"},
        "domain-key-deletion-window": {"the key is destroyed 7 days after it is deleted, less than 14"},
        "domain-key-guarded": {
            f"{uses} any domain of the account: no condition pins aws:SourceArn",
            f"{uses} anybody's domain: no condition pins aws:SourceArn and aws:SourceAccount",
        },
        "execution-role-guarded": {f"{assumes} anybody: no condition pins aws:SourceAccount"},
        "execution-role-resources": {
            f"statement '{sid}' applies to every resource (*)"
            for sid in ("CreateFlowResources", "UseConnectorResources", "AccessFlowResources")
        },
    }


def test_in_production_only_what_is_configured_without_protection_breaks_one(
    said: dict[tuple[str, str], dict[str, Any]],
) -> None:
    """The examples' stack files are for development; that of the program for production is in `test_engine.py`."""
    found = findings(said, "prod")
    broken = {(rule, message) for each in found.values() for rule, messages in each.items() for message in messages}
    # A rule for what only a link makes a domain's names the rule that is broken.
    assert {message.split(":")[0] if rule in BY_LINK else rule for rule, message in broken} == PROTECTION
    assert EVERY.isdisjoint(found)
