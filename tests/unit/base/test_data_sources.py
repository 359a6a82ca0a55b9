"""Looking names up by the providers' functions."""

import asyncio
from functools import partial
from typing import Any, cast

import pulumi
import pytest
from connect_customer_profiles.aws import pace
from connect_customer_profiles.base import data_sources
from connect_customer_profiles.base.data_sources import SOURCES
from connect_customer_profiles.base.location import Location


class Component:
    """What a component says of its providers."""

    def get_provider(self, _module: str) -> None:
        """The default one."""


def test_many_object_types_are_looked_up_at_the_documented_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async def answer(*_: Any) -> None:
        return None

    monkeypatch.setattr(pace, "_buckets", {})
    monkeypatch.setattr(pace, "TokenBucket", partial(pace.TokenBucket, clock=lambda: 0.0))
    monkeypatch.setattr("asyncio.sleep", sleep)
    monkeypatch.setattr(pulumi.runtime, "invoke_async", answer)
    component, at = cast("pulumi.ComponentResource", Component()), Location("123456789012", "us-east-1")
    for number in range(5):
        inputs = {"domainName": "shop", "objectTypeName": f"Type{number}"}
        asyncio.run(data_sources.find(component, "aws-native:customerprofiles:ObjectType", inputs, at))
    assert waits == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.4])


def test_every_look_up_in_customer_profiles_has_a_quota() -> None:
    operations = {source.operation for name, source in SOURCES.items() if "customerprofiles" in name}
    assert operations == {"GetDomain", "GetProfileObjectType", "GetIntegration"}
    assert operations <= set(pace.CALLS_PER_SECOND)
