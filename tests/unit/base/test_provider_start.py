"""Starting a provider while the program still declares its resources."""

from typing import TYPE_CHECKING, Any, cast

import grpc
import pytest
from connect_customer_profiles.base import program, provider_start
from connect_customer_profiles.base.location import AWS_REGION, NATIVE_REGION
from pulumi.runtime.mocks import MockMonitor

if TYPE_CHECKING:
    import pulumi


class Component:
    """Where a program keeps what its components share."""


class Engine:
    """Notes what it is asked; refuses it, as where there are no credentials."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def Invoke(self, request: Any) -> None:  # noqa: N802 - the SDK's name
        self.asked.append(request)
        raise grpc.RpcError


def started(monkeypatch: pytest.MonkeyPatch, *functions: str) -> list[Any]:
    """What the engine is asked by a component that calls these functions, without the event loop of the SDK."""
    engine, component = Engine(), cast("pulumi.ComponentResource", Component())
    monkeypatch.setattr(provider_start, "get_monitor", lambda: engine)
    for function in functions:
        provider_start.start_provider(component, function)
    for each in vars(component).get(program._SHARED, {}).values():
        each.join()
    return engine.asked


def test_each_provider_is_started_once_and_is_the_one_of_the_sdk_s_own_functions(
    monkeypatch: pytest.MonkeyPatch, recwarn: pytest.WarningsRecorder
) -> None:
    aws, native = started(monkeypatch, AWS_REGION, AWS_REGION, NATIVE_REGION)
    for asked, function in ((aws, AWS_REGION), (native, NATIVE_REGION)):
        own = provider_start.plugin_options(function)
        assert own.version
        assert (asked.tok, asked.provider, asked.version) == (function, "", own.version)
        assert asked.pluginDownloadURL == (own.plugin_download_url or "")
    assert aws.version != native.version
    assert not recwarn.list  # What the engine refuses, the SDK's own call says.


def test_nothing_is_started_for_a_plugin_nor_for_a_test_with_mocks(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as mocked:
        mocked.setattr(program, "get_monitor", lambda: MockMonitor(cast("pulumi.runtime.Mocks", None)))
        assert started(monkeypatch, AWS_REGION) == []
    token = program._deployment.set({})
    try:
        assert started(monkeypatch, AWS_REGION) == []
    finally:
        program._deployment.reset(token)
