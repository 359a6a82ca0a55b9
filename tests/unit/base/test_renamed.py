"""A preview says that a renamed integration would load its history once more."""

from typing import Any, cast

import pulumi
import pytest
from connect_customer_profiles import IntegrationWorkflow

from tests.unit.deployment import REGION, Deployment, deploy
from tests.unit.test_integration_workflow import REQUIRED

TYPES = "connect-customer-profiles:index:IntegrationWorkflow$pulumi-python:dynamic/customerprofiles:IngestionPlan"
PREFIX = f"urn:pulumi:test::customer-profiles::{TYPES}::"
LOADED = {
    "domain_name": "shop",
    "connector_type": "Salesforce",
    "connector_profile_name": "salesforce",
    "source_object": "Contact",
    "object_type_name": "Salesforce-Contact",
    "region": REGION,
}
WARNING = (
    "'contacts-plan' of this stack has loaded Contact into Salesforce-Contact. After a rename or a move into another "
    "component, give 'people' the option aliases=[pulumi.Alias(name=\"contacts\")]; otherwise history is loaded once "
    "more"
)


def previewed(*names: str, **changes: Any) -> Deployment:
    def program() -> None:
        for name in names:
            IntegrationWorkflow(name, cast("Any", REQUIRED))

    return deploy(program, preview=True, before={f"{PREFIX}contacts-plan": {**LOADED, **changes}})


ROLELESS = {key: value for key, value in REQUIRED.items() if key != "execution_role_arn"}
NO_ROLE = (
    "IntegrationWorkflow 'people': execution_role_arn = None: is required: loading Salesforce records since "
    "2024-01-31T00:00:00Z in batches needs an execution role"
)


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"domain_name": "other"}, NO_ROLE),
        ({"source_object": "Account"}, NO_ROLE),
        ({"region": "eu-west-1"}, NO_ROLE),
        # Whether that one has batches, only its own pins say.
        ({}, "None"),
    ],
)
@pytest.mark.parametrize("preview", [True, False])
def test_only_a_plan_that_state_has_under_no_name_is_refused_by_the_component(
    changes: dict[str, Any], refused: str, preview: bool
) -> None:
    def program() -> None:
        IntegrationWorkflow("people", cast("Any", ROLELESS))

    deployment = deploy(program, preview=preview, before={f"{PREFIX}contacts-plan": {**LOADED, **changes}})
    assert str(deployment.error) == refused
    assert ("people-plan" in deployment.resources) == (refused == "None")


@pytest.fixture
def warnings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was warned of: a log message of the SDK may still be under way when a program has ended."""
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", lambda message, _resource: said.append(message))
    return said


def test_a_renamed_integration_is_another_one(warnings: list[str]) -> None:
    assert previewed("people").error is None
    assert warnings == [WARNING]


@pytest.mark.parametrize(
    ("names", "changes"),
    [(("people", "contacts"), {}), (("people",), {"source_object": "Account"}), (("contacts",), {})],
    ids=["a second one", "of another object", "the same"],
)
def test_nothing_is_said_of_what_is_no_rename(
    warnings: list[str], names: tuple[str, ...], changes: dict[str, Any]
) -> None:
    assert previewed(*names, **changes).error is None
    assert warnings == []
