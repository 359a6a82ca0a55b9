"""Default tags of the providers reach what dynamic resources make."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_aws_native as aws_native
import pytest
from connect_customer_profiles import ExternalApplication, IntegrationWorkflow

from tests.unit import test_external_application, test_integration_workflow
from tests.unit.deployment import Deployment, Place, deploy

COMPONENTS: list[tuple[Callable[..., Any], Mapping[str, object], str]] = [
    (IntegrationWorkflow, test_integration_workflow.REQUIRED, "it-ingestion"),
    (ExternalApplication, test_external_application.REQUIRED, "it-flow"),
]
NATIVE = {"aws-native:defaultTags": json.dumps({"tags": {"from": "native", "team": "native"}})}
each = pytest.mark.parametrize(("component", "args", "resource"), COMPONENTS)


def made(component: Callable[..., Any], args: Mapping[str, object], **options: Any) -> Deployment:
    def program() -> None:
        component("it", args)

    return deploy(program, **options)


def tags(deployment: Deployment, resource: str) -> object:
    assert deployment.error is None
    return deployment[resource].inputs.get("tags")


@each
@pytest.mark.parametrize("given", [None, {}, {"team": "own"}])
def test_without_default_tags_nothing_changes(
    component: Callable[..., Any], args: Mapping[str, object], resource: str, given: dict[str, str] | None
) -> None:
    assert tags(made(component, {**args, "tags": given}), resource) == given


@each
def test_the_components_own_tags_win_then_those_of_aws(
    component: Callable[..., Any], args: Mapping[str, object], resource: str
) -> None:
    places = {"aws": Place(default_tags={"from": "aws", "cost": "aws"})}
    deployment = made(component, {**args, "tags": {"cost": "own"}}, places=places, config=NATIVE)
    assert tags(deployment, resource) == {"cost": "own", "from": "aws", "team": "native"}


@each
def test_explicit_providers_have_default_tags_of_their_own(
    component: Callable[..., Any], args: Mapping[str, object], resource: str
) -> None:
    def program() -> None:
        providers = [
            aws.Provider("classic", region="us-east-1"),
            aws_native.Provider("native", region="us-east-1"),
        ]
        component("it", args, pulumi.ResourceOptions(providers=providers))

    places = {"classic": Place(default_tags={"cost": "classic"}), "aws": Place(default_tags={"never": "seen"})}
    assert tags(deploy(program, places=places, config=NATIVE), resource) == {"cost": "classic"}


def test_what_integrations_cannot_have_is_left_out() -> None:
    places = {"aws": Place(default_tags={"Cost Center": "4711", "team": "care"})}
    deployment = made(IntegrationWorkflow, test_integration_workflow.REQUIRED, places=places)
    assert tags(deployment, "it-ingestion") == {"team": "care"}
