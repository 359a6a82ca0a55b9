"""The proxy in front of a policy pack, between a real gRPC client and a real server."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from localcloud.engine.language_host.policy_proxy import PolicyProxy, stack_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

STACK = analyzer_pb2.AnalyzerStackConfigureRequest(
    organization="o", project="p", stack="dev", dry_run=True, config={"p:key": "value"}
)


class Pack(analyzer_pb2_grpc.AnalyzerServicer):
    """A policy pack that remembers its stack."""

    def __init__(self) -> None:
        self.stack = ""

    def ConfigureStack(self, request: Any, context: Any) -> Any:  # noqa: N802
        self.stack = request.stack
        return analyzer_pb2.AnalyzerStackConfigureResponse()

    def GetAnalyzerInfo(self, request: Any, context: Any) -> Any:  # noqa: N802
        return analyzer_pb2.AnalyzerInfo(name=f"pack of {self.stack or 'nothing'}")


@pytest.fixture
def pack() -> Iterator[int]:
    """A running policy pack; gives its port."""
    server = grpc.server(ThreadPoolExecutor())
    analyzer_pb2_grpc.add_AnalyzerServicer_to_server(Pack(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield port
    server.stop(None)


@pytest.fixture
def proxy() -> Iterator[PolicyProxy]:
    with PolicyProxy() as started:
        yield started


@pytest.fixture
def engine(proxy: PolicyProxy) -> Iterator[Any]:
    """The engine's side of the proxy."""
    with grpc.insecure_channel(f"127.0.0.1:{proxy.port}") as channel:
        yield analyzer_pb2_grpc.AnalyzerStub(channel)


def test_the_stack_is_known_before_the_pack_starts(proxy: PolicyProxy, engine: Any, pack: int) -> None:
    engine.Handshake(analyzer_pb2.AnalyzerHandshakeRequest())
    engine.ConfigureStack(STACK)
    assert stack_environment(proxy.wait_for_stack()) == {
        "PULUMI_ORGANIZATION": "o",
        "PULUMI_PROJECT": "p",
        "PULUMI_STACK": "dev",
        "PULUMI_DRY_RUN": "true",
        "PULUMI_CONFIG": '{"p:key": "value"}',
    }
    proxy.attach(pack)
    assert engine.GetAnalyzerInfo(empty_pb2.Empty()).name == "pack of dev"


def test_without_a_stack_the_first_other_call_starts_the_pack(proxy: PolicyProxy, engine: Any, pack: int) -> None:
    answer = engine.GetAnalyzerInfo.future(empty_pb2.Empty())
    assert stack_environment(proxy.wait_for_stack()) == {}
    proxy.attach(pack)
    assert answer.result(5).name == "pack of nothing"


def test_an_error_of_the_pack_is_handed_on(proxy: PolicyProxy, engine: Any, pack: int) -> None:
    engine.ConfigureStack(STACK)
    proxy.attach(pack)
    with pytest.raises(grpc.RpcError) as caught:
        engine.Analyze(analyzer_pb2.AnalyzeRequest())
    assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED


def test_closing_lets_nobody_wait(proxy: PolicyProxy) -> None:
    waiting = threading.Thread(target=proxy.wait_for_stack)
    waiting.start()
    proxy.close()
    waiting.join(5)
    assert not waiting.is_alive()
