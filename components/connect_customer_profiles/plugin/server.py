"""The plugin's process: a server that makes components and drives the resources that they are made of."""

# ruff: noqa: N802 - the protocol names the methods

import asyncio
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import grpc
import grpc.aio
import pulumi
from pulumi.provider.server import ProviderServicer
from pulumi.runtime import proto, rpc
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto import provider_pb2_grpc
from pulumi.runtime.stack import wait_for_rpcs

from ..ingestion.owned_resource import serve_own_resources
from ..rules.screen import readable
from .components import Components
from .owned_resources import OwnedResources
from .taking_over import KEYS

SCHEMA = Path(__file__).with_name("schema.json")
"""The package's schema, which is generated from the components' types."""


class Plugin(OwnedResources, ProviderServicer):
    """The provider protocol: the SDK's server makes components, `OwnedResources` drives what is in them."""

    def __init__(self, components: Components, arguments: list[str], engine: str) -> None:
        OwnedResources.__init__(self)
        ProviderServicer.__init__(self, components, arguments, engine)
        self._components = components

    async def CheckConfig(self, request: Any, _context: Any) -> Any:
        """The plugin has no configuration of its own to check. What exists concerns components, which hear of it with
        the stack's configuration: in the plugin's own, it would show as a change of the plugin."""
        for key in KEYS.values():
            if key in request.news:
                del request.news[key]
        return proto.CheckResponse(inputs=request.news)

    async def DiffConfig(self, request: Any, _context: Any) -> Any:
        """Another configuration replaces nothing: resources say themselves where they are."""
        differ = request.old_inputs != request.news
        return proto.DiffResponse(changes=proto.DiffResponse.DIFF_SOME if differ else proto.DiffResponse.DIFF_NONE)

    async def Configure(self, request: Any, context: Any) -> Any:
        """Take the reference to this process. The engine tells a plugin nothing of `aws:` here."""
        self._components.serve_as(f"{request.urn}::{request.id or rpc.UNKNOWN}")
        return await super().Configure(request, context)

    async def Construct(self, request: Any, context: Any) -> Any:
        """Make a component, and end when everything in it has ended: its checks, and what it waits for."""
        self._components.begin(request.monitorEndpoint)
        try:
            made = await self._construct(request, context)
            await wait_for_rpcs()
        except pulumi.RunError as error:
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, readable(str(error)))
        return made

    def _construct_options(self, request: Any) -> pulumi.ResourceOptions:  # type: ignore[override]
        options = ProviderServicer._construct_options(request)
        options.providers = {
            package: self._components.provider_of(package, each, request.providers[package])
            for package, each in dict(options.providers or {}).items()  # type: ignore[arg-type]
        }
        return options


async def serve(arguments: list[str]) -> None:
    """Serve the engine, whose address is the first argument, until it ends the process."""
    serve_own_resources()
    server = grpc.aio.server(options=_GRPC_CHANNEL_OPTIONS)
    engine = next((each for each in arguments if not each.startswith("-")), "")
    plugin = Plugin(Components(SCHEMA.read_text(encoding="utf-8")), arguments, engine)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(plugin, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    await server.wait_for_termination()


def main() -> None:
    """The executable that the engine starts."""
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(sys.argv[1:]))
