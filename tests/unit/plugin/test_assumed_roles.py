"""The roles that a stack's configuration assumes reach the calls of a plugin's resources, by their inputs."""

import asyncio
import json
from types import SimpleNamespace
from typing import Any

import pulumi
import pytest
from connect_customer_profiles.aws.session import AssumedRole, Credentials
from connect_customer_profiles.ingestion.dynamic_provider import AwsProvider
from connect_customer_profiles.ingestion.owned_resource import STACK, stack_roles
from connect_customer_profiles.plugin import owned_resources
from pulumi.dynamic import CheckResult, CreateResult, DiffResult, ReadResult, UpdateResult
from pulumi.runtime import proto, rpc

TYPE = "connect-customer-profiles:ingestion:IngestionPlan"
URN = f"urn:pulumi:a::b::{TYPE}::it"
ROLE = {"roleArn": "arn:aws:iam::123456789012:role/deploy", "duration": "15m", "externalId": "shop"}
CONFIGURATION = {"aws:profile": "ci", "aws:assumeRoles": json.dumps([ROLE])}
CREDENTIALS = Credentials("ci", assume_roles=(AssumedRole(ROLE["roleArn"], "pulumi", "shop", 900),))


class Noting(AwsProvider):
    """Notes whose credentials each call uses, and what it gets."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Credentials, Any]] = []

    def _note(self, call: str, *given: Any) -> None:
        self.calls.append((call, self._credentials_for({}), given))

    def check(self, olds: Any, news: Any) -> CheckResult:
        self._note("check", olds, news)
        return CheckResult(news, [])

    def diff(self, id_: str, olds: Any, news: Any) -> DiffResult:
        self._note("diff", olds, news)
        return DiffResult(changes=olds != news)

    def create(self, props: Any) -> CreateResult:
        self._note("create", props)
        return CreateResult("1", props)

    def read(self, id_: str, props: Any) -> ReadResult:
        self._note("read", props)
        return ReadResult("1", props)

    def update(self, id_: str, olds: Any, news: Any) -> UpdateResult:
        self._note("update", olds, news)
        return UpdateResult(news)

    def delete(self, id_: str, props: Any) -> None:
        self._note("delete", props)


async def struct(values: Any) -> Any:
    return await rpc.serialize_properties(values, {})


def test_every_call_has_the_roles_and_no_provider_sees_them(monkeypatch: pytest.MonkeyPatch) -> None:
    noting = Noting()
    monkeypatch.setattr(owned_resources, "providers", lambda: {TYPE: noting})

    async def life() -> tuple[Any, Any]:
        served, context = owned_resources.OwnedResources(), SimpleNamespace()
        outputs = await struct({"a": 1})
        inputs = await struct({"a": 1, STACK: CONFIGURATION})
        checked = await served.Check(proto.CheckRequest(urn=URN, olds=inputs, news=inputs), context)
        diff = proto.DiffRequest(urn=URN, id="1", olds=outputs, old_inputs=outputs, news=checked.inputs)
        assert (await served.Diff(diff, context)).changes == proto.DiffResponse.DIFF_NONE
        created = await served.Create(proto.CreateRequest(urn=URN, properties=inputs), context)
        refreshed = await served.Read(proto.ReadRequest(urn=URN, properties=outputs, inputs=inputs), context)
        await served.Update(proto.UpdateRequest(urn=URN, id="1", olds=outputs, news=inputs), context)
        await served.Delete(proto.DeleteRequest(urn=URN, id="1", properties=outputs, old_inputs=inputs), context)
        assert checked.inputs == inputs == refreshed.inputs
        return created.properties, refreshed.properties

    made, read = asyncio.run(life())
    assert dict(made) == dict(read) == {"a": 1}
    alone = {"a": 1}
    assert noting.calls == [
        ("check", CREDENTIALS, (alone, alone)),
        ("diff", CREDENTIALS, (alone, alone)),
        ("create", CREDENTIALS, (alone,)),
        ("read", CREDENTIALS, (alone,)),
        ("update", CREDENTIALS, (alone, alone)),
        ("delete", CREDENTIALS, (alone,)),
    ]


def test_a_secret_role_stays_secret_in_state(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owned_resources, "providers", lambda: {TYPE: Noting()})
    secret = {rpc._special_sig_key: rpc._special_secret_sig, "value": CONFIGURATION["aws:assumeRoles"]}

    async def check() -> Any:
        news = await struct({"a": 1})
        news.get_or_create_struct(STACK).update({"aws:assumeRoles": secret})
        return (await owned_resources.OwnedResources().Check(proto.CheckRequest(urn=URN, news=news), None)).inputs

    kept = asyncio.run(check())[STACK]
    assert kept[rpc._special_sig_key] == rpc._special_secret_sig
    assert dict(kept["value"]) == {"aws:assumeRoles": CONFIGURATION["aws:assumeRoles"]}


@pytest.mark.parametrize(
    ("configuration", "kept"),
    [
        ({}, {}),
        ({"aws:profile": "ci", "aws:accessKey": "AKIA", "aws:secretKey": "s"}, {}),
        ({**CONFIGURATION, "aws:accessKey": "AKIA", "aws:secretKey": "s"}, CONFIGURATION),
    ],
)
def test_only_roles_and_the_profile_that_assumes_them_are_kept(
    configuration: dict[str, str], kept: dict[str, str]
) -> None:
    pulumi.runtime.set_all_config(configuration)
    try:
        assert stack_roles() == kept
    finally:
        pulumi.runtime.set_all_config({})


def test_a_role_that_is_secret_in_the_configuration_is_secret_in_the_inputs() -> None:
    async def secret() -> dict[str, bool]:
        return {
            key: isinstance(value, pulumi.Output) and await value.is_secret() for key, value in stack_roles().items()
        }

    pulumi.runtime.set_all_config(CONFIGURATION, ["aws:assumeRoles"])
    try:
        assert asyncio.run(secret()) == {"aws:profile": False, "aws:assumeRoles": True}
    finally:
        pulumi.runtime.set_all_config({})
