"""The provider of our resources as the engine runs it, a process of its own that speaks the provider protocol: that of
a Python program's dynamic resources, or the plugin."""

import functools
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any, Protocol

import grpc
from connect_customer_profiles.ingestion.provider import IngestionPlanProvider, IngestionProvider
from connect_customer_profiles.plugin import owned_resources
from google.protobuf import json_format, struct_pb2
from pulumi.dynamic import ResourceProvider
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from tests.conftest import REPOSITORY

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""How the engine writes a value that is not known yet."""

ITSELF = "urn:pulumi:dev::customer-profiles::pulumi:providers:connect-customer-profiles::default"
"""The URN by which the engine knows the process."""

PLAN = IngestionPlanProvider()
INGESTION = IngestionProvider()

Properties = dict[str, Any]

_LATER = """
import datetime as real, runpy, sys
from connect_customer_profiles.aws import converging
from connect_customer_profiles.ingestion import provider, reconciler, workflow

class Later(real.datetime):
    @classmethod
    def now(cls, tz=None):
        return real.datetime.now(tz) + real.timedelta(days=int(sys.argv[1]))

converging.datetime = provider.datetime = reconciler.datetime = workflow.datetime = Later
runpy.run_module("pulumi.dynamic", run_name="__main__")
"""
"""Only our own clock: with another `time.time()`, gRPC's server waits for days."""


class ProviderError(Exception):
    """A call that the provider answered with an error, or died in."""


@dataclass(frozen=True)
class Difference:
    """The answer to Diff."""

    changes: bool
    replaces: list[str]
    delete_before_replace: bool


class Process(Protocol):
    """A provider's process, as far as it matters here."""

    @property
    def stdout(self) -> IO[str] | None:
        """Its first line is the port."""

    def kill(self) -> None:
        """End it."""

    def wait(self) -> int:
        """Wait until it has ended."""


class Provider:
    """A running provider process.

    Args:
        environment: environment variables of the process, which decide about endpoint and credentials.
        configuration: the stack's configuration, as the engine hands it over.
        days_later: how far in the future the process lives.
        process: one that runs already, whose environment is its own.
        timeout: seconds that a call may take.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        *,
        configuration: Mapping[str, str] | None = None,
        days_later: int = 0,
        process: Process | None = None,
        timeout: float = 40,
    ) -> None:
        self._process = process or _started(environment, days_later)
        self._timeout = timeout
        assert self._process.stdout is not None
        port = self._process.stdout.readline().strip()
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}")
        self._stub: Any = provider_pb2_grpc.ResourceProviderStub(self._channel)
        arguments = _struct(dict(configuration or {}))
        self._stub.Configure(provider_pb2.ConfigureRequest(urn=ITSELF, id="1", args=arguments), timeout=10)

    def check(self, provider: ResourceProvider, olds: Properties, news: Properties) -> tuple[Properties, list[str]]:
        """Checked inputs, and why they are refused; a process that has died is a reason as well."""
        before = self._with(provider, olds) if olds else None
        request = provider_pb2.CheckRequest(urn=_urn(provider), olds=before, news=self._with(provider, news))
        try:
            answer = self._call("Check", request)
        except ProviderError as error:
            return {}, str(error).splitlines()
        # The engine would say more than our words before a failure that is not an error.
        assert not answer.failures
        return _plain(answer.inputs), []

    def diff(self, provider: ResourceProvider, id_: str, olds: Properties, news: Properties) -> Difference:
        """What changed between old outputs and new checked inputs."""
        before, after = self._with(provider, olds), self._with(provider, news)
        request = provider_pb2.DiffRequest(urn=_urn(provider), id=id_, olds=before, news=after)
        answer = self._call("Diff", request)
        assert answer.changes != provider_pb2.DiffResponse.DIFF_UNKNOWN
        changed = answer.changes == provider_pb2.DiffResponse.DIFF_SOME
        return Difference(changed, list(answer.replaces), answer.deleteBeforeReplace)

    def create(self, provider: ResourceProvider, inputs: Properties) -> tuple[str, Properties]:
        """Id and outputs of a new resource."""
        properties = self._with(provider, inputs)
        answer = self._call("Create", provider_pb2.CreateRequest(urn=_urn(provider), properties=properties))
        return answer.id, _plain(answer.properties)

    def read(self, provider: ResourceProvider, id_: str, outputs: Properties) -> tuple[str, Properties]:
        """Id and outputs now; the id is blank for a resource that is gone."""
        properties = self._with(provider, outputs)
        answer = self._call("Read", provider_pb2.ReadRequest(urn=_urn(provider), id=id_, properties=properties))
        return answer.id, _plain(answer.properties)

    def update(self, provider: ResourceProvider, id_: str, olds: Properties, news: Properties) -> Properties:
        """Outputs after an update."""
        before, after = self._with(provider, olds), self._with(provider, news)
        request = provider_pb2.UpdateRequest(urn=_urn(provider), id=id_, olds=before, news=after)
        return _plain(self._call("Update", request).properties)

    def delete(self, provider: ResourceProvider, id_: str, outputs: Properties) -> None:
        """Delete a resource."""
        properties = self._with(provider, outputs)
        self._call("Delete", provider_pb2.DeleteRequest(urn=_urn(provider), id=id_, properties=properties))

    def stop(self) -> None:
        """End the process."""
        self._channel.close()
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _with(self, provider: ResourceProvider, properties: Properties) -> struct_pb2.Struct:
        """Properties of a dynamic resource: its provider is one of them."""
        return _struct({**properties, "__provider": _serialized(provider)})

    def _call(self, method: str, request: Any) -> Any:
        try:
            return getattr(self._stub, method)(request, timeout=self._timeout)
        except grpc.RpcError as error:
            raise ProviderError(error.details()) from None


class Plugin(Provider):
    """A running process of the plugin, which drives the same providers by the types of their resources."""

    def _with(self, _provider: ResourceProvider, properties: Properties) -> struct_pb2.Struct:
        return _struct(properties)


def _started(environment: Mapping[str, str], days_later: int) -> Process:
    run = ["-c", _LATER, str(days_later)] if days_later else ["-m", "pulumi.dynamic", "127.0.0.1:1"]
    return subprocess.Popen(
        [sys.executable, "-u", *run],
        cwd=REPOSITORY,
        env={**environment, "PULUMI_PROJECT": "customer-profiles"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


_serialized = functools.cache(serialize_provider)


@functools.cache
def _types() -> dict[type[ResourceProvider], str]:
    return {type(provider): token for token, provider in owned_resources.providers().items()}


def _urn(provider: ResourceProvider) -> str:
    """By its type the plugin knows what is meant; the process of dynamic resources does not look."""
    return f"urn:pulumi:dev::customer-profiles::{_types().get(type(provider), 'tests')}::it"


def _struct(properties: Properties) -> struct_pb2.Struct:
    struct = struct_pb2.Struct()
    struct.update({key: value for key, value in properties.items() if value is not None})
    return struct


def _plain(struct: struct_pb2.Struct) -> Properties:
    """Properties as the engine keeps them: all numbers are floats, what has no value is left out."""
    found: Properties = json_format.MessageToDict(struct)
    found.pop("__provider", None)
    return {key: value for key, value in found.items() if value is not None}
