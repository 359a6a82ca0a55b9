"""The engine's side of a conversation with the bridge."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import grpc
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from localcloud.bridge.wire import from_struct, to_struct
from localcloud.engine.plugins import BRIDGE_START, CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Made:
    """A resource as the engine remembers it."""

    token: str
    id: str
    inputs: dict[str, Any]
    state: dict[str, Any]


@dataclass
class Bridge:
    """The engine's side of the conversation, in plain values."""

    stub: Any
    process: subprocess.Popen[str]

    def configure(self, **arguments: Any) -> None:
        self.stub.Configure(provider_pb2.ConfigureRequest(args=to_struct(arguments)))

    def check(self, token: str, news: dict[str, Any], olds: dict[str, Any] | None = None) -> Any:
        return self.stub.Check(
            provider_pb2.CheckRequest(
                urn=urn(token), olds=to_struct(olds or {}), news=to_struct(news), randomSeed=b"seed"
            )
        )

    def checked(self, token: str, news: dict[str, Any], olds: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = self.check(token, news, olds)
        assert not answer.failures
        return from_struct(answer.inputs)

    def create(self, token: str, **news: Any) -> Made:
        inputs = self.checked(token, news)
        answer = self.stub.Create(provider_pb2.CreateRequest(urn=urn(token), properties=to_struct(inputs)))
        return Made(token, answer.id, inputs, from_struct(answer.properties))

    def preview(self, token: str, **news: Any) -> dict[str, Any]:
        inputs = self.checked(token, news)
        answer = self.stub.Create(
            provider_pb2.CreateRequest(urn=urn(token), properties=to_struct(inputs), preview=True)
        )
        assert answer.id == ""
        return from_struct(answer.properties)

    def diff(self, made: Made, **news: Any) -> Any:
        return self.stub.Diff(
            provider_pb2.DiffRequest(
                urn=urn(made.token),
                id=made.id,
                olds=to_struct(made.state),
                old_inputs=to_struct(made.inputs),
                news=to_struct(self.checked(made.token, news, made.inputs)),
            )
        )

    def update(self, made: Made, **news: Any) -> Made:
        return self._update(made, news, preview=False)

    def preview_update(self, made: Made, **news: Any) -> dict[str, Any]:
        return self._update(made, news, preview=True).state

    def _update(self, made: Made, news: dict[str, Any], *, preview: bool) -> Made:
        inputs = self.checked(made.token, news, made.inputs)
        answer = self.stub.Update(
            provider_pb2.UpdateRequest(
                urn=urn(made.token),
                id=made.id,
                olds=to_struct(made.state),
                old_inputs=to_struct(made.inputs),
                news=to_struct(inputs),
                preview=preview,
            )
        )
        return Made(made.token, made.id, inputs, from_struct(answer.properties))

    def read(self, made: Made) -> Made | None:
        answer = self.stub.Read(
            provider_pb2.ReadRequest(
                urn=urn(made.token), id=made.id, inputs=to_struct(made.inputs), properties=to_struct(made.state)
            )
        )
        if not answer.id:
            return None
        return Made(made.token, answer.id, from_struct(answer.inputs), from_struct(answer.properties))

    def delete(self, made: Made) -> None:
        self.stub.Delete(
            provider_pb2.DeleteRequest(
                urn=urn(made.token),
                id=made.id,
                properties=to_struct(made.state),
                old_inputs=to_struct(made.inputs),
            )
        )

    def invoke(self, token: str, **arguments: Any) -> dict[str, Any]:
        answer = self.stub.Invoke(provider_pb2.InvokeRequest(tok=token, args=to_struct(arguments)))
        return from_struct(getattr(answer, "return"))


def urn(token: str, name: str = "thing") -> str:
    return f"urn:pulumi:dev::project::my:component:Parent${token}::{name}"


@contextmanager
def started_bridge(environment: dict[str, str]) -> Iterator[Bridge]:
    """The bridge in a process of its own, as the engine starts it."""
    command = [sys.executable, "-P", "-c", BRIDGE_START, str(CHECKOUT)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            port = int(process.stdout.readline())
            with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
                yield Bridge(provider_pb2_grpc.ResourceProviderStub(channel), process)
        finally:
            process.terminate()
