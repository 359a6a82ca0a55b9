"""Explicit providers and the engine's options reach every child of every component."""

from collections.abc import Callable, Mapping
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_aws_native as aws_native
import pytest
from connect_customer_profiles import (
    DeadLetterQueue,
    EncryptionKey,
    ExecutionRole,
    IntegrationWorkflow,
    ProfilesDomain,
)

from tests.unit.deployment import KEY_ARN, Deployment, Place, deploy, key_arn
from tests.unit.test_integration_workflow import REQUIRED

OTHER = Place("444455556666", "eu-central-1")
COMPONENTS: list[tuple[Callable[..., Any], Mapping[str, object]]] = [
    (DeadLetterQueue, {"domain_name": "shop"}),
    (EncryptionKey, {"domain_name": "shop"}),
    (ExecutionRole, {"domain_name": "shop", "kms_key_arn": KEY_ARN}),
    (ProfilesDomain, {"domain_name": "shop", "kms_key_arn": KEY_ARN}),
    (IntegrationWorkflow, {**REQUIRED, "execution_role_arn": f"arn:aws:iam::{OTHER.account}:role/loader"}),
]


def deployed_elsewhere(component: Callable[..., Any], args: Mapping[str, object]) -> Deployment:
    def program() -> None:
        providers = [
            aws.Provider("classic", region="eu-central-1"),
            aws_native.Provider("native", region="eu-central-1"),
        ]
        component("it", args, pulumi.ResourceOptions(providers=providers))

    deployment = deploy(program, places={"classic": OTHER, "native": OTHER})
    assert deployment.error is None
    return deployment


@pytest.mark.parametrize(("component", "args"), COMPONENTS)
def test_children_and_lookups_use_the_providers_that_the_component_was_given(
    component: Callable[..., Any], args: Mapping[str, object]
) -> None:
    deployment = deployed_elsewhere(component, args)
    expected = {"aws": "classic", "aws-native": "native", "pulumi-python": "", "connect-customer-profiles": ""}
    children = [each for each in deployment.resources.values() if not each.type.startswith("pulumi:providers:")]
    assert {each.name: each.provider for each in children} == {
        each.name: expected[each.type.split(":")[0]] for each in children
    }
    # The engine itself tells what is in state.
    asked = {provider for token, provider in deployment.calls if not token.startswith("pulumi:")}
    assert asked <= {"classic", "native"}
    assert asked


@pytest.mark.parametrize(("component", "args"), COMPONENTS)
def test_nothing_mentions_the_place_of_the_default_providers(
    component: Callable[..., Any], args: Mapping[str, object]
) -> None:
    elsewhere = {**args, "kms_key_arn": key_arn(OTHER)} if "kms_key_arn" in args else args
    deployment = deployed_elsewhere(component, elsewhere)
    here = Place()
    assert [
        name
        for name, each in deployment.resources.items()
        if here.region in str(each.inputs) or here.account in str(each.inputs)
    ] == []
