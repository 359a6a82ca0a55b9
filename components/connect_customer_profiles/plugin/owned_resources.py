"""Drives the providers of our own resources for the engine, as the SDK's host of dynamic providers does."""

# ruff: noqa: N802 - the protocol names the methods

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime import proto

from ..aws.errors import AwsError
from ..ingestion.owned_resource import STACK
from ..rules import RuleViolation
from ..rules.argument_names import spelled
from ..rules.screen import readable
from .properties import Received, received, sent

if TYPE_CHECKING:
    from ..ingestion.dynamic_provider import AwsProvider

T = TypeVar("T")

WORKERS = 64
"""Calls at a time. They wait for AWS; the engine asks for four at a time for each processor."""


def providers() -> "dict[str, AwsProvider]":
    """The providers of our resources, by type token. They are imported with the first resource: for every preview in
    YAML the engine also starts a plugin that it asks for nothing but the schema."""
    from ..ingestion import appflow_provider, provider

    return {
        provider.IngestionPlan.served_type(): provider.IngestionPlanProvider(),
        provider.Ingestion.served_type(): provider.IngestionProvider(),
        appflow_provider.Reservation.served_type(): appflow_provider.ReservationProvider(),
        appflow_provider.ConnectorProfileResource.served_type(): appflow_provider.ConnectorProfileProvider(),
        appflow_provider.ExternalFlow.served_type(): appflow_provider.ExternalFlowProvider(),
    }


class OwnedResources:
    """The calls of the provider protocol that concern resources."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(WORKERS)
        self._by_stack: dict[tuple[tuple[str, str], ...], dict[str, AwsProvider]] = {}

    async def Check(self, request: Any, context: Any) -> Any:
        """Inputs, checked and completed."""
        olds, news = received(request.olds), received(request.news)
        olds.values.pop(STACK, None)
        stack = {key: value for key, value in news.values.items() if key == STACK}
        result = await self._run(request, context, news, lambda its: its.check(olds.values, news.values))
        if result.failures:
            # As a failure, the engine would say "<type> resource '<name>' has a problem" before it.
            reasons = "; ".join(spelled(each.reason) for each in result.failures)
            await context.abort(grpc.StatusCode.UNKNOWN, readable(reasons))
        return proto.CheckResponse(inputs=await sent({**result.inputs, **stack}, news.secret))

    async def Diff(self, request: Any, context: Any) -> Any:
        """What an update would do."""
        olds, news = received(request.olds), received(request.news)
        result = await self._run(request, context, news, lambda its: its.diff(request.id, olds.values, news.values))
        kinds: Mapping[bool | None, Any] = {True: proto.DiffResponse.DIFF_SOME, False: proto.DiffResponse.DIFF_NONE}
        return proto.DiffResponse(
            changes=kinds.get(result.changes, proto.DiffResponse.DIFF_UNKNOWN),
            replaces=result.replaces or [],
            deleteBeforeReplace=bool(result.delete_before_replace),
        )

    async def Create(self, request: Any, context: Any) -> Any:
        """A new resource."""
        news = received(request.properties)
        result = await self._run(request, context, news, lambda its: its.create(news.values))
        return proto.CreateResponse(id=result.id, properties=await sent(result.outs, news.secret))

    async def Read(self, request: Any, context: Any) -> Any:
        """What AWS has."""
        known = received(request.properties)
        result = await self._run(
            request, context, received(request.inputs), lambda its: its.read(request.id, known.values)
        )
        return proto.ReadResponse(id=result.id, properties=await sent(result.outs, known.secret), inputs=request.inputs)

    async def Update(self, request: Any, context: Any) -> Any:
        """A changed resource."""
        olds, news = received(request.olds), received(request.news)
        result = await self._run(request, context, news, lambda its: its.update(request.id, olds.values, news.values))
        return proto.UpdateResponse(properties=await sent(result.outs, news.secret | olds.secret))

    async def Delete(self, request: Any, context: Any) -> Any:
        """One resource less."""
        known = received(request.properties)
        await self._run(
            request, context, received(request.old_inputs), lambda its: its.delete(request.id, known.values)
        )
        return empty_pb2.Empty()

    async def _run(self, request: Any, context: Any, inputs: Received, method: Callable[[Any], T]) -> T:
        """Call the provider of a resource, which never sees what the stack's configuration says."""
        stack = inputs.values.pop(STACK, None) or {}
        loop = asyncio.get_running_loop()
        try:
            its = self._providers(stack)[request.urn.split("::")[2].rsplit("$", 1)[-1]]
            return await loop.run_in_executor(self._threads, method, its)
        except (AwsError, RuleViolation) as error:
            text = str(error)
        except Exception as error:  # noqa: BLE001 - the engine shows one line, whatever it is
            text = f"{type(error).__name__}: {error}"
        await context.abort(grpc.StatusCode.UNKNOWN, readable(text))
        raise AssertionError("unreachable: the call was aborted")

    def _providers(self, stack: Mapping[str, str]) -> "dict[str, AwsProvider]":
        """The providers that work as the stack's configuration says."""
        key = tuple(sorted(stack.items()))
        if key not in self._by_stack:
            made = providers()
            for each in made.values():
                each.work_as(stack.get)
            self._by_stack[key] = made
        return self._by_stack[key]
